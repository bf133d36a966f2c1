/** Permissions as a lattice: union over rules, cap at what the installation holds. */

/** In rising order. */
export const accessLevels = ['read', 'write', 'admin'] as const;
export type AccessLevel = (typeof accessLevels)[number];

export function isAccessLevel(value: unknown): value is AccessLevel {
  return accessLevels.some((level) => level === value);
}

/** Permission of a GitHub App, such as `contents`, → level. A missing permission is not granted. */
export type Permissions = Readonly<Record<string, AccessLevel>>;

/** What every rule that matches grants, whatever else it says. */
export const basePermissions: Permissions = { contents: 'read', metadata: 'read' };

function rank(level: AccessLevel): number {
  return accessLevels.indexOf(level);
}

/** Per name the highest level of any. Names come out sorted, so that equal sets print equal. */
export function unitePermissions(all: readonly Permissions[]): Permissions {
  const united = new Map<string, AccessLevel>();
  for (const [name, level] of all.flatMap((permissions) => Object.entries(permissions))) {
    const present = united.get(name);
    if (present === undefined || rank(level) > rank(present)) united.set(name, level);
  }
  return Object.fromEntries([...united].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Each entry at most at the level that `ceiling` has; an entry that it lacks is dropped. */
export function capPermissions(permissions: Permissions, ceiling: Permissions): Permissions {
  return Object.fromEntries(
    Object.entries(permissions).flatMap(([name, level]): [string, AccessLevel][] => {
      const held = Object.hasOwn(ceiling, name) ? ceiling[name] : undefined;
      if (held === undefined) return [];
      return [[name, rank(level) <= rank(held) ? level : held]];
    }),
  );
}
