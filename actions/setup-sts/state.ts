/** What the post step has to know, kept in the runner's state: the tokens to revoke and the changes to take back. */

import type { RevocableToken } from '../../src/client/sts/revoke-tokens.ts';
import type { GitConfigRestore } from '../../src/domain/git-config/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';

/** Changes that later steps see. */
export interface Changes {
  readonly gitConfig?: GitConfigRestore | undefined;
  /** File that holds the git configuration with the tokens. */
  readonly file?: string | undefined;
  /** Variables that hold tokens. */
  readonly tokenVariables: readonly string[];
}

/** One entry per token: each becomes an environment variable of the post step, and those are limited in length. */
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

/** Tokens that are to be revoked; none when the workflow keeps them, or when none was minted. */
export function readTokens(runner: Runner): readonly RevocableToken[] {
  if (runner.readState('revoke') !== 'true') return [];
  const count = Number(runner.readState('token-count') ?? 0);
  return Array.from(
    { length: count },
    (_, index) => JSON.parse(runner.readState(`token-${index}`) ?? 'null') as RevocableToken | null,
  ).filter((token) => token !== null);
}

export async function saveChanges(changes: Changes, runner: Runner): Promise<void> {
  await runner.saveState({ changes: JSON.stringify(changes) });
}

export function readChanges(runner: Runner): Changes {
  const text = runner.readState('changes');
  return text === undefined ? { tokenVariables: [] } : (JSON.parse(text) as Changes);
}
