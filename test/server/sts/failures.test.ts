/** `POST /sts` when GitHub or the database fails: nothing unknown is called a denial, and nothing unrecorded is left alive. */
import { describe, expect, test } from '@jest/globals';
import { unjudgedMessage } from '../../../src/domain/sts/source-outcome.ts';
import type { Fault } from '../../../src/simulator/transports/faults.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import { until } from '../../support/until.ts';
import { dataOf, type StsScene, source, startStsScene } from './scene.ts';

const mintRoute = 'apps/create-installation-access-token';
const sources = ['acme/b', 'platform/a'];
const repositories = [source('acme/b'), source('platform/a')];
const undecided = (repo: string) => ({ repo, reason: 'installation_suspended', message: unjudgedMessage });

async function lastEntry(scene: StsScene) {
  return (await scene.server.store.audit.list({ event: 'token.mint' })).at(-1);
}

describe('POST /sts: GitHub fails for a moment', () => {
  test.each<{ name: string; route: string; fault: Fault }>([
    { name: 'a 502 while policies are read', route: 'graphql', fault: { kind: 'status', status: 502 } },
    { name: 'a cut before the policies', route: 'graphql', fault: { kind: 'cut-before' } },
    { name: 'a cut before the mint', route: mintRoute, fault: { kind: 'cut-before' } },
    { name: 'a cut after the mint', route: mintRoute, fault: { kind: 'cut-after' } },
    { name: 'a 500 at the mint', route: mintRoute, fault: { kind: 'status', status: 500 } },
  ])('$name is ridden out', async ({ route, fault }) => {
    await using scene = await startStsScene({ repositories });
    const session = await scene.login();
    scene.simulator.faults.add({ route, fault, times: 1 });
    const { tokens, excluded } = dataOf(await scene.ask(session, { sources }));
    expect([tokens.length, excluded]).toEqual([2, []]);
  });
});

