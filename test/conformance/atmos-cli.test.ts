/** The real Atmos CLI against our server: its exit codes, its messages, and what the server holds afterwards. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ConformanceScene, findProgram, startConformanceScene } from './atmos.ts';

const atmos = findProgram('atmos');
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
});
