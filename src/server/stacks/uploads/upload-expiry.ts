/** Forgets batches that no longer wait for chunks, and what is known of those applied long ago. */
import type { Kysely, Selectable, Transaction } from 'kysely';
import { appendAuditEntry } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import { readJsonText } from '../../database/json-text.ts';
import { readDatabaseTime } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import type { UploadBatchTable } from '../../database/upload-schema.ts';
import { describeExpired } from './audit.ts';
import { appliedLifeMs, unfinishedLifeMs } from './store.ts';
import { lockStream } from './upload-table.ts';
import { isUploader } from './uploader.ts';

/** Most batches that are forgotten in one round. */
const maxForgotten = 100;

function listExpired(db: Kysely<Database>, now: number): Promise<Selectable<UploadBatchTable>[]> {
  return db
    .selectFrom('upload_batches')
    .selectAll()
    .where((where) =>
      where.or([
        where.and([where('state', '=', 'receiving'), where('updated_at', '<=', now - unfinishedLifeMs)]),
        where.and([
          where('state', 'in', ['applied', 'failed']),
          where('updated_at', '<=', now - appliedLifeMs),
        ]),
      ]),
    )
    .limit(maxForgotten)
    .execute();
}

/** Whether the batch was still as it was read. One that never became whole goes into the audit. */
async function forgetBatch(
  trx: Transaction<Database>,
  dialect: Dialect,
  row: Selectable<UploadBatchTable>,
): Promise<boolean> {
  const stream = { workspaceId: row.workspace_id, repositoryId: row.repository_id, kind: row.kind };
  await lockStream(trx, stream, dialect);
  const deleted = await trx
    .deleteFrom('upload_batches')
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .where('updated_at', '=', row.updated_at)
    .executeTakeFirst();
  if (deleted.numDeletedRows !== 1n) return false;
  await trx.deleteFrom('upload_chunks').where('upload_id', '=', row.id).execute();
  if (row.state !== 'receiving') return true;
  const uploader = readJsonText(row.uploader, isUploader, 'upload_batches.uploader');
  await appendAuditEntry(trx, dialect, describeExpired(stream, uploader));
  return true;
}

/** Each in a transaction of its own. Returns how many. */
export async function forgetExpiredUploads(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const expired = await listExpired(db, await readDatabaseTime({ db, dialect }));
  let forgotten = 0;
  for (const row of expired) {
    const isGone = await db.transaction().execute((trx) => forgetBatch(trx, dialect, row));
    if (isGone) forgotten += 1;
  }
  return forgotten;
}
