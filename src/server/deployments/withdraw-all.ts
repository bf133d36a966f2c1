/** Withdraws the batches of a repository that deploys no more. */

import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Logger } from '../../base/ports.ts';
import type { QuietReason } from '../../domain/dispatch/quiet-reason.ts';
import type { Dialect } from '../database/dialect.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { createRounds, runForEach, type WorkKind } from '../work/kind.ts';
import type { Advance } from './advance.ts';
import { readLockedBatch } from './batch-table.ts';
import type { FindDeployed } from './seams.ts';

/** How often the configuration is compared with the batches, in milliseconds. */
const roundMs = 60_000;

const isOpenBatch = sql<SqlBool>`state in ('expected', 'resolving', 'held', 'running')`;

export interface WithdrawPorts {
  readonly dialect: Dialect;
  readonly advance: Pick<Advance, 'apply'>;
}

interface Withdrawal {
  readonly repositoryId: string;
  /** Absent: of all workspaces. */
  readonly workspaceId?: string | undefined;
  readonly reason?: QuietReason | undefined;
}

export async function withdrawAll(
  trx: Kysely<Database>,
  { repositoryId, workspaceId, reason }: Withdrawal,
  { dialect, advance }: WithdrawPorts,
): Promise<void> {
  let open = trx
    .selectFrom('batches')
    .select('id')
    .where('repository_id', '=', repositoryId)
    .where(isOpenBatch);
  if (workspaceId !== undefined) open = open.where('workspace_id', '=', workspaceId);
  for (const { id } of await open.orderBy('id').execute()) {
    const batch = await readLockedBatch(trx, dialect, id);
    if (batch !== undefined) await advance.apply(trx, batch, { type: 'withdrawn', reason });
  }
}

/** Its schedule is gone. */
export async function withdrawBatch(
  trx: Kysely<Database>,
  id: number,
  { dialect, advance }: WithdrawPorts,
): Promise<void> {
  const batch = await readLockedBatch(trx, dialect, id);
  if (batch !== undefined) await advance.apply(trx, batch, { type: 'withdrawn', reason: 'not_enabled' });
}

export interface ConfigurationPorts extends WithdrawPorts {
  readonly database: OpenedDatabase;
  readonly findDeployed: FindDeployed;
  readonly logger: Pick<Logger, 'warn'>;
}

export interface OpenPlace {
  readonly repositoryId: string;
  readonly workspaceId: string;
}

/** Repositories that have something to withdraw; `quietMs`: in which nothing has happened for that long. */
export async function listOpenPlaces(
  { db, dialect }: OpenedDatabase,
  quietMs = 0,
): Promise<readonly OpenPlace[]> {
  return db
    .selectFrom('batches')
    .select(['repository_id as repositoryId', 'workspace_id as workspaceId'])
    .distinct()
    .where(isOpenBatch)
    .where('stopped', 'is', null)
    .where('updated_at', '<=', dialect.after(-quietMs))
    .execute();
}

/** A repository whose configuration lost its deployments, or got them in another workspace, ends its batches. */
export function createConfigurationRounds(ports: ConfigurationPorts): WorkKind {
  const { database, findDeployed, logger } = ports;

  async function compare({ repositoryId, workspaceId }: OpenPlace): Promise<void> {
    const repository = await findDeployed(repositoryId);
    if (repository?.workspaceId === workspaceId) return;
    const left = { repositoryId, workspaceId, reason: 'not_enabled' } as const;
    await database.db.transaction().execute((trx) => withdrawAll(trx, left, ports));
  }

  return createRounds('deployment-configuration', roundMs, async (signal) =>
    runForEach(await listOpenPlaces(database), compare, {
      signal,
      onFailure: ({ repositoryId: repository }, error) =>
        logger.warn('deployments: batches were not compared with the configuration', { repository, error }),
    }),
  );
}
