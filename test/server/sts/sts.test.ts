/** `POST /sts` over HTTP against the simulated GitHub: who gets a token for what. */
import { describe, expect, test } from '@jest/globals';
import { policy, source, startStsScene } from './scene.ts';

const readOnly = { contents: 'read', metadata: 'read' };

describe('POST /sts: grants', () => {
  test('one token per owner and permission set, the largest of an owner first, as GitHub spells it', async () => {
    await using scene = await startStsScene({
      repositories: [
        source('platform/a', policy('{repository: acme/infra}', '{issues: write}')),
        source('platform/b'),
        source('platform/c'),
        source('Modules/Network'),
        source('acme/shared'),
      ],
      world: { installations: [{ app: 'atmos-pro', account: 'Modules' }] },
    });
    const { tokens, excluded } = await scene.mint();
    expect(excluded).toEqual([
      expect.objectContaining({ repo: 'platform/consumer', reason: 'no_trust_policy' }),
    ]);
    const host = new URL(scene.simulator.urls.server).host;
    expect(tokens.map(({ token, expiresAt, ...rest }) => rest)).toEqual([
      { host, owner: 'acme', repositories: ['acme/shared'], permissions: readOnly },
      { host, owner: 'Modules', repositories: ['Modules/Network'], permissions: readOnly },
      { host, owner: 'platform', repositories: ['platform/b', 'platform/c'], permissions: readOnly },
      {
        host,
        owner: 'platform',
        repositories: ['platform/a'],
        permissions: { ...readOnly, issues: 'write' },
      },
    ]);
    for (const { token, expiresAt, repositories, permissions } of tokens) {
      expect(expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const held = scene.simulator.world.tokens.get(token);
      const { world } = scene.simulator;
      const names = held?.repositoryIds?.map((id) => world.repositories.get(id)?.name);
      expect(names).toEqual(repositories.map((name) => name.slice(name.indexOf('/') + 1)));
      expect(held?.permissions).toEqual(permissions);
    }
  });

  test('sources narrow; another case and duplicates fold; each is answered as the caller spelled it', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/a'), source('platform/b'), { name: 'platform/c' }],
    });
    const { tokens, excluded } = await scene.mint({
      sources: ['PLATFORM/A', 'platform/a', 'Platform/C', 'platform/c'],
    });
    expect(tokens.map(({ owner, repositories }) => [owner, repositories])).toEqual([
      ['platform', ['platform/a']],
    ]);
    expect(excluded).toEqual([{ repo: 'Platform/C', reason: 'no_trust_policy' }]);
  });

  test('the caller’s own repository is a source only when it is named', async () => {
    const own = source('acme/self');
    await using scene = await startStsScene({
      repositories: [own],
      world: {
        runs: [{ repository: 'acme/self', jobs: [{ name: 'self', permissions: { 'id-token': 'write' } }] }],
      },
      imported: ['acme/self'],
    });
    expect(await scene.mint({}, 'self')).toEqual({ tokens: [], excluded: [] });
    expect((await scene.mint({ sources: ['acme/self'] }, 'self')).tokens).toHaveLength(1);
  });

  test('a grant is capped at what the installation holds', async () => {
    await using scene = await startStsScene({
      repositories: [
        source('small/a', policy('{repository: acme/infra}', '{contents: write, issues: write}')),
      ],
      world: {
        installations: [
          { app: 'atmos-pro', account: 'small', permissions: { contents: 'read', metadata: 'read' } },
        ],
      },
    });
    expect((await scene.mint({ sources: ['small/a'] })).tokens[0]?.permissions).toEqual(readOnly);
  });

  test('another policy by name', async () => {
    const named = policy().replace('name: default', 'name: release');
    await using scene = await startStsScene({
      repositories: [{ name: 'platform/a', files: { '.atmos/pro/sts/release.yaml': named } }],
    });
    expect((await scene.mint({ sources: ['platform/a'], policyName: 'release' })).tokens).toHaveLength(1);
    expect((await scene.mint({ sources: ['platform/a'] })).excluded[0]?.reason).toBe('no_trust_policy');
  });
});
