/**
 * Works on entries that are due. Every replica runs a loop, and leases decide which replica works on an entry. Each kind has its own limit of
 * concurrent entries, and the loop starts with another kind at each turn. A flood of one kind therefore does not delay the others.
 */
import { withAnySignal } from '../../base/any-signal.ts';
import { backoffDelay } from '../../base/retry.ts';
import { describeOutage } from '../database/failures.ts';
import { type AttemptPorts, runAttempt } from './attempt.ts';
import { claim, createFindDue } from './claim.ts';
import { enqueueRecurring } from './enqueue.ts';
import type { EntryName, WorkEntry } from './entry.ts';
import { recurringEntries, type WorkKind } from './kind.ts';
import { createSettling, type Settling } from './settle.ts';
import type { WorkMetrics } from './work-metrics.ts';

/** Maximum pause between two polls of the queue, in milliseconds: for entries that other replicas enqueued or abandoned. */
const pollPauseMs = 1_000;
/** Minimum pause, in milliseconds. */
const minPauseMs = 10;
/** Pauses while the database does not answer, in milliseconds. */
const outagePauses = { baseDelayMs: 500, maxDelayMs: 5_000 };

export interface WorkLoopPorts extends AttemptPorts {
  readonly metrics: WorkMetrics;
}

export interface WorkLoop {
  /** Polls the queue at once. Call it after the transaction that enqueued an entry that is due. */
  wake(): void;
  /**
   * Wakes the loop, and waits for the entry for at most `withinMs`. Returns whether an attempt at it ended or it left the queue, at any
   * replica.
   */
  settle(name: EntryName, withinMs: number): Promise<boolean>;
  /** Runs until `signal` is aborted and the attempts in progress have ended. Never rejects. Call it once per loop. */
  run(kinds: readonly WorkKind[], signal: AbortSignal): Promise<void>;
}

/** Reason of an abort, which is not read. The default is a `DOMException`, made with its stack each time. */
const woken = new Error('the loop was woken');

/** A pause that resolves after its time, when woken, or when `signal` is aborted. */
function createPause({ clock }: Pick<WorkLoopPorts, 'clock'>) {
  let isWoken = false;
  let current: AbortController | undefined;
  return {
    wake() {
      isWoken = true;
      current?.abort(woken);
    },
    async pause(milliseconds: number, signal: AbortSignal): Promise<void> {
      if (!isWoken && !signal.aborted) {
        current = new AbortController();
        const sleep = (either: AbortSignal) => clock.sleep(milliseconds, either);
        await withAnySignal([signal, current.signal], sleep).catch(() => undefined);
        current = undefined;
      }
      isWoken = false;
    },
  };
}

/** The attempts of this process that are in progress, by kind. */
function createAttempts(
  ports: WorkLoopPorts,
  { settling, onEnded }: { readonly settling: Settling; onEnded(): void },
) {
  const { logger, metrics } = ports;
  const running = new Map<string, Set<Promise<void>>>();

  async function attempt(kind: WorkKind, entry: WorkEntry, stop: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    try {
      const outcome = await runAttempt(kind, entry, { stop, ports });
      metrics.ended(kind.kind, outcome, performance.now() - startedAt);
    } catch (error) {
      // When the server stops, the database is closed.
      if (!stop.aborted)
        logger.warn('work: the result of an attempt was not recorded', { kind: kind.kind, error });
    }
    settling.ended(entry);
  }

  return {
    /** How many entries of the kind may start now. */
    slotsOf: ({ kind, concurrency }: WorkKind) => concurrency - (running.get(kind)?.size ?? 0),
    start(kind: WorkKind, entry: WorkEntry, stop: AbortSignal): void {
      const tasks = running.get(kind.kind) ?? new Set();
      running.set(kind.kind, tasks);
      const task: Promise<void> = attempt(kind, entry, stop).finally(() => {
        tasks.delete(task);
        onEnded();
      });
      tasks.add(task);
    },
    untilEnded: () => Promise.all([...running.values()].flatMap((tasks) => [...tasks])),
  };
}

/** A poll starts entries that are due, up to the limits. It returns the time until another one will be due, in milliseconds. */
function createPoll({ db, dialect }: WorkLoopPorts, attempts: ReturnType<typeof createAttempts>) {
  let turn = 0;
  const findDue = createFindDue(db, dialect);
  return async (kinds: readonly WorkKind[], stop: AbortSignal): Promise<number> => {
    const free = kinds.filter((kind) => attempts.slotsOf(kind) > 0);
    const { now, dueAt } = await findDue(free);
    turn += 1;
    let next = pollPauseMs;
    for (const index of free.keys()) {
      const kind = free[(index + turn) % free.length];
      const at = kind === undefined ? undefined : dueAt.get(kind.kind);
      if (kind === undefined || at === undefined || stop.aborted) continue;
      if (at > now) {
        next = Math.min(next, at - now);
        continue;
      }
      const entries = await claim(db, dialect, { ...kind, limit: attempts.slotsOf(kind) });
      for (const entry of entries) attempts.start(kind, entry, stop);
    }
    return Math.max(next, minPauseMs);
  };
}

export function createWorkLoop(ports: WorkLoopPorts): WorkLoop {
  const { db, dialect, random, logger } = ports;
  const { wake, pause } = createPause(ports);
  const settling = createSettling(ports);
  const attempts = createAttempts(ports, { settling, onEnded: wake });
  const poll = createPoll(ports, attempts);

  async function addRecurring(kinds: readonly WorkKind[]): Promise<void> {
    for (const entry of recurringEntries(kinds)) await enqueueRecurring(db, dialect, entry);
  }

  return {
    wake,
    settle(name, withinMs) {
      const settled = settling.wait(name, withinMs);
      wake();
      return settled;
    },
    async run(kinds, signal) {
      let failures = 0;
      let areAdded = false;
      while (!signal.aborted) {
        try {
          if (!areAdded) await addRecurring(kinds);
          areAdded = true;
          await pause(await poll(kinds, signal), signal);
          failures = 0;
        } catch (error) {
          if (signal.aborted) break;
          failures += 1;
          logger.warn('work: the queue could not be read, will be retried', {
            error: describeOutage(error) ?? error,
          });
          await pause(backoffDelay(failures, outagePauses, random), signal);
        }
      }
      await attempts.untilEnded();
    },
  };
}
