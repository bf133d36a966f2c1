/** The database of the canary's flow, and its bytes as they lie there. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../support/postgres.ts';
import type { StoreEngine } from '../support/stores.ts';

export const databasePassword = 'canary-password-of-the-database';

export async function startDatabase(engine: StoreEngine, directory: string) {
  if (engine === 'sqlite') {
    return {
      environment: {},
      async read() {
        const files = (await readdir(directory)).filter((name) => name.startsWith('canary.db'));
        const bytes = await Promise.all(files.map((name) => readFile(join(directory, name), 'latin1')));
        return bytes.join('\n');
      },
      stop: async () => undefined,
    };
  }
  const database = await startPostgres();
  // The test cluster trusts its socket; the password is there to be looked for.
  const url = database.url.replace('postgres:///', `postgres://postgres:${databasePassword}@/`);
  return {
    environment: { DATABASE_URL: url },
    async read() {
      const client = new Client({ connectionString: database.url });
      await client.connect();
      const tables = await client.query(
        "select relname from pg_stat_user_tables where schemaname = 'public'",
      );
      const rows = [];
      for (const { relname } of tables.rows)
        rows.push(...(await client.query(`select t::text as row from "${relname}" t`)).rows);
      await client.end();
      return rows.map(({ row }) => String(row)).join('\n');
    },
    stop: () => database.stop(),
  };
}
