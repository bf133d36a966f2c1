/** Asks git for the whole configuration that it has in a directory, and whether it accepts it. */
import { stat } from 'node:fs/promises';
import { type GitOutput, runGit } from './run-git.ts';

export interface GitConfiguration {
  /** `git config --list --show-scope -z`. The option needs git 2.26. */
  readonly listed: GitOutput;
  /** A command that reads the configuration as others do: a list accepts values that they refuse. */
  readonly probe: GitOutput;
}

/** `directory`: the checkout; the current directory if it does not exist. Throws INPUT_GIT_MISSING if git cannot be started. */
export async function readGitConfiguration(directory: string | undefined): Promise<GitConfiguration> {
  const found = directory === undefined ? undefined : await stat(directory).catch(() => undefined);
  const options = { directory: found?.isDirectory() ? directory : undefined, anyExitCode: true };
  const [listed, probe] = await Promise.all([
    runGit(['config', '--list', '--show-scope', '-z'], options),
    runGit(['var', 'GIT_PAGER'], options),
  ]);
  return { listed, probe };
}
