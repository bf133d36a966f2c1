/** The table of the pull requests of merge groups, as the queue has shown them. */
import type { Kysely } from 'kysely';
import type { SeenGroup } from '../../github/merge-groups.ts';
import type { Database } from '../database/schema.ts';

type GroupName = { readonly repositoryId: string } & Pick<SeenGroup, 'headSha'>;

/** Empty: the queue has not shown them. */
async function listShownPulls(
  db: Kysely<Database>,
  { repositoryId, headSha }: GroupName,
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('merge_group_pulls')
    .select('pull_number')
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .orderBy('position')
    .execute();
  return rows.map(({ pull_number: number }) => number);
}

/** Whether the queue has shown them. */
export async function hasShownPulls(db: Kysely<Database>, group: GroupName): Promise<boolean> {
  return (await listShownPulls(db, group)).length > 0;
}

/** Those that are known, the last added last: the one that the branch names, where the queue has not shown them. */
export async function listGroupPulls(
  db: Kysely<Database>,
  { repositoryId, headSha }: GroupName,
): Promise<readonly number[]> {
  const shown = await listShownPulls(db, { repositoryId, headSha });
  if (shown.length > 0) return shown;
  const group = await db
    .selectFrom('merge_groups')
    .select('pull_number')
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .executeTakeFirst();
  return group?.pull_number == null ? [] : [group.pull_number];
}

/** `pulls`: the last added last. The row of the group is locked. Returns whether they are news. */
export async function storeGroupPulls(
  trx: Kysely<Database>,
  { repositoryId, headSha, pulls }: GroupName & { readonly pulls: readonly number[] },
): Promise<boolean> {
  const last = pulls.at(-1);
  if (last === undefined || (await hasShownPulls(trx, { repositoryId, headSha }))) return false;
  await trx
    .insertInto('merge_group_pulls')
    .values(
      pulls.map((number, position) => ({
        ...{ repository_id: repositoryId, head_sha: headSha },
        ...{ pull_number: number, position },
      })),
    )
    .execute();
  await trx
    .updateTable('merge_groups')
    .set({ pull_number: last })
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .execute();
  return true;
}
