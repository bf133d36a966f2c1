/** Reports intents without an outcome, as work of the queue: each is due once its time is over, and is withdrawn when its outcome comes. */
import type { Logger } from '../../base/ports.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { WorkKind } from '../work/kind.ts';
import { appendAuditEntry } from './audit-table.ts';
import { intentKind, readMissing } from './intents.ts';

/** In milliseconds: a report is one transaction. */
const leaseMs = 10_000;
const atOnce = 4;

export interface ReportIntentsPorts {
  readonly database: OpenedDatabase;
  readonly logger: Logger;
  /** Counts an entry. */
  decided(entry: AuditEntry): void;
}

export function createIntentReports({ database, logger, decided }: ReportIntentsPorts): WorkKind {
  const { db, dialect } = database;
  return {
    kind: intentKind,
    concurrency: atOnce,
    leaseMs,
    maxRunMs: leaseMs,
    retry: { baseDelayMs: 1_000, maxDelayMs: 60_000 },
    async run({ entry: work, finish }) {
      const entry = readMissing(work);
      await db.transaction().execute(async (trx) => {
        // Rejects when the outcome has come in the meantime.
        await finish(trx);
        await appendAuditEntry(trx, dialect, entry);
      });
      decided(entry);
      const { event, traceId, details } = entry;
      logger.warn('audit: an intent has no outcome', { event, intent: details['intent'], traceId });
    },
  };
}
