/** Writes the inventory. Reading is `instance-queries.ts`, reports are `status-table.ts`. */
import { sql, type Transaction } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { recordStatusChange } from './drift-status.ts';
import type { InventoryUpload, NewInstance } from './instance-store.ts';
import { buildUploadEntry } from './uploads/audit.ts';
import type { Work } from './uploads/store.ts';
import { finishUpload, readContent } from './uploads/upload-work-table.ts';

/** Of an instance that was known. */
const nextStatus = sql<string>`case when excluded.drift_enabled = 0 then 'disabled'
  when instances.drift_enabled = 1 then instances.drift_status
  else coalesce(instances.last_status, 'unknown') end`;

/** Going off sets `disabled_at`; drift detection off is a status of its own, and coming back forgets nothing. */
async function upsertInstances(
  trx: Transaction<Database>,
  dialect: Dialect,
  { work, page }: { readonly work: Work; readonly page: readonly NewInstance[] },
): Promise<void> {
  const { now, bigint } = dialect;
  const big = sql.raw(bigint);
  // No row twice in one statement.
  const rows = new Map(
    page.map((one) => [
      `${one.stack}\0${one.component}\0${one.componentType}`,
      [
        one.stack,
        one.component,
        one.componentType,
        Number(one.enabled),
        Number(one.driftEnabled),
        one.pro ?? null,
      ],
    ]),
  );
  await sql`insert into instances
      (workspace_id, repository_id, stack, component, component_type, enabled, drift_enabled, pro, drift_status,
        sequence, created_at, updated_at, status_since)
    select cast(${work.workspaceId} as text), cast(${work.repositoryId} as text), value ->> 0, value ->> 1, value ->> 2,
      cast(value ->> 3 as integer), cast(value ->> 4 as integer), value ->> 5,
      case when cast(value ->> 4 as integer) = 1 then 'unknown' else 'disabled' end,
      cast(${work.sequence} as ${big}), ${now}, ${now}, ${now}
    from ${dialect.elementsOf(JSON.stringify([...rows.values()]))}
    where true
    on conflict (workspace_id, repository_id, stack, component, component_type) do update set
      disabled_at = case when excluded.enabled = 1 then null
        when instances.enabled = 1 then excluded.updated_at else instances.disabled_at end,
      drift_status = ${nextStatus},
      status_since = case when ${nextStatus} = instances.drift_status then instances.status_since
        else excluded.updated_at end,
      enabled = excluded.enabled, drift_enabled = excluded.drift_enabled, pro = excluded.pro,
      sequence = excluded.sequence, updated_at = excluded.updated_at, orphaned_at = null`.execute(trx);
}

interface Flipped {
  readonly stack: string;
  readonly component: string;
  readonly componentType: string;
  readonly status: string;
  readonly lastStatus: string | null;
  readonly isOn: number;
}

/** Known instances whose drift detection the page turns on or off, as they are before; locked. */
async function listFlipped(
  trx: Transaction<Database>,
  dialect: Dialect,
  { work, page }: { readonly work: Work; readonly page: readonly NewInstance[] },
): Promise<readonly Flipped[]> {
  const items = page.map(({ stack, component, componentType, driftEnabled }) => [
    ...[stack, component, componentType, Number(!driftEnabled)],
  ]);
  const query = trx
    .selectFrom('instances')
    .select(['stack', 'component', 'component_type as componentType', 'drift_status as status'])
    .select(['last_status as lastStatus', 'drift_enabled as isOn'])
    .where('workspace_id', '=', work.workspaceId)
    .where('repository_id', '=', work.repositoryId)
    .where(
      sql<boolean>`(stack, component, component_type, drift_enabled) in (select value ->> 0, value ->> 1, value ->> 2,
        cast(value ->> 3 as integer) from ${dialect.elementsOf(JSON.stringify(items))})`,
    )
    .orderBy('stack')
    .orderBy('component')
    .orderBy('component_type');
  return dialect.lockRows(query).execute();
}

/** As `nextStatus` decides. */
async function recordFlipped(
  trx: Transaction<Database>,
  dialect: Dialect,
  { work, flipped }: { readonly work: Work; readonly flipped: readonly Flipped[] },
): Promise<void> {
  const { workspaceId, repositoryId } = work;
  const entry = buildUploadEntry(work, work.uploader, {
    ...{ event: 'instances.upload', outcome: 'allowed', details: {} },
  });
  for (const { stack, component, componentType, status: from, lastStatus, isOn } of flipped) {
    const to = isOn === 1 ? 'disabled' : (lastStatus ?? 'unknown');
    await recordStatusChange(trx, dialect, {
      instance: { workspaceId, repositoryId, stack, component, componentType },
      change: { from, to, cause: 'inventory' },
      entry,
    });
  }
}

async function countLiveInstances(trx: Transaction<Database>, work: Work, before?: number): Promise<number> {
  let query = trx
    .selectFrom('instances')
    .select((select) => select.fn.countAll<number | string>().as('count'))
    .where('workspace_id', '=', work.workspaceId)
    .where('repository_id', '=', work.repositoryId)
    .where('orphaned_at', 'is', null);
  if (before !== undefined) query = query.where('sequence', '<', before);
  return Number((await query.executeTakeFirstOrThrow()).count);
}

async function orphanInstances(trx: Transaction<Database>, dialect: Dialect, work: Work): Promise<number> {
  const orphaned = await trx
    .updateTable('instances')
    .set({ orphaned_at: dialect.now })
    .where('workspace_id', '=', work.workspaceId)
    .where('repository_id', '=', work.repositoryId)
    .where('orphaned_at', 'is', null)
    .where('sequence', '<', work.sequence)
    .executeTakeFirst();
  return Number(orphaned.numUpdatedRows);
}

/** Inside a transaction. Rejects with `LeaseLost` when another replica has the work. */
export async function applyInventory(
  trx: Transaction<Database>,
  dialect: Dialect,
  { work, upload }: { readonly work: Work; readonly upload: InventoryUpload },
): Promise<void> {
  await work.task.hold(trx);
  const live = await countLiveInstances(trx, work);
  // Through the transaction: SQLite has no second connection.
  const content = (index: number) => readContent(trx, work, index);
  for await (const page of upload.pages(content)) {
    const flipped = await listFlipped(trx, dialect, { work, page });
    await upsertInstances(trx, dialect, { work, page });
    await recordFlipped(trx, dialect, { work, flipped });
  }
  const missing = await countLiveInstances(trx, work, work.sequence);
  const verdict = upload.judge({ live, missing });
  const orphaned = verdict === 'orphan' ? await orphanInstances(trx, dialect, work) : 0;
  await finishUpload(trx, dialect, { work, entry: upload.describe({ live, missing, orphaned }) });
}
