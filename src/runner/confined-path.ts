/** Where a path that a workflow gave may lead: into the workspace or the job's temporary directory, by no symbolic link. */
import { lstat, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ActionError } from '../base/errors.ts';
import { type Environment, readVariable } from './environment.ts';

export interface Confinement {
  /** What relative paths are relative to. */
  readonly workspace: string;
  /** Other directories that an absolute path may be in. */
  readonly others?: readonly string[];
}

/** The checkout, and the job's temporary directory. */
export function stepConfinement(environment: Environment): Confinement {
  const temporary = readVariable('RUNNER_TEMP', environment);
  return {
    workspace: readVariable('GITHUB_WORKSPACE', environment) ?? process.cwd(),
    others: temporary === undefined ? [] : [temporary],
  };
}

function isBelow(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Absolute; throws INPUT_INVALID naming `input` when the path, as it is written, leads elsewhere. */
export function confinePath(path: string, input: string, { workspace, others = [] }: Confinement): string {
  const absolute = resolve(workspace, path);
  if (
    !path.includes('\0') &&
    [workspace, ...others].some((directory) => isBelow(resolve(directory), absolute))
  )
    return absolute;
  throw new ActionError('INPUT_INVALID', `The path in "${input}" leads out of the workspace.`, {
    hint: 'Use a path below the checkout, without "..", or one below the temporary directory of the job.',
  });
}

/** The deepest directory on the way to `path` that exists. */
async function existingParent(path: string): Promise<string> {
  const parent = dirname(path);
  try {
    return await realpath(parent);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    return existingParent(parent);
  }
}

/**
 * Writes `text`, making directories as needed. What a checkout holds may come from a stranger, so neither a symbolic link at
 * the path nor one on the way leads elsewhere: INPUT_INVALID. INPUT_FILE_UNUSABLE when it cannot be written.
 */
export async function writeConfinedFile(
  path: string,
  text: string,
  { input, confinement }: { readonly input: string; readonly confinement: Confinement },
): Promise<void> {
  const absolute = confinePath(path, input, confinement);
  const { workspace, others = [] } = confinement;
  try {
    const parent = await existingParent(absolute);
    const roots = await Promise.all([workspace, ...others].map((directory) => realpath(directory)));
    const link = await lstat(absolute).then(
      (stat) => stat.isSymbolicLink(),
      () => false,
    );
    if (link || !roots.some((directory) => parent === directory || isBelow(directory, join(parent, '-'))))
      throw new ActionError('INPUT_INVALID', `The path in "${input}" leads through a symbolic link.`, {
        hint: 'Choose a path without symbolic links.',
      });
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, text);
  } catch (cause) {
    if (cause instanceof ActionError) throw cause;
    throw new ActionError('INPUT_FILE_UNUSABLE', `The file in "${input}" cannot be written.`, { cause });
  }
}
