/** `POST /sts` and sources that the App does not reach, or that are hidden from the caller. */
import { describe, expect, test } from '@jest/globals';
import { policy, policyFile, source, startStsScene } from './scene.ts';

describe('POST /sts: exclusions', () => {
  test('a policy on another branch than the default one does not count', async () => {
    await using scene = await startStsScene({
      repositories: [{ name: 'platform/a', branches: { feature: { files: { [policyFile]: policy() } } } }],
    });
    expect((await scene.mint({ sources: ['platform/a'] })).excluded).toEqual([
      { repo: 'platform/a', reason: 'no_trust_policy' },
    ]);
  });

  test('suspended, not installed, outside and nowhere; strangers of every kind look the same', async () => {
    const names = ['frozen/a', 'nobody/a', 'platform/hidden', 'platform/outside', 'open/library'];
    await using scene = await startStsScene({
      repositories: [
        source('frozen/a'),
        source('nobody/a'),
        source('platform/hidden'),
        source('platform/outside'),
        source('open/library', policy(), { visibility: 'public' }),
        source('open/chosen', policy(), { visibility: 'public' }),
        source('platform/good'),
      ],
      imported: [
        'acme/infra',
        'frozen/a',
        'nobody/a',
        'platform/gone',
        'open/library',
        'open/chosen',
        'platform/good',
      ],
      world: {
        installations: [
          { app: 'atmos-pro', account: 'frozen', suspended: true },
          { app: 'atmos-pro', account: 'open', repositories: ['open/chosen'] },
        ],
      },
    });
    const sources = [...names, 'open/chosen', 'platform/gone', 'void/void', 'platform/good', 'no such name'];
    const { tokens, excluded } = await scene.mint({ sources });
    const absent = (repo: string) => ({ repo, reason: 'not_installed_in_workspace' });
    expect(tokens.map(({ repositories }) => repositories)).toEqual([['open/chosen'], ['platform/good']]);
    expect(excluded.toSorted((a, b) => (a.repo < b.repo ? -1 : 1))).toEqual([
      { repo: 'frozen/a', reason: 'installation_suspended' },
      absent('no such name'),
      absent('nobody/a'),
      absent('open/library'),
      absent('platform/gone'),
      absent('platform/hidden'),
      absent('platform/outside'),
      absent('void/void'),
    ]);
    // Without a list, what the App does not reach is not asked for.
    expect((await scene.mint()).excluded).toEqual([]);
  });

  test('a name outside the workspace costs GitHub nothing, whether it exists or not', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/secret')],
      imported: ['acme/infra'],
    });
    await scene.mint({ sources: ['acme/infra'] });
    scene.calls();
    const [real, invented] = [
      await scene.mint({ sources: ['platform/secret'] }),
      await scene.mint({ sources: ['platform/sceret'] }),
    ];
    expect(scene.calls()).toEqual([]);
    expect(JSON.stringify(real).replace('secret', '')).toBe(JSON.stringify(invented).replace('sceret', ''));
  });
});
