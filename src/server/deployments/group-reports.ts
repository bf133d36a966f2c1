/** Finds the batch of the merge group that the comment of a pull request shows. */
import type { Kysely, Selectable } from 'kysely';
import { mergedActivity } from '../../domain/dispatch/activities.ts';
import type { Database } from '../database/schema.ts';

type BatchRow = Selectable<Database['batches']>;

/** The newest batch of a group whose last pull request it is. */
export async function findGroupBatch(
  db: Kysely<Database>,
  {
    workspaceId,
    repositoryId,
    number,
  }: { readonly workspaceId: string; readonly repositoryId: string; readonly number: number },
): Promise<BatchRow | undefined> {
  return db
    .selectFrom('batches')
    .innerJoin('merge_groups', (join) =>
      join
        .onRef('merge_groups.repository_id', '=', 'batches.repository_id')
        .onRef('merge_groups.head_sha', '=', 'batches.head_sha'),
    )
    .selectAll('batches')
    .where('batches.repository_id', '=', repositoryId)
    .where('batches.workspace_id', '=', workspaceId)
    .where('batches.event', '=', 'merge_group')
    .where('merge_groups.pull_number', '=', number)
    .orderBy('batches.id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** A group that is older than the newest commit of the pull request tells nothing of it. `own`: newest first. */
export function isCurrentGroup(group: BatchRow, own: readonly BatchRow[]): boolean {
  const tested = own.find(({ activity }) => activity !== mergedActivity);
  return tested === undefined || group.id > tested.id;
}

/** The pull request that a batch is about. */
export async function findPullNumber(
  db: Kysely<Database>,
  { event, subject, repository_id: repositoryId, head_sha: headSha }: BatchRow,
): Promise<number | undefined> {
  const number = /^pr\/([1-9][0-9]{0,14})$/.exec(subject)?.[1];
  if (number !== undefined) return Number(number);
  if (event !== 'merge_group') return undefined;
  const group = await db
    .selectFrom('merge_groups')
    .select('pull_number')
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .executeTakeFirst();
  return group?.pull_number ?? undefined;
}
