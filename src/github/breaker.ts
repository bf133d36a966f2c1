/** A circuit breaker for one GitHub. While GitHub does not respond, calls fail at once, and one at a time tests whether it is back. */
import { GitHubFailure } from './failure.ts';

/** Consecutive failures that open it. */
export const breakerThreshold = 10;
/** How long it stays open before a test call, in milliseconds. */
export const breakerOpenMs = 5_000;

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface Breaker {
  /** Throws an `unreachable` failure while it is open. Otherwise a call has started, and one of the next three must follow. */
  enter(): void;
  /** GitHub responded with anything but a 5xx. */
  succeed(): void;
  fail(): void;
  /** The caller cancelled: the call says nothing about GitHub. */
  abandon(): void;
  state(): BreakerState;
}

export function createBreaker(now: () => number): Breaker {
  let failures = 0;
  let openUntil: number | undefined;
  let isProbing = false;

  return {
    enter() {
      if (openUntil === undefined) return;
      if (now() < openUntil || isProbing) {
        const retryAt = Math.max(openUntil, now() + 1_000);
        const message = 'GitHub did not respond several times in a row. Calls are paused for a few seconds.';
        throw new GitHubFailure('unreachable', message, { retryAt });
      }
      isProbing = true;
    },
    succeed() {
      failures = 0;
      openUntil = undefined;
      isProbing = false;
    },
    fail() {
      failures += 1;
      // Calls that started before it opened do not extend the pause.
      if (isProbing || (openUntil === undefined && failures >= breakerThreshold)) {
        openUntil = now() + breakerOpenMs;
      }
      isProbing = false;
    },
    abandon() {
      isProbing = false;
    },
    state() {
      if (openUntil === undefined) return 'closed';
      return now() < openUntil ? 'open' : 'half-open';
    },
  };
}
