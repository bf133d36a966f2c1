/** What the project `three replicas` rests on: a test server is as many servers as it says, and each request goes to another. */
import { expect, test } from '@jest/globals';
import { replicasVariable } from '../support/replicas.ts';
import { exchange, idTokenOf, startTestServer } from '../support/server.ts';
import { startScene, workspaces } from './scene.ts';

const replicas = Number(process.env[replicasVariable] ?? 1);

test(`a test server is ${replicas} of them, and all of them answer`, async () => {
  await using simulator = await startScene();
  await using server = await startTestServer({ simulator, config: { workspaces } });
  for (let count = 0; count < replicas; count += 1)
    expect((await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme')).status).toBe(200);
  // Each asked the issuer for its keys by itself.
  expect(simulator.journal.entries({ route: 'oidc/jwks' })).toHaveLength(replicas);
});
