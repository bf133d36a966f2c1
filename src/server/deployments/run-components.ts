/** Finds what a run was started for. */
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';

export interface RunQuery {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly stack: string;
  readonly runId: string;
}

/** The components of the stack that the server has dispatched the run for: at most one. */
export async function findRunComponents(
  db: Kysely<Database>,
  { workspaceId, repositoryId, stack, runId }: RunQuery,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('orders')
    .innerJoin('batch_nodes as node', (join) =>
      join.onRef('node.batch_id', '=', 'orders.batch_id').onRef('node.number', '=', 'orders.node'),
    )
    .select('node.component')
    .where('orders.repository_id', '=', repositoryId)
    .where('orders.run_id', '=', runId)
    .where('orders.workspace_id', '=', workspaceId)
    .where('node.stack', '=', stack)
    .execute();
  return new Set(rows.map(({ component }) => component));
}
