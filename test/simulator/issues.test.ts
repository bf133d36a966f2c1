/** Issues: opened by the App's bot, found among pull requests, changed, closed and refused. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;
let writer: string;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      { name: 'acme/infra', id: 1, files: { a: 'a' }, pull_requests: [{ number: 12, head: 'main' }] },
      { name: 'acme/old', id: 2, archived: true, files: { a: 'a' } },
    ],
    apps: [{ slug: 'atmos-pro', permissions: { issues: 'write' } }],
    installations: [{ id: 7, app: 'atmos-pro', account: 'acme' }],
  });
  writer = await gitHub.mint({ permissions: { issues: 'write' } });
});
afterAll(() => gitHub.stop());

const ask = (method: string, path: string, body?: unknown, token = writer) =>
  gitHub.call(method, `/repos/acme/infra/issues${path}`, body === undefined ? { token } : { token, body });

test('are numbered with the pull requests, and listed with them, newest first', async () => {
  const made = await ask('POST', '', { title: 'Drift', body: 'x' });
  expect(made).toMatchObject({
    status: 201,
    body: {
      ...{ number: 13, title: 'Drift', body: 'x', state: 'open', state_reason: null },
      user: { login: 'atmos-pro[bot]', type: 'Bot' },
      performed_via_github_app: { slug: 'atmos-pro' },
    },
  });
  expect((await ask('GET', '/13')).body).toEqual(made.body);
  const listed = await ask('GET', '?state=all&per_page=5');
  expect(listed.body.map(({ number }: { number: number }) => number)).toEqual([13, 12]);
  expect(listed.body[1].pull_request).toBeDefined();
  const own = await ask('GET', `?creator=${encodeURIComponent('atmos-pro[bot]')}`);
  expect(own.body.map(({ number }: { number: number }) => number)).toEqual([13]);
});

test('are closed, leave the list of open ones, and are reopened', async () => {
  expect(await ask('PATCH', '/13', { state: 'closed', state_reason: 'completed' })).toMatchObject({
    status: 200,
    body: { state: 'closed', state_reason: 'completed', closed_at: '2026-11-22T12:00:00Z', title: 'Drift' },
  });
  expect((await ask('GET', '')).body.map(({ number }: { number: number }) => number)).toEqual([12]);
  expect((await ask('PATCH', '/13', { state: 'open', body: 'again' })).body).toMatchObject({
    ...{ state: 'open', state_reason: 'reopened', closed_at: null, body: 'again' },
  });
});

test.each<[string, string, string, unknown, number]>([
  ['without a title', 'POST', '', { body: 'x' }, 422],
  ['with a blank title', 'POST', '', { title: ' ' }, 422],
  ['with a long title', 'POST', '', { title: 'x'.repeat(257) }, 422],
  ['with a long body', 'PATCH', '/13', { body: 'x'.repeat(65_537) }, 422],
  ['that do not exist', 'PATCH', '/99', { body: 'x' }, 404],
])('are refused %s', async (_name, method, path, body, status) => {
  expect((await ask(method, path, body)).status).toBe(status);
});

test.each([
  ['issues: read', { issues: 'read' }, 403, 200],
  ['metadata alone', { metadata: 'read' }, 403, 403],
])('with %s', async (_name, permissions, written, read) => {
  const token = await gitHub.mint({ permissions });
  expect((await ask('POST', '', { title: 'x' }, token)).status).toBe(written);
  expect((await ask('GET', '', undefined, token)).status).toBe(read);
});

test('are refused in an archived repository', async () => {
  const call = { token: writer, body: { title: 'x' } };
  expect((await gitHub.call('POST', '/repos/acme/old/issues', call)).status).toBe(403);
});
