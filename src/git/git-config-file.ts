/** Writes the git configuration of a job and removes it: the tokens, for their user alone, and the rules, for every user of the machine. */
import { randomUUID } from 'node:crypto';
import { constants, type PathLike } from 'node:fs';
import { chmod, mkdir, open, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ActionError, systemErrorCode } from '../base/errors.ts';

/** Never reuse a file: one that exists, above all a link, could leak the tokens. */
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** Permission to enter a directory, for users who are neither owner nor in the group. */
const othersMayEnter = 0o001;

/** Whether every user of the machine can open a readable file in `directory`. Always true on Windows, which has other permissions. */
async function isOpenToAll(directory: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const { mode } = await stat(directory);
  const parent = dirname(directory);
  return (mode & othersMayEnter) !== 0 && (parent === directory || isOpenToAll(parent));
}

/**
 * Where files belong that git is told to include: `temp` (RUNNER_TEMP), or the temporary directory of the machine if it is not set, or if
 * other users cannot enter it. Git fails where it may not read a file that it is told to include.
 */
export async function chooseRulesParent(temp: string | undefined): Promise<string> {
  if (temp === undefined) return tmpdir();
  const isOpen = await isOpenToAll(temp).catch(() => true);
  return isOpen ? temp : tmpdir();
}

/** Writes files without secrets to the new `directory`, readable for all. Throws INPUT_FILE_UNUSABLE if that fails; nothing is left behind. */
export async function writeGitRules(
  directory: string,
  files: readonly { readonly name: string; readonly content: string }[],
): Promise<void> {
  try {
    await mkdir(directory);
    await Promise.all(files.map(({ name, content }) => writeFile(join(directory, name), content)));
    // Regardless of the umask of the runner.
    await Promise.all(files.map(({ name }) => chmod(join(directory, name), 0o644)));
    await chmod(directory, 0o755);
  } catch (cause) {
    if (systemErrorCode(cause) !== 'EEXIST')
      await rm(directory, { recursive: true, force: true }).catch(() => undefined);
    throw new ActionError('INPUT_FILE_UNUSABLE', `The git configuration cannot be written to ${directory}.`, {
      hint: 'Check that the job can write to RUNNER_TEMP, and that the disk is not full.',
      cause,
    });
  }
}

/** Removes what {@link writeGitRules} wrote. It is not an error if it does not exist. */
export async function removeGitRules(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

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
