/** Keeps the git configuration of a job in a file that nobody else can read, and takes it away again. */
import { randomUUID } from 'node:crypto';
import { constants, type PathLike } from 'node:fs';
import { open, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError } from '../base/errors.ts';

/** Create, never reuse: whoever put something at that path first, a link above all, must not get the tokens. */
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
 * Writes `text` to a new file in `directory` (`RUNNER_TEMP`), mode 0600, and gives its path.
 * @param options.name File name, where it has to be known before; by default one that cannot be guessed.
 * @throws ActionError `INPUT_FILE_UNUSABLE` when the file cannot be created; nothing is left behind then.
 */
export async function writeGitConfigFile(
  directory: string,
  text: string,
  options: { readonly name?: string } = {},
): Promise<string> {
  const path = join(directory, options.name ?? `atmos-pro-git-${randomUUID()}.config`);
  try {
    await writeNew(path, text);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
      await rm(path, { force: true }).catch(() => undefined);
    }
    throw new ActionError('INPUT_FILE_UNUSABLE', `The git configuration could not be written to ${path}.`, {
      hint: 'RUNNER_TEMP must be a directory that the job may write to and that has room.',
      cause,
    });
  }
  return path;
}

/** Removes the file; one that is gone already is fine. @throws ActionError `INPUT_FILE_UNUSABLE` when it stays. */
export async function removeGitConfigFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new ActionError('INPUT_FILE_UNUSABLE', `The git configuration ${path} could not be removed.`, {
        cause,
      });
    }
  }
}
