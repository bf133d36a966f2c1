/** The file between atmos and an action: where it goes, and how it is read. */
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActionError } from '../base/errors.ts';
import { confinePath, stepConfinement } from './confined-path.ts';
import { type Environment, readVariable } from './environment.ts';

/** Largest description of stacks, in bytes; what is sent of it is far less. */
const maxFileBytes = 268_435_456;

/** A new path in the job's temporary directory. */
export function newStacksFile(kind: 'affected' | 'stacks', id: string, environment: Environment): string {
  return join(readVariable('RUNNER_TEMP', environment) ?? tmpdir(), `atmos-${kind}-${id}.json`);
}

/** Where atmos runs. Throws INPUT_INVALID for a directory that is not there or leads out of the workspace. */
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
    `Input "working-directory" names no directory: ${JSON.stringify(input)}.`,
    {
      hint: 'Name it by its path from the root of the checkout.',
    },
  );
}

/** A regular file, never through a symbolic link at its path. Throws INPUT_FILE_UNUSABLE. */
export async function readStacksFile(path: string): Promise<string> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new Error('no regular file');
      if (found.size > maxFileBytes) throw new Error(`more than ${maxFileBytes} bytes`);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new ActionError('INPUT_FILE_UNUSABLE', `The file ${path} cannot be read: ${code ?? message}.`, {
      cause,
    });
  }
}
