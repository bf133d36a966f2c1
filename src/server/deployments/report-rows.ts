/** Reads the deployments of a batch as people are shown them. */
import type { Kysely, Selectable } from 'kysely';
import { isRecord } from '../../base/text.ts';
import { endedNodeStates, type NodeState, openNodeStates } from '../../domain/dispatch/node-states.ts';
import type { LockNote, ReportRow, RunLink } from '../../domain/reports/report.ts';
import type { Database } from '../database/schema.ts';

/** More edges than this are not drawn, and not read. */
const maxEdges = 5_000;

const states: readonly NodeState[] = [...openNodeStates, ...endedNodeStates];
/** What its dependents are not started for. */
const blocking: readonly NodeState[] = ['failed', 'refused', 'timed_out', 'cancelled', 'upstream_failed'];

/** A batch may have thousands of deployments, and is read again whenever one of them changes: what is not shown is not read. */
const nodeColumns = [
  'number',
  'stack',
  'component',
  'kind',
  'state',
  'reason',
  'result',
  'detail',
  'open_parents',
  'failed_parents',
  'attempt',
  'waits_for',
] as const;
const orderColumns = [
  'node',
  'attempt',
  'workflow',
  'run_id',
  'run_url',
  'run_status',
  'approval',
  'exit_code',
] as const;

type Node = Pick<Selectable<Database['batch_nodes']>, (typeof nodeColumns)[number]>;
type Order = Pick<Selectable<Database['orders']>, (typeof orderColumns)[number]>;

