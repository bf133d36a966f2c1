/** Causes a check of the deployments that wait for a lock, in the transaction that frees it. */
import type { Kysely } from 'kysely';
import type { ServerConfig } from '../config/config.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { enqueue } from '../work/enqueue.ts';
import type { WorkKind } from '../work/kind.ts';
import { dispatchKind } from './advance.ts';

/**
 * An entry of its own, by repository: a transaction that frees a key has its row locked, and the dispatcher locks its own entry before the row, so the two
 * would wait for each other.
 */
const freedKind = 'deployment-lock-freed';

interface FreedPorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly database: OpenedDatabase;
}

/** In the transaction that frees a key. Returns whether deployments may wait for it. */
export function createFreedHook({ config, database: { dialect } }: FreedPorts) {
  const deployed = new Set(
    config.workspaces.flatMap(({ id, repositories }) =>
      repositories.some(({ deployments }) => deployments !== undefined) ? [id] : [],
    ),
  );
  return async (
    trx: Kysely<Database>,
    { workspaceId, repositoryId }: { readonly workspaceId: string; readonly repositoryId: string },
  ): Promise<boolean> => {
    if (!deployed.has(workspaceId)) return false;
    const running = await trx
      .selectFrom('batches')
      .select('id')
      .where('repository_id', '=', repositoryId)
      .where('state', '=', 'running')
      .limit(1)
      .executeTakeFirst();
    if (running === undefined) return false;
    await enqueue(trx, dialect, [{ kind: freedKind, key: repositoryId }]);
    return true;
  };
}

export function createFreedWork({ database: { db, dialect } }: Pick<FreedPorts, 'database'>): WorkKind {
  return {
    kind: freedKind,
    concurrency: 4,
    leaseMs: 10_000,
    maxRunMs: 30_000,
    retry: { baseDelayMs: 200, maxDelayMs: 5_000 },
    run: ({ entry }) => enqueue(db, dialect, [{ kind: dispatchKind, key: entry.key }]),
  };
}
