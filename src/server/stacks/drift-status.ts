/** Changes the drift status of an instance, and puts each change on record. */
import type { Kysely } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { InstanceKey } from './instance-store.ts';

type Named = InstanceKey & { readonly workspaceId: string };

interface StatusChange {
  readonly from: string | undefined;
  readonly to: string;
  readonly cause: string;
}

function selectOne(trx: Kysely<Database>, key: Named) {
  return trx
    .selectFrom('instances')
    .select(['drift_status'])
    .where('workspace_id', '=', key.workspaceId)
    .where('repository_id', '=', key.repositoryId)
    .where('stack', '=', key.stack)
    .where('component', '=', key.component)
    .where('component_type', '=', key.componentType);
}

/** The status as it is; the row is locked. `undefined`: there is no such instance. */
export async function lockStatus(
  trx: Kysely<Database>,
  dialect: Dialect,
  key: Named,
): Promise<string | undefined> {
  return (await dialect.lockRows(selectOne(trx, key)).executeTakeFirst())?.drift_status;
}

/** A status that stays is not on record. `entry`: who caused it. */
export async function recordStatusChange(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    instance,
    change,
    entry,
  }: {
    readonly instance: Named;
    readonly change: StatusChange;
    readonly entry: Omit<AuditEntry, 'event' | 'outcome' | 'details'>;
  },
): Promise<void> {
  const { stack, component, componentType } = instance;
  const { from = null, to, cause } = change;
  if (from === to) return;
  const details = { stack, component, componentType, from, to, cause };
  await appendAuditEntry(trx, dialect, {
    ...entry,
    event: 'instance.drift_status_updated',
    outcome: 'allowed',
    details,
  });
}

export interface StatusWish {
  readonly key: Named;
  /** That it still has: otherwise a newer fact came first. */
  readonly from: string;
  readonly to: string;
  readonly cause: string;
  /** Only if no run has reported since then, in milliseconds. */
  readonly resultAt: number | undefined;
  readonly traceId: string;
}

/** Not by a report. Returns whether it was changed. */
export async function changeStatus(
  trx: Kysely<Database>,
  dialect: Dialect,
  { key, from, to, cause, resultAt, traceId }: StatusWish,
): Promise<boolean> {
  if ((await lockStatus(trx, dialect, key)) !== from) return false;
  const changed = await trx
    .updateTable('instances')
    .set({ drift_status: to, status_since: dialect.now, updated_at: dialect.now })
    .where('workspace_id', '=', key.workspaceId)
    .where('repository_id', '=', key.repositoryId)
    .where('stack', '=', key.stack)
    .where('component', '=', key.component)
    .where('component_type', '=', key.componentType)
    .where('last_run_at', resultAt === undefined ? 'is' : '=', resultAt ?? null)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return false;
  const { workspaceId, repositoryId } = key;
  const entry = { workspaceId, repositoryId, traceId };
  await recordStatusChange(trx, dialect, { instance: key, change: { from, to, cause }, entry });
  return true;
}
