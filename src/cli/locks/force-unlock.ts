/** `atmos-pro locks force-unlock`: takes a lock from its holder, after somebody said yes where that may hurt. */
import { createInterface } from 'node:readline/promises';
import { ActionError } from '../../base/errors.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { findLock } from './find-lock.ts';
import type { LockEntry } from './lock-entry.ts';
import { openLockServer } from './open-server.ts';
import { describeRun, nameVictim } from './render.ts';

export interface ForceUnlockOptions extends ConnectionOptions {
  readonly reason: string;
  readonly yes: boolean;
  readonly format: 'text' | 'json';
}

/** What the person types. */
export type Ask = (question: string) => Promise<string>;

/** Standard output is for the result: questions go to standard error. An end of input or Ctrl-C is no yes. */
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
 * Passes when the holder's run is over, when `yes` was said before, or when the person says so now; else throws
 * DENIED_LOCK. `ask`: absent without a terminal.
 */
export async function confirmForce(
  lock: LockEntry,
  { yes }: Pick<ForceUnlockOptions, 'yes'>,
  ask: Ask | undefined,
): Promise<void> {
  if (lock.run === 'over' || yes) return;
  const refuse = (hint: string) =>
    new ActionError(
      'DENIED_LOCK',
      `${lock.key} stays locked: the run of its holder is ${describeRun(lock)}.`,
      {
        hint,
      },
    );
  if (ask === undefined) throw refuse('Give --yes, or run it on a terminal to be asked.');
  const words = [
    `The run of the holder: ${describeRun(lock)}.`,
    'Whatever it does to the stack goes on, unprotected, beside whoever takes the lock next.',
    'Release the lock all the same? [y/N] ',
  ];
  const answer = await ask(words.join('\n'));
  if (!/^y(es)?$/i.test(answer.trim())) throw refuse('Nothing was changed.');
}

export async function forceUnlock(name: string, options: ForceUnlockOptions): Promise<void> {
  if (options.reason.trim() === '') {
    throw new ActionError('INPUT_INVALID', '--reason is empty.', { hint: 'Say why: it goes on record.' });
  }
  const server = openLockServer(options);
  const lock = await findLock(name, server);
  if (!lock.held) {
    throw new ActionError('REMOTE_REFUSED', `Nothing holds ${lock.key}: there is nothing to release.`);
  }
  process.stderr.write(`${lock.key} is held by ${nameVictim(lock)}\n`);
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY;
  await confirmForce(lock, options, isTerminal ? askOnTerminal : undefined);
  const released = await server.forceRelease(lock.id, options.reason);
  const text = `Released ${released.key}, which was taken from ${nameVictim(released)}`;
  process.stdout.write(`${options.format === 'json' ? JSON.stringify(released.data) : text}\n`);
}
