/** Writes the git configuration of a job to a file that only its user can read, and removes it. */
import { randomUUID } from 'node:crypto';
import { constants, type PathLike } from 'node:fs';
import { open, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, systemErrorCode } from '../base/errors.ts';

/** Never reuse a file: one that exists, above all a link, could leak the tokens. */
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

async function writeNew(path: PathLike, text: string): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(text, 'utf8');
  } finally {
    await file.close();
  }
}

/**
 * Writes `text` to a new file in `directory` (`RUNNER_TEMP`), mode 0600, and returns its path. `name`: file name, if it has to be known
 * before; by default one that cannot be guessed. Throws INPUT_FILE_UNUSABLE if the file cannot be created; nothing is left behind.
 */
export async function writeGitConfigFile(
  directory: string,
  text: string,
  options: { readonly name?: string | undefined } = {},
): Promise<string> {
  const path = join(directory, options.name ?? `atmos-pro-git-${randomUUID()}.config`);
  try {
    await writeNew(path, text);
  } catch (cause) {
    if (systemErrorCode(cause) !== 'EEXIST') {
      await rm(path, { force: true }).catch(() => undefined);
    }
    throw new ActionError('INPUT_FILE_UNUSABLE', `The git configuration cannot be written to ${path}.`, {
      hint: 'Check that the job can write to RUNNER_TEMP, and that the disk is not full.',
      cause,
    });
  }
  return path;
}

/** Removes the file. It is not an error if it does not exist. Throws INPUT_FILE_UNUSABLE if it cannot be removed. */
export async function removeGitConfigFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (cause) {
    if (systemErrorCode(cause) !== 'ENOENT') {
      throw new ActionError('INPUT_FILE_UNUSABLE', `The git configuration cannot be removed: ${path}.`, {
        cause,
      });
    }
  }
}
