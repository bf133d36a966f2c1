/** What has to be done now and then: forget what has expired, and renew the signing keys. Every replica does it. */
import type { Clock, Logger } from '../base/ports.ts';
import type { KeyRing } from './sessions/key-ring.ts';
import { describeExpired } from './stacks/uploads/audit.ts';
import type { Store } from './store.ts';
import type { MaintenanceMetrics } from './work/metrics.ts';
import { repeat } from './work/repeat.ts';

/** Pause between two rounds, in milliseconds: a fraction of the lead that a new signing key has. */
const maintenancePauseMs = 10 * 60_000;

export interface MaintenanceParts {
  readonly store: Pick<Store, 'idTokens' | 'commits' | 'uploads' | 'affected'>;
  readonly keys: Pick<KeyRing, 'renew'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MaintenanceMetrics;
}

/** One round. A failure is logged and left to the next one: nothing here is urgent. */
export async function maintain({ store, keys, logger, metrics }: MaintenanceParts): Promise<void> {
  try {
    await keys.renew();
    const forgotten = {
      id_tokens: await store.idTokens.forgetExpired(),
      commits: await store.commits.forgetOld(),
      uploads: await store.uploads.forgetExpired(describeExpired),
      affected_sets: await store.affected.forgetExpired(),
    };
    metrics.done(forgotten);
    logger.debug('maintenance done', { forgotten });
  } catch (error) {
    logger.warn('maintenance failed, will be tried again', { error });
  }
}

/** Repeats rounds until `signal` is aborted. */
export async function runMaintenance(parts: MaintenanceParts, signal: AbortSignal): Promise<void> {
  await repeat({ clock: parts.clock, pauseMs: maintenancePauseMs, signal }, () => maintain(parts));
}
