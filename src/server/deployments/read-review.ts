/** Reads what a review of a pull request is decided by: its state, and how its batches stand. */
import type { Kysely, Selectable } from 'kysely';
import type { ReviewedBatch, ReviewFacts } from '../../domain/reports/review.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { lockPull, readStoredPull } from './pull-table.ts';

/** Most batches that are read, the newest; those of the head are among them. */
const maxBatches = 200;

type BatchRow = Pick<
  Selectable<Database['batches']>,
  | 'id'
  | 'event'
  | 'activity'
  | 'head_sha'
  | 'base_ref'
  | 'state'
  | 'conclusion'
  | 'reason'
  | 'stopped'
  | 'concluded_at'
>;

interface PullName {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly number: number;
}

function toReviewed(row: BatchRow): ReviewedBatch {
  return {
    id: row.id,
    activity: { event: row.event, activity: row.activity },
    headSha: row.head_sha,
    baseRef: row.base_ref ?? undefined,
    state: row.state,
    conclusion: row.conclusion ?? undefined,
    reason: row.reason ?? undefined,
    isStopped: row.stopped !== null,
    endedAt: row.concluded_at ?? undefined,
  };
}

/**
 * `isLocked`: in a transaction, after which nothing that the review says has changed: the pull request and then its batches are locked.
 * `undefined`: the server has not heard of the pull request.
 */
export async function readReviewFacts(
  db: Kysely<Database>,
  dialect: Dialect,
  { name, isLocked }: { readonly name: PullName; readonly isLocked: boolean },
): Promise<Omit<ReviewFacts, 'bot'> | undefined> {
  const { workspaceId, repositoryId, number } = name;
  const pull = isLocked
    ? await lockPull(db, dialect, { repositoryId, number })
    : await readStoredPull(db, { repositoryId }, number);
  if (pull === undefined) return undefined;
  const ids = await db
    .selectFrom('batches')
    .select('id')
    .where('repository_id', '=', repositoryId)
    .where('workspace_id', '=', workspaceId)
    .where('subject', '=', `pr/${number}`)
    .orderBy('id', 'desc')
    .limit(maxBatches)
    .execute();
  if (ids.length === 0) return { pull, batches: [] };
  const query = db
    .selectFrom('batches')
    .selectAll()
    .where(
      'id',
      'in',
      ids.map(({ id }) => id),
    )
    .where('head_sha', '=', pull.headSha)
    .orderBy('id');
  const rows = await (isLocked ? dialect.lockRows(query) : query).execute();
  return { pull, batches: rows.map(toReviewed) };
}
