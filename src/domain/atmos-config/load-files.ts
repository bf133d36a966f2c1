/**
 * Loads a configuration file with what counts with it: its imports, and the files of its `atmos.d` and `.atmos.d`.
 *
 * An imported file is laid before what it imports itself, as Atmos does.
 */
import { ActionError } from '../../base/errors.ts';
import type { ConfigNode } from './config-tree.ts';
import type { CheckoutReaders } from './confine-reader.ts';
import { expandImport, isRemoteImport, listConfigFiles } from './expand-import.ts';
import {
  defaultsDirectories,
  type FoundFile,
  joinPath,
  maxConfigBytes,
  type Surroundings,
} from './find-atmos-config.ts';
import { addTree, flatten, type Layers } from './layers.ts';
import { parseConfig } from './parse-config.ts';
import { createValueReader } from './read-values.ts';
import type { AtmosConfigReader, UnusableValue } from './settings.ts';

/** Most files of one configuration. */
const maxFiles = 500;
/** Deepest chain of imports, as in Atmos. */
const maxImportDepth = 10;

export interface Loader {
  readonly around: Surroundings;
  readonly readers: CheckoutReaders;
  readonly gitRoot: string | undefined;
  /** Of all files so far. */
  readonly unusable: UnusableValue[];
  filesRead: number;
}

interface Importer {
  readonly tree: ConfigNode;
  readonly path: string;
  readonly depth: number;
}

/** Throws INPUT_CONFIG_INVALID for invalid text, and over the limit of files. */
function parse(loader: Loader, text: string, path: string): ConfigNode | undefined {
  loader.filesRead += 1;
  if (loader.filesRead > maxFiles) {
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      `${path}: the configuration has more than ${maxFiles} files.`,
    );
  }
  return parseConfig(text, path, { environment: loader.around.environment });
}

async function read(
  loader: Loader,
  path: string,
  reader: AtmosConfigReader,
): Promise<ConfigNode | undefined> {
  const text = await reader.readText(path, maxConfigBytes);
  return text === undefined ? undefined : parse(loader, text, path);
}

/** Directory that relative imports are resolved against: `base_path`, else the git root, else the file's own. */
function resolveBase(loader: Loader, declared: string | undefined, directory: string): string {
  const { environment, workingDirectory } = loader.around;
  const runtime = environment['ATMOS_BASE_PATH'];
  const base = runtime || declared || '';
  if (/^\.\.?(?:[\\/]|$)/.test(base)) {
    return joinPath(runtime ? workingDirectory : directory, base);
  }
  return joinPath(loader.gitRoot ?? directory, base);
}

/** Resolves to whether the file imports anything. */
async function addImports(loader: Loader, layers: Layers, importer: Importer): Promise<boolean> {
  const values = createValueReader(importer.tree);
  const entries = importer.depth > maxImportDepth ? [] : (values.texts(['import']) ?? []);
  const base = resolveBase(loader, values.text(['base_path']), joinPath(importer.path, '..'));
  const reader = await loader.readers.importsOf(importer.path);
  for (const [index, entry] of entries.entries()) {
    if (isRemoteImport(entry)) {
      values.report(['import'], `entry ${index + 1} is remote, which is not downloaded here`);
    }
    for (const path of isRemoteImport(entry) ? [] : await expandImport(entry, base, reader)) {
      const tree = await read(loader, path, reader);
      if (tree !== undefined) {
        addTree(layers, tree);
        await addImports(loader, layers, { tree, path, depth: importer.depth + 1 });
      }
    }
  }
  loader.unusable.push(...values.unusable);
  return entries.length > 0;
}

/** The git root's lie lowest. */
async function addDefaults(loader: Loader, layers: Layers, { path: file, directory }: FoundFile) {
  const reader = await loader.readers.importsOf(file);
  for (const parent of new Set([loader.gitRoot ?? directory, directory])) {
    await addDirectories(loader, layers, { parent, reader });
  }
}

async function addDirectories(
  loader: Loader,
  layers: Layers,
  { parent, reader }: { readonly parent: string; readonly reader: AtmosConfigReader },
): Promise<void> {
  for (const name of defaultsDirectories) {
    for (const path of await listConfigFiles(joinPath(parent, name), reader)) {
      addTree(layers, await read(loader, path, reader));
    }
  }
}

/** What the root of the work tree has in `atmos.d` and `.atmos.d`. Their imports do not count, as in Atmos. */
export async function loadRootDefaults(loader: Loader, gitRoot: string): Promise<ConfigNode | undefined> {
  const layers: Layers = {};
  const reader = await loader.readers.importsOf(joinPath(gitRoot, 'atmos.yaml'));
  await addDirectories(loader, layers, { parent: gitRoot, reader });
  return flatten(layers);
}

/** A file that the search found, with its imports and defaults. */
export async function loadFoundFile(loader: Loader, file: FoundFile): Promise<ConfigNode | undefined> {
  const tree = parse(loader, file.text, file.path);
  const importer = tree && { tree, path: file.path, depth: 1 };
  const layers: Layers = {};
  if (file.imports === 'under') {
    await addDefaults(loader, layers, file);
    if (importer !== undefined) await addImports(loader, layers, importer);
  }
  addTree(layers, tree);
  if (file.imports === 'over' && importer !== undefined) await addImports(loader, layers, importer);
  return flatten(layers);
}

/** Lays a file of a profile over the layers. One with imports pins all that it says, as in Atmos. */
export async function addProfileFile(
  loader: Loader,
  layers: Layers,
  file: { readonly path: string; readonly reader: AtmosConfigReader },
): Promise<void> {
  const tree = await read(loader, file.path, file.reader);
  const pinsAll =
    tree !== undefined && (await addImports(loader, layers, { tree, path: file.path, depth: 1 }));
  addTree(layers, tree, { pinsAll });
}
