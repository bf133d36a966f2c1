/** Decides how the configuration is carried: in the environment or in a file. */

/**
 * Above this many repositories the file is the default. Each takes four entries of the environment, and git looks each entry up by
 * name: 50 repositories make `git status` 1.5 times as slow, 100 2.4 times, a file 1.1 times.
 */
export const maxEnvironmentRepositories = 50;

export type GitConfigMode = 'env' | 'file' | 'none';

/**
 * `requested` wins, except that on Windows `env` becomes `file`: there an empty variable (the reset of a header) may vanish.
 * By default, the environment up to {@link maxEnvironmentRepositories}: a file can be read by its user alone, and git
 * fails where it may not read a file that it is told to include.
 */
export function chooseGitConfigMode(input: {
  readonly requested: GitConfigMode | undefined;
  readonly repositories: number;
  readonly platform: string;
}): { readonly mode: GitConfigMode; readonly reason?: string } {
  if (input.requested === 'file' || input.requested === 'none') return { mode: input.requested };
  if (input.platform === 'win32') {
    return { mode: 'file', reason: 'empty environment variables may be lost on Windows' };
  }
  if (input.requested === undefined && input.repositories > maxEnvironmentRepositories) {
    return {
      mode: 'file',
      reason: `${input.repositories} repositories are more than the ${maxEnvironmentRepositories} that the environment carries well`,
    };
  }
  return { mode: 'env' };
}
