/** Gives up waiting for shared work when a request's time is over; the work itself goes on for the others. */
import { GitHubFailure } from './failure.ts';

/** Rejects with an `unreachable` failure once `signal` is aborted. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () =>
    reject(new GitHubFailure('unreachable', 'GitHub did not answer in the time that was left.'));
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
