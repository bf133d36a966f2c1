/** The secondary limit for points per minute, each family of the API by itself, with and without `retry-after`. */
import { expect, test } from '@jest/globals';
import { createSimulatedApi } from '../support/simulated-api.ts';

const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

function seedWith(limits: {
  points_per_minute?: number;
  graphql_points_per_minute?: number;
  retry_after?: boolean;
}) {
  return {
    repositories: [{ name: 'acme/infra', files: { a: 'a' } }],
    apps: [{ slug: 'pro', permissions: { contents: 'write' as const } }],
    installations: [{ app: 'pro', account: 'acme' }],
    rate_limits: limits,
  };
}

test('a write costs five points, a read one, for a minute', async () => {
  await using gitHub = await createSimulatedApi(seedWith({ points_per_minute: 7 }));
  const token = await gitHub.mint();
  const read = () => gitHub.call('GET', '/repos/acme/infra', { token });
  const write = () => gitHub.call('POST', '/repos/acme/infra/git/blobs', { token, body: { content: 'x' } });
  expect((await write()).status).toBe(201);
  expect((await read()).status).toBe(200);
  gitHub.advance(20_000);
  expect(await write()).toMatchObject({ status: 403, headers: { 'retry-after': '40' }, body: { message } });
  expect((await read()).status).toBe(200);
  expect((await read()).status).toBe(403);
  gitHub.advance(40_000);
  expect((await write()).status).toBe(201);
});

test('GraphQL has points of its own, and GitHub may not say how long to wait', async () => {
  await using gitHub = await createSimulatedApi(
    seedWith({ points_per_minute: 100, graphql_points_per_minute: 5, retry_after: false }),
  );
  const token = await gitHub.mint();
  const ask = () => gitHub.graphql('{ viewer { login } }', { token });
  expect((await ask()).status).toBe(200);
  const refused = await ask();
  expect(refused).toMatchObject({ status: 403, body: { message } });
  expect(refused.headers).not.toHaveProperty('retry-after');
  expect((await gitHub.call('GET', '/repos/acme/infra', { token })).status).toBe(200);
});
