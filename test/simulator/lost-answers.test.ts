/** Work that is done while its answer is lost: what a client finds when it looks again. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mintInstallationToken } from '../support/installation-token.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

let simulator: TestSimulator;
let token: string;

beforeAll(async () => {
  simulator = await startSimulator({
    seed: {
      repositories: [
        {
          name: 'acme/infra',
          id: 1,
          files: { a: 'a' },
          branches: { feature: {} },
          pull_requests: [{ number: 12, head: 'feature' }],
        },
      ],
      apps: [{ slug: 'atmos-pro', permissions: { contents: 'write', pull_requests: 'write' } }],
      installations: [{ app: 'atmos-pro', account: 'acme' }],
    },
  });
  token = await mintInstallationToken(simulator);
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.faults.clear());

async function send(address: string, method: string, body: unknown): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'test' };
  const response = await fetch(address, { method, headers, body: JSON.stringify(body) });
  await response.text();
  return response.status;
}

const git = () => simulator.world.repositories.get(1)?.git;
const headOf = () => git()?.resolveRef('refs/heads/feature');
const commit = `mutation Go($input: CreateCommitOnBranchInput!) {
  made: createCommitOnBranch(input: $input) { commit { oid } } }`;

async function createCommit(): Promise<number> {
  const branch = { repositoryNameWithOwner: 'acme/infra', branchName: 'feature' };
  const input = { branch, expectedHeadOid: await headOf(), message: { headline: 'x' } };
  return send(simulator.urls.graphql, 'POST', { query: commit, variables: { input } });
}

test('a mutation has a name of its own, beside the queries', async () => {
  const before = await headOf();
  simulator.faults.add({ route: 'graphql/createCommitOnBranch', fault: { kind: 'cut-after' } });
  expect(await send(simulator.urls.graphql, 'POST', { query: '{ viewer { login } }' })).toBe(200);
  await expect(createCommit()).rejects.toThrow('fetch failed');
  expect(await headOf()).not.toBe(before);
  expect(simulator.journal.entries({ route: 'graphql/createCommitOnBranch' })).toMatchObject([
    { status: undefined, faults: ['cut-after'] },
  ]);
  expect(simulator.journal.entries({ route: 'graphql' })).toHaveLength(2);
});

test('nothing is done when the connection ends before', async () => {
  const before = await headOf();
  simulator.faults.add({ route: 'graphql', fault: { kind: 'cut-before' } });
  await expect(createCommit()).rejects.toThrow('fetch failed');
  expect(await headOf()).toBe(before);
});

test.each([
  ['git/create-ref', 'POST', '/git/refs', async () => ({ ref: 'refs/heads/new', sha: await headOf() })],
  ['issues/create-comment', 'POST', '/issues/12/comments', async () => ({ body: 'Hello' })],
])('the answer of %s can be lost', async (route, method, path, body) => {
  const address = `${simulator.urls.api}/repos/acme/infra${path}`;
  const events = simulator.world.events.length;
  simulator.faults.add({ route, fault: { kind: 'cut-after' }, times: 1 });
  await expect(send(address, method, await body())).rejects.toThrow('fetch failed');
  expect(simulator.world.events).toHaveLength(events + 1);
});

test('what happened to refs can be asked for', async () => {
  const response = await fetch(`${simulator.origin}/_simulator/events`);
  expect(await response.json()).toEqual(simulator.world.events);
});
