/** docs/upgrade.md with PostgreSQL: a dump while a server writes, restored as the page says, and what is accepted afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { sealAudit } from '../../../src/server/audit/seal-audit.ts';
import { verifyAudit } from '../../../src/server/audit/verify-audit.ts';
import { rotateKeys } from '../../../src/server/sessions/rotate-keys.ts';
import { describeEvents, holder, place, releaseRequest, takeOne, takeRequest } from '../../support/locks.ts';
import { blockWith } from '../../support/page-blocks.ts';
import { type OwnPostgres, startOwnPostgres } from '../../support/postgres.ts';
import { findPostgres } from '../../support/postgres-programs.ts';
import { openStore, type Store } from '../../support/store.ts';
import { describePostgres } from '../../support/stores.ts';
import { hasTool } from '../../support/tools.ts';
import { openShell, type Shell } from '../pages/shell.ts';

const page = 'docs/upgrade.md';
// `npm install` brings a PostgreSQL without these two. pg_dump refuses a server that is newer than itself, so one folder has to have all.
const bin = findPostgres(['pg_dump', 'pg_restore']);
const describeDump = hasTool('pg_dump', () => bin !== undefined) ? describePostgres : describe.skip;

describeDump('a dump of PostgreSQL', () => {
  let postgres: OwnPostgres;
  let shell: Shell;
  const folder = mkdtempSync(join(tmpdir(), 'dump-'));
  const acknowledged: string[] = [];
  let before: readonly string[] = [];
  let oldKeys: readonly string[] = [];
  const lost = { ids: [] as number[], tokens: [] as number[] };
  const soon = () => Math.floor(Date.now() / 1_000);
  const use = (tokenId: string, issuedAt: number) => ({
    ...{ issuer: 'https://issuer.example', tokenId, issuedAt },
    expiresAt: issuedAt + 300,
  });
  const spent = use('spent', soon());

  const urlOf = (name: string) => postgres.url.replace(/^postgres:\/\/\/[^?]+/, `postgres:///${name}`);
  const open = (name: string) => openStore({ kind: 'postgres', url: urlOf(name) });
  const run = (script: string, name: string) =>
    shell.run(script, {
      environment: { DATABASE_URL: urlOf(name), PATH: `${bin}:${shell.environment['PATH']}` },
    });
  const append = (store: Store, traceId: string) =>
    store.audit.append({ event: 'session.exchange', outcome: 'allowed', traceId, details: {} });
  const grant = async (store: Store, path: string, by: string): Promise<number> => {
    const record = await takeOne(store, takeRequest(holder(by), path));
    if (record === 'held') throw new Error(`${path} is held`);
    return record.token;
  };
  const tracesIn = async (name: string): Promise<string[]> => {
    const client = new Client({ connectionString: urlOf(name) });
    await client.connect();
    try {
      const { rows } = await client.query<{ trace_id: string }>(
        'select trace_id from audit_entries order by id',
      );
      return rows.map(({ trace_id: trace }) => trace);
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    postgres = await startOwnPostgres(false, bin);
    shell = openShell(folder);
    writeFileSync(
      join(folder, 'atmos-pro.yaml'),
      'public_url: https://a.example\nworkspaces:\n  - id: ws_a\n    repositories: []\n',
    );
    await postgres.query('create database old');
    await postgres.query('create database restored');
    const store = await open('old');
    await rotateKeys(store, { retireOthers: false });
    oldKeys = (await store.signingKeys.list()).map(({ keyId }) => keyId);
    await grant(store, 'old/old', '1');
    await store.locks.release(
      { ...place, path: 'old/old' },
      { ...releaseRequest(holder('1')), policy: 'open' },
      describeEvents,
    );
    let isWriting = true;
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let index = 0; isWriting; index += 1) {
        await append(store, `${writer}-${index}`);
        acknowledged.push(`${writer}-${index}`);
      }
    });
    while (acknowledged.length < 40) await wait(10);
    await sealAudit(store);
    before = [...acknowledged];
    const dumped = await run(blockWith(page, 'pg_dump'), 'old');
    isWriting = false;
    await Promise.all(writers);
    expect(dumped).toMatchObject({ code: 0, stderr: '' });
    // After the dump, and so lost with the database.
    await append(store, 'lost');
    lost.ids = (await store.audit.list({ limit: 1_000 })).map(({ id }) => id);
    lost.tokens = [await grant(store, 'old/old', '2'), await grant(store, 'new/new', '2')];
    expect(await store.idTokens.reserve(spent)).toBe('reserved');
    await store.close();
    const restored = await run(blockWith(page, 'pg_restore'), 'restored');
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(restored.stdout).toContain('Every session has ended');
  });
  afterAll(async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('has all that was acknowledged before it began, and nothing of what came after it', async () => {
    const traces = new Set(await tracesIn('restored'));
    expect(before.length).toBeGreaterThanOrEqual(40);
    expect(before.filter((trace) => !traces.has(trace))).toEqual([]);
    expect(traces.has('lost')).toBe(false);
  });

  test('restored, accepts nothing that was used after it', async () => {
    const store = await open('restored');
    expect(await store.idTokens.reserve(spent)).toBe('replayed');
    expect(await store.idTokens.reserve(use('fresh', soon() + 60))).toBe('reserved');
    const keys = (await store.signingKeys.list()).map(({ keyId }) => keyId);
    expect(keys.filter((key) => oldKeys.includes(key))).toEqual([]);
    const tokens = [await grant(store, 'old/old', '3'), await grant(store, 'new/new', '3')];
    expect(Math.min(...tokens)).toBeGreaterThan(Math.max(...lost.tokens));
    const entries = await store.audit.list({ limit: 1_000 });
    const id = entries.find(({ event }) => event === 'database.restored')?.id;
    expect(id).toBeGreaterThan(Math.max(...lost.ids));
    await store.close();
  });

  test('restored, has the current schema and an audit log that is intact and still append-only', async () => {
    expect((await run('atmos-pro migrate', 'restored')).stdout).toBe('No pending migrations.\n');
    const store = await open('restored');
    expect((await sealAudit(store)).length).toBeGreaterThan(0);
    expect(await verifyAudit(store)).toMatchObject({ status: 'intact' });
    await store.close();
    const client = new Client({ connectionString: urlOf('restored') });
    await client.connect();
    await expect(client.query('delete from audit_entries')).rejects.toThrow();
    await expect(client.query("update audit_entries set outcome = 'denied'")).rejects.toThrow();
    await client.end();
  });

  test('may be marked twice', async () => {
    expect((await run('atmos-pro restore --mark-only', 'restored')).code).toBe(0);
    const store = await open('restored');
    expect(await store.idTokens.reserve(use('late', soon() - 1))).toBe('replayed');
    await store.close();
  });
});
