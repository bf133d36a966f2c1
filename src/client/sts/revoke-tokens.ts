/** Ends minted tokens at GitHub before they expire by themselves: `DELETE /installation/token` with each token. */
import { ActionError } from '../../base/errors.ts';
import type { Clock, Random } from '../../base/ports.ts';
import { retry } from '../../base/retry.ts';
import { githubApiUrl, type OwnGitHub } from './github-api-url.ts';

export interface RevocableToken {
  readonly host: string;
  readonly owner: string;
  readonly token: string;
}

/** `revoked` now · `dead` already (GitHub no longer knows it) · `failed`, so it lives until it expires. */
export type Revocation =
  | { readonly status: 'revoked' | 'dead'; readonly owner: string; readonly host: string }
  | { readonly status: 'failed'; readonly owner: string; readonly host: string; readonly reason: string };

interface RevokePorts {
  /** Sends one request to the REST API at `apiUrl`, bounded in time; returns its status. */
  readonly deleteInstallationToken: (call: {
    readonly apiUrl: string;
    readonly token: string;
  }) => Promise<number>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: Pick<Random, 'fraction'>;
}

/** A request takes 10 seconds at most, so a dead GitHub delays a job by about half a minute. */
const retryOptions = {
  attempts: 3,
  baseDelayMs: 500,
  maxDelayMs: 5_000,
  isRetryable: (error: unknown) => error instanceof ActionError && error.retry !== undefined,
};
/** Answers that mean GitHub no longer accepts the token. */
const deadStatuses = new Set([401, 404]);

async function deleteToken(apiUrl: string, token: string, ports: RevokePorts): Promise<number> {
  const status = await ports.deleteInstallationToken({ apiUrl, token });
  if (status === 204 || deadStatuses.has(status)) return status;
  const transient = status >= 500 || status === 429 || status === 403;
  throw new ActionError('REMOTE_REFUSED', `GitHub answered ${status}.`, {
    retry: transient ? {} : undefined,
  });
}

async function revokeToken(token: RevocableToken, own: OwnGitHub, ports: RevokePorts): Promise<Revocation> {
  const { host, owner } = token;
  const apiUrl = githubApiUrl(host, own);
  try {
    const status = await retry(() => deleteToken(apiUrl, token.token, ports), retryOptions, ports);
    return { status: deadStatuses.has(status) ? 'dead' : 'revoked', owner, host };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return { status: 'failed', owner, host, reason: error.message };
  }
}

/** Revokes all at once; one result per token in the same order. A failure is a result: the others still go. */
export async function revokeTokens(
  tokens: readonly RevocableToken[],
  own: OwnGitHub,
  ports: RevokePorts,
): Promise<readonly Revocation[]> {
  return Promise.all(tokens.map((token) => revokeToken(token, own, ports)));
}
