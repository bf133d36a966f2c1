/** Ends a job's wait: removes its place in the queue, and releases what was granted to it and never confirmed. */
import { relationTo } from '../../domain/locks/holder.ts';
import type { LockHolder } from '../../domain/locks/lock.ts';
import { waiterId } from '../../domain/locks/queue.ts';
import type { TakeRequest } from '../../domain/locks/take.ts';
import { describeLockEvents } from './audit.ts';
import type { LockStore } from './store.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface StopWaitingPorts {
  readonly locks: Pick<LockStore, 'look' | 'release'>;
  readonly room: Pick<WaitingRoom, 'leave' | 'wake'>;
}

/** Returns whether there was a grant to give back. */
async function giveBack(
  requests: readonly TakeRequest[],
  { caller, traceId }: { readonly caller: LockHolder; readonly traceId: string },
  { locks }: StopWaitingPorts,
): Promise<boolean> {
  const [repository] = requests;
  if (repository === undefined) return false;
  const { records } = await locks.look(
    repository,
    requests.map(({ path }) => path),
  );
  let isGivenBack = false;
  for (const record of records.values()) {
    if (record?.pending !== true || relationTo(record.holder, caller) !== 'same') continue;
    const { status } = await locks.release(
      record,
      { caller, id: record.id, pendingOnly: true, forced: undefined, policy: 'guarded', judged: undefined },
      (events) => describeLockEvents(events, { holder: caller, traceId }),
    );
    isGivenBack ||= status === 'released';
  }
  return isGivenBack;
}

/** `requests`: all of one job. Returns whether it had a place or an unconfirmed grant. */
export async function stopWaiting(
  requests: readonly TakeRequest[],
  traceId: string,
  ports: StopWaitingPorts,
): Promise<boolean> {
  const [request] = requests;
  if (request === undefined) return false;
  // First: a place that is gone is granted nothing any more.
  const isLeft = await ports.room.leave(waiterId(requests));
  const isGivenBack = await giveBack(requests, { caller: request.holder, traceId }, ports);
  if (isGivenBack) ports.room.wake();
  return isLeft || isGivenBack;
}
