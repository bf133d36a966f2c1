/** The table of instances that drift is detected of: the newest detection of each, and what results were missing. */
import { createHash } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import { openNodeStates } from '../../domain/dispatch/node-states.ts';
import { type InstanceName, instanceKey } from '../../domain/stacks/items.ts';
import type { Dialect } from '../database/dialect.ts';
import type { DriftInstanceTable } from '../database/drift-schema.ts';
import type { Database } from '../database/schema.ts';

export interface DriftPlace {
  readonly workspaceId: string;
  readonly repositoryId: string;
}

type DriftProblemCode = NonNullable<DriftInstanceTable['problem']>;

export interface DriftRow extends InstanceName {
  /** Batch of its newest detection. */
  readonly detection: number | undefined;
  readonly isDetecting: boolean;
  readonly remediation: number | undefined;
  readonly isRemediating: boolean;
  readonly remediatedAt: number | undefined;
  readonly problem:
    | { readonly code: DriftProblemCode; readonly since: number; readonly at: number }
    | undefined;
  readonly missing: number;
  readonly settingsDigest: string | undefined;
}

function toRow(row: Selectable<DriftInstanceTable>): DriftRow {
  const { problem: code, problem_since: since, problem_at: at } = row;
  return {
    stack: row.stack,
    component: row.component,
    detection: row.detection ?? undefined,
    isDetecting: row.is_detecting === 1,
    remediation: row.remediation ?? undefined,
    isRemediating: row.is_remediating === 1,
    remediatedAt: row.remediated_at ?? undefined,
    problem: code === null || at === null ? undefined : { code, since: since ?? at, at },
    missing: Number(row.missing),
    settingsDigest: row.settings_digest ?? undefined,
  };
}

/** Equal for equal settings. */
export function digestSettings(pro: string | undefined): string {
  return createHash('sha256')
    .update(pro ?? '')
    .digest('hex');
}

function namesOf(dialect: Dialect, names: readonly InstanceName[]) {
  const list = JSON.stringify(names.map(({ stack, component }) => [stack, component]));
  return sql`(select value ->> 0 as stack, value ->> 1 as component from ${dialect.elementsOf(list)})`;
}

function isOneOf(
  dialect: Dialect,
  { workspaceId, repositoryId }: DriftPlace,
  names: readonly InstanceName[],
) {
  return sql<boolean>`workspace_id = ${workspaceId} and repository_id = ${repositoryId}
    and (stack, component) in ${namesOf(dialect, names)}`;
}

/** By instance; those that no detection was of are absent. */
export async function readDriftRows(
  db: Kysely<Database>,
  dialect: Dialect,
  { place, names }: { readonly place: DriftPlace; readonly names: readonly InstanceName[] },
): Promise<ReadonlyMap<string, DriftRow>> {
  if (names.length === 0) return new Map();
  const rows = await db
    .selectFrom('drift_instances')
    .selectAll()
    .where(isOneOf(dialect, place, names))
    .execute();
  return new Map(rows.map((row) => [instanceKey(row), toRow(row)]));
}

/** Adds what is missing, and locks all of them, in one order. By instance. */
export async function lockDriftRows(
  trx: Kysely<Database>,
  dialect: Dialect,
  { place, names }: { readonly place: DriftPlace; readonly names: readonly InstanceName[] },
): Promise<ReadonlyMap<string, DriftRow>> {
  if (names.length === 0) return new Map();
  const { workspaceId, repositoryId } = place;
  await sql`insert into drift_instances (workspace_id, repository_id, stack, component)
    select cast(${workspaceId} as text), cast(${repositoryId} as text), item.stack, item.component
    from ${namesOf(dialect, names)} as item where true on conflict do nothing`.execute(trx);
  const rows = await dialect
    .lockRows(
      trx
        .selectFrom('drift_instances')
        .selectAll()
        .where(isOneOf(dialect, place, names))
        .orderBy('stack')
        .orderBy('component'),
    )
    .execute();
  return new Map(rows.map((row) => [instanceKey(row), toRow(row)]));
}

/** Of these, those whose newest detection or remediation may still run: also one that GitHub runs again. The rows are locked. */
export async function findOpen(
  trx: Kysely<Database>,
  dialect: Dialect,
  query: {
    readonly place: DriftPlace;
    readonly names: readonly InstanceName[];
    readonly what: 'detection' | 'remediation';
  },
): Promise<ReadonlySet<string>> {
  const { place, names, what } = query;
  if (names.length === 0) return new Set();
  const { workspaceId, repositoryId } = place;
  const open = sql.join(openNodeStates.map((state) => sql.lit(state)));
  const { rows } = await sql<InstanceName>`select drift.stack, drift.component from drift_instances as drift
    inner join batch_nodes as node on node.batch_id = drift.${sql.ref(what)} and node.stack = drift.stack
      and node.component = drift.component
    where drift.workspace_id = ${workspaceId} and drift.repository_id = ${repositoryId}
      and (drift.stack, drift.component) in ${namesOf(dialect, names)} and node.state in (${open})`.execute(
    trx,
  );
  return new Set(rows.map(instanceKey));
}

/** They are locked, and are those of this batch from now on. */
export async function claimDetections(
  trx: Kysely<Database>,
  dialect: Dialect,
  claim: {
    readonly place: DriftPlace;
    readonly batchId: number;
    readonly entries: readonly (InstanceName & { readonly pro: string | undefined })[];
  },
): Promise<void> {
  const { place, batchId, entries } = claim;
  if (entries.length === 0) return;
  const list = entries.map(({ stack, component, pro }) => [stack, component, digestSettings(pro)]);
  const { workspaceId, repositoryId } = place;
  // All of them exist. An update that joins the list reads every row of the repository for each.
  await sql`insert into drift_instances (workspace_id, repository_id, stack, component, detection, is_detecting,
      settings_digest)
    select cast(${workspaceId} as text), cast(${repositoryId} as text), value ->> 0, value ->> 1,
      cast(${batchId} as ${sql.raw(dialect.bigint)}), 1, value ->> 2
    from ${dialect.elementsOf(JSON.stringify(list))} where true
    on conflict (workspace_id, repository_id, stack, component) do update set detection = excluded.detection,
      is_detecting = 1, settings_digest = excluded.settings_digest`.execute(trx);
}

export async function claimRemediations(
  trx: Kysely<Database>,
  dialect: Dialect,
  claim: { readonly place: DriftPlace; readonly batchId: number; readonly names: readonly InstanceName[] },
): Promise<void> {
  await trx
    .updateTable('drift_instances')
    .set({ remediation: claim.batchId, is_remediating: 1, remediated_at: null })
    .where(isOneOf(dialect, claim.place, claim.names))
    .execute();
}

/** A run has reported a status, which is the instance's now. */
export async function clearProblem(
  trx: Kysely<Database>,
  instance: InstanceName & DriftPlace & { readonly isInSync: boolean },
): Promise<void> {
  const { workspaceId, repositoryId, stack, component, isInSync } = instance;
  await trx
    .updateTable('drift_instances')
    .set({
      problem: null,
      problem_since: null,
      problem_at: null,
      missing: 0,
      remediated_at: isInSync ? undefined : null,
    })
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('stack', '=', stack)
    .where('component', '=', component)
    .execute();
}
