/** Stops waiting for shared work at the deadline of a request. The work continues for other requests. */
import { GitHubFailure } from './failure.ts';

/** Rejects with an `unreachable` failure once `signal` is aborted. */
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
