/** `atmos-pro batches release` and `retry`. The server decides whether it may be done, and keeps the reason. */
import { ActionError } from '../../base/errors.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { toPrintable } from '../admin/printable.ts';
import { readReason } from '../admin/read-reason.ts';
import { type OutputFormat, printAs } from '../format-option.ts';
import { type BatchServer, openBatchServer, readBatchId } from './batch-server.ts';
import { renderBatchState } from './render.ts';

interface SteerOptions extends ConnectionOptions {
  readonly format: OutputFormat;
  readonly reason: string;
}

export interface ReleaseBatchOptions extends SteerOptions {
  readonly hold?: string | undefined;
}

export interface RetryBatchOptions extends SteerOptions {
  readonly deployment?: string | undefined;
}

/** The hold of the batch now. That of a fork has to be named by the person who releases it. */
async function readHold(id: string, server: BatchServer): Promise<string> {
  const batch = await server.show(id);
  const hold = toPrintable(batch['heldBy']);
  if (hold === '') {
    throw new ActionError('REMOTE_REFUSED', `Batch ${id} is not held: it is ${renderBatchState(batch)}.`);
  }
  if (hold !== 'fork') return hold;
  throw new ActionError(
    'DENIED_ADMIN',
    `Batch ${id} stays held: commit ${toPrintable(batch['headSha'])} comes from a fork, and its code would run with the secrets of the repository.`,
    { hint: 'Review the commit. Then repeat the command with --hold fork.' },
  );
}

/** Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. */
export async function releaseBatch(name: string, options: ReleaseBatchOptions): Promise<void> {
  const reason = readReason(options.reason);
  const id = readBatchId(name);
  const server = openBatchServer(options);
  const hold = options.hold ?? (await readHold(id, server));
  const batch = await server.steer(id, 'release', { hold, reason });
  printAs(options.format, `Released ${hold} of batch ${id}. It is ${renderBatchState(batch)}.`, batch);
}

function readDeployment(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new ActionError(
    'INPUT_INVALID',
    `Invalid --deployment: expected a number of the batch, got ${JSON.stringify(text)}.`,
    { hint: 'Use the number that `atmos-pro batches show` prints in the column NO.' },
  );
}

/** Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. */
export async function retryBatch(name: string, options: RetryBatchOptions): Promise<void> {
  const reason = readReason(options.reason);
  const id = readBatchId(name);
  const deployment = options.deployment === undefined ? undefined : readDeployment(options.deployment);
  const batch = await openBatchServer(options).steer(id, 'retry', { reason, deployment });
  const what = deployment === undefined ? `batch ${id}` : `deployment ${deployment} of batch ${id}`;
  printAs(options.format, `Retried ${what}. The batch is ${renderBatchState(batch)}.`, batch);
}
