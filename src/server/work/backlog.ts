/** The backlog of each kind, for metrics. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { Claimable } from './claim.ts';

export interface Backlog {
  readonly kind: string;
  /** Number of waiting and claimed entries, including recurring ones. */
  readonly waiting: number;
  /** Number of entries that were given up. */
  readonly failed: number;
  /** Age of the oldest waiting or claimed entry, in milliseconds; 0 if there is none. */
  readonly oldestMs: number;
  /** Time since the first due entry became due, in milliseconds; 0 if none is due. */
  readonly overdueMs: number;
}

/** Kinds without entries are absent. */
export async function measureWork(
  db: Kysely<Database>,
  dialect: Dialect,
  kinds: readonly Claimable[],
): Promise<readonly Backlog[]> {
  if (kinds.length === 0) return [];
  const rows = await db
    .selectFrom('work_entries')
    .select(({ fn }) => [
      'kind',
      'state',
      fn.countAll<number | string>().as('count'),
      fn.min<number | string>('since').as('oldest'),
      fn.min<number | string>('due_at').as('due'),
      dialect.now.as('now'),
    ])
    .where((where) =>
      where.or(
        kinds.map(({ kind, keys }) =>
          keys === undefined
            ? where('kind', '=', kind)
            : where.and([where('kind', '=', kind), where('key', 'in', keys)]),
        ),
      ),
    )
    .groupBy(['kind', 'state'])
    .execute();
  return [...new Set(rows.map(({ kind }) => kind))].map((kind) => {
    const waiting = rows.find((row) => row.kind === kind && row.state === 'waiting');
    const failed = rows.find((row) => row.kind === kind && row.state === 'failed');
    const ageOf = (time: number | string | undefined) =>
      waiting === undefined || time === undefined ? 0 : Math.max(0, waiting.now - Number(time));
    return {
      kind,
      waiting: Number(waiting?.count ?? 0),
      failed: Number(failed?.count ?? 0),
      oldestMs: ageOf(waiting?.oldest),
      overdueMs: ageOf(waiting?.due),
    };
  });
}
