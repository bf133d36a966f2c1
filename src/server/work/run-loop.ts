/**
 * Works on entries that are due. Every replica runs a loop; leases decide who works on what. Each kind has its own bound on what goes on
 * at once, and all kinds are looked at in turn, so a flood of one kind does not hold up another.
 */
import { backoffDelay } from '../../base/retry.ts';
import { describeOutage } from '../database/failures.ts';
import { type AttemptPorts, runAttempt } from './attempt.ts';
import { claim, findDue } from './claim.ts';
import { enqueueRecurring } from './enqueue.ts';
import type { EntryName, WorkEntry } from './entry.ts';
import { recurringEntries, type WorkKind } from './kind.ts';
import type { WorkMetrics } from './work-metrics.ts';

/** Longest pause between two looks into the queue, in milliseconds: for what other replicas enqueued, or left behind. */
const pollPauseMs = 1_000;
/** Pause between two looks whether an entry that is waited for has left the queue, in milliseconds. */
const settlePauseMs = 250;
/** Shortest pause, in milliseconds. */
const minPauseMs = 10;
/** Pauses while the database does not answer, in milliseconds. */
const outagePauses = { baseDelayMs: 500, maxDelayMs: 5_000 };

export interface WorkLoopPorts extends AttemptPorts {
  readonly metrics: WorkMetrics;
}

export interface WorkLoop {
  /** Looks into the queue at once. For whoever has enqueued something that is due, after the transaction. */
  wake(): void;
  /**
   * Wakes the loop, and waits for the entry for at most `withinMs`; whether an attempt at it ended, or it left the queue, wherever it is
   * worked on.
   */
  settle(name: EntryName, withinMs: number): Promise<boolean>;
  /** Until `signal` is aborted and what was under way has ended. Never rejects; once for each loop. */
  run(kinds: readonly WorkKind[], signal: AbortSignal): Promise<void>;
}

/** Resolves after the pause, when woken, or when `signal` is aborted. */
function createPause({ clock }: Pick<WorkLoopPorts, 'clock'>) {
  let isWoken = false;
  let current: AbortController | undefined;
  return {
    wake() {
      isWoken = true;
      current?.abort();
    },
    async pause(milliseconds: number, signal: AbortSignal): Promise<void> {
      if (!isWoken && !signal.aborted) {
        current = new AbortController();
        await clock.sleep(milliseconds, AbortSignal.any([signal, current.signal])).catch(() => undefined);
        current = undefined;
      }
      isWoken = false;
    },
  };
}

const nameOf = ({ kind, key }: EntryName) => JSON.stringify([kind, key]);

export function createWorkLoop(ports: WorkLoopPorts): WorkLoop {
  const { db, dialect, clock, random, logger, metrics } = ports;
  const { wake, pause } = createPause(ports);
  const running = new Map<string, Set<Promise<void>>>();
  const waiting = new Map<string, Set<() => void>>();
  let turn = 0;

  const slotsOf = ({ kind, concurrency }: WorkKind) => concurrency - (running.get(kind)?.size ?? 0);

  async function attempt(kind: WorkKind, entry: WorkEntry, stop: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    try {
      const outcome = await runAttempt(kind, entry, { stop, ports });
      metrics.ended(kind.kind, outcome, performance.now() - startedAt);
    } catch (error) {
      // The database is closed while the server stops.
      if (!stop.aborted)
        logger.warn('work: how an attempt ended was not recorded', { kind: kind.kind, error });
    }
    for (const tell of waiting.get(nameOf(entry)) ?? []) tell();
  }

  function start(kind: WorkKind, entry: WorkEntry, stop: AbortSignal): void {
    const tasks = running.get(kind.kind) ?? new Set();
    running.set(kind.kind, tasks);
    const task: Promise<void> = attempt(kind, entry, stop).finally(() => {
      tasks.delete(task);
      wake();
    });
    tasks.add(task);
  }

  /** Starts what is due and has room; how long nothing else will be due, in milliseconds. */
  async function look(kinds: readonly WorkKind[], stop: AbortSignal): Promise<number> {
    const free = kinds.filter((kind) => slotsOf(kind) > 0);
    const { now, dueAt } = await findDue(db, dialect, free);
    turn += 1;
    let next = pollPauseMs;
    for (const index of free.keys()) {
      const kind = free[(index + turn) % free.length];
      const at = kind === undefined ? undefined : dueAt.get(kind.kind);
      if (kind === undefined || at === undefined || stop.aborted) continue;
      if (at > now) next = Math.min(next, at - now);
      else
        for (const entry of await claim(db, dialect, { ...kind, limit: slotsOf(kind) }))
          start(kind, entry, stop);
    }
    return Math.max(next, minPauseMs);
  }

  async function addRecurring(kinds: readonly WorkKind[]): Promise<void> {
    for (const entry of recurringEntries(kinds)) await enqueueRecurring(db, dialect, entry);
  }

  /** Resolves when the entry has left the queue; where the database does not answer, when `signal` is aborted. */
  async function untilGone({ kind, key }: EntryName, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      const entry = db
        .selectFrom('work_entries')
        .select('id')
        .where('kind', '=', kind)
        .where('key', '=', key);
      if ((await entry.where('state', '=', 'waiting').executeTakeFirst()) === undefined) return true;
      await clock.sleep(settlePauseMs, signal);
    }
    return false;
  }

  return {
    wake,
    async settle(name, withinMs) {
      const over = new AbortController();
      const tellers = waiting.get(nameOf(name)) ?? new Set();
      waiting.set(nameOf(name), tellers);
      const ended = new Promise<boolean>((resolve) => {
        const tell = () => resolve(true);
        tellers.add(tell);
        over.signal.addEventListener('abort', () => tellers.delete(tell));
      });
      wake();
      const pausing = clock.sleep(withinMs, over.signal).then(
        () => false,
        () => false,
      );
      const gone = untilGone(name, over.signal).catch(() => false);
      const hasEnded = await Promise.race([ended, pausing, gone]);
      over.abort();
      if (tellers.size === 0) waiting.delete(nameOf(name));
      return hasEnded;
    },
    async run(kinds, signal) {
      let failures = 0;
      let areAdded = false;
      while (!signal.aborted) {
        try {
          if (!areAdded) await addRecurring(kinds);
          areAdded = true;
          await pause(await look(kinds, signal), signal);
          failures = 0;
        } catch (error) {
          if (signal.aborted) break;
          failures += 1;
          logger.warn('work: the queue could not be read, will be tried again', {
            error: describeOutage(error) ?? error,
          });
          await pause(backoffDelay(failures, outagePauses, random), signal);
        }
      }
      await Promise.all([...running.values()].flatMap((tasks) => [...tasks]));
    },
  };
}
