/** The table of merge groups: what deliveries, runs and suites have shown of each. A group that is gone keeps its row. */
import type { Kysely, Selectable } from 'kysely';
import type { GroupEnd, SeenGroup } from '../../github/merge-groups.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { DeployedRepository } from './seams.ts';

export interface StoredGroup extends SeenGroup {
  /** `undefined`: it is still tested. */
  readonly endedAs: GroupEnd | undefined;
}

function toGroup(row: Selectable<Database['merge_groups']>): StoredGroup {
  return {
    headSha: row.head_sha,
    headRef: row.head_ref,
    baseRef: row.base_ref ?? undefined,
    baseSha: row.base_sha ?? undefined,
    pullNumber: row.pull_number ?? undefined,
    endedAs: row.ended_as ?? undefined,
  };
}

type GroupName = Pick<DeployedRepository, 'repositoryId'> & Pick<SeenGroup, 'headSha'>;

export async function readStoredGroup(
  db: Kysely<Database>,
  { repositoryId, headSha }: GroupName,
): Promise<StoredGroup | undefined> {
  const row = await db
    .selectFrom('merge_groups')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .executeTakeFirst();
  return row && toGroup(row);
}

/** Locks the row, before any batch of the group, and adds what it lacks. `endedAs`: the group is gone. */
export async function storeGroup(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    repository: { workspaceId, repositoryId },
    group,
    endedAs,
  }: {
    readonly repository: Pick<DeployedRepository, 'workspaceId' | 'repositoryId'>;
    readonly group: SeenGroup;
    readonly endedAs?: GroupEnd | undefined;
  },
): Promise<{ readonly group: StoredGroup; readonly isNew: boolean; readonly hasEnded: boolean }> {
  const added = await trx
    .insertInto('merge_groups')
    .values({
      repository_id: repositoryId,
      head_sha: group.headSha,
      workspace_id: workspaceId,
      head_ref: group.headRef,
      base_ref: null,
      base_sha: null,
      pull_number: null,
      ended_as: null,
      created_at: dialect.now,
    })
    .onConflict((conflict) => conflict.columns(['repository_id', 'head_sha']).doNothing())
    .returning('head_sha')
    .executeTakeFirst();
  const row = await dialect
    .lockRows(
      trx
        .selectFrom('merge_groups')
        .selectAll()
        .where('repository_id', '=', repositoryId)
        .where('head_sha', '=', group.headSha),
    )
    .executeTakeFirstOrThrow();
  const columns = {
    base_ref: row.base_ref ?? group.baseRef ?? null,
    base_sha: row.base_sha ?? group.baseSha ?? null,
    pull_number: row.pull_number ?? group.pullNumber ?? null,
    ended_as: row.ended_as ?? endedAs ?? null,
  };
  await trx
    .updateTable('merge_groups')
    .set(columns)
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', group.headSha)
    .execute();
  const hasEnded = row.ended_as === null && endedAs !== undefined;
  return { group: toGroup({ ...row, ...columns }), isNew: added !== undefined, hasEnded };
}
