/** `atmos-pro locks force-unlock`: releases a lock for its holder. Asks for confirmation if the run may be in progress. */
import { createInterface } from 'node:readline/promises';
import { ActionError } from '../../base/errors.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { findLock } from './find-lock.ts';
import type { LockEntry } from './lock-entry.ts';
import { openAdminLockServer } from './open-server.ts';
import { describeRun, nameHolder } from './render.ts';

export interface ForceUnlockOptions extends ConnectionOptions {
  readonly reason: string;
  readonly yes: boolean;
  readonly format: 'text' | 'json';
}

/** Returns what the user types. */
export type AskUser = (question: string) => Promise<string>;

/** Asks on standard error, because standard output is for the result. End of input and Ctrl-C count as no. */
async function askOnTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    return await Promise.race([terminal.question(question).catch(() => ''), closed]);
  } finally {
    terminal.close();
  }
}

/**
 * Returns if the run of the holder is over, with `yes`, or if the user confirms; else throws DENIED_LOCK.
 *
 * @param ask `undefined` without a terminal.
 */
export async function confirmForce(
  lock: LockEntry,
  { yes }: Pick<ForceUnlockOptions, 'yes'>,
  ask: AskUser | undefined,
): Promise<void> {
  if (lock.run === 'over' || yes) return;
  const denied = (hint: string) =>
    new ActionError(
      'DENIED_LOCK',
      `${lock.key} stays locked: the run that holds it is ${describeRun(lock)}.`,
      {
        hint,
      },
    );
  if (ask === undefined) throw denied('To release it anyway, add --yes.');
  const question = [
    `The run that holds the lock is ${describeRun(lock)}.`,
    'If you release the lock, that run continues, and another run can change the stack at the same time.',
    'Release the lock anyway? [y/N] ',
  ];
  const answer = await ask(question.join('\n'));
  if (!/^y(es)?$/i.test(answer.trim()))
    throw denied('Nothing changed. To release the lock, answer y or use --yes.');
}

export async function forceUnlock(name: string, options: ForceUnlockOptions): Promise<void> {
  if (options.reason.trim() === '') {
    throw new ActionError('INPUT_INVALID', '--reason is empty.', {
      hint: 'Write the reason for the audit log.',
    });
  }
  const server = openAdminLockServer(options);
  const lock = await findLock(name, server);
  if (!lock.held) {
    throw new ActionError('REMOTE_REFUSED', `${lock.key} is not locked.`);
  }
  process.stderr.write(`${lock.key} is held by ${nameHolder(lock)}\n`);
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY;
  await confirmForce(lock, options, isTerminal ? askOnTerminal : undefined);
  const released = await server.forceRelease(lock.id, options.reason);
  const text = `Released ${released.key}, held by ${nameHolder(released)}`;
  process.stdout.write(`${options.format === 'json' ? JSON.stringify(released.data) : text}\n`);
}
