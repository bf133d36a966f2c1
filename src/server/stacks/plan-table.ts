/** The tables of plan summaries: the newest ones of each instance, and as rows what the newest status of a drifted one says. */
import { sql, type Transaction } from 'kysely';
import { fingerprintChange } from '../../domain/drift/fingerprint.ts';
import { type PlanChange, type PlanSummary, planActions } from '../../domain/drift/plan-summary.ts';
import type { Dialect } from '../database/dialect.ts';
import { hasFields } from '../database/json-text.ts';
import type { Database } from '../database/schema.ts';
import type { NewStatus } from './instance-store.ts';

/** Summaries that are kept of one instance; its statuses stay without them. */
const keptSummaries = 100;

interface RecordedPlan {
  readonly statusId: number;
  readonly status: NewStatus;
  /** Whether it is the newest status of its instance. */
  readonly isCurrent: boolean;
}

export function isStoredSummary(value: unknown): value is PlanSummary {
  return hasFields(value, { version: 'number', counts: 'object', changes: 'object', truncated: 'boolean' });
}

function keyOf({ fingerprint, origin }: Pick<PlanChange, 'fingerprint' | 'origin'>): string {
  return `${fingerprint} ${origin}`;
}

/** Whether the counts have resources that no change names. A resource of both origins is in two changes. */
function countsMore({ counts, changes }: Pick<PlanSummary, 'counts' | 'changes'>): boolean {
  return planActions.some((action) => {
    const named = changes.filter((change) => change.action === action);
    return counts[action] > named.reduce((sum, { resources }) => sum + resources, 0);
  });
}

/** With fingerprints that the server computes: a job could send one of something else, and a change twice. Counts without their changes are a summary that left something out. */
export function settleSummary({ version, counts, changes, truncated }: PlanSummary): PlanSummary {
  const settled = changes.map(({ type, provider, action, attributes, origin, resources }) => {
    const sorted = [...new Set(attributes)].sort();
    const fingerprint = fingerprintChange({ type, action, attributes: sorted });
    return { type, provider, action, attributes: sorted, origin, resources, fingerprint };
  });
  const once = new Map(settled.map((change) => [keyOf(change), change]));
  const kept = [...once.values()];
  const { create, update, delete: deleted, replace, forget, drift } = counts;
  return {
    version,
    counts: { create, update, delete: deleted, replace, forget, drift },
    changes: kept,
    truncated: truncated || countsMore({ counts, changes: kept }),
  };
}

function whereInstance({ workspaceId, repositoryId, stack, component, componentType }: NewStatus) {
  return sql<boolean>`workspace_id = ${workspaceId} and repository_id = ${repositoryId} and stack = ${stack}
    and component = ${component} and component_type = ${componentType}`;
}

async function keepSummary(
  trx: Transaction<Database>,
  { statusId, status }: RecordedPlan,
  plan: PlanSummary,
): Promise<void> {
  await trx
    .insertInto('plan_reports')
    .values({
      status_id: statusId,
      workspace_id: status.workspaceId,
      repository_id: status.repositoryId,
      stack: status.stack,
      component: status.component,
      component_type: status.componentType,
      summary: JSON.stringify(plan),
    })
    .execute();
  const oldest = await trx
    .selectFrom('plan_reports')
    .select('status_id')
    .where(whereInstance(status))
    .orderBy('status_id', 'desc')
    .offset(keptSummaries)
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return;
  await trx
    .deleteFrom('plan_reports')
    .where(whereInstance(status))
    .where('status_id', '<=', oldest.status_id)
    .execute();
}

/** A change that the status before had as well keeps the time at which it was first seen. */
async function replaceChanges(
  trx: Transaction<Database>,
  dialect: Dialect,
  { statusId, status }: RecordedPlan,
): Promise<void> {
  const before = await trx
    .selectFrom('plan_changes')
    .select(['fingerprint', 'origin', 'since'])
    .where(whereInstance(status))
    .execute();
  if (before.length > 0) await trx.deleteFrom('plan_changes').where(whereInstance(status)).execute();
  const changes = status.status === 'drifted' ? (status.plan?.changes ?? []) : [];
  if (changes.length === 0) return;
  const since = new Map(before.map((row) => [keyOf(row), row.since]));
  const rows = changes.map((change) => [
    change.fingerprint,
    change.origin,
    change.type,
    change.provider,
    change.action,
    JSON.stringify(change.attributes),
    change.resources,
    since.get(keyOf(change)) ?? null,
    Number(status.plan?.truncated ?? false),
  ]);
  const { workspaceId, repositoryId, stack, component, componentType } = status;
  const big = sql.raw(dialect.bigint);
  await sql`insert into plan_changes
      (workspace_id, repository_id, stack, component, component_type, status_id,
        fingerprint, origin, type, provider, action, attributes, resources, since, truncated)
    select cast(${workspaceId} as text), cast(${repositoryId} as text), cast(${stack} as text),
      cast(${component} as text), cast(${componentType} as text), cast(${statusId} as ${big}),
      value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, cast(value ->> 6 as ${big}),
      coalesce(cast(value ->> 7 as ${big}), ${dialect.now}), cast(value ->> 8 as integer)
    from ${dialect.elementsOf(JSON.stringify(rows))}`.execute(trx);
}

/** Inside the transaction that records the status. An error says nothing about drift, so it leaves what was known. */
export async function recordPlan(
  trx: Transaction<Database>,
  dialect: Dialect,
  recorded: RecordedPlan,
): Promise<void> {
  const { status, isCurrent } = recorded;
  if (status.plan !== undefined) await keepSummary(trx, recorded, status.plan);
  if (isCurrent && status.status !== 'error') await replaceChanges(trx, dialect, recorded);
}
