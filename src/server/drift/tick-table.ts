/** The table of ticks: an occurrence of a schedule is one row, whichever replica notices it. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { enqueue } from '../work/enqueue.ts';

export const tickKind = 'drift-tick';

export interface TickName {
  readonly repositoryId: string;
  readonly schedule: string;
  readonly dueAt: number;
}

export interface Tick extends TickName {
  readonly workspaceId: string;
  readonly periodMs: number;
  /** It has neither started nor been dropped. */
  readonly isPlanned: boolean;
}

/** Why a tick has no sweep. */
export type TickProblem = 'missed' | 'paused' | 'not_configured' | 'archived';

function keyOf({ repositoryId, schedule, dueAt }: TickName): string {
  return `${repositoryId}/${schedule}/${dueAt}`;
}

export function readTickKey(key: string): TickName | undefined {
  const [, repositoryId, schedule, dueAt] = /^([^/]+)\/([^/]+)\/([0-9]+)$/.exec(key) ?? [];
  if (repositoryId === undefined || schedule === undefined) return undefined;
  return { repositoryId, schedule, dueAt: Number(dueAt) };
}

/** Those of the schedule that have not started give way: only the newest is caught up with. Returns whether it is new. */
export async function addTick(
  trx: Kysely<Database>,
  dialect: Dialect,
  { tick, delayMs }: { readonly tick: Omit<Tick, 'isPlanned'>; readonly delayMs: number },
): Promise<boolean> {
  const { repositoryId, schedule, dueAt, workspaceId, periodMs } = tick;
  const added = await trx
    .insertInto('drift_ticks')
    .values({
      repository_id: repositoryId,
      schedule,
      due_at: dueAt,
      workspace_id: workspaceId,
      state: 'planned',
      starts_at: dueAt + delayMs,
      period_ms: periodMs,
      batch_id: null,
      problem: null,
      ended_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('due_at')
    .executeTakeFirst();
  if (added === undefined) return false;
  await trx
    .updateTable('drift_ticks')
    .set({ state: 'dropped', problem: 'missed', ended_at: dialect.now })
    .where('repository_id', '=', repositoryId)
    .where('schedule', '=', schedule)
    .where('state', '=', 'planned')
    .where('due_at', '!=', dueAt)
    .execute();
  const { now } = await trx.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
  const leftMs = Math.max(0, dueAt + delayMs - now);
  await enqueue(trx, dialect, [{ kind: tickKind, key: keyOf(tick), delayMs: leftMs }]);
  return true;
}

function selectTick(db: Kysely<Database>, { repositoryId, schedule, dueAt }: TickName) {
  return db
    .selectFrom('drift_ticks')
    .select(['workspace_id as workspaceId', 'period_ms as periodMs', 'state'])
    .where('repository_id', '=', repositoryId)
    .where('schedule', '=', schedule)
    .where('due_at', '=', dueAt);
}

function toTick(
  name: TickName,
  {
    workspaceId,
    periodMs,
    state,
  }: NonNullable<Awaited<ReturnType<ReturnType<typeof selectTick>['executeTakeFirst']>>>,
): Tick {
  return { ...name, workspaceId, periodMs, isPlanned: state === 'planned' };
}

export async function readTick(db: Kysely<Database>, name: TickName): Promise<Tick | undefined> {
  const row = await selectTick(db, name).executeTakeFirst();
  return row && toTick(name, row);
}

/** Locked. `undefined`: it has started, or was dropped. */
export async function lockPlannedTick(
  trx: Kysely<Database>,
  dialect: Dialect,
  name: TickName,
): Promise<Tick | undefined> {
  const row = await dialect.lockRows(selectTick(trx, name)).executeTakeFirst();
  if (row?.state !== 'planned') return undefined;
  return toTick(name, row);
}

export async function endTick(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    name,
    ...end
  }: { readonly name: TickName } & ({ readonly batchId: number } | { readonly problem: TickProblem }),
): Promise<void> {
  const { repositoryId, schedule, dueAt } = name;
  const columns =
    'batchId' in end
      ? ({ state: 'started', batch_id: end.batchId } as const)
      : ({ state: 'dropped', problem: end.problem } as const);
  await trx
    .updateTable('drift_ticks')
    .set({ ...columns, ended_at: dialect.now })
    .where('repository_id', '=', repositoryId)
    .where('schedule', '=', schedule)
    .where('due_at', '=', dueAt)
    .execute();
}

/** Of a schedule that is paused or gone. */
export async function dropPlannedTicks(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    repositoryId,
    schedule,
    problem,
  }: Pick<TickName, 'repositoryId' | 'schedule'> & { readonly problem: TickProblem },
): Promise<void> {
  await trx
    .updateTable('drift_ticks')
    .set({ state: 'dropped', problem, ended_at: dialect.now })
    .where('repository_id', '=', repositoryId)
    .where('schedule', '=', schedule)
    .where('state', '=', 'planned')
    .execute();
}

/** How long ticks are kept, in milliseconds: as long as their batches. */
const tickLifeMs = 90 * 24 * 60 * 60_000;

export async function forgetTicks(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('drift_ticks')
    .where('ended_at', '<', dialect.after(-tickLifeMs))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
