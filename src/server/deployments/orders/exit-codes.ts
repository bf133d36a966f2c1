/** Takes the exit code that a run reports of its component, with its status. */
import type { Kysely } from 'kysely';
import type { Database } from '../../database/schema.ts';
import { deleteEarlyExit, type ExitName, putEarlyExit } from './early-exits.ts';
import { lockOrderBatch, type OrderWriting } from './order-rows.ts';

interface ReportedExit extends ExitName {
  /** GitHub's event that started the run. */
  readonly eventName: string;
  readonly exitCode: number;
}

/** Runs in the transaction that records a status. */
export type RecordExitCode = (trx: Kysely<Database>, exit: ReportedExit) => Promise<void>;

async function findOrder(
  trx: Kysely<Database>,
  { workspaceId, repositoryId, runId, stack, component }: ExitName,
) {
  return trx
    .selectFrom('orders')
    .innerJoin('batch_nodes', (join) =>
      join
        .onRef('batch_nodes.batch_id', '=', 'orders.batch_id')
        .onRef('batch_nodes.number', '=', 'orders.node'),
    )
    .select(['orders.id', 'orders.batch_id', 'orders.node'])
    .where('orders.repository_id', '=', repositoryId)
    .where('orders.run_id', '=', runId)
    .where('orders.workspace_id', '=', workspaceId)
    .where('batch_nodes.stack', '=', stack)
    .where('batch_nodes.component', '=', component)
    .executeTakeFirst();
}

/** A run may report about other components too: only that of its order counts. */
export function createRecordExitCode({ dialect, settleOrders }: OrderWriting): RecordExitCode {
  return async (trx, { exitCode, eventName, ...name }) => {
    // Orders start no other runs.
    if (eventName !== 'workflow_dispatch') return;
    await putEarlyExit(trx, dialect, { ...name, exitCode });
    const order = await findOrder(trx, name);
    if (order === undefined) return;
    await deleteEarlyExit(trx, name);
    await lockOrderBatch(trx, dialect, order.batch_id);
    await trx.updateTable('orders').set({ exit_code: exitCode }).where('id', '=', order.id).execute();
    await settleOrders(trx, { batchId: order.batch_id, node: order.node });
  };
}
