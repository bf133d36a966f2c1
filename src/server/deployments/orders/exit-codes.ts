/** Takes the exit code that a run reports of its component, with its status. */
import type { Kysely } from 'kysely';
import type { Database } from '../../database/schema.ts';
import { lockOrderBatch, type OrderWriting } from './order-rows.ts';

interface ReportedExit {
  readonly workspaceId: string;
  readonly repositoryId: string;
  /** Of the session that reports. */
  readonly runId: string;
  readonly stack: string;
  readonly component: string;
  readonly exitCode: number;
}

/** Runs in the transaction that records a status. */
export type RecordExitCode = (trx: Kysely<Database>, exit: ReportedExit) => Promise<void>;

/** A run may report about other components too: only that of its order counts. */
export function createRecordExitCode({ dialect, settleOrders }: OrderWriting): RecordExitCode {
  return async (trx, { workspaceId, repositoryId, runId, stack, component, exitCode }) => {
    const order = await trx
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
    if (order === undefined) return;
    await lockOrderBatch(trx, dialect, order.batch_id);
    await trx.updateTable('orders').set({ exit_code: exitCode }).where('id', '=', order.id).execute();
    await settleOrders(trx, { batchId: order.batch_id, node: order.node });
  };
}
