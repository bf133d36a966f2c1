/**
 * Reads the files of an Atmos configuration from disk. Synchronously, although the port would let it wait: the search makes
 * some forty calls before the first request of a step, and each wait costs more than the call.
 */
import { closeSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { ActionError } from '../base/errors.ts';
import type { AtmosConfigReader } from '../domain/atmos-config/settings.ts';

/** Codes that mean "nothing of that kind here". */
const absent: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

function unreadable(path: string, cause: unknown): ActionError {
  return new ActionError('INPUT_FILE_UNUSABLE', `${path} could not be read.`, { cause });
}

async function readText(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      if (size > maxBytes) {
        throw new ActionError('INPUT_CONFIG_INVALID', `${path} is larger than ${maxBytes} bytes.`);
      }
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof ActionError || !absent.has((error as NodeJS.ErrnoException).code)) {
      throw error instanceof ActionError ? error : unreadable(path, error);
    }
    return undefined;
  }
}

async function list(path: string): Promise<readonly string[] | undefined> {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    // A directory above the job's own that may not be listed holds nothing for us.
    const { code } = error as NodeJS.ErrnoException;
    if (absent.has(code) || code === 'EACCES' || code === 'EPERM') {
      return undefined;
    }
    throw unreadable(path, error);
  }
}

/** @throws ActionError `INPUT_FILE_UNUSABLE` for trouble other than absence, `INPUT_CONFIG_INVALID` over the bound. */
export const configFiles: AtmosConfigReader = { readText, list };
