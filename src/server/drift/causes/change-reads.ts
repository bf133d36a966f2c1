/** Reads what drifted in a workspace: the changes of plans, and the instances that nothing is known of but their status. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { DriftedChange, DriftedInstance, UnexplainedInstance } from '../../../domain/drift/causes.ts';
import type { InstanceName } from '../../../domain/stacks/items.ts';
import { readJsonText } from '../../database/json-text.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';

export interface DriftScope {
  readonly workspaceId: string;
  /** `undefined`: all of the workspace. */
  readonly repositoryId: string | undefined;
  /** Of the instances. Default: `drifted`. */
  readonly statuses?: readonly string[] | undefined;
}

/** The changes of one instance, all of them. */
export interface ChangedInstance {
  readonly changes: readonly DriftedChange[];
  /** Whether its summary left some out. */
  readonly isTruncated: boolean;
}

/** Rows that are read at a time. */
const slice = 5_000;
/** Most rows of changes that are read in all, of one workspace or repository. */
const maxChangeRows = 200_000;
/** Most instances without changes that are grouped. */
const maxUnexplained = 20_000;

type Row = Selectable<Database['plan_changes']>;
type Cursor = Pick<
  Row,
  'repository_id' | 'stack' | 'component' | 'component_type' | 'fingerprint' | 'origin'
>;

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function toChange(row: Row): DriftedChange {
  return {
    repositoryId: row.repository_id,
    stack: row.stack,
    component: row.component,
    componentType: row.component_type,
    type: row.type,
    action: row.action,
    attributes: readJsonText(row.attributes, isTextList, 'plan_changes.attributes'),
    origin: row.origin,
    fingerprint: row.fingerprint,
    resources: row.resources,
    since: row.since,
  };
}

async function readSlice(
  db: Kysely<Database>,
  { workspaceId, repositoryId, statuses = ['drifted'] }: DriftScope,
  after: Cursor | undefined,
): Promise<readonly Row[]> {
  let query = db
    .selectFrom('plan_changes as change')
    .innerJoin('instances as instance', (join) =>
      join
        .onRef('instance.workspace_id', '=', 'change.workspace_id')
        .onRef('instance.repository_id', '=', 'change.repository_id')
        .onRef('instance.stack', '=', 'change.stack')
        .onRef('instance.component', '=', 'change.component')
        .onRef('instance.component_type', '=', 'change.component_type'),
    )
    .selectAll('change')
    .where('change.workspace_id', '=', workspaceId)
    .where('instance.drift_status', 'in', statuses)
    .where('instance.orphaned_at', 'is', null);
  if (repositoryId !== undefined) query = query.where('change.repository_id', '=', repositoryId);
  if (after !== undefined) {
    query = query.where(
      sql<boolean>`(change.repository_id, change.stack, change.component, change.component_type, change.fingerprint, change.origin) >
        (${after.repository_id}, ${after.stack}, ${after.component}, ${after.component_type}, ${after.fingerprint}, ${after.origin})`,
    );
  }
  return query
    .orderBy('change.repository_id')
    .orderBy('change.stack')
    .orderBy('change.component')
    .orderBy('change.component_type')
    .orderBy('change.fingerprint')
    .orderBy('change.origin')
    .limit(slice)
    .execute();
}

function instanceOf({ repository_id, stack, component, component_type }: Row): string {
  return JSON.stringify([repository_id, stack, component, component_type]);
}

/** The changes of instances, one after the other. */
export interface ChangeReading extends AsyncIterable<ChangedInstance> {
  /** Whether there are more changes than are read. Known at the end. */
  readonly isTruncated: boolean;
}

/** Instance by instance, so that no more than a slice is in memory. An instance whose changes are not all read is left out. */
export function readChangedInstances(
  db: Kysely<Database>,
  scope: DriftScope,
  maxRows: number = maxChangeRows,
): ChangeReading {
  let isTruncated = false;
  async function* read(): AsyncGenerator<ChangedInstance> {
    let held: Row[] = [];
    const take = (): ChangedInstance => ({
      changes: held.map(toChange),
      isTruncated: held.some((row) => row.truncated === 1),
    });
    let count = 0;
    for (let after: Row | undefined; ; ) {
      const rows = await readSlice(db, scope, after);
      for (const row of rows) {
        count += 1;
        isTruncated = count > maxRows;
        if (isTruncated) return;
        const [first] = held;
        if (first !== undefined && instanceOf(first) !== instanceOf(row)) {
          yield take();
          held = [];
        }
        held.push(row);
      }
      after = rows.at(-1);
      if (rows.length === slice) continue;
      if (held.length > 0) yield take();
      return;
    }
  }
  return {
    [Symbol.asyncIterator]: read,
    get isTruncated() {
      return isTruncated;
    },
  };
}

