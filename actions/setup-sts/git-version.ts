/** Tells the job about a git that would pass over its configuration without a word. */
import { ActionError } from '../../src/base/errors.ts';
import {
  minGitVersion,
  parseGitVersion,
  readsEnvironmentConfig,
} from '../../src/domain/git-config/git-version.ts';
import { runGit } from '../../src/git/run-git.ts';
import type { Runner } from '../../src/runner/runner.ts';

/** Undefined where there is no git, which a later step may still bring. */
async function askGit(): Promise<string | undefined> {
  try {
    return (await runGit(['--version'])).stdout;
  } catch (error) {
    if (error instanceof ActionError) return undefined;
    throw error;
  }
}

/** Only warns: the tokens are good, and a later step may use another git, such as one in a container. */
export async function warnAboutOldGit(runner: Runner): Promise<void> {
  const text = await askGit();
  const version = text === undefined ? undefined : parseGitVersion(text);
  if (version === undefined || readsEnvironmentConfig(version)) return;
  const { major, minor } = minGitVersion;
  await runner.warning(
    `git ${version.major}.${version.minor} does not read its configuration from the environment, so it will not use the tokens. Install git ${major}.${minor} or newer, or use the token itself.`,
    'GitHub STS',
  );
}
