/** A circuit breaker for one GitHub: when it does not answer, nobody waits for it, and one call at a time finds out whether it is back. */
import { GitHubFailure } from './failure.ts';

/** Failures in a row that open it; one success between them starts anew. */
export const breakerThreshold = 10;
/** How long it stays open before one call is let through, in milliseconds. */
export const breakerOpenMs = 5_000;

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface Breaker {
  /** Throws an `unreachable` failure while GitHub is not to be asked; else a call has begun, and one of the others must follow. */
  enter(): void;
  /** GitHub answered, whatever it said, short of a 5xx. */
  succeed(): void;
  fail(): void;
  /** The call says nothing about GitHub: whoever made it went away. */
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
        const message = 'GitHub has not answered several times in a row, and is not asked for some seconds.';
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
      // Calls that began before it opened do not keep it open for longer.
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
