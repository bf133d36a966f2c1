/** What the locks of every store must keep to, whatever the engine. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LockRecord } from '../../../src/domain/locks/lock.ts';
import { type OpenedDatabase, openMigratedDatabase } from '../../../src/server/database/open.ts';
import { createLapseQuestions } from '../../../src/server/locks/lapses.ts';
import {
  describeEvents,
  holder,
  place,
  releaseRequest,
  takeOne,
  takeRequest,
  waitUntil,
} from '../../support/locks.ts';
import { createStore, type Store } from '../../support/store.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';
import { workOn } from '../../support/work-on.ts';

const one = holder('1');
const other = holder('2');

describeEachStore('locks', (engine) => {
  let database: TestDatabase;
  let opened: OpenedDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await createTestDatabase(engine);
    opened = await openMigratedDatabase(database.config);
    store = createStore(opened);
  });
  afterAll(async () => {
    await store?.close();
    await database?.dispose();
  });

  const taken = async (...args: Parameters<typeof takeRequest>): Promise<LockRecord> => {
    const record = await takeOne(store, takeRequest(...args));
    if (record === 'held') throw new Error('the key is held');
    return record;
  };
  const release = (path: string, ...args: Parameters<typeof releaseRequest>) =>
    store.locks.release({ ...place, path }, releaseRequest(...args), describeEvents);
  const audited = async (path: string) =>
    (await store.audit.list({ traceId: path })).map(({ event }) => event);

  describe('taking', () => {
    test('is told by the database’s clock, and kept as it was granted', async () => {
      const before = await store.now();
      const request = takeRequest(one, 'taking/kept', { message: 'with \0 and \ud800', ttlMs: 30_000 });
      const record = await taken(one, 'taking/kept', { ...request });
      expect(record.createdAt).toBeGreaterThanOrEqual(before);
      expect(record.createdAt).toBeLessThanOrEqual(await store.now());
      expect(record).toMatchObject({ token: 1, expiresAt: record.createdAt + 30_000, ended: undefined });
      const stored = await store.locks.find(place.workspaceId, record.id);
      expect(stored?.record).toEqual({ ...record, message: 'with \uFFFD and \uFFFD' });
    });
    // Lock guarantee: same-grant
    test('again by the same job is a renewal: same id and token, never a shorter time', async () => {
      const first = await taken(one, 'taking/again', { ttlMs: 60_000 });
      const shorter = await taken(one, 'taking/again', { ttlMs: 1_000 });
      expect(shorter).toMatchObject({ id: first.id, token: 1, expiresAt: first.expiresAt, renewals: 1 });
      const longer = await taken(one, 'taking/again', { ttlMs: 120_000 });
      expect(longer.expiresAt).toBeGreaterThan(first.expiresAt);
      expect(await audited('taking/again')).toEqual(['lock.created', 'lock.renewed', 'lock.renewed']);
    });
    test('by another run is refused and names the holder; nothing is written', async () => {
      const record = await taken(one, 'taking/held');
      const outcome = await store.locks.take([takeRequest(other, 'taking/held')], describeEvents);
      expect(outcome).toEqual({ status: 'held', held: [{ status: 'held', why: 'held', record }] });
      expect(await audited('taking/held')).toEqual(['lock.created']);
    });
    test('by a newer attempt takes over; the older attempt is refused from then on', async () => {
      const first = await taken(one, 'taking/attempt');
      const second = await taken(holder('1', 2, 'again'), 'taking/attempt');
      expect(second).toMatchObject({ token: 2, renewals: 0 });
      expect(second.id).not.toBe(first.id);
      expect(await takeOne(store, takeRequest(one, 'taking/attempt'))).toBe('held');
      expect(await audited('taking/attempt')).toEqual(['lock.created', 'lock.taken_over']);
    });
    test('after the expiry is open to all for a hold, with a greater token', async () => {
      const first = await taken(one, 'taking/expired', { ttlMs: 20 });
      await waitUntil(store, first.expiresAt);
      expect(await taken(other, 'taking/expired')).toMatchObject({ token: 2, holder: other });
      expect(await audited('taking/expired')).toEqual(['lock.created', 'lock.expired', 'lock.created']);
    });
    test('after the expiry of a run lock is open to its holder alone, until the grace is over', async () => {
      const first = await taken(one, 'taking/grace', { kind: 'run', ttlMs: 20, graceMs: 60_000 });
      await waitUntil(store, first.expiresAt);
      expect(await takeOne(store, takeRequest(other, 'taking/grace'))).toBe('held');
      expect(await taken(one, 'taking/grace', { kind: 'run', ttlMs: 20, graceMs: 20 })).toMatchObject({
        token: 2,
      });
      const second = await taken(one, 'taking/grace', { kind: 'run', ttlMs: 20, graceMs: 20 });
      await waitUntil(store, second.freeAt);
      expect(await taken(other, 'taking/grace')).toMatchObject({ holder: other });
    });
    test('is apart for each workspace, repository and path', async () => {
      await taken(one, 'taking/apart');
      for (const more of [{ workspaceId: 'ws_2' }, { repositoryId: '2' }, { path: 'taking/Apart' }]) {
        expect(await taken(other, 'taking/apart', more)).toMatchObject({ token: 1 });
      }
    });
  });

  describe('releasing', () => {
    test('frees the key at once, for a run lock too, and is done once', async () => {
      await taken(one, 'releasing/own', { kind: 'run' });
      expect(await release('releasing/own', one)).toMatchObject({ status: 'released', how: 'own' });
      expect(await release('releasing/own', one)).toEqual({ status: 'absent', lost: undefined });
      expect(await taken(other, 'releasing/own')).toMatchObject({ token: 2 });
      expect(await audited('releasing/own')).toEqual(['lock.created', 'lock.released', 'lock.created']);
    });
    test('of a key that was never taken', async () => {
      expect(await release('releasing/never', one)).toEqual({ status: 'absent', lost: undefined });
    });
    test('by another run is undecided until GitHub was asked about that very grant', async () => {
      const record = await taken(one, 'releasing/other');
      expect(await release('releasing/other', other)).toEqual({ status: 'undecided', record });
      const stale = { id: 'another grant', run: 'over' as const };
      expect(await release('releasing/other', other, { judged: stale })).toMatchObject({
        status: 'undecided',
      });
      const live = { id: record.id, run: 'live' as const };
      expect(await release('releasing/other', other, { judged: live })).toMatchObject({ status: 'guarded' });
      const over = { id: record.id, run: 'over' as const };
      expect(await release('releasing/other', other, { judged: over })).toMatchObject({ how: 'run_over' });
    });
    test('by force is recorded with the grant that it ended', async () => {
      await taken(one, 'releasing/force');
      const forced = { reason: 'the runner is gone' };
      expect(await release('releasing/force', other, { forced })).toMatchObject({ how: 'forced' });
      expect(await audited('releasing/force')).toEqual(['lock.created', 'lock.force_released']);
      expect(await release('releasing/force', one)).toMatchObject({ lost: { ended: { by: 'forced' } } });
    });
    // Lock guarantee: release-repeated
    test('repeated after the key went to another holder frees nothing', async () => {
      const first = await taken(one, 'releasing/late');
      await release('releasing/late', one);
      const second = await taken(other, 'releasing/late');
      expect(await release('releasing/late', one, { id: first.id })).toMatchObject({ status: 'absent' });
      expect((await store.locks.find(place.workspaceId, second.id))?.record).toEqual(second);
    });
    test('of a lock that has run out tells its holder so', async () => {
      const record = await taken(one, 'releasing/expired', { ttlMs: 10 });
      await waitUntil(store, record.expiresAt);
      const lapsed = { ...record, ended: { at: record.expiresAt, by: 'expired' } };
      expect(await release('releasing/expired', one)).toEqual({ status: 'absent', lost: record, lapsed });
      expect(await release('releasing/expired', other)).toEqual({ status: 'absent', lost: undefined });
      expect(await release('releasing/expired', one)).toEqual({ status: 'absent', lost: lapsed });
      expect(await audited('releasing/expired')).toEqual(['lock.created', 'lock.expired']);
    });
  });

  describe('several keys', () => {
    test('are taken all or none', async () => {
      await taken(other, 'many/b');
      const ask = (...paths: string[]) =>
        store.locks.take(
          paths.map((path) => takeRequest(one, path)),
          describeEvents,
        );
      expect(await ask('many/c', 'many/b', 'many/a')).toMatchObject({
        status: 'held',
        held: [{ record: { path: 'many/b' } }],
      });
      expect(await ask('many/c', 'many/a')).toMatchObject({
        grants: [{ record: { path: 'many/c' } }, { record: { path: 'many/a' } }],
      });
    });
    // Lock guarantee: all-or-none
    test('in any order never wait in a circle', async () => {
      const paths = ['circle/a', 'circle/B', 'circle/ä', 'circle/_', 'circle/1'];
      const rounds = Array.from({ length: 24 }, async (_, index) => {
        const by = holder(String(100 + index));
        const order = index % 2 === 0 ? paths : paths.toReversed();
        const outcome = await store.locks.take(
          order.map((path) => takeRequest(by, path)),
          describeEvents,
        );
        for (const path of outcome.status === 'granted' ? paths : []) await release(path, by);
        return outcome.status;
      });
      expect(await Promise.all(rounds)).toContain('granted');
    });
  });

  describe('listing', () => {
    test('pages by path, with prefix and state', async () => {
      for (const path of ['list/b', 'list/B', 'list/a%', 'list/a_', 'other/a']) {
        await taken(one, path, { repositoryId: '77' });
      }
      await store.locks.release(
        { ...place, repositoryId: '77', path: 'list/b' },
        releaseRequest(one),
        describeEvents,
      );
      const paths = async (more: object) =>
        (await store.locks.list({ ...place, repositoryId: '77', ...more })).records.map(({ path }) => path);
      expect(await paths({})).toEqual(['list/B', 'list/a%', 'list/a_', 'list/b', 'other/a']);
      expect(await paths({ prefix: 'list/a%' })).toEqual(['list/a%']);
      expect(await paths({ state: 'free' })).toEqual(['list/b']);
      expect(await paths({ state: 'held', limit: 2 })).toEqual(['list/B', 'list/a%']);
      expect(await paths({ state: 'held', afterPath: 'list/a%' })).toEqual(['list/a_', 'other/a']);
    });
    test('finds by id within the workspace', async () => {
      const record = await taken(one, 'list/found');
      expect((await store.locks.find(place.workspaceId, record.id))?.record).toEqual(record);
      expect(await store.locks.find('ws_2', record.id)).toBeUndefined();
    });
  });

  describe('lapsing', () => {
    const entry = () => [];
    test.each([
      ['a run lock whose run is over ends', 'run', 60_000, 'over', 'run_over'],
      ['a run lock whose run is live stays', 'run', 60_000, 'live', undefined],
      ['a hold outlives its run', 'hold', 60_000, 'over', undefined],
      ['what ran out is put on record', 'hold', 5, 'unknown', 'expired'],
    ] as const)('%s', async (name, kind, ttlMs, run, by) => {
      const record = await taken(one, `lapse/${name}`, { kind, ttlMs });
      if (ttlMs < 1_000) await waitUntil(store, record.expiresAt);
      const address = { ...place, path: record.path };
      expect(await store.locks.lapse(address, { id: 'other', run: 'over' }, entry)).toEqual({
        status: 'unchanged',
      });
      const decision = await store.locks.lapse(address, { id: record.id, run }, entry);
      expect(decision).toMatchObject(
        by === undefined ? { status: 'unchanged' } : { record: { ended: { by } } },
      );
      expect(await store.locks.lapse(address, { id: record.id, run }, entry)).toEqual({
        status: 'unchanged',
      });
    });
    test('of what ran out and what is silent each has its list', async () => {
      const run = await taken(one, 'silent/run', { kind: 'run' });
      const hold = await taken(one, 'silent/hold');
      const gone = await taken(one, 'silent/gone', { kind: 'run', ttlMs: 5 });
      await waitUntil(store, gone.expiresAt);
      const idsOf = (records: readonly LockRecord[]) => records.map(({ id }) => id);
      const silent = async (silentMs: number) =>
        idsOf(await store.locks.listSilent({ silentMs, pauseMs: 60_000 }, 100));
      const lapsed = async () => idsOf(await store.locks.listLapsed(100));
      expect(await lapsed()).toContain(gone.id);
      expect(await lapsed()).not.toContain(run.id);
      expect(await silent(60_000)).not.toContain(run.id);
      expect(await silent(0)).toContain(run.id);
      for (const { id } of [gone, hold]) expect(await silent(0)).not.toContain(id);
      await store.locks.lapse({ ...place, path: gone.path }, { id: gone.id, run: 'unknown' }, entry);
      expect(await lapsed()).not.toContain(gone.id);
    });
    test('of several servers that would ask about a run one does, and none for a while', async () => {
      const first = await taken(one, 'asked/run', { kind: 'run' });
      const claim = (record: LockRecord, pauseMs = 60_000) => store.locks.claimAsk(record, pauseMs);
      const claims = await Promise.all(Array.from({ length: 5 }, () => claim(first)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      const listed = async () =>
        (await store.locks.listSilent({ silentMs: 0, pauseMs: 60_000 }, 100)).map(({ path }) => path);
      expect(await listed()).not.toContain('asked/run');
      // A renewal is not a reason to ask. The end of the pause and another grant are.
      await taken(one, 'asked/run', { kind: 'run' });
      expect(await claim(first)).toBe(false);
      expect(await claim(first, 0)).toBe(true);
      await release('asked/run', one);
      await waitUntil(store, await store.now());
      const second = await taken(one, 'asked/run', { kind: 'run' });
      expect(await claim(first)).toBe(false);
      expect(await listed()).toContain('asked/run');
      expect(await claim(second)).toBe(true);
    });
    // Lock guarantee: one-end
    test('each grant that ran out is handed to one asker at a time, and settled once', async () => {
      const askedAbout: LockRecord[] = [];
      const questions = createLapseQuestions({
        locks: store.locks,
        runs: {
          askAbout: async (asked) => {
            askedAbout.push(asked as LockRecord);
            return 'live';
          },
        },
        probe: store,
        logger: { debug() {}, info() {}, warn() {}, error() {} },
      });
      await opened.db.deleteFrom('work_entries').execute();
      const record = await taken(one, 'lapsed/once', {
        ttlMs: 5,
        message: 'with \0 and \ud800',
        kind: 'run',
      });
      await waitUntil(store, record.expiresAt);
      const release_ = () => release('lapsed/once', other);
      await Promise.all([release_(), release_(), release_()]);
      await opened.db.updateTable('work_entries').set({ due_at: 0 }).execute();
      const outcomes = await Promise.all(Array.from({ length: 4 }, () => workOn(questions, opened)));
      expect(outcomes.flat()).toEqual(['done']);
      expect(askedAbout).toEqual([
        expect.objectContaining({ id: record.id, expiresAt: record.expiresAt, holder: one }),
      ]);
      expect(await audited('lapsed/once')).toEqual(['lock.created', 'lock.expired']);
      const live = await store.audit.list({ event: 'lock.expired_while_run_live' });
      expect(live.map(({ details }) => details['lock'])).toEqual([
        expect.objectContaining({ id: record.id }),
      ]);
    });
  });
});
