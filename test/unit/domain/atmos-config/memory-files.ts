/** A directory tree in memory, as a reader of configuration files sees it. */
import { posix } from 'node:path';
import type { AtmosConfigReader } from '../../../../src/domain/atmos-config/settings.ts';

/** `links`: path to the real path of what is there. */
export function memoryFiles(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): AtmosConfigReader {
  return {
    async readText(path) {
      return files[path];
    },
    async isBelow(path, directory) {
      const named = posix.resolve('/', path);
      const real = links[named] ?? named;
      const exists = Object.keys(files).some((name) => name === named || name.startsWith(`${named}/`));
      return !exists || `${real}/`.startsWith(directory === '/' ? '/' : `${directory}/`);
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
