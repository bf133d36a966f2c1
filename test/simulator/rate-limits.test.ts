/** Limits and conditional requests: what counts, for whom, and how the refusal reads. */
import { expect, test } from '@jest/globals';
import { rateWindowMs, startSecondaryLimit } from '../../src/simulator/api/rate-limits.ts';
import { createSimulatedApi, type SimulatedApi, startOfTime } from '../support/simulated-api.ts';

async function createLimited(core = 3): Promise<SimulatedApi> {
  return createSimulatedApi({
    repositories: [
      { name: 'acme/infra', files: { a: 'a' } },
      { name: 'other/infra', files: { a: 'a' } },
    ],
    apps: [{ slug: 'broker', permissions: { contents: 'read' } }],
    installations: [
      { id: 1, app: 'broker', account: 'acme' },
      { id: 2, app: 'broker', account: 'other' },
    ],
    rate_limits: { core, graphql: 1 },
  });
}

const get = (gitHub: SimulatedApi, token: string, headers = {}) =>
  gitHub.call('GET', '/repos/acme/infra/contents/a', { token, headers });

test('counts an installation’s tokens together, and other installations apart', async () => {
  await using gitHub = await createLimited();
  const [one, two, other] = [await gitHub.mint({}, 1), await gitHub.mint({}, 1), await gitHub.mint({}, 2)];
  expect((await get(gitHub, one)).headers).toMatchObject({
    'x-ratelimit-limit': '3',
    'x-ratelimit-remaining': '2',
    'x-ratelimit-used': '1',
    'x-ratelimit-reset': String((startOfTime + rateWindowMs) / 1000),
    'x-ratelimit-resource': 'core',
  });
  await get(gitHub, two);
  await get(gitHub, one);
  const refused = await get(gitHub, two);
  expect(refused).toMatchObject({
    status: 403,
    headers: { 'x-ratelimit-remaining': '0' },
    body: { message: 'API rate limit exceeded for installation ID 1.' },
  });
  expect(refused.headers).not.toHaveProperty('retry-after');
  expect((await gitHub.call('GET', '/repos/other/infra', { token: other })).status).toBe(200);
  gitHub.advance(rateWindowMs);
  expect((await get(gitHub, await gitHub.mint({}, 1))).headers['x-ratelimit-used']).toBe('1');
});

test('tells the limits without counting, even when they are used up', async () => {
  await using gitHub = await createLimited(1);
  const token = await gitHub.mint({}, 1);
  await get(gitHub, token);
  for (const _ of [1, 2]) {
    const { status, body } = await gitHub.call('GET', '/rate_limit', { token });
    expect(status).toBe(200);
    expect(body.resources.core).toMatchObject({ limit: 1, used: 1, remaining: 0 });
  }
});

test('says in GraphQL’s own way that its points are used up', async () => {
  await using gitHub = await createLimited();
  const token = await gitHub.mint({}, 1);
  await gitHub.graphql('{ rateLimit { cost } }', { token });
  const answer = await gitHub.graphql('{ rateLimit { cost } }', { token });
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'x-ratelimit-remaining': '0' },
    body: { errors: [{ type: 'RATE_LIMITED' }] },
  });
  expect((await get(gitHub, token)).status).toBe(200);
});

test.each([403, 429] as const)('asks everybody to slow down with %d and retry-after', async (status) => {
  await using gitHub = await createLimited();
  const token = await gitHub.mint({}, 1);
  startSecondaryLimit(gitHub.world, { seconds: 30, status });
  gitHub.advance(10_000);
  const refused = await get(gitHub, token);
  expect(refused).toMatchObject({ status, headers: { 'retry-after': '20' } });
  expect(refused.body.message).toMatch(/^You have exceeded a secondary rate limit/);
  gitHub.advance(20_000);
  expect((await get(gitHub, token)).status).toBe(200);
});

test('slows down only the caller that it is about', async () => {
  await using gitHub = await createLimited();
  const [one, other] = [await gitHub.mint({}, 1), await gitHub.mint({}, 2)];
  startSecondaryLimit(gitHub.world, { key: 'installation:1' });
  expect((await get(gitHub, one)).status).toBe(403);
  expect((await gitHub.call('GET', '/repos/other/infra', { token: other })).status).toBe(200);
});

test('answers 304 to what the client has, and does not count it', async () => {
  await using gitHub = await createLimited();
  const token = await gitHub.mint({}, 1);
  const first = await get(gitHub, token);
  const etag = first.headers['etag'] ?? '';
  expect(etag).toMatch(/^W\/"[0-9a-f]+"$/);
  const again = await get(gitHub, token, { 'if-none-match': `"other", ${etag}` });
  expect(again).toMatchObject({ status: 304, body: undefined, headers: { 'x-ratelimit-used': '1', etag } });
  await gitHub.world.repositories
    .values()
    .next()
    .value?.git.commitFiles([{ path: 'a', content: 'b' }]);
  expect((await get(gitHub, token, { 'if-none-match': etag })).status).toBe(200);
});
