/** Seals over the audit, on both stores: what they cover, what they reveal, and that no entry is left out. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { sealAudit } from '../../../src/server/audit/seal-audit.ts';
import { verifyAudit } from '../../../src/server/audit/verify-audit.ts';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import type { Database } from '../../../src/server/database/schema.ts';
import { createStore, type Store } from '../../support/store.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';

async function dropGuards({ db, dialect }: OpenedDatabase): Promise<void> {
  const triggers: [table: string, names: readonly string[]][] = ['audit_entries', 'audit_seals'].map(
    (table) => [
      table,
      dialect.name === 'sqlite'
        ? [`${table}_no_update`, `${table}_no_delete`]
        : [`${table}_no_change`, `${table}_no_truncate`],
    ],
  );
  for (const [table, names] of triggers) {
    for (const name of names) {
      await sql.raw(`drop trigger ${name}${dialect.name === 'sqlite' ? '' : ` on ${table}`}`).execute(db);
    }
  }
}

describeEachStore('seals of the audit', (engine) => {
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

  async function append(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await store.audit.append({
        event: 'token.mint',
        outcome: 'allowed',
        workspaceId: 'ws',
        traceId: `t-${index}`,
        details: { index, nested: { b: 1, a: [2] } },
      });
    }
  }

  /** Three seals over three, one and two entries; one entry that is not sealed. */
  async function sealThrice(): Promise<void> {
    for (const count of [3, 1, 2]) {
      await append(count);
      await sealAudit(store);
    }
    await append(1);
  }

  test('cover every entry once, in a chain', async () => {
    await sealThrice();
    const seals = await store.seals.list(0);
    const [first, second, third] = seals;
    expect(seals.map(({ sequence, entries }) => [sequence, entries])).toEqual([
      [1, 3],
      [2, 1],
      [3, 2],
    ]);
    expect([first?.afterId, first?.previousHash]).toEqual([0, '']);
    expect([second?.afterId, second?.previousHash]).toEqual([first?.lastId, first?.hash]);
    expect([third?.afterId, third?.previousHash]).toEqual([second?.lastId, second?.hash]);
    expect(new Set(seals.map(({ hash }) => hash)).size).toBe(3);
    expect(await verifyAudit(store)).toMatchObject({
      status: 'intact',
      sealedEntries: 6,
      unsealedEntries: 1,
      lastSeal: { sequence: 3 },
    });
  });

  test('without a new entry there is no new seal', async () => {
    expect(await sealAudit(store)).toEqual([]);
    await append(1);
    expect(await sealAudit(store)).toHaveLength(1);
    expect(await sealAudit(store)).toEqual([]);
  });

  test('of several sealers at once, each range has one', async () => {
    await append(5);
    await Promise.all(Array.from({ length: 4 }, () => sealAudit(store)));
    expect(await store.seals.list(0)).toHaveLength(1);
    expect(await verifyAudit(store)).toMatchObject({ status: 'intact', sealedEntries: 5 });
  });

  test.each<{ name: string; change: string; kind: string }>([
    {
      name: 'an entry was changed',
      change: `update audit_entries set outcome = 'denied' where id = 2`,
      kind: 'entries_changed',
    },
    {
      name: 'the details of an entry were changed',
      change: `update audit_entries set details = '{}' where id = 2`,
      kind: 'entries_changed',
    },
    {
      name: 'an entry was removed',
      change: 'delete from audit_entries where id = 4',
      kind: 'entries_missing',
    },
    {
      name: 'every entry was removed',
      change: 'delete from audit_entries',
      kind: 'entries_missing',
    },
    {
      name: 'a seal was removed',
      change: 'delete from audit_seals where sequence = 2',
      kind: 'seal_missing',
    },
    {
      name: 'the first seal was removed',
      change: 'delete from audit_seals where sequence = 1',
      kind: 'seal_missing',
    },
    {
      name: 'the range of a seal was changed',
      change: 'update audit_seals set last_id = 2, entries = 2 where sequence = 1',
      kind: 'entries_changed',
    },
    {
      name: 'the hash of a seal was changed',
      change: `update audit_seals set hash = 'x' where sequence = 2`,
      kind: 'entries_changed',
    },
    {
      name: 'the time of a seal was changed',
      change: 'update audit_seals set sealed_at = 1 where sequence = 3',
      kind: 'entries_changed',
    },
  ])('shows that $name', async ({ change, kind }) => {
    await sealThrice();
    await dropGuards(opened);
    await sql.raw(change).execute(db);
    expect(await verifyAudit(store)).toMatchObject({ status: 'tampered', fault: { kind } });
  });

  test('shows that two entries changed places', async () => {
    await sealThrice();
    await dropGuards(opened);
    for (const [from, to] of [
      [1, 100],
      [2, 1],
      [100, 2],
    ]) {
      // PostgreSQL gives ids itself unless it is told otherwise.
      const by =
        engine === 'postgres' ? 'alter table audit_entries alter id set generated by default' : 'select 1';
      await sql.raw(by).execute(db);
      await sql.raw(`update audit_entries set id = ${to} where id = ${from}`).execute(db);
    }
    expect(await verifyAudit(store)).toMatchObject({
      fault: { kind: 'entries_changed', seal: { sequence: 1 } },
    });
  });

  test('shows that an entry was added to a sealed range', async () => {
    await append(1);
    // A transaction that was undone leaves a gap in the ids of PostgreSQL.
    await dropGuards(opened);
    await append(2);
    await sql`delete from audit_entries where id = 2`.execute(db);
    await sealAudit(store);
    expect(await verifyAudit(store)).toMatchObject({ status: 'intact', sealedEntries: 2 });
    const columns = 'id, at, event, outcome, trace_id, details';
    const overriding = engine === 'postgres' ? 'overriding system value' : '';
    await sql
      .raw(`insert into audit_entries (${columns}) ${overriding} values (2, 1, 'e', 'allowed', 't', '{}')`)
      .execute(db);
    expect(await verifyAudit(store)).toMatchObject({ fault: { kind: 'entries_added' } });
  });

  test('cannot show that the latest entries and seals were cut off, unless a seal is expected', async () => {
    await sealThrice();
    const last = (await store.seals.list(0)).at(-1);
    expect(await verifyAudit(store, last?.hash)).toMatchObject({ status: 'intact' });
    await dropGuards(opened);
    await sql`delete from audit_seals where sequence = 3`.execute(db);
    await sql`delete from audit_entries where id > ${last?.afterId}`.execute(db);
    expect(await verifyAudit(store)).toMatchObject({ status: 'intact' });
    expect(await verifyAudit(store, last?.hash)).toMatchObject({ fault: { kind: 'expected_seal_missing' } });
  });

  test.each(['update audit_seals set entries = 9', 'delete from audit_seals'])(
    'the database refuses: %s',
    async (change) => {
      await sealThrice();
      await expect(sql.raw(change).execute(db)).rejects.toThrow('append-only');
    },
  );

  if (engine === 'postgres') {
    test('wait for a transaction that holds a lower id, and give up when it takes long', async () => {
      await append(1);
      await db.transaction().execute(async (trx) => {
        const inside = createStore({ db: trx, dialect: opened.dialect });
        await inside.audit.append({ event: 'token.mint', outcome: 'allowed', traceId: 'slow', details: {} });
        // Others keep appending meanwhile, with higher ids.
        await append(1);
        await expect(sealAudit(store)).rejects.toMatchObject({ code: 'REMOTE_STORE' });
        expect(await store.seals.list(0)).toEqual([]);
      });
      await sealAudit(store);
      expect(await verifyAudit(store)).toMatchObject({
        status: 'intact',
        sealedEntries: 3,
        unsealedEntries: 0,
      });
    });
  }

  test('miss nothing that many transactions append while sealers run', async () => {
    let isOver = false;
    const sealers = [1, 2].map(async () => {
      while (!isOver) await sealAudit(store).catch(() => {});
    });
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 20; round += 1) {
        await db.transaction().execute(async (trx) => {
          const inside = createStore({ db: trx, dialect: opened.dialect });
          for (const step of [1, 2]) {
            await inside.audit.append({
              event: 'token.mint',
              outcome: 'allowed',
              traceId: `${writer}-${round}-${step}`,
              details: {},
            });
          }
          if (round % 7 === writer % 7) await sql`select 1`.execute(trx);
        });
      }
    });
    await Promise.all(writers);
    isOver = true;
    await Promise.all(sealers);
    await sealAudit(store);
    expect(await verifyAudit(store)).toMatchObject({
      status: 'intact',
      sealedEntries: 8 * 20 * 2,
      unsealedEntries: 0,
    });
  });
});
