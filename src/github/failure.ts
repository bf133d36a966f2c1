/** Decides what a failed call to GitHub means. No other module reads status codes or messages. */
import { RequestError } from '@octokit/request-error';
import { ActionError } from '../base/errors.ts';

export type GitHubFailureKind =
  /** Primary or secondary limit; `retryAt` says when it ends. */
  | 'rate-limited'
  /** The installation exists and is suspended. */
  | 'suspended'
  | 'unauthorized'
  | 'forbidden'
  /** Also the answer of GitHub for what the token cannot see. */
  | 'not-found'
  /** 422: GitHub rejects the request itself, such as a repository outside of the installation. */
  | 'unprocessable'
  /** The response is larger than our limit. */
  | 'too-large'
  /** No response, a 5xx, or a timeout. */
  | 'unreachable'
  /** Anything else, such as a response that GitHub does not document. */
  | 'unexpected';

export interface GitHubFailureOptions {
  readonly cause?: unknown;
  /** Milliseconds since the Unix epoch. */
  readonly retryAt?: number | undefined;
  readonly hint?: string | undefined;
}

/** A failed call to GitHub. `message` never contains a token. */
export class GitHubFailure extends ActionError {
  readonly kind: GitHubFailureKind;
  readonly retryAt: number | undefined;

  constructor(kind: GitHubFailureKind, message: string, options: GitHubFailureOptions = {}) {
    const code =
      kind === 'unreachable' || kind === 'rate-limited'
        ? 'REMOTE_UNREACHABLE'
        : kind === 'unexpected' || kind === 'too-large'
          ? 'REMOTE_MALFORMED'
          : 'REMOTE_REFUSED';
    super(code, message, { cause: options.cause, hint: options.hint });
    this.kind = kind;
    this.retryAt = options.retryAt;
  }
}

/** Thrown by our fetch if a response exceeds the limit. */
export class AnswerTooLarge extends Error {}

/** Wait after a rate limit without a time, in milliseconds. GitHub's documentation asks for at least one minute. */
export const unnamedLimitWaitMs = 60_000;

/** What `error`, thrown by Octokit, means; `now` in milliseconds. `GitHubFailure`s come back as they are. */
export function readGitHubFailure(error: unknown, now: number): GitHubFailure {
  // Octokit wraps the errors of our own fetch.
  const known = findCause(error, GitHubFailure);
  if (known !== undefined) return known;
  if (!(error instanceof RequestError)) {
    return isAbort(error)
      ? new GitHubFailure('unreachable', 'GitHub did not respond in time.', { cause: error })
      : new GitHubFailure('unexpected', 'A call to GitHub failed with an unknown error.', { cause: error });
  }
  const where = `${error.request.method} ${new URL(error.request.url, 'http://localhost').pathname}`;
  if (error.response === undefined) {
    return findCause(error, AnswerTooLarge) !== undefined
      ? new GitHubFailure('too-large', `${where}: the response of GitHub exceeds the limit.`, {
          cause: error,
        })
      : new GitHubFailure('unreachable', `${where}: no response from GitHub (${error.message}).`, {
          cause: error,
        });
  }
  const said = `${where}: GitHub returned ${error.status} (${error.message.slice(0, 300)}).`;
  const retryAt = rateLimitEnd(error, now);
  if (retryAt !== undefined) return new GitHubFailure('rate-limited', said, { cause: error, retryAt });
  return new GitHubFailure(kindOf(error), said, { cause: error });
}

function isAbort(error: unknown): boolean {
  const named = typeof error === 'object' && error !== null && 'name' in error ? error.name : '';
  return named === 'AbortError' || named === 'TimeoutError';
}

function kindOf({ status, message }: RequestError): GitHubFailureKind {
  if (status >= 500 || status === 408) return 'unreachable';
  if (status === 401) return 'unauthorized';
  if (status === 403) return /\bsuspended\b/i.test(message) ? 'suspended' : 'forbidden';
  if (status === 404 || status === 410 || status === 451) return 'not-found';
  return status === 422 ? 'unprocessable' : 'unexpected';
}

/**
 * When a rate limit ends, or `undefined` if this is not one. Headers and messages tell; the statuses 403 and 422 alone have other
 * meanings too (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
function rateLimitEnd(error: RequestError, now: number): number | undefined {
  if (![403, 422, 429].includes(error.status)) return undefined;
  const headers = error.response?.headers ?? {};
  const wait = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(wait)) return now + Math.max(wait, 0) * 1000;
  const exhausted = String(headers['x-ratelimit-remaining']) === '0' && error.status !== 422;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  if (exhausted && Number.isFinite(reset)) return Math.max(reset * 1000, now);
  const spoken = /\bsecondary rate limit\b|\babuse detection\b|\brate limit exceeded\b/i.test(error.message);
  return exhausted || spoken || error.status === 429 ? now + unnamedLimitWaitMs : undefined;
}

function findCause<Kind extends Error>(
  error: unknown,
  kind: abstract new (...args: never[]) => Kind,
): Kind | undefined {
  for (let depth = 0, at = error; at instanceof Error && depth < 5; depth += 1, at = at.cause) {
    if (at instanceof kind) return at;
  }
  return undefined;
}
