/** What a job of no workspace may learn from an exchange, and cause by one. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import { serverClock } from '../../../src/server/system-ports.ts';
import { seed } from '../../server/scene.ts';
import { exchange, idTokenOf, startTestServer, type TestServer } from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';

const workspaces: ServerConfigDocument['workspaces'] = [
  { id: 'ws_existing', repositories: [{ name: 'acme/infra' }] },
  { id: 'ws_pinned', repositories: [{ name: 'acme/infra', id: 1001 }] },
  { id: 'ws_dangling', repositories: [{ name: 'acme/gone' }] },
  { id: 'ws_not_installed', repositories: [{ name: 'globex/site' }] },
  { id: 'ws_absent', repositories: [{ name: 'absent/nothing' }, { name: 'acme/infra' }] },
];
const names = [...workspaces.map(({ id }) => id), 'ws_absent'];

let simulator: TestSimulator;
let server: TestServer;
beforeAll(async () => {
  simulator = await startSimulator({ seed });
});
afterEach(async () => {
  await server?.stop();
});
afterAll(async () => {
  await simulator?.stop();
});

async function start(): Promise<void> {
  server = await startTestServer({ simulator, config: { workspaces } });
  simulator.journal.clear();
}

/** Requests to GitHub's API; the keys of its issuer are another matter. */
const calls = () => simulator.journal.entries().filter(({ route }) => !route.startsWith('oidc/'));

describe('a stranger', () => {
  test('stranger’s exchange: asks GitHub nothing, whatever the workspace is', async () => {
    await start();
    for (const workspace of [...names, ...names]) {
      const answer = await exchange(server, await idTokenOf(simulator, 'stranger'), workspace);
      expect([workspace, answer.status, answer.body.errorTag]).toEqual([workspace, 404, 'UnknownCaller']);
    }
    expect(calls()).toEqual([]);
  });

  test('stranger’s exchange: gets the same answer while GitHub fails', async () => {
    await start();
    const offs = ['apps/*', 'graphql'].map((route) =>
      simulator.faults.add({ route, fault: { kind: 'status', status: 503 } }),
    );
    const answers = new Set<string>();
    for (const workspace of names) {
      const answer = await exchange(server, await idTokenOf(simulator, 'stranger'), workspace);
      answers.add(`${answer.status} ${answer.body.errorMessage}`);
    }
    for (const off of offs) off();
    expect([...answers]).toEqual([expect.stringMatching(/^404 /)]);
  });
});

test('a caller with a configured name is resolved in its own request, also after a restart of the server', async () => {
  await start();
  for (const workspace of ['ws_existing', 'ws_pinned', 'ws_absent']) {
    expect((await exchange(server, await idTokenOf(simulator, 'plan'), workspace)).status).toBe(200);
  }
  expect(calls().length).toBeGreaterThan(0);
  const { database } = server.config;
  await using other = await startTestServer({ simulator, database, config: { workspaces } });
  simulator.journal.clear();
  // What one replica resolved the next has read at its start.
  const off = simulator.faults.add({ route: 'apps/*', fault: { kind: 'status', status: 503 } });
  expect((await exchange(other, await idTokenOf(simulator, 'plan'), 'ws_existing')).status).toBe(200);
  off();
});

test('names are resolved without any request', async () => {
  const clock = {
    ...serverClock,
    sleep: (milliseconds: number, signal?: AbortSignal) => serverClock.sleep(milliseconds / 1_000, signal),
  };
  server = await startTestServer({ simulator, config: { workspaces }, clock, replicas: 1 });
  const resolved = async () => (await server.store.repositories.list('ws_existing')).length;
  await until(async () => (await resolved()) > 0);
  expect(await server.store.repositories.list('ws_dangling')).toEqual([]);
});
