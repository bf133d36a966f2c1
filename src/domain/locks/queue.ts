/**
 * The order in which waiting jobs get keys. A job waits with one place for all the keys that it asked for, places are numbered
 * by arrival, and a free key goes to the lowest place that wants it. No job holds a part of its keys while waiting, and every wait points
 * to a lower number, so deadlock is impossible. No job overtakes another, so each is served after those before it.
 */
import { createHash } from 'node:crypto';
import { nameJob } from './holder.ts';
import type { LockHolder } from './lock.ts';
import type { TakeRequest } from './take.ts';

/** How long a waiting job that does not poll blocks others, in milliseconds. */
export const placeLeaseMs = 3_000;
/** How long its place is kept for it to come back to, in milliseconds; it does not block others meanwhile. */
export const placeMemoryMs = 60_000;

/** A job in the queue. */
export interface Waiter {
  /** Of this job for these keys. */
  readonly id: string;
  /** Its place: grows with arrival. */
  readonly place: number;
  readonly holder: LockHolder;
  readonly joinedAt: number;
}

/** The same whenever a job asks for the same keys, in whatever order. All requests are of one job. */
export function waiterId(
  requests: readonly Pick<TakeRequest, 'workspaceId' | 'repositoryId' | 'holder' | 'path'>[],
): string {
  const [first] = requests;
  if (first === undefined) throw new Error('a place in the queue needs a key');
  const paths = requests.map(({ path }) => path).sort();
  return createHash('sha256')
    .update(JSON.stringify([first.workspaceId, first.repositoryId, nameJob(first.holder), ...paths]))
    .digest('hex');
}
