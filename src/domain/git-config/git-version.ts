/** Decides whether a git reads configuration from `GIT_CONFIG_COUNT`; an older one passes over it without a word. */

export interface GitVersion {
  readonly major: number;
  readonly minor: number;
}

/** First version that reads `GIT_CONFIG_COUNT`, which both ways of carrying the configuration need. */
export const minGitVersion: GitVersion = { major: 2, minor: 31 };

/** From the output of `git --version`; undefined for any other text. */
export function parseGitVersion(text: string): GitVersion | undefined {
  const match = /^git version (\d{1,4})\.(\d{1,4})(?:\.|\s|-|$)/.exec(text);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

/** True for an unknown version, since a wrong warning would mislead. */
export function readsEnvironmentConfig(version: GitVersion | undefined): boolean {
  if (version === undefined || version.major !== minGitVersion.major) {
    return version === undefined || version.major > minGitVersion.major;
  }
  return version.minor >= minGitVersion.minor;
}

/** `2.31` */
export function describeGitVersion({ major, minor }: GitVersion): string {
  return `${major}.${minor}`;
}
