/** Lists the instances that a deployment changes, or will soon. */
import type { Kysely } from 'kysely';
import type { InstanceName } from '../../domain/stacks/items.ts';
import type { Database } from '../database/schema.ts';

function selectChanges(db: Kysely<Database>, repositoryId: string, instance: InstanceName | undefined) {
  let query = db
    .selectFrom('batches')
    .innerJoin('batch_nodes as node', 'node.batch_id', 'batches.id')
    .select(['node.stack', 'node.component'])
    .where('batches.repository_id', '=', repositoryId)
    .where('node.kind', '=', 'change');
  if (instance !== undefined)
    query = query.where('node.stack', '=', instance.stack).where('node.component', '=', instance.component);
  return query;
}

/** `instance`: only that one. A batch that is held may wait for days, so it does not count. */
export async function listChanging(
  db: Kysely<Database>,
  repositoryId: string,
  instance?: InstanceName,
): Promise<readonly InstanceName[]> {
  const unstarted = await selectChanges(db, repositoryId, instance)
    .where('batches.state', '=', 'running')
    .where('node.state', 'in', ['waiting', 'ready', 'locked'])
    .execute();
  // Also those of batches that were stopped: their runs continue.
  const started = await selectChanges(db, repositoryId, instance)
    .where('node.state', 'in', ['dispatching', 'running', 'approval'])
    .execute();
  return [...unstarted, ...started].map(({ stack, component }) => ({ stack, component }));
}
