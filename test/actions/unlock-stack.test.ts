/** `unlock-stack` as bundled, with the real server: whose locks it frees, and whose not. */
import { describe, expect, test } from '@jest/globals';
import { startApiPeer } from '../support/api-peer.ts';
import { runAction } from '../support/run-action.ts';
import { until } from '../support/until.ts';
import { hasEnded, heartbeatOf, logOf, startLockJobs } from './lock-jobs.ts';

const key = 'acme/infra/dev/vpc';
const place = { component: 'vpc', stack: 'dev' };

describe('unlock-stack', () => {
  test.each([
    { name: 'its id', inputs: (id: string) => ({ 'lock-id': id }) },
    { name: 'component and stack', inputs: () => place },
    { name: 'a key', inputs: () => ({ key: 'dev/vpc' }) },
    { name: 'keys', inputs: () => ({ keys: key }) },
    { name: 'both', inputs: (id: string) => ({ 'lock-id': id, ...place }) },
  ])(
    'frees a lock of its job by $name; nothing takes it again, and post has nothing to do',
    async ({ inputs }) => {
      await using jobs = await startLockJobs();
      const main = await jobs.lock('deploy');
      const heartbeat = heartbeatOf(await jobs.directoryOf('deploy'));
      const unlocked = await jobs.unlock('deploy', inputs(main.outputs['lock-id'] ?? ''));
      expect(logOf(unlocked)).toBe(`Released: ${key}.\n`);
      expect(unlocked.outputs).toEqual({ released: 'true' });
      await jobs.pass(25);
      await until(() => hasEnded(heartbeat));
      expect(await jobs.show()).toMatchObject({ held: false });
      expect(logOf(await jobs.finish('deploy', main))).toBe('');
    },
  );

  test('keeps the heartbeat of the other locks of the step', async () => {
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy', { component: '', stack: '', keys: 'dev/a,dev/b' });
    await jobs.unlock('deploy', { key: 'dev/a' });
    const [, id = ''] = main.outputs['lock-id']?.split('\n') ?? [];
    for (let round = 1; round <= 3; round += 1) {
      await jobs.pass(25);
      await until(async () => (await jobs.renewals(id)) >= round);
    }
    expect(await jobs.show('dev/a')).toMatchObject({ held: false });
    expect(await jobs.show('dev/b')).toMatchObject({ held: true, fencingToken: 1 });
    expect(logOf(await jobs.finish('deploy', main))).toBe('Released: acme/infra/dev/b.\n');
  });

  test('frees by key what a later step took again', async () => {
    await using jobs = await startLockJobs();
    const mains = [];
    for (let round = 0; round < 3; round += 1) {
      mains.push(await jobs.lock('deploy'));
      expect((await jobs.unlock('deploy', place)).outputs).toEqual({ released: 'true' });
      await jobs.pass(25);
      expect(await jobs.show()).toMatchObject({ held: false, fencingToken: round + 1 });
    }
    for (const main of mains) expect(logOf(await jobs.finish('deploy', main))).toBe('');
  });

  test('takes an absent lock as done, with a notice', async () => {
    await using jobs = await startLockJobs();
    const unlocked = await jobs.unlock('deploy', place);
    expect(unlocked.exitCode).toBe(0);
    expect(unlocked.outputs).toEqual({ released: 'false' });
    expect(logOf(unlocked)).toContain(
      '::notice title=Lock::Nothing to release. Lock not found: nothing holds acme/infra/dev/vpc.',
    );
  });

  // Lock guarantee: release-repeated
  test('an old id frees nothing that was taken later', async () => {
    await using jobs = await startLockJobs({ locks: { grace_seconds: 0 } });
    const main = await jobs.lock('deploy', { heartbeat: 'false', ttl: '60' });
    await jobs.pass(60);
    expect(await jobs.take('rival', 'dev/vpc')).toMatchObject({ status: 200 });
    const unlocked = await jobs.unlock('deploy', { 'lock-id': main.outputs['lock-id'] ?? '' });
    expect(unlocked.outputs).toEqual({ released: 'false' });
    expect(await jobs.show()).toMatchObject({ held: true });
  });

  // Lock guarantee: foreign-cleanup
  test('does not free the lock of a run that is still live', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc');
    const refused = await jobs.unlock('deploy', place);
    expect(refused.exitCode).toBe(1);
    expect(logOf(refused)).toMatch(/^::error title=DENIED_LOCK::.*run 502.*still in progress/);
    expect(await jobs.show()).toMatchObject({ held: true });
  });

  test('frees the lock of a run that is over', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc');
    jobs.finishRun(502);
    expect((await jobs.unlock('deploy', place)).outputs).toEqual({ released: 'true' });
  });

  test('interrupts a run by force, on record', async () => {
    await using jobs = await startLockJobs({ permissions: [{ permission: 'ws:locks:force' }] });
    await jobs.take('rival', 'dev/vpc');
    const unlocked = await jobs.unlock('deploy', { ...place, force: 'true', reason: 'it hangs' });
    expect(unlocked.outputs).toEqual({ released: 'true' });
    const [entry] = (await jobs.server.store.audit.list({})).filter(
      ({ event }) => event === 'lock.force_released',
    );
    expect(entry?.details).toMatchObject({ reason: 'it hangs', victim: { holder: { runId: '502' } } });
  });

  test('says which permission force takes', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc');
    const refused = await jobs.unlock('deploy', { ...place, force: 'true', reason: 'it hangs' });
    expect(refused.exitCode).toBe(1);
    expect(logOf(refused)).toContain('::error title=DENIED_PERMISSION::');
    expect(logOf(refused)).toContain('ws:locks:force');
  });

  test.each([
    { name: 'no lock', inputs: {}, text: 'title=INPUT_MISSING::No lock is named.' },
    {
      name: 'an empty id, as lock-stack gives when it took nothing',
      inputs: { 'lock-id': '' },
      text: '`lock-id` is empty if lock-stack did not acquire the lock',
    },
    {
      name: 'force without a reason',
      inputs: { ...place, force: 'true' },
      text: 'title=INPUT_MISSING::`force` requires a reason',
    },
    {
      name: 'an id that is none',
      inputs: { 'lock-id': 'a b' },
      text: 'title=INPUT_INVALID::Input "lock-id"',
    },
    {
      name: 'several ids and a key',
      inputs: { 'lock-id': 'a,b', ...place },
      text: 'title=INPUT_INVALID::`lock-id` with several IDs',
    },
    {
      name: 'a reason without end',
      inputs: { ...place, reason: 'x'.repeat(513) },
      text: 'must be at most 512',
    },
  ])('refuses $name before anything is sent', async ({ inputs, text }) => {
    await using peer = await startApiPeer();
    const result = await runAction('unlock-stack', 'main', { inputs, environment: peer.environment });
    expect(result.exitCode).toBe(1);
    expect(logOf(result)).toContain('::error title=INPUT_');
    expect(logOf(result)).toContain(text);
    expect(peer.requests).toEqual([]);
  });

  test('fails when the server is down, and leaves the lock to the post step', async () => {
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy');
    const environment = { ...jobs.environmentOf('deploy'), ATMOS_PRO_BASE_URL: 'http://127.0.0.1:9' };
    const directory = await jobs.directoryOf('deploy');
    const failed = await runAction('unlock-stack', 'main', { directory, inputs: place, environment });
    expect(failed.exitCode).toBe(1);
    expect(logOf(failed)).toContain('::error title=REMOTE_UNREACHABLE::');
    expect(logOf(await jobs.finish('deploy', main))).toBe(`Released: ${key}.\n`);
  });
});
