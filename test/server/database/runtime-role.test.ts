/** A server that runs as a PostgreSQL role of its own: it serves everything, and can change nothing in the audit. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { sealAudit } from '../../../src/server/audit/seal-audit.ts';
import { openMigratedDatabase } from '../../../src/server/database/open.ts';
import { claim } from '../../../src/server/work/claim.ts';
import { enqueue } from '../../../src/server/work/enqueue.ts';
import { retryFailed } from '../../../src/server/work/failed.ts';
import { finish, giveUp, renew } from '../../../src/server/work/lease.ts';
import { type CliScene, makeCliScene } from '../../cli/run-cli.ts';
import { blocksOf } from '../../support/page-blocks.ts';
import { type PostgresDatabase, startPostgres } from '../../support/postgres.ts';
import { exchange, idTokenOf, startTestServer } from '../../support/server.ts';
import { openStore } from '../../support/store.ts';
import { describePostgres } from '../../support/stores.ts';
import { lockOf, startLockScene } from '../locks/scene.ts';

const config = `public_url: http://127.0.0.1:8080
audit: { retention_days: 30 }
workspaces:
  - id: ws_1
    repositories: []
`;
const dayMs = 24 * 60 * 60_000;

describePostgres('a database role that only serves', () => {
  let database: PostgresDatabase;
  let cli: CliScene;
  const id = randomUUID().slice(0, 8);
  const [owner, runtime, member] = [`owner_${id}`, `server_${id}`, `member_${id}`];
  const urlFor = (role: string) => database.url.replace('user=postgres', `user=${role}`);
  const atmosPro = (role: string, ...args: string[]) => cli.run(args, { DATABASE_URL: urlFor(role) });

  async function attempt(role: string, statement: string): Promise<string> {
    const client = new Client({ connectionString: urlFor(role) });
    await client.connect();
    try {
      await client.query(statement);
      return 'done';
    } catch (error) {
      return String(error);
    } finally {
      await client.end();
    }
  }

  /** The rows that a statement returns to the owner. */
  async function rowsOf(statement: string): Promise<readonly Record<string, unknown>[]> {
    const client = new Client({ connectionString: urlFor(owner) });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  const idsOfFirstEntries = async () =>
    (await rowsOf('select id from audit_entries where id <= 3 order by id')).map(({ id: entry }) => entry);

  beforeAll(async () => {
    database = await startPostgres();
    cli = makeCliScene({ 'atmos-pro.yaml': config });
    await database.query(`create role ${owner} login; create role ${runtime} login;
      create role ${member} login in role ${owner}; grant usage, create on schema public to ${owner}`);
    const early = await atmosPro(runtime, 'migrate');
    expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('REMOTE_STORE') });
    const migrated = await atmosPro(owner, 'migrate', '--runtime-role', runtime);
    expect(migrated).toMatchObject({ code: 0, stdout: expect.stringContaining(runtime) });
    const store = await openStore({ kind: 'postgres', url: urlFor(owner) });
    const seals = {
      ...store.seals,
      latest: async () => {
        const { now, seal } = await store.seals.latest();
        return { now: now - 40 * dayMs, seal };
      },
    };
    for (let index = 0; index < 3; index += 1) {
      await store.audit.append({ event: 'token.mint', outcome: 'allowed', traceId: 't', details: {} });
    }
    await sealAudit({ ...store, seals });
    await store.close();
  });
  afterAll(async () => {
    cli?.[Symbol.dispose]();
    await database?.stop();
  });

  test('serves: sessions, locks, audit and its seals', async () => {
    const scene = await startLockScene({ database: { kind: 'postgres', url: urlFor(runtime) } });
    try {
      const { id: lockId } = lockOf(await scene.take('deploy', 'prod/vpc'));
      expect((await scene.release('deploy', 'prod/vpc', { id: lockId })).status).toBe(200);
      await sealAudit(scene.server.store);
      const events = (await scene.server.store.audit.list()).map(({ event }) => event);
      expect(events).toEqual(expect.arrayContaining(['session.exchange', 'lock.created', 'lock.released']));
      await scene.server.store.idTokens.forgetExpired();
      await scene.server.store.signingKeys.forgetExpired();
    } finally {
      await scene[Symbol.asyncDispose]();
    }
  });

  test.each([
    `update audit_entries set outcome = 'denied'`,
    'delete from audit_entries',
    'truncate audit_entries',
    'alter table audit_entries disable trigger all',
    'drop trigger audit_entries_no_change on audit_entries',
    'update audit_seals set entries = 0',
    'delete from audit_seals',
    'insert into audit_prunes (after_sequence, through_sequence, last_id, hash, entries, pruned_at) values (0, 1, 3, 1, 3, 0)',
    'drop table audit_entries',
    'create or replace function audit_entries_refuse_change() returns trigger language plpgsql as $$begin return old; end$$',
    'delete from kysely_migration',
    'set session_replication_role = replica',
  ])('the database refuses it: %s', async (statement) => {
    expect(await attempt(runtime, statement)).toMatch(/permission denied|must be owner/);
  });

  test('retention is the owner’s: the server’s role may not prune, the owner does, and verify says so', async () => {
    const sealed = await idsOfFirstEntries();
    expect(sealed).toHaveLength(3);
    const refused = await atmosPro(runtime, 'audit', 'prune');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('INPUT_INVALID') });
    expect(await idsOfFirstEntries()).toEqual(sealed);
    expect(await atmosPro(owner, 'audit', 'prune')).toMatchObject({ code: 0 });
    expect(await idsOfFirstEntries()).toEqual([]);
    expect(await rowsOf('select last_id from audit_prunes')).toEqual([{ last_id: sealed[2] }]);
    expect(await atmosPro(runtime, 'audit', 'verify')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^intact: .*\npruned on .*: before entry 4,/),
    });
  });

  test('the role reads and writes the queue of the server’s work, and its rights are as narrow as stated', async () => {
    const rights = await rowsOf(
      `select table_name as table, string_agg(privilege_type, ' ' order by privilege_type) as may
         from information_schema.role_table_grants where grantee = '${runtime}' group by table_name`,
    );
    const may = Object.fromEntries(rights.map(({ table, may: privileges }) => [table, privileges]));
    expect(may).toMatchObject({
      work_entries: 'DELETE INSERT SELECT UPDATE',
      audit_entries: 'INSERT SELECT',
      audit_seals: 'INSERT SELECT',
      audit_prunes: 'SELECT',
      kysely_migration: 'SELECT',
      kysely_migration_lock: 'SELECT',
    });
    const strangers = await rowsOf(
      `select table_name from information_schema.role_table_grants where table_schema = 'public' and grantee = 'PUBLIC'`,
    );
    expect(strangers).toEqual([]);
  });

  test.each([
    ['truncate work_entries'],
    ['alter table work_entries add column more text'],
    ['drop table work_entries'],
  ])('the database refuses to change the queue’s table: %s', async (statement) => {
    expect(await attempt(runtime, statement)).toMatch(/permission denied|must be owner/);
  });

  test('work goes through the queue as that role: enqueue, claim, renew, finish, give up, retry', async () => {
    const { db, dialect } = await openMigratedDatabase({ kind: 'postgres', url: urlFor(runtime) });
    const terms = { kind: 'test', leaseMs: 60_000, limit: 2 };
    await enqueue(db, dialect, [
      { kind: 'test', key: 'one' },
      { kind: 'test', key: 'two' },
    ]);
    const [one, two] = await claim(db, dialect, terms);
    if (one === undefined || two === undefined) throw new Error('two entries are due');
    expect(await renew(db, dialect, { ...one, leaseMs: 60_000 })).toBe(true);
    expect(await finish(db, dialect, one)).toBe(true);
    expect(await giveUp(db, dialect, { ...two, problem: 'no' })).toBe(true);
    expect(await retryFailed(db, dialect, { kind: 'test', key: 'two' })).toBe(true);
    expect(await claim(db, dialect, terms)).toMatchObject([{ key: 'two' }]);
    await db.destroy();
  });

  test('another role takes the place of the one that serves, whose password leaked, and is bound as it was', async () => {
    const [first, second] = [`first_${id}`, `second_${id}`];
    await database.query(`create role ${first} login`);
    await atmosPro(owner, 'migrate', '--runtime-role', first);
    const scene = await startLockScene({ database: { kind: 'postgres', url: urlFor(first) } });
    try {
      const statements = blocksOf('docs/key-rotation.md', 'sql').map((text) =>
        text.replaceAll('atmos_pro_server_b', second).replaceAll('atmos_pro_server', first),
      );
      const [create = '', drop = ''] = statements;
      await database.query(create);
      expect(await atmosPro(owner, 'migrate', '--runtime-role', second)).toMatchObject({ code: 0 });
      await using replica = await startTestServer({
        simulator: scene.simulator,
        config: { workspaces: scene.workspaces },
        database: { kind: 'postgres', url: urlFor(second) },
      });
      // One is restarted while the other still serves; then the first role goes, with its connections.
      expect((await scene.take('deploy', 'prod/rotated')).status).toBe(200);
      await scene.server.stop();
      await database.query(drop);
      expect((await fetch(`${replica.url}/readyz`)).status).toBe(200);
      const token = await idTokenOf(scene.simulator, 'rival');
      expect((await exchange(replica, token, 'ws_1')).status).toBe(200);
      expect(await attempt(second, 'delete from audit_entries')).toContain('permission denied');
      expect(await attempt(first, 'select 1').catch(String)).toContain('does not exist');
    } finally {
      await scene[Symbol.asyncDispose]();
    }
  });

  test.each([
    ['no role at all', () => 'nobody_here', 'does not exist'],
    ['a superuser', () => 'postgres', 'is a superuser'],
    ['the owner itself', () => owner, 'owns the audit tables'],
    ['a member of the owner', () => member, 'is a member of the role that does'],
  ])('is not granted to %s', async (_name, role, words) => {
    const result = await atmosPro(owner, 'migrate', '--runtime-role', role());
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });

  test('needs PostgreSQL', async () => {
    const result = await cli.run(['migrate', '--runtime-role', runtime]);
    expect(result).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--runtime-role needs PostgreSQL'),
    });
  });

  test.each([
    ['6', 'a whole number of at least 7'],
    ['', 'a whole number of at least 7'],
    ['soon', 'a whole number of at least 7'],
  ])('audit prune --older-than-days %p is refused', async (days, words) => {
    const result = await cli.run(['audit', 'prune', '--older-than-days', days]);
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });
});
