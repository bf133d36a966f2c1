/**
 * Reads everything that Atmos would read here and gives the settings that the Actions need.
 *
 * A file lies over its imports, those over its `atmos.d` and `.atmos.d` (the git root's lowest). An imported file is laid
 * before what it imports itself, as Atmos does. Where no file is found nothing is parsed, nor the YAML library loaded.
 */
import { ActionError } from '../../base/errors.ts';
import type { ConfigNode } from './config-tree.ts';
import { type CheckoutReaders, confineToCheckout } from './confine-reader.ts';
import { expandImport, isRemoteImport, listConfigFiles } from './expand-import.ts';
import {
  type FoundFile,
  findAtmosConfig,
  findGitRoot,
  joinPath,
  maxConfigBytes,
  type Surroundings,
} from './find-atmos-config.ts';
import type { AtmosConfig, AtmosConfigReader, UnusableValue } from './settings.ts';

/** Most files of one configuration. */
const maxFiles = 500;
/** Deepest chain of imports, as in Atmos. */
const maxImportDepth = 10;

interface Loader {
  readonly around: Surroundings;
  readonly readers: CheckoutReaders;
  readonly gitRoot: string | undefined;
  readonly unusable: UnusableValue[];
  readonly modules: Awaited<ReturnType<typeof loadModules>>;
  filesLeft: number;
}

/** Imported on demand: the YAML library takes longer to load than most steps take to their first request. */
async function loadModules() {
  const [{ layConfig }, { parseConfig }, { createValueReader }, { readSettings }] = await Promise.all([
    import('./config-tree.ts'),
    import('./parse-config.ts'),
    import('./read-values.ts'),
    import('./read-atmos-config.ts'),
  ]);
  return { layConfig, parseConfig, createValueReader, readSettings };
}

function parse(loader: Loader, text: string, path: string): ConfigNode | undefined {
  loader.filesLeft -= 1;
  if (loader.filesLeft < 0) {
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      `${path}: the configuration has more than ${maxFiles} files.`,
    );
  }
  return loader.modules.parseConfig(text, path, { environment: loader.around.environment });
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

async function layImports(
  loader: Loader,
  under: ConfigNode | undefined,
  importer: { readonly tree: ConfigNode; readonly path: string; readonly depth: number },
): Promise<ConfigNode | undefined> {
  const values = loader.modules.createValueReader(importer.tree);
  const entries = importer.depth > maxImportDepth ? [] : (values.texts(['import']) ?? []);
  const base = resolveBase(loader, values.text(['base_path']), joinPath(importer.path, '..'));
  const reader = await loader.readers.importsOf(importer.path);
  let result = under;
  for (const [index, entry] of entries.entries()) {
    if (isRemoteImport(entry)) {
      values.report(['import'], `entry ${index + 1} is remote, which is not downloaded here`);
    }
    for (const path of isRemoteImport(entry) ? [] : await expandImport(entry, base, reader)) {
      const text = await reader.readText(path, maxConfigBytes);
      const tree = text === undefined ? undefined : parse(loader, text, path);
      if (tree !== undefined) {
        result = loader.modules.layConfig(result, tree);
        const nested = { tree, path, depth: importer.depth + 1 };
        result = await layImports(loader, result, nested);
      }
    }
  }
  loader.unusable.push(...values.unusable);
  return result;
}

async function layDefaults(
  loader: Loader,
  { path: file, directory }: FoundFile,
): Promise<ConfigNode | undefined> {
  const reader = await loader.readers.importsOf(file);
  const directories = [...new Set([loader.gitRoot ?? directory, directory])];
  let result: ConfigNode | undefined;
  for (const name of directories.flatMap((parent) => [
    joinPath(parent, 'atmos.d'),
    joinPath(parent, '.atmos.d'),
  ])) {
    for (const path of await listConfigFiles(name, reader)) {
      const text = await reader.readText(path, maxConfigBytes);
      const tree = text === undefined ? undefined : parse(loader, text, path);
      result = tree === undefined ? result : loader.modules.layConfig(result, tree);
    }
  }
  return result;
}

async function loadFile(loader: Loader, file: FoundFile): Promise<ConfigNode | undefined> {
  const tree = parse(loader, file.text, file.path);
  if (!file.followImports) {
    return tree;
  }
  const defaults = await layDefaults(loader, file);
  if (tree === undefined) {
    return defaults;
  }
  const imported = await layImports(loader, defaults, { tree, path: file.path, depth: 1 });
  return loader.modules.layConfig(imported, tree);
}

/**
 * @throws ActionError `INPUT_CONFIG_INVALID` with file, line and column; whatever `reader` rejects with.
 */
export async function loadAtmosConfig(around: Surroundings, reader: AtmosConfigReader): Promise<AtmosConfig> {
  const readers = confineToCheckout(reader, around.checkout ?? around.workingDirectory);
  const files = await findAtmosConfig(around, readers.search);
  if (files.length === 0) {
    return { settings: {}, unusable: readers.left };
  }
  const modules = await loadModules();
  const gitRoot = await findGitRoot(around.workingDirectory, readers.search);
  const loader: Loader = { around, readers, gitRoot, unusable: [], modules, filesLeft: maxFiles };
  let root: ConfigNode | undefined;
  for (const file of files) {
    const tree = await loadFile(loader, file);
    root = tree === undefined ? root : modules.layConfig(root, tree);
  }
  const { settings, unusable } = modules.readSettings(root);
  return { settings, unusable: [...readers.left, ...loader.unusable, ...unusable] };
}
