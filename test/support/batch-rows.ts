/** Writes batches as the server leaves them, in any state, without the events and runs that lead to it. */
import type { NodeState } from '../../src/domain/dispatch/node-states.ts';
import type { TestServer } from './server.ts';

export interface NodeRow {
  readonly stack: string;
  readonly component: string;
  readonly state: NodeState;
  /** Numbers of what it depends on. */
  readonly parents?: readonly number[];
  /** Minutes after the batch at which its dispatch was planned, and its run ended. */
  readonly planned?: number;
  readonly ended?: number;
  readonly attempt?: number;
  /** JSON as text. */
  readonly waitsFor?: string;
  readonly detail?: string;
  readonly kind?: 'plan' | 'change';
}

export interface BatchRow {
  readonly nodes: readonly NodeRow[];
  readonly subject?: string;
  readonly state?: 'running' | 'held' | 'concluded' | 'expected';
  readonly conclusion?: 'success' | 'failure';
  readonly heldBy?: 'blast_radius' | 'fork' | 'cooldown';
  readonly workspaceId?: string;
  readonly event?: 'pull_request' | 'drift_detection';
  /** Minutes ago. */
  readonly age?: number;
}

const minute = 60_000;
/** Rows of one statement: SQLite takes 32,766 values. */
const perStatement = 500;

type Database = TestServer['database']['db'];

function pagesOf<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  return Array.from({ length: Math.ceil(values.length / perStatement) }, (_, index) =>
    values.slice(index * perStatement, (index + 1) * perStatement),
  );
}

const started: ReadonlySet<NodeState> = new Set([
  'running',
  'approval',
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
]);
const ends: Partial<Record<NodeState, 'success' | 'failure' | 'cancelled' | 'timed_out'>> = {
  succeeded: 'success',
  failed: 'failure',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
};

function toOrders(batchId: number, batch: BatchRow, createdAt: number) {
  const { workspaceId = 'ws_acme', nodes } = batch;
  return nodes.flatMap((node, number) => {
    if (!started.has(node.state)) return [];
    const { attempt = 1, planned = 1, ended = planned + 5 } = node;
    const plannedAt = createdAt + planned * minute;
    const end = ends[node.state] ?? null;
    const run = String(batchId * 1_000_000 + number);
    return [
      {
        ...{ workspace_id: workspaceId, repository_id: '1001', batch_id: batchId, node: number, attempt },
        ...{ key: `${run}/${attempt}`, correlation: `dep_${run}_${attempt}` },
        ...{ workflow: 'plan.yaml', ref: 'main', inputs: '{}', carries_id: 1, concurrency_groups: '[]' },
        ...{ state: 'sent' as const, refusal: null, problem: null, lookups: 0 },
        ...{ run_id: run, run_url: `https://github.com/acme/infra/actions/runs/${run}`, run_attempt: 1 },
        run_status: end === null ? ('in_progress' as const) : ('completed' as const),
        run_end: end,
        ...{
          run_updated_at: plannedAt,
          run_read_at: Date.now() + 3_600_000,
          approval: null,
          exit_code: null,
        },
        ...{ planned_at: plannedAt, sending_at: plannedAt + 2_000, unclear_at: null },
        ended_at: end === null ? null : createdAt + ended * minute,
      },
    ];
  });
}

function countStates(nodes: readonly NodeRow[]): string {
  const counts: Record<string, number> = {};
  for (const { state } of nodes) counts[state] = (counts[state] ?? 0) + 1;
  return JSON.stringify(counts);
}

async function insertRow(db: Database, batch: BatchRow, createdAt: number): Promise<number> {
  const { nodes, workspaceId = 'ws_acme', subject = 'pr/12', conclusion = null, heldBy = null } = batch;
  const { state = 'running', event = 'pull_request' } = batch;
  const known = await db.selectFrom('batches').select('id').where('subject', '=', subject).execute();
  const row = await db
    .insertInto('batches')
    .values({
      ...{ workspace_id: workspaceId, repository_id: '1001', event, subject },
      activity: event === 'pull_request' ? 'synchronize' : 'detect',
      ...{ head_sha: 'b'.repeat(40), sha: 'b'.repeat(40), base_ref: 'main', generation: known.length + 1 },
      ...{ state, stopped: null, held_by: heldBy, conclusion, reason: null },
      set_id: nodes.length === 0 ? null : 1,
      ...{ counts: countStates(nodes), has_owner_errors: 0, merged_at: null, deadline_at: null },
      ...{ quiet_details: null, unreachable_since: null, max_running: null },
      ...{ created_at: createdAt, updated_at: createdAt },
      concluded_at: state === 'concluded' ? createdAt + 30 * minute : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Returns the id of the batch. Deployments are numbered from 0. */
export async function insertBatch({ database: { db } }: TestServer, batch: BatchRow): Promise<number> {
  const { nodes, age = 60 } = batch;
  const createdAt = Date.now() - age * minute;
  const id = await insertRow(db, batch, createdAt);
  const rows = nodes.map((node, number) => ({
    ...{ batch_id: id, number, stack: node.stack, component: node.component, state: node.state },
    ...{
      kind: node.kind ?? ('plan' as const),
      is_transparent: 0,
      reason: null,
      detail: node.detail ?? null,
      result: null,
    },
    open_parents: node.state === 'waiting' ? (node.parents ?? []).length : 0,
    ...{ failed_parents: 0, attempt: node.attempt ?? 1, workflows: '[]', lock_path: null },
    ...{ waits_for: node.waitsFor ?? null, updated_at: createdAt },
  }));
  for (const page of pagesOf(rows)) await db.insertInto('batch_nodes').values(page).execute();
  const edges = nodes.flatMap(({ parents = [] }, child) =>
    parents.map((parent) => ({ batch_id: id, parent, child })),
  );
  for (const page of pagesOf(edges)) await db.insertInto('batch_edges').values(page).execute();
  for (const page of pagesOf(toOrders(id, batch, createdAt)))
    await db.insertInto('orders').values(page).execute();
  return id;
}

/** A batch with a deployment of each kind: what failed, what was not started for it, what runs, waits and is locked. */
export const mixedNodes: readonly NodeRow[] = [
  { stack: 'prod', component: 'vpc', state: 'succeeded', planned: 0, ended: 4 },
  { stack: 'prod', component: 'eks', state: 'failed', parents: [0], planned: 4, ended: 12 },
  { stack: 'prod', component: 'argo', state: 'upstream_failed', parents: [1] },
  { stack: 'dev', component: 'vpc', state: 'running', planned: 1 },
  { stack: 'dev', component: 'eks', state: 'waiting', parents: [3] },
  {
    ...{ stack: 'dev', component: 'dns', state: 'locked' },
    waitsFor: JSON.stringify({
      type: 'lock',
      holder: 'run 801 of apply.yaml',
      message: 'apply',
      since: 1_700_000_000_000,
    }),
  },
];
