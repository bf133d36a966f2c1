/** Reads the inventory of a workspace for people, a page at a time in either direction. However few instances match, a page reads a bounded number. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../../database/dialect.ts';
import type { Database } from '../../database/schema.ts';
import { textRange } from '../../database/text-range.ts';
import { type IgnoredInstances, ignoredKey } from '../causes/ignored-instances.ts';
import type { DriftRow } from '../instance-table.ts';

type ProblemCode = NonNullable<DriftRow['problem']>['code'];

export interface InstancePlace {
  readonly repositoryId: string;
  readonly stack: string;
  readonly component: string;
  readonly componentType: string;
}

export interface InstancePageFilter {
  readonly workspaceId: string;
  readonly repositoryId: string | undefined;
  /** Start of the stack's name. */
  readonly stack: string | undefined;
  /** Part of the component's name. */
  readonly component: string | undefined;
  /** A stored status, `ignored` or `orphaned`; all but `orphaned` leave out what is gone. */
  readonly status: string | undefined;
  /** Those that are stored as drifted, and are not shown as that. */
  readonly ignored: IgnoredInstances;
}

/** A page starts after one key, or ends before one; without either it is the first. */
export type PageStart =
  | { readonly kind: 'first' }
  | { readonly kind: 'after' | 'before'; readonly key: InstancePlace };

export interface ListedInstance extends InstancePlace {
  readonly enabled: boolean;
  readonly driftStatus: string;
  readonly lastStatus: string | undefined;
  readonly lastCommand: string | undefined;
  readonly lastRunAt: number | undefined;
  readonly statusSince: number | undefined;
  readonly orphanedAt: number | undefined;
  /** Code of why newer results are missing. */
  readonly problem: ProblemCode | undefined;
  readonly isRemediating: boolean;
  /** The batch that remediates it; `undefined`: none does. */
  readonly remediation: number | undefined;
  readonly remediatedAt: number | undefined;
}

export interface InstanceKeyPage {
  readonly keys: readonly InstancePlace[];
  /** Where the page before ends, and where the next one starts. */
  readonly previous: InstancePlace | undefined;
  readonly next: InstancePlace | undefined;
}

/** Most keys that one page reads, keys of the first read and of each later one, and what a change of the repository counts as. */
const scan = { total: 2_000, first: 120, slice: 1_000, repository: 50 } as const;
/** After every name. */
const last = '\u{10ffff}';

type ScannedKey = InstancePlace & { readonly isWanted: boolean };
interface Scan {
  readonly filter: InstancePageFilter;
  readonly isBackward: boolean;
}

const columns = [
  'repository_id as repositoryId',
  'stack',
  'component',
  'component_type as componentType',
] as const;

/** Everything of the filter but the names. */
export function selectInstances(
  db: Kysely<Database>,
  { workspaceId, repositoryId, status }: Pick<InstancePageFilter, 'workspaceId' | 'repositoryId' | 'status'>,
) {
  let query = db.selectFrom('instances').where('workspace_id', '=', workspaceId);
  if (repositoryId !== undefined) query = query.where('repository_id', '=', repositoryId);
  if (status === 'orphaned') return query.where('orphaned_at', 'is not', null);
  if (status === undefined) return query;
  const stored = status === 'ignored' ? 'drifted' : status;
  return query.where('drift_status', '=', stored).where('orphaned_at', 'is', null);
}

/** Ignored and drifted instances have one stored status. */
function isOfStatus(key: InstancePlace, { status, ignored }: InstancePageFilter): boolean {
  if (status !== 'drifted' && status !== 'ignored') return true;
  const isIgnored = ignored.get(key.repositoryId)?.has(ignoredKey(key)) === true;
  return isIgnored === (status === 'ignored');
}

async function readSlice(
  db: Kysely<Database>,
  { filter, isBackward }: Scan,
  { from, size }: { readonly from: InstancePlace | undefined; readonly size: number },
): Promise<readonly ScannedKey[]> {
  const { stack, component = '', status } = filter;
  let query = selectInstances(db, filter);
  if (stack !== undefined) query = query.where(textRange('stack', stack));
  if (from !== undefined) {
    const key = sql`(${from.repositoryId}, ${from.stack}, ${from.component}, ${from.componentType})`;
    const own = sql.raw('(repository_id, stack, component, component_type)');
    query = query.where(isBackward ? sql<boolean>`${own} < ${key}` : sql<boolean>`${own} > ${key}`);
  }
  const direction = isBackward ? 'desc' : 'asc';
  const rows = await query
    .select([...columns, 'orphaned_at as orphanedAt'])
    .orderBy('repository_id', direction)
    .orderBy('stack', direction)
    .orderBy('component', direction)
    .orderBy('component_type', direction)
    .limit(size)
    .execute();
  return rows.map(({ orphanedAt, ...key }) => ({
    ...key,
    isWanted:
      (orphanedAt !== null) === (status === 'orphaned') &&
      key.component.includes(component) &&
      isOfStatus(key, filter),
  }));
}

/** The next repository that has instances, in the order of ids. */
async function findRepository(
  db: Kysely<Database>,
  { filter: { workspaceId }, isBackward }: Scan,
  beyond: string | undefined,
): Promise<string | undefined> {
  let query = db.selectFrom('instances').select('repository_id').where('workspace_id', '=', workspaceId);
  if (beyond !== undefined) query = query.where('repository_id', isBackward ? '<' : '>', beyond);
  const row = await query
    .orderBy('repository_id', isBackward ? 'desc' : 'asc')
    .limit(1)
    .executeTakeFirst();
  return row?.repository_id;
}

