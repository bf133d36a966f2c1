/** A step that waits for a lock and is killed with SIGKILL, as a whole process, with and without a proxy that hides it from the server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPairs } from '../../src/simulator/runner/file-commands.ts';
import { patience } from '../support/patience.ts';
import { waitForLine } from '../support/programs.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { logOf, startLockJobs } from './lock-jobs.ts';

const entry = resolve(import.meta.dirname, '../../dist/lock-stack/main.js');
const proxyFile = fileURLToPath(new URL('../support/hiding-proxy.ts', import.meta.url));
/** From SIGKILL until another job can have the key, in milliseconds: far from the 600 s of a lock that is left. */
const limitMs = patience(7_000);
const names = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'];

type Jobs = Awaited<ReturnType<typeof startLockJobs>>;
type Inputs = Readonly<Record<string, string>>;

describeEachStore('a waiting step that is killed', (engine) => {
  let database: TestDatabase;
  let jobs: Jobs;
  let proxy: ChildProcess;
  let proxyUrl: string;
  beforeAll(async () => {
    database = await createTestDatabase(engine);
    jobs = await startLockJobs({ database: database.config });
    proxy = spawn(process.execPath, [proxyFile, jobs.server.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    proxyUrl = await waitForLine(proxy, (line) => line);
  });
  afterAll(async () => {
    proxy?.kill('SIGKILL');
    await jobs?.[Symbol.asyncDispose]();
    await database?.dispose();
  });

  let steps = 0;
  /** Starts the step in the job `deploy`, and resolves when its request waits in the queue. */
  async function startWaiting(inputs: Inputs, server: string) {
    const directory = await jobs.directoryOf('deploy');
    steps += 1;
    const files = join(directory, `commands-${steps}`);
    await mkdir(files);
    await Promise.all(names.map((name) => writeFile(join(files, name), '')));
    const step = spawn(process.execPath, [entry], {
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        ...jobs.environmentOf('deploy'),
        ATMOS_PRO_BASE_URL: server,
        GITHUB_WORKSPACE: join(directory, 'workspace'),
        RUNNER_TEMP: join(directory, 'temp'),
        ...Object.fromEntries(names.map((name) => [name, join(files, name)])),
        INPUT_WAIT: '600',
        ...Object.fromEntries(
          Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
        ),
      },
    });
    let stdout = '';
    step.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    const ended = once(step, 'close');
    await until(() => /Waiting \(\d+ of 600 s\)/.test(stdout));
    // The first request is answered at once; the second one waits.
    await until(async () => (await jobs.server.store.locks.queue.countLive()) > 0);
    const state = () => readPairs(readFileSync(join(files, 'GITHUB_STATE'), 'utf8'));
    return {
      state,
      async kill(): Promise<number> {
        const at = performance.now();
        step.kill('SIGKILL');
        await ended;
        return at;
      },
    };
  }

  /** Until the job `rival` gets the key as the CLI asks for it, in milliseconds since `from`. */
  async function measureUntilFree(path: string, from: number): Promise<number> {
    await until(async () => (await jobs.take('rival', path)).status === 200);
    return performance.now() - from;
  }

  const servers: [string, () => string][] = [
    ['connected to the server', () => jobs.server.url],
    ['behind a proxy that hides the disconnect', () => proxyUrl],
  ];

  describe.each(servers)('%s', (name, address) => {
    const path = (key: string) => `${key}-${name.split(' ')[0]}/vpc`;

    // Lock guarantee: killed-waiter
    test('leaves no lock when the key becomes free right after', async () => {
      const key = path('granted');
      await jobs.take('sibling', key, { ttl: 600 });
      const waiter = await startWaiting({ key }, address());
      const killed = await waiter.kill();
      await jobs.release('sibling', key);
      const freeMs = await measureUntilFree(key, killed);
      process.stderr.write(`${engine}, ${name}, granted: free after ${Math.round(freeMs)} ms\n`);
      expect(freeMs).toBeLessThan(limitMs);
      expect((await jobs.audited()).filter((event) => event === 'lock.expired_while_run_live')).toEqual([]);
      await jobs.release('rival', key);
    });

    // Lock guarantee: killed-waiter
    test('keeps no free key from others while the other key that it wants is held', async () => {
      const [free, held] = [path('free'), path('held')];
      await jobs.take('sibling', held, { ttl: 600 });
      const waiter = await startWaiting({ keys: `${free},${held}` }, address());
      expect(await jobs.take('rival', free)).toMatchObject({ status: 409 });
      const freeMs = await measureUntilFree(free, await waiter.kill());
      process.stderr.write(`${engine}, ${name}, reserved: free after ${Math.round(freeMs)} ms\n`);
      expect(freeMs).toBeLessThan(limitMs);
      await jobs.release('rival', free);
      await jobs.release('sibling', held);
    });

    /** Kills a waiting step and releases its key. Returns whether the server granted it the key, for which it needs a request under way. */
    async function killBeforeRelease(key: string) {
      await jobs.take('sibling', key, { ttl: 600 });
      const waiter = await startWaiting({ key }, address());
      await waiter.kill();
      await jobs.release('sibling', key);
      if (name.startsWith('connected')) return { waiter, isAsMeant: true };
      const isHeld = async () => (await jobs.show(key))?.held === true;
      await until(async () => (await isHeld()) || (await jobs.server.store.locks.queue.countLive()) === 0);
      return { waiter, isAsMeant: await isHeld() };
    }

    // Lock guarantee: killed-waiter
    test('its post step leaves the queue and gives back what was granted meanwhile, and nothing else', async () => {
      const other = path('of-the-run');
      await jobs.take('sibling', other, { ttl: 600 });
      let key = path('post');
      let killed = await killBeforeRelease(key);
      // The kill may hit the moment between two requests of the step. Nothing is granted then.
      for (let again = 1; again < 10 && !killed.isAsMeant; again += 1) {
        key = path(`post-${again}`);
        killed = await killBeforeRelease(key);
      }
      expect(killed.isAsMeant).toBe(true);
      const state = killed.waiter.state();
      expect(JSON.parse(state['requested'] ?? '')).toMatchObject({ keys: [`acme/infra/${key}`] });
      const post = await jobs.finish('deploy', { state });
      expect(post.exitCode).toBe(0);
      expect(logOf(post)).toBe(
        `The main step ended while it requested acme/infra/${key}. The request was withdrawn.\n`,
      );
      expect(await jobs.server.store.locks.queue.countLive()).toBe(0);
      expect(await jobs.take('rival', key)).toMatchObject({ status: 200 });
      expect(await jobs.show(other)).toMatchObject({ held: true });
      await jobs.release('rival', key);
      await jobs.release('sibling', other);
    });
  });
});
