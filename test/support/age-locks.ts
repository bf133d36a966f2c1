/** Time for locks on record: they are made older, so that tests need not wait. */
import type { DatabaseConfig } from '../../src/server/config/config.ts';
import { openDatabase } from '../../src/server/database/open.ts';

/** As if so many seconds more had passed since the locks on `path`, or all of them, were granted. */
export async function ageLocks(database: DatabaseConfig, seconds: number, path?: string): Promise<void> {
  const { db } = openDatabase(database);
  const ms = seconds * 1_000;
  try {
    await db
      .updateTable('locks')
      .set(({ eb }) => ({
        created_at: eb('created_at', '-', ms),
        updated_at: eb('updated_at', '-', ms),
        expires_at: eb('expires_at', '-', ms),
        free_at: eb('free_at', '-', ms),
      }))
      .$if(path !== undefined, (query) => query.where('path', '=', path ?? ''))
      .execute();
  } finally {
    await db.destroy();
  }
}
