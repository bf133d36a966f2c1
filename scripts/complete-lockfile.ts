/**
 * Adds to `package-lock.json` the builds for other platforms that npm left out. A registry mirror may carry a native
 * package for some platforms only; `npm install` against it then writes a lockfile that `npm ci` refuses everywhere
 * ("Missing: X from lock file"). Run it after each change of a dependency.
 *
 * Usage: `node scripts/complete-lockfile.ts [lockfile]`, `package-lock.json` by default.
 */
import { writeFileSync } from 'node:fs';
import { type LockedPackage, type LockedPackages, readLockFile } from './read-packages.ts';

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];

/** `@biomejs/cli-linux-x64-musl` → Linux, x64, musl: names of native packages contain their platform. */
function platformOf(name: string): Pick<LockedPackage, 'cpu' | 'libc' | 'os'> {
  const words = name.replace(/^.*\//, '').split('-');
  const at = words.findIndex((word) => systems.includes(word));
  const [os, cpu, abi = ''] = at < 0 ? [] : words.slice(at);
  if (os === undefined || cpu === undefined) return {};
  const libc = abi.startsWith('musl')
    ? ['musl']
    : os === 'linux' && abi.startsWith('gnu')
      ? ['glibc']
      : undefined;
  return { cpu: [cpu], ...(libc ? { libc } : {}), os: [os] };
}

/** Paths where Node looks for `name` when the package at `from` imports it, nearest first. */
function candidates(from: string, name: string): string[] {
  const folders = [from];
  for (let at = from; at !== ''; ) {
    at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1));
    folders.push(at);
  }
  return folders.map((folder) => `${folder === '' ? '' : `${folder}/`}node_modules/${name}`);
}

/** The entries that `packages` lacks, without integrity hashes, which are unknown. */
export function missingOptionalPackages(packages: Readonly<LockedPackages>): LockedPackages {
  const missing: LockedPackages = {};
  for (const [from, locked] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(locked.optionalDependencies ?? {})) {
      if (candidates(from, name).some((path) => packages[path])) continue;
      // Native packages pin exact versions. A range would need the registry.
      if (!/^\d/.test(version))
        throw new Error(`${from} wants ${name}@${version}, which is not an exact version`);
      const { cpu, libc, os } = platformOf(name);
      missing[`node_modules/${name}`] = {
        version,
        ...(cpu ? { cpu } : {}),
        ...(locked.dev ? { dev: true } : {}),
        ...(libc ? { libc } : {}),
        optional: true,
        ...(os ? { os } : {}),
      };
    }
  }
  return missing;
}

if (import.meta.main) {
  const file = process.argv[2] ?? 'package-lock.json';
  const lock = readLockFile(file);
  const missing = missingOptionalPackages(lock.packages);
  // In the order of npm.
  const packages = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  writeFileSync(
    file,
    `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, undefined, 2)}\n`,
  );
  console.log(`${Object.keys(missing).length} entries added to ${file}`);
}
