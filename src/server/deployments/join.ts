/** Matches uploads to activities. An upload is for one activity; the facts that are missing are asked of GitHub, or awaited. */
import type { Kysely } from 'kysely';
import type { Logger } from '../../base/ports.ts';
import { type Activity, isMerge } from '../../domain/dispatch/activities.ts';
import {
  decideUpload,
  readMergeRef,
  type UploadClaims,
  type UploadFacts,
} from '../../domain/dispatch/upload-activity.ts';
import { choosePull, nameUploadSubject } from '../../domain/dispatch/upload-pull.ts';
import { permissionSubject } from '../../domain/permissions/decide.ts';
import { readGroupBranch } from '../../github/merge-groups.ts';
import { fetchPullState, fetchPullsOfHead, type PullState } from '../../github/pull-state.ts';
import { fetchRunCreation } from '../../github/upload-runs.ts';
import { readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { WorkKind, WorkResult, WorkTask } from '../work/kind.ts';
import { hasBatch, listBatchSets, putBatchSet } from './batch-sets.ts';
import { findBatch, setBaseRef } from './batch-table.ts';
import { applyGroup } from './group-batches.ts';
import { joinKind } from './join-queue.ts';
import { readStoredGroup } from './merge-group-table.ts';
import { hastenMissed } from './missed-uploads.ts';
import { applyPullNews, type PullEventPorts } from './pull-events.ts';
import {
  findPullsOfHead,
  listActivities,
  readStoredPull,
  type StoredActivity,
  type StoredPull,
  storePull,
} from './pull-table.ts';
import { findWired, type PublishedSet, type PublishedSets, readResolveRules } from './read-set.ts';
import { reconsiderMerge } from './reconsider-merge.ts';
import type { DeployedRepository, FindDeployed } from './seams.ts';
import { openSubjectBatch } from './subject-batches.ts';
import { listExpecting, noteSilence } from './unreachable.ts';
import { listUnuploaded, recordUploader } from './uploader-table.ts';

export interface JoinPorts extends PullEventPorts {
  readonly sets: PublishedSets;
  readonly findDeployed: FindDeployed;
  readonly logger: Logger;
}

/** Facts that GitHub was asked for since the upload. */
interface Asked {
  isPullRead: boolean;
  runCreatedAt: number | undefined;
}

interface Upload {
  readonly set: PublishedSet;
  readonly claims: UploadClaims;
  readonly repository: DeployedRepository;
  readonly asked: Asked;
  readonly task: WorkTask;
}

/** How often facts are gathered again before the upload is left to a later attempt. */
const maxRounds = 8;

function readClaims({ uploader, headSha }: PublishedSet): UploadClaims {
  return {
    eventName: uploader['event_name'] ?? '',
    ref: uploader['ref'] ?? '',
    headRef: uploader['head_ref'] ?? '',
    baseRef: (uploader['base_ref'] ?? '').replace(/^refs\/heads\//, ''),
    sha: uploader['sha'] ?? '',
    runId: /^[0-9]{1,19}$/.test(uploader['run_id'] ?? '') ? (uploader['run_id'] ?? '0') : '0',
    workflow: permissionSubject(uploader).workflow,
    headSha,
  };
}

/** Of the merge ref the number decides; else the branches. */
async function locatePull(
  db: Kysely<Database>,
  { repository, claims }: Pick<Upload, 'repository' | 'claims'>,
): Promise<StoredPull | undefined> {
  const number = readMergeRef(claims.ref);
  if (number !== undefined) return readStoredPull(db, repository, number);
  return choosePull(claims, await findPullsOfHead(db, repository, claims));
}

async function listRivals(db: Kysely<Database>, { repositoryId, workspaceId, headSha }: PublishedSet) {
  const rows = await db
    .selectFrom('affected_sets')
    .select('uploader')
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .where('state', '!=', 'building')
    .execute();
  return rows.flatMap(({ uploader }) => /"run_id":"([0-9]{1,19})"/.exec(uploader)?.[1] ?? []);
}

/** Workflow files whose upload an activity has: those of the sets of its batch. */
async function listUploadedBy(
  db: Kysely<Database>,
  activities: readonly StoredActivity[],
  { workspaceId, repositoryId }: DeployedRepository,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = new Map<number, readonly string[]>();
  for (const { id, ...key } of activities) {
    const batch = await findBatch(db, { workspaceId, repositoryId, ...key });
    if (batch === undefined) continue;
    const sets = await listBatchSets(db, batch.id);
    found.set(
      id,
      sets.map(({ workflow }) => workflow),
    );
  }
  return found;
}

async function gather(upload: Upload, ports: JoinPorts) {
  const { set, claims, repository, asked } = upload;
  const { db } = ports.database;
  const { repositoryId } = repository;
  const pull = await locatePull(db, upload);
  const group = await readStoredGroup(db, { repositoryId, headSha: set.headSha });
  const subject = nameUploadSubject(claims, pull);
  const activities = await listActivities(db, { repositoryId, headSha: set.headSha, subject });
  // With one activity that is not a merge nothing is chosen by what is wired.
  const choice = activities.filter(({ activity }) => !isMerge(activity)).map(({ activity }) => activity);
  const rules = readResolveRules(repository.config);
  const wired =
    choice.length < 2
      ? new Set(choice)
      : await findWired(ports.sets, { set: set.id, activities: choice, rules });
  const uploadedBy = await listUploadedBy(db, activities, repository);
  const now = await readDatabaseTime(ports.database);
  const facts: UploadFacts = {
    upload: claims,
    ageMs: Math.max(0, now - set.uploadedAt),
    pull,
    isPullRead: asked.isPullRead,
    activities: activities.map(({ id, activity, at }) => ({
      id: String(id),
      activity,
      at,
      isWired: wired.has(activity),
      uploadedBy: uploadedBy.get(id) ?? [],
    })),
    isGroupGone: group?.endedAs !== undefined,
    runCreatedAt: asked.runCreatedAt,
    rivalRunIds: await listRivals(db, set),
  };
  return { facts, pull, activities };
}

async function askForPull(upload: Upload, ports: JoinPorts): Promise<void> {
  const { repository, claims, task, asked } = upload;
  const { client, deploymentAccess, database, dialect } = ports;
  const calls = { client, signal: task.signal };
  const number = readMergeRef(claims.ref);
  const pull = await deploymentAccess.use(repository, async (handle): Promise<PullState | undefined> => {
    if (number !== undefined) return fetchPullState(calls, handle, number);
    return choosePull(claims, await fetchPullsOfHead(calls, handle, claims));
  });
  asked.isPullRead = true;
  if (pull === undefined) return;
  await database.db
    .transaction()
    .execute((trx) => storePull(trx, dialect, { repository, seen: { pull, source: 'read' } }));
}

async function askForRun({ repository, claims, task, asked }: Upload, ports: JoinPorts): Promise<void> {
  const { client, deploymentAccess } = ports;
  asked.runCreatedAt = await deploymentAccess.use(repository, (handle) =>
    fetchRunCreation({ client, signal: task.signal }, handle, claims.runId),
  );
}

/** No delivery told of the activity: it is known from the read. */
async function recordFromRead(
  { activity, pull }: { readonly activity: Activity; readonly pull: StoredPull },
  { repository }: Upload,
  ports: JoinPorts,
): Promise<void> {
  const at = isMerge(activity) ? (pull.mergedAt ?? pull.updatedAt) : pull.updatedAt;
  const seen = { pull, source: 'delivery', pushedAt: isMerge(activity) ? undefined : at } as const;
  const news = { repository, activity, seen, headSha: pull.headSha, guid: undefined, at };
  await ports.database.db.transaction().execute((trx) => applyPullNews(trx, news, ports));
}

/** Reports of commits without an upload name the files that usually upload. */
async function recordUploaderOf(
  trx: Kysely<Database>,
  { activity, repository, claims }: Pick<Upload, 'repository' | 'claims'> & { activity: StoredActivity },
  { dialect, reports }: JoinPorts,
): Promise<void> {
  const { workspaceId, repositoryId } = repository;
  const { event } = activity.activity;
  if (!(await recordUploader(trx, dialect, { repositoryId, event, file: claims.workflow }))) return;
  for (const batchId of await listUnuploaded(trx, repositoryId, event))
    await reports.markReports(trx, { workspaceId, repositoryId, batchId, isDue: true });
}

/** A run was started for a group of which no delivery told. */
async function recordGroup({ repository, claims }: Upload, ports: JoinPorts): Promise<boolean> {
  const group = readGroupBranch(claims.ref, claims.headSha);
  if (group === undefined) return false;
  const at = await readDatabaseTime(ports.database);
  await ports.database.db
    .transaction()
    .execute((trx) => applyGroup(trx, { repository, group, guid: undefined, at }, ports));
  return true;
}

async function match(
  { activity, pull }: { readonly activity: StoredActivity; readonly pull: StoredPull | undefined },
  { repository, set, claims, task }: Upload,
  ports: JoinPorts,
): Promise<void> {
  const { advance, database } = ports;
  await database.db.transaction().execute(async (trx) => {
    const batch = await openSubjectBatch(trx, { activity, repository, pull }, ports);
    if (batch === undefined) return;
    // A stopped batch starts nothing, but its list says what its merge has to apply.
    const isNews = await putBatchSet(trx, { batchId: batch.id, workflow: claims.workflow, setId: set.id });
    if (readMergeRef(claims.ref) !== undefined) await setBaseRef(trx, { ...batch, baseRef: claims.baseRef });
    if (isNews) await advance.apply(trx, batch, { type: 'matched', setId: String(set.id) });
    if (isNews && batch.standing.stopped !== undefined) await reconsiderMerge(trx, batch, ports);
    await recordUploaderOf(trx, { activity, repository, claims }, ports);
    await task.finish(trx);
  });
}

async function joinUpload(upload: Upload, ports: JoinPorts): Promise<WorkResult> {
  const { set } = upload;
  for (let round = 0; round < maxRounds; round += 1) {
    const { facts, pull, activities } = await gather(upload, ports);
    const decision = decideUpload(facts);
    switch (decision.status) {
      case 'wait':
        return { againInMs: decision.ms };
      case 'foreign':
        ports.logger.info('deployments: an upload starts nothing', { set: set.id, reason: decision.reason });
        await hastenMissed(upload, ports);
        return undefined;
      case 'needs':
        await (decision.read === 'pull' ? askForPull : askForRun)(upload, ports);
        break;
      case 'record':
        if (decision.activity.event === 'merge_group') {
          if (!(await recordGroup(upload, ports))) return undefined;
          break;
        }
        if (pull === undefined) return undefined;
        await recordFromRead({ activity: decision.activity, pull }, upload, ports);
        break;
      case 'matched': {
        const activity = activities.find(({ id }) => String(id) === decision.activityId);
        const subject = pull ?? (activity && (await readSubjectPull(activity, upload, ports)));
        if (activity === undefined) return undefined;
        return match({ activity, pull: subject }, upload, ports);
      }
    }
  }
  throw new Error('the activity of the upload keeps changing');
}

/** For an upload whose event names no pull request. */
async function readSubjectPull(
  { subject }: StoredActivity,
  { repository }: Upload,
  { database }: JoinPorts,
): Promise<StoredPull | undefined> {
  const number = /^pr\/([0-9]+)$/.exec(subject)?.[1];
  return number === undefined ? undefined : readStoredPull(database.db, repository, Number(number));
}

export function createJoinWork(ports: JoinPorts): WorkKind {
  return {
    kind: joinKind,
    concurrency: 2,
    leaseMs: 30_000,
    maxRunMs: 5 * 60_000,
    maxAttempts: 100,
    retry: { baseDelayMs: 1_000, maxDelayMs: 60_000 },
    async run(task) {
      const set = await ports.sets.readSet(Number(task.entry.key));
      if (set === undefined || (await hasBatch(ports.database.db, set.id))) return undefined;
      const repository = await ports.findDeployed(set.repositoryId);
      if (repository === undefined || repository.workspaceId !== set.workspaceId) return undefined;
      const asked = { isPullRead: false, runCreatedAt: undefined };
      const upload = { set, claims: readClaims(set), repository, asked, task };
      return noteSilence(() => joinUpload(upload, ports), listExpecting(set), ports);
    },
  };
}
