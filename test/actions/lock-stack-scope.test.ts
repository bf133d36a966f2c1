/** `scope: run` of `lock-stack` as bundled: the jobs of one run hold a lock together. */
import { describe, expect, test } from '@jest/globals';
import { logOf, startLockJobs } from './lock-jobs.ts';

const key = 'acme/infra/dev/vpc';
const shared = { scope: 'run' };

describe('scope: run', () => {
  test('two jobs hold one grant, neither post step frees it, a sibling’s unlock-stack does', async () => {
    await using jobs = await startLockJobs();
    const first = await jobs.lock('deploy', shared);
    expect(logOf(first)).toContain(`Locked: ${key}, renewed every 1200 s until the job ends`);
    const second = await jobs.lock('sibling', shared);
    expect(logOf(second)).toContain(`This run already holds the lock: ${key}`);
    expect(second.outputs).toMatchObject({
      acquired: 'true',
      'lock-id': first.outputs['lock-id'],
      'fencing-token': '1',
    });

    expect((await jobs.lock('rival', shared)).exitCode).toBe(1);
    const post = await jobs.finish('deploy', first);
    expect(logOf(post)).toBe(`Kept for the other jobs of the run: ${key}.\n`);
    expect(await jobs.show()).toMatchObject({ held: true, holder: { runId: '501', checkRunId: '' } });

    const unlock = await jobs.unlock('sibling', { 'lock-id': second.outputs['lock-id'] ?? '' });
    expect(unlock.outputs['released']).toBe('true');
    expect(await jobs.show()).toMatchObject({ held: false });
    expect(logOf(await jobs.finish('sibling', second))).toBe('');
    expect((await jobs.lock('rival')).outputs).toMatchObject({ acquired: 'true', 'fencing-token': '2' });
  });

  test('a job that asks for itself alone does not share it, and is told how to', async () => {
    await using jobs = await startLockJobs();
    await jobs.lock('deploy', shared);
    const alone = await jobs.lock('sibling');
    expect(alone.exitCode).toBe(1);
    expect(logOf(alone)).toContain('another job of this very run; take the lock with scope `run`');
  });

  test('a re-run takes over from the jobs of the attempt before', async () => {
    await using jobs = await startLockJobs();
    await jobs.lock('deploy', shared);
    expect((await jobs.lock('again', shared)).outputs).toMatchObject({
      acquired: 'true',
      'fencing-token': '2',
    });
  });
});
