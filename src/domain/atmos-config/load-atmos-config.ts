/**
 * Reads everything that Atmos would read here and gives the settings that the Actions need.
 *
 * A file lies over its imports, those over its `atmos.d` and `.atmos.d`, and profiles over all of them. The `atmos.d`
 * and `.atmos.d` of the git root count without a file too. Where nothing of this is found and no profile is asked for, nothing is parsed, nor the YAML library loaded.
 */
import { confineToCheckout } from './confine-reader.ts';
import {
  type FoundFile,
  findAtmosConfig,
  findGitRoot,
  hasDefaults,
  replacesSearch,
  type Surroundings,
  splitItems,
} from './find-atmos-config.ts';
import type { Layers } from './layers.ts';
import type { Loader } from './load-files.ts';
import type { AtmosConfig, AtmosConfigReader } from './settings.ts';

/** Imported on demand: the YAML library takes longer to load than most steps take to their first request. */
async function loadModules() {
  const [
    { layConfig },
    { declaredSettings },
    { flatten },
    { addProfileFile, loadFoundFile, loadRootDefaults },
    { chooseProfiles },
    { createValueReader },
    { readSettings },
  ] = await Promise.all([
    import('./config-tree.ts'),
    import('./declared-variables.ts'),
    import('./layers.ts'),
    import('./load-files.ts'),
    import('./choose-profiles.ts'),
    import('./read-values.ts'),
    import('./read-atmos-config.ts'),
  ]);
  const profiles = { addProfileFile, chooseProfiles };
  return {
    layConfig,
    declaredSettings,
    flatten,
    loadFoundFile,
    loadRootDefaults,
    createValueReader,
    readSettings,
    ...profiles,
  };
}
type Modules = Awaited<ReturnType<typeof loadModules>>;

function asksForProfile({ environment, profiles = [] }: Surroundings): boolean {
  return profiles.length > 0 || splitItems(environment['ATMOS_PROFILE']).length > 0;
}

/** Lays the profiles over the files. Without any file, as before a checkout, a profile that does not exist is left out and reported. */
async function addProfiles(
  modules: Modules,
  loader: Loader,
  base: { readonly files: readonly FoundFile[]; readonly layers: Layers },
): Promise<void> {
  const root = base.layers.plain;
  const values = modules.createValueReader(root);
  const chosen = modules.chooseProfiles(loader.around, values);
  if (chosen.names.length > 0) {
    const { findProfiles } = await import('./profiles.ts');
    const found = await findProfiles(loader, base.files, { chosen, values, root });
    for (const { paths, reader } of found) {
      for (const path of paths) await modules.addProfileFile(loader, base.layers, { path, reader });
    }
  }
  loader.unusable.push(...values.unusable);
}

/**
 * @throws ActionError `INPUT_CONFIG_INVALID` with file, line and column, or with the name of a profile; whatever `reader` rejects with.
 */
export async function loadAtmosConfig(around: Surroundings, reader: AtmosConfigReader): Promise<AtmosConfig> {
  const readers = confineToCheckout(reader, around.checkout ?? around.workingDirectory);
  const files = await findAtmosConfig(around, readers.search);
  const gitRoot = await findGitRoot(around.workingDirectory, readers.search);
  const hasOnlyDefaults =
    files.length === 0 && !replacesSearch(around) && (await hasDefaults(gitRoot, readers.search));
  if (files.length === 0 && !hasOnlyDefaults && !asksForProfile(around)) {
    return { settings: {}, unusable: readers.left };
  }
  const modules = await loadModules();
  const loader: Loader = { around, readers, gitRoot, unusable: [], filesRead: 0 };
  const layers: Layers = {};
  for (const file of files) {
    const tree = await modules.loadFoundFile(loader, file);
    layers.plain = tree === undefined ? layers.plain : modules.layConfig(layers.plain, tree);
  }
  if (hasOnlyDefaults && gitRoot !== undefined)
    layers.plain = await modules.loadRootDefaults(loader, gitRoot);
  const declared = modules.declaredSettings(layers.plain, around.environment);
  await addProfiles(modules, loader, { files, layers });
  for (const tree of declared) layers.plain = modules.layConfig(layers.plain, tree);
  const { settings, unusable } = modules.readSettings(modules.flatten(layers));
  return { settings, unusable: [...readers.left, ...loader.unusable, ...unusable] };
}
