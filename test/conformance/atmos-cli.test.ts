/** The real Atmos CLI against our server: its exit codes, its messages, and what the server holds afterwards. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ConformanceScene, findProgram, startConformanceScene } from './atmos.ts';

const atmos = findProgram('atmos');
const terraform = findProgram('terraform');
// A machine without the CLI, such as CI, cannot run these; their title says so then.
const suite = atmos === undefined ? describe.skip : describe;

suite(atmos === undefined ? 'the Atmos CLI (skipped: no atmos on the PATH)' : 'the Atmos CLI', () => {
  let scene: ConformanceScene;
  beforeAll(async () => {
    scene = await startConformanceScene(atmos ?? '');
  });
  afterAll(async () => scene[Symbol.asyncDispose]());

  const lock = ['--component', 'eks/cluster', '--stack', 'dev'];

  test('locks, is refused a lock that another run holds, and unlocks', async () => {
    const locked = await scene.run('change', [
      'pro',
      'lock',
      ...lock,
      '--ttl',
      '300',
      '--message',
      'deploying',
    ]);
    expect(locked).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("'acme/infra/dev/eks/cluster' successfully locked"),
    });

    const refused = await scene.run('rival', ['pro', 'lock', ...lock]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/failed to lock stack/);
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain('deploying');
    expect(refused.stderr).toMatch(/trace_id: \S+/);

    const unlocked = await scene.run('change', ['pro', 'unlock', ...lock]);
    expect(unlocked).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("'acme/infra/dev/eks/cluster' successfully unlocked"),
    });
    expect(await scene.read('change', '/locks?prefix=dev/eks')).toMatchObject({
      data: { locks: [{ key: 'acme/infra/dev/eks/cluster', held: false, fencingToken: 1 }] },
    });
  });

  test('is told that there is nothing to unlock', async () => {
    const unlocked = await scene.run('change', ['pro', 'unlock', '--component', 'nothing', '--stack', 'dev']);
    expect(unlocked.code).toBe(1);
    expect(unlocked.stderr).toMatch(/Lock not found/);
  });

  test('uploads what a pull request affects, with the commits of the event', async () => {
    const uploaded = await scene.run('change', ['describe', 'affected', '--upload']);
    expect(uploaded).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Uploaded 2 affected component(s)'),
    });
    const { data } = await scene.settled(
      'change',
      `/affected-stacks/${scene.head}`,
      ({ sets }) => sets.length > 0,
    );
    expect(data).toMatchObject({
      sets: [
        {
          repository: 'acme/infra',
          headSha: scene.head,
          baseSha: scene.base,
          affected: 2,
          nodes: 4,
          edges: 2,
          cycleCount: 0,
          uploader: { runId: '501', event: 'pull_request' },
        },
      ],
    });
    const nodes = data.stacks.map(({ stack, component, affected, root }) => ({
      stack,
      component,
      affected,
      root,
    }));
    expect(nodes).toEqual([
      { stack: 'dev', component: 'eks/cluster', affected: false, root: false },
      { stack: 'dev', component: 'network', affected: true, root: true },
      { stack: 'prod', component: 'eks/cluster', affected: false, root: false },
      { stack: 'prod', component: 'network', affected: true, root: true },
    ]);
    expect(JSON.stringify(data)).not.toContain('hunter2');
  });

  test('does not upload for an event without a check', async () => {
    const refused = await scene.run('inventory', ['describe', 'affected', '--upload']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('upload requires a supported CI event');
  });

  test('uploads the inventory, disabled components too', async () => {
    const uploaded = await scene.run('inventory', ['list', 'instances', '--upload']);
    expect(uploaded.code).toBe(0);
    expect(uploaded.stderr).toContain(
      'Successfully uploaded 6 instances to Atmos Pro API (4 enabled, 2 disabled, 2 drift enabled).',
    );
    const { data } = await scene.settled('inventory', '/instances', ({ instances }) => instances.length > 0);
    const found = data.instances.map(({ stack, component, enabled, driftEnabled }) => [
      stack,
      component,
      enabled,
      driftEnabled,
    ]);
    expect(found).toEqual(
      ['dev', 'prod'].flatMap((stack) => [
        [stack, 'eks/cluster', true, false],
        [stack, 'eks/retired', false, false],
        [stack, 'network', true, true],
      ]),
    );
  });

  // The CLI runs Terraform itself; without it there is nothing to report on.
  const terraformTest = terraform === undefined ? test.skip : test;
  terraformTest(
    `reports plans and applies of Terraform${terraform === undefined ? ' (skipped: no terraform on the PATH)' : ''}`,
    async () => {
      const upload = ['--stack', 'dev', '--upload-status'];
      const historyOf = async (component: string, entries: number) => {
        const path = `/repos/acme/infra/instances/history?stack=dev&component=${encodeURIComponent(component)}`;
        const { data } = await scene.settled('inventory', path, ({ history }) => history.length >= entries);
        return data.history.map(({ status, command, exitCode }) => [status, command, exitCode]);
      };
      const planned = await scene.run('inventory', ['terraform', 'plan', 'network', ...upload]);
      expect(planned.stderr).not.toContain('Failed to upload command status');
      expect(await historyOf('network', 1)).toEqual([['drifted', 'plan', 2]]);

      const applied = await scene.run('inventory', ['terraform', 'apply', 'network', ...upload]);
      expect(applied).toMatchObject({ code: 0 });
      expect(await historyOf('network', 2)).toEqual([
        ['in_sync', 'apply', 0],
        ['drifted', 'plan', 2],
      ]);

      // The CLI names only the last part of `eks/cluster`; the server knows which instance is meant.
      await scene.run('inventory', ['terraform', 'plan', 'eks/cluster', ...upload]);
      expect(await historyOf('eks/cluster', 1)).toEqual([['drifted', 'plan', 2]]);
      const { data } = await scene.settled('inventory', '/instances?stack=dev', () => true);
      const found = data.instances.map(({ component, status, lastStatus }) => [
        component,
        status,
        lastStatus,
      ]);
      expect(found).toEqual([
        ['eks/cluster', 'disabled', 'drifted'],
        ['eks/retired', 'disabled', undefined],
        ['network', 'in_sync', 'in_sync'],
      ]);
    },
    120_000,
  );
});
