/**
 * The requests of this replica that wait for locks. A round serves all of them: it reads their keys, then makes an attempt for each free key,
 * for the request with the lowest place at this replica. The store knows the places at other replicas. A release at this replica starts a
 * round at once. The next round detects all other changes.
 */

import type { Clock, Logger } from '../../base/ports.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { placeLeaseMs, type Waiter } from '../../domain/locks/queue.ts';
import { decideTake, type TakeRequest } from '../../domain/locks/take.ts';
import type { SessionShare } from '../access/session-count-table.ts';
import type { LockMetrics } from './metrics.ts';
import type { DescribeEvents, LockLook, LockStore, TakeOutcome } from './store.ts';

/** Pause between two rounds, in milliseconds: the maximum delay of a hand-off from another replica. */
const roundPauseMs = 150;
/** After this many rounds, the leases of the waiting places are renewed: well before they end. */
const roundsPerKeep = 5;
/** Maximum number of waiting requests at a replica: three quarters of the requests that it answers at a time. */
const maxWaiting = 1_500;
/** The same of one repository, so that it does not keep the others from waiting, or the replica from answering. */
export const maxWaitingPerRepository = 500;
/** Maximum number of keys per query. */
const maxKeysPerLook = 500;

interface WaitAsk {
  readonly requests: readonly TakeRequest[];
  readonly describe: DescribeEvents;
  readonly share: SessionShare;
  /** Maximum wait, in milliseconds. */
  readonly waitMs: number;
  /** Aborted when the client has disconnected: no lock is taken then. */
  readonly signal: AbortSignal;
}

export interface WaitingRoom {
  /** The grant, or `undefined` at the end of the wait. The place is kept for a while, for the next request of the job. */
  wait(ask: WaitAsk): Promise<(TakeOutcome & { readonly status: 'granted' }) | undefined>;
  /** Removes a place and ends the requests that wait with it. Returns whether it existed. */
  leave(waiterId: string): Promise<boolean>;
  /** Starts a round at once, because a key may be free. */
  wake(): void;
  /** Ends every wait. Later waits end at once. */
  close(): void;
}

interface Entry extends WaitAsk {
  readonly waiter: Waiter;
  settle(outcome: (TakeOutcome & { readonly status: 'granted' }) | undefined): void;
}

export interface WaitingRoomPorts {
  readonly locks: Pick<LockStore, 'look' | 'take' | 'queue'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<LockMetrics, 'waited'>;
}

function addressOf(first: TakeRequest | undefined): string {
  return JSON.stringify([first?.workspaceId, first?.repositoryId]);
}

/** Reads the latest grants of all keys that the group waits for. */
async function lookAtKeys(group: readonly Entry[], locks: WaitingRoomPorts['locks']): Promise<LockLook> {
  const [first] = group[0]?.requests ?? [];
  if (first === undefined) throw new Error('a request without a key');
  const paths = [...new Set(group.flatMap(({ requests }) => requests.map(({ path }) => path)))];
  const records: [string, LockRecord | undefined][] = [];
  let now = 0;
  for (let start = 0; start < paths.length; start += maxKeysPerLook) {
    const part = await locks.look(first, paths.slice(start, start + maxKeysPerLook));
    records.push(...part.records);
    now = Math.max(now, part.now);
  }
  return { records: new Map(records), now };
}

/** The requests of the group that are first at this replica and whose keys are free, in the order of their places. */
function findServable(group: readonly Entry[], { records, now }: LockLook): readonly Entry[] {
  const wanted = new Set<string>();
  return group
    .toSorted((one, other) => one.waiter.place - other.waiter.place)
    .filter(({ requests }) => {
      const isFirst = requests.every(({ path }) => !wanted.has(path));
      for (const { path } of requests) wanted.add(path);
      const isFree = (request: TakeRequest) =>
        decideTake(records.get(request.path), request, now).status === 'granted';
      return isFirst && requests.every(isFree);
    });
}

