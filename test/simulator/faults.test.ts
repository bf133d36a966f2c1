/** Faults: what goes wrong, for whom, how often, and what the journal says about it. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Clock } from '../../src/base/ports.ts';
import type { Fault } from '../../src/simulator/transports/faults.ts';
import { basicHeader, createGitUser, type GitUser } from '../support/git-user.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

let simulator: TestSimulator;
let user: GitUser;
const slept: number[] = [];
/** Time that passes only where it is slept through. */
const clock: Clock = {
  now: () => Date.UTC(2026, 0, 1),
  sleep: async (milliseconds) => {
    slept.push(milliseconds);
  },
};

beforeAll(async () => {
  simulator = await startSimulator({
    clock,
    seed: {
      repositories: [{ name: 'acme/mod', files: { a: 'a' } }],
      runs: [{ repository: 'acme/mod', jobs: [{ name: 'writer', permissions: { contents: 'write' } }] }],
    },
  });
  user = await createGitUser(simulator.environment);
});
afterAll(async () => {
  await user[Symbol.asyncDispose]();
  await simulator.stop();
});
beforeEach(() => {
  simulator.faults.clear();
  simulator.journal.clear();
});

async function askForKeys(): Promise<Response> {
  return fetch(`${simulator.urls.issuer}/.well-known/jwks`);
}

test.each<[string, Fault, number, Record<string, string>, RegExp]>([
  ['503', { kind: 'status', status: 503 }, 503, {}, /No server is currently available/],
  ['502', { kind: 'status', status: 502 }, 502, { 'content-type': 'text/html' }, /<html>/],
  ['500 with a body', { kind: 'status', status: 500, body: 'oops' }, 500, {}, /^oops$/],
  [
    'the primary limit',
    { kind: 'rate-limit', resetSeconds: 30 },
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Date.UTC(2026, 0, 1) / 1000 + 30) },
    /rate limit exceeded/,
  ],
  [
    'the secondary limit',
    { kind: 'secondary-rate-limit', retryAfterSeconds: 7 },
    403,
    { 'retry-after': '7' },
    /secondary rate limit/,
  ],
])('answers with %s', async (_name, fault, status, headers, text) => {
  simulator.faults.add({ route: 'oidc/jwks', fault, times: 1 });
  const response = await askForKeys();
  expect(response.status).toBe(status);
  expect(Object.fromEntries(response.headers)).toMatchObject(headers);
  expect(await response.text()).toMatch(text);
  expect(simulator.journal.entries()).toMatchObject([{ route: 'oidc/jwks', status, faults: [fault.kind] }]);
  expect((await askForKeys()).status).toBe(200);
});

test('the primary limit of GraphQL is that of GraphQL, with status 200', async () => {
  simulator.faults.add({ route: 'graphql', fault: { kind: 'rate-limit', resetSeconds: 30 }, times: 1 });
  const response = await fetch(simulator.urls.graphql, {
    method: 'POST',
    body: '{"query":"{ viewer { login } }"}',
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-ratelimit-resource')).toBe('graphql');
  expect(await response.json()).toMatchObject({ errors: [{ type: 'RATE_LIMITED' }] });
});

test('hits after those that it skips, as often as it is told, until it is switched off', async () => {
  simulator.faults.add({ route: 'oidc/*', fault: { kind: 'status', status: 500 }, skip: 1, times: 2 });
  const off = simulator.faults.add({ route: 'git/info-refs', fault: { kind: 'status', status: 500 } });
  const statuses = [];
  for (let request = 0; request < 4; request += 1) statuses.push((await askForKeys()).status);
  expect(statuses).toEqual([200, 500, 500, 200]);
  expect(simulator.faults.list()).toHaveLength(1);
  off();
  expect(simulator.faults.list()).toEqual([]);
});

test('waits by the clock of the world', async () => {
  simulator.faults.add({ route: '*', fault: { kind: 'latency', milliseconds: 90_000 } });
  expect((await askForKeys()).status).toBe(200);
  expect(slept).toEqual([90_000]);
});

test('cuts the connection before the work: nothing has happened', async () => {
  simulator.faults.add({ route: 'oidc/jwks', fault: { kind: 'cut-before' }, times: 1 });
  await expect(askForKeys()).rejects.toThrow('fetch failed');
  expect(simulator.journal.entries()).toMatchObject([{ status: undefined, faults: ['cut-before'] }]);
});

test.each([
  ['before', 'cut-before', false],
  ['after', 'cut-after', true],
] as const)('cuts the connection %s a push', async (name, kind, happened) => {
  const token = simulator.world.jobs.get('writer')?.token ?? '';
  const asWriter = ['-c', `http.extraheader=${basicHeader(token)}`];
  const folder = `push-${name}`;
  await user.git([...asWriter, 'clone', '-q', `${simulator.urls.server}/acme/mod`, folder]);
  await user.git(['checkout', '-q', '-b', folder], { in: folder });
  await user.git(['commit', '-q', '--allow-empty', '-m', 'x'], { in: folder });
  // Every time: curl sends a request again whose reused connection ends without an answer.
  simulator.faults.add({ route: 'git/receive-pack', fault: { kind } });
  const pushed = await user.git([...asWriter, 'push', '-q', 'origin', folder], { in: folder });
  expect(pushed.code).not.toBe(0);
  const [repository] = simulator.world.repositories.values();
  expect((await repository?.git.resolveRef(`refs/heads/${folder}`)) !== undefined).toBe(happened);
});
