/** JSON files that processes of a job read and replace at the same time. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { ActionError, systemErrorCode } from '../base/errors.ts';
import { type RetryOptions, retry } from '../base/retry.ts';
import { systemClock, systemRandom } from './clock.ts';

/** On Windows a file cannot be replaced while it is read, nor opened while it is replaced. Both are over in milliseconds. */
const busyRetry: RetryOptions = {
  attempts: 40,
  baseDelayMs: 10,
  maxDelayMs: 100,
  isRetryable: (error) => ['EPERM', 'EACCES', 'EBUSY'].includes(systemErrorCode(error) ?? ''),
};
/** Largest file, in bytes. */
const maxBytes = 1_048_576;
const ports = { clock: systemClock, random: systemRandom };

function unusable(path: string, cause: unknown): ActionError {
  const reason = systemErrorCode(cause) ?? (cause instanceof Error ? cause.message : '');
  return new ActionError('INPUT_FILE_UNUSABLE', `The file ${path} cannot be used: ${reason}.`, {
    hint: 'lock-stack writes it. Check for an earlier step that changes it, and remove its folder.',
    cause,
  });
}

/** A regular file, never through a link at the path, and without waiting for a pipe. */
async function readRegularFile(path: string): Promise<string> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('it is not a regular file');
    if (stat.size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** `undefined` if the file or its folder does not exist. Throws INPUT_FILE_UNUSABLE for a file that something else has changed. */
export async function readSharedJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await retry(() => readRegularFile(path), busyRetry, ports));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw unusable(
      path,
      error instanceof SyntaxError ? new Error('it is not JSON', { cause: error }) : error,
    );
  }
}

/** Atomic: a reader sees the old text or the new one. Throws INPUT_FILE_UNUSABLE. */
export async function replaceSharedJson(path: string, value: unknown): Promise<void> {
  // A new file under a name that cannot be guessed: one that exists could be a link.
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, JSON.stringify(value), { flag: 'wx' });
    await retry(() => rename(draft, path), busyRetry, ports);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw unusable(path, error);
  }
}
