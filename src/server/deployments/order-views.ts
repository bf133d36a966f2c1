/** Reads what the state of a deployment needs of its orders, and stops the orders of a batch. */
import type { Kysely, Selectable } from 'kysely';
import type { OrderView } from '../../domain/dispatch/order-states.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { enqueue } from '../work/enqueue.ts';
import { deploymentWork } from './seams.ts';

export interface NodeOrders {
  readonly views: readonly OrderView[];
  /** GitHub's words about the first that it refused. */
  readonly problem: string | undefined;
  /** File name of the first. */
  readonly workflow: string;
  /** Those that are known. */
  readonly runs: readonly { readonly runId: string; readonly attempt: number; readonly url: string }[];
}

function runOf({
  run_id: runId,
  run_url: url,
  run_attempt: attempt,
}: Pick<Selectable<Database['orders']>, 'run_id' | 'run_url' | 'run_attempt'>): NodeOrders['runs'] {
  return runId === null ? [] : [{ runId, url: url ?? '', attempt: attempt ?? 1 }];
}

/** By deployment: the orders of its newest attempt. */
export async function readNodeOrders(
  db: Kysely<Database>,
  batchId: number,
  nodes: readonly { readonly number: number; readonly attempt: number }[],
): Promise<ReadonlyMap<number, NodeOrders>> {
  const found = new Map<number, NodeOrders>();
  if (nodes.length === 0) return found;
  const attempts = new Map(nodes.map(({ number, attempt }) => [number, attempt]));
  const numbers = [...attempts.keys()];
  const rows = await db
    .selectFrom('orders')
    .select(['node', 'attempt', 'state', 'refusal', 'problem', 'run_status', 'run_end', 'exit_code'])
    .select(['workflow', 'run_id', 'run_url', 'run_attempt'])
    .where('batch_id', '=', batchId)
    .where('node', '>=', Math.min(...numbers))
    .where('node', '<=', Math.max(...numbers))
    .orderBy('id')
    .execute();
  for (const row of rows) {
    if (attempts.get(row.node) !== row.attempt) continue;
    const known = found.get(row.node);
    const view: OrderView = {
      state: row.state,
      refusal: row.refusal ?? undefined,
      run: row.run_status === null ? undefined : { status: row.run_status, end: row.run_end ?? undefined },
      exitCode: row.exit_code ?? undefined,
    };
    const problem = row.state === 'refused' ? (row.problem ?? undefined) : undefined;
    found.set(row.node, {
      views: [...(known?.views ?? []), view],
      problem: known?.problem ?? problem,
      workflow: known?.workflow ?? row.workflow,
      runs: [...(known?.runs ?? []), ...runOf(row)],
    });
  }
  return found;
}

/** Orders that were not begun are withdrawn, and runs that wait for approval are to be cancelled: approving them would run old code. */
export async function stopOrders(trx: Kysely<Database>, dialect: Dialect, batchId: number): Promise<void> {
  await trx
    .updateTable('orders')
    .set({ state: 'withdrawn', ended_at: dialect.now })
    .where('batch_id', '=', batchId)
    .where('state', '=', 'planned')
    .execute();
  const waiting = await trx
    .selectFrom('orders')
    .select('id')
    .where('batch_id', '=', batchId)
    .where('state', '=', 'sent')
    .where('run_status', '=', 'waiting')
    .where('run_end', 'is', null)
    .execute();
  await enqueue(
    trx,
    dialect,
    waiting.map(({ id }) => ({ kind: deploymentWork.cancel, key: String(id) })),
  );
}
