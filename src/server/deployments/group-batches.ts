/** Opens and stops the batches of merge groups: a group is tested once, on a commit of its own. */
import type { Kysely } from 'kysely';
import { type Activity, nameSubject } from '../../domain/dispatch/activities.ts';
import type { GroupEnd, SeenGroup } from '../../github/merge-groups.ts';
import type { Database } from '../database/schema.ts';
import { recordActivity, type StoredActivity } from './activity-table.ts';
import type { RecordPorts } from './audit.ts';
import { type Batch, findBatch, insertBatch, listSubjectBatches, readLockedBatch } from './batch-table.ts';
import { type ExpectPorts, expectUpload } from './expect-upload.ts';
import { listGroupPulls, storeGroupPulls } from './group-pull-table.ts';
import { wakeUploads } from './join-queue.ts';
import { type StoredGroup, storeGroup } from './merge-group-table.ts';
import type { BatchReports, DeployedRepository } from './seams.ts';
import { recordAboutSubject } from './subject-audit.ts';

export interface GroupBatchPorts extends ExpectPorts, RecordPorts {
  readonly reports: BatchReports;
}

const checksRequested: Activity = { event: 'merge_group', activity: 'checks_requested' };

function nameGroupSubject({ headSha }: Pick<SeenGroup, 'headSha'>): string {
  return nameSubject({ type: 'merge_group', headSha });
}

/** The batch of the group, locked. The group's row is locked. */
export async function openGroupBatch(
  trx: Kysely<Database>,
  { group, repository }: { readonly group: StoredGroup; readonly repository: DeployedRepository },
  ports: GroupBatchPorts,
): Promise<Batch> {
  const { dialect, advance, reports } = ports;
  const { workspaceId, repositoryId } = repository;
  const { headSha, baseRef } = group;
  const subject = nameGroupSubject(group);
  const key = { workspaceId, repositoryId, activity: checksRequested, subject, headSha };
  const known = await findBatch(trx, key);
  if (known !== undefined) return (await readLockedBatch(trx, dialect, known.id)) ?? known;
  const batch = await insertBatch(trx, dialect, {
    ...key,
    generation: 1,
    sha: headSha,
    baseRef,
    mergedAt: undefined,
  });
  await reports.markReports(trx, { workspaceId, repositoryId, batchId: batch.id, isDue: true });
  return group.endedAs === undefined
    ? expectUpload(trx, { batch, repository, isFork: false }, ports)
    : advance.apply(trx, batch, { type: 'withdrawn' });
}

interface GroupNews {
  readonly repository: DeployedRepository;
  readonly group: SeenGroup;
  /** As the queue shows them. `undefined`: it has not been asked, or does not show the group. */
  readonly pulls: readonly number[] | undefined;
  /** `undefined`: not from its own delivery. */
  readonly guid: string | undefined;
  /** In milliseconds. */
  readonly at: number;
}

async function readDetails(
  trx: Kysely<Database>,
  { repositoryId }: DeployedRepository,
  { headSha, headRef, baseRef, baseSha }: SeenGroup,
) {
  const pulls = await listGroupPulls(trx, { repositoryId, headSha });
  const details = { baseRef: baseRef ?? null, baseSha: baseSha ?? null, pullRequest: pulls.at(-1) ?? null };
  return { headSha, headRef, ...details, pullRequests: [...pulls] };
}

/**
 * The queue shows which pull requests the group has. The comment of each shows it from now on. The row of the group is locked; its batches
 * are before their reports, as everywhere.
 */
export async function recordGroupPulls(
  trx: Kysely<Database>,
  {
    repository,
    group,
    pulls,
  }: {
    readonly repository: DeployedRepository;
    readonly group: SeenGroup;
    readonly pulls: readonly number[];
  },
  { dialect, reports }: Pick<GroupBatchPorts, 'dialect' | 'reports'>,
): Promise<void> {
  const { workspaceId, repositoryId } = repository;
  const { headSha } = group;
  if (!(await storeGroupPulls(trx, { repositoryId, headSha, pulls }))) return;
  const subject = nameGroupSubject(group);
  for (const { id: batchId } of await listSubjectBatches(trx, { workspaceId, repositoryId, subject })) {
    await readLockedBatch(trx, dialect, batchId);
    await reports.markReports(trx, { workspaceId, repositoryId, batchId, isDue: true });
  }
}

/** A group is to be tested, by whichever witness. */
export async function applyGroup(
  trx: Kysely<Database>,
  { repository, group: seen, pulls, guid, at }: GroupNews,
  ports: GroupBatchPorts,
): Promise<StoredActivity> {
  const { dialect } = ports;
  const { group, isNew } = await storeGroup(trx, dialect, { repository, group: seen });
  const { headSha } = group;
  if (pulls !== undefined) await recordGroupPulls(trx, { repository, group, pulls }, ports);
  const subject = nameGroupSubject(group);
  const activity = await recordActivity(trx, dialect, {
    repository,
    activity: { subject, activity: checksRequested, headSha, at, guid },
  });
  await openGroupBatch(trx, { group, repository }, ports);
  if (isNew) {
    const details = await readDetails(trx, repository, group);
    await recordAboutSubject(trx, { event: 'merge_group.requested', repository, details }, ports);
  }
  await wakeUploads(trx, dialect, { ...repository, headSha });
  return activity;
}

/** The group is gone: what has not started does not start any more. Its row stays, for news that is late. */
export async function endGroup(
  trx: Kysely<Database>,
  {
    repository,
    group: seen,
    endedAs,
  }: { readonly repository: DeployedRepository; readonly group: SeenGroup; readonly endedAs: GroupEnd },
  ports: GroupBatchPorts,
): Promise<void> {
  const { dialect, advance } = ports;
  const { workspaceId, repositoryId } = repository;
  const { group, hasEnded } = await storeGroup(trx, dialect, { repository, group: seen, endedAs });
  if (hasEnded) {
    const details = { ...(await readDetails(trx, repository, group)), reason: endedAs };
    await recordAboutSubject(trx, { event: 'merge_group.destroyed', repository, details }, ports);
  }
  const subject = nameGroupSubject(group);
  for (const { id } of await listSubjectBatches(trx, { workspaceId, repositoryId, subject })) {
    const batch = await readLockedBatch(trx, dialect, id);
    if (batch !== undefined) await advance.apply(trx, batch, { type: 'withdrawn' });
  }
  await wakeUploads(trx, dialect, { ...repository, headSha: group.headSha });
}
