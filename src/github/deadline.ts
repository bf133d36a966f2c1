/** Deadlines of work: those that end it, and those after which one request stops waiting for it. */
import { withAnySignal } from '../base/any-signal.ts';
import { GitHubFailure } from './failure.ts';

/**
 * Runs `work` with a signal that aborts as soon as one of `signals` does, and with a `TimeoutError` after `withinMs`. Nothing of it stays in
 * memory, unlike `AbortSignal.timeout`. Waiting alone does not keep the process alive.
 */
export async function withDeadline<T>(
  withinMs: number,
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const expire = () => late.abort(new DOMException(`no result within ${withinMs} ms`, 'TimeoutError'));
  const timer = setTimeout(expire, withinMs);
  timer.unref();
  try {
    return await withAnySignal([...signals, late.signal], work);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Stops waiting for shared work, which continues for other requests: rejects with an `unreachable` failure once `signal` is aborted.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new GitHubFailure('unreachable', 'GitHub did not respond in time.'));
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
