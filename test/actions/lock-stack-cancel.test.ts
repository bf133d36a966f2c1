/** A cancelled job: the runner sends SIGINT to the step that runs, and SIGTERM 7.5 s later. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readPairs } from '../../src/simulator/runner/file-commands.ts';
import { until } from '../support/until.ts';
import { logOf, startLockJobs } from './lock-jobs.ts';

const entry = resolve(import.meta.dirname, '../../dist/lock-stack/main.js');

// On Windows a signal to another process is its end.
const testSignals = process.platform === 'win32' ? test.skip : test;

testSignals.each(['SIGINT', 'SIGTERM'] as const)(
  // Lock guarantee: cancelled-waiter
  '%s ends the wait at once, and nothing is locked',
  async (signal) => {
    await using jobs = await startLockJobs();
    await jobs.take('rival', 'dev/vpc', { ttl: 600 });
    const directory = await jobs.directoryOf('deploy');
    const files = join(directory, 'commands');
    await mkdir(files);
    const names = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'];
    await Promise.all(names.map((name) => writeFile(join(files, name), '')));
    const step = spawn(process.execPath, [entry], {
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        ...jobs.environmentOf('deploy'),
        GITHUB_WORKSPACE: join(directory, 'workspace'),
        RUNNER_TEMP: join(directory, 'temp'),
        ...Object.fromEntries(names.map((name) => [name, join(files, name)])),
        INPUT_COMPONENT: 'vpc',
        INPUT_STACK: 'dev',
        INPUT_WAIT: '600',
      },
    });
    let stdout = '';
    step.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    const ended = new Promise<number | null>((settle) => step.once('close', settle));
    await until(() => /Waiting \(\d+ of 600 s\)/.test(stdout));
    step.kill(signal);
    expect(await ended).toBe(1);
    expect(logOf({ stdout })).toContain(
      '::error title=DENIED_LOCK::The job was cancelled while it waited for the lock.',
    );
    // Nothing for the post step.
    expect(readPairs(readFileSync(join(files, 'GITHUB_STATE'), 'utf8'))).toEqual({ requested: '' });
    expect(await jobs.server.store.locks.queue.countLive()).toBe(0);
    await jobs.release('rival', 'dev/vpc');
    expect((await jobs.lock('rival')).outputs['acquired']).toBe('true');
  },
);
