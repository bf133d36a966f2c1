/** Gathers what decides about a batch that waits for its upload: the runs that may upload, and what the pull requests had to start. */
import type { Kysely } from 'kysely';
import type { Logger } from '../../base/ports.ts';
import { isMerge, readBatchSubject } from '../../domain/dispatch/activities.ts';
import { expectedUploaders, type FoundRun } from '../../domain/dispatch/expected-uploaders.ts';
import type { UploadingWorkflow } from '../../domain/dispatch/no-upload.ts';
import type { GitHubClient } from '../../github/client.ts';
import { isGroupThere } from '../../github/merge-groups.ts';
import { type CommitRun, fetchCommitRuns } from '../../github/upload-runs.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { listBatchSets } from './batch-sets.ts';
import { type Batch, listSubjectBatches } from './batch-table.ts';
import { listGroupPulls } from './group-pull-table.ts';
import { readStoredGroup, type StoredGroup } from './merge-group-table.ts';
import { namePullSubject } from './pull-batches.ts';
import type { StoredPull } from './pull-table.ts';
import { findWired, type PublishedSets, readResolveRules } from './read-set.ts';
import type { DeployedRepository } from './seams.ts';
import { listUploaders } from './uploader-table.ts';

export interface WaitingPorts {
  readonly database: OpenedDatabase;
  readonly sets: PublishedSets;
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly logger: Logger;
}

/** A batch whose time has come. */
export interface DueBatch {
  readonly batch: Batch;
  readonly repository: DeployedRepository;
  /** By the database's clock, in milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
}

function toFoundRun({ updatedAt, ...run }: CommitRun, now: number): FoundRun {
  // The clocks of GitHub and of the database may differ.
  return { ...run, endedMsAgo: Math.max(0, now - updatedAt) };
}

/** The workflows that may upload, and their newest runs on the commit; none of them where no file is known. */
export async function readUploaders(
  { batch, repository, now, signal, pull }: DueBatch & { readonly pull: StoredPull | undefined },
  { database, client, deploymentAccess }: WaitingPorts,
): Promise<readonly UploadingWorkflow[]> {
  const { activity, repositoryId, headSha } = batch;
  const known = await listUploaders(database.db, repositoryId, activity.event);
  const isGroup = activity.event === 'merge_group';
  if (known.length === 0 && !isGroup) return [];
  const ofPulls = isGroup ? await listUploaders(database.db, repositoryId, 'pull_request') : [];
  const found = await deploymentAccess.use(repository, (handle) =>
    fetchCommitRuns({ client, signal }, handle, headSha),
  );
  const runs = found.map((run) => toFoundRun(run, now));
  return expectedUploaders({ activity, known, ofPulls, runs, pull });
}

/** The subjects of the pull requests that the batch is about. */
async function listPullSubjects(db: Kysely<Database>, batch: Batch): Promise<readonly string[]> {
  if (isMerge(batch.activity)) return [batch.subject];
  return (await listGroupPulls(db, batch)).map((number) => namePullSubject({ number }));
}

type WiredPorts = Pick<WaitingPorts, 'database' | 'sets'>;

/** Whether the newest upload for the subject has something to start for the activity of the batch. */
async function hasWired(
  subject: string,
  { batch, repository }: Pick<DueBatch, 'batch' | 'repository'>,
  { database, sets }: WiredPorts,
): Promise<boolean> {
  const { activity, workspaceId, repositoryId } = batch;
  const rules = readResolveRules(repository.config);
  for (const { id } of await listSubjectBatches(database.db, { workspaceId, repositoryId, subject })) {
    const uploads = id === batch.id ? [] : await listBatchSets(database.db, id);
    for (const { setId: set } of uploads) {
      const wired = await findWired(sets, { set, activities: [activity], rules });
      if (wired.size > 0) return true;
    }
    if (uploads.length > 0) return false;
  }
  return false;
}

/** Whether an own upload of the pull requests has something to start. A group whose pull requests are not known may have. */
export async function hadWired(
  due: Pick<DueBatch, 'batch' | 'repository'>,
  ports: WiredPorts,
): Promise<boolean> {
  const { activity } = due.batch;
  if (!isMerge(activity) && activity.event !== 'merge_group') return false;
  const subjects = await listPullSubjects(ports.database.db, due.batch);
  for (const subject of subjects) if (await hasWired(subject, due, ports)) return true;
  return subjects.length === 0;
}

/** A group whose end no delivery told of: its branch is gone. `undefined` too where GitHub does not say. */
export async function findLostGroup(
  { batch, repository, signal }: Pick<DueBatch, 'batch' | 'repository' | 'signal'>,
  { database, client, deploymentAccess, logger }: WaitingPorts,
): Promise<StoredGroup | undefined> {
  if (readBatchSubject(batch.subject)?.type !== 'merge_group') return undefined;
  const group = await readStoredGroup(database.db, batch);
  if (group === undefined || group.endedAs !== undefined) return undefined;
  try {
    const isThere = await deploymentAccess.use(repository, (handle) =>
      isGroupThere({ client, signal }, handle, group),
    );
    return isThere ? undefined : group;
  } catch (error) {
    if (signal.aborted) throw error;
    logger.warn('deployments: the branch of a merge group could not be read', { batch: batch.id, error });
    return undefined;
  }
}
