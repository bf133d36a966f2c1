/** The file that atmos writes for an action: where it is, and how it is read. */
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActionError, systemErrorCode } from '../base/errors.ts';
import { quotePath } from '../base/text.ts';
import { confinePath, stepConfinement } from './confined-path.ts';
import { type Environment, readVariable } from './environment.ts';

/** Largest description of stacks, in bytes. Only a small part of it is sent. */
const maxFileBytes = 268_435_456;

/** A new path in the job's temporary directory. */
export function newStacksFile(kind: 'affected' | 'stacks', id: string, environment: Environment): string {
  return join(readVariable('RUNNER_TEMP', environment) ?? tmpdir(), `atmos-${kind}-${id}.json`);
}

/** Where atmos runs. Throws INPUT_INVALID for a directory that does not exist or is outside of the workspace. */
export async function workingDirectory(input: string | undefined, environment: Environment): Promise<string> {
  const confinement = stepConfinement(environment);
  if (input === undefined || input === '.') return confinement.workspace;
  const path = confinePath(input, 'working-directory', confinement);
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isDirectory) return path;
  throw new ActionError(
    'INPUT_INVALID',
    `Input "working-directory" is not a directory: ${quotePath(input)}.`,
    { hint: 'Use a path relative to the root of the checkout.' },
  );
}

/** Text in UTF-8, or in UTF-16 with a byte order mark, as PowerShell writes it. The mark is not part of the text. */
function decodeText(bytes: Buffer): string {
  const mark = bytes.toString('latin1', 0, 2);
  const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** A regular file, never through a symbolic link at its path. Throws INPUT_FILE_UNUSABLE. */
export async function readStacksFile(path: string): Promise<string> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new Error('not a regular file');
      if (found.size > maxFileBytes)
        throw new Error(`too large: ${found.size} bytes, the limit is ${maxFileBytes}`);
      return decodeText(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (cause) {
    const reason = systemErrorCode(cause) ?? String(cause);
    throw new ActionError('INPUT_FILE_UNUSABLE', `The file ${path} cannot be read: ${reason}.`, {
      cause,
    });
  }
}
