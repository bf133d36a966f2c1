/** Receives chunks. All of one repository and kind go one after the other, under the lock of their stream's row. */
import type { Kysely, Selectable, Transaction } from 'kysely';
import { maxItems } from '../../../domain/stacks/limits.ts';
import type { Dialect } from '../../database/dialect.ts';
import { reachStore } from '../../database/failures.ts';
import type { Database } from '../../database/schema.ts';
import type { UploadBatchTable } from '../../database/upload-schema.ts';
import { maxUnfinishedBytes, type Receipt, type ReceivedChunk, type Stream } from './store.ts';

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

/** Whether the same run has uploaded something else since: then the repetition is meant, and counts anew. */
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

export function createChunkReceiver(db: Kysely<Database>, dialect: Dialect) {
  async function addBatch(trx: Transaction<Database>, chunk: ReceivedChunk): Promise<Batch> {
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
        attempts: 0,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  /** Puts the chunk to the batch; `next` is the number that a batch gets when it is whole. */
  async function add(
    trx: Transaction<Database>,
    batch: Batch,
    { chunk, next }: { readonly chunk: ReceivedChunk; readonly next: number },
  ): Promise<Receipt> {
    const content = { sha256: chunk.sha256, content: chunk.content };
    await trx
      .insertInto('upload_chunks')
      .values({ upload_id: batch.id, chunk_index: chunk.batch?.index ?? 0, ...content })
      // Only a whole upload that counts anew is there already.
      .onConflict((conflict) => conflict.columns(['upload_id', 'chunk_index']).doUpdateSet(content))
      .execute();
    const received = Math.min(batch.received + 1, batch.total);
    const isWhole = received === batch.total;
    await trx
      .updateTable('upload_batches')
      .set({
        received,
        bytes: batch.bytes + chunk.bytes,
        items: batch.items + chunk.items,
        // A refreshed session says the same about its run.
        uploader: JSON.stringify(chunk.uploader),
        updated_at: dialect.now,
        ...(isWhole
          ? { state: 'whole', sequence: next, attempts: 0, lease_token: null, lease_until: null }
          : {}),
      })
      .where('id', '=', batch.id)
      .execute();
    if (isWhole) {
      await trx
        .updateTable('upload_streams')
        .set({ next_sequence: next + 1 })
        .where('workspace_id', '=', chunk.workspaceId)
        .where('repository_id', '=', chunk.repositoryId)
        .where('kind', '=', chunk.kind)
        .execute();
    }
    return {
      status: 'received',
      uploadId: batch.id,
      state: isWhole ? 'whole' : 'receiving',
      received,
      total: batch.total,
    };
  }

  async function decide(trx: Transaction<Database>, chunk: ReceivedChunk): Promise<Receipt> {
    const next = await lockStream(trx, chunk, dialect);
    const known = await findBatch(trx, chunk);
    const conflict = known === undefined ? undefined : conflictOf(known, chunk);
    if (conflict !== undefined) return conflict;
    if (known !== undefined) {
      const { state, received, total } = known;
      const before = await trx
        .selectFrom('upload_chunks')
        .select('sha256')
        .where('upload_id', '=', known.id)
        .where('chunk_index', '=', chunk.batch?.index ?? 0)
        .executeTakeFirst();
      if (before !== undefined && before.sha256 !== chunk.sha256)
        return { status: 'conflict', over: 'content' };
      if (before !== undefined) {
        const again = chunk.batch === undefined && state === 'applied' && (await isOutdated(trx, known));
        if (!again) return { status: 'repeated', uploadId: known.id, state, received, total };
        return add(trx, { ...known, items: 0, bytes: 0 }, { chunk, next });
      }
    }
    if ((known?.items ?? 0) + chunk.items > maxItems) return { status: 'full', over: 'items' };
    if (await isOverQuota(trx, chunk)) return { status: 'full', over: 'bytes' };
    return add(trx, known ?? (await addBatch(trx, chunk)), { chunk, next });
  }

  return (chunk: ReceivedChunk): Promise<Receipt> =>
    reachStore(() => db.transaction().execute((trx) => decide(trx, chunk)));
}
