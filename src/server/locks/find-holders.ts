/** Finds who has the locks of instances, for a part that waits for them. */
import type { Kysely } from 'kysely';
import type { LockRecord } from '../../domain/locks/lock.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { toRecord } from './lock-rows.ts';

export interface HoldersQuery {
  readonly workspaceId: string;
  readonly repositoryId: string;
  /** `stack/component`; at most 500. */
  readonly paths: readonly string[];
}

/** By path: the grants that keep others out now, in their grace too. */
export async function findHolders(
  db: Kysely<Database>,
  dialect: Dialect,
  { workspaceId, repositoryId, paths }: HoldersQuery,
): Promise<ReadonlyMap<string, LockRecord>> {
  if (paths.length === 0) return new Map();
  const rows = await db
    .selectFrom('locks')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('path', 'in', [...paths])
    .where('free_at', '>', dialect.now)
    .execute();
  const records = rows.map(toRecord).filter((record) => record !== undefined);
  return new Map(records.map((record) => [record.path, record]));
}
