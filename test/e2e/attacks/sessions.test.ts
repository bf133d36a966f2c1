/** Attacks with a session that was stolen from a job. */
import { expect, test } from '@jest/globals';
import { policy, source, startStsScene } from '../../server/sts/scene.ts';
import { callApi } from '../../support/server.ts';
import { describeEachStore, type StoreEngine } from '../../support/stores.ts';
import { target } from '../attack-scene.ts';

const permissions = (['ws:sts:create', 'ws:locks:create'] as const).map((permission) => ({ permission }));

const start = (store: StoreEngine = 'sqlite') =>
  startStsScene({
    repositories: [source('platform/a', policy())],
    workspace: { repositories: [{ name: 'acme/infra', permissions }, { name: 'platform/a' }] },
    server: { replicas: 1, store },
  });

test('ended session: no replica accepts a session that its job has ended', async () => {
  await using scene = await start();
  const [session, other] = [await scene.login(), await scene.login()];
  const replica = await scene.startServer({ database: scene.server.config.database });
  expect((await scene.ask(session, target, replica)).status).toBe(200);
  const response = await fetch(`${scene.server.url}/api/v1/auth/session`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${session}` },
  });
  expect([response.status, await response.json()]).toMatchObject([
    200,
    { success: true, data: { ended: true } },
  ]);
  for (const server of [scene.server, replica]) {
    expect(await scene.ask(session, target, server)).toMatchObject({
      status: 401,
      body: { errorTag: 'SessionInvalid' },
    });
    expect((await scene.ask(other, target, server)).status).toBe(200);
  }
});

test('stolen session: one session gets a bounded number of tokens', async () => {
  await using scene = await start();
  const session = await scene.login();
  for (let index = 0; index < 100; index += 1) expect((await scene.ask(session, target)).status).toBe(200);
  expect(await scene.ask(session, target)).toMatchObject({
    status: 403,
    body: { success: false, errorTag: 'SessionExhausted' },
  });
  expect((await scene.mint(target)).tokens).toHaveLength(1);
});

test('stolen session: requests for everything at the same time count a token for each owner in advance', async () => {
  await using scene = await startStsScene({
    repositories: [source('platform/a', policy()), source('vendor/b', policy())],
    world: { installations: [{ app: 'atmos-pro', account: 'vendor' }] },
    workspace: {
      repositories: [{ name: 'acme/infra', permissions }, { name: 'platform/a' }, { name: 'vendor/b' }],
    },
    server: { replicas: 1, store: 'sqlite' },
  });
  const session = await scene.login();
  expect((await scene.ask(session, {})).body).toMatchObject({ data: { tokens: [{}, {}] } });
  const { db } = scene.server.database;
  await db.updateTable('session_counts').set({ count: 96 }).where('counted', '=', 'tokens').execute();
  const answers = await Promise.all(Array.from({ length: 10 }, () => scene.ask(session, {})));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
});

test('stolen session: one session takes a bounded number of locks', async () => {
  await using scene = await start();
  const session = await scene.login();
  const authorization = `Bearer ${session}`;
  const take = (key: string) => callApi(scene.server, '/api/v1/locks', { key, ttl: 60 }, { authorization });
  for (let index = 0; index < 500; index += 1)
    expect((await take(`acme/infra/prod/c${index}`)).status).toBe(200);
  expect(await take('acme/infra/prod/more')).toMatchObject({
    status: 403,
    body: { success: false, errorTag: 'SessionExhausted' },
  });
  const renewal = { key: 'acme/infra/prod/c1', ttl: 60, properties: { renewOnly: true } };
  expect((await callApi(scene.server, '/api/v1/locks', renewal, { authorization })).status).toBe(200);
});

describeEachStore('limits of a session that two replicas serve', (store) => {
  async function startTwo() {
    const scene = await start(store);
    const replica = await scene.startServer({ database: scene.server.config.database });
    return { scene, servers: [scene.server, replica] as const };
  }

  test('stolen session: requests at the same time, at several replicas, do not pass the limit of tokens together', async () => {
    const { scene, servers } = await startTwo();
    await using _ = scene;
    const session = await scene.login();
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, index) => scene.ask(session, target, servers[index % 2])),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    expect(answers.filter(({ body }) => body.errorTag === 'SessionExhausted')).toHaveLength(20);
  });

  test('stolen session: requests at the same time, at several replicas, do not pass the limit of locks together', async () => {
    const { scene, servers } = await startTwo();
    await using _ = scene;
    const authorization = `Bearer ${await scene.login()}`;
    const take = (index: number, at: number, more = {}) =>
      callApi(
        servers[at % 2] ?? scene.server,
        '/api/v1/locks',
        { key: `acme/infra/prod/c${index}`, ttl: 600, ...more },
        { authorization },
      );
    const held = Array.from({ length: 48 }, (_, index) => take(index, index));
    expect(new Set((await Promise.all(held)).map(({ status }) => status))).toEqual(new Set([200]));
    const { db } = servers[0].database;
    // Instead of hundreds of requests.
    await db.updateTable('session_counts').set({ count: 480 }).where('counted', '=', 'locks').execute();
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => take(1_000 + index, index)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(answers.filter(({ body }) => body.errorTag === 'SessionExhausted')).toHaveLength(40);
    expect((await take(1, 1, { properties: { renewOnly: true } })).status).toBe(200);
    expect((await take(1, 0)).status).toBe(200);
  });
});
