/** Reads the job's own git configuration before anything is minted: whether git works at all, and which addresses it rewrites. */
import { ActionError } from '../../src/base/errors.ts';
import { appendToEnvironment } from '../../src/domain/git-config/environment.ts';
import { type JobUrlRules, readScopedUrlRules } from '../../src/domain/git-config/url-rules.ts';
import { readGitConfiguration, refuseFatal } from '../../src/git/read-git-config.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';

const hint = 'Find the earlier step that set this git configuration and fix it, or set `git-config: none`.';

/**
 * The rules for addresses that the job has. `undefined` without git, which a later step may install. Throws
 * INPUT_GIT_CONFIG_INVALID if every git command of the job would fail.
 */
export async function readJobGit(runner: Runner): Promise<JobUrlRules | undefined> {
  // Names the variable at fault, which git does not.
  appendToEnvironment([], runner.environment);
  try {
    const workspace = readVariable('GITHUB_WORKSPACE', runner.environment);
    const { listed, probe } = await readGitConfiguration(workspace);
    refuseFatal(probe, hint);
    refuseFatal(listed, hint);
    // What a git has that is too old for this list does not matter: it does not read our entries either.
    return listed.exitCode === 0 ? readScopedUrlRules(listed.stdout) : undefined;
  } catch (error) {
    if (error instanceof ActionError && error.code === 'INPUT_GIT_MISSING') return undefined;
    throw error;
  }
}
