/** Files that other processes read at any time: the new text is there whole, or not at all. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { systemErrorCode } from '../base/errors.ts';
import { type RetryOptions, retry } from '../base/retry.ts';
import { systemClock, systemRandom } from './clock.ts';

/** On Windows a file cannot be replaced while it is read, nor opened while it is replaced. Both are over in milliseconds. */
const busyRetry: RetryOptions = {
  attempts: 40,
  baseDelayMs: 10,
  maxDelayMs: 100,
  isRetryable: (error) => ['EPERM', 'EACCES', 'EBUSY'].includes(systemErrorCode(error) ?? ''),
};
const ports = { clock: systemClock, random: systemRandom };

/** Repeats what fails on a file that another process is reading or replacing. */
export function whileBusy<Value>(use: () => Promise<Value>): Promise<Value> {
  return retry(use, busyRetry, ports);
}

/**
 * Atomic: a reader sees the old text or the new one. A link at `path` is replaced, not followed. `mode`: of a new file by default. Rejects
 * with the error of the file system; nothing is left behind.
 */
export async function replaceWholeFile(
  path: string,
  text: string,
  { mode }: { readonly mode?: number | undefined } = {},
): Promise<void> {
  // A new file under a name that cannot be guessed: one that exists could be a link.
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { flag: 'wx', mode });
    await whileBusy(() => rename(draft, path));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}
