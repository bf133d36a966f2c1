/** How git runs in a checkout that is not trusted: with an environment of its own, and without the commands that `.git/config` names. */
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ActionError } from '../base/errors.ts';
import { toGitEnvironment } from '../domain/credentials/child-environment.ts';
import type { GitConfigEntry } from '../domain/git-config/entry.ts';
import { appendToEnvironment } from '../domain/git-config/environment.ts';
import { describeGitVersion, minGitVersion, parseGitVersion } from '../domain/git-config/git-version.ts';
import { overrideLocal, parseScopedConfig, withoutCommands } from '../domain/git-config/override-local.ts';
import { refuseFatal } from './read-git-config.ts';
import { type RunGitOptions, runGit } from './run-git.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Options of git in a checkout. */
export interface CheckoutOptions extends RunGitOptions {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Adds to the environment of a child that git in it accepts the directory even if another user owns it, as in a container job, and asks for
 * no password. Later steps are not affected.
 */
export function trustDirectory(
  directory: string,
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  const { variables } = appendToEnvironment([{ key: 'safe.directory', value: directory }], environment);
  return { ...environment, GIT_TERMINAL_PROMPT: '0', ...variables };
}

/** For git that another program runs. */
export function runsNoCommands(environment: Record<string, string>): Record<string, string> {
  return append(environment, withoutCommands);
}

function append(
  environment: Readonly<Record<string, string>>,
  entries: readonly GitConfigEntry[],
): Record<string, string> {
  return { ...environment, ...appendToEnvironment(entries, environment).variables };
}

/** Adds configuration to the environment of git, over all that is there. */
export function addEntries(options: CheckoutOptions, entries: readonly GitConfigEntry[]): CheckoutOptions {
  return entries.length === 0 ? options : { ...options, environment: append(options.environment, entries) };
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function looksBare(directory: string): Promise<boolean> {
  const has = (name: string) => exists(join(directory, name));
  return (await has('HEAD')) && ((await has('commondir')) || ((await has('objects')) && (await has('refs'))));
}

/**
 * Whether git, looking for a repository from `directory` upward, comes to files of a checkout that look like a bare one. Its configuration
 * would be theirs. From 2.38 on, git itself refuses that (`safe.bareRepository`).
 */
async function isInBareRepository(directory: string): Promise<boolean> {
  let at = await realpath(directory).catch(() => directory);
  while (!(await looksBare(at))) {
    if (at === dirname(at) || (await exists(join(at, '.git')))) return false;
    at = dirname(at);
  }
  return true;
}

const brokenHint = 'Find the earlier step that set this git configuration, and fix it.';

async function tooOld(
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<ActionError> {
  const { stdout } = await runGit(['--version'], { directory, environment, anyExitCode: true });
  const version = parseGitVersion(stdout);
  const found = version === undefined ? 'This git' : `git ${describeGitVersion(version)}`;
  const needed = describeGitVersion(minGitVersion);
  return new ActionError(
    'INPUT_GIT_TOO_OLD',
    `${found} does not read configuration from the environment, so a checkout could make it run commands.`,
    { hint: `Install git ${needed} or newer.` },
  );
}

/** The environment of git in `directory`, without overrides. For what runs no commands, whatever the configuration says. */
export async function readingEnvironment(
  directory: string,
  environment: Environment,
): Promise<Readonly<Record<string, string>>> {
  const trusted = trustDirectory(directory, toGitEnvironment(environment));
  const isBare = trusted['GIT_DIR'] === undefined && (await isInBareRepository(directory));
  // Leads git to a repository that does not exist.
  return isBare ? { ...trusted, GIT_DIR: join(directory, '.git') } : trusted;
}

/**
 * Options of {@link runGit} for the checkout around `directory`. Throws INPUT_GIT_TOO_OLD if git would ignore the overrides, and
 * INPUT_GIT_CONFIG_INVALID if it refuses its configuration: without the list, it is unknown what to override.
 */
export async function gitOptions(directory: string, environment: Environment): Promise<CheckoutOptions> {
  const base = await readingEnvironment(directory, environment);
  const args = ['config', '--list', '--show-scope', '-z'];
  const listed = await runGit(args, { directory, environment: base, anyExitCode: true });
  refuseFatal(listed, brokenHint);
  const entries = parseScopedConfig(listed.stdout);
  // An entry of the environment, as all overrides are.
  const readsEnvironment = entries.some(
    ({ scope, key, value }) => scope === 'command' && key === 'safe.directory' && value === directory,
  );
  if (listed.exitCode !== 0 || !readsEnvironment) throw await tooOld(directory, base);
  return { directory, environment: append(base, overrideLocal(entries)), config: withoutCommands };
}
