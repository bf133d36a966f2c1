/** Passes the git configuration to later steps: in the environment, or in a file that only the job's user can read. */
import { join } from 'node:path';
import { ActionError } from '../../src/base/errors.ts';
import type { TokenGrant } from '../../src/client/sts/outcome.ts';
import { buildGitConfig } from '../../src/domain/git-config/build-git-config.ts';
import { appendToEnvironment, type GitConfigRestore } from '../../src/domain/git-config/environment.ts';
import { chooseGitConfigMode } from '../../src/domain/git-config/mode.ts';
import {
  includeGitConfigFile,
  renderGitConfigFile,
} from '../../src/domain/git-config/render-git-config-file.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

/** The planned changes. */
export interface GitConfigPlan {
  readonly variables: Readonly<Record<string, string>>;
  readonly restore?: GitConfigRestore | undefined;
  readonly file?: { readonly directory: string; readonly name: string; readonly content: string } | undefined;
}

function requireTemp(runner: Runner): string {
  const directory = readVariable('RUNNER_TEMP', runner.environment);
  if (directory !== undefined) return directory;
  throw new ActionError(
    'INPUT_MISSING',
    'RUNNER_TEMP is not set, so the git configuration cannot be written to a file.',
    {
      hint: 'Set `git-config` to `env` or `none`, or check for an earlier step that overwrites RUNNER_TEMP.',
    },
  );
}

/** Throws INPUT_GIT_CONFIG_INVALID if the entries of earlier steps are invalid. */
export function planGitConfig(
  grants: readonly TokenGrant[],
  settings: Settings,
  runner: Runner,
): GitConfigPlan {
  const { environment, logger } = runner;
  const usable = grants.filter(({ host, owner }) => host !== '' && owner !== '');
  const { mode, reason } = chooseGitConfigMode({
    requested: settings.gitConfig,
    repositories: usable.reduce((sum, { repositories }) => sum + repositories.length, 0),
    platform: process.platform,
  });
  if (mode === 'none') return { variables: {} };
  const entries = buildGitConfig(
    usable.map((grant) => ({ ...grant, spellings: settings.sources ?? [] })),
    { serverUrl: readVariable('GITHUB_SERVER_URL', environment) },
  );
  if (entries.length === 0) return { variables: {} };
  if (mode === 'env') return appendToEnvironment(entries, environment);
  if (reason !== undefined) logger.info(`The git configuration is written to a file: ${reason}.`);
  const directory = requireTemp(runner);
  const name = `atmos-pro-git-${runner.random.uuid()}.config`;
  const carrier = appendToEnvironment(includeGitConfigFile(join(directory, name)), environment);
  return { ...carrier, file: { directory, name, content: renderGitConfigFile(entries) } };
}

/** Checks, before tokens are minted, that entries can be added. */
export function checkGitConfig(settings: Settings, runner: Runner): void {
  if (settings.gitConfig !== 'none') appendToEnvironment([], runner.environment);
}
