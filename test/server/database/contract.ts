/** What every store must keep to, whatever the engine: run by `store.test.ts` on each. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../../src/domain/audit/entry.ts';
import { maxAuditPage } from '../../../src/domain/audit/filter.ts';
import type { SigningKey } from '../../../src/server/sessions/store.ts';
import { openStore, type Store } from '../../support/store.ts';
import { createTestDatabase, type StoreEngine, type TestDatabase } from '../../support/stores.ts';

const entry: AuditEntry = {
  event: 'session.exchange',
  outcome: 'allowed',
  workspaceId: 'ws_acme',
  repositoryId: '1001',
  repository: 'acme/infra',
  actor: 'octocat',
  runId: '42',
  traceId: 't-1',
  details: { nested: { list: [1, 'two', null, true] } },
};

function keyAt(generation: number, verifiesUntil: number): SigningKey {
  return {
    generation,
    keyId: `key-${generation}-${verifiesUntil}`,
    privateKey: '{}',
    signsFrom: 0,
    signsUntil: verifiesUntil - 1,
    verifiesUntil,
  };
}

export function describeStoreContract(engine: StoreEngine): void {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await createTestDatabase(engine);
    store = await openStore(database.config);
  });
  afterAll(async () => {
    await store?.close();
    await database?.dispose();
  });

  test('the clock is the time of day in whole milliseconds', async () => {
    const now = await store.now();
    expect(Number.isSafeInteger(now)).toBe(true);
    expect(Math.abs(now - Date.now())).toBeLessThan(60_000);
  });

  test('opening a database that is current changes nothing in it', async () => {
    const steps: string[] = [];
    const again = await openStore(database.config, { onMigrated: (applied) => steps.push(...applied) });
    await again.ready();
    await again.close();
    expect(steps).toEqual([]);
  });

  describe('ID tokens', () => {
    const use = { issuer: 'https://issuer.example', tokenId: 'once', expiresAt: 4_000_000_000 };

    test('are taken once', async () => {
      expect(await store.idTokens.reserve(use)).toBe('reserved');
      expect(await store.idTokens.reserve(use)).toBe('replayed');
    });
    test('are told apart by issuer', async () => {
      expect(await store.idTokens.reserve({ ...use, issuer: 'https://other.example' })).toBe('reserved');
    });
    test('of 50 attempts at once exactly one wins', async () => {
      const race = { ...use, tokenId: 'race' };
      const results = await Promise.all(Array.from({ length: 50 }, () => store.idTokens.reserve(race)));
      expect(results.filter((result) => result === 'reserved')).toHaveLength(1);
    });
    test('are forgotten a day after they expired, not before', async () => {
      const now = (await store.now()) / 1_000;
      const day = 24 * 60 * 60;
      const old = { ...use, tokenId: 'old', expiresAt: now - day - 60 };
      const recent = { ...use, tokenId: 'recent', expiresAt: now - day + 60 };
      await store.idTokens.reserve(old);
      await store.idTokens.reserve(recent);
      expect(await store.idTokens.forgetExpired()).toBe(1);
      expect(await store.idTokens.reserve(old)).toBe('reserved');
      expect(await store.idTokens.reserve(recent)).toBe('replayed');
    });
  });

  describe('signing keys', () => {
    test('of one generation the first stays', async () => {
      const until = (await store.now()) + 60_000;
      expect(await store.signingKeys.add(keyAt(1, until))).toBe('added');
      expect(await store.signingKeys.add(keyAt(1, until + 1))).toBe('exists');
      expect(await store.signingKeys.list()).toEqual([keyAt(1, until)]);
    });
    test('are listed newest first and no longer than they verify', async () => {
      const now = await store.now();
      await store.signingKeys.add(keyAt(7, now - 1));
      await store.signingKeys.add(keyAt(8, now + 60_000));
      expect((await store.signingKeys.list()).map((key) => key.generation)).toEqual([8, 1]);
    });
    test('are deleted when they no longer verify', async () => {
      expect(await store.signingKeys.forgetExpired()).toBe(1);
      expect(await store.signingKeys.forgetExpired()).toBe(0);
    });
    test('are ended before their time, those of earlier generations alone', async () => {
      expect(await store.signingKeys.retireBefore(8)).toBe(1);
      expect((await store.signingKeys.list()).map((key) => key.generation)).toEqual([8]);
    });
  });

  describe('repositories', () => {
    const infra = { name: 'acme/infra', repositoryId: '1001', ownerId: '7', canonicalName: 'Acme/Infra' };

    test('are kept per workspace', async () => {
      expect(await store.repositories.save('ws_a', infra)).toEqual(infra);
      expect(await store.repositories.list('ws_a')).toEqual([infra]);
      expect(await store.repositories.list('ws_b')).toEqual([]);
    });
    test('a name that another account registers later does not change hands', async () => {
      const squatter = { ...infra, repositoryId: '6666', ownerId: '666', canonicalName: 'acme/infra' };
      expect(await store.repositories.save('ws_a', squatter)).toEqual(infra);
      expect(await store.repositories.list('ws_a')).toEqual([infra]);
    });
    test('a transfer changes owner and spelling', async () => {
      const moved = { ...infra, ownerId: '8', canonicalName: 'acme-platform/infra' };
      expect(await store.repositories.save('ws_a', moved)).toEqual(moved);
    });
  });

  describe('audit', () => {
    test('returns what was appended, in order, with the database’s time', async () => {
      const before = await store.now();
      await store.audit.append(entry);
      const { workspaceId: _w, repositoryId: _r, repository: _n, actor: _a, runId: _i, ...bare } = entry;
      await store.audit.append({ ...bare, traceId: 't-2', details: {} });
      const [first, second, ...rest] = await store.audit.list();
      expect(rest).toEqual([]);
      expect(first).toEqual({ ...entry, id: first?.id, at: first?.at });
      expect(second).toEqual({ ...bare, traceId: 't-2', details: {}, id: second?.id, at: second?.at });
      expect(second?.id).toBeGreaterThan(first?.id ?? 0);
      expect(first?.at).toBeGreaterThanOrEqual(before);
    });
    test.each([
      ['workspace', { workspaceId: 'ws_acme' }, ['t-1']],
      ['repository', { repositoryId: '1001' }, ['t-1']],
      ['trace', { traceId: 't-2' }, ['t-2']],
      ['event', { event: 'session.exchange' }, ['t-1', 't-2']],
      ['unknown event', { event: 'nothing' }, []],
      ['limit', { limit: 1 }, ['t-1']],
      ['limit above the largest', { limit: maxAuditPage * 2 }, ['t-1', 't-2']],
    ])('filters by %s', async (_name, filter, traces) => {
      expect((await store.audit.list(filter)).map(({ traceId }) => traceId)).toEqual(traces);
    });
    test('pages by id', async () => {
      const [first] = await store.audit.list({ limit: 1 });
      const next = await store.audit.list({ afterId: first?.id ?? 0 });
      expect(next.map(({ traceId }) => traceId)).toEqual(['t-2']);
    });
    test('filters by a source of a mint, not by words about one', async () => {
      const mint = (traceId: string, details: AuditEntry['details']) =>
        store.audit.append({ ...entry, workspaceId: 'ws_mint', event: 'token.mint', traceId, details });
      await mint('m-1', { sources: [{ repositoryId: '7' }, { repositoryId: '77' }] });
      await mint('m-2', { sources: [{ repositoryId: '777', explanation: '"repositoryId":"77"' }] });
      await mint('m-3', {});
      const found = await store.audit.list({ workspaceId: 'ws_mint', sourceId: '77' });
      expect(found.map(({ traceId }) => traceId)).toEqual(['m-1']);
    });
    test.each([
      ['NUL', 'a\0b', 'a\uFFFDb'],
      ['a lone surrogate', 'a\ud800b', 'a\uFFFDb'],
      ['quotes', `'"; drop table audit_entries; --`, `'"; drop table audit_entries; --`],
      ['an emoji', '🗝️', '🗝️'],
    ])('keeps text with %s', async (traceId, text, kept) => {
      await store.audit.append({ ...entry, workspaceId: text, traceId, details: { text } });
      const [stored] = await store.audit.list({ traceId });
      expect(stored?.workspaceId).toBe(kept);
      expect(stored?.details).toEqual({ text });
    });
  });
}
