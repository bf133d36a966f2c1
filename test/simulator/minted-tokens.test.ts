/** `GET /_simulator/tokens`: every token that GitHub minted, whether or not its answer arrived. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { hashToken } from '../../src/simulator/transports/journal.ts';
import { mintInstallationToken } from '../support/installation-token.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

const mintRoute = 'apps/create-installation-access-token';

interface ListedToken {
  readonly hash: string;
  readonly installation: number;
  readonly minted_at: string;
  readonly expires_at: string;
  readonly revoked: boolean;
}

/** The world's clock sleeps until the test wakes it. */
const asleep = Promise.withResolvers<number>();
const wake = Promise.withResolvers<void>();
const clock = {
  now: () => Date.now(),
  sleep(milliseconds: number) {
    asleep.resolve(milliseconds);
    return wake.promise;
  },
};

let simulator: TestSimulator;

beforeAll(async () => {
  simulator = await startSimulator({
    clock,
    seed: {
      repositories: [{ name: 'acme/infra', id: 1 }],
      apps: [{ slug: 'atmos-pro', permissions: { contents: 'read' } }],
      installations: [{ id: 7, app: 'atmos-pro', account: 'acme' }],
      runs: [{ repository: 'acme/infra', jobs: [{ name: 'plan' }] }],
    },
  });
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.faults.clear());

async function list(query = ''): Promise<{ readonly text: string; readonly tokens: readonly ListedToken[] }> {
  const response = await fetch(`${simulator.origin}/_simulator/tokens${query}`);
  const text = await response.text();
  return { text, tokens: JSON.parse(text) };
}

test('lists a token by its hash, with times, scope and revocation, and no job’s token', async () => {
  const before = Date.now();
  const token = await mintInstallationToken(simulator);
  const { text, tokens } = await list();
  expect(tokens).toHaveLength(1);
  expect(tokens[0]).toMatchObject({
    hash: hashToken(token),
    installation: 7,
    repositories: 'all',
    permissions: { contents: 'read', metadata: 'read' },
    revoked: false,
  });
  expect(text).not.toContain('ghs_');
  const mintedAt = Date.parse(tokens[0]?.minted_at ?? '');
  expect(mintedAt).toBeGreaterThanOrEqual(before);
  expect(mintedAt).toBeLessThanOrEqual(Date.now());
  expect(Date.parse(tokens[0]?.expires_at ?? '')).toBeGreaterThan(mintedAt);
  await fetch(`${simulator.urls.api}/installation/token`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'test' },
  });
  expect((await list('?installation=7')).tokens).toMatchObject([{ revoked: true }]);
  expect((await list('?installation=8')).tokens).toEqual([]);
});

test('lists a token whose answer was lost, and none for a request that was cut before', async () => {
  const known = (await list()).tokens.length;
  simulator.faults.add({ route: mintRoute, fault: { kind: 'cut-before' }, times: 1 });
  await expect(mintInstallationToken(simulator)).rejects.toThrow('fetch failed');
  expect((await list()).tokens).toHaveLength(known);
  simulator.faults.add({ route: mintRoute, fault: { kind: 'cut-after' }, times: 1 });
  await expect(mintInstallationToken(simulator)).rejects.toThrow('fetch failed');
  expect((await list()).tokens).toHaveLength(known + 1);
});

test('a late answer keeps the client waiting for a token that exists already', async () => {
  const known = (await list()).tokens.length;
  simulator.faults.add({ route: mintRoute, fault: { kind: 'late', milliseconds: 60_000 }, times: 1 });
  const waiting = mintInstallationToken(simulator);
  expect(await asleep.promise).toBe(60_000);
  const { tokens } = await list();
  expect(tokens).toHaveLength(known + 1);
  expect(simulator.journal.entries({ route: mintRoute }).at(-1)?.status).toBeUndefined();
  wake.resolve();
  expect(hashToken(await waiting)).toBe(tokens.at(-1)?.hash);
});
