/** Periodic maintenance by one replica at a time: deletes expired rows, and rotates the signing keys. */
import type { Logger } from '../../base/ports.ts';
import { createRounds, type WorkKind } from './kind.ts';
import type { ForgottenKind, MaintenanceMetrics } from './metrics.ts';

/** Interval between two rounds, in milliseconds: a fraction of the time that a new signing key is published ahead of its use. */
const maintenancePauseMs = 10 * 60_000;

/** A task of a round. */
export interface Upkeep {
  /** The kind of deleted rows, for the metric; `undefined`: not counted. */
  readonly forgets: ForgottenKind | undefined;
  /** Returns the number of deleted rows. */
  run(): Promise<number>;
}

interface MaintainPorts {
  readonly logger: Logger;
  readonly metrics: MaintenanceMetrics;
}

/** Runs the tasks in order. A failure is logged and ends the round; the next round retries. */
export async function maintain(tasks: readonly Upkeep[], { logger, metrics }: MaintainPorts): Promise<void> {
  try {
    const forgotten: Partial<Record<ForgottenKind, number>> = {};
    for (const { forgets, run } of tasks) {
      const count = await run();
      if (forgets !== undefined) forgotten[forgets] = count;
    }
    metrics.done(forgotten);
    logger.debug('maintenance: done', { forgotten });
  } catch (error) {
    logger.warn('maintenance: round failed, will be retried', { error });
  }
}

export function createMaintenance(tasks: readonly Upkeep[], ports: MaintainPorts): WorkKind {
  return createRounds('maintenance', maintenancePauseMs, () => maintain(tasks, ports));
}