/** The changes of one drifted instance. */
export async function readInstanceChanges(
  db: Kysely<Database>,
  key: DriftedInstance & { readonly workspaceId: string },
): Promise<ChangedInstance> {
  const rows = await db
    .selectFrom('plan_changes')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where('repository_id', '=', key.repositoryId)
    .where('stack', '=', key.stack)
    .where('component', '=', key.component)
    .where('component_type', '=', key.componentType)
    .orderBy('fingerprint')
    .orderBy('origin')
    .execute();
  return { changes: rows.map(toChange), isTruncated: rows.some((row) => row.truncated === 1) };
}

/** The changes of these instances of one repository, which must be few. */
export async function readChangesOf(
  { db, dialect }: OpenedDatabase,
  {
    workspaceId,
    repositoryId,
    instances,
  }: {
    readonly workspaceId: string;
    readonly repositoryId: string;
    readonly instances: readonly (InstanceName & { readonly componentType: string })[];
  },
): Promise<readonly ChangedInstance[]> {
  const list = instances.map(({ stack, component, componentType }) => [stack, component, componentType]);
  const rows = await db
    .selectFrom('plan_changes')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where(
      sql<boolean>`(stack, component, component_type) in (select value ->> 0, value ->> 1, value ->> 2
        from ${dialect.elementsOf(JSON.stringify(list))})`,
    )
    .execute();
  return [...Map.groupBy(rows, instanceOf).values()].map((some) => ({
    changes: some.map(toChange),
    isTruncated: some.some(({ truncated }) => truncated === 1),
  }));
}

/** Drifted without changes that are known, or failed. */
export async function readUnexplained(
  db: Kysely<Database>,
  { workspaceId, repositoryId }: DriftScope,
): Promise<{ readonly instances: readonly UnexplainedInstance[]; readonly isTruncated: boolean }> {
  const ofInstance = sql.raw(`one.workspace_id = i.workspace_id and one.repository_id = i.repository_id
    and one.stack = i.stack and one.component = i.component and one.component_type = i.component_type`);
  const inRepository = repositoryId === undefined ? sql`` : sql`and i.repository_id = ${repositoryId}`;
  const { rows } = await sql<{
    repository_id: string;
    stack: string;
    component: string;
    component_type: string;
    drift_status: string;
    exit_code: number | null;
    status_since: number | null;
    updated_at: number;
  }>`select i.repository_id, i.stack, i.component, i.component_type, i.drift_status, i.status_since, i.updated_at,
      (select one.exit_code from instance_statuses as one where ${ofInstance} order by one.id desc limit 1) as exit_code
    from instances as i
    where i.workspace_id = ${workspaceId} ${inRepository} and i.orphaned_at is null
      and i.drift_status in ('drifted', 'error')
      and (i.drift_status = 'error' or not exists (select 1 from plan_changes as one where ${ofInstance}))
    order by i.repository_id, i.stack, i.component, i.component_type
    limit ${maxUnexplained + 1}`.execute(db);
  const instances = rows.slice(0, maxUnexplained).map((row) => ({
    repositoryId: row.repository_id,
    stack: row.stack,
    component: row.component,
    componentType: row.component_type,
    status: row.drift_status,
    exitCode: row.exit_code === null ? undefined : Number(row.exit_code),
    since: Number(row.status_since ?? row.updated_at),
  }));
  return { instances, isTruncated: rows.length > maxUnexplained };
}

/** Whether an instance of the repository drifted without changes that are known, and its drift is neither confirmed nor over. */
export async function hasDoubted(
  db: Kysely<Database>,
  { workspaceId, repositoryId }: { readonly workspaceId: string; readonly repositoryId: string },
): Promise<boolean> {
  const ofInstance = sql.raw(`one.workspace_id = i.workspace_id and one.repository_id = i.repository_id
    and one.stack = i.stack and one.component = i.component and one.component_type = i.component_type`);
  const { rows } = await sql`select i.stack from instances as i
    where i.workspace_id = ${workspaceId} and i.repository_id = ${repositoryId} and i.orphaned_at is null
      and i.drift_status in ('error', 'unknown') and not exists (select 1 from plan_changes as one where ${ofInstance})
      and (select one.status from instance_statuses as one where ${ofInstance} and one.status in ('drifted', 'in_sync')
        order by one.id desc limit 1) = 'drifted'
    limit 1`.execute(db);
  return rows.length > 0;
}
