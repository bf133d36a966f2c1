/** Ends merge groups that the queue no longer has and whose end no delivery reported. Deployments of them that have not started never start. */
import { createRounds, runForEach, type WorkKind } from '../work/kind.ts';
import { readBatch } from './batch-table.ts';
import { endGroup, type GroupBatchPorts } from './group-batches.ts';
import type { FindDeployed } from './seams.ts';
import { findLostGroup, type WaitingPorts } from './waiting-facts.ts';

const roundMs = 5 * 60_000;
/** Most groups that are looked for in a round, the oldest. */
const maxPerRound = 50;
/** How old the batch of a group is before its branch is looked for, in milliseconds. */
const ageMs = 5 * 60_000;

export interface LostGroupPorts extends GroupBatchPorts, WaitingPorts {
  readonly findDeployed: FindDeployed;
}

export function createLostGroupRounds(ports: LostGroupPorts): WorkKind {
  const { database, findDeployed, logger } = ports;
  const { db, dialect } = database;

  async function seek(id: number, signal: AbortSignal): Promise<void> {
    const batch = await readBatch(db, id);
    const repository = batch && (await findDeployed(batch.repositoryId));
    if (batch === undefined || repository?.workspaceId !== batch.workspaceId) return;
    const group = await findLostGroup({ batch, repository, signal }, ports);
    if (group === undefined) return;
    logger.info('deployments: a merge group is gone', { batch: id, ref: group.headRef });
    await db.transaction().execute((trx) => endGroup(trx, { repository, group, endedAs: 'unknown' }, ports));
  }

  return createRounds('deployment-groups', roundMs, async (signal) => {
    const rows = await db
      .selectFrom('batches')
      .select('id')
      .where('event', '=', 'merge_group')
      .where('state', 'in', ['resolving', 'held', 'running'])
      .where('stopped', 'is', null)
      .where('created_at', '<=', dialect.after(-ageMs))
      .orderBy('id')
      .limit(maxPerRound)
      .execute();
    await runForEach(rows, ({ id }) => seek(id, signal), {
      signal,
      onFailure: ({ id }, error) =>
        logger.warn('deployments: a merge group was not looked for', { batch: id, error }),
    });
  });
}
