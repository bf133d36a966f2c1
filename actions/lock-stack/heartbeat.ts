/** The background process of `lock-stack`: renews the locks of the step until the post step or the end of the job. */
import { connectLocks } from '../../src/client/client.ts';
import { keepLocks } from '../../src/client/locks/renew-locks.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import { readWanted, writeKeptLocks } from '../../src/runner/heartbeat-folder.ts';
import { isAlive, receiveStart } from '../../src/runner/job-process.ts';
import { createRunner } from '../../src/runner/runner.ts';
import { createSteadyClock } from '../../src/runner/steady-clock.ts';
import { readHeartbeatStart } from './state.ts';

/** Timeout of a request, in milliseconds. The post step waits for a request that is in flight. */
const timeoutMs = 10_000;

export async function run(): Promise<void> {
  const { connection, locks, order, takenAt, folder, job } = await readHeartbeatStart(await receiveStart());
  const runner = createRunner(process.env);
  // The output of this process is not in the log of the job, so there is nothing to mask.
  const ports = apiPorts(connection, { ...runner, maskSecrets: async () => {} });
  const server = connectLocks(connection, { action: 'lock-stack', timeoutMs }, ports);
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
