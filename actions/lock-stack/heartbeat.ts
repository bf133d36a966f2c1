/** A process that `lock-stack` leaves running: renews what the step took, until the post step or the end of the job. */
import { keepLocks } from '../../src/client/locks/renew-locks.ts';
import { isAlive, receiveStart } from '../../src/runner/job-process.ts';
import { readWanted, writeKeptLocks } from '../../src/runner/lock-files.ts';
import { createRunner } from '../../src/runner/runner.ts';
import { createSteadyClock } from '../../src/runner/steady-clock.ts';
import { openLockServer } from './server.ts';
import type { HeartbeatStart } from './state.ts';

/** Longest request, in milliseconds; the post step waits for the one that is under way. */
const timeoutMs = 10_000;

export async function run(): Promise<void> {
  const { connection, locks, order, takenAt, folder, job } = (await receiveStart()) as HeartbeatStart;
  const runner = createRunner(process.env);
  // Nothing of this process is in the job's log, so there is nothing to mask and nobody to tell.
  const server = openLockServer(connection, { ...runner, maskSecrets: async () => {} }, { timeoutMs });
  await keepLocks(
    { locks, order, takenAt },
    {
      ...server,
      readWanted: () => readWanted(folder),
      isJobAlive: () => isAlive(job),
      report: (kept) => writeKeptLocks(folder, kept),
      clock: createSteadyClock(),
    },
  );
}
