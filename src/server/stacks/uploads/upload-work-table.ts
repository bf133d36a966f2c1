/** Whole batches as entries of the queue: enqueued in the transaction that makes them whole, ended in that of their result. */
import type { Kysely } from 'kysely';
import type { AuditEntry } from '../../../domain/audit/entry.ts';
import { appendAuditEntry } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import { readJsonText } from '../../database/json-text.ts';
import type { Database } from '../../database/schema.ts';
import { enqueue } from '../../work/enqueue.ts';
import type { EntryName } from '../../work/entry.ts';
import { LeaseLost } from '../../work/lease.ts';
import type { Stream, WholeBatch, Work } from './store.ts';
import { isUploader } from './uploader.ts';

/** The kind of these entries. */
export const uploadKind = 'upload';

export function uploadEntryName(uploadId: number): EntryName {
  return { kind: uploadKind, key: String(uploadId) };
}

/** In the transaction that makes the batch whole, under the lock of its stream: batches of one stream are worked on in that order. */
export async function enqueueUpload(
  trx: Kysely<Database>,
  dialect: Dialect,
  { uploadId, workspaceId, repositoryId, kind }: Stream & { readonly uploadId: number },
): Promise<void> {
  const lane = `${workspaceId}/${repositoryId}/${kind}`;
  await enqueue(trx, dialect, [{ ...uploadEntryName(uploadId), lane }]);
}

/** `undefined`: it is not to be worked on. */
export async function readWholeBatch(
  db: Kysely<Database>,
  uploadId: number,
): Promise<WholeBatch | undefined> {
  const row = await db
    .selectFrom('upload_batches')
    .selectAll()
    .where('id', '=', uploadId)
    .where('state', '=', 'whole')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    workspaceId: row.workspace_id,
    repositoryId: row.repository_id,
    kind: row.kind,
    uploadId: row.id,
    sequence: row.sequence ?? 0,
    total: row.total,
    items: row.items,
    bytes: row.bytes,
    head: row.head,
    uploader: readJsonText(row.uploader, isUploader, 'upload_batches.uploader'),
    receivedAt: row.updated_at,
  };
}

/**
 * Ends the work in the transaction of its result. Rejects with `LeaseLost` when another replica has the lease: then the
 * transaction must not commit.
 */
export async function finishUpload(
  trx: Kysely<Database>,
  dialect: Dialect,
  { work, entry }: { readonly work: Pick<Work, 'uploadId' | 'task'>; readonly entry: AuditEntry },
): Promise<void> {
  await work.task.finish(trx);
  await trx
    .updateTable('upload_batches')
    .set({ state: 'applied', updated_at: dialect.now })
    .where('id', '=', work.uploadId)
    .execute();
  await trx
    .updateTable('upload_chunks')
    .set({ content: null })
    .where('upload_id', '=', work.uploadId)
    .execute();
  await appendAuditEntry(trx, dialect, entry);
}

/** In the transaction that gives the entry of the batch up: the batch has failed, with `entry` in the audit. */
export async function failUpload(
  trx: Kysely<Database>,
  dialect: Dialect,
  { uploadId, entry }: { readonly uploadId: number; readonly entry: AuditEntry },
): Promise<void> {
  await trx.updateTable('upload_batches').set({ state: 'failed' }).where('id', '=', uploadId).execute();
  await appendAuditEntry(trx, dialect, entry);
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

/** Whole batches that are not done, whichever replica works on them, and how long the oldest has been whole; 0 without one. */
export async function measureUploadBacklog(
  db: Kysely<Database>,
  dialect: Dialect,
): Promise<{ readonly waiting: number; readonly oldestMs: number }> {
  const { count, oldest, now } = await db
    .selectFrom('upload_batches')
    .select(({ fn }) => [
      fn.countAll<number | string>().as('count'),
      fn.min<number | string | null>('updated_at').as('oldest'),
      dialect.now.as('now'),
    ])
    .where('state', '=', 'whole')
    .executeTakeFirstOrThrow();
  return { waiting: Number(count), oldestMs: oldest === null ? 0 : Math.max(0, now - Number(oldest)) };
}
