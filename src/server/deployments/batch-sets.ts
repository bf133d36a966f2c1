/** The uploads that batches are planned by: the newest of each workflow file. With the batch's row locked where they are written. */
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';

/** Most workflow files whose uploads make one batch. */
export const maxSetsPerBatch = 20;

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
