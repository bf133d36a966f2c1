/** Decides what a failed call to GitHub means. No other module reads status codes or messages. */
import { RequestError } from '@octokit/request-error';
import { ActionError } from '../base/errors.ts';
import { toLine } from '../base/text.ts';

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
  /** 409: the state of what is asked for does not allow it. */
  | 'conflict'
  /** 304: nothing has changed since the response that the caller has. */
  | 'not-modified'
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
  readonly isSecondary?: boolean | undefined;
  readonly hint?: string | undefined;
}

/** A failed call to GitHub. `message` never contains a token. */
export class GitHubFailure extends ActionError {
  readonly kind: GitHubFailureKind;
  readonly retryAt: number | undefined;
  /** A limit that calls remain under: GitHub asks for a slower pace. */
  readonly isSecondary: boolean;

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
    this.isSecondary = options.isSecondary ?? false;
  }
}

/** Whether GitHub rejected a text because it is too long. */
export function isTooLong({ kind, message }: GitHubFailure): boolean {
  return kind === 'unprocessable' && /\btoo long\b|\bOnly \d+ characters are allowed\b/i.test(message);
}

/**
 * Whether GitHub refused a token because its installation does not have the repository. Other refusals with the same status, such as of
 * permissions that the installation does not have, say nothing about the repository.
 */
export function isMissingRepository({ kind, message }: GitHubFailure): boolean {
  return (
    kind === 'unprocessable' &&
    /\brepository\b[^.]*\b(?:does not exist|not accessible|inaccessible)\b/i.test(message)
  );
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
  if (retryAt !== undefined) {
    const isSecondary = !isExhausted(error);
    return new GitHubFailure('rate-limited', said, { cause: error, retryAt, isSecondary });
  }
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
  if (status === 409) return 'conflict';
  if (status === 304) return 'not-modified';
  return status === 422 ? 'unprocessable' : 'unexpected';
}

function isExhausted({ status, response }: RequestError): boolean {
  return String(response?.headers['x-ratelimit-remaining']) === '0' && status !== 422;
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
  const exhausted = isExhausted(error);
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

/** Causes of a connection that was never made, so that nothing was sent. */
const unconnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function wasConnected(error: unknown): boolean {
  for (let depth = 0, at = error; at instanceof Error && depth < 5; depth += 1, at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && unconnected.has(at.code)) return false;
  }
  return true;
}

/** Whether GitHub may have done what a call that reached Octokit asked for, though it failed: no response says that it refuses. */
export function mayHaveActed({ kind, cause }: GitHubFailure): boolean {
  if (cause instanceof RequestError && cause.response !== undefined) {
    return cause.status >= 500 || cause.status === 408 || cause.status < 300;
  }
  // What the client refuses to send (breaker, budgets) has no cause.
  if (cause === undefined) return kind === 'unexpected' || kind === 'too-large';
  return wasConnected(cause);
}

/** Longest message of GitHub that is repeated, in characters. */
const maxQuoteLength = 300;

/** GitHub’s own message, on one line, or ours where there was no response. */
export function quoteGitHub(failure: GitHubFailure): string {
  const { cause } = failure;
  const isAnswer = cause instanceof RequestError && cause.response !== undefined;
  return toLine((isAnswer ? cause.message : failure.message).slice(0, maxQuoteLength));
}
