/** Repeats what may succeed when tried again: exponential backoff with jitter, slept through the clock port. */
import { ActionError } from './errors.ts';
import type { Clock, Random } from './ports.ts';

export interface RetryOptions {
  /** Attempts in all, the first included; at least 1. */
  readonly attempts: number;
  /** Wait before the second attempt, in milliseconds; doubles with each further one. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether a failure is worth a retry. The wait that it asks for (`Retry-After`), in milliseconds, overrides the backoff. */
  isRetryable(error: unknown): boolean | { readonly afterMs: number };
}

/**
 * How a request is retried: attempts in all, first wait and longest wait in milliseconds. A `Retry-After` is obeyed up
 * to the longest wait. Only errors that say so are retried.
 */
export const peerRetry: RetryOptions = {
  attempts: 3,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  isRetryable(error) {
    if (!(error instanceof ActionError) || error.retry === undefined) return false;
    return error.retry.afterMs === undefined ? true : { afterMs: error.retry.afterMs };
  },
};

/** Wait before attempt `attempt + 1`, in milliseconds: half fixed, half chance, so that callers do not return in step. */
export function backoffDelay(
  attempt: number,
  options: Pick<RetryOptions, 'baseDelayMs' | 'maxDelayMs'>,
  random: Pick<Random, 'fraction'>,
): number {
  const ceiling = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (attempt - 1));
  return ceiling / 2 + (ceiling / 2) * random.fraction();
}

/** The result of the first attempt that succeeds, or the failure of the last one. Never sleeps after the last attempt. */
export async function retry<T>(
  work: (attempt: number) => Promise<T>,
  options: RetryOptions,
  ports: { readonly clock: Pick<Clock, 'sleep'>; readonly random: Pick<Random, 'fraction'> },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      const verdict = options.isRetryable(error);
      if (verdict === false || attempt >= options.attempts) throw error;
      const delay =
        verdict === true
          ? backoffDelay(attempt, options, ports.random)
          : Math.min(verdict.afterMs, options.maxDelayMs);
      await ports.clock.sleep(delay, options.signal);
    }
  }
}
