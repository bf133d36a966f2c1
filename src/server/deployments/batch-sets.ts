/** The uploads that batches are planned by: the newest of each workflow file. With the batch's row locked where they are written. */
import type { Kysely, Selectable } from 'kysely';
import { maxBatchNodes } from '../../domain/dispatch/limits.ts';
import type { Database } from '../database/schema.ts';
import type { Batch } from './batch-table.ts';

/** Most workflow files whose uploads make one batch. */
const maxSetsPerBatch = 20;

interface BatchSet {
  /** File name. */
  readonly workflow: string;
  readonly setId: number;
}

/** Newest first. */
export async function listBatchSets(db: Kysely<Database>, batchId: number): Promise<readonly BatchSet[]> {
  const rows = await db
    .selectFrom('batch_sets')
    .select(['workflow', 'set_id'])
    .where('batch_id', '=', batchId)
    .orderBy('set_id', 'desc')
    .execute();
  return rows.map(({ workflow, set_id: setId }) => ({ workflow, setId }));
}

/** `false`: the batch has a newer upload of the file. */
export async function putBatchSet(
  trx: Kysely<Database>,
  { batchId, workflow, setId }: BatchSet & { readonly batchId: number },
): Promise<boolean> {
  const put = await trx
    .insertInto('batch_sets')
    .values({ batch_id: batchId, workflow, set_id: setId })
    .onConflict((conflict) =>
      conflict
        .columns(['batch_id', 'workflow'])
        .doUpdateSet({ set_id: setId })
        .where('batch_sets.set_id', '<', setId),
    )
    .returning('set_id')
    .executeTakeFirst();
  return put !== undefined;
}

/** Whether an upload has its batch. */
export async function hasBatch(db: Kysely<Database>, setId: number): Promise<boolean> {
  const row = await db
    .selectFrom('batch_sets')
    .select('batch_id')
    .where('set_id', '=', setId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * The uploads of the newest other batch of the subject on the same commit, newest first. `undefined`: there is none, or one of them is not
 * stored any more.
 */
export async function findLastList(
  db: Kysely<Database>,
  batch: Pick<Batch, 'id' | 'workspaceId' | 'repositoryId' | 'subject' | 'headSha'>,
): Promise<readonly BatchSet[] | undefined> {
  const rows = await db
    .selectFrom('batches')
    .innerJoin('batch_sets', 'batch_sets.batch_id', 'batches.id')
    .leftJoin('affected_sets', 'affected_sets.id', 'batch_sets.set_id')
    .select(['batches.id', 'batch_sets.workflow', 'batch_sets.set_id as setId', 'affected_sets.id as stored'])
    .where('batches.repository_id', '=', batch.repositoryId)
    .where('batches.workspace_id', '=', batch.workspaceId)
    .where('batches.subject', '=', batch.subject)
    .where('batches.head_sha', '=', batch.headSha)
    .where('batches.id', '!=', batch.id)
    .orderBy('batches.id', 'desc')
    .orderBy('batch_sets.set_id', 'desc')
    .execute();
  const list = rows.filter(({ id }) => id === rows[0]?.id);
  if (list.length === 0 || list.some(({ stored }) => stored === null)) return undefined;
  return list.map(({ workflow, setId }) => ({ workflow, setId }));
}

/** Whether a merge, by its row, can be planned by the last list. */
export async function hasLastList(
  db: Kysely<Database>,
  row: Selectable<Database['batches']>,
): Promise<boolean> {
  const { id, workspace_id: workspaceId, repository_id: repositoryId, subject, head_sha: headSha } = row;
  return (await findLastList(db, { id, workspaceId, repositoryId, subject, headSha })) !== undefined;
}

/** Known before their components are read. A release has none. */
export async function areTooLarge(db: Kysely<Database>, setIds: readonly number[]): Promise<boolean> {
  if (setIds.length === 0) return false;
  const stored = await db.selectFrom('affected_sets').select('nodes').where('id', 'in', setIds).execute();
  if (stored.length < setIds.length) throw new Error('an affected set of the batch is gone');
  return setIds.length > maxSetsPerBatch || stored.some(({ nodes }) => nodes > maxBatchNodes);
}
