/**
 * Checks a grant after it expired: was the run of its holder still live then? GitHub is asked afterwards, so no job that
 * wants the key waits for the answer, and asked again while it cannot tell.
 */

/** First and longest pause between two questions about one grant, in milliseconds; the pause grows with the time since the expiry. */
const shortestPauseMs = 60_000;
const longestPauseMs = 60 * 60_000;
/** After this, in milliseconds, the check is given up: the App lacks a permission, or the run was deleted. */
export const lapseMemoryMs = 24 * 60 * 60_000;

/** When to ask again about what ran out at `expiredAt`. All in milliseconds. */
export function nextAskAt(expiredAt: number, now: number): number {
  return now + Math.min(longestPauseMs, Math.max(shortestPauseMs, now - expiredAt));
}

/** Whether it is worth another question. */
export function isForgotten(expiredAt: number, now: number): boolean {
  return now - expiredAt >= lapseMemoryMs;
}
