/** JSON files that processes of a job read and replace at the same time. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { ActionError, systemErrorCode } from '../base/errors.ts';
import { replaceWholeFile, whileBusy } from './whole-file.ts';

/** Largest file, in bytes. */
const maxBytes = 1_048_576;

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
    return JSON.parse(await whileBusy(() => readRegularFile(path)));
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
  try {
    await replaceWholeFile(path, JSON.stringify(value));
  } catch (error) {
    throw unusable(path, error);
  }
}
