/**
 * Finds the profiles of a configuration where Atmos does (docs/wire.md#atmosyaml).
 *
 * Only the workflow names a profile by a path; the files of a profile lie over all others, in the order in which the profiles are named.
 */
import { ActionError } from '../../base/errors.ts';
import type { ChosenProfiles } from './choose-profiles.ts';
import { type ConfigNode, findNode } from './config-tree.ts';
import { listConfigFiles } from './expand-import.ts';
import { type FoundFile, joinPath, replacesSearch } from './find-atmos-config.ts';
import type { Loader } from './load-files.ts';
import type { ValueReader } from './read-values.ts';
import type { AtmosConfigReader } from './settings.ts';

/** Most profiles at once. */
const maxProfiles = 50;
/** Longest name, in characters. */
const maxNameLength = 255;

interface ProfilePlace {
  readonly directory: string;
  readonly reader: AtmosConfigReader;
}

interface ProfileFiles {
  /** In the order in which they are laid over each other. */
  readonly paths: readonly string[];
  readonly reader: AtmosConfigReader;
}

function invalidProfile(name: string, problem: string, hint?: string): ActionError {
  const shown = JSON.stringify(name.slice(0, maxNameLength));
  return new ActionError('INPUT_CONFIG_INVALID', `Profile ${shown} ${problem}.`, { hint });
}

/** Throws INPUT_CONFIG_INVALID for more profiles than the limit, and for a name that leaves the directory of the profiles. */
function checkNames({ names, source }: ChosenProfiles): void {
  if (names.length > maxProfiles) {
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      `${source} names ${names.length} profiles, the limit is ${maxProfiles}.`,
    );
  }
  for (const name of names) {
    const parts = name.split(/[\\/]/);
    if (name.length > maxNameLength || parts.some((part) => part === '' || part === '.' || part === '..')) {
      throw invalidProfile(name, `in ${source} is not the name of a directory of profiles`);
    }
  }
}

/** Directories of the files that Atmos calls its configuration's: the last one's, or all that the workflow names. */
function configDirectories(loader: Loader, files: readonly FoundFile[]): readonly string[] {
  const directories = files.map(({ directory }) => directory);
  if (directories.length === 0) return [loader.around.workingDirectory];
  return replacesSearch(loader.around) ? directories : directories.slice(-1);
}

/** The user's configuration directory, as of the XDG Base Directory Specification. */
function userDirectory({ around }: Loader): string | undefined {
  const { environment, homeDirectory, platform } = around;
  const fallback =
    platform === 'win32' ? environment['LOCALAPPDATA'] : homeDirectory && joinPath(homeDirectory, '.config');
  return environment['ATMOS_XDG_CONFIG_HOME'] || environment['XDG_CONFIG_HOME'] || fallback;
}

/** Where profiles are searched, highest priority first. A directory that a file of the checkout names is in the checkout. */
async function listPlaces(
  loader: Loader,
  files: readonly FoundFile[],
  base: { readonly root: ConfigNode | undefined; readonly path: string | undefined },
): Promise<readonly ProfilePlace[]> {
  const { readers } = loader;
  const directories = configDirectories(loader, files);
  const below = async (way: string) =>
    Promise.all(
      directories.map(async (directory) => ({
        directory: joinPath(directory, way),
        reader: await readers.importsOf(joinPath(directory, 'atmos.yaml')),
      })),
    );
  const places: ProfilePlace[] = [];
  const declared = findNode(base.root, ['profiles', 'base_path'])?.location.file;
  if (base.path !== undefined && declared !== undefined) {
    const own = files.find(({ path }) => replacesSearch(loader.around) && path === declared);
    const directory = joinPath(own?.directory ?? directories[0] ?? '/', base.path);
    places.push({ directory, reader: await readers.importsOf(declared) });
  }
  places.push(...(await below('.atmos/profiles')));
  const user = userDirectory(loader);
  if (user) {
    places.push({
      directory: joinPath(joinPath(loader.around.workingDirectory, user), 'atmos/profiles'),
      reader: readers.search,
    });
  }
  return [...places, ...(await below('profiles'))];
}

/** Names of all profiles, for the hint of a wrong one. */
async function listNames(places: readonly ProfilePlace[]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { directory, reader } of places) {
    for (const name of (await reader.list(directory)) ?? []) {
      if ((await reader.list(joinPath(directory, name))) !== undefined) names.push(name);
    }
  }
  return [...new Set(names)].sort();
}

/**
 * Files of each profile. Throws INPUT_CONFIG_INVALID for an invalid name, and for a profile that does not exist or has no files, as Atmos refuses it; where nothing is
 * configured, as before a checkout, one that does not exist is left out and reported.
 */
export async function findProfiles(
  loader: Loader,
  files: readonly FoundFile[],
  asked: {
    readonly chosen: ChosenProfiles;
    readonly values: ValueReader;
    readonly root: ConfigNode | undefined;
  },
): Promise<readonly ProfileFiles[]> {
  const { chosen, values, root } = asked;
  checkNames(chosen);
  const places = await listPlaces(loader, files, { root, path: values.text(['profiles', 'base_path']) });
  const found: ProfileFiles[] = [];
  for (const name of chosen.names) {
    let place: ProfilePlace | undefined;
    for (const { directory, reader } of places) {
      const path = joinPath(directory, name);
      if (place === undefined && (await reader.list(path)) !== undefined) place = { directory: path, reader };
    }
    if (place === undefined && loader.filesRead === 0) {
      const reason = 'there is no atmos.yaml and no such profile here';
      loader.unusable.push({ location: chosen.source, key: `profile ${JSON.stringify(name)}`, reason });
      continue;
    }
    if (place === undefined) {
      const known = (await listNames(places)).slice(0, maxProfiles).join(', ');
      throw invalidProfile(
        name,
        `of ${chosen.source} does not exist`,
        `Fix the name${known && `. Profiles here: ${known}`}.`,
      );
    }
    const paths = await listConfigFiles(place.directory, place.reader);
    if (paths.length === 0) throw invalidProfile(name, `has no YAML file in ${place.directory}`);
    found.push({ paths, reader: place.reader });
  }
  return found;
}
