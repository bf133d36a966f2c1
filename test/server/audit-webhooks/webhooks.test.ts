/** Delivery of audit entries, on both stores: in order, at least once, one batch at a time, for a day. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '../../../src/domain/audit/events.ts';
import { sealAudit } from '../../../src/server/audit/seal-audit.ts';
import { type Delivery, giveUpMs } from '../../../src/server/audit-webhooks/deliver.ts';
import type { WebhookRequest, WebhookResult } from '../../../src/server/audit-webhooks/post.ts';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import { LeaseLost } from '../../../src/server/work/lease.ts';
import { createStore, type Store } from '../../support/store.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';
import { type CloudEvent, type DestinationEntry, enqueueDestination, siem } from './destination-entry.ts';

describeEachStore('webhooks', (engine) => {
  let database: TestDatabase;
  let opened: OpenedDatabase;
  let store: Store;
  let requests: WebhookRequest[];
  let results: WebhookResult[];
  let queued: DestinationEntry;
  beforeEach(async () => {
    database = await createTestDatabase(engine);
    opened = openDatabase(database.config);
    await migrateDatabase(opened.db, opened.dialect);
    store = createStore(opened);
    requests = [];
    results = [];
    await store.webhooks.add([siem.name], 0);
    queued = await enqueueDestination(opened, siem.name);
  });
  afterEach(async () => {
    await opened?.db.destroy();
    await database?.dispose();
  });

  const fine: WebhookResult = { status: 'answered', httpStatus: 204 };
  const ports = () => ({
    ...store,
    publicUrl: 'https://atmos-pro.test',
    random: { fraction: () => 0 },
    post: async (request: WebhookRequest) => {
      requests.push(request);
      return results.shift() ?? fine;
    },
  });
  async function append(
    count: number,
    more: { event?: AuditEvent; workspaceId?: string } = {},
  ): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await store.audit.append({
        event: 'token.mint',
        outcome: 'allowed',
        workspaceId: 'ws_1',
        repositoryId: '1001',
        repository: 'acme/infra',
        actor: 'octocat',
        traceId: `t-${index}`,
        details: { index },
        ...more,
      });
    }
    await sealAudit(store);
  }
  const eventsOf = ({ body }: WebhookRequest) => JSON.parse(body) as CloudEvent[];
  const sent = () => requests.flatMap(eventsOf).map(({ id }) => id);
  const change = (set: object) => opened.db.updateTable('webhook_states').set(set).execute();
  async function drain(destination = siem): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    for (;;) {
      const delivery = await queued.deliver(destination, ports());
      if (delivery.status === 'idle') return deliveries;
      deliveries.push(delivery);
    }
  }

  describe('a delivery', () => {
    test('is a batch of CloudEvents with the signature of its body', async () => {
      await append(2);
      expect(await drain()).toEqual([{ status: 'delivered', events: 2 }]);
      const [request] = requests;
      const signature = createHmac('sha256', 's'.repeat(32))
        .update(request?.body ?? '')
        .digest('hex');
      expect(request).toMatchObject({
        url: siem.url,
        allowPrivateNetwork: false,
        headers: {
          'content-type': 'application/cloudevents-batch+json; charset=utf-8',
          'x-team': 'platform',
          'x-webhook-id': 'siem-2',
          'x-webhook-signature': `sha256=${signature}`,
        },
      });
      expect(JSON.parse(request?.body ?? '')[0]).toEqual({
        specversion: '1.0',
        id: 'aud_1',
        source: 'https://atmos-pro.test/workspaces/ws_1',
        type: 'pro.atmos.token.mint',
        time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
        subject: '1001',
        datacontenttype: 'application/json',
        data: {
          actor: { id: 'octocat', type: 'user' },
          action: { category: 'token', action: 'mint' },
          target: { type: 'repository', id: '1001' },
          description: 'token.mint allowed: acme/infra by octocat',
          metadata: {
            outcome: 'allowed',
            workspaceId: 'ws_1',
            repository: 'acme/infra',
            traceId: 't-0',
            details: { index: 0 },
          },
        },
      });
    });
    test('is signed with both secrets while they are changed', async () => {
      await append(1);
      await drain({ ...siem, secrets: ['n'.repeat(32), 'o'.repeat(32)] });
      const body = requests[0]?.body ?? '';
      const values = ['n', 'o'].map((one) => {
        return `sha256=${createHmac('sha256', one.repeat(32)).update(body).digest('hex')}`;
      });
      expect(requests[0]?.headers['x-webhook-signature']).toBe(values.join(','));
    });
    test('is not signed without a secret', async () => {
      await append(1);
      await drain({ ...siem, secrets: [] });
      expect(requests[0]?.headers).not.toHaveProperty('x-webhook-signature');
    });
    test('is what Datadog takes', async () => {
      await append(1);
      await drain({ ...siem, format: 'datadog' });
      expect(requests[0]?.headers['content-type']).toBe('application/json');
      expect(JSON.parse(requests[0]?.body ?? '')[0]).toMatchObject({
        ddsource: 'atmos-pro',
        service: 'atmos-pro',
        hostname: 'atmos-pro.test',
        status: 'info',
        message: 'token.mint allowed: acme/infra by octocat',
        ddtags: 'outcome:allowed,workspace:ws_1,repository:acme/infra',
        event_id: 'aud_1',
        event_type: 'pro.atmos.token.mint',
      });
    });
    test('waits for the seal', async () => {
      await store.audit.append({ event: 'token.mint', outcome: 'allowed', traceId: 't', details: {} });
      expect(await drain()).toEqual([]);
      await sealAudit(store);
      expect(await drain()).toHaveLength(1);
    });
  });

  test('batches hold 100 at most, in order, each entry once', async () => {
    await append(250);
    expect(await drain()).toEqual([100, 100, 50].map((events) => ({ status: 'delivered', events })));
    expect(sent()).toEqual(Array.from({ length: 250 }, (_, index) => `aud_${index + 1}`));
  });
  test('a batch is cut where its text gets long', async () => {
    const details = { text: 'x'.repeat(900 * 1024) };
    for (let index = 0; index < 5; index += 1) {
      await store.audit.append({ event: 'token.mint', outcome: 'allowed', traceId: 't', details });
    }
    await sealAudit(store);
    expect((await drain()).map(({ status, ...rest }) => [status, rest])).toEqual(
      [2, 2, 1].map((events) => ['delivered', { events }]),
    );
  });
  test('a new destination gets what is written from then on', async () => {
    await append(3);
    await store.webhooks.add(['late'], 3);
    await append(1);
    await drain({ ...siem, name: 'late' });
    expect(sent()).toEqual(['aud_4']);
  });

  test.each([
    { name: 'events', wanted: { events: ['lock.*', 'session.exchange'] }, ids: ['aud_2', 'aud_3'] },
    { name: 'workspaces', wanted: { workspaces: ['ws_2'] }, ids: ['aud_3'] },
    { name: 'nothing', wanted: { workspaces: ['ws_none'] }, ids: [] },
  ])('what is not wanted is passed over: by $name', async ({ wanted, ids }) => {
    await append(1);
    await append(1, { event: 'lock.created' });
    await append(1, { event: 'session.exchange', workspaceId: 'ws_2' });
    await append(1, { event: 'lockless' as string as AuditEvent, workspaceId: 'ws_1' });
    await drain({ ...siem, ...wanted });
    expect(sent()).toEqual(ids);
    expect(await store.webhooks.list()).toMatchObject([{ deliveredThroughId: 4, failures: 0 }]);
  });

  describe('a failure', () => {
    test.each<{ name: string; result: WebhookResult; reason: string }>([
      { name: 'no answer', result: { status: 'failed', reason: 'ECONNREFUSED' }, reason: 'ECONNREFUSED' },
      { name: 'a server error', result: { status: 'answered', httpStatus: 500 }, reason: 'it answered 500' },
      { name: 'a redirect', result: { status: 'answered', httpStatus: 302 }, reason: 'it answered 302' },
      { name: 'a refusal', result: { status: 'answered', httpStatus: 401 }, reason: 'it answered 401' },
    ])('by $name is tried again: the same batch, under the same id, before anything else', async (row) => {
      await append(2);
      results = [row.result];
      expect(await queued.deliver(siem, ports())).toEqual({
        status: 'failed',
        events: 2,
        reason: row.reason,
        pauseMs: 1_000,
      });
      await append(1);
      // Not due yet.
      expect(await queued.deliver(siem, ports())).toEqual({ status: 'idle' });
      await queued.makeDue();
      expect(await drain()).toHaveLength(2);
      expect(requests.map(({ headers }) => headers['x-webhook-id'])).toEqual(['siem-2', 'siem-2', 'siem-3']);
      expect(requests[1]?.body).toBe(requests[0]?.body);
    });
    test('makes the pauses longer, to half an hour', async () => {
      await append(1);
      const pauses: number[] = [];
      for (let round = 0; round < 14; round += 1) {
        results = [{ status: 'answered', httpStatus: 503 }];
        await queued.deliver(siem, ports());
        const [state] = await store.webhooks.list();
        pauses.push((state?.nextTryAt ?? 0) - (state?.lastTry?.at ?? 0));
        await queued.makeDue();
      }
      // Chance adds nothing here: half of each ceiling. The lease began a moment before the result was written.
      const expected = pauses.map((_, index) => Math.min(1_000 * 2 ** index, 15 * 60_000));
      for (const [index, pause] of pauses.entries()) {
        expect(pause).toBeLessThanOrEqual(expected[index] ?? 0);
        expect(pause).toBeGreaterThan((expected[index] ?? 0) - 5_000);
      }
    });
    test('for a day gives the batch up, says so, and continues', async () => {
      await append(2);
      results = [{ status: 'answered', httpStatus: 500 }];
      await queued.deliver(siem, ports());
      await queued.makeDue();
      await change({ first_failed_at: (await store.now()) - giveUpMs - 1 });
      results = [{ status: 'answered', httpStatus: 500 }];
      expect(await queued.deliver(siem, ports())).toEqual({
        status: 'given_up',
        events: 2,
        reason: 'it answered 500',
      });
      await append(1);
      expect(await drain()).toEqual([{ status: 'delivered', events: 1 }]);
      expect(await store.webhooks.list()).toMatchObject([{ lostEntries: 2, failures: 0 }]);
    });
  });

  describe('replicas', () => {
    test('deliver one at a time', async () => {
      await append(1);
      let isSending = false;
      const slow = {
        ...ports(),
        post: async (request: WebhookRequest) => {
          expect(isSending).toBe(false);
          isSending = true;
          requests.push(request);
          await new Promise((resolve) => setTimeout(resolve, 50));
          isSending = false;
          return fine;
        },
      };
      const all = await Promise.all(Array.from({ length: 4 }, () => queued.deliver(siem, slow)));
      expect(all.filter(({ status }) => status === 'delivered')).toHaveLength(1);
      expect(requests).toHaveLength(1);
    });
    test('take over from one that died in the middle, with the same batch', async () => {
      await append(2);
      const dead = await queued.claim();
      if (dead === undefined) throw new Error('the entry was not due');
      await store.webhooks.save(siem.name, { tryingThroughId: 2 }, queued.taskOf(dead));
      await append(1);
      expect(await queued.deliver(siem, ports())).toEqual({ status: 'idle' });
      await queued.makeDue();
      await drain();
      expect(requests.map(({ headers }) => headers['x-webhook-id'])).toEqual(['siem-2', 'siem-3']);
      // What the dead one still writes counts for nothing.
      const late = { deliveredThroughId: 0, tryingThroughId: null };
      await expect(store.webhooks.save(siem.name, late, queued.taskOf(dead))).rejects.toThrow(LeaseLost);
      expect(await drain()).toEqual([]);
    });
    test('at work together lose nothing and keep the order, whatever fails', async () => {
      const workers = [1, 2, 3].map(async (worker) => {
        for (let round = 0; round < 60; round += 1) {
          results.push(round % (2 + worker) === 0 ? { status: 'answered', httpStatus: 500 } : fine);
          await queued.deliver(siem, ports());
          await queued.makeWaitingDue();
        }
      });
      const writer = (async () => {
        for (let round = 0; round < 15; round += 1) await append(3);
      })();
      await Promise.all([...workers, writer]);
      results = [];
      await queued.makeDue();
      await drain();
      // Repeats aside, every entry came, and none before one with a smaller id.
      const first = [...new Set(sent())];
      expect(first).toEqual(Array.from({ length: 45 }, (_, index) => `aud_${index + 1}`));
    });
  });
});
