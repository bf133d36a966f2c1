/** The table of batches. Changes of a batch, its deployments or its orders are made with its row locked: `readLockedBatch`. */
import type { Kysely, Selectable } from 'kysely';
import { isRecord } from '../../base/text.ts';
import type { Activity } from '../../domain/dispatch/activities.ts';
import { isMerge } from '../../domain/dispatch/activities.ts';
import type { BatchStanding } from '../../domain/dispatch/advance-batch.ts';
import type { NodeCounts } from '../../domain/dispatch/conclude.ts';
import { type HoldReason, holdReasons } from '../../domain/dispatch/hold.ts';
import { endedNodeStates, openNodeStates } from '../../domain/dispatch/node-states.ts';
import type { QuietDetails } from '../../domain/dispatch/quiet-reason.ts';
import type { Dialect } from '../database/dialect.ts';
import { readJsonText } from '../database/json-text.ts';
import type { Database } from '../database/schema.ts';

export interface Batch {
  readonly id: number;
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly activity: Activity;
  /** As `nameSubject` has it. */
  readonly subject: string;
  readonly headSha: string;
  readonly generation: number;
  /** The commit that is tested or applied, where it is known. */
  readonly sha: string | undefined;
  readonly baseRef: string | undefined;
  readonly mergedAt: number | undefined;
  readonly deadlineAt: number | undefined;
  /** Since when GitHub does not answer. */
  readonly unreachableSince: number | undefined;
  readonly createdAt: number;
  /** Most deployments that run at a time; `undefined`: any number. */
  readonly maxRunning: number | undefined;
  readonly released: ReadonlySet<HoldReason>;
  readonly standing: BatchStanding;
}

const nodeStates: ReadonlySet<string> = new Set([...openNodeStates, ...endedNodeStates]);

export function isCounts(value: unknown): value is NodeCounts {
  return (
    isRecord(value) &&
    Object.entries(value).every(([state, count]) => nodeStates.has(state) && typeof count === 'number')
  );
}

export function readCounts(text: string): NodeCounts {
  return readJsonText(text, isCounts, 'batches.counts');
}

export function isHoldList(value: unknown): value is readonly HoldReason[] {
  return Array.isArray(value) && value.every((one) => holdReasons.includes(one));
}

function toBatch(row: Selectable<Database['batches']>): Batch {
  const activity = { event: row.event, activity: row.activity };
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    repositoryId: row.repository_id,
    activity,
    subject: row.subject,
    headSha: row.head_sha,
    generation: row.generation,
    sha: row.sha ?? undefined,
    baseRef: row.base_ref ?? undefined,
    mergedAt: row.merged_at ?? undefined,
    deadlineAt: row.deadline_at ?? undefined,
    unreachableSince: row.unreachable_since ?? undefined,
    createdAt: row.created_at,
    maxRunning: row.max_running ?? undefined,
    released: new Set(readJsonText(row.released, isHoldList, 'batches.released')),
    standing: {
      state: row.state,
      isMerge: isMerge(activity),
      setId: row.set_id === null ? undefined : String(row.set_id),
      stopped: row.stopped ?? undefined,
      heldBy: row.held_by ?? undefined,
      conclusion: row.conclusion ?? undefined,
      reason: row.reason ?? undefined,
      counts: readCounts(row.counts),
      hasOwnerErrors: row.has_owner_errors === 1,
    },
  };
}

export async function readBatch(db: Kysely<Database>, id: number): Promise<Batch | undefined> {
  const row = await db.selectFrom('batches').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toBatch(row);
}

/** Inside a transaction. Several batches are locked in the order of their ids, and after the row of their pull request. */
export async function readLockedBatch(
  trx: Kysely<Database>,
  dialect: Dialect,
  id: number,
): Promise<Batch | undefined> {
  const row = await dialect
    .lockRows(trx.selectFrom('batches').selectAll().where('id', '=', id))
    .executeTakeFirst();
  return row && toBatch(row);
}

export type NewBatch = Pick<
  Batch,
  'workspaceId' | 'repositoryId' | 'activity' | 'subject' | 'headSha' | 'generation'
> &
  Pick<Batch, 'sha' | 'baseRef' | 'mergedAt'>;

