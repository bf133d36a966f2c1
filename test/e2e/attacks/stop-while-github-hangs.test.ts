/** SIGTERM while GitHub does not answer: the process ends in time, mints nothing more, and has all of it on record. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { programFile } from '../../../src/cli/program-file.ts';
import { openDatabase } from '../../../src/server/database/open.ts';
import type { Fault } from '../../../src/simulator/transports/faults.ts';
import { source, startStsScene } from '../../server/sts/scene.ts';
import { accountForTokens, readWholeAudit } from '../../support/account-for-tokens.ts';
import { type DoomedServer, startDoomedServer } from '../../support/doomed-server.ts';
import { createStore } from '../../support/store.ts';
import { createTestDatabase } from '../../support/stores.ts';
import { until } from '../../support/until.ts';

const mintRoute = 'apps/create-installation-access-token';
const sources = ['acme/b', 'platform/a'];
/** Longer than the process may live. */
const milliseconds = 20_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stop-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each<{ name: string; route: string; fault: Fault }>([
  { name: 'mints, and their answers hang', route: mintRoute, fault: { kind: 'late', milliseconds } },
  { name: 'policies', route: 'graphql', fault: { kind: 'latency', milliseconds } },
  {
    name: 'the list of installations',
    route: 'apps/list-installations',
    fault: { kind: 'latency', milliseconds },
  },
  { name: 'mints, and their answers are lost', route: mintRoute, fault: { kind: 'cut-after' } },
])('SIGTERM while GitHub hangs: ends within 8 s and mints nothing more ($name)', async ({ route, fault }) => {
  const database = await createTestDatabase('sqlite');
  if (database.config.kind !== 'sqlite') throw new Error('not SQLite');
  const opened = openDatabase(database.config);
  let server: DoomedServer | undefined;
  try {
    await using scene = await startStsScene({
      repositories: sources.map((name) => source(name)),
      server: { database: database.config, replicas: 1 },
    });
    const { simulator } = scene;
    const session = await scene.login();
    const { github, issuers } = scene.server.config;
    await scene.server.stop();
    writeFileSync(join(folder, 'app.pem'), github.app?.privateKey ?? '', { mode: 0o600 });
    const document = {
      public_url: 'https://atmos-pro.test',
      listen: { port: 0, host: '127.0.0.1' },
      database: { path: database.config.path },
      issuers: issuers.map(({ issuer }) => ({ issuer })),
      github: {
        server_url: github.serverUrl,
        api_url: github.apiUrl,
        app_id: Number(github.app?.id),
        private_key_file: 'app.pem',
      },
      workspaces: [
        {
          id: 'ws_1',
          features: { sts: true },
          repositories: ['acme/infra', 'platform/consumer', ...sources].map((name) => ({
            name,
            permissions: [{ permission: 'ws:sts:create' }],
          })),
        },
      ],
    };
    const file = join(folder, 'atmos-pro.yaml');
    writeFileSync(file, JSON.stringify(document));
    server = await startDoomedServer(scene.server.config, {
      command: [programFile, 'serve', '--config', file],
    });
    simulator.faults.add({ route, fault });
    const count = () => simulator.journal.entries({ route }).length;
    const before = count();
    const known = simulator.world.tokens.size;
    const asked = fetch(`${server.url}/api/v1/sts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sources }),
    }).then(
      ({ status }) => status,
      () => 0,
    );
    // Both installations are asked at the same moment.
    const isAsked = () => (route === mintRoute ? simulator.world.tokens.size >= known + 2 : count() > before);
    await until(isAsked);
    const signalled = Date.now();
    const mints = simulator.journal.entries({ route: mintRoute }).length;
    const [code] = await server.end('SIGTERM');
    const took = Date.now() - signalled;
    process.stdout.write(`${route} ${fault.kind}: ended ${took} ms after SIGTERM\n`);
    // A process that is not done by then ends itself with another code. How long the machine took besides says nothing.
    expect(code).toBe(0);
    expect(await asked).toBe(503);
    expect(simulator.journal.entries({ route: mintRoute })).toHaveLength(mints);
    const minted = [...simulator.world.tokens.values()];
    expect(minted.filter(({ mintedAt }) => mintedAt > signalled)).toEqual([]);
    // It had the time to say so itself.
    const entries = await readWholeAudit(createStore(opened).audit);
    expect(accountForTokens(simulator.world, entries).unrecorded).toEqual([]);
  } finally {
    await server?.end('SIGKILL');
    await opened.db.destroy();
    await database.dispose();
  }
});
