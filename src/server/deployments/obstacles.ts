/**
 * Finds what keeps a deployment from starting: the lock of another job, a dispatched run on the same instance or in the same concurrency
 * group, a later merge.
 */
import { type Kysely, sql } from 'kysely';
import { isMerge } from '../../domain/dispatch/activities.ts';
import type { NodeState } from '../../domain/dispatch/node-states.ts';
import {
  decideOvertake,
  type MergeOnInstance,
  type OvertakeVerdict,
} from '../../domain/dispatch/overtake.ts';
import { readJsonText } from '../database/json-text.ts';
import type { Database } from '../database/schema.ts';
import type { Batch } from './batch-table.ts';
import type { BatchNode } from './node-table.ts';

/** An order whose run may be open. */
export interface OpenOrder {
  readonly batchId: number;
  readonly node: number;
  readonly subject: string;
  readonly isSuperseded: boolean;
  readonly kind: 'plan' | 'change';
  readonly stack: string;
  readonly component: string;
  readonly groups: readonly string[];
}

function isGroupList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((group) => typeof group === 'string');
}

function selectOrders(db: Kysely<Database>, repositoryId: string) {
  return db
    .selectFrom('batch_nodes as node')
    .innerJoin('orders', (join) =>
      join.onRef('orders.batch_id', '=', 'node.batch_id').onRef('orders.node', '=', 'node.number'),
    )
    .innerJoin('batches', 'batches.id', 'node.batch_id')
    .select([
      'node.batch_id as batchId',
      'node.number as number',
      'node.kind as kind',
      'node.stack as stack',
      'node.component as component',
      'batches.subject as subject',
      'batches.stopped as stopped',
      'orders.concurrency_groups as groups',
    ])
    .where('batches.repository_id', '=', repositoryId)
    .where('orders.run_end', 'is', null);
}

/** Orders of the repository that have not ended, approvals included. */
export async function listOpenOrders(
  db: Kysely<Database>,
  repositoryId: string,
): Promise<readonly OpenOrder[]> {
  const current = await selectOrders(db, repositoryId)
    .whereRef('orders.attempt', '=', 'node.attempt')
    .where('node.state', 'in', ['dispatching', 'running', 'approval'])
    .where('orders.state', 'in', ['planned', 'sending', 'accepted', 'unclear', 'sent'])
    .execute();
  // A run of an earlier attempt that GitHub runs again. A literal, so that the index of open runs is used.
  const earlier = await selectOrders(db, repositoryId)
    .whereRef('orders.attempt', '<', 'node.attempt')
    .where('orders.state', '=', sql.lit('sent'))
    .execute();
  return [...current, ...earlier].map(({ number, stopped, groups, ...order }) => ({
    ...order,
    node: number,
    isSuperseded: stopped === 'superseded',
    groups: readJsonText(groups, isGroupList, 'orders.concurrency_groups'),
  }));
}

/** Dispatched runs that GitHub or the infrastructure would mix up with this one. */
export function findRivals(
  {
    batch,
    node,
    groups,
  }: { readonly batch: Batch; readonly node: BatchNode; readonly groups: readonly string[] },
  open: readonly OpenOrder[],
): readonly OpenOrder[] {
  return open.filter((order) => {
    if (order.batchId === batch.id && order.node === node.number) return false;
    const isSameInstance = order.stack === node.stack && order.component === node.component;
    if (node.kind === 'change' && order.kind === 'change' && isSameInstance) return true;
    return order.groups.some((group) => groups.includes(group));
  });
}

function standingOf(state: NodeState): MergeOnInstance['standing'] {
  switch (state) {
    case 'dispatching':
    case 'running':
    case 'approval':
      return 'started';
    case 'succeeded':
      return 'succeeded';
    case 'failed':
    case 'cancelled':
    case 'timed_out':
      return 'ended';
    default:
      return 'unstarted';
  }
}

/** How a later commit compares to an earlier one, by `earlier...later`; what GitHub said so far. */
export type Comparisons = Map<string, NonNullable<MergeOnInstance['compared']>>;

interface OtherMerge {
  readonly batchId: number;
  readonly sha: string | null;
}

/** Whether a later merge of the same branch has begun on the instance. */
export async function judgeOvertake(
  db: Kysely<Database>,
  { batch, node }: { readonly batch: Batch; readonly node: BatchNode },
  comparisons: Comparisons,
): Promise<{ readonly verdict: OvertakeVerdict; readonly others: readonly OtherMerge[] }> {
  const free = { verdict: { status: 'free' }, others: [] } as const;
  const { mergedAt, baseRef, sha } = batch;
  if (!isMerge(batch.activity) || node.kind !== 'change' || mergedAt === undefined || baseRef === undefined)
    return free;
  const rows = await db
    .selectFrom('batches')
    .innerJoin('batch_nodes as node', 'node.batch_id', 'batches.id')
    .select(['batches.id as batchId', 'batches.sha', 'batches.merged_at as mergedAt', 'node.state'])
    .where('batches.repository_id', '=', batch.repositoryId)
    .where('batches.event', '=', 'pull_request')
    .where('batches.activity', '=', batch.activity.activity)
    .where('batches.base_ref', '=', baseRef)
    .where('batches.merged_at', '>=', mergedAt)
    .where('batches.id', '!=', batch.id)
    .where('node.stack', '=', node.stack)
    .where('node.component', '=', node.component)
    .where('node.kind', '=', 'change')
    .execute();
  const others = rows.map((row) => ({
    batchId: String(row.batchId),
    mergedAt: row.mergedAt ?? mergedAt,
    standing: standingOf(row.state),
    compared: comparisons.get(`${sha}...${row.sha}`),
  }));
  return { verdict: decideOvertake({ mergedAt }, others), others: rows };
}
