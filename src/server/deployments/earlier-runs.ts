/**
 * Reads the runs of a deployment on GitHub before it is started again. The deployment follows a run that executes, or that has succeeded
 * after all.
 */
import { type Kysely, sql } from 'kysely';
import { decideRetriedRuns, type EarlierRun } from '../../domain/dispatch/follow-run.ts';
import { judgeNode } from '../../domain/dispatch/node-states.ts';
import { runEnds } from '../../domain/dispatch/run-rank.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { Batch } from './batch-table.ts';
import type { BatchNode } from './node-table.ts';
import { type NodeOrders, readNodeOrders } from './order-views.ts';
import type { ReadRuns } from './seams.ts';
import type { NewOrders } from './write-orders.ts';

async function listEarlierRuns(
  db: Kysely<Database>,
  batchId: number,
  node: number,
): Promise<readonly EarlierRun[]> {
  const rows = await db
    .selectFrom('orders')
    .select(['attempt', 'workflow', 'run_end', 'ended_at'])
    .where('batch_id', '=', batchId)
    .where('node', '=', node)
    .where('state', '=', 'sent')
    .orderBy('id')
    .execute();
  return rows.map(({ attempt, workflow: file, run_end: end, ended_at: endedAt }) => ({
    attempt,
    file,
    end: runEnds.find((known) => known === end),
    endedAt: endedAt ?? undefined,
  }));
}

/** `false`: GitHub does not show the runs now, so nothing of the batch is started again. */
export type Refresh = (batch: Pick<Batch, 'id'>) => Promise<boolean>;

/** Reads the newest runs of deployments that are to be started again, once for each batch. */
export function createRunRefresh(
  { database: { db }, readRuns }: { readonly database: OpenedDatabase; readonly readRuns: ReadRuns },
  signal: AbortSignal,
): Refresh {
  const batches = new Map<number, Promise<boolean>>();
  const read = async (batchId: number): Promise<boolean> => {
    try {
      await readRuns(await listNewestOrders(db, batchId), signal);
      return true;
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      return false;
    }
  };
  return ({ id }) => {
    const reading = batches.get(id) ?? read(id);
    batches.set(id, reading);
    return reading;
  };
}

async function listNewestOrders(db: Kysely<Database>, batchId: number): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('orders')
    .innerJoin('batch_nodes as node', (join) =>
      join.onRef('node.batch_id', '=', 'orders.batch_id').onRef('node.number', '=', 'orders.node'),
    )
    .select('orders.id')
    .where('orders.batch_id', '=', batchId)
    .where('orders.state', '=', 'sent')
    .where('node.state', 'in', ['ready', 'locked'])
    .where(
      'orders.attempt',
      '=',
      sql<number>`(select max(other.attempt) from orders as other where other.batch_id = orders.batch_id
        and other.node = orders.node and other.state = 'sent')`,
    )
    .execute();
  return rows.map(({ id }) => id);
}

/** When a person had the batch run again last. */
async function readRetriedAt(db: Kysely<Database>, batchId: number): Promise<number> {
  const retry = await db
    .selectFrom('commands')
    .select(({ fn }) => fn.max('commanded_at').as('at'))
    .where('batch_id', '=', batchId)
    .where('kind', '=', 'retry')
    .where('outcome', '=', 'done')
    .executeTakeFirst();
  return Number(retry?.at ?? 0);
}

export type StartAgain =
  /** The orders of files that have not done their work. */
  | { readonly status: 'start'; readonly orders: NewOrders['orders'] }
  /** Nothing is started: the deployment has the state of those runs. */
  | { readonly status: 'followed'; readonly node: BatchNode; readonly orders: NodeOrders };

/** What the earlier runs leave to be done. The runs were read, and the batch's row is locked. */
export async function followEarlierRuns(
  trx: Kysely<Database>,
  { batch, node, orders }: Omit<NewOrders, 'ref'>,
): Promise<StartAgain> {
  const { number, kind } = node;
  const runs = await listEarlierRuns(trx, batch.id, number);
  const retriedAt = runs.length === 0 ? 0 : await readRetriedAt(trx, batch.id);
  const files = orders.map(({ file }) => file);
  const decision = decideRetriedRuns({ kind, files, retriedAt }, runs);
  if (decision.status === 'start')
    return { status: 'start', orders: orders.filter(({ file }) => decision.files.includes(file)) };
  const { attempt } = decision;
  const followed = (await readNodeOrders(trx, batch.id, [{ number, attempt }])).get(number);
  const judged = judgeNode(kind, followed?.views ?? []);
  if (followed === undefined || judged === undefined)
    throw new Error(`attempt ${attempt} of a deployment has no run`);
  return { status: 'followed', node: { ...node, ...judged, attempt }, orders: followed };
}
