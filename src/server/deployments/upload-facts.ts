/** Gathers what decides about an upload: its claims, what has its commit, and what GitHub was asked for. */
import type { Kysely } from 'kysely';
import { isMerge, nameActivity } from '../../domain/dispatch/activities.ts';
import {
  readMergeRef,
  type UploadClaims,
  type UploadFacts,
  type UploadRun,
} from '../../domain/dispatch/upload-activity.ts';
import {
  choosePull,
  chooseSubject,
  nameUploadSubject,
  type SubjectCandidate,
} from '../../domain/dispatch/upload-pull.ts';
import { permissionSubject } from '../../domain/permissions/decide.ts';
import { type OpenedDatabase, readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { listActivities, listOtherSubjects, type StoredActivity } from './activity-table.ts';
import { listBatchSets } from './batch-sets.ts';
import { findBatch } from './batch-table.ts';
import { readPullSubject } from './holds.ts';
import { readStoredGroup, type StoredGroup } from './merge-group-table.ts';
import { namePullSubject } from './pull-batches.ts';
import { findPullsOfHead, listOpenOfHead, readStoredPull, type StoredPull } from './pull-table.ts';
import { findWired, type PublishedSet, type PublishedSets, readResolveRules } from './read-set.ts';
import type { DeployedRepository } from './seams.ts';

/** Facts that GitHub was asked for since the upload. */
interface Asked {
  isPullRead: boolean;
  run: UploadRun | 'missing' | undefined;
}

/** An upload, and what is known of it. */
export interface AskedUpload {
  readonly set: PublishedSet;
  readonly claims: UploadClaims;
  readonly repository: DeployedRepository;
  readonly asked: Asked;
}

export interface UploadFactPorts {
  readonly database: OpenedDatabase;
  readonly sets: PublishedSets;
}

export function readUploadClaims({ uploader, headSha }: PublishedSet): UploadClaims {
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

/** Of the merge ref the number decides; else the branches and the repository of the run's head. */
async function locatePull(
  db: Kysely<Database>,
  { repository, claims, asked: { run } }: AskedUpload,
): Promise<StoredPull | undefined> {
  const number = readMergeRef(claims.ref);
  if (number !== undefined) return readStoredPull(db, repository, number);
  if (typeof run !== 'object') return undefined;
  const { headRepositoryId } = run;
  return choosePull(claims, run, await findPullsOfHead(db, repository, { ...claims, headRepositoryId }));
}

async function listCandidates(
  db: Kysely<Database>,
  { repository, set }: AskedUpload,
  group: StoredGroup | undefined,
): Promise<readonly SubjectCandidate[]> {
  const { repositoryId } = repository;
  const pulls = await listOpenOfHead(db, repository, set.headSha);
  const others = await listOtherSubjects(db, { repositoryId, headSha: set.headSha });
  return [
    ...pulls.map((pull) => ({
      subject: namePullSubject(pull),
      branch: pull.isFork ? undefined : pull.headRef,
    })),
    ...others.map((subject) => ({
      subject,
      branch: subject.startsWith('group/') ? group?.headRef : undefined,
    })),
  ];
}

async function findSubject(
  db: Kysely<Database>,
  upload: AskedUpload,
  { pull, group }: { readonly pull: StoredPull | undefined; readonly group: StoredGroup | undefined },
): Promise<string | 'ambiguous' | undefined> {
  const { claims } = upload;
  if (claims.eventName.startsWith('pull_request')) return nameUploadSubject(claims, pull);
  if (claims.eventName === 'merge_group') return `group/${upload.set.headSha}`;
  return chooseSubject(claims, await listCandidates(db, upload, group));
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

/** One of each name: a label may have been added many times. All are of one subject and commit. */
function uniteByName(activities: readonly StoredActivity[]): ReadonlyMap<string, StoredActivity> {
  return new Map(activities.map((one) => [nameActivity(one.activity), one]));
}

/** By name of the activity, the workflow files whose upload it has: those of the sets of its batch. */
async function listUploadedBy(
  db: Kysely<Database>,
  named: ReadonlyMap<string, StoredActivity>,
  { workspaceId, repositoryId }: DeployedRepository,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const [name, { activity, subject, headSha }] of named) {
    const batch = await findBatch(db, { workspaceId, repositoryId, activity, subject, headSha });
    const sets = batch === undefined ? [] : await listBatchSets(db, batch.id);
    found.set(
      name,
      sets.map(({ workflow }) => workflow),
    );
  }
  return found;
}

/** Names of the activities that some component of the upload has a workflow for. */
async function listWired(
  { set, repository }: AskedUpload,
  named: ReadonlyMap<string, StoredActivity>,
  sets: PublishedSets,
): Promise<ReadonlySet<string>> {
  const choice = [...named.values()].map(({ activity }) => activity).filter((one) => !isMerge(one));
  const rules = readResolveRules(repository.config);
  // With one activity that is not a merge nothing is chosen by what is wired.
  const wired =
    choice.length < 2 ? choice : await findWired(sets, { set: set.id, activities: choice, rules });
  return new Set([...wired].map(nameActivity));
}

export async function gatherUploadFacts(upload: AskedUpload, { database, sets }: UploadFactPorts) {
  const { set, claims, repository, asked } = upload;
  const { db } = database;
  const { repositoryId } = repository;
  const located = await locatePull(db, upload);
  const group = await readStoredGroup(db, { repositoryId, headSha: set.headSha });
  const subject = await findSubject(db, upload, { pull: located, group });
  const number = subject === undefined ? undefined : readPullSubject(subject);
  const pull = located ?? (number === undefined ? undefined : await readStoredPull(db, repository, number));
  const activities =
    subject === undefined ? [] : await listActivities(db, { repositoryId, headSha: set.headSha, subject });
  const named = uniteByName(activities);
  const wired = await listWired(upload, named, sets);
  const uploadedBy = await listUploadedBy(db, named, repository);
  const now = await readDatabaseTime(database);
  const facts: UploadFacts = {
    upload: claims,
    ageMs: Math.max(0, now - set.uploadedAt),
    pull,
    isPullRead: asked.isPullRead,
    activities: activities.map(({ id, activity, at }) => ({
      id: String(id),
      activity,
      at,
      isWired: wired.has(nameActivity(activity)),
      uploadedBy: uploadedBy.get(nameActivity(activity)) ?? [],
    })),
    isGroupGone: group?.endedAs !== undefined,
    isAmbiguous: subject === 'ambiguous',
    run: asked.run,
    rivalRunIds: await listRivals(db, set),
  };
  return { facts, pull, activities };
}
