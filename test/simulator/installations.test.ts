/** Where an App is installed, and what it reaches there, page by page. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [{ name: 'acme/infra' }, { name: 'other/open', visibility: 'public' }],
    apps: [{ slug: 'broker', permissions: { contents: 'read' } }],
    installations: [{ id: 7, app: 'broker', account: 'acme' }],
  });
});
afterAll(() => gitHub.stop());

test('pages through an installation’s repositories with links', async () => {
  await using many = await createSimulatedApi({
    repositories: Array.from({ length: 65 }, (_, index) => ({ name: `acme/r${index}` })),
    apps: [{ slug: 'broker', permissions: { contents: 'read' } }],
    installations: [{ app: 'broker', account: 'acme' }],
  });
  const token = await many.mint();
  const page = (query: string) => many.call('GET', `/installation/repositories${query}`, { token });
  const first = await page('');
  expect(first.body).toMatchObject({ total_count: 65, repository_selection: 'all' });
  expect(first.body.repositories).toHaveLength(30);
  expect(first.headers['link']).toMatch(/page=2>; rel="next", <.*page=3>; rel="last"$/);
  const last = await page('?per_page=30&page=3');
  expect(last.body.repositories).toHaveLength(5);
  expect(last.headers['link']).toMatch(/page=2>; rel="prev", <.*page=1>; rel="first"$/);
  expect((await page('?per_page=1000')).body.repositories).toHaveLength(65);
  expect((await page('?page=9')).body.repositories).toHaveLength(0);
  const narrow = await many.mint({ repositories: ['r3'] });
  const one = await many.call('GET', '/installation/repositories', { token: narrow });
  expect(one.body).toMatchObject({ total_count: 1, repository_selection: 'selected' });
  expect(one.headers).not.toHaveProperty('link');
});

test.each([
  ['a repository', '/repos/acme/infra/installation', 200],
  ['a repository elsewhere', '/repos/other/open/installation', 404],
  ['an organization', '/orgs/ACME/installation', 200],
  ['an organization as a user', '/users/acme/installation', 404],
  ['its id', '/app/installations/7', 200],
  ['an unknown id', '/app/installations/8', 404],
])('finds an installation by %s', async (_name, path, status) => {
  expect((await gitHub.call('GET', path, { token: await gitHub.appJwt() })).status).toBe(status);
});

test('lets an App see itself, but no repository', async () => {
  const answer = await gitHub.call('GET', '/repos/acme/infra', { token: await gitHub.appJwt() });
  expect(answer).toMatchObject({ status: 403, body: { message: 'Resource not accessible by integration' } });
});
