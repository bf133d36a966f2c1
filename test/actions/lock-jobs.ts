/** Jobs that use `lock-stack` and `unlock-stack` as a runner would, against the real server and a simulated GitHub. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLockScene } from '../server/locks/scene.ts';
import { ageLocks } from '../support/age-locks.ts';
import { createMovedClock } from '../support/moved-clock.ts';
import { type ActionResult, makeJobDirectory, runAction } from '../support/run-action.ts';

type Inputs = Readonly<Record<string, string>>;

const idToken = { 'id-token': 'write' } as const;
const workflow = '.github/workflows/deploy.yml';
const runs = [
  {
    repository: 'acme/infra',
    id: 501,
    workflow,
    actor: 'octocat',
    jobs: [
      { name: 'deploy', permissions: idToken },
      { name: 'sibling', permissions: idToken },
    ],
  },
  {
    repository: 'acme/infra',
    id: 501,
    attempt: 2,
    workflow,
    jobs: [{ name: 'again', permissions: idToken }],
  },
  { repository: 'acme/infra', id: 502, workflow, jobs: [{ name: 'rival', permissions: idToken }] },
] as const;

/** Without the masks, which fill a failed test's report. */
export function logOf({ stdout }: Pick<ActionResult, 'stdout'>): string {
  return stdout.replaceAll(/^::add-mask::.*\n/gm, '');
}

/** The process that `lock-stack` left running in a job. */
export function heartbeatOf(directory: string): number {
  const temp = join(directory, 'temp');
  const [folder = ''] = readdirSync(temp).filter((name) => name.startsWith('atmos-pro-lock-'));
  const text = readFileSync(join(temp, folder, 'folder.json'), 'utf8');
  return (JSON.parse(text) as { heartbeat?: { pid: number } }).heartbeat?.pid ?? 0;
}

/** A zombie has ended too; in a container it may never be reaped. */
export function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform === 'linux' && /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

export async function startLockJobs(options: Parameters<typeof startLockScene>[0] = {}) {
  const scene = await startLockScene({ world: { runs }, ...options });
  const clock = createMovedClock();
  const directories = new Map<string, Awaited<ReturnType<typeof makeJobDirectory>>>();
  async function directoryOf(job: string): Promise<string> {
    const known = directories.get(job) ?? (await makeJobDirectory());
    directories.set(job, known);
    return known.directory;
  }
  const environmentOf = (job: string) => ({
    ...scene.simulator.jobEnvironment(job),
    ATMOS_PRO_BASE_URL: scene.server.url,
    ATMOS_PRO_WORKSPACE_ID: 'ws_1',
    ...clock.environment,
  });
  return {
    ...scene,
    directoryOf,
    environmentOf,
    /** Runs main of lock-stack in a job. */
    lock: async (job: string, inputs: Inputs = {}) =>
      runAction('lock-stack', 'main', {
        directory: await directoryOf(job),
        inputs: { component: 'vpc', stack: 'dev', ...inputs },
        environment: environmentOf(job),
      }),
    /** Runs its post step with what main saved. */
    finish: async (job: string, main: Pick<ActionResult, 'state'>) =>
      runAction('lock-stack', 'post', {
        directory: await directoryOf(job),
        state: main.state,
        environment: environmentOf(job),
      }),
    unlock: async (job: string, inputs: Inputs) =>
      runAction('unlock-stack', 'main', {
        directory: await directoryOf(job),
        inputs,
        environment: environmentOf(job),
      }),
    /** Moves the clocks of the jobs alone. */
    advanceJobs: (seconds: number) => clock.advance(seconds),
    /** So much time passes, for the jobs and for the locks on record only. */
    async pass(seconds: number): Promise<void> {
      await ageLocks(scene.server.config.database, seconds);
      clock.advance(seconds);
    },
    /** How often a lock was renewed. */
    renewals: async (id: string) => (await scene.server.store.locks.find('ws_1', id))?.record.renewals ?? 0,
    /** The lock on `path` as the server has it now. */
    async show(path = 'dev/vpc') {
      const answer = await scene.call('deploy', 'GET', `/locks?prefix=${encodeURIComponent(path)}`);
      const { locks } = answer.body.data as { locks: { held: boolean; fencingToken: number; id: string }[] };
      return locks[0];
    },
    async [Symbol.asyncDispose]() {
      // Heartbeats end when the directory of their job does.
      for (const directory of directories.values()) await directory[Symbol.asyncDispose]();
      await scene[Symbol.asyncDispose]();
      clock[Symbol.dispose]();
    },
  };
}
