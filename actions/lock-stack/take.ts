/** Acquires the locks of the step, and waits for them if asked to. The log names the run that is in the way. */
import { connectLocks } from '../../src/client/client.ts';
import type { HeldElsewhere } from '../../src/client/locks/lock-answers.ts';
import { type WaitResult, waitForLocks } from '../../src/client/locks/wait-for-locks.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

/** Interval between log lines while nothing changes, in milliseconds. */
const reminderMs = 60_000;
/** How long a request may take after the job was cancelled, in milliseconds: its response tells whether there is a lock to release. */
const cancelGraceMs = 2_000;

function sayWaiting(runner: Runner, waitMs: number): (by: HeldElsewhere, waitedMs: number) => void {
  let said = '';
  let saidAt = 0;
  return ({ message, lockId, position }, waitedMs) => {
    if (waitMs === 0) return;
    const what = `${lockId || message}/${position ?? 0}`;
    if (what === said && waitedMs - saidAt < reminderMs) return;
    said = what;
    saidAt = waitedMs;
    const seconds = `${Math.round(waitedMs / 1_000)} of ${Math.round(waitMs / 1_000)} s`;
    runner.logger.info(`Waiting (${seconds}). ${message}`);
  };
}

function delayed(signal: AbortSignal, milliseconds: number, runner: Runner): AbortSignal {
  const controller = new AbortController();
  signal.addEventListener('abort', () => {
    void runner.clock.sleep(milliseconds).then(() => controller.abort(signal.reason));
  });
  return controller.signal;
}

/** Rejects with the last error of a server that keeps failing. */
export async function takeJobLocks(
  settings: Settings,
  signal: AbortSignal,
  runner: Runner,
): Promise<WaitResult> {
  const { connection, order, waitMs } = settings;
  const options = { action: 'lock-stack', signal: delayed(signal, cancelGraceMs, runner) };
  const server = connectLocks(connection, options, apiPorts(connection, runner));
  return waitForLocks(
    order,
    { waitMs, signal },
    { ...server, clock: runner.clock, random: runner.random, onHeld: sayWaiting(runner, waitMs) },
  );
}
