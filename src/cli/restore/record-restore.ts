/** Marks a restored database and puts the restore on record, in one transaction. */
import { randomUUID } from 'node:crypto';
import { appendAuditEntry } from '../../server/audit/audit-table.ts';
import { markRestored, type RestoreMarks } from '../../server/database/mark-restored.ts';
import type { OpenedDatabase } from '../../server/database/open.ts';

export interface Restored extends RestoreMarks {
  /** Where the database is that was replaced. */
  readonly kept?: string | undefined;
}

export async function recordRestore({ db, dialect }: OpenedDatabase): Promise<Restored> {
  return db.transaction().execute(async (trx) => {
    const marks = await markRestored(trx, dialect);
    const { tokenFloor, endedKeys, lastAuditId } = marks;
    await appendAuditEntry(trx, dialect, {
      event: 'database.restored',
      outcome: 'allowed',
      actor: 'command-line',
      traceId: randomUUID(),
      details: { lastAuditId, tokenFloor, endedKeys },
    });
    return marks;
  });
}
