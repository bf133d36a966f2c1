/** Asks git for the whole configuration that it has in a directory, and whether it accepts it. */
import { stat } from 'node:fs/promises';
import { ActionError } from '../base/errors.ts';
import { toLine } from '../base/text.ts';
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

/** With which git gives up, as it does over configuration that it refuses. */
const fatalExitCode = 128;
const maxComplaintLength = 300;

/** Throws INPUT_GIT_CONFIG_INVALID if git gave up. */
export function refuseFatal({ exitCode, stderr }: GitOutput, hint: string): void {
  if (exitCode !== fatalExitCode) return;
  const complaint = toLine(stderr).slice(0, maxComplaintLength) || `exit code ${exitCode}`;
  throw new ActionError('INPUT_GIT_CONFIG_INVALID', `git does not work in this job: ${complaint}`, { hint });
}
