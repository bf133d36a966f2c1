/** Receives chunks. All of one repository and kind go one after the other, under the lock of their stream's row. */
import type { Kysely, Selectable, Transaction } from 'kysely';
import { maxItems } from '../../../domain/stacks/limits.ts';
import type { Dialect } from '../../database/dialect.ts';
import type { Database } from '../../database/schema.ts';
import type { UploadBatchTable } from '../../database/upload-schema.ts';
import { maxUnfinishedBytes, type Receipt, type ReceivedChunk, type Stream } from './store.ts';
import { enqueueUpload } from './upload-work-table.ts';

type Batch = Selectable<UploadBatchTable>;

/** Adds the row where there is none, takes its lock, and returns the next number. */
export async function lockStream(
  trx: Transaction<Database>,
  { workspaceId, repositoryId, kind }: Stream,
  dialect: Dialect,
): Promise<number> {
  const key = { workspace_id: workspaceId, repository_id: repositoryId, kind };
  await trx
    .insertInto('upload_streams')
    .values({ ...key, next_sequence: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await dialect
    .lockRows(
      trx
        .selectFrom('upload_streams')
        .select('next_sequence')
        .where('workspace_id', '=', workspaceId)
        .where('repository_id', '=', repositoryId)
        .where('kind', '=', kind),
    )
    .executeTakeFirstOrThrow();
  return row.next_sequence;
}

function batchIdOf({ batch, sha256, run }: ReceivedChunk): string {
  // No batch id of a client has a colon in it.
  return batch === undefined ? `whole:${sha256}:${run}` : batch.id;
}

async function findBatch(trx: Transaction<Database>, chunk: ReceivedChunk): Promise<Batch | undefined> {
  return trx
    .selectFrom('upload_batches')
    .selectAll()
    .where('workspace_id', '=', chunk.workspaceId)
    .where('repository_id', '=', chunk.repositoryId)
    .where('kind', '=', chunk.kind)
    .where('batch_id', '=', batchIdOf(chunk))
    .executeTakeFirst();
}

function conflictOf(batch: Batch, chunk: ReceivedChunk): Receipt | undefined {
  if (batch.run !== chunk.run) return { status: 'conflict', over: 'run' };
  if (batch.total !== (chunk.batch?.total ?? 1)) return { status: 'conflict', over: 'total' };
  return batch.head === chunk.head ? undefined : { status: 'conflict', over: 'head' };
}

async function isOverQuota(trx: Transaction<Database>, chunk: ReceivedChunk): Promise<boolean> {
  const { bytes } = await trx
    .selectFrom('upload_batches')
    .select((select) => select.fn.sum<number | string | null>('bytes').as('bytes'))
    .where('workspace_id', '=', chunk.workspaceId)
    .where('repository_id', '=', chunk.repositoryId)
    .where('state', '=', 'receiving')
    .executeTakeFirstOrThrow();
  return Number(bytes ?? 0) + chunk.bytes > maxUnfinishedBytes;
}

/** Whether the same run has uploaded something else since: then the repetition is intended, and counts as new. */
async function isOutdated(trx: Transaction<Database>, batch: Batch): Promise<boolean> {
  const later = await trx
    .selectFrom('upload_batches')
    .select('id')
    .where('workspace_id', '=', batch.workspace_id)
    .where('repository_id', '=', batch.repository_id)
    .where('kind', '=', batch.kind)
    .where('run', '=', batch.run)
    .where('sequence', '>', batch.sequence ?? 0)
    .executeTakeFirst();
  return later !== undefined;
}

async function addBatch(trx: Transaction<Database>, dialect: Dialect, chunk: ReceivedChunk): Promise<Batch> {
  return trx
    .insertInto('upload_batches')
    .values({
      workspace_id: chunk.workspaceId,
      repository_id: chunk.repositoryId,
      kind: chunk.kind,
      batch_id: batchIdOf(chunk),
      run: chunk.run,
      total: chunk.batch?.total ?? 1,
      received: 0,
      items: 0,
      bytes: 0,
      head: chunk.head,
      uploader: JSON.stringify(chunk.uploader),
      state: 'receiving',
      created_at: dialect.now,
      updated_at: dialect.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

interface Addition {
  readonly batch: Batch;
  readonly chunk: ReceivedChunk;
  /** The number that the batch gets when it is whole. */
  readonly next: number;
}

async function advanceStream(trx: Transaction<Database>, { chunk, next }: Addition): Promise<void> {
  await trx
    .updateTable('upload_streams')
    .set({ next_sequence: next + 1 })
    .where('workspace_id', '=', chunk.workspaceId)
    .where('repository_id', '=', chunk.repositoryId)
    .where('kind', '=', chunk.kind)
    .execute();
}

async function addChunk(trx: Transaction<Database>, dialect: Dialect, addition: Addition): Promise<Receipt> {
  const { batch, chunk, next } = addition;
  const content = { sha256: chunk.sha256, content: chunk.content };
  await trx
    .insertInto('upload_chunks')
    .values({ upload_id: batch.id, chunk_index: chunk.batch?.index ?? 0, ...content })
    // Only a whole upload that counts as new has this row already.
    .onConflict((conflict) => conflict.columns(['upload_id', 'chunk_index']).doUpdateSet(content))
    .execute();
  const received = Math.min(batch.received + 1, batch.total);
  const isWhole = received === batch.total;
  const whole = {
    state: 'whole',
    sequence: next,
  } as const;
  await trx
    .updateTable('upload_batches')
    .set({
      received,
      bytes: batch.bytes + chunk.bytes,
      items: batch.items + chunk.items,
      // A refreshed session says the same about its run.
      uploader: JSON.stringify(chunk.uploader),
      updated_at: dialect.now,
    })
    .$if(isWhole, (query) => query.set(whole))
    .where('id', '=', batch.id)
    .execute();
  if (isWhole) {
    await advanceStream(trx, addition);
    await enqueueUpload(trx, dialect, { ...chunk, uploadId: batch.id });
  }
  const state = isWhole ? 'whole' : 'receiving';
  return { status: 'received', uploadId: batch.id, state, received, total: batch.total };
}

async function readSha256(
  trx: Transaction<Database>,
  uploadId: number,
  index: number,
): Promise<string | undefined> {
  const row = await trx
    .selectFrom('upload_chunks')
    .select('sha256')
    .where('upload_id', '=', uploadId)
    .where('chunk_index', '=', index)
    .executeTakeFirst();
  return row?.sha256;
}

/** `undefined`: it has been forgotten. */
export async function readUploadState(
  db: Kysely<Database>,
  uploadId: number,
): Promise<Batch['state'] | undefined> {
  const row = await db
    .selectFrom('upload_batches')
    .select('state')
    .where('id', '=', uploadId)
    .executeTakeFirst();
  return row?.state;
}

/** Keeps a chunk once. Inside a transaction. */
export async function receiveUploadChunk(
  trx: Transaction<Database>,
  dialect: Dialect,
  chunk: ReceivedChunk,
): Promise<Receipt> {
  const next = await lockStream(trx, chunk, dialect);
  const known = await findBatch(trx, chunk);
  const conflict = known === undefined ? undefined : conflictOf(known, chunk);
  if (conflict !== undefined) return conflict;
  if (known !== undefined) {
    const { state, received, total } = known;
    const before = await readSha256(trx, known.id, chunk.batch?.index ?? 0);
    if (before !== undefined && before !== chunk.sha256) return { status: 'conflict', over: 'content' };
    if (before !== undefined) {
      const again = chunk.batch === undefined && state === 'applied' && (await isOutdated(trx, known));
      if (!again) return { status: 'repeated', uploadId: known.id, state, received, total };
      return addChunk(trx, dialect, { batch: { ...known, items: 0, bytes: 0 }, chunk, next });
    }
  }
  if ((known?.items ?? 0) + chunk.items > maxItems) return { status: 'full', over: 'items' };
  if (await isOverQuota(trx, chunk)) return { status: 'full', over: 'bytes' };
  const batch = known ?? (await addBatch(trx, dialect, chunk));
  return addChunk(trx, dialect, { batch, chunk, next });
}
