/** `POST /auth/github-oidc`, over HTTP, with tokens that a real issuer signs, on both stores. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { exchange, idTokenOf, startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { describeEachStore } from '../../support/stores.ts';
import { startScene, workspaces } from '../scene.ts';

describeEachStore('the exchange', (engine) => {
  let simulator: TestSimulator;
  let server: TestServer;
  beforeAll(async () => {
    simulator = await startScene();
    server = await startTestServer({
      simulator,
      store: engine,
      config: { workspaces, audiences: ['https://extra.example'] },
    });
  });
  afterAll(async () => {
    await server?.stop();
    await simulator?.stop();
  });

  async function lastEntry(traceId: unknown) {
    const entries = await server.store.audit.list({ traceId: String(traceId) });
    expect(entries).toHaveLength(1);
    return entries[0];
  }

  test('gives a session of one hour that carries what later decisions need', async () => {
    const answer = await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 200, success: true, request: 'POST /api/v1/auth/github-oidc' },
    });
    const session = String(answer.body.data?.['token']);
    expect(decodeProtectedHeader(session)).toMatchObject({ alg: 'EdDSA', typ: 'atmos-session+jwt' });
    const claims = decodeJwt(session);
    expect(claims).toMatchObject({
      iss: 'https://atmos-pro.test',
      aud: 'https://atmos-pro.test',
      type: 'ws:gh:action',
      workspace_id: 'ws_acme',
      repository_id: '1001',
      repository: 'acme/infra',
      claims: { repository: 'acme/infra', event_name: 'push', run_attempt: '1' },
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3_600);
  });

  test('is on record with the verified identity', async () => {
    const answer = await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
    expect(await lastEntry(answer.body.traceId)).toMatchObject({
      event: 'session.exchange',
      outcome: 'allowed',
      workspaceId: 'ws_acme',
      repositoryId: '1001',
      repository: 'acme/infra',
      details: { issuer: simulator.urls.issuer, ref: 'refs/heads/main' },
    });
  });

  test('an unknown workspace ID is on record by its SHA-256 and its length only', async () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const token = await idTokenOf(simulator, 'plan');
    const expired = await idTokenOf(simulator, 'plan', { audience: 'https://elsewhere.example' });
    const hash = createHash('sha256').update(secret).digest('hex');
    // Verified, replayed, and not verified.
    for (const sent of [token, token, expired]) {
      const entry = await lastEntry((await exchange(server, sent, secret)).body.traceId);
      expect(entry).toMatchObject({
        outcome: 'denied',
        details: { unknownWorkspaceSha256: hash, unknownWorkspaceLength: secret.length },
      });
      expect(JSON.stringify(entry)).not.toContain(secret.slice(0, 12));
    }
  });

  test('accepts a configured audience beside atmos-pro.com', async () => {
    const token = await idTokenOf(simulator, 'plan', { audience: 'https://extra.example' });
    expect((await exchange(server, token, 'ws_acme')).status).toBe(200);
  });

  const now = Math.floor(Date.now() / 1_000);
  test.each([
    ['another audience', 'audience_wrong', { audience: 'https://elsewhere.example' }, 'another audience'],
    ['an expired token', 'expired', { claims: { exp: now - 60, iat: now - 360 } }, 'expired'],
    ['a token of the future', 'not_yet_valid', { claims: { nbf: now + 120 } }, 'not valid yet'],
    ['another issuer', 'issuer_unknown', { claims: { iss: 'https://evil.example' } }, 'does not trust'],
    ['no jti', 'token_id_missing', { claims: { jti: undefined } }, 'no jti'],
    ['no repository_id', 'claims_invalid', { claims: { repository_id: undefined } }, 'lacks a claim'],
  ])('refuses %s and says so', async (_name, reason, options, words) => {
    const answer = await exchange(server, await idTokenOf(simulator, 'plan', options), 'ws_acme');
    expect(answer).toMatchObject({ status: 401, body: { success: false, errorTag: 'IdTokenRefused' } });
    expect(answer.body.errorMessage).toContain(words);
    expect(await lastEntry(answer.body.traceId)).toMatchObject({ outcome: 'denied', details: { reason } });
  });

  test('names the issuer of an enterprise, and the key to set', async () => {
    const iss = 'https://token.actions.githubusercontent.com/acme-inc';
    const token = await idTokenOf(simulator, 'plan', { claims: { iss } });
    const answer = await exchange(server, token, 'ws_acme');
    expect(answer.body.errorMessage).toContain(`${iss}.`);
    expect(answer.body.errorMessage).toContain('`issuers`');
  });

  test('names the audiences that it accepts', async () => {
    const token = await idTokenOf(simulator, 'plan', { audience: 'wrong' });
    const answer = await exchange(server, token, 'ws_acme');
    expect(answer.body.errorMessage).toContain('atmos-pro.com, https://extra.example');
  });

  test.each([
    ['a clock 20 s ahead of the server’s', { exp: now + 320, iat: now + 20, nbf: now + 20 }],
    ['a clock 20 s behind ours', { exp: now - 5, iat: now - 305, nbf: now - 305 }],
  ])('tolerates %s', async (_name, claims) => {
    const answer = await exchange(server, await idTokenOf(simulator, 'plan', { claims }), 'ws_acme');
    expect(answer.status).toBe(200);
  });

  test('takes a token once, and says so the second time', async () => {
    const token = await idTokenOf(simulator, 'plan');
    expect((await exchange(server, token, 'ws_acme')).status).toBe(200);
    const again = await exchange(server, token, 'ws_acme');
    expect(again).toMatchObject({ status: 401, body: { errorTag: 'IdTokenReplayed' } });
    expect(await lastEntry(again.body.traceId)).toMatchObject({
      outcome: 'denied',
      repositoryId: '1001',
      details: { reason: 'replayed' },
    });
  });

  test('a token that was denied is spent', async () => {
    const token = await idTokenOf(simulator, 'plan');
    expect((await exchange(server, token, 'ws_nobody')).status).toBe(404);
    expect((await exchange(server, token, 'ws_acme')).body.errorTag).toBe('IdTokenReplayed');
  });

  test('of many exchanges of one token at once exactly one succeeds', async () => {
    const token = await idTokenOf(simulator, 'plan');
    const answers = await Promise.all(Array.from({ length: 12 }, () => exchange(server, token, 'ws_acme')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.errorTag === 'IdTokenReplayed')).toHaveLength(11);
  });

  describe('tells a stranger nothing', () => {
    test('unknown workspace, foreign workspace, unknown repository: the same bytes', async () => {
      const strangers = [
        ['plan', 'ws_does_not_exist'],
        ['plan', 'ws_globex'],
        ['site', 'ws_acme'],
        ['stranger', 'ws_acme'],
        ['stranger', 'ws_does_not_exist'],
      ] as const;
      const texts = new Set<string>();
      for (const [job, workspace] of strangers) {
        const answer = await exchange(server, await idTokenOf(simulator, job), workspace);
        expect(answer.status).toBe(404);
        const headers = [...answer.headers].filter(([name]) => !['date', 'x-trace-id'].includes(name));
        texts.add(JSON.stringify(headers) + answer.text.replace(String(answer.body.traceId), 'TRACE'));
      }
      expect([...texts]).toHaveLength(1);
    });
    test('a re-registered name does not get in: only the id counts', async () => {
      const token = await idTokenOf(simulator, 'stranger', {
        claims: {
          repository: 'acme/infra',
          repository_owner: 'acme',
          sub: 'repo:acme/infra:ref:refs/heads/main',
        },
      });
      const answer = await exchange(server, token, 'ws_acme');
      expect([401, 404]).toContain(answer.status);
    });
  });
});
