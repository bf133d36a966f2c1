/** A database that still reads and no longer writes: a full disk, a file system that became read-only, a standby. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openMigratedDatabase } from '../../../src/server/database/open.ts';
import { createWriteProbe } from '../../../src/server/database/write-probe.ts';
import { startScene, workspaces } from '../../server/scene.ts';
import { exchange, idTokenOf, startTestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { createTestDatabase, describeEachStore } from '../../support/stores.ts';

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startScene();
});
afterAll(async () => {
  await simulator?.stop();
});

async function readiness(server: { readonly url: string }): Promise<number> {
  const response = await fetch(`${server.url}/readyz`);
  await response.text();
  return response.status;
}

describeEachStore('a database without writes', (store) => {
  test('full disk: the server is not ready while no write succeeds, and is again when one does', async () => {
    await using server = await startTestServer({ simulator, config: { workspaces }, store, replicas: 1 });
    const { db, dialect } = server.database;
    const refuse =
      dialect.name === 'sqlite'
        ? sql`pragma query_only = on`
        : sql`alter table readiness add constraint full_disk check (written_at < 0) not valid`;
    const allow =
      dialect.name === 'sqlite'
        ? sql`pragma query_only = off`
        : sql`alter table readiness drop constraint full_disk`;
    await refuse.execute(db);
    expect(await readiness(server)).toBeGreaterThanOrEqual(500);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    if (dialect.name === 'sqlite') {
      expect(await readiness(server)).toBe(503);
      expect((await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme')).status).toBe(503);
    }
    await allow.execute(db);
    while ((await readiness(server)) !== 200);
    expect((await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme')).status).toBe(200);
  });

  test('readiness writes at most every five seconds, and every second while that fails', async () => {
    const database = await createTestDatabase(store);
    const opened = await openMigratedDatabase(database.config);
    let now = 0;
    const check = createWriteProbe(opened, () => now);
    const written = async () =>
      (await opened.db.selectFrom('readiness').select('written_at').executeTakeFirst())?.written_at;
    const forget = () => opened.db.deleteFrom('readiness').execute();
    await Promise.all([check(), check(), check()]);
    expect(await written()).toBeDefined();
    await forget();
    now += 4_999;
    await check();
    expect(await written()).toBeUndefined();
    now += 1;
    await check();
    expect(await written()).toBeDefined();
    await sql`alter table readiness rename to elsewhere`.execute(opened.db);
    now += 5_000;
    await expect(check()).rejects.toThrow();
    await sql`alter table elsewhere rename to readiness`.execute(opened.db);
    now += 999;
    await expect(check()).rejects.toThrow();
    now += 1;
    await check();
    await opened.db.destroy();
    await database.dispose();
  });
});
