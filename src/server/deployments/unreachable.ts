/** Notes on batches that GitHub does not answer what they need to continue, for people who wait for them. */
import type { Kysely } from 'kysely';
import { GitHubFailure } from '../../github/failure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { Batch } from './batch-table.ts';
import type { BatchReports, DeployedRepository } from './seams.ts';

/** How long GitHub may be silent before people are told, in milliseconds. */
const shownAfterMs = 30_000;

export interface UnreachablePorts {
  readonly database: OpenedDatabase;
  readonly reports: Pick<BatchReports, 'markReports'>;
}

type Place = Pick<DeployedRepository, 'workspaceId' | 'repositoryId'>;

export function isUnreachable(error: unknown): boolean {
  return error instanceof GitHubFailure && error.kind === 'unreachable';
}

async function mark(
  trx: Kysely<Database>,
  batchId: number,
  {
    place: { workspaceId, repositoryId },
    ports,
  }: { readonly place: Place; readonly ports: UnreachablePorts },
): Promise<void> {
  await ports.reports.markReports(trx, { workspaceId, repositoryId, batchId, isDue: false });
}

/** GitHub did not answer, again or for the first time. */
export async function noteUnreachable(
  batchIds: readonly number[],
  place: Place,
  ports: UnreachablePorts,
): Promise<void> {
  const { db, dialect } = ports.database;
  for (const id of batchIds) {
    await db.transaction().execute(async (trx) => {
      await trx
        .updateTable('batches')
        .set({ unreachable_since: dialect.now })
        .where('id', '=', id)
        .where('unreachable_since', 'is', null)
        .execute();
      const isLong = await trx
        .selectFrom('batches')
        .select('id')
        .where('id', '=', id)
        .where('unreachable_since', '<=', dialect.after(-shownAfterMs))
        .executeTakeFirst();
      if (isLong !== undefined) await mark(trx, id, { place, ports });
    });
  }
}

/** GitHub has answered. */
export async function noteReached(batch: Batch, ports: UnreachablePorts): Promise<void> {
  if (batch.unreachableSince === undefined) return;
  await ports.database.db.transaction().execute(async (trx) => {
    await trx.updateTable('batches').set({ unreachable_since: null }).where('id', '=', batch.id).execute();
    await mark(trx, batch.id, { place: batch, ports });
  });
}

/** Batches that cannot continue while GitHub does not answer. */
interface Stranded {
  readonly place: Place;
  list(db: Kysely<Database>): Promise<readonly number[]>;
}

/** Runs `work`, and notes on batches that GitHub did not answer it. */
export async function noteSilence<T>(
  work: () => Promise<T>,
  { place, list }: Stranded,
  ports: UnreachablePorts,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUnreachable(error)) await noteUnreachable(await list(ports.database.db), place, ports);
    throw error;
  }
}

/** Batches of the repository that have something to start. */
export function listStartable(place: Place): Stranded {
  return { place, list: (db) => readStartable(db, place) };
}

/** Batches that wait for an upload for the commit. */
export function listExpecting(place: Place & { readonly headSha: string }): Stranded {
  return { place, list: (db) => readExpecting(db, place) };
}

async function readStartable(
  db: Kysely<Database>,
  { workspaceId, repositoryId }: Place,
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('batches')
    .innerJoin('batch_nodes as node', 'node.batch_id', 'batches.id')
    .select('batches.id')
    .distinct()
    .where('batches.repository_id', '=', repositoryId)
    .where('batches.workspace_id', '=', workspaceId)
    .where('batches.state', '=', 'running')
    .where('node.state', 'in', ['ready', 'locked'])
    .orderBy('batches.id')
    .execute();
  return rows.map(({ id }) => id);
}

async function readExpecting(
  db: Kysely<Database>,
  { workspaceId, repositoryId, headSha }: Place & { readonly headSha: string },
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('batches')
    .select('id')
    .where('repository_id', '=', repositoryId)
    .where('workspace_id', '=', workspaceId)
    .where('head_sha', '=', headSha)
    .where('state', '=', 'expected')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
