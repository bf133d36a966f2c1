/** Matches uploads to activities. An upload is for one activity; the facts that are missing are asked of GitHub, or awaited. */
import type { Kysely } from 'kysely';
import type { Logger } from '../../base/ports.ts';
import { type Activity, isMerge } from '../../domain/dispatch/activities.ts';
import { decideUpload, foreignTexts, readMergeRef } from '../../domain/dispatch/upload-activity.ts';
import { choosePull } from '../../domain/dispatch/upload-pull.ts';
import { readGroupBranch } from '../../github/merge-groups.ts';
import { fetchPullState, fetchPullsOfHead, type PullState } from '../../github/pull-state.ts';
import { fetchUploadRun } from '../../github/upload-runs.ts';
import { readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { WorkKind, WorkResult, WorkTask } from '../work/kind.ts';
import type { StoredActivity } from './activity-table.ts';
import { hasBatch, putBatchSet } from './batch-sets.ts';
import { setBaseRef } from './batch-table.ts';
import { applyGroup } from './group-batches.ts';
import { askForGroupPulls, type GroupPullPorts, learnGroupPulls } from './group-pulls.ts';
import { joinKind } from './join-queue.ts';
import { hastenMissed } from './missed-uploads.ts';
import { applyPullNews, type PullEventPorts } from './pull-events.ts';
import { type StoredPull, storePull } from './pull-table.ts';
import type { PublishedSets } from './read-set.ts';
import { reconsiderMerge } from './reconsider-merge.ts';
import type { FindDeployed } from './seams.ts';
import { openSubjectBatch } from './subject-batches.ts';
import { listExpecting, noteSilence } from './unreachable.ts';
import { type AskedUpload, gatherUploadFacts, readUploadClaims } from './upload-facts.ts';
import { listUnuploaded, recordUploader } from './uploader-table.ts';

export interface JoinPorts extends PullEventPorts, GroupPullPorts {
  readonly sets: PublishedSets;
  readonly findDeployed: FindDeployed;
  readonly logger: Logger;
}

interface Upload extends AskedUpload {
  readonly task: WorkTask;
}

/** How often facts are gathered again before the upload is left to a later attempt. */
const maxRounds = 8;
/** About a day: an upload is not lost because GitHub does not answer for hours, or the App is suspended. */
const maxAttempts = 2_000;

async function askForPull(upload: Upload, ports: JoinPorts): Promise<void> {
  const { repository, claims, task, asked } = upload;
  const { client, deploymentAccess, database, dialect } = ports;
  const calls = { client, signal: task.signal };
  const number = readMergeRef(claims.ref);
  const pull = await deploymentAccess.use(repository, async (handle): Promise<PullState | undefined> => {
    if (number !== undefined) return fetchPullState(calls, handle, number);
    return choosePull(claims, asked.run, await fetchPullsOfHead(calls, handle, claims));
  });
  asked.isPullRead = true;
  if (pull === undefined) return;
  await database.db
    .transaction()
    .execute((trx) => storePull(trx, dialect, { repository, seen: { pull, source: 'read' } }));
}

async function askForRun({ repository, claims, task, asked }: Upload, ports: JoinPorts): Promise<void> {
  const { client, deploymentAccess } = ports;
  const run = await deploymentAccess.use(repository, (handle) =>
    fetchUploadRun({ client, signal: task.signal }, handle, claims.runId),
  );
  asked.run = run ?? 'missing';
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
async function recordGroup({ repository, claims, task }: Upload, ports: JoinPorts): Promise<boolean> {
  const group = readGroupBranch(claims.ref, claims.headSha);
  if (group === undefined) return false;
  const at = await readDatabaseTime(ports.database);
  const pulls = await askForGroupPulls({ repository, group, signal: task.signal }, ports);
  await ports.database.db
    .transaction()
    .execute((trx) => applyGroup(trx, { repository, group, pulls, guid: undefined, at }, ports));
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
    const { facts, pull, activities } = await gatherUploadFacts(upload, ports);
    const decision = decideUpload(facts);
    switch (decision.status) {
      case 'wait':
        return { againInMs: decision.ms };
      case 'foreign':
        ports.logger.info('deployments: an upload starts nothing', {
          set: set.id,
          reason: decision.reason,
          explanation: foreignTexts[decision.reason],
        });
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
        if (activity === undefined) return undefined;
        // The run proves that the group is there: the queue shows it now, if it did not before.
        if (activity.activity.event === 'merge_group')
          await learnGroupPulls({ ...upload, headSha: set.headSha, signal: upload.task.signal }, ports);
        return match({ activity, pull }, upload, ports);
      }
    }
  }
  throw new Error('the activity of the upload keeps changing');
}

export function createJoinWork(ports: JoinPorts): WorkKind {
  return {
    kind: joinKind,
    concurrency: 2,
    leaseMs: 30_000,
    maxRunMs: 5 * 60_000,
    maxAttempts,
    retry: { baseDelayMs: 1_000, maxDelayMs: 60_000 },
    async run(task) {
      const set = await ports.sets.readSet(Number(task.entry.key));
      if (set === undefined || (await hasBatch(ports.database.db, set.id))) return undefined;
      const repository = await ports.findDeployed(set.repositoryId);
      if (repository === undefined || repository.workspaceId !== set.workspaceId) return undefined;
      const asked = { isPullRead: false, run: undefined };
      const upload = { set, claims: readUploadClaims(set), repository, asked, task };
      return noteSilence(() => joinUpload(upload, ports), listExpecting(set), ports);
    },
  };
}
