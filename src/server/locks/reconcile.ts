/**
 * Looks after locks whose holders are silent: a run lock whose run is over ends before its time, and what ran out goes on
 * record, with whether its run still went on. Every replica does it; each grant ends once, under its row's lock.
 */
import type { LockEvent } from '../../locks/events.ts';
import type { LockRecord } from '../../locks/lock.ts';
import { placeMemoryMs } from '../../locks/queue.ts';
import type { RunState } from '../../locks/release.ts';
import type { Clock, Logger } from '../../ports.ts';
import { repeat } from '../jobs/repeat.ts';
import type { Store } from '../store/store.ts';
import { buildLockEntry } from './audit.ts';
import type { RunStates } from './run-states.ts';

/** Pause between two rounds, in milliseconds. */
export const reconcilePauseMs = 10_000;
/** A run lock that was not renewed for this long is looked into, in milliseconds: our action renews every 20 s. */
export const defaultSilentMs = 30_000;
/** Most silent locks that a round reads, and most that it looks into. */
const maxRead = 1_000;
const maxPerRound = 50;

export interface ReconcileParts {
  readonly store: Pick<Store, 'locks'>;
  readonly runs: RunStates;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly silentMs?: number;
}

function eventOf(record: LockRecord, run: RunState): LockEvent {
  if (record.ended?.by !== 'expired') return { name: 'lock.released', record, how: 'run_over' };
  return { name: run === 'live' ? 'lock.expired_while_run_live' : 'lock.expired', record, how: `run ${run}` };
}

async function look(parts: ReconcileParts, record: LockRecord): Promise<void> {
  const run = await parts.runs.ask(record);
  await parts.store.locks.lapse(record, { id: record.id, run }, (ended) => [
    buildLockEntry(eventOf(ended, run), undefined),
  ]);
}

/** One round; `round` moves the window, so that many locks whose runs go on keep no other from being looked at. */
export async function reconcileLocks(
  parts: ReconcileParts,
  round: number,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const silent = await parts.store.locks.listSilent(parts.silentMs ?? defaultSilentMs, maxRead);
    const start = silent.length <= maxPerRound ? 0 : (round * maxPerRound) % silent.length;
    const turn = [...silent.slice(start), ...silent.slice(0, start)].slice(0, maxPerRound);
    await parts.store.locks.queue.forget(placeMemoryMs);
    for (const record of turn) {
      if (signal?.aborted === true) return;
      await look(parts, record);
    }
  } catch (error) {
    // The database is closed while the server stops.
    if (signal?.aborted === true) return;
    parts.logger.warn('locks: reconciliation failed, will be tried again', { error });
  }
}

/** Repeats rounds until `signal` is aborted. */
export async function runReconciliation(parts: ReconcileParts, signal: AbortSignal): Promise<void> {
  const rounds = { clock: parts.clock, pauseMs: reconcilePauseMs, signal };
  await repeat(rounds, (round) => reconcileLocks(parts, round, signal));
}
