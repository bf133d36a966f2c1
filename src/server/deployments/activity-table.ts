/** The table of what happened to pull requests, groups and releases. */
import type { ExpressionBuilder, Kysely, Selectable } from 'kysely';
import { type Activity, expectsUpload, isMerge } from '../../domain/dispatch/activities.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { DeployedRepository } from './seams.ts';

/** Most activities that are read. */
const maxListed = 1_000;
/**
 * Most rows of one activity of one commit that are kept, the newest. GitHub knows 22 activities of pull requests, so all rows of a commit
 * are read at once.
 */
const maxRepeated = 40;
/** Most groups and releases of one commit that are told apart. */
const maxSubjects = 50;

export interface StoredActivity {
  readonly id: number;
  readonly subject: string;
  readonly activity: Activity;
  readonly headSha: string;
  /** By GitHub. */
  readonly at: number;
}

function toActivity(row: Selectable<Database['activities']>): StoredActivity {
  return {
    id: row.id,
    subject: row.subject,
    activity: { event: row.event, activity: row.activity },
    headSha: row.head_sha,
    at: row.github_at,
  };
}

export type NewActivity = Omit<StoredActivity, 'id'> & {
  /** `undefined`: known from a read alone. */
  readonly guid: string | undefined;
};

/** Which of the activities that bring a commit brought it is known from its delivery alone. */
function isAbout({ activity: one }: StoredActivity, { activity: other }: NewActivity): boolean {
  if (one.event !== other.event) return false;
  const bring = (activity: Activity) => expectsUpload(activity) && !isMerge(activity);
  return one.activity === other.activity || (bring(one) && bring(other));
}

/** Keeps the last of what happened again and again to one commit, such as labels that were added and removed. */
async function forgetRepeated(
  trx: Kysely<Database>,
  { repository_id, subject, head_sha, event, activity }: Selectable<Database['activities']>,
): Promise<void> {
  const isSame = (eb: ExpressionBuilder<Database, 'activities'>) =>
    eb.and({ repository_id, subject, head_sha, event, activity });
  const newest = await trx
    .selectFrom('activities')
    .select(['id', 'github_at'])
    .where(isSame)
    .orderBy('github_at', 'desc')
    .orderBy('id', 'desc')
    .offset(maxRepeated)
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) return;
  const { id, github_at: at } = newest;
  await trx
    .deleteFrom('activities')
    .where(isSame)
    .where((eb) => eb.or([eb('github_at', '<', at), eb('github_at', '=', at).and('id', '<=', id)]))
    .execute();
}

/** A delivery takes over what was known from a read about the same commit. */
export async function recordActivity(
  trx: Kysely<Database>,
  dialect: Dialect,
  { repository, activity }: { readonly repository: DeployedRepository; readonly activity: NewActivity },
): Promise<StoredActivity> {
  const { workspaceId, repositoryId } = repository;
  const { guid, at } = activity;
  let query = trx
    .selectFrom('activities')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('subject', '=', activity.subject)
    .where('head_sha', '=', activity.headSha);
  if (guid !== undefined) query = query.where('guid', 'is', null);
  const rows = await query.orderBy('id', 'desc').execute();
  // A read that shows an earlier head open again tells of something new.
  const isNew = ({ at: knownAt }: StoredActivity) =>
    guid === undefined && activity.activity.activity === 'reopened' && knownAt < at;
  const known = rows.map(toActivity).find((row) => isAbout(row, activity) && !isNew(row));
  if (known !== undefined) {
    if (guid === undefined) return known;
    await trx.updateTable('activities').set({ guid, github_at: at }).where('id', '=', known.id).execute();
    return { ...known, at };
  }
  const row = await trx
    .insertInto('activities')
    .values({
      workspace_id: workspaceId,
      repository_id: repositoryId,
      subject: activity.subject,
      event: activity.activity.event,
      activity: activity.activity.activity,
      head_sha: activity.headSha,
      guid: guid ?? null,
      github_at: at,
      recorded_at: dialect.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await forgetRepeated(trx, row);
  return toActivity(row);
}

export interface ActivityFilter {
  readonly repositoryId: string;
  readonly subject?: string | undefined;
  readonly headSha?: string | undefined;
}

/** Newest first. */
export async function listActivities(
  db: Kysely<Database>,
  { repositoryId, subject, headSha }: ActivityFilter,
): Promise<readonly StoredActivity[]> {
  let query = db.selectFrom('activities').selectAll().where('repository_id', '=', repositoryId);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  if (headSha !== undefined) query = query.where('head_sha', '=', headSha);
  return (await query.orderBy('id', 'desc').limit(maxListed).execute()).map(toActivity);
}

/** Commits that were the head of the subject, the last ones. */
export async function listHeads(
  db: Kysely<Database>,
  { repositoryId, subject }: { readonly repositoryId: string; readonly subject: string },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('activities')
    .select('head_sha')
    .where('repository_id', '=', repositoryId)
    .where('subject', '=', subject)
    .groupBy('head_sha')
    .orderBy((eb) => eb.fn.max('id'), 'desc')
    .limit(maxListed)
    .execute();
  return rows.map(({ head_sha: headSha }) => headSha);
}

/** Groups and releases whose head is the commit. */
export async function listOtherSubjects(
  db: Kysely<Database>,
  { repositoryId, headSha }: { readonly repositoryId: string; readonly headSha: string },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('activities')
    .select('subject')
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .where('event', 'in', ['merge_group', 'release'])
    .groupBy('subject')
    .orderBy((eb) => eb.fn.max('id'), 'desc')
    .limit(maxSubjects)
    .execute();
  return rows.map(({ subject }) => subject);
}
