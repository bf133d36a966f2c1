/**
 * Reads the files of an Atmos configuration. Synchronous although the port is not: the search makes about forty calls before the first
 * request of a step, and an asynchronous call takes longer than the call itself.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { ActionError, systemErrorCode } from '../base/errors.ts';
import type { AtmosConfigReader } from '../domain/atmos-config/settings.ts';

/** Codes that mean that there is no such file or directory. */
const absent: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

function unreadable(path: string, cause: unknown): ActionError {
  return new ActionError('INPUT_FILE_UNUSABLE', `${path} cannot be read.`, { cause });
}

async function readText(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    // Without waiting for a pipe.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) return undefined;
      const { size } = stat;
      if (size > maxBytes) {
        throw new ActionError(
          'INPUT_CONFIG_INVALID',
          `${path} is too large: ${size} bytes, the limit is ${maxBytes}.`,
        );
      }
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof ActionError || !absent.has(systemErrorCode(error))) {
      throw error instanceof ActionError ? error : unreadable(path, error);
    }
    return undefined;
  }
}

async function list(path: string): Promise<readonly string[] | undefined> {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    // A parent directory that the job cannot list has no configuration for it.
    const code = systemErrorCode(error);
    if (absent.has(code) || code === 'EACCES' || code === 'EPERM') {
      return undefined;
    }
    throw unreadable(path, error);
  }
}

async function isBelow(path: string, directory: string): Promise<boolean> {
  let way: string;
  try {
    way = relative(realpathSync.native(directory), realpathSync.native(path));
  } catch (error) {
    const code = systemErrorCode(error);
    if (absent.has(code)) return true;
    if (code === 'EACCES' || code === 'EPERM') return false;
    throw unreadable(path, error);
  }
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Throws INPUT_FILE_UNUSABLE for errors other than a missing file, INPUT_CONFIG_INVALID above the limit. */
export const configFiles: AtmosConfigReader = { readText, list, isBelow };
