/** Warns about a git that silently ignores configuration in the environment. */
import { ActionError } from '../../src/base/errors.ts';
import {
  minGitVersion,
  parseGitVersion,
  readsEnvironmentConfig,
} from '../../src/domain/git-config/git-version.ts';
import { runGit } from '../../src/git/run-git.ts';
import type { Runner } from '../../src/runner/runner.ts';

/** `undefined` without git, which a later step may install. */
async function askGit(): Promise<string | undefined> {
  try {
    return (await runGit(['--version'])).stdout;
  } catch (error) {
    if (error instanceof ActionError) return undefined;
    throw error;
  }
}

/** Only warns: the tokens are valid, and a later step may use another git, such as one in a container. */
export async function warnAboutOldGit(runner: Runner): Promise<void> {
  const text = await askGit();
  const version = text === undefined ? undefined : parseGitVersion(text);
  if (version === undefined || readsEnvironmentConfig(version)) return;
  const { major, minor } = minGitVersion;
  await runner.warning(
    `git ${version.major}.${version.minor} does not read configuration from the environment, so it does not use the tokens. Install git ${major}.${minor} or newer, or use the output \`token\`.`,
    'GitHub STS',
  );
}
