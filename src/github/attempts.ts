/** The attempts of one call of GitHub: how many, how far apart, and after which failures. */
import { ActionError } from '../base/errors.ts';
import type { Clock, Random } from '../base/ports.ts';
import { retry } from '../base/retry.ts';
import { GitHubFailure, readGitHubFailure } from './failure.ts';

/** Attempts of one call, including the first. */
const maxAttempts = 3;
const baseDelayMs = 200;
/** Longest wait between attempts, in milliseconds. A rate limit that lasts longer is an error. */
const maxDelayMs = 2_000;

export interface AttemptOptions {
  /** Attempts in all; 1 for a call that must not be repeated after a lost response. */
  readonly attempts?: number | undefined;
  /** Runs before each further attempt. If it rejects, there is none, and the call rejects with its reason. */
  readonly beforeRetry?: ((failure: GitHubFailure) => Promise<void>) | undefined;
}

interface AttemptPorts {
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
}

function isPassing(failure: GitHubFailure, now: number): boolean | { afterMs: number } {
  if (failure.kind === 'unreachable' && failure.retryAt === undefined) return true;
  if (failure.kind !== 'unreachable' && failure.kind !== 'rate-limited') return false;
  const afterMs = (failure.retryAt ?? now) - now;
  return afterMs <= maxDelayMs ? { afterMs } : false;
}

/** Rejects with `GitHubFailure`, or with the reason of `beforeRetry`. */
export async function attemptCall<T>(
  work: () => Promise<T>,
  { signal, attempts = maxAttempts, beforeRetry }: AttemptOptions & { readonly signal: AbortSignal },
  ports: AttemptPorts,
): Promise<T> {
  const { clock } = ports;
  let last: GitHubFailure | undefined;
  let isOver = false;
  const attempt = async () => {
    if (last !== undefined) {
      isOver = true;
      await beforeRetry?.(last);
      isOver = false;
    }
    try {
      return await work();
    } catch (error) {
      last = readGitHubFailure(error, clock.now());
      throw last;
    }
  };
  const isRetryable = (error: unknown) =>
    !isOver && !signal.aborted && error instanceof GitHubFailure && isPassing(error, clock.now());
  try {
    return await retry(attempt, { attempts, baseDelayMs, maxDelayMs, signal, isRetryable }, ports);
  } catch (error) {
    if (error instanceof ActionError) throw error;
    throw readGitHubFailure(error, clock.now());
  }
}
