/** Checks that the database accepts writes: a full disk or a read-only database still answers every read. */
import type { Kysely } from 'kysely';
import type { Dialect } from './dialect.ts';
import type { Database } from './schema.ts';

/** How long the outcome of a write holds, in milliseconds: orchestrators ask every few seconds, and each write goes to the disk. */
const writeEveryMs = 5_000;
/** The same for a failure: readiness returns soon after the disk has room. */
const retryFailedAfterMs = 1_000;

interface ProbedDatabase {
  readonly db: Kysely<Database>;
  readonly dialect: Dialect;
}

/** The one row of the table. */
const rowId = 1;

async function write({ db, dialect }: ProbedDatabase): Promise<void> {
  await db
    .insertInto('readiness')
    .values({ id: rowId, written_at: dialect.now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ written_at: dialect.now }))
    .execute();
}

/** Resolves if the last write succeeded, and rejects with its error. Calls within the time share one write. */
export function createWriteProbe(
  database: ProbedDatabase,
  now: () => number = () => performance.now(),
): () => Promise<void> {
  let last: Promise<void> | undefined;
  let validUntil = Number.NEGATIVE_INFINITY;
  return () => {
    if (last !== undefined && now() < validUntil) return last;
    // Until it ends: calls meanwhile wait for the same write.
    validUntil = Number.POSITIVE_INFINITY;
    const writing = write(database);
    last = writing;
    writing.then(
      () => {
        validUntil = now() + writeEveryMs;
      },
      () => {
        validUntil = now() + retryFailedAfterMs;
      },
    );
    return writing;
  };
}
