/**
 * Looks after locks whose holders are silent: what ran out goes on record, and a run lock whose run is over ends before its time. One
 * replica at a time does it; each grant ends once, under its row's lock.
 */

import type { Logger } from '../../base/ports.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { placeMemoryMs } from '../../domain/locks/queue.ts';
import type { RunState } from '../../domain/locks/release.ts';
import type { RunStates } from '../repositories/run-states.ts';
import { createRounds, type WorkKind } from '../work/kind.ts';
import { buildLockEntry } from './audit.ts';
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
/** Most questions in a round. */
const maxAsked = 50;

export interface ReconcilePorts {
  readonly locks: LockStore;
  readonly runs: RunStates;
  readonly logger: Logger;
  readonly silentMs?: number | undefined;
}

async function end(ports: ReconcilePorts, record: LockRecord, run: RunState): Promise<void> {
  await ports.locks.lapse(record, { id: record.id, run }, (events) =>
    events.map((event) => buildLockEntry(event, undefined)),
  );
}

async function recordLapsed(ports: ReconcilePorts): Promise<void> {
  for (const record of await ports.locks.listLapsed(maxLapsed)) await end(ports, record, 'unknown');
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
    await recordLapsed(ports);
    await ports.locks.queue.forget(placeMemoryMs);
    await askAboutSilent(ports, signal);
  } catch (error) {
    // The database is closed while the server stops.
    if (signal?.aborted === true) return;
    ports.logger.warn('locks: reconciliation failed, will be tried again', { error });
  }
}

export function createReconciliation(ports: ReconcilePorts): WorkKind {
  return createRounds('lock-reconcile', reconcilePauseMs, (signal) => reconcileLocks(ports, signal));
}