/** Expects an upload. */
export async function insertBatch(trx: Kysely<Database>, dialect: Dialect, batch: NewBatch): Promise<Batch> {
  const row = await trx
    .insertInto('batches')
    .values({
      workspace_id: batch.workspaceId,
      repository_id: batch.repositoryId,
      event: batch.activity.event,
      activity: batch.activity.activity,
      subject: batch.subject,
      head_sha: batch.headSha,
      generation: batch.generation,
      sha: batch.sha ?? null,
      base_ref: batch.baseRef ?? null,
      state: 'expected',
      stopped: null,
      set_id: null,
      held_by: null,
      reason: null,
      conclusion: null,
      counts: '{}',
      has_owner_errors: 0,
      merged_at: batch.mergedAt ?? null,
      deadline_at: null,
      created_at: dialect.now,
      updated_at: dialect.now,
      concluded_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toBatch(row);
}

const isOver: ReadonlySet<string> = new Set(['concluded', 'superseded', 'withdrawn']);

export async function writeStanding(
  trx: Kysely<Database>,
  dialect: Dialect,
  { id, standing }: Pick<Batch, 'id' | 'standing'>,
): Promise<void> {
  const { state, stopped, setId, heldBy, conclusion, reason, counts, hasOwnerErrors } = standing;
  const waits = state === 'expected' || heldBy === 'cooldown';
  await trx
    .updateTable('batches')
    .set({
      state,
      stopped: stopped ?? null,
      set_id: setId === undefined ? null : Number(setId),
      held_by: heldBy ?? null,
      conclusion: conclusion ?? null,
      reason: reason ?? null,
      counts: JSON.stringify(counts),
      has_owner_errors: hasOwnerErrors ? 1 : 0,
      // Kysely leaves out what is undefined.
      deadline_at: waits ? undefined : null,
      unreachable_since: isOver.has(state) ? null : undefined,
      concluded_at: state === 'concluded' ? dialect.now : null,
      updated_at: dialect.now,
    })
    .where('id', '=', id)
    .execute();
}

/** The base branch that its stacks were computed against, as the run that uploaded says. */
export async function setBaseRef(
  trx: Kysely<Database>,
  { id, baseRef }: Pick<Batch, 'id' | 'baseRef'>,
): Promise<void> {
  if (baseRef === undefined || baseRef === '') return;
  await trx.updateTable('batches').set({ base_ref: baseRef }).where('id', '=', id).execute();
}

/** When a batch is checked again, in milliseconds from now. */
export async function setDeadline(
  trx: Kysely<Database>,
  dialect: Dialect,
  { id, inMs }: { readonly id: number; readonly inMs: number },
): Promise<void> {
  await trx
    .updateTable('batches')
    .set({ deadline_at: dialect.after(Math.max(0, Math.ceil(inMs))) })
    .where('id', '=', id)
    .execute();
}

/** What the reason names; with the fact that gives the reason. */
export async function setQuietDetails(
  trx: Kysely<Database>,
  { id, details }: { readonly id: number; readonly details: QuietDetails },
): Promise<void> {
  const text = JSON.stringify(details);
  await trx.updateTable('batches').set({ quiet_details: text }).where('id', '=', id).execute();
}

/** Set before the batch is planned. */
export async function setMaxRunning(
  trx: Kysely<Database>,
  { id, maxRunning }: { readonly id: number; readonly maxRunning: number },
): Promise<void> {
  await trx.updateTable('batches').set({ max_running: maxRunning }).where('id', '=', id).execute();
}

/** Holds that a person has released stay released for the commit. */
export async function setReleased(
  trx: Kysely<Database>,
  { id, released }: { readonly id: number; readonly released: ReadonlySet<HoldReason> },
): Promise<void> {
  const names = JSON.stringify([...released].sort());
  await trx.updateTable('batches').set({ released: names }).where('id', '=', id).execute();
}

/** Batches whose time has come, the longest ago first. */
export async function listDue(
  db: Kysely<Database>,
  dialect: Dialect,
  limit: number,
): Promise<readonly Batch[]> {
  const rows = await db
    .selectFrom('batches')
    .selectAll()
    .where('deadline_at', '<=', dialect.now)
    .orderBy('deadline_at')
    .limit(limit)
    .execute();
  return rows.map(toBatch);
}

type BatchKey = Pick<Batch, 'workspaceId' | 'repositoryId' | 'activity' | 'subject' | 'headSha'>;

/** The newest batch of an activity on a commit. */
export async function findBatch(
  db: Kysely<Database>,
  { workspaceId, repositoryId, activity, subject, headSha }: BatchKey,
): Promise<Batch | undefined> {
  const row = await db
    .selectFrom('batches')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('event', '=', activity.event)
    .where('activity', '=', activity.activity)
    .where('subject', '=', subject)
    .where('head_sha', '=', headSha)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toBatch(row);
}

/** Most batches of one subject that are listed: the newest. */
const maxBatchesPerSubject = 500;

/** Newest first. */
export async function listSubjectBatches(
  db: Kysely<Database>,
  { workspaceId, repositoryId, subject }: Pick<Batch, 'workspaceId' | 'repositoryId' | 'subject'>,
): Promise<readonly Batch[]> {
  const rows = await db
    .selectFrom('batches')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('workspace_id', '=', workspaceId)
    .where('subject', '=', subject)
    .orderBy('id', 'desc')
    .limit(maxBatchesPerSubject)
    .execute();
  return rows.map(toBatch);
}
