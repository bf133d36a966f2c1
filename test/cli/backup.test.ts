/** `atmos-pro backup` and `restore`: what is in a backup, who can read it, and what a restored server accepts. */
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { verifyAudit } from '../../src/server/audit/verify-audit.ts';
import { rotateKeys } from '../../src/server/sessions/rotate-keys.ts';
import { describeEvents, holder, place, releaseRequest, takeOne, takeRequest } from '../support/locks.ts';
import { openStore, type Store } from '../support/store.ts';
import { type CliScene, makeCliScene } from './run-cli.ts';

const config = 'public_url: https://a.example\nworkspaces:\n  - id: ws_a\n    repositories: []\n';
/** Takes back the last migration. */
const undoLastStep = `drop table health_samples; drop index deliveries_by_time; drop index deliveries_failed;
  delete from kysely_migration where name = '0026-health-samples'`;
const pathIn = ({ directory }: CliScene, name: string) => join(directory, name);

async function openIn(scene: CliScene, name = 'atmos-pro.db'): Promise<Store> {
  return openStore({ kind: 'sqlite', path: pathIn(scene, name) });
}

async function append(store: Store, traceId: string): Promise<void> {
  await store.audit.append({ event: 'session.exchange', outcome: 'allowed', traceId, details: {} });
}

function tracesIn(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare('select trace_id from audit_entries order by id').all();
  database.close();
  return rows.map(({ trace_id: trace }) => String(trace));
}

describe('backup', () => {
  test('has all that was acknowledged before it began, while the server writes', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': config });
    const store = await openIn(scene);
    const acknowledged: string[] = [];
    let isWriting = true;
    const write = async (writer: number) => {
      for (let index = 0; isWriting; index += 1) {
        await append(store, `${writer}-${index}`);
        acknowledged.push(`${writer}-${index}`);
        // SQLite answers at once: without a pause, nothing else of this process runs.
        await setImmediate();
      }
    };
    const writers = [0, 1, 2, 3].map(write);
    for (let round = 0; round < 3; round += 1) {
      const file = pathIn(scene, `backup-${round}.db`);
      const before = [...acknowledged];
      const { code, stdout, stderr } = await scene.run(['backup', file]);
      expect([code, stderr]).toEqual([0, '']);
      const copied = new Set(tracesIn(file));
      expect(before.filter((trace) => !copied.has(trace))).toEqual([]);
      expect(stdout).toContain(`${copied.size} audit entries`);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expect(acknowledged.length).toBeGreaterThan(3);
    isWriting = false;
    await Promise.all(writers);
    await store.close();
    // No other file of the copy is left.
    expect(readdirSync(scene.directory).filter((name) => name.startsWith('backup'))).toHaveLength(3);
  });

  test('replaces no file, and makes no database', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': config, 'mine.db': 'mine' });
    const missing = await scene.run(['backup', 'other.db']);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('does not exist')]);
    expect(existsSync(pathIn(scene, 'atmos-pro.db'))).toBe(false);
    await (await openIn(scene)).close();
    const { code, stderr } = await scene.run(['backup', 'mine.db']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('mine.db already exists')]);
    expect(readFileSync(pathIn(scene, 'mine.db'), 'utf8')).toBe('mine');
  });

  test('refuses PostgreSQL, and names the tool for it', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': config });
    const { code, stderr } = await scene.run(['backup', 'x.db'], { DATABASE_URL: 'postgres://u:secret@h/d' });
    expect([code, stderr]).toEqual([2, expect.stringContaining('pg_dump')]);
    expect(stderr).not.toContain('secret');
  });
});

