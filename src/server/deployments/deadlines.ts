/** Ends what waits for too long: uploads that do not come, and holds that end by themselves. */
import type { Kysely } from 'kysely';
import type { Logger } from '../../base/ports.ts';
import { isMerge } from '../../domain/dispatch/activities.ts';
import {
  decideWaiting,
  type UploadingWorkflow,
  uploadGraceMs,
  type WaitingDecision,
} from '../../domain/dispatch/no-upload.ts';
import type { GitHubClient } from '../../github/client.ts';
import { type CommitRun, fetchCommitRuns } from '../../github/upload-runs.ts';
import { readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { createRounds, type WorkKind } from '../work/kind.ts';
import { listBatchSets } from './batch-sets.ts';
import { type Batch, listDue, listSubjectBatches, readLockedBatch, setDeadline } from './batch-table.ts';
import { type BatchCommandPorts, releaseHold } from './commands.ts';
import { readPullSubject } from './holds.ts';
import { lockPull, readStoredPull } from './pull-table.ts';
import { findWired, type PublishedSets, readResolveRules } from './read-set.ts';
import type { DeployedRepository } from './seams.ts';
import { listUploaders } from './uploader-table.ts';

const roundMs = 2_000;
const maxPerRound = 100;
/** Most time between two reads of the runs that may upload, in milliseconds. */
const lookAgainMs = 60_000;
/** How long after the timeout an unreachable GitHub may keep a batch waiting, in milliseconds. */
const patienceMs = 4 * 60_000;

export interface DeadlinePorts extends BatchCommandPorts {
  readonly sets: PublishedSets;
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly logger: Logger;
}

interface Due {
  readonly batch: Batch;
  readonly repository: DeployedRepository;
  readonly now: number;
  readonly signal: AbortSignal;
}

function toUploader(file: string, runs: readonly CommitRun[], now: number): UploadingWorkflow {
  const run = runs.find((one) => one.file === file && one.event.startsWith('pull_request'));
  if (run === undefined) return { file, run: 'none' };
  if (run.end === undefined) return { file, run: 'open' };
  // The clocks of GitHub and of the database may differ.
  const endedMsAgo = Math.max(0, now - run.updatedAt);
  return { file, run: { end: run.end, endedMsAgo, url: run.url } };
}

/** The workflows that are known to upload, and their newest runs on the commit; none of them where no file is known. */
async function readUploaders(
  { batch, repository, now, signal }: Due,
  { database, client, deploymentAccess }: DeadlinePorts,
): Promise<readonly UploadingWorkflow[]> {
  const files = await listUploaders(database.db, batch.repositoryId, batch.activity.event);
  if (files.length === 0) return [];
  const runs = await deploymentAccess.use(repository, (handle) =>
    fetchCommitRuns({ client, signal }, handle, batch.headSha),
  );
  return files.map((file) => toUploader(file, runs, now));
}

/** Whether the pull request's own upload has something to start for the activity. */
async function hadWired({ batch, repository }: Due, { database, sets }: DeadlinePorts): Promise<boolean> {
  if (!isMerge(batch.activity)) return false;
  const batches = await listSubjectBatches(database.db, batch);
  const planned = batches.find(({ id, standing }) => id !== batch.id && standing.setId !== undefined);
  if (planned === undefined) return false;
  const rules = readResolveRules(repository.config);
  for (const { setId: set } of await listBatchSets(database.db, planned.id)) {
    const wired = await findWired(sets, { set, activities: [batch.activity], rules });
    if (wired.size > 0) return true;
  }
  return false;
}

async function decide(due: Due, ports: DeadlinePorts): Promise<WaitingDecision> {
  const { batch, repository, now } = due;
  const { upload } = repository.config;
  const elapsedMs = now - batch.createdAt;
  const number = readPullSubject(batch.subject);
  const pull = number === undefined ? undefined : await readStoredPull(ports.database.db, repository, number);
  let uploaders: readonly UploadingWorkflow[] = [];
  try {
    uploaders = await readUploaders(due, ports);
  } catch (error) {
    ports.logger.warn('deployments: runs that upload could not be read', { batch: batch.id, error });
    if (elapsedMs < upload.timeoutMs + patienceMs) return { status: 'wait' };
  }
  const facts = {
    activity: batch.activity,
    isFork: pull?.isFork ?? false,
    elapsedMs,
    uploaders,
    hadWired: await hadWired(due, ports),
  };
  return decideWaiting(facts, upload);
}

async function endWaiting(due: Due, ports: DeadlinePorts): Promise<void> {
  const { batch: seen, repository, now } = due;
  const decision = await decide(due, ports);
  const { dialect, database, advance } = ports;
  await database.db.transaction().execute(async (trx) => {
    const batch = await readLockedBatch(trx, dialect, seen.id);
    if (batch?.standing.state !== 'expected') return;
    if (decision.status === 'concluded') {
      const { conclusion, reason } = decision;
      await advance.apply(trx, batch, { type: 'not_uploaded', conclusion, reason });
      return;
    }
    const leftMs = repository.config.upload.timeoutMs - (now - batch.createdAt);
    const inMs = leftMs > 0 ? Math.min(leftMs, lookAgainMs) : lookAgainMs;
    await setDeadline(trx, dialect, { id: batch.id, inMs });
  });
}

/** Pushes have stopped for long enough. */
async function endCooldown({ batch: seen, repository, now }: Due, ports: DeadlinePorts): Promise<void> {
  const { dialect, database } = ports;
  await database.db.transaction().execute(async (trx) => {
    const number = readPullSubject(seen.subject);
    if (number !== undefined) await lockPull(trx, dialect, { repositoryId: seen.repositoryId, number });
    const batch = await readLockedBatch(trx, dialect, seen.id);
    if (batch === undefined) return;
    await releaseHold(trx, { batch, hold: 'cooldown', repository, now, command: undefined }, ports);
  });
}

/** The configuration no longer gives the repository deployments. */
async function withdraw({ id }: Batch, { database, dialect, advance }: DeadlinePorts): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    const batch = await readLockedBatch(trx, dialect, id);
    if (batch !== undefined) await advance.apply(trx, batch, { type: 'withdrawn', reason: 'not_enabled' });
  });
}

