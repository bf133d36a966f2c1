/** Ends minted tokens at GitHub before they expire by themselves: `DELETE /installation/token` with each token. */
import { ActionError } from '../../base/errors.ts';
import type { Clock, Fetch, HttpResponse, Random } from '../../base/ports.ts';
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
  readonly fetch: Fetch;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: Pick<Random, 'fraction'>;
}

/** One request, in milliseconds; with two repetitions a dead GitHub holds a job up for about half a minute. */
const requestTimeoutMs = 10_000;
const retryOptions = {
  attempts: 3,
  baseDelayMs: 500,
  maxDelayMs: 5_000,
  isRetryable: (error: unknown) => error instanceof ActionError && error.retry !== undefined,
};
/** Answers that mean GitHub no longer accepts the token. */
const deadStatuses = new Set([401, 404]);

async function deleteToken(url: string, token: string, ports: RevokePorts): Promise<HttpResponse> {
  const response = await ports.fetch({
    method: 'DELETE',
    url,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'atmos-pro-actions',
      'x-github-api-version': '2022-11-28',
    },
    timeoutMs: requestTimeoutMs,
  });
  const { status } = response;
  if (status === 204 || deadStatuses.has(status)) return response;
  const transient = status >= 500 || status === 429 || status === 403;
  throw new ActionError('REMOTE_REFUSED', `GitHub answered ${status}.`, transient ? { retry: {} } : {});
}

async function revokeToken(token: RevocableToken, own: OwnGitHub, ports: RevokePorts): Promise<Revocation> {
  const { host, owner } = token;
  const url = `${githubApiUrl(host, own)}/installation/token`;
  try {
    const { status } = await retry(() => deleteToken(url, token.token, ports), retryOptions, ports);
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