/** A round serves all entries: it reads their keys, then makes an attempt for each entry that is next. */
function createRound(entries: ReadonlySet<Entry>, { locks, metrics }: WaitingRoomPorts) {
  let rounds = 0;

  async function takeFor({ requests, describe, share, waiter, settle }: Entry): Promise<void> {
    const outcome = await locks.take(requests, describe, {
      waiterId: waiter.id,
      isPlaceRequired: true,
      share,
    });
    if (outcome.status === 'granted') {
      const [first] = outcome.grants;
      if (first !== undefined) metrics.waited(first.record.updatedAt - waiter.joinedAt);
      settle(outcome);
    }
    // The request asks once more, and learns why.
    if (outcome.status === 'left' || outcome.status === 'exhausted') settle(undefined);
  }

  return async (): Promise<void> => {
    rounds += 1;
    if (rounds % roundsPerKeep === 0) {
      await locks.queue.keep([...new Set([...entries].map(({ waiter }) => waiter.id))], placeLeaseMs);
    }
    for (const group of Map.groupBy(entries, ({ requests: [first] }) => addressOf(first)).values()) {
      for (const entry of findServable(group, await lookAtKeys(group, locks))) {
        if (entries.has(entry)) await takeFor(entry);
      }
    }
  };
}

interface RoundLoop {
  /** Starts the rounds. If they run, starts the next one at once. */
  start(): void;
  /** If rounds run, starts the next one at once. */
  wake(): void;
}

/** Repeats rounds while there are entries. */
function createRoundLoop(entries: ReadonlySet<Entry>, ports: WaitingRoomPorts): RoundLoop {
  const { clock, logger } = ports;
  const round = createRound(entries, ports);
  let isRunning = false;
  let pause = new AbortController();

  async function run(): Promise<void> {
    while (entries.size > 0) {
      pause = new AbortController();
      await round().catch((error) => logger.warn('locks: a round for the waiting jobs failed', { error }));
      await clock.sleep(roundPauseMs, pause.signal).catch(() => undefined);
    }
  }

  function start(): void {
    if (isRunning) {
      pause.abort();
      return;
    }
    isRunning = true;
    void run().finally(() => {
      isRunning = false;
      if (entries.size > 0) start();
    });
  }

  return { start, wake: () => pause.abort() };
}

export function createWaitingRoom(ports: WaitingRoomPorts): WaitingRoom {
  const { locks, clock } = ports;
  const entries = new Set<Entry>();
  const loop = createRoundLoop(entries, ports);
  let isOpen = true;

  function hasRoom({ requests: [first] }: WaitAsk): boolean {
    if (!isOpen || entries.size >= maxWaiting) return false;
    const address = addressOf(first);
    const own = [...entries].filter(({ requests: [other] }) => addressOf(other) === address);
    return own.length < maxWaitingPerRepository;
  }

  function enter(ask: WaitAsk, waiter: Waiter): ReturnType<WaitingRoom['wait']> {
    return new Promise((resolve) => {
      const over = new AbortController();
      const entry: Entry = {
        ...ask,
        waiter,
        settle(outcome) {
          over.abort();
          entries.delete(entry);
          resolve(outcome);
        },
      };
      // A timer, because the time of day may jump.
      const end = AbortSignal.any([over.signal, ask.signal]);
      const stop = (): void => entry.settle(undefined);
      clock.sleep(ask.waitMs, end).then(stop, stop);
      entries.add(entry);
      loop.start();
    });
  }

  return {
    async wait(ask) {
      if (!hasRoom(ask)) return undefined;
      const waiter = await locks.queue.join({ requests: ask.requests, leaseMs: placeLeaseMs });
      // Others may have come in the meantime.
      if (waiter === 'full' || ask.signal.aborted || !hasRoom(ask)) return undefined;
      return enter(ask, waiter);
    },
    async leave(waiterId) {
      const isLeft = await locks.queue.leave(waiterId);
      for (const entry of entries) if (entry.waiter.id === waiterId) entry.settle(undefined);
      if (isLeft) loop.wake();
      return isLeft;
    },
    wake: loop.wake,
    close() {
      isOpen = false;
      for (const entry of entries) entry.settle(undefined);
    },
  };
}
