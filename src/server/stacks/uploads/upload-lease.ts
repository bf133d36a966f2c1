/** Holds and ends the work on a batch, inside the transaction of its result. */
import type { Kysely, Transaction } from 'kysely';
import type { AuditEntry } from '../../../domain/audit/entry.ts';
import { appendAuditEntry } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import type { Database } from '../../database/schema.ts';
import { LeaseLost } from '../../work/lease-lost.ts';
import type { Work } from './store.ts';

/**
 * Ends the work in the transaction of its result. Rejects with `LeaseLost` when another replica has the lease: then the
 * transaction must not commit.
 */
export async function finishWork(
  trx: Transaction<Database>,
  dialect: Dialect,
  { work, entry }: { readonly work: Pick<Work, 'uploadId' | 'token'>; readonly entry: AuditEntry },
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
  await appendAuditEntry(trx, dialect, entry);
}

/**
 * Keeps the work ours until the transaction ends, however long that is: another replica that wants it waits for its row.
 * Rejects with `LeaseLost` when another replica has it already.
 */
export async function holdWork(
  trx: Transaction<Database>,
  dialect: Dialect,
  { uploadId, token }: Pick<Work, 'uploadId' | 'token'>,
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
  // The replica that finished the work has dropped it.
  if (row === undefined || row.content === null) throw new LeaseLost();
  return row.content;
}
