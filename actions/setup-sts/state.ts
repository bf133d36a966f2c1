/** State for the post step of `setup-sts`: the tokens to revoke and the changes to restore. */

import type { RevocableToken } from '../../src/client/sts/revoke-tokens.ts';
import type { GitConfigRestore } from '../../src/domain/git-config/environment.ts';
import { parseSavedState } from '../../src/runner/job-state.ts';
import type { Runner } from '../../src/runner/runner.ts';

/** Changes to the environment of later steps. */
export interface Changes {
  readonly gitConfig?: GitConfigRestore | undefined;
  /** File with the git configuration, which contains the tokens. */
  readonly file?: string | undefined;
  /** Directory with the rules for addresses. */
  readonly rules?: string | undefined;
  /** Variables that contain tokens. */
  readonly tokenVariables: readonly string[];
}

/** One entry per token: each becomes an environment variable of the post step, whose length is limited. */
export async function saveTokens(
  tokens: readonly RevocableToken[],
  revoke: boolean,
  runner: Runner,
): Promise<void> {
  const entries = tokens.map(({ host, owner, token }, index) => [
    `token-${index}`,
    JSON.stringify({ host, owner, token }),
  ]);
  await runner.saveState({
    'token-count': String(tokens.length),
    revoke: String(revoke),
    ...Object.fromEntries(entries),
  });
}

/** The tokens to revoke: none if `revoke` is `false`, or if no token was minted. */
export async function readTokens(runner: Runner): Promise<readonly RevocableToken[]> {
  if (runner.readState('revoke') !== 'true') return [];
  const count = Number(runner.readState('token-count') ?? 0);
  const saved = Array.from({ length: count }, (_, index) => runner.readState(`token-${index}`));
  const texts = saved.filter((text) => text !== undefined);
  return Promise.all(texts.map((text) => parseSavedState('token', text)));
}

export async function saveChanges(changes: Changes, runner: Runner): Promise<void> {
  await runner.saveState({ changes: JSON.stringify(changes) });
}

export async function readTokenChanges(runner: Runner): Promise<Changes> {
  const text = runner.readState('changes');
  return text === undefined ? { tokenVariables: [] } : parseSavedState('changes', text);
}