interface Slice {
  readonly keys: readonly ScannedKey[];
  /** The last key that was read, or the place where it would be. */
  readonly end: InstancePlace | undefined;
  readonly cost: number;
}

/** Where all keys of a repository have been read. */
function edgeOf(repositoryId: string | undefined, isBackward: boolean): InstancePlace | undefined {
  if (repositoryId === undefined) return undefined;
  return { repositoryId, stack: isBackward ? '' : last, component: '', componentType: '' };
}

/** The start of a stack's name is found by the index in one repository at a time. */
async function* readAllSlices(
  db: Kysely<Database>,
  asked: Scan,
  start: InstancePlace | undefined,
): AsyncGenerator<Slice> {
  const { stack, repositoryId } = asked.filter;
  const isSplit = stack !== undefined && repositoryId === undefined;
  let repository = isSplit
    ? (start?.repositoryId ?? (await findRepository(db, asked, undefined)))
    : undefined;
  let from = start;
  let size: number = scan.first;
  do {
    const filter = isSplit ? { ...asked.filter, repositoryId: repository } : asked.filter;
    for (;;) {
      const keys = await readSlice(db, { ...asked, filter }, { from, size });
      from = keys.at(-1);
      const end = from ?? edgeOf(repository, asked.isBackward);
      yield { keys, end, cost: keys.length + (isSplit ? scan.repository : 0) };
      if (keys.length < size) break;
      size = scan.slice;
    }
    from = undefined;
    repository = repository === undefined ? undefined : await findRepository(db, asked, repository);
  } while (repository !== undefined);
}

interface Scanned {
  readonly found: readonly InstancePlace[];
  /** The last key that was read, if there may be more behind it. */
  readonly end: InstancePlace | undefined;
}

async function scanKeys(
  db: Kysely<Database>,
  asked: Scan,
  { start, limit }: { readonly start: InstancePlace | undefined; readonly limit: number },
): Promise<Scanned> {
  const found: InstancePlace[] = [];
  let cost = 0;
  for await (const { keys, end, cost: own } of readAllSlices(db, asked, start)) {
    for (const { isWanted, ...key } of keys) {
      if (!isWanted) continue;
      // One more than the page: there is another page.
      if (found.length === limit) return { found, end: found.at(-1) };
      found.push(key);
    }
    cost += own;
    if (cost >= scan.total) return { found, end };
  }
  return { found, end: undefined };
}

export async function listInstanceKeys(
  db: Kysely<Database>,
  filter: InstancePageFilter,
  { start, limit }: { readonly start: PageStart; readonly limit: number },
): Promise<InstanceKeyPage> {
  const key = start.kind === 'first' ? undefined : start.key;
  const isBackward = start.kind === 'before';
  const { found, end } = await scanKeys(db, { filter, isBackward }, { start: key, limit });
  if (!isBackward) return { keys: found, previous: key && (found[0] ?? key), next: end };
  const keys = found.toReversed();
  return { keys, previous: end, next: keys.at(-1) ?? key };
}

interface ListedRow {
  readonly repository_id: string;
  readonly stack: string;
  readonly component: string;
  readonly component_type: string;
  readonly enabled: number;
  readonly drift_status: string;
  readonly last_status: string | null;
  readonly last_command: string | null;
  readonly last_run_at: number | null;
  readonly status_since: number | null;
  readonly orphaned_at: number | null;
  readonly problem: ProblemCode | null;
  readonly is_remediating: number | null;
  readonly remediation: number | null;
  readonly remediated_at: number | null;
}

function toListed(row: ListedRow): ListedInstance {
  return {
    repositoryId: row.repository_id,
    stack: row.stack,
    component: row.component,
    componentType: row.component_type,
    enabled: row.enabled === 1,
    driftStatus: row.drift_status,
    lastStatus: row.last_status ?? undefined,
    lastCommand: row.last_command ?? undefined,
    lastRunAt: row.last_run_at ?? undefined,
    statusSince: row.status_since ?? undefined,
    orphanedAt: row.orphaned_at ?? undefined,
    problem: row.problem ?? undefined,
    isRemediating: row.is_remediating === 1,
    remediation: row.is_remediating === 1 ? (row.remediation ?? undefined) : undefined,
    remediatedAt: row.remediated_at ?? undefined,
  };
}

/** In the order of their keys; those that are gone are left out. */
export async function readListedInstances(
  db: Kysely<Database>,
  dialect: Dialect,
  { workspaceId, keys }: { readonly workspaceId: string; readonly keys: readonly InstancePlace[] },
): Promise<readonly ListedInstance[]> {
  if (keys.length === 0) return [];
  const list = keys.map((key) => [key.repositoryId, key.stack, key.component, key.componentType]);
  const { rows } = await sql<ListedRow>`select
      i.repository_id, i.stack, i.component, i.component_type, i.enabled, i.drift_status, i.last_status, i.last_command,
      i.last_run_at, i.status_since, i.orphaned_at, d.problem, d.is_remediating, d.remediation,
      d.remediated_at
    from ${dialect.elementsOf(JSON.stringify(list))} cross join instances as i
    left join drift_instances as d on d.workspace_id = i.workspace_id and d.repository_id = i.repository_id
      and d.stack = i.stack and d.component = i.component
    where i.workspace_id = ${workspaceId} and i.repository_id = value ->> 0 and i.stack = value ->> 1
      and i.component = value ->> 2 and i.component_type = value ->> 3
    order by i.repository_id, i.stack, i.component, i.component_type`.execute(db);
  return rows.map(toListed);
}
