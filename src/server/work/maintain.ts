/** What has to be done now and then: forget what has expired, and renew the signing keys. One replica at a time does it. */
import type { Logger } from '../../base/ports.ts';
import { createRounds, type WorkKind } from './kind.ts';
import type { ForgottenKind, MaintenanceMetrics } from './metrics.ts';

/** Pause between two rounds, in milliseconds: a fraction of the lead that a new signing key has. */
const maintenancePauseMs = 10 * 60_000;

/** A task of a round. */
export interface Upkeep {
  /** What it forgets, for the metric; `undefined`: nothing that is counted. */
  readonly forgets: ForgottenKind | undefined;
  /** Returns how many rows it removed. */
  run(): Promise<number>;
}

interface MaintainPorts {
  readonly logger: Logger;
  readonly metrics: MaintenanceMetrics;
}

/** One round, the tasks in their order. A failure is logged and left to the next round: nothing here is urgent. */
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
