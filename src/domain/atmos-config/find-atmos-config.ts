/**
 * Decides which configuration files Atmos would start from, without parsing any (docs/wire.md#atmosyaml).
 *
 * Read, lowest to highest: the system directory, `~/.atmos`, the nearest parent directory with a file, the root of the git
 * work tree, the working directory, `ATMOS_CLI_CONFIG_PATH`. Parents and root count only if the working directory has no
 * configuration of its own, and not with `ATMOS_CLI_CONFIG_PATH`; `ATMOS_GIT_ROOT_BASEPATH=false` leaves out the root.
 * `ATMOS_CONFIG` (files) and `ATMOS_CONFIG_PATH` (directories) replace the search. In a directory `atmos.yaml` counts, else
 * `atmos.yml`; `.atmos.yaml` and `.atmos.yml` do only in the directories of `ATMOS_CONFIG_PATH`, as with Atmos itself.
 */
import type { AtmosConfigReader } from './settings.ts';

/** Largest configuration file, in bytes. */
export const maxConfigBytes = 1024 * 1024;
/** Most parent directories that are searched. */
const maxParents = 64;

const fileNames = ['atmos.yaml', 'atmos.yml'];
const hiddenFileNames = ['.atmos.yaml', '.atmos.yml'];
const ownConfiguration: ReadonlySet<string> = new Set([
  'atmos.yaml',
  '.atmos.yaml',
  '.atmos',
  '.atmos.d',
  'atmos.d',
]);

export interface FoundFile {
  readonly path: string;
  readonly directory: string;
  readonly text: string;
  /**
   * How its imports and `atmos.d` count: `under` the file, not at all (`none`, the system's file), or, for a file that `ATMOS_CONFIG` names,
   * its imports `over` the file, and no `atmos.d`.
   */
  readonly imports: 'under' | 'over' | 'none';
}

export interface Surroundings {
  /** Absolute. */
  readonly workingDirectory: string;
  /** The checkout, absolute: its files name nothing outside of it. By default the working directory. */
  readonly checkout?: string | undefined;
  readonly homeDirectory?: string | undefined;
  /** Profiles that the step asks for, before `ATMOS_PROFILE` and `profiles.default`. */
  readonly profiles?: readonly string[] | undefined;
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Joins with `/`, which every platform takes; an absolute `path` stands for itself. */
export function joinPath(directory: string, path: string): string {
  if (/^(?:[A-Za-z]:)?[\\/]/.test(path)) {
    return path;
  }
  const parts = directory.split(/[\\/]/).filter((part, index) => part !== '' || index === 0);
  for (const part of path.split(/[\\/]/)) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '.' && part !== '') {
      parts.push(part);
    }
  }
  return parts.join('/') || '/';
}

function parentsOf(directory: string): readonly string[] {
  const parents: string[] = [];
  let current = directory.replace(/[\\/]+$/, '');
  while (/[\\/]/.test(current) && parents.length < maxParents) {
    current = current.slice(0, Math.max(current.lastIndexOf('/'), current.lastIndexOf('\\')));
    parents.push(current === '' ? '/' : current);
  }
  return parents;
}

/** Root of the git work tree around `directory`: the nearest one with a `.git`. */
export async function findGitRoot(directory: string, reader: AtmosConfigReader): Promise<string | undefined> {
  for (const candidate of [directory, ...parentsOf(directory)]) {
    if ((await reader.list(candidate))?.includes('.git') === true) {
      return candidate;
    }
  }
  return undefined;
}

async function readDirectory(
  directory: string,
  reader: AtmosConfigReader,
  options: { readonly imports?: FoundFile['imports']; readonly hidden?: boolean } = {},
): Promise<readonly FoundFile[]> {
  for (const name of options.hidden ? [...fileNames, ...hiddenFileNames] : fileNames) {
    const path = joinPath(directory, name);
    const text = await reader.readText(path, maxConfigBytes);
    if (text !== undefined) {
      return [{ path, directory, text, imports: options.imports ?? 'under' }];
    }
  }
  return [];
}

async function readFallbacks(around: Surroundings, reader: AtmosConfigReader): Promise<readonly FoundFile[]> {
  const { workingDirectory, environment } = around;
  const names = (await reader.list(workingDirectory)) ?? [];
  if (environment['ATMOS_CLI_CONFIG_PATH'] || names.some((name) => ownConfiguration.has(name))) {
    return [];
  }
  const found: FoundFile[] = [];
  for (const parent of parentsOf(workingDirectory)) {
    if (found.length === 0) {
      found.push(...(await readDirectory(parent, reader)));
    }
  }
  const root =
    environment['ATMOS_GIT_ROOT_BASEPATH'] === 'false'
      ? undefined
      : await findGitRoot(workingDirectory, reader);
  const known = found.some(({ directory }) => directory === root);
  return root === undefined || known || root === workingDirectory
    ? found
    : [...found, ...(await readDirectory(root, reader))];
}

/** Directories whose files count without being imported, lowest first. */
export const defaultsDirectories = ['atmos.d', '.atmos.d'] as const;

/** Whether the root of the work tree has such a directory, which Atmos reads even where it finds no configuration file. */
export async function hasDefaults(gitRoot: string | undefined, reader: AtmosConfigReader): Promise<boolean> {
  const names = gitRoot === undefined ? [] : ((await reader.list(gitRoot)) ?? []);
  return defaultsDirectories.some((name) => names.includes(name));
}

/** Items between commas, trimmed, empty ones left out. */
export function splitItems(text: string | undefined): readonly string[] {
  const items = (text ?? '').split(',').map((item) => item.trim());
  return items.filter((item) => item !== '');
}

/** Whether `ATMOS_CONFIG` or `ATMOS_CONFIG_PATH` replaces the search. */
export function replacesSearch({ environment }: Surroundings): boolean {
  return [environment['ATMOS_CONFIG'], environment['ATMOS_CONFIG_PATH']].some(
    (text) => splitItems(text).length > 0,
  );
}

/** Files with their text, lowest precedence first; empty when Atmos is not configured here. */
export async function findAtmosConfig(
  around: Surroundings,
  reader: AtmosConfigReader,
): Promise<readonly FoundFile[]> {
  const { workingDirectory, homeDirectory, environment, platform } = around;
  const found: FoundFile[] = [];
  for (const item of splitItems(environment['ATMOS_CONFIG'])) {
    const path = joinPath(workingDirectory, item);
    const text = await reader.readText(path, maxConfigBytes);
    if (text !== undefined) {
      found.push({ path, directory: joinPath(path, '..'), text, imports: 'over' });
    }
  }
  for (const item of splitItems(environment['ATMOS_CONFIG_PATH'])) {
    found.push(...(await readDirectory(joinPath(workingDirectory, item), reader, { hidden: true })));
  }
  if (replacesSearch(around)) {
    return found;
  }
  const system = platform === 'win32' ? environment['LOCALAPPDATA'] : '/usr/local/etc/atmos';
  found.push(...(system ? await readDirectory(system, reader, { imports: 'none' }) : []));
  found.push(...(homeDirectory ? await readDirectory(joinPath(homeDirectory, '.atmos'), reader) : []));
  found.push(...(await readFallbacks(around, reader)));
  found.push(...(await readDirectory(workingDirectory, reader)));
  const selected = environment['ATMOS_CLI_CONFIG_PATH'];
  found.push(...(selected ? await readDirectory(joinPath(workingDirectory, selected), reader) : []));
  return found;
}
