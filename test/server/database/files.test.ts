/** The embedded database as a file, and databases that cannot be had. */

import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openSqlite } from '../../../src/server/database/open-sqlite.ts';
import { startPostgres } from '../../support/postgres.ts';
import { openStore } from '../../support/store.ts';
import { describePostgres } from '../../support/stores.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atmos-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('all files of the database are readable by their owner alone, an existing one too', async () => {
  const path = join(folder, 'new', 'atmos-pro.db');
  const store = await openStore({ kind: 'sqlite', path });
  await store.audit.append({ event: 'token.mint', outcome: 'allowed', traceId: 't', details: {} });
  const names = readdirSync(join(folder, 'new'));
  expect(names).toContain('atmos-pro.db-wal');
  for (const name of names) expect(statSync(join(folder, 'new', name)).mode & 0o077).toBe(0);
  await store.close();
});

test('waits for the write of another connection of the same process, which can continue meanwhile', async () => {
  const path = join(folder, 'two.db');
  const [one, other] = [openSqlite(path), openSqlite(path)];
  const order: string[] = [];
  const begun = Promise.withResolvers<void>();
  const writing = one.transaction().execute(async (trx) => {
    await sql`create table notes (text text)`.execute(trx);
    begun.resolve();
    await setTimeout(50);
    order.push('first');
  });
  await begun.promise;
  await other.transaction().execute(async (trx) => {
    await sql`insert into notes values ('x')`.execute(trx);
    order.push('second');
  });
  await writing;
  expect(order).toEqual(['first', 'second']);
  await Promise.all([one.destroy(), other.destroy()]);
});

test('a file that is not a database is an error that names it', async () => {
  const path = join(folder, 'notes.txt');
  writeFileSync(path, 'this is not a database, only some notes that were left here. '.repeat(50));
  await expect(openStore({ kind: 'sqlite', path })).rejects.toMatchObject({
    code: 'REMOTE_STORE',
    message: expect.stringContaining(path),
  });
});

test('a folder that cannot be made is an error that names the file', async () => {
  const path = join(folder, 'notes.txt', 'atmos-pro.db');
  writeFileSync(join(folder, 'notes.txt'), '');
  await expect(openStore({ kind: 'sqlite', path })).rejects.toMatchObject({ code: 'REMOTE_STORE' });
});

test('an unreachable PostgreSQL is an outage, and its password is in no message', async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const url = `postgres://atmos:hunter2-secret@127.0.0.1:${port}/atmos`;
  const error: unknown = await openStore({ kind: 'postgres', url }).catch((reason: unknown) => reason);
  server.close();
  expect(error).toMatchObject({ code: 'REMOTE_STORE' });
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2-secret');
});

describePostgres('a PostgreSQL that restarts', () => {
  test('is an outage while it is gone, and serves again without a new store', async () => {
    const database = await startPostgres();
    const broken: string[] = [];
    const store = await openStore(
      { kind: 'postgres', url: database.url },
      { onIdleError: (error) => broken.push(error.message) },
    );
    await store.ready();
    await database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    // The pool may notice before or with the next use; after that it must work.
    await store.ready().catch((error: unknown) => expect(error).toMatchObject({ code: 'REMOTE_STORE' }));
    await store.ready();
    await store.close();
    await database.stop();
  });
});
