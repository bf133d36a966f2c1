/** The features that a workspace can switch on and off, and their defaults. */

/**
 * Tokens reach other repositories than the job's own, so an operator has to turn them on, as in Atmos Pro's security settings of a
 * workspace. The others reach the job's own repository and the server's records, and permission rows guard them: nothing is
 * allowed without one.
 */
export const featureDefaults = {
  sts: false,
  commits: true,
  locks: true,
  affected_stacks: true,
  instances: true,
} as const satisfies Record<string, boolean>;

export type FeatureName = keyof typeof featureDefaults;
export type Features = Readonly<Record<FeatureName, boolean>>;

/** For people. */
export const featureTitles: Readonly<Record<FeatureName, string>> = {
  sts: 'GitHub STS',
  commits: 'Committing from CI',
  locks: 'Locking',
  affected_stacks: 'Uploading affected stacks',
  instances: 'Uploading instances and their status',
};
