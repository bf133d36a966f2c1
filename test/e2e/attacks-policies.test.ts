/** Attack classes against policies and their readers, each by its name, over the wire. */
import { describe, expect, test } from '@jest/globals';
import { startRun } from '../../src/simulator/seed/start-run.ts';
import { policy, policyFile, source, startStsScene } from '../server/sts/scene.ts';
import { anyone, attack, repositoryOf, run, startTarget, target } from './attack-scene.ts';

describe('attack', () => {
  test('policy self-edit: a copy of the policy on a branch or a pull request never counts', async () => {
    await using scene = await startTarget('{repository: acme/other}');
    const { git } = repositoryOf(scene.simulator.world, 'platform/a');
    for (const branch of ['feature', 'refs/pull/1/merge', 'main-2'])
      await git.commitFiles([{ path: policyFile, content: policy(anyone) }], { branch });
    expect(await attack(scene, run('acme/infra', { ref: 'refs/heads/feature' }))).toBe('trust_policy_denied');
    // Once merged it does, which is what CODEOWNERS on the path are for.
    await git.commitFiles([{ path: policyFile, content: policy(anyone) }]);
    expect((await scene.mint(target)).tokens).toHaveLength(1);
  });

  test('policy squatting: a policy in any other repository of the owner grants nothing', async () => {
    const squatted = ['.github', '.atmos', 'atmos', 'sts', 'a-policies'];
    await using scene = await startStsScene({
      repositories: [
        { name: 'platform/a', files: { 'main.tf': '' } },
        ...squatted.map((name) => source(`platform/${name}`, policy(anyone))),
      ],
    });
    expect((await scene.mint(target)).excluded).toEqual([{ repo: 'platform/a', reason: 'no_trust_policy' }]);
  });

  test('empty scope: no request leaves out repositories or permissions, whatever the policies say', async () => {
    const files = ['{}', '{contents: read}', '{administration: write}', '{issues: write, contents: admin}'];
    await using scene = await startStsScene({
      repositories: [
        ...files.map((permissions, index) => source(`platform/a-${index}`, policy(anyone, permissions))),
        source('bare/a', policy(anyone, '{issues: write}')),
      ],
      world: {
        installations: [
          { app: 'atmos-pro', account: 'bare', permissions: { contents: 'read', metadata: 'read' } },
        ],
      },
    });
    const session = await scene.login();
    for (const request of [
      {},
      { sources: [] },
      { sources: ['bare/a'] },
      { sources: ['platform/a-2'] },
      { sources: ['no/body'] },
    ])
      await scene.ask(session, request);
    const minted = [...scene.simulator.world.tokens.values()].filter(({ kind }) => kind === 'installation');
    expect(minted.length).toBeGreaterThan(4);
    for (const { repositoryIds, permissions } of minted) {
      // GitHub would read an empty or absent list as everything. Only what reads policies has no list, and no more than that.
      if (repositoryIds === undefined) expect(permissions).toEqual({ contents: 'read', metadata: 'read' });
      else expect(repositoryIds.length).toBeGreaterThan(0);
      expect(Object.keys(permissions)).not.toContain('administration');
    }
  });

  test('YAML bomb and ReDoS: a hostile source is refused, and another source is served', async () => {
    const aliases = Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    const bombs = {
      aliases: ['a0: &a0 x', ...aliases].join('\n'),
      nesting: '['.repeat(16_000) + ']'.repeat(16_000),
      keys: Array.from({ length: 3_000 }, (_, i) => `k${i}: 1`).join('\n'),
      expansion: policy('{actor: {regex: "((a{0,30}){0,30}){0,10}"}}'),
      backtracking: policy('{actor: {regex: "(a+)+b"}, repository: "*a*a*a*a*a*a*a*a*a*a*a*a*b"}'),
    };
    const names = Object.keys(bombs).map((name) => `platform/${name}`);
    await using scene = await startStsScene({
      repositories: [
        source('platform/a'),
        ...Object.entries(bombs).map(([name, file]) => source(`platform/${name}`, file)),
      ],
    });
    const { world } = scene.simulator;
    const actor = { id: 4_711, login: 'a'.repeat(1_000), type: 'User' } as const;
    world.accounts.set(actor.id, actor);
    const [job] = await startRun(world, run('acme/infra', { actor: actor.login }));
    const { tokens, excluded } = await scene.mint({ sources: [...names, 'platform/a'] }, job?.name);
    expect(tokens.map(({ repositories }) => repositories)).toEqual([['platform/a']]);
    expect(excluded).toEqual(
      names.map((repo) => ({
        repo,
        reason: repo.endsWith('backtracking') ? 'trust_policy_denied' : 'trust_policy_invalid',
      })),
    );
  });

  test('case variants: no spelling poisons the cache for another, and none gets past a decision', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/a'), { name: 'platform/b' }, { ...source('platform/secret') }],
      imported: ['acme/infra', 'platform/a', 'platform/b'],
    });
    const spellings = ['PLATFORM/A', 'Platform/a', 'platform/a', 'platform/A'];
    for (const spelling of [...spellings, ...spellings.toReversed()])
      expect((await scene.mint({ sources: [spelling] })).tokens[0]?.repositories).toEqual(['platform/a']);
    for (const [name, reason] of [
      ['platform/b', 'no_trust_policy'],
      ['platform/secret', 'not_installed_in_workspace'],
    ] as const) {
      for (const repo of [name.toUpperCase(), name])
        expect((await scene.mint({ sources: [repo] })).excluded).toEqual([{ repo, reason }]);
    }
  });

  test('case variants: one file under two names of policies is judged under each', async () => {
    const content = policy();
    await using scene = await startStsScene({
      repositories: [
        { name: 'platform/a', files: { [policyFile]: content, '.atmos/pro/sts/Default.yaml': content } },
      ],
    });
    const ask = async (policyName: string) => scene.mint({ ...target, policyName });
    expect((await ask('Default')).excluded).toEqual([{ repo: 'platform/a', reason: 'trust_policy_invalid' }]);
    expect((await ask('default')).tokens).toHaveLength(1);
    expect((await ask('Default')).tokens).toEqual([]);
  });
});
