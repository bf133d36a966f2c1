/** Counts the instances of each status, up to a bound. */
import type { Kysely } from 'kysely';
import type { Database } from '../../database/schema.ts';
import { type InstancePageFilter, selectInstances } from './instance-pages.ts';

export interface StatusCount {
  readonly status: string;
  readonly count: number;
  /** Whether there are more. */
  readonly isMore: boolean;
}

/** Most instances of one status that are counted. */
const maxCounted = 1_000;

/** Of a workspace or of one of its repositories, in the order of `statuses`. */
export async function countByStatus(
  db: Kysely<Database>,
  { workspaceId, repositoryId }: Pick<InstancePageFilter, 'workspaceId' | 'repositoryId'>,
  statuses: readonly string[],
): Promise<readonly StatusCount[]> {
  const counts: StatusCount[] = [];
  for (const status of statuses) {
    const some = selectInstances(db, { workspaceId, repositoryId, status })
      .select('repository_id')
      .limit(maxCounted + 1);
    const row = await db
      .selectFrom(some.as('some'))
      .select((select) => select.fn.countAll<number | string>().as('count'))
      .executeTakeFirstOrThrow();
    const count = Number(row.count);
    counts.push({ status, count: Math.min(count, maxCounted), isMore: count > maxCounted });
  }
  return counts;
}
