/** Permissions as a lattice: union over rules, cap at what the installation holds. */

/** In rising order. */
export const accessLevels = ['read', 'write', 'admin'] as const;
export type AccessLevel = (typeof accessLevels)[number];

/** Permission of a GitHub App, such as `contents`, → level. A name that is not there is not granted. */
export type Permissions = Readonly<Record<string, AccessLevel>>;
