/** Deliveries of webhooks: signed, to whom, once, and listed for three days. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { verify } from '@octokit/webhooks-methods';
import { createHookSender } from '../../src/simulator/deliveries/send.ts';
import { appJwtOf } from '../support/app-jwt.ts';
import { startHookReceiver } from '../support/hook-receiver.ts';
import { type HookScene, hookSecret, startHookScene } from '../support/hook-scene.ts';

let scene: HookScene;

beforeAll(async () => {
  scene = await startHookScene();
  await scene.act({ do: 'open', head: 'feature' });
});
afterAll(() => scene.stop());
beforeEach(async () => {
  await scene.control('DELETE', '/hooks');
  scene.receiver.answer = { status: 202 };
  await scene.take();
});

const comment = (body = 'Hello') => scene.act({ do: 'comment', number: 1, body });

async function ask(method: string, path: string, body?: unknown) {
  const { simulator } = scene;
  const response = await fetch(path.startsWith('http') ? path : `${simulator.urls.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${await appJwtOf(simulator.world)}`, 'user-agent': 'test' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: assertions reach into JSON of any shape.
  const answer: any = await response.json();
  return { status: response.status, headers: response.headers, body: answer };
}

test('are signed over the raw body, with GitHub’s headers', async () => {
  await comment('ü');
  const [hook, ...rest] = await scene.take();
  expect(rest).toEqual([]);
  const { headers = {}, raw = '', payload } = hook ?? {};
  const [app] = scene.simulator.world.apps.values();
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
    'x-github-event': 'issue_comment',
    'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'x-github-hook-installation-target-id': String(app?.id),
    'x-github-hook-installation-target-type': 'integration',
  });
  expect(await verify(hookSecret, raw, headers['x-hub-signature-256'] ?? '')).toBe(true);
  expect(await verify('another', raw, headers['x-hub-signature-256'] ?? '')).toBe(false);
  expect(payload).toMatchObject({
    action: 'created',
    comment: { body: 'ü', user: { login: 'alice' } },
    issue: { number: 1, pull_request: { url: expect.stringContaining('/pulls/1') } },
    repository: { id: 1, full_name: 'acme/infra' },
    organization: { login: 'acme' },
    installation: { id: 7 },
    sender: { login: 'alice', type: 'User' },
  });
});

test('come for what the App does itself', async () => {
  const { simulator } = scene;
  const { body } = await ask('POST', '/app/installations/7/access_tokens', {});
  const made = await fetch(`${simulator.urls.api}/repos/acme/infra/issues/1/comments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${body.token}`, 'user-agent': 'test' },
    body: JSON.stringify({ body: 'By a bot' }),
  });
  expect(made.status).toBe(201);
  const [hook] = await scene.take('issue_comment');
  expect(hook?.payload).toMatchObject({ sender: { login: 'atmos-pro[bot]', type: 'Bot' } });
});

test('do not come from a repository that the installation does not cover', async () => {
  await scene.act({ do: 'push', repository: 'acme/other', branch: 'new', files: { a: 'b' } });
  await scene.act({ do: 'open', repository: 'acme/other', head: 'new' });
  expect(await scene.take()).toEqual([]);
});

test('are listed newest first, with a cursor, and shown with what was sent and answered', async () => {
  for (const body of ['1', '2', '3']) {
    await comment(body);
    await scene.take();
  }
  const first = await ask('GET', '/app/hook/deliveries?per_page=2');
  expect(first.body).toHaveLength(2);
  expect(first.body[0]).toMatchObject({
    ...{ event: 'issue_comment', action: 'created', status: 'OK', status_code: 202, redelivery: false },
    ...{ installation_id: 7, repository_id: 1 },
  });
  expect(first.body[0].id).toBeGreaterThan(first.body[1].id);
  const next = /<(.+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const second = await ask('GET', next);
  expect(second.body[0].id).toBeLessThan(first.body[1].id);
  const { body: shown } = await ask('GET', `/app/hook/deliveries/${first.body[0].id}`);
  expect(shown).toMatchObject({
    guid: first.body[0].guid,
    request: {
      headers: { 'X-GitHub-Delivery': first.body[0].guid },
      payload: { comment: { body: '3' } },
    },
    response: { payload: 'taken' },
  });
  expect((await ask('GET', '/app/hook/deliveries?cursor=x')).status).toBe(422);
});

test('are redelivered on request, with their GUID', async () => {
  scene.receiver.answer = { status: 500 };
  await comment();
  const [lost] = await scene.take();
  const [failed] = (await ask('GET', '/app/hook/deliveries?status=failure')).body;
  expect(failed).toMatchObject({ status: 'Invalid HTTP Response: 500', status_code: 500 });
  scene.receiver.answer = { status: 200 };
  expect((await ask('POST', `/app/hook/deliveries/${failed.id}/attempts`)).status).toBe(202);
  const [again] = await scene.take();
  expect(again?.raw).toBe(lost?.raw);
  expect(again?.headers['x-github-delivery']).toBe(failed.guid);
  const [newest] = (await ask('GET', '/app/hook/deliveries')).body;
  expect(newest).toMatchObject({ guid: failed.guid, redelivery: true, status: 'OK' });
  expect((await ask('POST', '/app/hook/deliveries/1/attempts')).status).toBe(404);
});

test('follow no redirect', async () => {
  scene.receiver.answer = { status: 302, location: scene.receiver.url };
  await comment();
  expect(await scene.take()).toHaveLength(1);
  const [newest] = (await ask('GET', '/app/hook/deliveries')).body;
  expect(newest).toMatchObject({ status: 'Invalid HTTP Response: 302' });
});

test('without an answer in time have failed', async () => {
  await using silent = await startHookReceiver();
  silent.answer = undefined;
  const send = createHookSender({ timeoutMs: 50 });
  expect(await send({ url: silent.url, headers: {}, body: '{}' })).toEqual({ status: 'timed out' });
  const closed = { url: 'http://127.0.0.1:1/', headers: {}, body: '{}' };
  expect(await send(closed)).toEqual({ status: 'failed to connect' });
});

test('show where they go, but not the secret, which can be changed', async () => {
  const { url } = scene.receiver;
  const shown = { content_type: 'json', insecure_ssl: '0', secret: '********', url };
  expect((await ask('GET', '/app/hook/config')).body).toEqual(shown);
  expect((await ask('PATCH', '/app/hook/config', { secret: 'rotated' })).body).toEqual(shown);
  await comment();
  const [hook] = await scene.take();
  const { headers = {}, raw = '' } = hook ?? {};
  expect(await verify('rotated', raw, headers['x-hub-signature-256'] ?? '')).toBe(true);
  await ask('PATCH', '/app/hook/config', { secret: hookSecret });
  expect((await ask('PATCH', '/app/hook/config', { url: 'https://example.com' })).status).toBe(422);
});

const bodies = async () => (await scene.take()).map(({ payload }) => payload.comment.body);

test('get lost, fail, and come twice by rules', async () => {
  const before = (await ask('GET', '/app/hook/deliveries?per_page=100')).body.length;
  await scene.control('POST', '/hooks', { mode: 'lose', times: 1 });
  await scene.control('POST', '/hooks', { mode: 'drop', event: 'issue_comment', times: 1 });
  await scene.control('POST', '/hooks', { mode: 'twice', action: 'created', times: 1 });
  for (const body of ['lost', 'dropped', 'doubled', 'plain']) await comment(body);
  expect((await bodies()).sort()).toEqual(['doubled', 'doubled', 'plain']);
  const listed = (await ask('GET', '/app/hook/deliveries?per_page=100')).body;
  expect(listed.length - before).toBe(4);
  expect(listed.find(({ status }: { status: string }) => status !== 'OK')).toMatchObject({
    status_code: 502,
  });
  expect((await scene.control('GET', '/hooks')).rules).toEqual([]);
});

test('come late by the world’s clock', async () => {
  await scene.control('POST', '/hooks', { mode: 'delay', milliseconds: 3_600_000, times: 1 });
  await comment('late');
  await comment('soon');
  expect(await bodies()).toEqual(['soon']);
  await scene.control('POST', '/time', { advance: 3_600_000 });
  expect(await bodies()).toEqual(['late']);
});

test('are held, and released in order or shuffled', async () => {
  await scene.control('POST', '/hooks', { mode: 'hold' });
  for (const body of ['1', '2', '3']) await comment(body);
  expect(await bodies()).toEqual([]);
  expect((await scene.control('GET', '/hooks')).held).toHaveLength(3);
  await scene.control('POST', '/hooks/release', {});
  expect((await bodies()).sort()).toEqual(['1', '2', '3']);
  await scene.control('DELETE', '/hooks');
  await scene.control('POST', '/hooks', { mode: 'shuffle', size: 4, seed: 1 });
  for (const body of ['1', '2', '3']) await comment(body);
  expect(await bodies()).toEqual([]);
  await comment('4');
  await scene.take();
  const sent = (await scene.control('GET', '/hooks')).sent.slice(-4);
  expect(new Set(sent.map(({ id }: { id: number }) => id)).size).toBe(4);
});

test('are forgotten after three days', async () => {
  await comment();
  await scene.take();
  const [{ id }] = (await ask('GET', '/app/hook/deliveries')).body;
  await scene.control('POST', '/time', { advance: 3 * 24 * 3_600_000 });
  expect((await ask('GET', '/app/hook/deliveries')).body).toEqual([]);
  expect((await ask('GET', `/app/hook/deliveries/${id}`)).status).toBe(404);
});

test.each([
  ['an unknown mode', { mode: 'burn' }, '"mode"'],
  ['an unknown key', { mode: 'hold', time: 1 }, '"time"'],
  ['a delay that is too long', { mode: 'delay', milliseconds: 1e12 }, '"milliseconds"'],
])('refuse a rule with %s', async (_name, rule, words) => {
  await expect(scene.control('POST', '/hooks', rule)).rejects.toThrow(JSON.stringify(words).slice(1, -1));
});
