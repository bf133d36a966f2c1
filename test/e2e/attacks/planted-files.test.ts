/** Files that something else planted in the workspace or in RUNNER_TEMP: nothing foreign is overwritten or ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { heartbeatOf, logOf, startLockJobs } from '../../actions/lock-jobs.ts';
import { makeJobDirectory, runAction } from '../../support/run-action.ts';

describe('a report', () => {
  test.each([
    '.git/hooks/pre-commit',
    '.GIT/config',
    'sub/.git/x',
    'link/pre-commit',
    'x/../.git/hooks/y',
    'git~1/x',
  ])('is not written into a git directory: %s', async (path) => {
    await using job = await makeJobDirectory();
    const workspace = join(job.directory, 'workspace');
    mkdirSync(join(workspace, '.git/hooks'), { recursive: true });
    mkdirSync(join(workspace, '.atmos/pro/sts'), { recursive: true });
    writeFileSync(join(workspace, '.atmos/pro/sts/default.yaml'), 'x: 1\n');
    symlinkSync('.git/hooks', join(workspace, 'link'));
    const result = await runAction('validate-trust-policy', 'main', {
      directory: job.directory,
      inputs: { 'sarif-file': path, 'fail-on': 'never' },
    });
    expect(result.stdout).toContain('::error title=INPUT_INVALID::');
    expect(existsSync(join(workspace, path))).toBe(false);
  });
});

describe('a lock folder', () => {
  let victim: ChildProcess;
  beforeEach(() => {
    victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  });
  afterEach(() => {
    victim.kill('SIGKILL');
  });

  function plant(directory: string, folder: object | string, name = 'planted'): string {
    const path = join(directory, 'temp', `atmos-pro-lock-${name}`);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'folder.json'), typeof folder === 'string' ? folder : JSON.stringify(folder));
    writeFileSync(join(path, 'wanted.json'), '["lock-x"]');
    return path;
  }

  const startOf = (pid: number) =>
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19] ?? '';

  test('that names a foreign process does not make unlock-stack end it', async () => {
    await using jobs = await startLockJobs();
    const directory = await jobs.directoryOf('deploy');
    const pid = victim.pid ?? 0;
    const locks = [{ id: 'lock-x', key: 'acme/infra/dev/vpc', until: 0 }];
    const marks = process.platform === 'linux' ? ['', startOf(pid)] : [''];
    for (const [index, startedAt] of marks.entries()) {
      plant(directory, { server: 'renewing', locks, heartbeat: { pid, startedAt } }, `planted-${index}`);
    }
    const began = performance.now();
    const result = await jobs.unlock('deploy', { component: 'vpc', stack: 'dev' });
    const tookMs = performance.now() - began;
    // The folders were read, and the lock does not exist.
    expect(logOf(result)).toContain('Nothing to release');
    expect(victim.exitCode ?? victim.signalCode).toBeNull();
    // Nor is it waited for: the same without the folders takes as long.
    if (process.platform !== 'linux') return;
    for (const index of marks.keys())
      rmSync(join(directory, 'temp', `atmos-pro-lock-planted-${index}`), { recursive: true });
    const begunAgain = performance.now();
    await jobs.unlock('deploy', { component: 'vpc', stack: 'dev' });
    expect(tookMs - (performance.now() - begunAgain)).toBeLessThan(12_000);
  });

  test.each([
    ['is not JSON', '{'],
    ['is of another shape', '{"server":"x"}'],
    ['is large', ' '.repeat(2_000_000)],
  ])('that %s is a plain error of unlock-stack', async (_name, text) => {
    await using jobs = await startLockJobs();
    const directory = await jobs.directoryOf('deploy');
    plant(directory, text);
    const result = await jobs.unlock('deploy', { component: 'vpc', stack: 'dev' });
    expect(logOf(result)).toContain('::error title=INPUT_FILE_UNUSABLE::');
  });

  test('that is a directory or a link in place of a file is a plain error', async () => {
    await using jobs = await startLockJobs();
    const directory = await jobs.directoryOf('deploy');
    mkdirSync(join(directory, 'temp/atmos-pro-lock-a/folder.json'), { recursive: true });
    const unlock = () => jobs.unlock('deploy', { component: 'vpc', stack: 'dev' });
    expect(logOf(await unlock())).toContain('::error title=INPUT_FILE_UNUSABLE::');
    await using other = await startLockJobs();
    const elsewhere = plant(await other.directoryOf('deploy'), { server: 'plain', locks: [] }, 'real');
    symlinkSync(elsewhere, join(await other.directoryOf('deploy'), 'temp/atmos-pro-lock-link'));
    expect(logOf(await other.unlock('deploy', { component: 'vpc', stack: 'dev' }))).toContain(
      '::error title=INPUT_FILE_UNUSABLE::',
    );
  });

  test('that is damaged beside its own does not keep the post step from releasing', async () => {
    await using jobs = await startLockJobs();
    const main = await jobs.lock('deploy');
    plant(await jobs.directoryOf('deploy'), '{', 'zzz');
    expect(heartbeatOf(await jobs.directoryOf('deploy'))).toBeGreaterThan(0);
    await jobs.finish('deploy', main);
    expect(await jobs.show()).toMatchObject({ held: false });
  });
});