test('POST /sts: a client that leaves while GitHub is asked logs nothing at error', async () => {
  await using scene = await startStsScene({ repositories });
  const session = await scene.login();
  scene.simulator.faults.add({ route: 'graphql', fault: { kind: 'latency', milliseconds: 3_000 } });
  scene.simulator.journal.clear();
  const client = new AbortController();
  const answer = fetch(`${scene.server.url}/api/v1/sts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sources }),
    signal: client.signal,
  });
  await until(() => scene.simulator.journal.entries({ route: 'graphql' }).length > 0);
  client.abort();
  await expect(answer).rejects.toThrow();
  await until(() => scene.server.logs.some((line) => line.includes('the client left before its answer')));
  expect(scene.server.logs.filter((line) => JSON.parse(line).level === 'error')).toEqual([]);
});

describe('POST /sts: GitHub fails for good', () => {
  test.each<{ name: string; route: string; fault: Fault; overAfterMs?: number }>([
    { name: 'policies cannot be read', route: 'graphql', fault: { kind: 'status', status: 502 } },
    {
      name: 'the limit of GraphQL is used up',
      route: 'graphql',
      fault: { kind: 'rate-limit', resetSeconds: 900 },
      overAfterMs: 901_000,
    },
    { name: 'mints are cut', route: mintRoute, fault: { kind: 'cut-before' } },
    {
      name: 'mints are limited',
      route: mintRoute,
      fault: { kind: 'secondary-rate-limit', retryAfterSeconds: 60 },
    },
  ])('503 and no reason when nothing could be minted: $name', async ({ route, fault, overAfterMs = 0 }) => {
    let ahead = 0;
    const clock = { ...hastyClock, now: () => Date.now() + ahead };
    await using scene = await startStsScene({ repositories, clock });
    const session = await scene.login();
    scene.simulator.faults.add({ route, fault });
    const answer = await scene.ask(session, { sources });
    expect(answer).toMatchObject({ status: 503, body: { success: false, errorTag: 'Unavailable' } });
    const entry = await lastEntry(scene);
    expect(entry).toMatchObject({ outcome: 'failed', details: { tokens: [] } });
    expect(entry?.details['sources']).toEqual(
      sources.map((name) => expect.objectContaining({ source: name, outcome: 'not_judged' })),
    );
    scene.simulator.faults.clear();
    ahead += overAfterMs;
    expect(dataOf(await scene.ask(session, { sources })).tokens).toHaveLength(2);
  });

  test('one installation is limited: the other is served, the limited one is not a denial', async () => {
    await using scene = await startStsScene({ repositories });
    const session = await scene.login();
    const { world } = scene.simulator;
    const platform = [...world.installations.values()].find(
      ({ accountId }) => world.accounts.get(accountId)?.login === 'platform',
    );
    const until = world.clock.now() + 60_000;
    world.rateLimits.secondaryUntil.set(`installation:${platform?.id}`, { until, status: 403 });
    const { tokens, excluded } = dataOf(await scene.ask(session, { sources }));
    expect(tokens.map(({ owner }) => owner)).toEqual(['acme']);
    expect(excluded).toEqual([undecided('platform/a')]);
    expect(await lastEntry(scene)).toMatchObject({
      outcome: 'allowed',
      details: {
        sources: [
          { source: 'acme/b', outcome: 'granted' },
          {
            source: 'platform/a',
            outcome: 'not_judged',
            explanation: expect.stringContaining('secondary rate limit'),
          },
        ],
      },
    });
  });

  test('the list of installations fails: strangers are answered, no source is called not installed', async () => {
    // Only a server that has read the list can continue with it.
    await using scene = await startStsScene({ repositories, server: { replicas: 1 } });
    const session = await scene.login();
    const restarted = await scene.startServer({ database: scene.server.config.database });
    scene.simulator.faults.add({ route: 'apps/list-installations', fault: { kind: 'status', status: 500 } });
    expect((await scene.ask(session, { sources }, restarted)).status).toBe(503);
    const stranger = dataOf(await scene.ask(session, { sources: ['void/void'] }, restarted));
    expect(stranger.excluded).toEqual([{ repo: 'void/void', reason: 'not_installed_in_workspace' }]);
    // The server that has read the list continues with it.
    expect(dataOf(await scene.ask(session, { sources })).tokens).toHaveLength(2);
  });

  test('a list without any installation is not trusted', async () => {
    await using scene = await startStsScene({ repositories });
    const session = await scene.login();
    const restarted = await scene.startServer({ database: scene.server.config.database });
    scene.simulator.world.installations.clear();
    expect((await scene.ask(session, { sources }, restarted)).status).toBe(503);
  });

  test('an exchange while GitHub is down is not a refusal', async () => {
    await using scene = await startStsScene({ repositories });
    scene.simulator.faults.add({ route: 'apps/*', fault: { kind: 'cut-before' } });
    await expect(scene.login()).rejects.toThrow('503');
  });

  test('a reader token that GitHub no longer takes is replaced', async () => {
    await using scene = await startStsScene({ repositories });
    const session = await scene.login();
    for (const token of scene.simulator.world.tokens.values()) token.revoked = true;
    expect(dataOf(await scene.ask(session, { sources })).tokens).toHaveLength(2);
  });
});

describe('POST /sts: the record fails', () => {
  test('GitHub is not asked, and no token leaves', async () => {
    // Its store is made to fail.
    await using scene = await startStsScene({ repositories, server: { replicas: 1 } });
    const session = await scene.login();
    const before = new Set(scene.simulator.world.tokens.keys());
    await scene.server.store.close();
    const answer = await scene.ask(session, { sources });
    expect(answer.status).toBeGreaterThanOrEqual(500);
    const minted = [...scene.simulator.world.tokens.values()].filter(({ token }) => !before.has(token));
    expect(minted).toEqual([]);
    expect(answer.text).not.toMatch(/ghs_/);
  });
});
