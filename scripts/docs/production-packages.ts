/** Lists the production packages from the lockfile: everything that is installed where the server runs. */
import { join } from 'node:path';
import { readLockFile } from '../read-packages.ts';
import { table } from './regions.ts';

export interface ProductionPackage {
  readonly name: string;
  /** SPDX; `unknown` without one. */
  readonly licenses: readonly string[];
  /** Production packages that ask for it themselves. */
  readonly askedBy: readonly string[];
  /** `package.json` names it. */
  readonly isDirect: boolean;
}

const folder = 'node_modules/';
const nameOf = (path: string) => path.slice(path.lastIndexOf(folder) + folder.length);

/** By name, each once, however often it is installed. */
export function listProductionPackages(root: string): readonly ProductionPackage[] {
  const { packages } = readLockFile(join(root, 'package-lock.json'));
  const production = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true,
  );
  const direct = Object.keys(packages['']?.dependencies ?? {});
  const names = [...new Set(production.map(([path]) => nameOf(path)))].toSorted();
  return names.map((name) => ({
    name,
    licenses: [
      ...new Set(
        production.filter(([path]) => nameOf(path) === name).map(([, { license = 'unknown' }]) => license),
      ),
    ],
    askedBy: [
      ...new Set(
        production
          .filter(([, { dependencies, optionalDependencies }]) =>
            Object.hasOwn({ ...dependencies, ...optionalDependencies }, name),
          )
          .map(([path]) => nameOf(path)),
      ),
    ].toSorted(),
    isDirect: direct.includes(name),
  }));
}

/** The table of those that no line of `package.json` names. */
export function indirectPackagesTable(root: string): string {
  const rows = listProductionPackages(root)
    .filter(({ isDirect }) => !isDirect)
    .map(({ name, licenses, askedBy }) => [
      `\`${name}\``,
      askedBy.map((parent) => `\`${parent}\``).join(' '),
      licenses.join(', '),
    ]);
  return `${rows.length} packages:\n\n${table(['package', 'required by', 'license'], rows)}`;
}
