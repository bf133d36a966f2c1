/** `POST /sts`: who may ask at all, and what stands on record. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createKeyRing } from '../../../src/server/sessions/key-ring.ts';
import { createSessionTokens } from '../../../src/server/sessions/sessions.ts';
import { serverClock, serverRandom } from '../../../src/server/system-ports.ts';
import { dataOf, source, startStsScene } from './scene.ts';

const readOnly = { contents: 'read', metadata: 'read' };

describe('POST /sts: the door', () => {
  test.each([
    {
      name: 'the switch is off',
      workspace: { features: { sts: false } },
      tag: 'FeatureDisabled',
      words: 'features.sts',
    },
    {
      name: 'no row for this branch',
      workspace: {
        repositories: [
          { name: 'acme/infra', permissions: [{ permission: 'ws:sts:create', branch: 'release' }] },
        ],
      },
      tag: 'PermissionMissing',
      words: 'ws:sts:create',
    },
  ])('403 when $name, on record, and GitHub is not asked for tokens', async ({ workspace, tag, words }) => {
    await using scene = await startStsScene({ repositories: [], workspace: workspace as never });
    const answer = await scene.ask(await scene.login());
    expect(answer).toMatchObject({
      status: 403,
      body: { success: false, errorTag: tag, errorMessage: expect.stringContaining(words) },
    });
    const entries = await scene.server.store.audit.list({ event: 'token.mint' });
    expect(entries).toMatchObject([
      { outcome: 'denied', repository: 'acme/infra', details: { refusal: tag } },
    ]);
  });

  test('400 for a session that no Actions job bought', async () => {
    await using scene = await startStsScene({ repositories: [source('platform/a')] });
    const { store, config } = scene.server;
    const keys = createKeyRing({
      probe: store,
      signingKeys: store.signingKeys,
      clock: serverClock,
      random: serverRandom,
    });
    await keys.renew();
    const session = await createSessionTokens(keys, config.publicUrl).issue({
      type: 'ws:user',
      workspaceId: 'ws_1',
      repositoryId: '1',
      repository: 'acme/infra',
      issuer: scene.simulator.urls.issuer,
      claims: {} as never,
    });
    const answer = await scene.ask(session, { sources: ['platform/a'] });
    expect(answer).toMatchObject({ status: 400, body: { success: false, errorTag: 'NotAnActionsSession' } });
  });

  test('no session, no answer', async () => {
    await using scene = await startStsScene({ repositories: [] });
    expect((await scene.ask('nonsense')).status).toBe(401);
  });
});

describe('POST /sts: the record', () => {
  test('names caller, sources, rules and token hashes; no token is in it or in the log', async () => {
    await using scene = await startStsScene({ repositories: [source('platform/a'), { name: 'platform/b' }] });
    const answer = await scene.ask(await scene.login(), { sources: ['platform/a', 'platform/b'] });
    const [token] = dataOf(answer).tokens;
    const secret = token?.token ?? '';
    const hash = createHash('sha256').update(secret).digest();
    const entries = await scene.server.store.audit.list({ event: 'token.mint' });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      outcome: 'allowed',
      workspaceId: 'ws_1',
      repository: 'acme/infra',
      traceId: answer.body.traceId,
      details: {
        policyName: 'default',
        requested: ['platform/a', 'platform/b'],
        sources: [
          { source: 'platform/a', outcome: 'granted', permissions: readOnly, matchedRules: [0] },
          { source: 'platform/b', outcome: 'no_trust_policy' },
        ],
        tokens: [
          {
            owner: 'platform',
            sha256: hash.toString('hex'),
            hashedToken: hash.toString('base64'),
            repositories: ['platform/a'],
            expiresAt: token?.expiresAt,
          },
        ],
      },
    });
    expect(secret).not.toBe('');
    expect(JSON.stringify(entries) + scene.server.logs.join('')).not.toContain(secret);
    // Neither does any other token that the server holds, such as those that read policies.
    const all = JSON.stringify(entries) + scene.server.logs.join('');
    for (const held of scene.simulator.world.tokens.keys()) expect(all).not.toContain(held);
  });
});
