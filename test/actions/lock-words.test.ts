/** What `lock-stack` and `unlock-stack` say to people: hints, notices and job summaries. */
import { describe, expect, test } from '@jest/globals';
import { logOf, startLockJobs } from './lock-jobs.ts';

const named = { component: '', stack: '' };

describe('a hint', () => {
  test('does not ask for what is set', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc');
    const atOnce = await jobs.lock('deploy');
    expect(logOf(atOnce)).toContain('Set `wait` to wait for the lock');
    const waited = await jobs.lock('deploy', { wait: '1' });
    expect(logOf(waited)).toContain('Set `wait` to more than 1');
    expect(waited.summary).toMatch(/^## Not locked\n[\s\S]*acme\/infra\/dev\/vpc[\s\S]*run 502/);
  });

  test('names the input for a TTL over the limit, once', async () => {
    await using jobs = await startLockJobs();
    const { exitCode, ...result } = await jobs.lock('deploy', { ttl: '999999' });
    const log = logOf(result);
    expect(exitCode).toBe(1);
    expect(log).toContain('999999 seconds');
    expect(log).toContain('Set `ttl`');
    expect(log).not.toContain('The server returned an error');
  });
});

describe('a key that reads like one of another repository', () => {
  test.each([
    { title: 'of lock-stack', action: 'lock' as const },
    { title: 'of unlock-stack', action: 'unlock' as const },
  ])('$title is noticed', async ({ action }) => {
    await using jobs = await startLockJobs();
    const result = await jobs[action]('deploy', { ...named, key: 'other/repo/x/y' });
    expect(result.exitCode).toBe(0);
    expect(logOf(result)).toMatch(
      /::notice title=Lock::The key "other\/repo\/x\/y".*acme\/infra\/other\/repo\/x\/y/,
    );
  });

  test.each(['dev/vpc', 'dev/eks/cluster', 'ACME/infra/dev/eks/cluster'])('%s is not', async (key) => {
    await using jobs = await startLockJobs();
    expect(logOf(await jobs.lock('deploy', { ...named, key }))).not.toContain('::notice');
  });
});

describe('the job summary', () => {
  test('has each lock with its token and term, and what became of it', async () => {
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy', { ...named, keys: 'dev/vpc, prod/a|b' });
    expect(main.summary).toMatch(/^## Locks\n\n\| Lock \| Fencing token \| Held \|\n/);
    expect(main.summary).toContain('| <code>acme/infra/dev/vpc</code> | 1 | renewed every 20 s');
    expect(main.summary).toContain('<code>acme/infra/prod/a&#124;b</code>');
    const unlocked = await jobs.unlock('deploy', { keys: 'dev/vpc, dev/other' });
    expect(unlocked.summary).toContain('| <code>acme/infra/dev/vpc</code> | Released |');
    expect(unlocked.summary).toContain('| <code>acme/infra/dev/other</code> | Was not locked');
  });

  test('has the holder whose run protects its lock', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc', { properties: { kind: 'run' } });
    const { exitCode, summary } = await jobs.unlock('deploy', { key: 'dev/vpc' });
    expect(exitCode).toBe(1);
    expect(summary).toContain('| <code>acme/infra/dev/vpc</code> | Kept');
  });
});
