/** Sessions: which requests are admitted with one. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { callApi, exchange, idTokenOf, startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { startScene, workspaces } from '../scene.ts';

describe('a route that needs a session', () => {
  let simulator: TestSimulator;
  let server: TestServer;
  let session: string;
  beforeAll(async () => {
    simulator = await startScene();
    server = await startTestServer({ simulator, config: { workspaces } });
    const answer = await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
    session = String(answer.body.data?.['token']);
  });
  afterAll(async () => {
    await server?.stop();
    await simulator?.stop();
  });

  /** A session by the server's own key, so that one thing alone is wrong with it. */
  async function forge(change: JWTPayload, header: Record<string, string> = {}): Promise<string> {
    const [key] = await server.store.signingKeys.list();
    const payload = JSON.parse(
      Buffer.from(session.split('.')[1] ?? '', 'base64url').toString(),
    ) as JWTPayload;
    return new SignJWT({ ...payload, ...change })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'atmos-session+jwt', kid: key?.keyId ?? '', ...header })
      .sign(await importJWK(JSON.parse(key?.privateKey ?? '{}'), 'EdDSA'));
  }
  function call(authorization: string | undefined) {
    return callApi(
      server,
      '/api/v1/sts',
      { sources: [] },
      authorization === undefined ? {} : { authorization },
    );
  }

  test('lets the bearer of one in', async () => {
    expect((await call(`Bearer ${session}`)).status).not.toBe(401);
    expect((await call(`bearer ${await forge({})}`)).status).not.toBe(401);
  });

  const past = Math.floor(Date.now() / 1_000) - 7_200;
  test.each<[string, string, () => Promise<string | undefined> | string | undefined]>([
    ['no header', 'SessionMissing', () => undefined],
    ['another scheme', 'SessionMissing', () => `Basic ${session}`],
    ['an empty one', 'SessionMissing', () => 'Bearer '],
    ['garbage', 'SessionInvalid', () => 'Bearer abc'],
    ['an ID token', 'SessionInvalid', async () => `Bearer ${await idTokenOf(simulator, 'plan')}`],
    [
      'an expired one',
      'SessionExpired',
      async () => `Bearer ${await forge({ exp: past + 3_600, iat: past })}`,
    ],
    [
      'another server’s',
      'SessionInvalid',
      async () => `Bearer ${await forge({ iss: 'https://other.test' })}`,
    ],
    [
      'another audience',
      'SessionInvalid',
      async () => `Bearer ${await forge({ aud: 'https://other.test' })}`,
    ],
    ['another kind of token', 'SessionInvalid', async () => `Bearer ${await forge({}, { typ: 'JWT' })}`],
    ['an unknown key', 'SessionInvalid', async () => `Bearer ${await forge({}, { kid: 'nobody' })}`],
    [
      'a claim of the wrong type',
      'SessionInvalid',
      async () => `Bearer ${await forge({ ['workspace_id']: 7 })}`,
    ],
    ['no expiry', 'SessionInvalid', async () => `Bearer ${await forge({ exp: undefined as never })}`],
    [
      'a changed payload',
      'SessionInvalid',
      () => {
        const [header, , signature] = session.split('.');
        return `Bearer ${[header, Buffer.from('{"exp":9999999999}').toString('base64url'), signature].join('.')}`;
      },
    ],
    [
      'alg none',
      'SessionInvalid',
      () => {
        const header = Buffer.from('{"alg":"none"}').toString('base64url');
        return `Bearer ${header}.${session.split('.')[1]}.`;
      },
    ],
    ['one that is too long', 'SessionInvalid', () => `Bearer ${'a'.repeat(25_000)}`],
  ])('refuses %s: %s', async (_name, errorTag, make) => {
    const answer = await call(await make());
    expect(answer).toMatchObject({ status: 401, body: { success: false, errorTag } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('nothing that was secret is in the log or the audit', async () => {
    const token = await idTokenOf(simulator, 'plan');
    await exchange(server, token, 'ws_acme');
    await exchange(server, token, 'ws_acme');
    await call(`Bearer ${session}x`);
    const [key] = await server.store.signingKeys.list();
    const written = server.logs.join('') + JSON.stringify(await server.store.audit.list());
    const secrets = [
      token,
      session,
      token.split('.')[2],
      session.split('.')[2],
      JSON.parse(key?.privateKey ?? '{}').d,
    ];
    for (const secret of secrets) expect(written.includes(String(secret))).toBe(false);
    expect(written).not.toContain('PRIVATE KEY');
  });
});
