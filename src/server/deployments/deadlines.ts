/** Ends what waits for too long: uploads that do not come, and holds that end by themselves. */
import type { Kysely } from 'kysely';
import type { Logger } from '../../base/ports.ts';
import type { OwnerError } from '../../domain/codeowners/merge-errors.ts';
import { type DispatchEvent, dispatchEvents } from '../../domain/dispatch/activities.ts';
import { isRunOf } from '../../domain/dispatch/expected-uploaders.ts';
import {
  decideWaiting,
  type UploadingWorkflow,
  uploadGraceMs,
  type WaitingDecision,
} from '../../domain/dispatch/no-upload.ts';
import { readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { createRounds, type WorkKind } from '../work/kind.ts';
import { type Batch, listDue, readLockedBatch, setDeadline, setQuietDetails } from './batch-table.ts';
import { checkOwners, describeUnchecked, type OwnersPorts } from './check-owners.ts';
import { type BatchCommandPorts, releaseHold } from './commands.ts';
import { endGroup, type GroupBatchPorts } from './group-batches.ts';
import { learnGroupPulls } from './group-pulls.ts';
import { readPullSubject } from './holds.ts';
import { findMissedUploads } from './missed-uploads.ts';
import { setOwnerErrors } from './owner-errors.ts';
import { lockPull, readStoredPull } from './pull-table.ts';
import { isRelease } from './release-batches.ts';
import { isUnreachable, noteReached, noteUnreachable } from './unreachable.ts';
import { listUploaders } from './uploader-table.ts';
import { type DueBatch, findLostGroup, hadWired, readUploaders, type WaitingPorts } from './waiting-facts.ts';

const roundMs = 2_000;
const maxPerRound = 100;
/** Most time between two reads of the runs that may upload, in milliseconds. */
const lookAgainMs = 60_000;
/** How long after the timeout an unreachable GitHub may keep a batch waiting, in milliseconds. */
const patienceMs = 4 * 60_000;

export interface DeadlinePorts
  extends BatchCommandPorts,
    WaitingPorts,
    OwnersPorts,
    Pick<GroupBatchPorts, 'reports'> {
  readonly reports: GroupBatchPorts['reports'];
  readonly logger: Logger;
}

async function decide(due: DueBatch, ports: DeadlinePorts): Promise<WaitingDecision> {
  const { batch, repository, now, signal } = due;
  const { headSha } = batch;
  const isGroup = batch.activity.event === 'merge_group';
  const isUnknown = isGroup && (await learnGroupPulls({ repository, headSha, signal }, ports));
  const { upload } = repository.config;
  const elapsedMs = now - batch.createdAt;
  const isPatient = elapsedMs < upload.timeoutMs + patienceMs;
  const number = readPullSubject(batch.subject);
  const pull = number === undefined ? undefined : await readStoredPull(ports.database.db, repository, number);
  let uploaders: readonly UploadingWorkflow[] = [];
  try {
    uploaders = await readUploaders({ ...due, pull }, ports);
    await noteReached(batch, ports);
  } catch (error) {
    if (isUnreachable(error)) await noteUnreachable([batch.id], repository, ports);
    ports.logger.warn('deployments: runs that upload could not be read', { batch: batch.id, error });
    if (isPatient) return { status: 'wait' };
  }
  const facts = {
    activity: batch.activity,
    isFork: pull?.isFork ?? false,
    elapsedMs,
    uploaders,
    hadWired: await hadWired(due, ports),
    ...(await findMissedUploads(ports.database.db, { batch, pull })),
  };
  const decision = decideWaiting(facts, upload);
  const isPassing = decision.status === 'concluded' && decision.conclusion === 'neutral';
  if (!isUnknown || !isPassing) return decision;
  // Pull requests that GitHub does not show now may have something to start.
  return isPatient ? { status: 'wait' } : decideWaiting({ ...facts, hadWired: true }, upload);
}

/** Whether the batch was that of a group that is gone, and has ended with it. */
async function endLostGroup(due: DueBatch, ports: DeadlinePorts): Promise<boolean> {
  const { batch, repository } = due;
  const group = await findLostGroup(due, ports);
  if (group === undefined) return false;
  ports.logger.info('deployments: a merge group is gone', { batch: batch.id, ref: group.headRef });
  await ports.database.db
    .transaction()
    .execute((trx) => endGroup(trx, { repository, group, endedAs: 'unknown' }, ports));
  return true;
}

/** As `undefined`: GitHub does not answer yet. */
async function readOwners(
  { batch, repository, now, signal }: DueBatch,
  ports: DeadlinePorts,
): Promise<{ readonly errors: readonly OwnerError[] | undefined } | undefined> {
  try {
    return { errors: await checkOwners({ batch, repository, signal }, ports) };
  } catch (error) {
    ports.logger.warn('deployments: CODEOWNERS could not be read', { batch: batch.id, error });
    const isPatient = now - batch.createdAt < repository.config.upload.timeoutMs + patienceMs;
    return isPatient ? undefined : { errors: describeUnchecked('GitHub did not answer.') };
  }
}

async function endWaiting(due: DueBatch, ports: DeadlinePorts): Promise<void> {
  const { batch: seen, repository, now } = due;
  const decided = await decide(due, ports);
  if (decided.status === 'concluded' && (await endLostGroup(due, ports))) return;
  const owners = decided.status === 'concluded' ? await readOwners(due, ports) : undefined;
  const decision: WaitingDecision = owners === undefined ? { status: 'wait' } : decided;
  const { dialect, database, advance } = ports;
  await database.db.transaction().execute(async (trx) => {
    const batch = await readLockedBatch(trx, dialect, seen.id);
    if (batch?.standing.state !== 'expected') return;
    if (decision.status === 'concluded') {
      const { conclusion, reason, details = {} } = decision;
      await setQuietDetails(trx, { id: batch.id, details });
      const { errors } = owners ?? {};
      await setOwnerErrors(trx, { id: batch.id, errors });
      const hasOwnerErrors = errors !== undefined && errors.length > 0;
      const fact = isRelease(batch)
        ? ({ type: 'inventoried' } as const)
        : ({ type: 'not_uploaded', conclusion, reason, hasOwnerErrors } as const);
      await advance.apply(trx, batch, fact);
      return;
    }
    const leftMs = repository.config.upload.timeoutMs - (now - batch.createdAt);
    const inMs = leftMs > 0 ? Math.min(leftMs, lookAgainMs) : lookAgainMs;
    await setDeadline(trx, dialect, { id: batch.id, inMs });
  });
}

/** Pushes have stopped for long enough. */
async function endCooldown({ batch: seen, repository, now }: DueBatch, ports: DeadlinePorts): Promise<void> {
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

interface EndedRun {
  readonly repositoryId: string;
  readonly headSha: string;
  /** File name. */
  readonly file: string;
  /** That started it. */
  readonly event: string;
}

/** The event of the batches that a run may upload for. */
function eventOf({ event }: EndedRun): DispatchEvent | undefined {
  return dispatchEvents.find((one) => isRunOf({ event: one }, event));
}

/** Which runs upload for a merge group is not always known: each of them may. */
async function mayUpload(
  trx: Kysely<Database>,
  event: DispatchEvent,
  { repositoryId, file }: EndedRun,
): Promise<boolean> {
  return event === 'merge_group' || (await listUploaders(trx, repositoryId, event)).includes(file);
}

/** A run of a workflow that uploads has ended: its upload comes soon, or not at all. */
export async function hastenDeadline(
  trx: Kysely<Database>,
  run: EndedRun,
  { dialect }: Pick<DeadlinePorts, 'dialect'>,
): Promise<void> {
  const event = eventOf(run);
  if (event === undefined || !(await mayUpload(trx, event, run))) return;
  const { repositoryId, headSha } = run;
  const soon = dialect.after(uploadGraceMs + 1_000);
  await trx
    .updateTable('batches')
    .set({ deadline_at: soon })
    .where('repository_id', '=', repositoryId)
    .where('event', '=', event)
    .where('head_sha', '=', headSha)
    .where('state', '=', 'expected')
    .where('deadline_at', '>', soon)
    .execute();
}
