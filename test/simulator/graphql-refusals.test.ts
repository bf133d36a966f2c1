/** What GraphQL refuses, and how it says so: in the answer of a query, or before one is read. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renameRepository } from '../../src/simulator/world/owner-changes.ts';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;
let reader: string;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      { name: 'acme/infra', id: 1, files: { 'policy.yaml': 'rules: []\n' } },
      { name: 'acme/empty', id: 2 },
    ],
    apps: [{ slug: 'broker', permissions: { contents: 'read' } }],
    installations: [{ id: 7, app: 'broker', account: 'acme' }],
  });
  reader = await gitHub.mint();
});
afterAll(() => gitHub.stop());

const ask = (query: string, token = reader) => gitHub.graphql(query, { token });

test('needs contents: read for files', async () => {
  const token = await gitHub.mint({ permissions: { metadata: 'read' } });
  const { body } = await ask(
    '{ repository(owner: "acme", name: "infra") { name object(expression: "HEAD:policy.yaml") { oid } } }',
    token,
  );
  expect(body).toMatchObject({
    data: { repository: { name: 'infra', object: null } },
    errors: [
      {
        type: 'FORBIDDEN',
        path: ['repository', 'object'],
        message: 'Resource not accessible by integration',
      },
    ],
  });
});

test('keeps to the repositories of the token', async () => {
  const token = await gitHub.mint({ repository_ids: [2] });
  const { body } = await ask('{ repository(owner: "acme", name: "infra") { id } }', token);
  expect(body.errors).toMatchObject([{ type: 'NOT_FOUND' }]);
});

test('follows a renamed repository unless told not to', async () => {
  await using own = await createSimulatedApi({
    repositories: [{ name: 'acme/old', id: 1 }],
    apps: [{ slug: 'broker', permissions: { contents: 'read' } }],
    installations: [{ app: 'broker', account: 'acme' }],
  });
  const repository = own.world.repositories.get(1);
  if (repository !== undefined) renameRepository(own.world, repository, 'new');
  const token = await own.mint();
  const { body } = await own.graphql(
    '{ a: repository(owner: "acme", name: "old") { name } b: repository(owner: "acme", name: "old", followRenames: false) { name } }',
    { token },
  );
  expect(body.data).toEqual({ a: { name: 'new' }, b: null });
});

test.each([
  ['a field that does not exist', { query: '{ nothing }' }, /nothing/],
  ['a syntax error', { query: '{' }, /Syntax Error/],
  ['a variable that is missing', { query: 'query($i: ID!) { node(id: $i) { id } }' }, /\$i/],
  ['no query', {}, /A query attribute must be specified/],
])('tells of %s with status 200 and no data', async (_name, body, message) => {
  const answer = await gitHub.call('POST', '', { surface: 'graphql', token: reader, body });
  expect(answer.status).toBe(200);
  expect(answer.body).not.toHaveProperty('data');
  expect(answer.body.errors[0].message).toMatch(message);
});

test.each([
  ['without credentials', undefined],
  ['with bad ones', 'ghs_bad'],
])('answers 401 %s', async (_name, token) => {
  const answer = await gitHub.graphql('{ rateLimit { cost } }', token === undefined ? {} : { token });
  expect(answer.status).toBe(401);
});

test('counts points of its own', async () => {
  const token = await gitHub.mint();
  const before = (await ask('{ rateLimit { cost limit used remaining } }', token)).body.data.rateLimit;
  const after = await ask('{ rateLimit { used } }', token);
  expect(before).toMatchObject({ cost: 1, limit: 5000, remaining: 5000 - before.used });
  expect(after.body.data.rateLimit.used).toBe(before.used + 1);
  expect(after.headers).toMatchObject({
    'x-ratelimit-resource': 'graphql',
    'x-ratelimit-used': String(before.used + 1),
  });
});
