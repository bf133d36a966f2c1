/** The database itself refuses to change the audit, for any role. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import type { Database } from '../../../src/server/database/schema.ts';
import { createStore } from '../../support/store.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';

async function run(db: Kysely<Database>, statement: string): Promise<string> {
  try {
    await sql.raw(statement).execute(db);
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describeEachStore('the audit table', (engine) => {
  let database: TestDatabase;
  let opened: OpenedDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(engine);
    opened = openDatabase(database.config);
    await migrateDatabase(opened.db, opened.dialect);
    await createStore(opened).audit.append({
      event: 'token.mint',
      outcome: 'allowed',
      traceId: 't',
      details: {},
    });
  });
  afterAll(async () => {
    await opened?.db.destroy();
    await database?.dispose();
  });

  const statements = [
    "update audit_entries set outcome = 'denied'",
    'delete from audit_entries',
    ...(engine === 'postgres'
      ? ['truncate audit_entries']
      : [
          "insert or replace into audit_entries (id, at, event, outcome, trace_id, details) values (1, 0, 'f', 'denied', 't', '{}')",
        ]),
  ];
  test.each(statements)('refuses: %s', async (statement) => {
    expect(await run(opened.db, statement)).toContain('append-only');
    const [entry, ...rest] = await createStore(opened).audit.list();
    expect(rest).toEqual([]);
    expect(entry).toMatchObject({ event: 'token.mint', outcome: 'allowed' });
  });
});
