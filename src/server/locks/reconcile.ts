/**
 * Looks after locks whose holders are silent: what ran out goes on record, a run lock whose run is over ends before its time, and
 * GitHub is asked about each grant that ran out whether its run still went on then. Every replica does it; each grant ends once, under
 * its row's lock, and one of the replicas asks.
 */

import type { Clock, Logger } from '../../base/ports.ts';
import { isForgotten } from '../../domain/locks/lapse.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { placeMemoryMs } from '../../domain/locks/queue.ts';
import type { RunState } from '../../domain/locks/release.ts';
import { repeat } from '../work/repeat.ts';
import { buildLockEntry } from './audit.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { LockMetrics } from './metrics.ts';
import type { RunStates } from './run-states.ts';
import type { LockStore } from './store.ts';

/** Pause between two rounds, in milliseconds. */
export const reconcilePauseMs = 10_000;
/** A run lock that was not renewed for this long is looked into, in milliseconds: our action renews every 20 s. */
const defaultSilentMs = 30_000;
/**
 * Pause between two questions about the run of one lock, in milliseconds. A lock without renewals (`scope: run`, or no heartbeat) is silent for
 * hours, and an installation may have 5,000 requests an hour for everything. The first question is not delayed, and what is
 * renewed runs out in a minute by itself.
 */
export const askPauseMs = 60_000;
/** Most grants that ran out and are put on record in a round, which takes no request. */
const maxLapsed = 500;
/** Most questions of each kind in a round. */
const maxAsked = 50;

export interface ReconcilePorts {
  readonly locks: LockStore;
  readonly runs: RunStates;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly silentMs?: number | undefined;
  readonly watch: ClockWatch;
  readonly metrics: Pick<LockMetrics, 'clockJumped'>;
}

/** Locks end that much early or late; nobody can know which of the two times was right. */
async function watchClock({ watch, metrics, logger }: ReconcilePorts): Promise<void> {
  const jumpMs = await watch.look();
  if (jumpMs === 0) return;
  metrics.clockJumped(jumpMs > 0 ? 'ahead' : 'back');
  logger.warn('locks: the clock of the database was set; locks end by it', { jump_ms: jumpMs });
}

async function end(ports: ReconcilePorts, record: LockRecord, run: RunState): Promise<void> {
  await ports.locks.lapse(record, { id: record.id, run }, (events) =>
    events.map((event) => buildLockEntry(event, undefined)),
  );
}

async function recordLapsed(ports: ReconcilePorts): Promise<void> {
  for (const record of await ports.locks.listLapsed(maxLapsed)) await end(ports, record, 'unknown');
}

async function askAboutLapsed(ports: ReconcilePorts, signal: AbortSignal | undefined): Promise<void> {
  const { runs, logger } = ports;
  const { lapses } = ports.locks;
  const { now, records } = await lapses.claim(maxAsked);
  for (const record of records) {
    if (signal?.aborted === true) return;
    const run = await runs.askAbout(record, record.expiresAt);
    if (run === 'live') {
      await lapses.settle(record.id, [
        buildLockEntry({ name: 'lock.expired_while_run_live', record }, undefined),
      ]);
    } else if (run === 'over') {
      await lapses.settle(record.id, []);
    } else if (isForgotten(record.expiresAt, now)) {
      logger.warn('locks: GitHub never said whether a run went on when its lock ran out', { id: record.id });
      await lapses.settle(record.id, []);
    }
  }
}

async function askAboutSilent(ports: ReconcilePorts, signal: AbortSignal | undefined): Promise<void> {
  const { locks } = ports;
  const silence = { silentMs: ports.silentMs ?? defaultSilentMs, pauseMs: askPauseMs };
  for (const record of await locks.listSilent(silence, maxAsked)) {
    if (signal?.aborted === true) return;
    if (!(await locks.claimAsk(record, askPauseMs))) continue;
    const run = await ports.runs.ask(record);
    if (run === 'over') await end(ports, record, run);
  }
}

/** One round. */
export async function reconcileLocks(ports: ReconcilePorts, signal?: AbortSignal): Promise<void> {
  try {
    await watchClock(ports);
    await recordLapsed(ports);
    await ports.locks.queue.forget(placeMemoryMs);
    await askAboutLapsed(ports, signal);
    await askAboutSilent(ports, signal);
  } catch (error) {
    // The database is closed while the server stops.
    if (signal?.aborted === true) return;
    ports.logger.warn('locks: reconciliation failed, will be tried again', { error });
  }
}

/** Repeats rounds until `signal` is aborted. */
export async function runReconciliation(ports: ReconcilePorts, signal: AbortSignal): Promise<void> {
  const rounds = { clock: ports.clock, pauseMs: reconcilePauseMs, signal };
  await repeat(rounds, () => reconcileLocks(ports, signal));
}
