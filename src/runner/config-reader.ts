/** Reads configuration files of the job's checkout: what is not there is absent, everything else that fails is told. */
import { open, readdir } from 'node:fs/promises';
import { ActionError } from '../errors.ts';

/** A path that cannot lead to a file is as good as an absent one. */
const absentCodes = new Set(['ENOENT', 'ENOTDIR']);

function whenAbsent(path: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (absentCodes.has(error.code ?? '')) return undefined;
    throw new ActionError('INPUT_CONFIG_INVALID', `${path} cannot be read: ${error.code ?? error.message}.`, {
      cause: error,
    });
  };
}

async function readRegularFile(path: string, maxBytes: number): Promise<string | undefined> {
  const file = await open(path, 'r').catch(whenAbsent(path));
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    if (stats.size > maxBytes) {
      throw new ActionError('INPUT_CONFIG_INVALID', `${path} is larger than ${maxBytes} bytes.`);
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

export const configReader = {
  /** Text of a regular file of at most `maxBytes`; undefined when there is none. */
  readText: readRegularFile,
  /** Names in a directory; undefined when there is none. */
  list: (path: string): Promise<readonly string[] | undefined> => readdir(path).catch(whenAbsent(path)),
};
