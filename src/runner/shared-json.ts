/** JSON files that processes of a job read and replace at the same time. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { type RetryOptions, retry } from '../base/retry.ts';
import { systemClock, systemRandom } from './clock.ts';

/** On Windows a file cannot be replaced while it is read, nor opened while it is replaced. Both are over in milliseconds. */
const busyRetry: RetryOptions = {
  attempts: 40,
  baseDelayMs: 10,
  maxDelayMs: 100,
  isRetryable: (error) => ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error)),
};
const ports = { clock: systemClock, random: systemRandom };

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

/** `undefined` if the file or its folder does not exist. */
export async function readSharedJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await retry(() => readFile(path, 'utf8'), busyRetry, ports));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** Atomic: a reader sees the old text or the new one. */
export async function replaceSharedJson(path: string, value: unknown): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, JSON.stringify(value));
  await retry(() => rename(draft, path), busyRetry, ports);
}
