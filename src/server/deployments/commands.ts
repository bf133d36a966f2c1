/** Carries out what people command: a retry, or the release of a batch that is held. Their permission was checked before. */
import type { Kysely } from 'kysely';
import type { JsonValue } from '../../base/json.ts';
import type { Random } from '../../base/ports.ts';
import type { HoldReason } from '../../domain/dispatch/hold.ts';
import { decideRetry, isRetried, retryNode } from '../../domain/dispatch/retry.ts';
import type { Dialect } from '../database/dialect.ts';
import { type OpenedDatabase, readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { Advance } from './advance.ts';
import { recordAboutBatch } from './audit.ts';
import { findLastList, putBatchSet } from './batch-sets.ts';
import {
  type Batch,
  listSubjectBatches,
  readBatch,
  readLockedBatch,
  setDeadline,
  setReleased,
} from './batch-table.ts';
import { findHold, readPullSubject } from './holds.ts';
import { listNodes } from './node-table.ts';
import { approveHead, lockPull } from './pull-table.ts';
import { isRelease } from './release-batches.ts';
import type {
  BatchCommand,
  BatchCommands,
  CommandOutcome,
  DeployedRepository,
  FindDeployed,
} from './seams.ts';
import { readNodeWorkflows } from './write-orders.ts';

export interface BatchCommandPorts {
  readonly database: OpenedDatabase;
  readonly dialect: Dialect;
  readonly advance: Pick<Advance, 'apply' | 'settleNodes'>;
  readonly findDeployed: FindDeployed;
  readonly random: Pick<Random, 'uuid'>;
}

type Kind = 'retry' | 'apply_last_list' | `release_${HoldReason}`;
type Refused = Extract<CommandOutcome, { status: 'refused' }>;

const refusals = [
  'unknown_batch',
  'not_current',
  'of_drift',
  'nothing_to_retry',
  'not_held',
] as const satisfies readonly Refused['reason'][];

const done: CommandOutcome = { status: 'done' };

function refuseCommand(reason: Refused['reason']): CommandOutcome {
  return { status: 'refused', reason };
}

async function findOutcome(
  db: Kysely<Database>,
  source: string,
  kind: Kind,
): Promise<CommandOutcome | undefined> {
  const row = await db
    .selectFrom('commands')
    .select('outcome')
    .where('source', '=', source)
    .where('kind', '=', kind)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const reason = refusals.find((known) => known === row.outcome);
  return reason === undefined ? done : refuseCommand(reason);
}

async function writeOutcome(
  trx: Kysely<Database>,
  { kind, command, outcome }: { kind: Kind; command: BatchCommand; outcome: CommandOutcome },
  dialect: Dialect,
): Promise<void> {
  const { batchId, actor, source } = command;
  await trx
    .insertInto('commands')
    .values({
      source,
      kind,
      batch_id: batchId,
      actor_login: actor.login,
      actor_id: actor.id ?? null,
      outcome: outcome.status === 'done' ? 'done' : outcome.reason,
      commanded_at: dialect.now,
    })
    .execute();
}

/** The pull request first, then the batch. */
async function lockAll(trx: Kysely<Database>, dialect: Dialect, seen: Batch): Promise<Batch | undefined> {
  const number = readPullSubject(seen.subject);
  if (number !== undefined) await lockPull(trx, dialect, { repositoryId: seen.repositoryId, number });
  return readLockedBatch(trx, dialect, seen.id);
}

/** The newest that has deployments. */
async function isCurrent(trx: Kysely<Database>, batch: Batch): Promise<boolean> {
  if (batch.standing.stopped !== undefined) return false;
  const batches = await listSubjectBatches(trx, batch);
  return batches.find((one) => one.standing.setId !== undefined || isRelease(one))?.id === batch.id;
}

/** What the audit entry of a command says of the request, and of the person where GitHub's id is known. */
function toGiven({ traceId, reason, actor: { id, login } }: BatchCommand) {
  const details: Record<string, JsonValue> = {};
  if (reason !== undefined) details['reason'] = reason;
  if (id !== undefined) details['person'] = { id, login };
  return { traceId, details };
}

/** The deployment, where only one was to be retried. */
function describeOnly(
  changes: readonly { readonly after: { readonly stack: string; readonly component: string } }[],
  { deployment }: Retry['command'],
) {
  const [only] = changes;
  if (deployment === undefined || only === undefined) return {};
  const { stack, component } = only.after;
  return { deployment, stack, component };
}

interface Retry {
  readonly command: Parameters<BatchCommands['retryBatch']>[0];
  readonly ports: BatchCommandPorts;
}

/** Owners that GitHub did not know may have write access by now. `undefined`: CODEOWNERS is not what failed. */
async function recheckOwners(
  trx: Kysely<Database>,
  batch: Batch,
  { command, ports }: Retry,
): Promise<CommandOutcome | undefined> {
  const { state, stopped, counts, hasOwnerErrors, setId } = batch.standing;
  const isCause = hasOwnerErrors && decideRetry(counts) !== 'unfinished';
  if (!isCause || state !== 'concluded' || stopped !== undefined || command.deployment !== undefined)
    return undefined;
  const [newest] = await listSubjectBatches(trx, batch);
  if (newest?.id !== batch.id) return undefined;
  await ports.advance.apply(trx, batch, { type: 'recheck_owners' });
  if (setId === undefined) await setDeadline(trx, ports.dialect, { id: batch.id, inMs: 0 });
  const { traceId, details: given } = toGiven(command);
  const details = { scope: 'codeowners', ...given };
  const { login: actor } = command.actor;
  await recordAboutBatch(trx, { event: 'deployment.retried', batch, actor, traceId, details }, ports);
  return done;
}

async function retry(
  trx: Kysely<Database>,
  batch: Batch,
  { command, ports }: Retry,
): Promise<CommandOutcome> {
  if (batch.activity.event === 'drift_detection') return refuseCommand('of_drift');
  const rechecked = await recheckOwners(trx, batch, { command, ports });
  if (rechecked !== undefined) return rechecked;
  if (!(await isCurrent(trx, batch))) return refuseCommand('not_current');
  const { state, counts } = batch.standing;
  const scope = state === 'running' || state === 'concluded' ? decideRetry(counts) : undefined;
  if (scope === undefined) return refuseCommand('nothing_to_retry');
  const nodes = await listNodes(trx, batch.id);
  const changes = nodes
    .filter(({ number }) => command.deployment === undefined || number === command.deployment)
    .filter((node) => !node.isTransparent && isRetried(node, scope))
    .map((before) => ({ before, after: retryNode(before, scope) }));
  if (changes.length === 0) return refuseCommand('nothing_to_retry');
  await ports.advance.settleNodes(trx, batch, changes);
  const { traceId, details: given } = toGiven(command);
  const details = { scope, deployments: changes.length, ...describeOnly(changes, command), ...given };
  const { login: actor } = command.actor;
  await recordAboutBatch(trx, { event: 'deployment.retried', batch, actor, traceId, details }, ports);
  return done;
}

/** The upload after the merge never came: that of the last plan is for the same commit. */
async function applyLastList(
  trx: Kysely<Database>,
  batch: Batch,
  { command, ports }: { readonly command: BatchCommand; readonly ports: BatchCommandPorts },
): Promise<CommandOutcome> {
  const { id, standing } = batch;
  const { state, stopped, reason, setId } = standing;
  const isWaiting = state === 'concluded' && reason === 'merged_without_upload';
  if (!isWaiting || stopped !== undefined || setId !== undefined) return refuseCommand('not_current');
  const list = await findLastList(trx, batch);
  const [newest] = list ?? [];
  if (list === undefined || newest === undefined) return refuseCommand('nothing_to_retry');
  for (const set of list) await putBatchSet(trx, { batchId: id, ...set });
  await ports.advance.apply(trx, batch, { type: 'matched', setId: String(newest.setId) });
  const details = { scope: 'last_list', sets: list.map((set) => set.setId), ...toGiven(command).details };
  const { login: actor } = command.actor;
  await recordAboutBatch(trx, { event: 'deployment.retried', batch, actor, details }, ports);
  return done;
}

export interface HoldRelease {
  readonly batch: Batch;
  readonly hold: HoldReason;
  readonly repository: DeployedRepository;
  readonly now: number;
  /** `undefined`: pushes have stopped. */
  readonly command: BatchCommand | undefined;
}

/** How many runs would be started. */
async function countDispatches(db: Kysely<Database>, batchId: number): Promise<number> {
  const nodes = await listNodes(db, batchId, { states: ['waiting', 'ready', 'locked'] });
  if (nodes.length === 0) return 0;
  const workflows = await readNodeWorkflows(
    db,
    batchId,
    nodes.map(({ number }) => number),
  );
  return [...workflows.values()].reduce((sum, { length }) => sum + length, 0);
}

/** The batch is locked, and its pull request before it. */
export async function releaseHold(
  trx: Kysely<Database>,
  { batch, hold, repository, now, command }: HoldRelease,
  ports: Omit<BatchCommandPorts, 'findDeployed'>,
): Promise<CommandOutcome> {
  const { dialect, advance } = ports;
  const { id, standing, repositoryId, headSha } = batch;
  if (standing.state !== 'held' || standing.heldBy !== hold) return refuseCommand('not_held');
  const released = new Set([...batch.released, hold]);
  await setReleased(trx, { id, released });
  const number = readPullSubject(batch.subject);
  if (hold === 'fork' && number !== undefined) await approveHead(trx, { repositoryId, number, headSha });
  const dispatches = await countDispatches(trx, id);
  const next = await findHold(trx, { batch, repository, dispatches, now, releasing: released });
  const { traceId, details: given = {} } = command === undefined ? {} : toGiven(command);
  const actor = command?.actor.login;
  const details = { hold, ...given };
  await recordAboutBatch(trx, { event: 'batch.released', batch, actor, traceId, details }, ports);
  await advance.apply(trx, batch, { type: 'released', hold, next: next?.reason });
  if (next?.until !== undefined) await setDeadline(trx, dialect, { id, inMs: next.until - now });
  return done;
}

export function createCommands(ports: BatchCommandPorts): BatchCommands {
  const { database, dialect, findDeployed } = ports;
  const { db } = database;

  async function once(
    kind: Kind,
    command: BatchCommand,
    work: (trx: Kysely<Database>, batch: Batch) => Promise<CommandOutcome>,
  ): Promise<CommandOutcome> {
    const seen = await readBatch(db, command.batchId);
    if (seen === undefined) return refuseCommand('unknown_batch');
    return db.transaction().execute(async (trx) => {
      const batch = await lockAll(trx, dialect, seen);
      // With the batch locked: the same command may run at another replica.
      const known = await findOutcome(trx, command.source, kind);
      if (known !== undefined) return known;
      const outcome = batch === undefined ? refuseCommand('unknown_batch') : await work(trx, batch);
      await writeOutcome(trx, { kind, command, outcome }, dialect);
      return outcome;
    });
  }

  return {
    retryBatch: (command) => once('retry', command, (trx, batch) => retry(trx, batch, { command, ports })),
    applyLastList: (command) =>
      once('apply_last_list', command, (trx, batch) => applyLastList(trx, batch, { command, ports })),
    async releaseBatch({ hold, ...command }) {
      const seen = await readBatch(db, command.batchId);
      const repository = seen && (await findDeployed(seen.repositoryId));
      if (repository === undefined) return refuseCommand('unknown_batch');
      const now = await readDatabaseTime(database);
      return once(`release_${hold}`, command, (trx, batch) =>
        releaseHold(trx, { batch, hold, repository, now, command }, ports),
      );
    },
  };
}
