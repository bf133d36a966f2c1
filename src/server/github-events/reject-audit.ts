/** Audit entries of requests to the webhook that are not deliveries of our App. Anybody can send those, so only some are on record. */
import type { Clock, Logger, Random } from '../../base/ports.ts';
import { createEntryLimit } from '../audit/entry-limit.ts';
import type { AuditLog } from '../audit/store.ts';
import { isWantedEvent } from './wanted.ts';

/** Most entries per minute, in this process. All of them are counted in the metrics. */
const maxEntriesPerMinute = 10;

/** `headers`: no request of GitHub looks like this. */
export type RejectCause = 'headers' | 'signature' | 'app';

/** `event`: as the request names it, unproven. Never rejects: the answer does not depend on the audit. */
export type RecordRejected = (cause: RejectCause, event: string | undefined) => Promise<void>;

export function createRecordRejected(ports: {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'uuid'>;
  readonly logger: Logger;
}): RecordRejected {
  const { audit, clock, random, logger } = ports;
  const limit = createEntryLimit(clock, maxEntriesPerMinute);
  return async (cause, event) => {
    const turn = limit.take();
    if (turn === undefined) return;
    // Nothing else of the request can be trusted, so none of it is kept.
    const name = event !== undefined && isWantedEvent(event) ? event : 'other';
    try {
      await audit.append({
        event: 'delivery.rejected',
        outcome: 'denied',
        traceId: random.uuid().replaceAll('-', ''),
        details: { cause, event: name, skippedBefore: turn.skippedBefore },
      });
    } catch (error) {
      logger.warn('github events: a rejected delivery could not be recorded', { cause, error });
    }
  };
}
