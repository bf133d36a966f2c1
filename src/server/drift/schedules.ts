/** Compares the schedules of the configuration with those that are known, and records the differences in the audit log. */
import { type Kysely, sql } from 'kysely';
import type { JsonValue } from '../../base/json.ts';
import type { Random } from '../../base/ports.ts';
import { isRecord } from '../../base/text.ts';
import type { AuditEvent } from '../../domain/audit/events.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { DriftScheduleConfig } from '../config/config.ts';
import type { Dialect } from '../database/dialect.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { DriftRepository } from './ports.ts';

/** A clock that was ahead is noticed when a time that was recorded is this far in the future, in milliseconds. */
const aheadMs = 60_000;

export interface SchedulePorts {
  readonly database: OpenedDatabase;
  readonly random: Pick<Random, 'uuid'>;
}

export interface KnownSchedule {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly name: string;
}

/** Keys in one order, so that equal schedules are equal texts. */
function define(schedule: DriftScheduleConfig): string {
  const { cron, timeZone, stacks, components, paused, maxRunning, remediate } = schedule;
  return JSON.stringify({ cron, timeZone, stacks, components, paused, maxRunning, remediate });
}

function readDefinition(text: string): Readonly<Record<string, JsonValue>> {
  const value: unknown = JSON.parse(text);
  // Written by `define` alone.
  return isRecord(value) ? (value as Record<string, JsonValue>) : {};
}

/** What its occurrences follow from. */
function timesOf(definition: string): string {
  const { cron = null, timeZone = null, paused = null } = readDefinition(definition);
  return JSON.stringify([cron, timeZone, paused]);
}

async function record(
  trx: Kysely<Database>,
  entry: {
    readonly event: AuditEvent;
    readonly schedule: KnownSchedule;
    readonly details?: Readonly<Record<string, JsonValue>>;
  },
  { database: { dialect }, random }: SchedulePorts,
): Promise<void> {
  const { event, schedule, details = {} } = entry;
  const { workspaceId, repositoryId, name } = schedule;
  await appendAuditEntry(trx, dialect, {
    event,
    outcome: 'allowed',
    workspaceId,
    repositoryId,
    traceId: random.uuid().replaceAll('-', ''),
    details: { schedule: name, ...details },
  });
}

function lockSchedule(trx: Kysely<Database>, dialect: Dialect, { repositoryId, name }: KnownSchedule) {
  const row = trx
    .selectFrom('drift_schedules')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('name', '=', name);
  return dialect.lockRows(row).executeTakeFirst();
}

/** Most rounds change nothing, and write nothing. */
async function readUnchanged(
  { db, dialect }: OpenedDatabase,
  { workspaceId, repositoryId, name }: KnownSchedule,
  definition: string,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('drift_schedules')
    .select('since')
    .where('repository_id', '=', repositoryId)
    .where('name', '=', name)
    .where('workspace_id', '=', workspaceId)
    .where('definition', '=', definition)
    .where('since', '<=', dialect.after(aheadMs))
    .executeTakeFirst();
  return row?.since;
}

/** Returns the time since which its occurrences count, in milliseconds. */
export async function keepSchedule(
  { workspaceId, repositoryId }: Pick<DriftRepository, 'workspaceId' | 'repositoryId'>,
  schedule: DriftScheduleConfig,
  ports: SchedulePorts,
): Promise<number> {
  const { db, dialect } = ports.database;
  const key = { workspaceId, repositoryId, name: schedule.name };
  const definition = define(schedule);
  const unchanged = await readUnchanged(ports.database, key, definition);
  if (unchanged !== undefined) return unchanged;
  return db.transaction().execute(async (trx) => {
    const added = await trx
      .insertInto('drift_schedules')
      .values({
        repository_id: repositoryId,
        name: schedule.name,
        workspace_id: workspaceId,
        definition,
        since: dialect.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('since')
      .executeTakeFirst();
    if (added !== undefined) {
      const details = { definition: readDefinition(definition) };
      await record(trx, { event: 'schedule.created', schedule: key, details }, ports);
      return added.since;
    }
    const known = await lockSchedule(trx, dialect, key);
    if (known === undefined) throw new Error('a schedule was deleted meanwhile');
    const isSame = known.definition === definition && known.workspace_id === workspaceId;
    // With the same times, what was recorded by a clock that was ahead counts from now on.
    const isNow = timesOf(known.definition) !== timesOf(definition);
    const since = sql<number>`case when ${sql.lit(Number(isNow))} = 1 or since > ${dialect.after(aheadMs)}
      then ${dialect.now} else since end`;
    const updated = await trx
      .updateTable('drift_schedules')
      .set({ definition, workspace_id: workspaceId, since })
      .where('repository_id', '=', repositoryId)
      .where('name', '=', schedule.name)
      .returning('since')
      .executeTakeFirstOrThrow();
    if (!isSame) {
      const details = { before: readDefinition(known.definition), after: readDefinition(definition) };
      await record(trx, { event: 'schedule.updated', schedule: key, details }, ports);
    }
    return updated.since;
  });
}

export async function listKnownSchedules({ db }: OpenedDatabase): Promise<readonly KnownSchedule[]> {
  const rows = await db
    .selectFrom('drift_schedules')
    .select(['workspace_id as workspaceId', 'repository_id as repositoryId', 'name'])
    .orderBy('repository_id')
    .orderBy('name')
    .execute();
  return rows;
}

/** With its ticks that have not started. Runs `withdraw` in the same transaction. */
export async function deleteSchedule(
  schedule: KnownSchedule,
  withdraw: (trx: Kysely<Database>) => Promise<void>,
  ports: SchedulePorts,
): Promise<void> {
  const { db, dialect } = ports.database;
  await db.transaction().execute(async (trx) => {
    if ((await lockSchedule(trx, dialect, schedule)) === undefined) return;
    await trx
      .deleteFrom('drift_schedules')
      .where('repository_id', '=', schedule.repositoryId)
      .where('name', '=', schedule.name)
      .execute();
    await record(trx, { event: 'schedule.deleted', schedule }, ports);
    await withdraw(trx);
  });
}
