/** How git runs in a checkout that is not trusted: with an environment of its own, and without the commands that `.git/config` names. */
import { toGitEnvironment } from '../domain/credentials/child-environment.ts';
import type { GitConfigEntry } from '../domain/git-config/entry.ts';
import { appendToEnvironment } from '../domain/git-config/environment.ts';
import { overrideLocal, parseScopedConfig, withoutCommands } from '../domain/git-config/override-local.ts';
import { type RunGitOptions, runGit } from './run-git.ts';

type Environment = Readonly<Record<string, string | undefined>>;

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
  environment: Record<string, string>,
  entries: readonly GitConfigEntry[],
): Record<string, string> {
  return { ...environment, ...appendToEnvironment(entries, environment).variables };
}

/** Options of {@link runGit} for the checkout around `directory`. */
export async function gitOptions(
  directory: string,
  environment: Environment,
): Promise<
  RunGitOptions & { readonly directory: string; readonly environment: Readonly<Record<string, string>> }
> {
  const base = trustDirectory(directory, toGitEnvironment(environment));
  const args = ['config', '--list', '--show-scope', '-z'];
  const listed = await runGit(args, { directory, environment: base, anyExitCode: true });
  const overrides = overrideLocal(parseScopedConfig(listed.stdout));
  return { directory, environment: append(base, overrides), config: withoutCommands };
}
