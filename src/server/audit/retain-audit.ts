/** Removes audit entries that are older than the configuration keeps them. Every replica may: the database decides who was first. */
import type { Clock, Logger } from '../../base/ports.ts';
import type { Store } from '../store.ts';
import { repeat } from '../work/repeat.ts';

/** Pause between two rounds, in milliseconds. */
const retentionPauseMs = 60 * 60_000;

export interface RetentionParts {
  readonly store: Pick<Store, 'pruning'>;
  /** `undefined`: entries are kept for ever. */
  readonly days: number | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Until nothing is old enough; returns how many entries were removed. */
export async function pruneAudit(
  store: Pick<Store, 'pruning'>,
  days: number,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  while (signal?.aborted !== true) {
    const prune = await store.pruning.prune(days);
    if (prune === undefined) break;
    removed += prune.entries;
  }
  return removed;
}

async function retainRound({ store, days, logger }: RetentionParts, signal: AbortSignal): Promise<void> {
  if (days === undefined) return;
  try {
    if (!(await store.pruning.isPermitted())) {
      logger.warn(
        'audit: this database role may not remove entries; run `atmos-pro audit prune` as the owner',
      );
      return;
    }
    const removed = await pruneAudit(store, days, signal);
    if (removed > 0) logger.info('audit: pruned', { removed, days });
  } catch (error) {
    // The database is closed while the server stops.
    if (signal.aborted) return;
    logger.warn('audit: not pruned, will be tried again', { error });
  }
}

/** Once at the start and then in rounds, until `signal` is aborted. */
export async function runRetention(parts: RetentionParts, signal: AbortSignal): Promise<void> {
  if (parts.days === undefined) return;
  await retainRound(parts, signal);
  await repeat({ clock: parts.clock, pauseMs: retentionPauseMs, signal }, () => retainRound(parts, signal));
}
