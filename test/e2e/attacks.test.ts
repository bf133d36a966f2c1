/** Attack classes against identity, each by its name, over the wire: with the ID tokens of runs that GitHub would start. */
import { describe, expect, test } from '@jest/globals';
import type { RunSeed } from '../../src/simulator/seed/seed-types.ts';
import { startRun } from '../../src/simulator/seed/start-run.ts';
import { firstIds } from '../../src/simulator/world/ids.ts';
import { deleteRepository } from '../../src/simulator/world/owner-changes.ts';
import { findAccount } from '../../src/simulator/world/world.ts';
import { policy, policyFile } from '../server/sts/scene.ts';
import { exchange, idTokenOf } from '../support/server.ts';
import { anyone, attack, repositoryOf, run, startTarget, target } from './attack-scene.ts';

describe('attack', () => {
  test('name recycling: who registers the name of a deleted caller is a stranger', async () => {
    await using scene = await startTarget('{repository: acme/infra}');
    const { world } = scene.simulator;
    expect((await scene.mint(target)).tokens).toHaveLength(1);
    const old = repositoryOf(world, 'acme/infra');
    deleteRepository(world, old);
    world.repositories.set(999_999, { ...old, id: 999_999 });
    const [job] = await startRun(world, run('acme/infra'));
    const answer = await exchange(scene.server, await idTokenOf(scene.simulator, job?.name ?? ''), 'ws_1');
    expect(answer).toMatchObject({ status: 404, body: { errorTag: 'UnknownCaller' } });
  });

  test('name recycling: who registers the name of a source’s account delivers nothing under it', async () => {
    await using scene = await startTarget(anyone);
    const { world } = scene.simulator;
    const { id } = repositoryOf(world, 'platform/a');
    await scene.mint(target);
    const account = findAccount(world, 'platform');
    const installation = [...world.installations.values()].find(({ accountId }) => accountId === account?.id);
    if (account === undefined || installation === undefined) throw new Error('no platform');
    account.login = 'platform-moved';
    world.accounts.set(5_555, { ...account, id: 5_555, login: 'platform' });
    world.installations.set(7_777, { ...installation, id: 7_777, accountId: 5_555 });
    world.repositories.set(999_999, {
      ...repositoryOf(world, 'platform-moved/a'),
      id: 999_999,
      ownerId: 5_555,
    });
    const restarted = await scene.startServer({ database: scene.server.config.database });
    for (const server of [scene.server, restarted]) await scene.mint(target, 'plan', server);
    const reached = [...world.tokens.values()].flatMap(({ repositoryIds }) => repositoryIds ?? []);
    expect(reached).toContain(id);
    expect(reached).not.toContain(999_999);
  });

  test('id-format collision: an account whose name looks like a name with an id is not that account', async () => {
    await using scene = await startTarget(anyone, {
      others: [`acme-${firstIds.account}/infra-${firstIds.repository}`],
    });
    const { world } = scene.simulator;
    const { id, ownerId } = repositoryOf(world, 'acme/infra');
    expect([ownerId, id]).toEqual([firstIds.account, firstIds.repository]);
    const subject = `repo:acme@${ownerId}/infra@${id}:*`;
    const { git } = repositoryOf(world, 'platform/a');
    await git.commitFiles([{ path: policyFile, content: policy(`{subject: "${subject}"}`) }]);
    expect((await scene.mint(target)).tokens).toHaveLength(1);
    expect(await attack(scene, run(`acme-${ownerId}/infra-${id}`))).toBe('trust_policy_denied');
    // One that says so in its subject contradicts its own claims.
    const forged = await idTokenOf(scene.simulator, 'other', {
      claims: { sub: subject.replace('*', 'ref:refs/heads/main') },
    });
    expect(await exchange(scene.server, forged, 'ws_1')).toMatchObject({ status: 401 });
  });

  test('half-anchored alternation: a branch that begins or ends like a trusted one is none', async () => {
    await using scene = await startTarget('{ref: {regex: "refs/heads/main|refs/heads/dev"}}');
    const names = ['refs/heads/main-evil', 'refs/heads/evil-refs/heads/dev', 'refs/tags/refs/heads/main'];
    for (const [index, ref] of names.entries()) {
      const jobs = [{ name: `job ${index}`, permissions: { 'id-token': 'write' } as const }];
      expect(await attack(scene, { repository: 'acme/infra', ref, jobs })).toBe('trust_policy_denied');
    }
    expect(await attack(scene, run('acme/infra', { ref: 'refs/heads/dev' }))).toBe('granted');
  });

  test('half-anchored alternation: a permission row covers whole values only', async () => {
    const permissions = [{ permission: 'ws:sts:create' as const, branch: 'main|dev' }];
    await using scene = await startTarget(anyone, {
      workspace: { repositories: [{ name: 'acme/infra', permissions }, { name: 'platform/a' }] },
    });
    const [job] = await startRun(scene.simulator.world, run('acme/infra', { ref: 'refs/heads/main-evil' }));
    const answer = await scene.ask(await scene.login(job?.name), target);
    expect(answer).toMatchObject({ status: 403, body: { errorTag: 'PermissionMissing' } });
  });

  test('wildcard before the slash: acme/* does not let acme-evil in, and neither does repo:acme/*', async () => {
    for (const match of ['{repository: "acme/*"}', '{subject: "repo:acme/*"}', '{repository_owner: acme}']) {
      await using scene = await startTarget(match, { others: ['acme-evil/x'] });
      expect(await attack(scene, run('acme-evil/x'))).toBe('trust_policy_denied');
    }
  });

  test('reusable workflow only: the caller of a trusted workflow is still the caller', async () => {
    const called = 'acme/workflows/.github/workflows/deploy.yml@refs/heads/main';
    const evil = (name: string): RunSeed => ({
      repository: 'evil/x',
      jobs: [{ name, permissions: { 'id-token': 'write' }, reusable_workflow: { ref: called } }],
    });
    await using scene = await startTarget(`{workflow_ref: "${called}"}`, { others: ['evil/x'] });
    expect(await attack(scene, evil('calls'))).toBe('trust_policy_denied');
    // The called workflow is not a claim that a rule can match on.
    await using second = await startTarget(`{job_workflow_ref: "${called}"}`, { others: ['evil/x'] });
    expect(await attack(second, evil('calls'))).toBe('trust_policy_invalid');
  });

  test('audience reuse: a token for another relying party buys nothing here', async () => {
    await using scene = await startTarget(anyone);
    for (const audience of ['sts.amazonaws.com', 'https://github.com/acme', 'atmos-pro.com.evil.example']) {
      const token = await idTokenOf(scene.simulator, 'plan', { audience });
      const answer = await exchange(scene.server, token, 'ws_1');
      expect(answer).toMatchObject({ status: 401, body: { errorTag: 'IdTokenRefused' } });
    }
  });

  test('replay: a later step of the job, or a reader of its log, comes too late; at every replica', async () => {
    await using scene = await startTarget(anyone);
    const replica = await scene.startServer({ database: scene.server.config.database });
    const token = await idTokenOf(scene.simulator, 'plan');
    expect((await exchange(scene.server, token, 'ws_1')).status).toBe(200);
    for (const server of [scene.server, replica]) {
      const answer = await exchange(server, token, 'ws_1');
      expect(answer).toMatchObject({ status: 401, body: { errorTag: 'IdTokenReplayed' } });
    }
  });

  test('replay: a token that was denied in one workspace is not tried on the next', async () => {
    await using scene = await startTarget(anyone);
    const token = await idTokenOf(scene.simulator, 'plan');
    expect((await exchange(scene.server, token, 'ws_other')).status).toBe(404);
    expect(await exchange(scene.server, token, 'ws_1')).toMatchObject({
      status: 401,
      body: { errorTag: 'IdTokenReplayed' },
    });
  });

  test('pwn request: a rule for a branch does not admit what pull requests start beside its workflow', async () => {
    const deploy = 'acme/infra/.github/workflows/deploy.yml@refs/heads/main';
    await using scene = await startTarget(`{ref: refs/heads/main, workflow_ref: "${deploy}"}`);
    // As GitHub issues them: the base repository's identity and default branch, beside a stranger's head.
    const triage = { workflow: '.github/workflows/triage.yml', head_ref: 'main', base_ref: 'main' };
    const jobs = (name: string) => [{ name, permissions: { 'id-token': 'write' } as const }];
    const events: RunSeed[] = [
      {
        repository: 'acme/infra',
        event: 'pull_request_target',
        ref: 'refs/heads/main',
        ...triage,
        jobs: jobs('target'),
      },
      {
        repository: 'acme/infra',
        event: 'workflow_run',
        ref: 'refs/heads/main',
        workflow: triage.workflow,
        jobs: jobs('after'),
      },
      {
        repository: 'acme/infra',
        event: 'issue_comment',
        ref: 'refs/heads/main',
        workflow: triage.workflow,
        jobs: jobs('comment'),
      },
      {
        repository: 'acme/infra',
        event: 'pull_request',
        ref: 'refs/pull/7/merge',
        head_ref: 'main',
        base_ref: 'main',
        workflow: '.github/workflows/deploy.yml',
        jobs: jobs('pull'),
      },
    ];
    for (const event of events) expect(await attack(scene, event)).toBe('trust_policy_denied');
    const push = {
      repository: 'acme/infra',
      ref: 'refs/heads/main',
      workflow: '.github/workflows/deploy.yml',
    };
    expect(await attack(scene, { ...push, jobs: jobs('push') })).toBe('granted');
  });

  test('pwn request: the name of the head branch does not pass for the branch of a permission row', async () => {
    const permissions = [{ permission: 'ws:sts:create' as const, branch: 'release' }];
    await using scene = await startTarget(anyone, {
      workspace: { repositories: [{ name: 'acme/infra', permissions }, { name: 'platform/a' }] },
    });
    const event = {
      event: 'pull_request_target',
      ref: 'refs/heads/main',
      head_ref: 'release',
      base_ref: 'main',
    };
    const [job] = await startRun(scene.simulator.world, run('acme/infra', event));
    const answer = await scene.ask(await scene.login(job?.name), target);
    expect(answer).toMatchObject({ status: 403, body: { errorTag: 'PermissionMissing' } });
  });
});
