/** Removes audit entries that are older than the configured retention. Every replica may: the database decides which is first. */
import type { Logger } from '../../base/ports.ts';
import type { AuditPruning } from '../../domain/audit/prune.ts';
import { createRounds, type WorkKind } from '../work/kind.ts';

/** Pause between two rounds, in milliseconds. */
const retentionPauseMs = 60 * 60_000;

export interface RetentionPorts {
  readonly pruning: AuditPruning;
  /** `undefined`: entries are kept forever. */
  readonly days: number | undefined;
  readonly logger: Logger;
}

/** Until nothing is old enough; returns how many entries were removed. */
export async function pruneAudit(
  pruning: Pick<AuditPruning, 'prune'>,
  days: number,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  while (signal?.aborted !== true) {
    const prune = await pruning.prune(days);
    if (prune === undefined) break;
    removed += prune.entries;
  }
  return removed;
}

async function retainRound({ pruning, days, logger }: RetentionPorts, signal: AbortSignal): Promise<void> {
  if (days === undefined) return;
  try {
    if (!(await pruning.isPermitted())) {
      logger.warn(
        'audit: the database role must not remove entries; run `atmos-pro audit prune` as the owner',
      );
      return;
    }
    const removed = await pruneAudit(pruning, days, signal);
    if (removed > 0) logger.info('audit: pruned', { removed, days });
  } catch (error) {
    // The database is closed while the server stops.
    if (signal.aborted) return;
    logger.warn('audit: pruning failed, will be retried', { error });
  }
}

export function createRetention(ports: RetentionPorts): WorkKind {
  return createRounds('audit-retention', retentionPauseMs, (signal) => retainRound(ports, signal));
}
