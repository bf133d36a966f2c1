/** Decides how the configuration is carried: in the environment or in a file. */

/**
 * Above this many repositories the environment becomes a burden: each takes 20 entries and about 4 KiB of every process of
 * the job, and git looks each entry up by name (1,000 of them took 30 to 140 ms a command, a file 15).
 */
export const maxEnvironmentRepositories = 50;

export type GitConfigMode = 'env' | 'file' | 'none';

/**
 * `requested` wins, except that `env` becomes `file` where it cannot work well: above
 * {@link maxEnvironmentRepositories}, and on Windows, where an empty variable (the reset of a header) may vanish.
 */
export function chooseGitConfigMode(input: {
  readonly requested: GitConfigMode | undefined;
  readonly repositories: number;
  readonly platform: string;
}): { readonly mode: GitConfigMode; readonly reason?: string } {
  const mode = input.requested ?? 'env';
  if (mode !== 'env') {
    return { mode };
  }
  if (input.platform === 'win32') {
    return { mode: 'file', reason: 'empty environment variables may be lost on Windows' };
  }
  if (input.repositories > maxEnvironmentRepositories) {
    return {
      mode: 'file',
      reason: `${input.repositories} repositories are more than the ${maxEnvironmentRepositories} that the environment carries well`,
    };
  }
  return { mode };
}
