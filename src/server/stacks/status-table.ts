/** The table of reports about instances: each report is stored once and is never changed. */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import { readJsonText } from '../database/json-text.ts';
import type { Database } from '../database/schema.ts';
import type { InstanceStatusTable } from '../database/upload-schema.ts';
import { lockStatus, recordStatusChange } from './drift-status.ts';
import { type HistoryFilter, maxInstancePage, type NewStatus, type StoredStatus } from './instance-store.ts';
import { isStoredSummary, recordPlan } from './plan-table.ts';
import { isUploader } from './uploads/uploader.ts';

function toStatus({
  summary,
  ...row
}: Selectable<InstanceStatusTable> & { readonly summary: string | null }): StoredStatus {
  return {
    id: row.id,
    at: row.at,
    workspaceId: row.workspace_id,
    repositoryId: row.repository_id,
    stack: row.stack,
    component: row.component,
    componentType: row.component_type,
    status: row.status,
    command: row.command ?? undefined,
    exitCode: row.exit_code ?? undefined,
    lastRunAt: row.last_run_at ?? undefined,
    reportedAs: row.reported_as,
    uploader: readJsonText(row.uploader, isUploader, 'instance_statuses.uploader'),
    plan: summary === null ? undefined : readJsonText(summary, isStoredSummary, 'plan_reports.summary'),
    naturalKey: row.natural_key,
  };
}

/** A clock that runs ahead must not keep later runs out: no run is in the future. */
function runTime({ lastRunAt }: NewStatus, { now }: Dialect) {
  return lastRunAt === undefined
    ? now
    : sql<number>`case when ${lastRunAt} < ${now} then ${lastRunAt} else ${now} end`;
}

/** Its id, unless the same report is stored already. */
async function addStatus(
  trx: Transaction<Database>,
  dialect: Dialect,
  status: NewStatus,
): Promise<number | undefined> {
  const added = await trx
    .insertInto('instance_statuses')
    .values({
      workspace_id: status.workspaceId,
      repository_id: status.repositoryId,
      stack: status.stack,
      component: status.component,
      component_type: status.componentType,
      natural_key: status.naturalKey,
      at: dialect.now,
      status: status.status,
      command: status.command ?? null,
      exit_code: status.exitCode ?? null,
      last_run_at: status.lastRunAt ?? null,
      reported_as: status.reportedAs,
      uploader: JSON.stringify(status.uploader),
    })
    .onConflict((conflict) => conflict.column('natural_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return added?.id;
}

/** Whether no later run has reported. */
async function makeCurrent(
  trx: Transaction<Database>,
  dialect: Dialect,
  { status, entry }: { readonly status: NewStatus; readonly entry: AuditEntry },
): Promise<boolean> {
  const at = runTime(status, dialect);
  const before = await lockStatus(trx, dialect, status);
  const next = sql<string>`case when drift_enabled = 1 then ${status.status} else 'disabled' end`;
  const changed = await trx
    .updateTable('instances')
    .set({
      drift_status: next,
      status_since: sql<number>`case when drift_status = ${next} then status_since else ${dialect.now} end`,
      last_status: status.status,
      last_command: status.command ?? null,
      last_run_at: at,
      updated_at: dialect.now,
    })
    .where('workspace_id', '=', status.workspaceId)
    .where('repository_id', '=', status.repositoryId)
    .where('stack', '=', status.stack)
    .where('component', '=', status.component)
    .where('component_type', '=', status.componentType)
    .where((where) => where.or([where('last_run_at', 'is', null), where('last_run_at', '<=', at)]))
    .returning('drift_status')
    .executeTakeFirst();
  if (changed === undefined) return false;
  const change = { from: before, to: changed.drift_status, cause: 'report' };
  await recordStatusChange(trx, dialect, { instance: status, change, entry });
  return true;
}

/** Inside a transaction. */
export async function recordStatus(
  trx: Transaction<Database>,
  dialect: Dialect,
  { status, entry }: { readonly status: NewStatus; readonly entry: AuditEntry },
): Promise<{ readonly outcome: 'reported' | 'repeated'; readonly isCurrent: boolean }> {
  const statusId = await addStatus(trx, dialect, status);
  if (statusId === undefined) return { outcome: 'repeated', isCurrent: false };
  await appendAuditEntry(trx, dialect, entry);
  const isCurrent = await makeCurrent(trx, dialect, { status, entry });
  await recordPlan(trx, dialect, { statusId, status, isCurrent });
  return { outcome: 'reported', isCurrent };
}

/** Newest first. */
export async function listStatuses(
  db: Kysely<Database>,
  { workspaceId, repositoryId, stack, component, before, limit }: HistoryFilter,
): Promise<readonly StoredStatus[]> {
  let query = db
    .selectFrom('instance_statuses')
    .leftJoin('plan_reports', 'plan_reports.status_id', 'instance_statuses.id')
    .selectAll('instance_statuses')
    .select('plan_reports.summary')
    .where('instance_statuses.workspace_id', '=', workspaceId)
    .where('instance_statuses.repository_id', '=', repositoryId)
    .where('instance_statuses.stack', '=', stack)
    .where('instance_statuses.component', '=', component);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query.orderBy('id', 'desc').limit(Math.min(limit, maxInstancePage)).execute();
  return rows.map(toStatus);
}

/** How long statuses are kept, in milliseconds; the newest of an instance stays. */
const statusLifeMs = 90 * 24 * 60 * 60_000;
const maxForgottenStatuses = 5_000;

/** With their summaries. The oldest first, so many in a round. */
export async function forgetStatuses(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const old = db
    .selectFrom('instance_statuses as old')
    .select('old.id')
    .where('old.at', '<', dialect.after(-statusLifeMs))
    .where(
      sql<boolean>`exists (select 1 from instance_statuses as newer where newer.workspace_id = old.workspace_id
        and newer.repository_id = old.repository_id and newer.stack = old.stack and newer.component = old.component
        and newer.component_type = old.component_type and newer.id > old.id)`,
    )
    .orderBy('old.id')
    .limit(maxForgottenStatuses);
  const ids = (await old.execute()).map(({ id }) => id);
  if (ids.length === 0) return 0;
  const isOld = sql<boolean>`in (select cast(value ->> 0 as ${sql.raw(dialect.bigint)}) from ${dialect.elementsOf(JSON.stringify(ids.map((id) => [id])))})`;
  await db.transaction().execute(async (trx) => {
    await sql`delete from plan_reports where status_id ${isOld}`.execute(trx);
    await sql`delete from instance_statuses where id ${isOld}`.execute(trx);
  });
  return ids.length;
}
