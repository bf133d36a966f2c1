/** The process that `lock-stack` leaves running: how long it keeps a lock, and when it stops. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { hasEnded, heartbeatOf, logOf, startLockJobs } from './lock-jobs.ts';

const root = resolve(import.meta.dirname, '../..');

describe('the heartbeat', () => {
  test('keeps the lock past its TTL and ends in the post step', async () => {
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy', { ttl: '60' });
    const pid = heartbeatOf(await jobs.directoryOf('deploy'));
    expect(hasEnded(pid)).toBe(false);
    const id = main.outputs['lock-id'] ?? '';
    for (let round = 1; round <= 3; round += 1) {
      await jobs.pass(25);
      await until(async () => (await jobs.renewals(id)) >= round);
    }
    expect(await jobs.show()).toMatchObject({ held: true, fencingToken: 1 });
    expect((await jobs.lock('rival')).exitCode).toBe(1);
    const post = await jobs.finish('deploy', main);
    expect(logOf(post)).toBe('Released: acme/infra/dev/vpc.\n');
    await until(() => hasEnded(pid));
    expect(await jobs.show()).toMatchObject({ held: false });
    expect((await jobs.audited()).filter((event) => event === 'lock.created')).toHaveLength(1);
  });

  test('carries no secret in its arguments', async () => {
    if (process.platform !== 'linux') return;
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy');
    const pid = heartbeatOf(await jobs.directoryOf('deploy'));
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    expect(args.slice(1)).toEqual([join(root, 'dist/lock-stack/heartbeat.js')]);
    await jobs.finish('deploy', main);
  });

  // Lock guarantee: late-renewal
  test('notices that the lock was taken from the job, tells, and does not take it again', async () => {
    await using jobs = await startLockJobs({ permissions: [{ permission: 'ws:locks:force' }] });
    const main = await jobs.lock('deploy');
    const lostFile = main.outputs['lost-file'] ?? '';
    expect(existsSync(lostFile)).toBe(false);
    const forced = await jobs.unlock('rival', {
      component: 'vpc',
      stack: 'dev',
      force: 'true',
      reason: 'it hangs',
    });
    expect(forced.outputs['released']).toBe('true');
    await jobs.pass(25);
    await until(() => existsSync(lostFile));
    expect(readFileSync(lostFile, 'utf8')).toMatch(
      /^acme\/infra\/dev\/vpc: There is nothing to renew: the lock that this job had taken on .* \(forced\)/,
    );
    expect(await jobs.show()).toMatchObject({ held: false, fencingToken: 1 });
    expect((await jobs.audited()).filter((event) => event === 'lock.created')).toHaveLength(1);
    const rival = await jobs.lock('rival');
    expect(rival.outputs['acquired']).toBe('true');
    const post = await jobs.finish('deploy', main);
    expect(logOf(post)).toContain('::warning title=DENIED_LOCK_LOST::');
    expect(await jobs.show()).toMatchObject({ held: true, id: rival.outputs['lock-id'] });
    await jobs.finish('rival', rival);
  });

  // Lock guarantee: server-unreachable
  test('says that the lock is lost when the server cannot be reached until it runs out', async () => {
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy', { ttl: '60' });
    await jobs.server.stop();
    jobs.advanceJobs(60);
    const lostFile = main.outputs['lost-file'] ?? '';
    await until(() => existsSync(lostFile));
    expect(readFileSync(lostFile, 'utf8')).toContain('could not be renewed before it ran out');
    const post = await jobs.finish('deploy', main);
    expect(post.exitCode).toBe(0);
    expect(logOf(post)).toContain('::warning title=DENIED_LOCK_LOST::');
    expect(logOf(post)).toContain('::warning title=REMOTE_REFUSED::');
  });

  // Lock guarantee: bounded-by-ttl, runner-lost
  test('ends with the process that runs the job, and the lock with its TTL', async () => {
    await using jobs = await startLockJobs();
    const directory = await jobs.directoryOf('deploy');
    const files = join(directory, 'commands');
    await mkdir(files);
    const names = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'];
    await Promise.all(names.map((name) => writeFile(join(files, name), '')));
    // Stands for the runner's worker: starts the step, and then continues with others.
    const script = `require('node:child_process').spawn(process.execPath, [${JSON.stringify(join(root, 'dist/lock-stack/main.js'))}], { stdio: 'inherit' }); setInterval(() => {}, 1000);`;
    const worker = spawn(process.execPath, ['-e', script], {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        ...jobs.environmentOf('deploy'),
        GITHUB_WORKSPACE: join(directory, 'workspace'),
        RUNNER_TEMP: join(directory, 'temp'),
        ...Object.fromEntries(names.map((name) => [name, join(files, name)])),
        INPUT_COMPONENT: 'vpc',
        INPUT_STACK: 'dev',
        INPUT_TTL: '60',
      },
    });
    await until(() => readFileSync(join(files, 'GITHUB_OUTPUT'), 'utf8') !== '');
    const pid = heartbeatOf(directory);
    const id = (await jobs.show())?.id ?? '';
    await jobs.pass(25);
    await until(async () => (await jobs.renewals(id)) > 0);
    worker.kill('SIGKILL');
    await until(() => hasEnded(pid));
    expect(await jobs.show()).toMatchObject({ held: true });
    await jobs.pass(60);
    expect(await jobs.show()).toMatchObject({ held: false });
  });
});
