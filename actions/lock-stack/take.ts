/** Acquires the locks of the step, and waits for them if asked to. The log names the run that is in the way. */
import { connectLocks } from '../../src/client/client.ts';
import { leavesOpen } from '../../src/client/locks/acquire-locks.ts';
import type { HeldElsewhere, LockGrant } from '../../src/client/locks/lock-answers.ts';
import { type WaitResult, waitForLocks } from '../../src/client/locks/wait-for-locks.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';
import { forgetRequested, saveRequested } from './state.ts';

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

/** Keeps the state for the post step, in case that this step is killed. */
function keepRequested({ connection, order }: Settings, runner: Runner) {
  const requested = { ...order, connection, locks: [] };
  let isSaved = false;
  return {
    async beforeTake(): Promise<void> {
      if (isSaved) return;
      isSaved = true;
      await saveRequested(requested, runner);
    },
    async onPending(grants: readonly LockGrant[]): Promise<void> {
      const until = runner.clock.now() + order.ttlSeconds.renewing * 1_000;
      const locks = grants.map(({ id, key }) => ({ id, key, until }));
      await saveRequested({ ...requested, locks }, runner);
    },
  };
}

/** Rejects with the last error of a server that keeps failing. */
export async function takeJobLocks(
  settings: Settings,
  signal: AbortSignal,
  runner: Runner,
): Promise<WaitResult> {
  const { connection, order, waitMs } = settings;
  const { beforeTake, onPending } = keepRequested(settings, runner);
  const options = { action: 'lock-stack', signal: delayed(signal, cancelGraceMs, runner), beforeTake };
  const server = connectLocks(connection, options, apiPorts(connection, runner));
  const { clock, random } = runner;
  const onHeld = sayWaiting(runner, waitMs);
  try {
    return await waitForLocks(order, { waitMs, signal }, { ...server, clock, random, onHeld, onPending });
  } catch (error) {
    // A refusal is an outcome. After a failure the outcome is unknown.
    if (!leavesOpen(error)) await forgetRequested(runner);
    throw error;
  }
}
