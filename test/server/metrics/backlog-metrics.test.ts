/** What waits, and for how long, as the metrics tell it of all replicas; on both stores. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import type { WebhookDestination } from '../../../src/domain/audit/destination.ts';
import { createAuditMetrics } from '../../../src/server/audit/metrics.ts';
import { pruneAudit } from '../../../src/server/audit/retain-audit.ts';
import { sealAudit } from '../../../src/server/audit/seal-audit.ts';
import { createWebhookMetrics } from '../../../src/server/audit-webhooks/metrics.ts';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import { createLockMetrics } from '../../../src/server/locks/metrics.ts';
import { addUploadMetrics } from '../../../src/server/stacks/uploads/metrics.ts';
import type { ReceivedChunk } from '../../../src/server/stacks/uploads/store.ts';
import { claim } from '../../../src/server/work/claim.ts';
import { maintain } from '../../../src/server/work/maintain.ts';
import { createMaintenanceMetrics } from '../../../src/server/work/metrics.ts';
import { createStore, type Store } from '../../support/store.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';

const hourMs = 60 * 60_000;
const destination = (name: string, more: Partial<WebhookDestination> = {}): WebhookDestination => ({
  name,
  url: 'https://siem.example.com/in',
  format: 'cloudevents',
  secrets: [],
  headers: {},
  workspaces: undefined,
  events: undefined,
  allowPrivateNetwork: false,
  ...more,
});

describeEachStore('what waits', (engine) => {
  let database: TestDatabase;
  let opened: OpenedDatabase;
  let store: Store;
  let registry: Registry;
  beforeEach(async () => {
    database = await createTestDatabase(engine);
    opened = openDatabase(database.config);
    await migrateDatabase(opened.db, opened.dialect);
    store = createStore(opened);
    registry = new Registry();
  });
  afterEach(async () => {
    await opened?.db.destroy();
    await database?.dispose();
  });

  /** The sample whose line begins so, after the prefix that all share. */
  async function sample(start: string): Promise<number | undefined> {
    const lines = (await registry.metrics()).split('\n');
    const line = lines.find((one) => one.startsWith(`atmos_pro_${start} `));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
  }

  test('uploads: how many, and the age of the oldest, until they are worked on', async () => {
    addUploadMetrics(registry, store.uploads);
    const chunk = (repositoryId: string, total = 1): ReceivedChunk => ({
      workspaceId: 'ws_1',
      repositoryId,
      kind: 'instances',
      batch: total === 1 ? undefined : { id: 'batch', index: 0, total },
      run: 'run',
      head: '',
      uploader: {} as ReceivedChunk['uploader'],
      items: 1,
      bytes: 10,
      sha256: repositoryId,
      content: Buffer.from('x'),
    });
    expect([await sample('uploads_waiting'), await sample('uploads_oldest_waiting_seconds')]).toEqual([0, 0]);
    for (const id of ['1', '2']) await store.uploads.receive(chunk(id));
    // One that is not whole yet waits for its client.
    await store.uploads.receive(chunk('3', 2));
    await opened.db
      .updateTable('upload_batches')
      .set({ updated_at: (await store.now()) - hourMs })
      .where('repository_id', '!=', '2')
      .execute();
    expect(await sample('uploads_waiting')).toBe(2);
    const age = (await sample('uploads_oldest_waiting_seconds')) ?? 0;
    expect(age).toBeGreaterThanOrEqual(3_600);
    expect(age).toBeLessThan(3_700);
    // Its worker may die: it counts as waiting until it is done.
    const terms = { kind: 'upload', leaseMs: hourMs, limit: 10 };
    expect(await claim(opened.db, opened.dialect, terms)).toHaveLength(2);
    expect(await sample('uploads_waiting')).toBe(2);
    await opened.db.updateTable('upload_batches').set({ state: 'applied' }).execute();
    expect([await sample('uploads_waiting'), await sample('uploads_oldest_waiting_seconds')]).toEqual([0, 0]);
  });

  test('webhooks: the age of the oldest entry that each destination wants and has not', async () => {
    const destinations = [
      destination('all'),
      destination('mints', { events: ['token.*'] }),
      destination('nothing', { events: ['none'] }),
    ];
    createWebhookMetrics(registry, destinations, store);
    const undelivered = (name: string) => sample(`webhook_oldest_undelivered_seconds{destination="${name}"}`);
    expect(await undelivered('all')).toBeUndefined();
    await store.webhooks.add([...destinations.map(({ name }) => name), 'not configured any more'], 0);
    expect(await undelivered('all')).toBe(0);
    const now = await store.now();
    for (const event of ['lock.created', 'token.mint'] as const)
      await store.audit.append({ event, outcome: 'allowed', traceId: 't', details: {} });
    const entries = await store.audit.list({});
    await sealAudit(store);
    const age = (await undelivered('mints')) ?? Number.NaN;
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(((await store.now()) - now) / 1_000 + 1);
    expect(await undelivered('nothing')).toBe(0);
    const text = await registry.metrics();
    expect(text).not.toContain('not configured');
    const old = { ...store, now: async () => (await store.now()) + hourMs };
    registry = new Registry();
    createWebhookMetrics(registry, destinations, old);
    expect(await undelivered('all')).toBeGreaterThanOrEqual(3_600);
    expect(await undelivered('nothing')).toBe(0);
    await opened.db
      .updateTable('webhook_states')
      .set({ delivered_through_id: entries[0]?.id ?? 0 })
      .execute();
    expect(await undelivered('mints')).toBeGreaterThanOrEqual(3_600);
    await opened.db
      .updateTable('webhook_states')
      .set({ delivered_through_id: entries[1]?.id ?? 0 })
      .execute();
    for (const { name } of destinations) expect(await undelivered(name)).toBe(0);
  });

  test('locks: how long the first in the queue has waited', async () => {
    createLockMetrics(registry, store.locks);
    expect(await sample('lock_oldest_wait_seconds')).toBe(0);
    const now = await store.now();
    const row = { workspace_id: 'w', repository_id: '1', job: 'j', holder: '{}' };
    await opened.db
      .insertInto('lock_waiters')
      .values([
        { ...row, id: 'gone', joined_at: now - 5 * hourMs, live_until: now - 1 },
        { ...row, id: 'first', joined_at: now - hourMs, live_until: now + hourMs },
        { ...row, id: 'second', joined_at: now, live_until: now + hourMs },
      ])
      .execute();
    const age = (await sample('lock_oldest_wait_seconds')) ?? 0;
    expect(age).toBeGreaterThanOrEqual(3_600);
    expect(age).toBeLessThan(3_700);
  });

  test('the audit: what was pruned and when, how old the oldest entry is, and how old it may be', async () => {
    createAuditMetrics(registry, { ...store, retentionDays: 30 });
    expect(await sample('audit_retention_seconds')).toBe(30 * 24 * 3_600);
    expect(await sample('audit_last_prune_timestamp_seconds')).toBeUndefined();
    expect(await sample('audit_oldest_entry_timestamp_seconds')).toBeUndefined();
    expect(await sample('audit_pruned_entries')).toBe(0);
    for (let index = 0; index < 3; index += 1)
      await store.audit.append({ event: 'token.mint', outcome: 'allowed', traceId: 't', details: {} });
    const now = await store.now();
    const seals = {
      ...store.seals,
      latest: async () => ({ ...(await store.seals.latest()), now: now - 40 * 24 * hourMs }),
    };
    await sealAudit({ ...store, seals });
    expect(await pruneAudit(store.pruning, 30)).toBe(3);
    expect(await sample('audit_pruned_entries')).toBe(3);
    for (const name of ['audit_last_prune_timestamp_seconds', 'audit_oldest_entry_timestamp_seconds']) {
      const at = ((await sample(name)) ?? 0) * 1_000;
      expect(at).toBeGreaterThanOrEqual(now);
      expect(at).toBeLessThanOrEqual(await store.now());
    }
    registry = new Registry();
    createAuditMetrics(registry, { ...store, retentionDays: undefined });
    expect(await sample('audit_retention_seconds')).toBeUndefined();
  });

  test('maintenance: when it last went well, and how many rows it forgot', async () => {
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const ports = { logger: log, metrics: createMaintenanceMetrics(registry) };
    const tasks = [{ forgets: 'id_tokens', run: () => store.idTokens.forgetExpired() }] as const;
    const forgotten = (kind: string) => sample(`maintenance_forgotten_total{kind="${kind}"}`);
    expect(await sample('maintenance_last_success_timestamp_seconds')).toBe(0);
    await store.idTokens.reserve({ issuer: 'i', tokenId: 't', expiresAt: 1 });
    await maintain(tasks, ports);
    expect(await forgotten('id_tokens')).toBe(1);
    expect(await sample('maintenance_last_success_timestamp_seconds')).toBeGreaterThan(1_000_000);
    const before = await sample('maintenance_last_success_timestamp_seconds');
    const failing = { forgets: undefined, run: () => Promise.reject(new Error('down')) };
    await maintain([failing, ...tasks], ports);
    expect(await sample('maintenance_last_success_timestamp_seconds')).toBe(before);
  });

  test('nothing rather than an old number while the database does not answer', async () => {
    addUploadMetrics(registry, store.uploads);
    createLockMetrics(registry, store.locks);
    createAuditMetrics(registry, { ...store, retentionDays: undefined });
    createWebhookMetrics(registry, [destination('all')], store);
    await store.webhooks.add(['all'], 0);
    const names = ['uploads_waiting', 'lock_oldest_wait_seconds', 'audit_pruned_entries'];
    for (const name of names) expect(await sample(name)).toBe(0);
    await opened.db.destroy();
    for (const name of names) expect(await sample(name)).toBeUndefined();
    expect(await sample('webhook_oldest_undelivered_seconds{destination="all"}')).toBeUndefined();
  });
});
