/** What holds and ends the work on a batch, inside the transaction of what comes of it. */
import type { Kysely, Transaction } from 'kysely';
import type { AuditEntry } from '../../../domain/audit/entry.ts';
import { createAuditTable } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import type { Database } from '../../database/schema.ts';
import { LeaseLost } from '../../work/lease-lost.ts';
import type { Work } from './store.ts';

/**
 * Ends the work in the transaction of what came of it. Rejects when the lease is somebody else's: then nothing of the
 * transaction may stand.
 */
export async function finishWork(
  trx: Transaction<Database>,
  work: Pick<Work, 'uploadId' | 'token'>,
  entry: AuditEntry,
  dialect: Dialect,
): Promise<void> {
  const ended = await trx
    .updateTable('upload_batches')
    .set({ state: 'applied', lease_token: null, lease_until: null, updated_at: dialect.now })
    .where('id', '=', work.uploadId)
    .where('state', '=', 'whole')
    .where('lease_token', '=', work.token)
    .executeTakeFirst();
  if (ended.numUpdatedRows !== 1n) throw new LeaseLost();
  await trx
    .updateTable('upload_chunks')
    .set({ content: null })
    .where('upload_id', '=', work.uploadId)
    .execute();
  await createAuditTable(trx, dialect).append(entry);
}

/**
 * Keeps the work ours until the transaction ends, however long that is: whoever wants to take it over waits for its row.
 * Rejects with `LeaseLost` when it is somebody else's already.
 */
export async function holdWork(
  trx: Transaction<Database>,
  { uploadId, token }: Pick<Work, 'uploadId' | 'token'>,
  dialect: Dialect,
): Promise<void> {
  const row = await dialect
    .lockRows(
      trx
        .selectFrom('upload_batches')
        .select('id')
        .where('id', '=', uploadId)
        .where('state', '=', 'whole')
        .where('lease_token', '=', token),
    )
    .executeTakeFirst();
  if (row === undefined) throw new LeaseLost();
}

/** The normal form of a chunk, compressed. Rejects with `LeaseLost` when it has been dropped. */
export async function readContent(
  connection: Kysely<Database>,
  { uploadId }: Pick<Work, 'uploadId'>,
  index: number,
): Promise<Uint8Array> {
  const row = await connection
    .selectFrom('upload_chunks')
    .select('content')
    .where('upload_id', '=', uploadId)
    .where('chunk_index', '=', index)
    .executeTakeFirst();
  // Whoever finished the work has dropped it.
  if (row === undefined || row.content === null) throw new LeaseLost();
  return row.content;
}
