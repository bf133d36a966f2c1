/**
 * In the post step: withdraws a request of the main step that ended before it knew the outcome, because it was killed or the server did not
 * answer. Leaves the queue, gives back what was not confirmed, and releases what may have been.
 */
import { ActionError } from '../../src/base/errors.ts';
import { peerRetry, retry } from '../../src/base/retry.ts';
import { connectLocks } from '../../src/client/client.ts';
import { releaseLocks } from '../../src/client/locks/release-locks.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { type Requested, readRequested } from './state.ts';
import { describeAbandoned, describeFailedAbandonment, describeUnknownOutcome } from './texts.ts';

/** Returns whether there was something to withdraw; `undefined` if the server cannot do it. */
async function withdraw(
  { connection, locks, ...order }: Requested,
  runner: Runner,
): Promise<boolean | undefined> {
  const requests = connectLocks(connection, { action: 'lock-stack' }, apiPorts(connection, runner));
  const isLeft = await retry(() => requests.stopWaiting(order), peerRetry, runner);
  // A shared lock may be in use by another job of the run.
  if (order.scope === 'run' || isLeft === undefined) return isLeft;
  const outcomes = await releaseLocks(locks, 'renewing', { ...requests, ...runner });
  const failed = outcomes.find((outcome) => outcome.status === 'failed');
  if (failed !== undefined) throw new ActionError('REMOTE_REFUSED', failed.reason);
  return isLeft || outcomes.some(({ status }) => status === 'released');
}

export async function abandon(runner: Runner): Promise<void> {
  const requested = await readRequested(runner);
  if (requested === undefined) return;
  const { keys } = requested;
  try {
    const isFound = await withdraw(requested, runner);
    if (isFound === undefined) await runner.warning(describeUnknownOutcome(keys), 'Lock');
    else runner.logger.info(describeAbandoned(keys, isFound));
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    await runner.warning(describeFailedAbandonment(keys, error.message), error.code);
  }
}
