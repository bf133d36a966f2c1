/** `lock-stack` as bundled, with the real server: taking, holding, waiting, giving back. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { logOf, startLockJobs } from './lock-jobs.ts';

const key = 'acme/infra/dev/vpc';

describe('lock-stack', () => {
  // Lock guarantee: cancelled-holder
  test('takes a lock, tells all about it, and frees it in the post step', async () => {
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy');
    expect(logOf(main)).toBe(`Locked: ${key}, renewed every 20 s until the job ends, fencing token 1.\n`);
    expect(main.outputs).toMatchObject({
      acquired: 'true',
      key,
      'fencing-token': '1',
      'expires-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      holder: expect.stringMatching(/\/acme\/infra\/actions\/runs\/501\/attempts\/1$/),
    });
    expect(main.outputs['lock-id']).toBe((await jobs.show())?.id);
    expect(existsSync(main.outputs['lost-file'] ?? '')).toBe(false);
    const post = await jobs.finish('deploy', main);
    expect(logOf(post)).toBe(`Released: ${key}.\n`);
    expect(post.exitCode).toBe(0);
    expect(await jobs.show()).toMatchObject({ held: false });
    expect(await jobs.audited()).toEqual(expect.arrayContaining(['lock.created', 'lock.released']));
  });

  // Lock guarantee: foreign-cleanup
  test('fails when another run holds it, says who, and does not free it afterwards', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc', { lockMessage: 'hands off' });
    const main = await jobs.lock('deploy');
    expect(main.exitCode).toBe(1);
    expect(logOf(main)).toMatch(/^::error title=DENIED_LOCK::Stack is already locked: .*run 502.*hands off/);
    expect(main.outputs).toMatchObject({
      acquired: 'false',
      'lock-id': '',
      holder: expect.stringContaining('/runs/502/'),
    });
    expect(logOf(await jobs.finish('deploy', main))).toBe('');
    expect(await jobs.show()).toMatchObject({ held: true });
  });

  test('continues without it when the workflow wants that', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc');
    const main = await jobs.lock('deploy', { 'fail-if-locked': 'false' });
    expect(main.exitCode).toBe(0);
    expect(main.outputs['acquired']).toBe('false');
    expect(logOf(main)).toContain('::warning title=Lock::Not locked. Stack is already locked');
  });

  test('waits with a line about who is ahead, and gets it when it is free', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc', { ttl: 600 });
    const waiting = jobs.lock('deploy', { wait: '600' });
    await until(async () => (await jobs.server.store.locks.queue.countLive()) === 1);
    await jobs.release('rival', 'dev/vpc');
    const main = await waiting;
    expect(main.exitCode).toBe(0);
    expect(main.outputs).toMatchObject({ acquired: 'true', 'fencing-token': '2' });
    const lines = /^Waiting \(\d+ of 600 s\)\. Stack is already locked: .*run 502.* Next in the queue\.$/gm;
    expect(logOf(main).match(lines)).toHaveLength(1);
    await jobs.finish('deploy', main);
  });

  test('queues in the order of arrival, and prints its place', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc', { ttl: 600 });
    const first = jobs.lock('deploy', { wait: '600' });
    await until(async () => (await jobs.server.store.locks.queue.countLive()) === 1);
    const second = jobs.lock('sibling', { wait: '600' });
    await until(async () => (await jobs.server.store.locks.queue.countLive()) === 2);
    await jobs.release('rival', 'dev/vpc');
    const main = await first;
    expect(main.outputs).toMatchObject({ acquired: 'true', 'fencing-token': '2' });
    await jobs.finish('deploy', main);
    const after = await second;
    expect(after.outputs).toMatchObject({ acquired: 'true', 'fencing-token': '3' });
    expect(logOf(after)).toMatch(/^Waiting .* Number 2 in the queue, which run 501 .* heads since 20/m);
    await jobs.finish('sibling', after);
  });

  test('gives up when the wait is over', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc');
    const main = await jobs.lock('deploy', { wait: '1' });
    expect(main.exitCode).toBe(1);
    expect(logOf(main)).toMatch(/Waited \d+ s\./);
  });

  test('takes all keys or none', async () => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/b');
    const inputs = { component: '', stack: '', keys: 'dev/a\ndev/b\nacme/infra/dev/c' };
    const refused = await jobs.lock('deploy', inputs);
    expect(refused.exitCode).toBe(1);
    expect(await jobs.show('dev/a')).toBeUndefined();
    await jobs.release('rival', 'dev/b');
    const main = await jobs.lock('deploy', inputs);
    expect(main.outputs['key']?.split('\n')).toEqual(
      ['dev/a', 'dev/b', 'dev/c'].map((path) => `acme/infra/${path}`),
    );
    expect(main.outputs['lock-id']?.split('\n')).toHaveLength(3);
    expect(main.outputs['fencing-token']).toBe('1\n2\n1');
    const post = await jobs.finish('deploy', main);
    expect(logOf(post).match(/^Released: /gm)).toHaveLength(3);
  });

  test('a step that finds the lock in its own job neither renews nor frees it', async () => {
    await using jobs = await startLockJobs();
    const first = await jobs.lock('deploy');
    const second = await jobs.lock('deploy');
    expect(logOf(second)).toContain(`This job already holds the lock: ${key}`);
    expect(second.outputs['lock-id']).toBe(first.outputs['lock-id']);
    expect(logOf(await jobs.finish('deploy', second))).toBe('');
    expect(await jobs.show()).toMatchObject({ held: true });
    expect(logOf(await jobs.finish('deploy', first))).toBe(`Released: ${key}.\n`);
  });

  test('another job of the run is refused, a later attempt takes over', async () => {
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy', { heartbeat: 'false' });
    expect(main.exitCode).toBe(0);
    expect((await jobs.lock('sibling')).exitCode).toBe(1);
    const again = await jobs.lock('again');
    expect(again.outputs).toMatchObject({ acquired: 'true', 'fencing-token': '2' });
    await jobs.finish('again', again);
  });

  // Lock guarantee: freeze
  test('a hold outlives its job', async () => {
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy', { kind: 'hold', ttl: '600', message: 'freeze' });
    expect(main.outputs).toMatchObject({ acquired: 'true', 'lost-file': '' });
    expect(logOf(await jobs.finish('deploy', main))).toBe('');
    expect(await jobs.show()).toMatchObject({ held: true, kind: 'hold', lockMessage: 'freeze' });
  });

  test('passes the refusal of a TTL on', async () => {
    await using jobs = await startLockJobs({ locks: { max_ttl_seconds: 100 } });
    const main = await jobs.lock('deploy', { ttl: '3600' });
    expect(main.exitCode).toBe(1);
    expect(logOf(main)).toContain('at most 100 seconds; 3600 seconds were asked for');
  });

  // Lock guarantee: short-ttl
  test('warns in the post step that the lock had run out', async () => {
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy', { heartbeat: 'false', ttl: '60' });
    await jobs.pass(60);
    const post = await jobs.finish('deploy', main);
    expect(post.exitCode).toBe(0);
    expect(logOf(post)).toMatch(
      /^::warning title=DENIED_LOCK_LOST::The lock on acme\/infra\/dev\/vpc was LOST/,
    );
    expect(post.summary).toMatch(/lock on `.*` was lost/);
  });
});
