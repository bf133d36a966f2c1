/** Reads the deployments of a batch for its page: how they depend on each other, and when each waited, was dispatched and ran. */
import type { Kysely } from 'kysely';
import { openBatchStates } from '../../../api/routes/batches.ts';
import { maxBatchEdges, maxBatchNodes } from '../../../domain/dispatch/limits.ts';
import type { Database } from '../../database/schema.ts';

/** Of the newest attempt. Times in milliseconds since the Unix epoch, by the database's clock. */
export interface DeploymentTiming {
  /** Since when it waits: the batch was created, or the attempt before has ended. */
  readonly since: number;
  /** When its dispatch was planned. */
  readonly plannedAt: number | undefined;
  /** When the dispatch was sent. */
  readonly sentAt: number | undefined;
  /** When the last of its runs ended. */
  readonly endedAt: number | undefined;
}

interface GraphNode {
  readonly number: number;
  readonly stack: string;
  readonly component: string;
  readonly attempt: number;
  readonly timing: DeploymentTiming;
}

export interface BatchGraph {
  /** By number. */
  readonly nodes: readonly GraphNode[];
  /** Indexes of nodes: what `to` depends on, and `to`. */
  readonly edges: readonly { readonly from: number; readonly to: number }[];
}

/** By node, of the newest attempt. */
async function readTimes(
  db: Kysely<Database>,
  batchId: number,
): Promise<ReadonlyMap<number, Omit<DeploymentTiming, 'since'>>> {
  const rows = await db
    .selectFrom('orders')
    .innerJoin('batch_nodes as node', (join) =>
      join
        .onRef('node.batch_id', '=', 'orders.batch_id')
        .onRef('node.number', '=', 'orders.node')
        .onRef('node.attempt', '=', 'orders.attempt'),
    )
    .select(['orders.node', 'orders.planned_at', 'orders.sending_at', 'orders.ended_at'])
    .where('orders.batch_id', '=', batchId)
    .execute();
  return new Map(
    [...Map.groupBy(rows, ({ node }) => node)].map(([node, own]) => {
      const sent = own.flatMap(({ sending_at: at }) => at ?? []);
      const ended = own.flatMap(({ ended_at: at }) => at ?? []);
      const times = {
        plannedAt: Math.min(...own.map(({ planned_at: at }) => at)),
        sentAt: sent.length === 0 ? undefined : Math.min(...sent),
        endedAt: ended.length < own.length ? undefined : Math.max(...ended),
      };
      return [node, times];
    }),
  );
}

/** By node: when an attempt before the newest ended last. */
async function readEarlierEnds(db: Kysely<Database>, batchId: number): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('orders')
    .innerJoin('batch_nodes as node', (join) =>
      join
        .onRef('node.batch_id', '=', 'orders.batch_id')
        .onRef('node.number', '=', 'orders.node')
        .onRef('node.attempt', '>', 'orders.attempt'),
    )
    .select(({ fn }) => ['orders.node' as const, fn.max('orders.ended_at').as('ended_at')])
    .where('orders.batch_id', '=', batchId)
    .groupBy('orders.node')
    .execute();
  return new Map(rows.flatMap(({ node, ended_at: at }) => (at === null ? [] : [[node, Number(at)]])));
}

/** `createdAt`: of the batch. */
export async function readBatchGraph(
  db: Kysely<Database>,
  { id, createdAt }: { readonly id: number; readonly createdAt: number },
): Promise<BatchGraph> {
  const nodes = await db
    .selectFrom('batch_nodes')
    .select(['number', 'stack', 'component', 'attempt'])
    .where('batch_id', '=', id)
    .orderBy('number')
    .limit(maxBatchNodes)
    .execute();
  const edges = await db
    .selectFrom('batch_edges')
    .select(['parent', 'child'])
    .where('batch_id', '=', id)
    .limit(maxBatchEdges)
    .execute();
  const times = await readTimes(db, id);
  const isRetried = nodes.some(({ attempt }) => attempt > 1);
  const earlier = isRetried ? await readEarlierEnds(db, id) : new Map<number, number>();
  const indexes = new Map(nodes.map(({ number }, index) => [number, index]));
  const none = { plannedAt: undefined, sentAt: undefined, endedAt: undefined };
  return {
    nodes: nodes.map((node) => ({
      ...node,
      timing: {
        since: earlier.get(node.number) ?? createdAt,
        ...(times.get(node.number) ?? none),
      },
    })),
    edges: edges.flatMap(({ parent, child }) => {
      const [from, to] = [indexes.get(parent), indexes.get(child)];
      return from === undefined || to === undefined ? [] : [{ from, to }];
    }),
  };
}

/** Changes whenever an open batch does. */
export async function readOpenMark(db: Kysely<Database>, workspaceId: string): Promise<string> {
  const row = await db
    .selectFrom('batches')
    .select(({ fn }) => [
      fn.max('updated_at').as('updated_at'),
      fn.max('id').as('id'),
      fn.countAll().as('count'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', [...openBatchStates])
    .executeTakeFirst();
  return `${row?.updated_at ?? ''}/${row?.id ?? ''}/${row?.count ?? 0}`;
}