/** The text is the server's own, but a version before may have written it. */
function readJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readTime(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** The first of the environments that the run waits for. */
function readApproval(text: string | null): RunLink['approval'] {
  const waiting = readJson(text);
  const [first] = Array.isArray(waiting) ? waiting : [];
  const { environment, reviewers } = isRecord(first) ? first : {};
  if (typeof environment !== 'string') return undefined;
  const logins = Array.isArray(reviewers) ? reviewers.flatMap((login) => readText(login) ?? []) : [];
  return { environment, reviewers: logins };
}

/** What a deployment waits for: a lock of a job, or a run of the server's own in the same concurrency group. */
function readLock({ state, waits_for: waitsFor }: Node): LockNote | undefined {
  if (state !== 'locked') return undefined;
  const lock = readJson(waitsFor);
  const { type, holder, url, message, since, until } = isRecord(lock) ? lock : {};
  if (type === 'merge') return { type: 'run', holder: 'a later merge', message: '' };
  if (typeof holder !== 'string') return undefined;
  return {
    type: type === 'run' || type === 'queue' ? type : 'lock',
    holder,
    url: readText(url),
    message: readText(message) ?? '',
    since: readTime(since),
    until: readTime(until),
  };
}

export function readNodeState(state: string): NodeState {
  const known = states.find((one) => one === state);
  if (known === undefined) throw new Error(`unknown state ${state} of a deployment`);
  return known;
}

export function readNodeReason(reason: string | null): ReportRow['reason'] {
  // The server writes no other words into the column.
  return (reason as ReportRow['reason'] | null) ?? undefined;
}

function toRun(order: Order): readonly RunLink[] {
  if (order.run_id === null || order.run_url === null) return [];
  return [
    {
      url: order.run_url,
      label: order.run_id,
      file: order.workflow,
      exitCode: order.exit_code ?? undefined,
      approval: order.run_status === 'waiting' ? readApproval(order.approval) : undefined,
    },
  ];
}

interface RowFacts {
  readonly orders: ReadonlyMap<number, readonly Order[]>;
  readonly blockers: ReadonlyMap<number, string>;
}

function toRow(node: Node, { orders, blockers }: RowFacts): ReportRow {
  const own = (orders.get(node.number) ?? []).filter(({ attempt }) => attempt === node.attempt);
  return {
    stack: node.stack,
    component: node.component,
    kind: node.kind,
    state: readNodeState(node.state),
    reason: readNodeReason(node.reason),
    // Likewise.
    result: (node.result as ReportRow['result'] | null) ?? undefined,
    detail: node.detail ?? undefined,
    openParents: node.open_parents,
    failedParents: node.failed_parents,
    blockedBy: blockers.get(node.number),
    runs: own.flatMap(toRun),
    lock: readLock(node),
  };
}

/** By number of a deployment that was not started: a parent that failed, the first by name. */
async function findBlockers(
  db: Kysely<Database>,
  batchId: number,
  nodes: readonly Node[],
): Promise<ReadonlyMap<number, string>> {
  if (!nodes.some(({ state }) => state === 'upstream_failed')) return new Map();
  const rows = await db
    .selectFrom('batch_edges as edge')
    .innerJoin('batch_nodes as parent', (join) =>
      join.onRef('parent.batch_id', '=', 'edge.batch_id').onRef('parent.number', '=', 'edge.parent'),
    )
    .innerJoin('batch_nodes as child', (join) =>
      join.onRef('child.batch_id', '=', 'edge.batch_id').onRef('child.number', '=', 'edge.child'),
    )
    .select(['edge.child', 'parent.component', 'parent.stack'])
    .where('edge.batch_id', '=', batchId)
    .where('child.state', '=', 'upstream_failed')
    .where('parent.state', 'in', blocking)
    .execute();
  const names = rows.map(({ child, component, stack }) => [child, `${component} in ${stack}`] as const);
  // The last of a key stays in a map.
  return new Map(names.sort(([, one], [, other]) => (one < other ? 1 : -1)));
}

async function readEdges(
  db: Kysely<Database>,
  batchId: number,
  numbers: readonly number[],
): Promise<readonly (readonly [number, number])[] | undefined> {
  const rows = await db
    .selectFrom('batch_edges')
    .select(['parent', 'child'])
    .where('batch_id', '=', batchId)
    .orderBy('parent')
    .orderBy('child')
    .limit(maxEdges + 1)
    .execute();
  if (rows.length > maxEdges) return undefined;
  const index = new Map(numbers.map((number, at) => [number, at]));
  return rows.flatMap(({ parent, child }) => {
    const from = index.get(parent);
    const to = index.get(child);
    return from === undefined || to === undefined ? [] : [[from, to] as const];
  });
}

/** In the order of their numbers. */
export async function readRows(
  db: Kysely<Database>,
  batchId: number,
): Promise<{
  readonly rows: readonly ReportRow[];
  readonly edges: readonly (readonly [number, number])[] | undefined;
}> {
  const nodes = await db
    .selectFrom('batch_nodes')
    .select(nodeColumns)
    .where('batch_id', '=', batchId)
    .orderBy('number')
    .execute();
  const orders = await db
    .selectFrom('orders')
    .select(orderColumns)
    .where('batch_id', '=', batchId)
    .where('run_id', 'is not', null)
    .orderBy('workflow')
    .orderBy('id')
    .execute();
  const facts: RowFacts = {
    orders: Map.groupBy(orders, ({ node }) => node),
    blockers: await findBlockers(db, batchId, nodes),
  };
  return {
    rows: nodes.map((node) => toRow(node, facts)),
    edges: await readEdges(
      db,
      batchId,
      nodes.map(({ number }) => number),
    ),
  };
}

/** How many runs the deployments of a batch start together. */
export async function countShownDispatches(db: Kysely<Database>, batchId: number): Promise<number> {
  const wired = await db
    .selectFrom('batch_nodes')
    .select('workflows')
    .where('batch_id', '=', batchId)
    .where('state', '!=', 'skipped')
    .execute();
  return wired.reduce((sum, { workflows }) => sum + countWorkflows(workflows), 0);
}

function countWorkflows(text: string): number {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value)) return value.length;
  return isRecord(value) ? Object.keys(value).length : 0;
}
