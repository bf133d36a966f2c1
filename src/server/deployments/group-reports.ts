/** Finds the batch of the merge group that the comment of a pull request shows, and the pull requests that a batch is about. */
import type { Kysely, Selectable } from 'kysely';
import { mergedActivity } from '../../domain/dispatch/activities.ts';
import type { Database } from '../database/schema.ts';
import { listGroupPulls } from './group-pull-table.ts';

type BatchRow = Selectable<Database['batches']>;

/** The newest batch of a group that tests it, as far as is known. */
export async function findGroupBatch(
  db: Kysely<Database>,
  {
    workspaceId,
    repositoryId,
    number,
  }: { readonly workspaceId: string; readonly repositoryId: string; readonly number: number },
): Promise<BatchRow | undefined> {
  const ofTable = (table: 'merge_groups' | 'merge_group_pulls') =>
    db
      .selectFrom(table)
      .select('head_sha')
      .where('repository_id', '=', repositoryId)
      .where('pull_number', '=', number);
  return db
    .selectFrom('batches')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('workspace_id', '=', workspaceId)
    .where('event', '=', 'merge_group')
    .where('head_sha', 'in', ofTable('merge_groups').union(ofTable('merge_group_pulls')))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** A group that is older than the newest commit of the pull request tells nothing of it. `own`: newest first. */
export function isCurrentGroup(group: BatchRow, own: readonly BatchRow[]): boolean {
  const tested = own.find(({ activity }) => activity !== mergedActivity);
  return tested === undefined || group.id > tested.id;
}

/** The pull requests that a batch is about; of a merge group the last added is the last. */
export async function listPullNumbers(
  db: Kysely<Database>,
  {
    event,
    subject,
    repository_id: repositoryId,
    head_sha: headSha,
  }: Pick<BatchRow, 'event' | 'subject' | 'repository_id' | 'head_sha'>,
): Promise<readonly number[]> {
  const number = /^pr\/([1-9][0-9]{0,14})$/.exec(subject)?.[1];
  if (number !== undefined) return [Number(number)];
  return event === 'merge_group' ? listGroupPulls(db, { repositoryId, headSha }) : [];
}
