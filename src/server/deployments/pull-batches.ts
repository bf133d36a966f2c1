/** Opens and stops the batches of a pull request. The row of the pull request is locked. */
import type { Kysely } from 'kysely';
import { isMerge, isSuperseded, nameSubject } from '../../domain/dispatch/activities.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { listActivities, type StoredActivity } from './activity-table.ts';
import type { Advance } from './advance.ts';
import { type Batch, findBatch, insertBatch, listSubjectBatches, readLockedBatch } from './batch-table.ts';
import { expectUpload } from './expect-upload.ts';
import type { StoredPull } from './pull-table.ts';
import type { BatchReports, DeployedRepository } from './seams.ts';

export interface PullBatchPorts {
  readonly dialect: Dialect;
  readonly advance: Pick<Advance, 'apply'>;
  readonly reports: BatchReports;
}

export interface PullSubject {
  readonly repository: DeployedRepository;
  readonly pull: StoredPull;
}

export function namePullSubject({ number }: Pick<StoredPull, 'number'>): string {
  return nameSubject({ type: 'pull_request', number });
}

type Moment = Pick<StoredActivity, 'activity' | 'headSha' | 'at'>;

function isClosing({ activity: { activity } }: StoredActivity): boolean {
  return activity === 'closed' || activity === 'merged';
}

/** How an activity has ended by now: the same in whatever order the facts came. */
function endOf(
  { activity, headSha, at }: Moment,
  pull: StoredPull,
  activities: readonly StoredActivity[],
): 'superseded' | 'withdrawn' | undefined {
  if (isMerge(activity)) return undefined;
  if (isSuperseded(activity) && pull.headSha !== headSha) return 'superseded';
  if (activity.activity === 'closed') return undefined;
  const wasClosed = activities.some((other) => isClosing(other) && other.at > at);
  return wasClosed || pull.state !== 'open' ? 'withdrawn' : undefined;
}

/** The check of a replaced commit names the one that replaced it, which may become known after the replacement. */
async function nameSuccessor(
  trx: Kysely<Database>,
  { id, workspaceId, repositoryId, subject, headSha }: Batch,
  reports: BatchReports,
): Promise<void> {
  const batches = await listSubjectBatches(trx, { workspaceId, repositoryId, subject });
  const last = batches.find((one) => one.id < id && one.headSha !== headSha);
  if (last?.standing.stopped !== 'superseded') return;
  await reports.markReports(trx, { workspaceId, repositoryId, batchId: last.id, isDue: true });
}

/** The batch of an activity, locked. A stopped one gets a successor where its commit is the head again. */
export async function openBatch(
  trx: Kysely<Database>,
  { activity, repository, pull }: PullSubject & { readonly activity: StoredActivity },
  ports: PullBatchPorts,
): Promise<Batch> {
  const { dialect, advance, reports } = ports;
  const { workspaceId, repositoryId } = repository;
  const key = {
    workspaceId,
    repositoryId,
    activity: activity.activity,
    subject: activity.subject,
    headSha: activity.headSha,
  };
  const activities = await listActivities(trx, { repositoryId, subject: activity.subject });
  const end = endOf(activity, pull, activities);
  const known = await findBatch(trx, key);
  if (known !== undefined && (known.standing.stopped === undefined || end !== undefined))
    return (await readLockedBatch(trx, dialect, known.id)) ?? known;
  const merged = isMerge(activity.activity);
  const batch = await insertBatch(trx, dialect, {
    ...key,
    generation: (known?.generation ?? 0) + 1,
    sha: merged ? pull.mergeSha : activity.headSha,
    baseRef: pull.baseRef,
    mergedAt: merged ? pull.mergedAt : undefined,
  });
  await reports.markReports(trx, { workspaceId, repositoryId, batchId: batch.id, isDue: true });
  await nameSuccessor(trx, batch, reports);
  return end === undefined
    ? expectUpload(trx, { batch, repository, isFork: pull.isFork }, ports)
    : advance.apply(trx, batch, { type: end });
}

function lacksMergeCommit(batch: Batch, { pull }: PullSubject): boolean {
  return isMerge(batch.activity) && batch.sha === undefined && pull.mergeSha !== undefined;
}

/** A read or a late delivery may name the commit of a merge that the first one left out. */
async function nameMergeCommit(
  trx: Kysely<Database>,
  batch: Pick<Batch, 'id'>,
  { pull }: PullSubject,
): Promise<void> {
  await trx
    .updateTable('batches')
    .set({ sha: pull.mergeSha ?? null, merged_at: pull.mergedAt ?? null })
    .where('id', '=', batch.id)
    .execute();
}

/** Stops the batches that the pull request has left behind. */
export async function settlePull(
  trx: Kysely<Database>,
  subject: PullSubject,
  { dialect, advance, reports }: PullBatchPorts,
): Promise<void> {
  const { repository, pull } = subject;
  const { workspaceId, repositoryId } = repository;
  const name = namePullSubject(pull);
  const batches = await listSubjectBatches(trx, { workspaceId, repositoryId, subject: name });
  if (batches.length === 0) return;
  const activities = await listActivities(trx, { repositoryId, subject: name });
  for (const seen of batches.toReversed()) {
    const { activity, headSha } = seen;
    const times = activities
      .filter((one) => one.activity.activity === activity.activity && one.headSha === headSha)
      .map(({ at }) => at);
    const end = endOf({ activity, headSha, at: Math.max(...times) }, pull, activities);
    const isLeft = end !== undefined && seen.standing.stopped === undefined;
    if (!isLeft && !lacksMergeCommit(seen, subject)) continue;
    const batch = await readLockedBatch(trx, dialect, seen.id);
    if (batch === undefined) continue;
    if (lacksMergeCommit(batch, subject)) await nameMergeCommit(trx, batch, subject);
    if (end !== undefined) await advance.apply(trx, batch, { type: end });
  }
  // What is said of the newest commit does not hold for another commit, or another base branch.
  const [newest] = batches;
  const hasMoved =
    newest?.headSha !== pull.headSha || (newest.baseRef !== undefined && newest.baseRef !== pull.baseRef);
  if (newest !== undefined && hasMoved && pull.state === 'open')
    await reports.markReports(trx, { workspaceId, repositoryId, batchId: newest.id, isDue: true });
}
