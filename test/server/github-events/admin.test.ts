/** Admins at `/deliveries`, over HTTP on both stores: what became of each delivery, and applying one again that was given up. */
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DeliveryData } from '../../../src/api/routes/deliveries.ts';
import { exchange, idTokenOf } from '../../support/server.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { type AdminScene, narrow, startAdminScene } from '../deployments/admin/scene.ts';
import { pullPayload, sha } from '../deployments/deployment-scene.ts';

const retry = { workspace: 'ws_1', reason: 'GitHub is back' };

describeEachStore('admins and deliveries', (engine) => {
  let scene: AdminScene;
  beforeEach(async () => {
    scene = await startAdminScene({ store: engine });
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  const db = () => scene.server.database.db;
  async function list(query = '', token?: string) {
    const { data } = await scene.ask(`/deliveries?workspace=ws_1${query}`, undefined, token);
    return data as { readonly deliveries: readonly DeliveryData[]; readonly next?: string };
  }
  const deliver = (action: string, more: object = {}) =>
    scene.deliver('pull_request', { ...pullPayload(action, { head: sha('a'), at: 0 }), ...more });
  /** As the queue leaves it after a failed attempt: with its payload. `failed`: it was the last one. */
  async function store(state: 'new' | 'failed'): Promise<number> {
    const { id } = await db()
      .insertInto('deliveries')
      .values({
        ...{ guid: '5f6f1b90-0000-11f0-9000-000000000001', event: 'pull_request', action: 'opened' },
        ...{ installation_id: 5, repository_id: '1001', source: 'hook', state },
        problem: state === 'failed' ? 'GitHub did not answer.' : null,
        payload: gzipSync(JSON.stringify(pullPayload('opened', { head: sha('a'), at: 0 }))),
        received_at: Date.now(),
        finished_at: state === 'failed' ? Date.now() : null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const entry = { lane: null, payload: 'null', again_at: null, period_ms: null, lease: 1, is_leased: 0 };
    await db()
      .insertInto('work_entries')
      .values({
        ...{ ...entry, kind: 'github-delivery', key: String(id), attempts: 150 },
        state: state === 'failed' ? 'failed' : 'waiting',
        ...{ since: Date.now(), due_at: Date.now() + 3_600_000, problem: 'GitHub did not answer.' },
      })
      .execute();
    return id;
  }

  test('a list has the newest first, page by page, and why nothing happened', async () => {
    await deliver('opened');
    await deliver('labeled', { sender: undefined });
    await scene.deliver('check_run', {
      action: 'rerequested',
      repository: { id: 1001, full_name: 'acme/infra' },
    });
    const { deliveries } = await list();
    expect(deliveries.map(({ event, action, state }) => [event, action, state])).toEqual([
      ['check_run', 'rerequested', 'ignored'],
      ['pull_request', 'labeled', expect.any(String)],
      ['pull_request', 'opened', 'applied'],
    ]);
    expect(deliveries[0]).toMatchObject({
      guid: expect.stringMatching(/^5f6f1b90-/),
      repository: 'acme/infra',
      repositoryId: '1001',
      source: 'hook',
      message: expect.stringMatching(/./),
      receivedAt: expect.stringMatching(/Z$/),
      finishedAt: expect.stringMatching(/Z$/),
    });
    const page = await list('&limit=1');
    expect(await list(`&limit=1&after=${page.next}`)).toMatchObject({ deliveries: [{ action: 'labeled' }] });
    expect((await list('&event=check_run')).deliveries).toHaveLength(1);
    expect((await list('&state=applied&event=pull_request')).deliveries.length).toBeGreaterThan(0);
    expect((await list('&state=failed')).deliveries).toEqual([]);
    expect((await list('&repository=acme/infra')).deliveries).toHaveLength(3);
    expect((await list('&repository=acme/other')).deliveries).toEqual([]);
    expect((await list('&repository=acme/unknown')).deliveries).toEqual([]);
  });

  test('one that waits shows its failed attempts and the last error, never its payload', async () => {
    await store('new');
    const answer = await scene.ask('/deliveries?workspace=ws_1&state=new');
    expect(answer.data).toMatchObject({
      deliveries: [{ state: 'new', message: expect.stringMatching(/./) }],
    });
    expect(JSON.stringify(answer)).not.toContain('octocat');
  });

  test('one that was given up is applied again, on record with the token and the reason', async () => {
    const id = await store('failed');
    expect(await list('&state=failed')).toMatchObject({
      deliveries: [{ id, message: 'GitHub did not answer.' }],
    });
    expect(await scene.ask(`/deliveries/${id}/retry`, retry)).toMatchObject({
      status: 200,
      data: { id, state: 'new' },
    });
    await until(async () => (await list('&state=applied')).deliveries.some((one) => one.id === id));
    expect(await scene.audit('delivery.retried')).toMatchObject([
      {
        actor: 'admin:alice',
        outcome: 'allowed',
        workspace_id: 'ws_1',
        repository_id: '1001',
        details: { delivery: id, event: 'pull_request', reason: retry.reason },
      },
    ]);
    expect(await scene.ask(`/deliveries/${id}/retry`, retry)).toMatchObject({
      status: 409,
      errorTag: 'DeliveryNotFailed',
    });
    expect((await scene.audit('delivery.retried')).at(-1)).toMatchObject({
      outcome: 'denied',
      details: { delivery: id, refusal: 'DeliveryNotFailed', reason: retry.reason },
    });
  });

  describe('refuses', () => {
    test('strangers and admins of other workspaces alike, whatever exists', async () => {
      const id = await store('failed');
      for (const token of ['', 'x'.repeat(40), narrow]) {
        const status = token === narrow ? 403 : 401;
        const known = await scene.ask(`/deliveries/${id}/retry`, retry, token);
        expect(known.status).toBe(status);
        expect(known).toEqual(await scene.ask(`/deliveries/${id + 1_000}/retry`, retry, token));
        expect((await scene.ask('/deliveries?workspace=ws_1', undefined, token)).status).toBe(status);
      }
      // The repository is in their workspace too, without deployments.
      const theirs = { workspace: 'ws_2', reason: 'mine' };
      expect(await scene.ask('/deliveries?workspace=ws_2', undefined, narrow)).toMatchObject({
        data: { deliveries: [] },
      });
      expect(await scene.ask(`/deliveries/${id}/retry`, theirs, narrow)).toMatchObject({
        status: 404,
        errorTag: 'DeliveryNotFound',
      });
      expect(await list('&state=failed')).toMatchObject({ deliveries: [{ id }] });
      expect(await scene.audit('delivery.list')).toHaveLength(1);
    });
    test('a job', async () => {
      const session = await exchange(scene.server, await idTokenOf(scene.simulator, 'upload'), 'ws_1');
      const token = String(session.body.data?.['token']);
      expect(await scene.ask('/deliveries?workspace=ws_1', undefined, token)).toMatchObject({
        errorTag: 'AdminRequired',
      });
      expect(await scene.ask('/deliveries/1/retry', retry, token)).toMatchObject({
        errorTag: 'AdminRequired',
      });
    });
    test.each<{ readonly path: string; readonly body?: object }>([
      { path: '/deliveries' },
      { path: '/deliveries?workspace=ws_1&event=A' },
      { path: '/deliveries?workspace=ws_1&state=lost' },
      { path: '/deliveries?workspace=ws_1&limit=0' },
      { path: '/deliveries?workspace=ws_1&after=-1' },
      { path: '/deliveries?workspace=ws_1&guid=x' },
      { path: '/deliveries/0/retry', body: retry },
      { path: '/deliveries/1/retry', body: { reason: 'no workspace' } },
      { path: '/deliveries/1/retry', body: { workspace: 'ws_1' } },
      { path: '/deliveries/1/retry', body: { ...retry, reason: ' ' } },
      { path: '/deliveries/1/retry', body: { ...retry, force: true } },
    ])('what does not fit: $path $body', async ({ path, body }) => {
      expect((await scene.ask(path, body)).errorTag).toBe('InvalidRequest');
    });
  });
});
