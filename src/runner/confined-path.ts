/** Confines paths of a workflow to the workspace and the job's temporary directory, without symbolic links. */
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ActionError, systemErrorCode } from '../base/errors.ts';
import { quotePath } from '../base/text.ts';
import { isGit } from '../domain/commits/path-rules.ts';
import { type Environment, readVariable } from './environment.ts';
import { replaceWholeFile } from './whole-file.ts';

const permissionBits = 0o777;

export interface Confinement {
  /** Base of relative paths. */
  readonly workspace: string;
  /** Other directories that an absolute path may be in. */
  readonly others?: readonly string[] | undefined;
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

/** The absolute path. Throws INPUT_INVALID with the name of `input` if the path, as written, is outside of the confinement. */
export function confinePath(path: string, input: string, { workspace, others = [] }: Confinement): string {
  const absolute = resolve(workspace, path);
  if (
    !path.includes('\0') &&
    [workspace, ...others].some((directory) => isBelow(resolve(directory), absolute))
  )
    return absolute;
  throw new ActionError(
    'INPUT_INVALID',
    `Input "${input}" is outside of the workspace: ${quotePath(path)}.`,
    {
      hint: 'Use a path in the checkout or in RUNNER_TEMP.',
    },
  );
}

/** The deepest directory on the way to `path` that exists, as it is spelled. */
async function existingPath(path: string): Promise<string> {
  try {
    await realpath(path);
    return path;
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    return existingPath(dirname(path));
  }
}

/** Hooks and configuration of git are programs that later steps run. `path` has no links. */
function isInGitFolder(root: string, path: string): boolean {
  return relative(root, path).split(sep).some(isGit);
}

/**
 * Writes `text` in one step, with the mode of a file that it replaces, and creates directories as needed. A checkout is untrusted, so a symbolic link at the path or on the way that leaves
 * the confinement is INPUT_INVALID, and so is a path in `.git`, also through a link. Throws INPUT_FILE_UNUSABLE if the file cannot be written.
 */
export async function writeConfinedFile(
  path: string,
  text: string,
  { input, confinement }: { readonly input: string; readonly confinement: Confinement },
): Promise<void> {
  const absolute = confinePath(path, input, confinement);
  const { workspace, others = [] } = confinement;
  try {
    const existing = await existingPath(dirname(absolute));
    const parent = await realpath(existing);
    const roots = await Promise.all([workspace, ...others].map((directory) => realpath(directory)));
    const old = await lstat(absolute).catch(() => undefined);
    if (
      old?.isSymbolicLink() ||
      !roots.some((directory) => parent === directory || isBelow(directory, join(parent, '-')))
    )
      throw new ActionError(
        'INPUT_INVALID',
        `Input "${input}" goes through a symbolic link: ${quotePath(path)}.`,
        {
          hint: 'Use a path without symbolic links.',
        },
      );
    // What does not exist yet has no links.
    const real = join(parent, relative(existing, absolute));
    if (
      [absolute, real].some((target) =>
        [...roots, workspace].some((root) => isBelow(root, target) && isInGitFolder(root, target)),
      )
    )
      throw new ActionError('INPUT_INVALID', `Input "${input}" is in a git directory: ${quotePath(path)}.`, {
        hint: 'Use a path outside of `.git`.',
      });
    await mkdir(dirname(absolute), { recursive: true });
    await replaceWholeFile(absolute, text, { mode: old?.isFile() ? old.mode & permissionBits : undefined });
  } catch (cause) {
    if (cause instanceof ActionError) throw cause;
    throw new ActionError(
      'INPUT_FILE_UNUSABLE',
      `Input "${input}" names a file that cannot be written: ${quotePath(path)}.`,
      { cause },
    );
  }
}
