/** The exchange when parts fail or are many: replicas, an issuer that is down, a flood of unknown keys. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { callApi, exchange, idTokenOf, startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';
import { startScene, workspaces } from '../scene.ts';

function withKeyId(token: string, kid: string): string {
  const [, payload, signature] = token.split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'JWT', kid })).toString('base64url');
  return [header, payload, signature].join('.');
}

describeEachStore('replicas on one database', (engine) => {
  let simulator: TestSimulator;
  let database: TestDatabase;
  const replicas: TestServer[] = [];
  beforeAll(async () => {
    simulator = await startScene();
    database = await createTestDatabase(engine);
    const options = { simulator, database: database.config, config: { workspaces }, replicas: 1 };
    // One after the other: in one process, SQLite's wait for the other's transaction would block that very other.
    for (let count = 0; count < 2; count += 1) replicas.push(await startTestServer(options));
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.stop();
    await database?.dispose();
    await simulator?.stop();
  });

  test('a token that one has taken is spent at the other', async () => {
    const [first, second] = replicas;
    const token = await idTokenOf(simulator, 'plan');
    expect((await exchange(first as TestServer, token, 'ws_acme')).status).toBe(200);
    const answer = await exchange(second as TestServer, token, 'ws_acme');
    expect(answer.body.errorTag).toBe('IdTokenReplayed');
  });

  test('a race over both has one winner', async () => {
    const token = await idTokenOf(simulator, 'plan');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => exchange(replicas[index % 2] as TestServer, token, 'ws_acme')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)]);
  });

  test('they share one signing key: a session of one is valid at the other', async () => {
    const [first, second] = replicas as [TestServer, TestServer];
    expect(await first.store.signingKeys.list()).toHaveLength(1);
    const bought = await exchange(first, await idTokenOf(simulator, 'plan'), 'ws_acme');
    const authorization = `Bearer ${String(bought.body.data?.['token'])}`;
    const answer = await callApi(second, '/api/v1/sts', { sources: [] }, { authorization });
    expect(answer.status).not.toBe(401);
  });
});

describeEachStore('an issuer in trouble', (engine) => {
  let simulator: TestSimulator;
  let server: TestServer;
  beforeEach(async () => {
    simulator = await startScene();
    // The bounds are those of one replica.
    server = await startTestServer({ simulator, store: engine, config: { workspaces }, replicas: 1 });
  });
  afterEach(async () => {
    await server.stop();
    await simulator.stop();
  });

  test('503 while its keys cannot be had, and the token is not spent', async () => {
    simulator.faults.add({ route: 'oidc/*', fault: { kind: 'status', status: 500 } });
    const token = await idTokenOf(simulator, 'plan');
    const answer = await exchange(server, token, 'ws_acme');
    expect(answer).toMatchObject({ status: 503, body: { success: false, errorTag: 'Unavailable' } });
    expect(await server.store.audit.list()).toEqual([]);
    expect(
      await server.store.idTokens.reserve({
        issuer: simulator.urls.issuer,
        tokenId: JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti as string,
        expiresAt: 4e9,
      }),
    ).toBe('reserved');
  });

  test('a flood of unknown key ids asks the issuer a bounded number of times', async () => {
    const token = await idTokenOf(simulator, 'plan');
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => exchange(server, withKeyId(token, `key-${index}`), 'ws_acme')),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(simulator.journal.entries({ route: 'oidc/jwks' }).length).toBeLessThanOrEqual(2);
    expect((await exchange(server, token, 'ws_acme')).status).toBe(200);
  });

  test('strangers cannot fill the audit: refusals of unverified tokens are recorded up to a bound', async () => {
    const token = await idTokenOf(simulator, 'plan', { audience: 'wrong' });
    for (let index = 0; index < 70; index += 1) await exchange(server, token, 'ws_acme');
    expect(await server.store.audit.list()).toHaveLength(60);
  });
});
