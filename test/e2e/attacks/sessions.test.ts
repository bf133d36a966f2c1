/** Attacks with a session that was stolen from a job. */
import { expect, test } from '@jest/globals';
import { policy, source, startStsScene } from '../../server/sts/scene.ts';
import { callApi } from '../../support/server.ts';
import { target } from '../attack-scene.ts';

const permissions = (['ws:sts:create', 'ws:locks:create'] as const).map((permission) => ({ permission }));

const start = () =>
  startStsScene({
    repositories: [source('platform/a', policy())],
    workspace: { repositories: [{ name: 'acme/infra', permissions }, { name: 'platform/a' }] },
    server: { replicas: 1 },
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

test('stolen session: requests at the same time do not pass the bound together', async () => {
  await using scene = await start();
  const session = await scene.login();
  const answers = await Promise.all(Array.from({ length: 120 }, () => scene.ask(session, target)));
  const granted = answers.filter(({ status }) => status === 200).length;
  expect(granted).toBeLessThanOrEqual(100);
  expect(granted).toBeGreaterThan(0);
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
