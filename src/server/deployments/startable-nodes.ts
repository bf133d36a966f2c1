/** Lists the deployments of a batch that may start now: of a batch that has a limit, no more than are free. */
import type { Kysely } from 'kysely';
import { countIn } from '../../domain/dispatch/conclude.ts';
import type { Database } from '../database/schema.ts';
import type { Batch } from './batch-table.ts';
import { type BatchNode, listNodes } from './node-table.ts';

/** How many deployments may still be started; `undefined`: any number. */
export function countFree({
  maxRunning,
  standing,
}: Pick<Batch, 'maxRunning' | 'standing'>): number | undefined {
  if (maxRunning === undefined) return undefined;
  return Math.max(0, maxRunning - countIn(standing.counts, ['dispatching', 'running', 'approval']));
}

/** By number. */
export async function listStartableNodes(db: Kysely<Database>, batch: Batch): Promise<readonly BatchNode[]> {
  const free = countFree(batch);
  if (free === undefined) return listNodes(db, batch.id, { states: ['ready', 'locked'] });
  if (free === 0) return [];
  const locked = await listNodes(db, batch.id, { states: ['locked'] });
  return [...locked, ...(await listNodes(db, batch.id, { states: ['ready'], limit: free }))];
}
