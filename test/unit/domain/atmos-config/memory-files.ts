/** A directory tree in memory, as a reader of configuration files sees it. */
import type { AtmosConfigReader } from '../../../../src/domain/atmos-config/settings.ts';

export function memoryFiles(files: Readonly<Record<string, string>>): AtmosConfigReader {
  return {
    async readText(path) {
      return files[path];
    },
    async list(path) {
      const prefix = path === '/' ? '/' : `${path}/`;
      const names = Object.keys(files)
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length).split('/')[0] ?? '');
      return names.length === 0 ? undefined : [...new Set(names)].sort();
    },
  };
}