async function runRound(ports: DeadlinePorts, signal: AbortSignal): Promise<void> {
  const { database, dialect, findDeployed, logger } = ports;
  for (const batch of await listDue(database.db, dialect, maxPerRound)) {
    signal.throwIfAborted();
    try {
      const repository = await findDeployed(batch.repositoryId);
      if (repository === undefined) {
        await withdraw(batch, ports);
        continue;
      }
      const due = { batch, repository, now: await readDatabaseTime(database), signal };
      await (batch.standing.state === 'expected' ? endWaiting : endCooldown)(due, ports);
    } catch (error) {
      if (signal.aborted) throw error;
      logger.warn('deployments: a deadline was not handled', { batch: batch.id, error });
    }
  }
}

export function createDeadlines(ports: DeadlinePorts): WorkKind {
  return createRounds('deployment-deadlines', roundMs, (signal) => runRound(ports, signal));
}

/** A run of a workflow that uploads has ended: its upload comes soon, or not at all. */
export async function hastenDeadline(
  trx: Kysely<Database>,
  { repositoryId, headSha, file }: { repositoryId: string; headSha: string; file: string },
  { dialect }: Pick<DeadlinePorts, 'dialect'>,
): Promise<void> {
  const known = await listUploaders(trx, repositoryId, 'pull_request');
  if (!known.includes(file)) return;
  const soon = dialect.after(uploadGraceMs + 1_000);
  await trx
    .updateTable('batches')
    .set({ deadline_at: soon })
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .where('state', '=', 'expected')
    .where('deadline_at', '>', soon)
    .execute();
}
