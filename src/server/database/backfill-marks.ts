/** How far lists of GitHub were read. One reader at a time owns the mark of a list: it works on the entry of the queue for it. */
import type { Kysely } from 'kysely';
import type { Dialect } from './dialect.ts';
import type { Database } from './schema.ts';

/** Times by GitHub's clock, in milliseconds. */
export interface BackfillMark {
  /** Everything up to this time is known; `undefined`: nothing yet. */
  readonly readThrough: number | undefined;
  /** A reading that is not complete. */
  readonly reading: { readonly cursor: string; readonly through: number | undefined } | undefined;
}

export async function readMark(db: Kysely<Database>, list: string): Promise<BackfillMark> {
  const row = await db.selectFrom('backfill_marks').selectAll().where('list', '=', list).executeTakeFirst();
  const cursor = row?.cursor ?? undefined;
  const through = row?.reading_through ?? undefined;
  return {
    readThrough: row?.read_through ?? undefined,
    reading: cursor === undefined ? undefined : { cursor, through },
  };
}

/** A mark without such a reading is that of a complete one. */
export async function storeMark(
  db: Kysely<Database>,
  dialect: Dialect,
  { list, readThrough, reading }: BackfillMark & { readonly list: string },
): Promise<void> {
  const row = {
    read_through: readThrough ?? null,
    cursor: reading?.cursor ?? null,
    reading_through: reading?.through ?? null,
    ...(reading === undefined ? { finished_at: dialect.now } : {}),
  };
  await db
    .insertInto('backfill_marks')
    .values({ list, finished_at: null, ...row })
    .onConflict((conflict) => conflict.column('list').doUpdateSet(row))
    .execute();
}

/** Time since a reading of the list was completed, in milliseconds; `undefined`: none was. */
export async function measureMark(
  db: Kysely<Database>,
  dialect: Dialect,
  list: string,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('backfill_marks')
    .select(['finished_at', dialect.now.as('now')])
    .where('list', '=', list)
    .executeTakeFirst();
  const finishedAt = row?.finished_at ?? undefined;
  return row === undefined || finishedAt === undefined ? undefined : Math.max(0, row.now - finishedAt);
}
