/** What a workspace may switch on and off. */

/**
 * `sts` and `commits` let jobs act as the GitHub App, so somebody has to ask for them; Atmos Pro has its switch for the first
 * in the workspace's security settings. The others concern the server's own records, and permission rows guard them anyway.
 */
export const featureDefaults = {
  sts: false,
  commits: false,
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
