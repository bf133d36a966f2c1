/** The database goes away under a running server. */
import { expect, test } from '@jest/globals';
import { httpTimeouts } from '../../../src/server/http/limits.ts';
import { layCable } from '../../support/cable.ts';
import { startPostgres } from '../../support/postgres.ts';
import { exchange, idTokenOf, startTestServer } from '../../support/server.ts';
import { startSimulator } from '../../support/simulator.ts';
import { createTestDatabase, describePostgres } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { seed, startScene, workspaces } from '../scene.ts';

describePostgres('without its database', () => {
  test('the server is alive, not ready, and answers 503 that says nothing was decided', async () => {
    const simulator = await startScene();
    const database = await createTestDatabase('postgres');
    const server = await startTestServer({ simulator, database: database.config, config: { workspaces } });
    try {
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
      await database.dispose();
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
      const ready = await fetch(`${server.url}/readyz`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({ success: false, status: 503, errorTag: 'Unavailable' });
      const answer = await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
      expect(answer).toMatchObject({ status: 503, body: { errorTag: 'Unavailable' } });
      expect(answer.body.errorMessage).toContain('Nothing was decided');
    } finally {
      await server.stop();
      await simulator.stop();
    }
  });

  test('when it is back, the server is too, and the ID token that was sent meanwhile is still good', async () => {
    const simulator = await startScene();
    const database = await startPostgres();
    const { pathname, searchParams } = new URL(database.url);
    // The socket's name as libpq has it.
    await using cable = await layCable({ path: `${searchParams.get('host')}/.s.PGSQL.5432` });
    const config = {
      kind: 'postgres',
      url: `postgres://postgres@127.0.0.1:${cable.port}${pathname}`,
    } as const;
    const server = await startTestServer({ simulator, database: config, config: { workspaces } });
    const isReady = async () => (await fetch(`${server.url}/readyz`)).status;
    try {
      expect((await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme')).status).toBe(200);
      const token = await idTokenOf(simulator, 'plan');
      cable.unplug();
      expect(await isReady()).toBe(503);
      expect((await exchange(server, token, 'ws_acme')).status).toBe(503);
      cable.plug();
      expect(await isReady()).toBe(200);
      expect((await exchange(server, token, 'ws_acme')).status).toBe(200);
      expect((await exchange(server, token, 'ws_acme')).body.errorTag).toBe('IdTokenReplayed');
    } finally {
      await server.stop();
      await database.stop();
      await simulator.stop();
    }
  });
});

test('when GitHub is slow, an exchange is answered while the client still waits, and can be repeated', async () => {
  const simulator = await startSimulator({
    seed: { ...seed, runs: [{ repository: 'acme/infra', workflow: 'plan.yml', jobs: [{ name: 'plan' }] }] },
  });
  // No id in the configuration: GitHub is asked whose it is.
  await using server = await startTestServer({
    simulator,
    config: { workspaces: [{ id: 'ws_acme', repositories: [{ name: 'acme/infra' }] }] },
    timeouts: { ...httpTimeouts, recogniseMs: 100 },
  });
  const off = simulator.faults.add({ route: 'apps/*', fault: { kind: 'latency', milliseconds: 1_000 } });
  const refused = await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
  expect(refused.body).toMatchObject({ status: 503, errorTag: 'Unavailable' });
  expect(refused.body.errorMessage).toContain('GitHub did not respond in time');
  off();
  // What was asked meanwhile is not lost.
  const repeat = async () => (await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme')).status;
  await until(async () => (await repeat()) === 200);
  await simulator.stop();
});
