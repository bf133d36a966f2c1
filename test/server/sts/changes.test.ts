/** `POST /sts` while GitHub changes underneath: policies, names, installations. */
import { describe, expect, test } from '@jest/globals';
import {
  deleteInstallation,
  renameRepository,
  suspendInstallation,
  transferRepository,
  unsuspendInstallation,
} from '../../../src/simulator/world/owner-changes.ts';
import {
  findAccount,
  findRepository,
  type Repository,
  type World,
} from '../../../src/simulator/world/world.ts';
import { exchange, idTokenOf } from '../../support/server.ts';
import { dataOf, policy, policyFile, source, startStsScene } from './scene.ts';

function find(world: World, owner: string, name: string): Repository {
  const repository = findRepository(world, owner, name);
  if (repository === undefined) throw new Error(`no ${owner}/${name}`);
  return repository;
}

function installationOf(world: World, login: string) {
  const account = findAccount(world, login);
  const found = [...world.installations.values()].find(({ accountId }) => accountId === account?.id);
  if (found === undefined) throw new Error(`no installation of ${login}`);
  return found;
}

/** Another repository of the same owner takes a free name. */
async function register(
  world: World,
  like: Repository,
  name: string,
  id: number,
  content: string,
): Promise<void> {
  const squatter = { ...like, id, name };
  world.formerNames.delete(`${findAccount(world, 'platform')?.login}/${name}`);
  world.repositories.set(id, squatter);
  await squatter.git.commitFiles([{ path: policyFile, content }]);
}

const named = { sources: ['platform/a'] };
const gone = [{ repo: 'platform/a', reason: 'not_installed_in_workspace' }];

describe('POST /sts: policies change', () => {
  test('a removed policy stops granting at once, a changed one counts at once', async () => {
    await using scene = await startStsScene({ repositories: [source('platform/a')] });
    const session = await scene.login();
    const ask = async () => dataOf(await scene.ask(session, named));
    const { git } = find(scene.simulator.world, 'platform', 'a');
    expect((await ask()).tokens).toHaveLength(1);
    await git.commitFiles([{ path: policyFile, deleted: true }]);
    expect((await ask()).excluded).toEqual([{ repo: 'platform/a', reason: 'no_trust_policy' }]);
    await git.commitFiles([{ path: policyFile, content: policy('{repository: acme/other}') }]);
    expect((await ask()).excluded).toEqual([{ repo: 'platform/a', reason: 'trust_policy_denied' }]);
    await git.commitFiles([{ path: policyFile, content: policy(undefined, '{issues: write}') }]);
    expect((await ask()).tokens[0]?.permissions).toEqual({
      contents: 'read',
      metadata: 'read',
      issues: 'write',
    });
  });
});

describe('POST /sts: names change', () => {
  test('a renamed source keeps working under both names', async () => {
    // Another replica may take the new name for a stranger's for a minute.
    await using scene = await startStsScene({
      repositories: [source('platform/a')],
      server: { replicas: 1 },
    });
    const { world } = scene.simulator;
    await scene.mint(named);
    renameRepository(world, find(world, 'platform', 'a'), 'b');
    expect((await scene.mint(named)).tokens[0]?.repositories).toEqual(['platform/b']);
    expect((await scene.mint({ sources: ['platform/b'] })).tokens[0]?.repositories).toEqual(['platform/b']);
  });

  test('who takes a freed name is a stranger; the renamed repository is still found by its id', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/a'), { name: 'platform/spare' }],
    });
    const { world } = scene.simulator;
    const { id } = find(world, 'platform', 'a');
    await scene.mint(named);
    renameRepository(world, find(world, 'platform', 'a'), 'b');
    await register(world, find(world, 'platform', 'spare'), 'a', 999_999, policy());
    const { tokens } = await scene.mint(named);
    expect(tokens.map(({ repositories }) => repositories)).toEqual([['platform/b']]);
    expect(world.tokens.get(tokens[0]?.token ?? '')?.repositoryIds).toEqual([id]);
  });

  test('a deleted source whose name is taken over grants nothing, also after a restart', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/a'), { name: 'platform/spare' }],
    });
    const { world } = scene.simulator;
    await scene.mint(named);
    world.repositories.delete(find(world, 'platform', 'a').id);
    await register(world, find(world, 'platform', 'spare'), 'a', 999_999, policy());
    expect((await scene.mint(named)).excluded).toEqual(gone);
    const restarted = await scene.startServer({ database: scene.server.config.database });
    expect((await scene.mint(named, 'plan', restarted)).excluded).toEqual(gone);
  });

  test('a renamed caller is still known; who takes its name is not', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/a', policy('{repository_owner: acme}'))],
    });
    const { world } = scene.simulator;
    await scene.mint(named);
    const infra = find(world, 'acme', 'infra');
    renameRepository(world, infra, 'infrastructure');
    expect((await scene.mint(named)).tokens).toHaveLength(1);
    const squatter = await idTokenOf(scene.simulator, 'plan', {
      claims: {
        repository: 'acme/infra',
        repository_id: '999999',
        sub: 'repo:acme/infra:ref:refs/heads/main',
      },
    });
    expect((await exchange(scene.server, squatter, 'ws_1')).status).toBe(404);
  });

  test('a source that moves to another owner leaves with its installation', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/a'), { name: 'elsewhere/x' }],
    });
    const { world } = scene.simulator;
    expect((await scene.mint(named)).tokens).toHaveLength(1);
    transferRepository(world, find(world, 'platform', 'a'), findAccount(world, 'elsewhere')?.id ?? 0);
    expect(await scene.mint(named)).toEqual({ tokens: [], excluded: gone });
  });
});

describe('POST /sts: installations change', () => {
  test('a suspension counts at once, even while the list of installations is remembered', async () => {
    await using scene = await startStsScene({ repositories: [source('platform/a'), source('acme/b')] });
    const { world } = scene.simulator;
    const session = await scene.login();
    const sources = ['platform/a', 'acme/b'];
    const ask = async () => dataOf(await scene.ask(session, { sources }));
    expect((await ask()).tokens).toHaveLength(2);
    const installation = installationOf(world, 'platform');
    suspendInstallation(world, installation);
    for (let round = 0; round < 2; round += 1) {
      const { tokens, excluded } = await ask();
      expect(tokens.map(({ owner }) => owner)).toEqual(['acme']);
      expect(excluded).toEqual([{ repo: 'platform/a', reason: 'installation_suspended' }]);
    }
    unsuspendInstallation(installation);
  });

  test('a deleted installation is not installed', async () => {
    await using scene = await startStsScene({ repositories: [source('platform/a')] });
    const { world } = scene.simulator;
    expect((await scene.mint(named)).tokens).toHaveLength(1);
    deleteInstallation(world, installationOf(world, 'platform'));
    expect(await scene.mint(named)).toEqual({ tokens: [], excluded: gone });
  });

  test('a repository that is taken out of the selection leaves alone', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/a'), source('platform/b', policy(), { visibility: 'public' })],
    });
    const { world } = scene.simulator;
    const installation = installationOf(world, 'platform');
    const sources = ['platform/a', 'platform/b'];
    expect((await scene.mint({ sources })).tokens[0]?.repositories).toEqual(sources);
    installation.selection = 'selected';
    installation.repositoryIds = new Set([find(world, 'platform', 'a').id]);
    const { tokens, excluded } = await scene.mint({ sources });
    expect(tokens.map(({ repositories }) => repositories)).toEqual([['platform/a']]);
    expect(excluded).toEqual([{ repo: 'platform/b', reason: 'not_installed_in_workspace' }]);
  });
});
