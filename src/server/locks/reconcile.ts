/**
 * Reconciles locks that are not renewed: audits expired locks, and ends run locks before their expiry if their run is over. One replica at a
 * time does it. Each grant ends once, under its row's lock.
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
/** A run lock that was not renewed for this long is checked, in milliseconds: lock-stack renews every 20 s. */
const defaultSilentMs = 30_000;
/**
 * Interval between two questions to GitHub about the run of one lock, in milliseconds. A lock without renewals (`scope: run`, or no heartbeat)
 * can be held for hours, and the rate limit of an installation is 5,000 requests per hour for all features. The first question is not delayed.
 */
export const askPauseMs = 60_000;
/** Maximum number of expired grants that a round audits. This needs no request to GitHub. */
const maxLapsed = 500;
/** Maximum number of questions to GitHub per round. */
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
    // When the server stops, the database is closed.
    if (signal?.aborted === true) return;
    ports.logger.warn('locks: reconciliation failed and will be retried', { error });
  }
}

export function createReconciliation(ports: ReconcilePorts): WorkKind {
  return createRounds('lock-reconcile', reconcilePauseMs, (signal) => reconcileLocks(ports, signal));
}
