/** Passes the git configuration to later steps: in the environment, or in a file that only the job's user can read. */
import { join } from 'node:path';
import { ActionError } from '../../src/base/errors.ts';
import type { TokenGrant } from '../../src/client/sts/outcome.ts';
import { buildGitConfig, type GitConfig } from '../../src/domain/git-config/build-git-config.ts';
import { appendToEnvironment, type GitConfigRestore } from '../../src/domain/git-config/environment.ts';
import { chooseGitConfigMode } from '../../src/domain/git-config/mode.ts';
import {
  includeGitConfigFile,
  renderGitConfigFile,
} from '../../src/domain/git-config/render-git-config-file.ts';
import { mainRuleFile } from '../../src/domain/git-config/rule-files.ts';
import type { JobUrlRules } from '../../src/domain/git-config/url-rules.ts';
import { chooseRulesParent } from '../../src/git/git-config-file.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

/** The planned changes. */
export interface GitConfigPlan {
  readonly variables: Readonly<Record<string, string>>;
  readonly restore?: GitConfigRestore | undefined;
  /** The tokens, if they are not in the environment. */
  readonly file?: { readonly directory: string; readonly name: string; readonly content: string } | undefined;
  /** Rules for addresses, without secrets. */
  readonly rules?: { readonly directory: string; readonly files: readonly RenderedFile[] } | undefined;
}

interface RenderedFile {
  readonly name: string;
  readonly content: string;
}

interface GitJob {
  readonly settings: Settings;
  /** `undefined`: unknown. */
  readonly jobRules: JobUrlRules | undefined;
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

/** The job's own repository keeps the credential of the job, unless `sources` names it. */
function leaveOutOwn(
  grants: readonly TokenGrant[],
  settings: Settings,
  runner: Runner,
): readonly TokenGrant[] {
  const own = readVariable('GITHUB_REPOSITORY', runner.environment)?.toLowerCase();
  const server = new URL(readVariable('GITHUB_SERVER_URL', runner.environment) ?? 'https://github.com');
  const isNamed = settings.sources?.some((source) => source.toLowerCase() === own);
  if (own === undefined || isNamed) return grants;
  return grants.map((grant) => {
    const isHere = [server.host, server.hostname].includes(grant.host.toLowerCase());
    const kept = grant.repositories.filter((name) => !isHere || name.toLowerCase() !== own);
    if (kept.length < grant.repositories.length) {
      runner.logger.info(
        `git is not configured for ${own}, the repository of this job, because \`sources\` does not list it.`,
      );
    }
    return { ...grant, repositories: kept };
  });
}

async function planRules(config: GitConfig, runner: Runner): Promise<Pick<GitConfigPlan, 'rules'>> {
  if (config.rules.length === 0) return {};
  const parent = await chooseRulesParent(readVariable('RUNNER_TEMP', runner.environment));
  const files = config.rules.map(({ name, entries }) => ({ name, content: renderGitConfigFile(entries) }));
  return { rules: { directory: join(parent, `atmos-pro-git-${runner.random.uuid()}`), files } };
}

/** Throws INPUT_GIT_CONFIG_INVALID if the entries of earlier steps are invalid. */
export async function planGitConfig(
  grants: readonly TokenGrant[],
  { settings, jobRules }: GitJob,
  runner: Runner,
): Promise<GitConfigPlan> {
  const { environment, logger } = runner;
  const usable = leaveOutOwn(
    grants.filter(({ host, owner }) => host !== '' && owner !== ''),
    settings,
    runner,
  );
  const { mode, reason } = chooseGitConfigMode({
    requested: settings.gitConfig,
    repositories: usable.reduce((sum, { repositories }) => sum + repositories.length, 0),
    platform: process.platform,
  });
  if (mode === 'none') return { variables: {} };
  const config = buildGitConfig(
    usable.map((grant) => ({ ...grant, spellings: settings.sources ?? [] })),
    { serverUrl: readVariable('GITHUB_SERVER_URL', environment), jobRules },
  );
  if (config.headers.length === 0) return { variables: {} };
  const temp = readVariable('RUNNER_TEMP', environment);
  const { rules } = await planRules(config, runner);
  const included = rules === undefined ? [] : includeGitConfigFile(join(rules.directory, mainRuleFile), temp);
  if (mode === 'env') return { ...appendToEnvironment([...config.headers, ...included], environment), rules };
  if (reason !== undefined) logger.info(`The git configuration is written to a file: ${reason}.`);
  const directory = requireTemp(runner);
  const name = `atmos-pro-git-${runner.random.uuid()}.config`;
  const carried = [...includeGitConfigFile(join(directory, name), temp), ...included];
  const file = { directory, name, content: renderGitConfigFile(config.headers) };
  return { ...appendToEnvironment(carried, environment), file, rules };
}
