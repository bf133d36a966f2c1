/** Audit entries of orders: in the transaction of what they tell. */
import type { Kysely } from 'kysely';
import type { JsonValue } from '../../../base/json.ts';
import type { Random } from '../../../base/ports.ts';
import type { AuditEntry } from '../../../domain/audit/entry.ts';
import { appendAuditEntry } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import type { Database } from '../../database/schema.ts';
import type { OrderRow } from './order-rows.ts';

export interface OrderAuditPorts {
  readonly dialect: Dialect;
  readonly random: Pick<Random, 'uuid'>;
}

type OrderEvent =
  | 'workflow.dispatched'
  | 'workflow.completed'
  | 'workflow.failed'
  | 'order.unclear'
  | 'order.duplicate';

const outcomes: Readonly<Record<OrderEvent, AuditEntry['outcome']>> = {
  'workflow.dispatched': 'allowed',
  'workflow.completed': 'allowed',
  'workflow.failed': 'failed',
  'order.unclear': 'failed',
  'order.duplicate': 'failed',
};

/** `row`: as it is after what is told. */
export async function auditOrder(
  trx: Kysely<Database>,
  told: {
    readonly event: OrderEvent;
    readonly row: OrderRow;
    readonly details?: Readonly<Record<string, JsonValue>> | undefined;
  },
  { dialect, random }: OrderAuditPorts,
): Promise<void> {
  const { event, row, details } = told;
  const node = await trx
    .selectFrom('batch_nodes')
    .select(['stack', 'component'])
    .where('batch_id', '=', row.batch_id)
    .where('number', '=', row.node)
    .executeTakeFirst();
  await appendAuditEntry(trx, dialect, {
    event,
    outcome: outcomes[event],
    workspaceId: row.workspace_id,
    repositoryId: row.repository_id,
    runId: row.run_id ?? undefined,
    traceId: random.uuid().replaceAll('-', ''),
    details: {
      workflow: row.workflow,
      ref: row.ref,
      order: row.correlation,
      batch: row.batch_id,
      stack: node?.stack ?? null,
      component: node?.component ?? null,
      ...details,
    },
  });
}