describe('restore', () => {
  const soon = () => Math.floor(Date.now() / 1_000);
  const use = (tokenId: string, issuedAt: number) => ({
    ...{ issuer: 'https://issuer.example', tokenId, issuedAt },
    expiresAt: issuedAt + 300,
  });

  test('continues from the backup, and accepts nothing that was used after it', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': config });
    const store = await openIn(scene);
    await append(store, 'kept');
    await rotateKeys(store, { retireOthers: false });
    const [oldKey] = await store.signingKeys.list();
    expect((await scene.run(['backup', 'backup.db'])).code).toBe(0);
    await append(store, 'lost');
    const issuedAt = soon();
    expect(await store.idTokens.reserve(use('spent', issuedAt))).toBe('reserved');
    const lostIds = (await store.audit.list({ limit: 10 })).map(({ id }) => id);
    await store.close();

    const refused = await scene.run(['restore', 'backup.db']);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--force')]);
    expect(tracesIn(pathIn(scene, 'atmos-pro.db'))).toContain('lost');
    const { code, stdout } = await scene.run(['restore', 'backup.db', '--force']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Every session has ended')]);
    const [kept] = readdirSync(scene.directory).filter((name) => name.includes('before-restore'));
    expect(tracesIn(pathIn(scene, kept ?? ''))).toContain('lost');
    for (const name of [kept ?? '', 'atmos-pro.db'])
      expect(statSync(pathIn(scene, name)).mode & 0o777).toBe(0o600);

    const restored = await openIn(scene);
    const entries = await restored.audit.list({ limit: 10 });
    expect(entries.map(({ event }) => event)).toEqual([
      'session.exchange',
      'session_key.rotated',
      'database.restored',
    ]);
    // The id of a lost entry belongs to no other one.
    expect(entries.at(-1)?.id).toBeGreaterThan(Math.max(...lostIds) + 1_000_000);
    expect((await verifyAudit(restored)).status).toBe('intact');
    expect(await restored.idTokens.reserve(use('spent', issuedAt))).toBe('replayed');
    expect(await restored.idTokens.reserve(use('fresh', soon() + 60))).toBe('reserved');
    expect(await restored.idTokens.reserve(use('fresh', soon() + 60))).toBe('replayed');
    // A session of our own has no time of issue.
    const { issuedAt: _, ...own } = use('session', issuedAt);
    expect(await restored.idTokens.reserve(own)).toBe('reserved');
    expect((await restored.signingKeys.list()).map(({ keyId }) => keyId)).not.toContain(oldKey?.keyId);
    await restored.close();
  });

  test('grants greater fencing tokens than before, of keys that the backup has and of those that it has not', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': config });
    const grant = async (store: Store, path: string, run: string): Promise<number> => {
      const record = await takeOne(store, takeRequest(holder(run), path));
      if (record === 'held') throw new Error(`${path} is held`);
      return record.token;
    };
    const store = await openIn(scene);
    const release = async (path: string) =>
      store.locks.release(
        { ...place, path },
        { ...releaseRequest(holder('1')), policy: 'open' },
        describeEvents,
      );
    const before = [await grant(store, 'old/old', '1')];
    await release('old/old');
    await scene.run(['backup', 'backup.db']);
    before.push(await grant(store, 'old/old', '1'), await grant(store, 'new/new', '1'));
    await store.close();
    await scene.run(['restore', 'backup.db', '--force']);
    const restored = await openIn(scene);
    const after = [await grant(restored, 'old/old', '2'), await grant(restored, 'new/new', '2')];
    expect(Math.min(...after)).toBeGreaterThan(Math.max(...before));
    await restored.close();
    // A second restore of the same backup goes further.
    await scene.run(['restore', 'backup.db', '--force']);
    const again = await openIn(scene);
    expect(await grant(again, 'new/new', '3')).toBeGreaterThan(Math.max(...after));
    await again.close();
  });

  test('refuses while a server has the database open', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': config });
    const store = await openIn(scene);
    await append(store, 'mine');
    await scene.run(['backup', 'backup.db']);
    const { code, stderr } = await scene.run(['restore', 'backup.db', '--force']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Stop the server first')]);
    await append(store, 'still served');
    await store.close();
    expect(tracesIn(pathIn(scene, 'atmos-pro.db'))).toEqual(['mine', 'still served']);
  });

  test.each([
    ['a text file', (file: string) => writeFileSync(file, 'x'.repeat(4_096))],
    ['a file that is cut', (file: string) => truncateSync(file, 12_288)],
    [
      'a database of something else',
      (file: string) => {
        const database = new DatabaseSync(`${file}`);
        for (const { name } of database
          .prepare("select name from sqlite_master where name = 'kysely_migration'")
          .all())
          database.exec(`drop table ${String(name)}`);
        database.close();
      },
    ],
    [
      'a backup of a newer version',
      (file: string) => {
        const database = new DatabaseSync(file);
        database.exec("insert into kysely_migration values ('9999-future', '2030-01-01')");
        database.close();
      },
    ],
  ])('refuses %s, and changes nothing', async (_name, spoil) => {
    using scene = makeCliScene({ 'atmos-pro.yaml': config });
    const store = await openIn(scene);
    await append(store, 'mine');
    await scene.run(['backup', 'backup.db']);
    await store.close();
    spoil(pathIn(scene, 'backup.db'));
    const { code, stderr } = await scene.run(['restore', 'backup.db', '--force']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('INPUT_FILE_UNUSABLE')]);
    expect(tracesIn(pathIn(scene, 'atmos-pro.db'))).toEqual(['mine']);
  });

  test('starts a new place from a backup, and migrates one of an older version', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': config });
    const store = await openIn(scene);
    await append(store, 'mine');
    await scene.run(['backup', 'backup.db']);
    await store.close();
    const older = new DatabaseSync(pathIn(scene, 'backup.db'));
    older.exec(undoLastStep);
    older.close();
    scene.write('new.yaml', `${config}database: { path: elsewhere/new.db }\n`);
    expect((await scene.run(['restore', 'backup.db', '--config', 'new.yaml'])).code).toBe(0);
    expect(tracesIn(pathIn(scene, 'elsewhere/new.db'))).toHaveLength(2);
  });

  test('an upgrade is a backup and a migration, and the way back is that backup', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': config });
    await (await openIn(scene)).close();
    const file = pathIn(scene, 'atmos-pro.db');
    const change = (statements: string) => {
      const database = new DatabaseSync(file);
      database.exec(statements);
      database.close();
    };
    change(undoLastStep);
    expect((await scene.run(['backup', 'before-upgrade.db'])).code).toBe(0);
    const { code, stdout } = await scene.run(['migrate']);
    expect([code, stdout]).toEqual([0, 'Applied 0026-health-samples.\n']);
    // What a newer version leaves behind.
    change("insert into kysely_migration values ('9999-future', '2030-01-01')");
    const refused = await scene.run(['migrate']);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('cannot be opened by an older one'),
    ]);
    expect((await scene.run(['restore', 'before-upgrade.db', '--force'])).code).toBe(0);
    expect((await scene.run(['migrate'])).stdout).toBe('No pending migrations.\n');
  });

  test('--mark-only makes a database safe that was restored by other means', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': config });
    await (await openIn(scene)).close();
    expect((await scene.run(['restore', '--mark-only'])).code).toBe(0);
    const store = await openIn(scene);
    expect(await store.idTokens.reserve(use('early', soon() - 60))).toBe('replayed');
    await store.close();
  });
});
