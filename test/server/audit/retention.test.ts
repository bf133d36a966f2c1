/** Retention on both stores: what leaves the audit, what the database refuses, and that the seals stay valid. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { createRetention, pruneAudit } from '../../../src/server/audit/retain-audit.ts';
import { sealAudit } from '../../../src/server/audit/seal-audit.ts';
import { verifyAudit } from '../../../src/server/audit/verify-audit.ts';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import type { Database } from '../../../src/server/database/schema.ts';
import { enqueueRecurring } from '../../../src/server/work/enqueue.ts';
import { recurringEntries } from '../../../src/server/work/kind.ts';
import { createStore, type Store } from '../../support/store.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';
import { workOn } from '../../support/work-on.ts';

const dayMs = 24 * 60 * 60_000;

describeEachStore('retention of the audit', (engine) => {
  let database: TestDatabase;
  let opened: OpenedDatabase;
  let db: Kysely<Database>;
  let store: Store;
  beforeEach(async () => {
    database = await createTestDatabase(engine);
    opened = openDatabase(database.config);
    ({ db } = opened);
    await migrateDatabase(db, opened.dialect);
    store = createStore(opened);
  });
  afterEach(async () => {
    await db?.destroy();
    await database?.dispose();
  });

  /** Appends `count` entries under one seal that says it was made `days` ago. */
  async function append(count: number, days: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await store.audit.append({ event: 'token.mint', outcome: 'allowed', traceId: 't', details: { index } });
    }
    const seals = {
      ...store.seals,
      latest: async () => {
        const { now, seal } = await store.seals.latest();
        return { now: now - days * dayMs, seal };
      },
    };
    await sealAudit({ ...store, seals });
  }

  /** Seals that are 40, 20 and 0 days old. */
  async function appendThrice(): Promise<void> {
    for (const [count, days] of [
      [3, 40],
      [2, 20],
      [1, 0],
    ] as const) {
      await append(count, days);
    }
  }

  test('removes whole sealed ranges that are old enough, and the rest is still intact', async () => {
    await appendThrice();
    expect(await pruneAudit(store.pruning, 30)).toBe(3);
    const events = (await store.audit.list()).map(({ event }) => event);
    expect(events).toEqual(['token.mint', 'token.mint', 'token.mint', 'audit.prune']);
    await sealAudit(store);
    expect(await verifyAudit(store)).toMatchObject({
      status: 'intact',
      sealedEntries: 4,
      pruned: { throughSequence: 1, lastId: 3, entries: 3 },
    });
    expect(await pruneAudit(store.pruning, 30)).toBe(0);
    expect(await pruneAudit(store.pruning, 10)).toBe(2);
    expect(await verifyAudit(store)).toMatchObject({ status: 'intact', pruned: { throughSequence: 2 } });
  });

  test('a seal whose entries were pruned can still be expected', async () => {
    await appendThrice();
    const [first] = await store.seals.list(0);
    await pruneAudit(store.pruning, 30);
    expect(await verifyAudit(store, first?.hash)).toMatchObject({ status: 'intact' });
  });

  test('of several that prune at once, one removes and the others do nothing', async () => {
    await appendThrice();
    const removed = await Promise.all(Array.from({ length: 4 }, () => pruneAudit(store.pruning, 10)));
    expect(removed.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(await verifyAudit(store)).toMatchObject({ status: 'intact' });
  });

  test('an entry that no seal covers stays', async () => {
    await append(1, 40);
    await store.audit.append({ event: 'token.mint', outcome: 'allowed', traceId: 't', details: {} });
    expect(await pruneAudit(store.pruning, 7)).toBe(1);
    expect((await store.audit.list()).map(({ event }) => event)).toEqual(['token.mint', 'audit.prune']);
  });

  test('the database refuses to prune what is younger than a week, for any role', async () => {
    await append(1, 6);
    await expect(store.pruning.prune(5)).rejects.toThrow('old seals');
    expect(await store.audit.list()).toHaveLength(1);
  });

  test('the database refuses a pruning through a seal that does not exist', async () => {
    await append(1, 40);
    const [seal] = await store.seals.list(0);
    for (const [sequence, lastId, hash] of [
      [2, 1, seal?.hash],
      [1, 2, seal?.hash],
      [1, 1, 'x'],
    ]) {
      const insert = sql`insert into audit_prunes (after_sequence, through_sequence, last_id, hash, entries, pruned_at)
        values (0, ${sequence}, ${lastId}, ${hash}, 1, 0)`;
      await expect(insert.execute(db)).rejects.toThrow('old seals');
    }
  });

  test('after a pruning the database still refuses to remove what it left', async () => {
    await appendThrice();
    await pruneAudit(store.pruning, 30);
    await expect(sql`delete from audit_entries`.execute(db)).rejects.toThrow('append-only');
    await expect(sql`delete from audit_prunes`.execute(db)).rejects.toThrow('append-only');
    await expect(sql`update audit_prunes set entries = 9`.execute(db)).rejects.toThrow('append-only');
  });

  test('entries that went without a pruning on record show', async () => {
    await appendThrice();
    const [seal] = await store.seals.list(0);
    await sql`insert into audit_prunes (after_sequence, through_sequence, last_id, hash, entries, pruned_at)
      values (0, 1, 3, ${seal?.hash}, 3, 0)`.execute(db);
    await sql`delete from audit_entries where id <= 3`.execute(db);
    expect(await verifyAudit(store)).toMatchObject({
      status: 'tampered',
      fault: { kind: 'pruning_unexplained', message: expect.stringContaining('no entry of its own') },
    });
  });

  test('an entry that appears in a pruned range shows', async () => {
    await appendThrice();
    await pruneAudit(store.pruning, 30);
    const overriding = engine === 'postgres' ? 'overriding system value' : '';
    const columns = 'id, at, event, outcome, trace_id, details';
    await sql
      .raw(
        `insert into audit_entries (${columns}) ${overriding} values (2, 1, 'token.mint', 'allowed', 't', '{}')`,
      )
      .execute(db);
    expect(await verifyAudit(store)).toMatchObject({
      fault: { kind: 'pruning_unexplained', message: expect.stringContaining('left entries behind') },
    });
  });

  test.each([
    { days: 30, left: 4 },
    { days: undefined, left: 6 },
  ])('the job of a server that keeps entries for $days days leaves $left', async ({ days, left }) => {
    await appendThrice();
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const kind = createRetention({ pruning: store.pruning, days, logger: silent });
    for (const entry of recurringEntries([kind])) await enqueueRecurring(opened.db, opened.dialect, entry);
    expect(await workOn(kind, opened)).toEqual(['done']);
    expect(await store.audit.list()).toHaveLength(left);
  });
});
