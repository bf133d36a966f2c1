/** The entries of uploads that wait to be matched to an activity, by affected set. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { enqueue } from '../work/enqueue.ts';

export const joinKind = 'deployment-join';

/** In the transaction that publishes the set. */
export async function enqueueJoin(trx: Kysely<Database>, dialect: Dialect, setId: number): Promise<void> {
  await enqueue(trx, dialect, [{ kind: joinKind, key: String(setId) }]);
}

/** Uploads of the commit that wait for news of it are tried again at once; those that were matched are not touched. */
export async function wakeUploads(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    workspaceId,
    repositoryId,
    headSha,
  }: { readonly workspaceId: string; readonly repositoryId: string; readonly headSha: string },
): Promise<void> {
  const sets = await trx
    .selectFrom('affected_sets')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .where('state', '=', 'current')
    .execute();
  if (sets.length === 0) return;
  const waiting = await trx
    .selectFrom('work_entries')
    .select('key')
    .where('kind', '=', joinKind)
    .where('state', '=', 'waiting')
    .where(
      'key',
      'in',
      sets.map(({ id }) => String(id)),
    )
    .execute();
  await enqueue(
    trx,
    dialect,
    waiting.map(({ key }) => ({ kind: joinKind, key })),
  );
}
