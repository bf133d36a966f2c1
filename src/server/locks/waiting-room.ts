/**
 * Where requests of this replica wait for locks. One round looks after all of them: a look at their keys, then one try for each key
 * that is free, by whoever has the lowest place here; the store knows who waits at other replicas. A release at this
 * replica starts a round at once, anything else shows in the next one.
 */

import type { Clock, Logger } from '../../base/ports.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { placeLeaseMs, type Waiter } from '../../domain/locks/queue.ts';
import { decideTake, type TakeRequest } from '../../domain/locks/take.ts';
import type { LockMetrics } from './metrics.ts';
import type { DescribeEvents, LockLook, LockStore, TakeOutcome } from './store.ts';

/** Pause between two rounds, in milliseconds: longest delay of a hand-off from another replica. */
const roundPauseMs = 150;
/** Every so many rounds the places of those who wait are kept: well within their lease. */
const roundsPerKeep = 10;
/** Most requests that wait at a replica. */
const maxWaiting = 2_000;
/** Most keys in one look. */
const maxKeysPerLook = 500;

interface WaitAsk {
  readonly requests: readonly TakeRequest[];
  readonly describe: DescribeEvents;
  /** Longest wait, in milliseconds. */
  readonly waitMs: number;
  /** Aborted when nobody listens any more: no lock is taken then. */
  readonly signal: AbortSignal;
}

export interface WaitingRoom {
  /** The grant, or `undefined` when the time is over. Its place stays for a while, for the next request of that job. */
  wait(ask: WaitAsk): Promise<(TakeOutcome & { readonly status: 'granted' }) | undefined>;
  /** Gives up a place; whether there was one. Requests that wait with it end. */
  leave(waiterId: string): Promise<boolean>;
  /** A key may have become free. */
  wake(): void;
  /** Ends every wait, for good. */
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

function addressOf({ requests: [first] }: Entry): string {
  return JSON.stringify([first?.workspaceId, first?.repositoryId]);
}

export function createWaitingRoom({ locks, clock, logger, metrics }: WaitingRoomPorts): WaitingRoom {
  const entries = new Set<Entry>();
  let isOpen = true;
  let isRunning = false;
  let rounds = 0;
  let pause = new AbortController();

  async function look(group: readonly Entry[]): Promise<LockLook> {
    const [first] = group[0]?.requests ?? [];
    if (first === undefined) throw new Error('nobody waits for no key');
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

  async function tryFor({ requests, describe, waiter, settle }: Entry): Promise<void> {
    const outcome = await locks.take(requests, describe, { waiterId: waiter.id, isPlaceRequired: true });
    if (outcome.status === 'granted') {
      const [first] = outcome.grants;
      if (first !== undefined) metrics.waited(first.record.updatedAt - waiter.joinedAt);
      settle(outcome);
    }
    if (outcome.status === 'left') settle(undefined);
  }

  async function serve(group: readonly Entry[]): Promise<void> {
    const { records, now } = await look(group);
    const spoken = new Set<string>();
    for (const entry of group.toSorted((one, other) => one.waiter.place - other.waiter.place)) {
      const { requests } = entry;
      const isFirst = requests.every(({ path }) => !spoken.has(path));
      for (const { path } of requests) spoken.add(path);
      const isFree = requests.every(
        (request) => decideTake(records.get(request.path), request, now).status === 'granted',
      );
      if (isFirst && isFree && entries.has(entry)) await tryFor(entry);
    }
  }

  async function round(): Promise<void> {
    rounds += 1;
    if (rounds % roundsPerKeep === 0) {
      await locks.queue.keep([...new Set([...entries].map(({ waiter }) => waiter.id))], placeLeaseMs);
    }
    for (const group of Map.groupBy(entries, addressOf).values()) await serve(group);
  }

  async function run(): Promise<void> {
    while (entries.size > 0) {
      pause = new AbortController();
      await round().catch((error) => logger.warn('locks: those who wait could not be served', { error }));
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

  return {
    async wait(ask) {
      if (!isOpen || entries.size >= maxWaiting) return undefined;
      const waiter = await locks.queue.join({ requests: ask.requests, leaseMs: placeLeaseMs });
      if (waiter === 'full' || ask.signal.aborted || !isOpen) return undefined;
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
        // By a timer, not by comparing times of day: those may jump.
        const end = AbortSignal.any([over.signal, ask.signal]);
        const stop = (): void => entry.settle(undefined);
        clock.sleep(ask.waitMs, end).then(stop, stop);
        entries.add(entry);
        start();
      });
    },
    async leave(waiterId) {
      const isLeft = await locks.queue.leave(waiterId);
      for (const entry of entries) if (entry.waiter.id === waiterId) entry.settle(undefined);
      if (isLeft) pause.abort();
      return isLeft;
    },
    wake: () => pause.abort(),
    close() {
      isOpen = false;
      for (const entry of entries) entry.settle(undefined);
    },
  };
}
