/** A queue of its own, whose time a test can move. */
import { sql } from 'kysely';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { openDatabase } from '../../../src/server/database/open.ts';
import { type ClaimTerms, claim } from '../../../src/server/work/claim.ts';
import { enqueue } from '../../../src/server/work/enqueue.ts';
import type { NewEntry, WorkEntry } from '../../../src/server/work/entry.ts';
import type { WorkKind } from '../../../src/server/work/kind.ts';
import { createTestDatabase, type StoreEngine } from '../../support/stores.ts';

/** Long beside what a test takes: no lease runs out by itself. */
export const leaseMs = 3_600_000;

export async function openQueue(engine: StoreEngine) {
  const database = await createTestDatabase(engine);
  const { db, dialect } = openDatabase(database.config);
  await migrateDatabase(db, dialect);
  return {
    db,
    dialect,
    config: database.config,
    enqueue: (...entries: readonly NewEntry[]) => enqueue(db, dialect, entries),
    claim: (terms: Partial<ClaimTerms> = {}): Promise<readonly WorkEntry[]> =>
      claim(db, dialect, { kind: 'job', leaseMs, limit: 100, ...terms }),
    /** As if that much time had passed, in milliseconds. */
    async move(milliseconds: number): Promise<void> {
      await db
        .updateTable('work_entries')
        .set({
          due_at: sql<number>`due_at - ${sql.lit(milliseconds)}`,
          again_at: sql<number>`again_at - ${sql.lit(milliseconds)}`,
          since: sql<number>`since - ${sql.lit(milliseconds)}`,
        })
        .execute();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await db.destroy();
      await database.dispose();
    },
  };
}

/** One round of recurring work, outside of the queue. */
export async function runRound({ run }: WorkKind, signal?: AbortSignal): Promise<void> {
  await run({
    entry: { id: 0, lease: 0, kind: '', key: '', lane: undefined, payload: null, since: 0, attempts: 1 },
    signal: signal ?? new AbortController().signal,
    hold: async () => {},
    finish: async () => {},
  });
}

export type Queue = Awaited<ReturnType<typeof openQueue>>;
