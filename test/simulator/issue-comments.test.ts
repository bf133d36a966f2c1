/** Comments on pull requests: written by the App's bot, found again, changed, and refused. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;
let writer: string;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      { name: 'acme/infra', id: 1, files: { a: 'a' }, pull_requests: [{ number: 12, head: 'main' }] },
      { name: 'acme/old', id: 2, archived: true, files: { a: 'a' }, pull_requests: [{ head: 'main' }] },
    ],
    apps: [{ slug: 'atmos-pro', permissions: { issues: 'write', pull_requests: 'write' } }],
    installations: [{ id: 7, app: 'atmos-pro', account: 'acme' }],
    runs: [{ repository: 'acme/infra', jobs: [{ name: 'job', permissions: { 'pull-requests': 'write' } }] }],
  });
  writer = await gitHub.mint({ permissions: { pull_requests: 'write' } });
});
afterAll(() => gitHub.stop());

const ask = (method: string, path: string, body?: unknown, token = writer) =>
  gitHub.call(method, `/repos/acme/infra/issues${path}`, body === undefined ? { token } : { token, body });

test('are the bot’s, can be edited and deleted, and are told of', async () => {
  const made = await ask('POST', '/12/comments', { body: 'Hello' });
  expect(made).toMatchObject({
    status: 201,
    body: {
      body: 'Hello',
      user: { login: 'atmos-pro[bot]', type: 'Bot' },
      performed_via_github_app: { slug: 'atmos-pro' },
      created_at: '2026-11-22T12:00:00Z',
    },
  });
  const path = `/comments/${made.body.id}`;
  gitHub.advance(60_000);
  const edited = await ask('PATCH', path, { body: 'Hello again' });
  expect(edited).toMatchObject({ status: 200, body: { updated_at: '2026-11-22T12:01:00Z' } });
  expect((await ask('GET', path)).body).toEqual(edited.body);
  expect((await ask('DELETE', path)).status).toBe(204);
  expect((await ask('GET', path)).status).toBe(404);
  expect(gitHub.world.events.map(({ event, action, subject }) => [event, action, subject])).toEqual([
    ['issue_comment', 'created', 12],
    ['issue_comment', 'edited', 12],
    ['issue_comment', 'deleted', 12],
  ]);
});

test('come in pages, oldest first', async () => {
  for (let index = 1; index <= 3; index += 1) await ask('POST', '/12/comments', { body: `Number ${index}` });
  const first = await ask('GET', '/12/comments?per_page=2');
  expect(first.body.map(({ body }: { body: string }) => body)).toEqual(['Number 1', 'Number 2']);
  expect(first.headers['link']).toContain('rel="next"');
  expect((await ask('GET', '/12/comments?per_page=2&page=2')).body).toMatchObject([{ body: 'Number 3' }]);
  gitHub.advance(60_000);
  const since = new Date(gitHub.world.clock.now()).toISOString();
  await ask('PATCH', `/comments/${first.body[1].id}`, { body: 'Changed' });
  expect((await ask('GET', `/12/comments?since=${since}`)).body).toMatchObject([{ body: 'Changed' }]);
});

test('of a job are those of GitHub Actions, which start no workflow', async () => {
  const token = gitHub.world.jobs.get('job')?.token ?? '';
  const { body } = await ask('POST', '/12/comments', { body: 'From CI' }, token);
  expect(body).toMatchObject({ user: { login: 'github-actions[bot]' }, performed_via_github_app: null });
  expect(gitHub.world.events.at(-1)).toMatchObject({ actor: 'github-actions[bot]', startsWorkflows: false });
});

test('may have 65,536 characters, whatever their bytes', async () => {
  expect((await ask('POST', '/12/comments', { body: '😀'.repeat(65_536) })).status).toBe(201);
  expect(await ask('POST', '/12/comments', { body: 'x'.repeat(65_537) })).toMatchObject({
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [
        {
          resource: 'IssueComment',
          code: 'unprocessable',
          message: 'Body is too long (maximum is 65536 characters)',
        },
      ],
    },
  });
});

test.each<[string, string, string, unknown, number]>([
  ['without a body', 'POST', '/12/comments', {}, 422],
  ['with a blank body', 'POST', '/12/comments', { body: ' \n' }, 422],
  ['on nothing', 'POST', '/13/comments', { body: 'x' }, 404],
  ['of nothing', 'GET', '/13/comments', undefined, 404],
  ['that does not exist', 'PATCH', '/comments/1', { body: 'x' }, 404],
])('are refused %s', async (_name, method, path, body, status) => {
  expect((await ask(method, path, body)).status).toBe(status);
});

test.each([
  ['issues: write', { issues: 'write' }, 201, 200],
  ['pull_requests: read', { pull_requests: 'read' }, 403, 200],
  ['metadata alone', { metadata: 'read' }, 403, 403],
])('with %s', async (_name, permissions, written, read) => {
  const token = await gitHub.mint({ permissions });
  expect((await ask('POST', '/12/comments', { body: 'x' }, token)).status).toBe(written);
  expect((await ask('GET', '/12/comments', undefined, token)).status).toBe(read);
});

test('are refused in an archived repository', async () => {
  const call = { token: writer, body: { body: 'x' } };
  expect((await gitHub.call('POST', '/repos/acme/old/issues/1/comments', call)).status).toBe(403);
});

test('the bot has an account and sees itself', async () => {
  const { botId } = [...gitHub.world.apps.values()][0] ?? {};
  const bot = { login: 'atmos-pro[bot]', id: botId, type: 'Bot' };
  expect((await gitHub.call('GET', '/users/atmos-pro%5Bbot%5D')).body).toMatchObject(bot);
  const { body } = await gitHub.graphql('{ viewer { login databaseId } }', { token: writer });
  expect(body.data.viewer).toEqual({ login: bot.login, databaseId: botId });
});
