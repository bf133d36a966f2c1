/** Dependencies: each has its reason on record, and the lockfile installs everywhere the same. */
import { describe, expect, test } from '@jest/globals';
import { missingOptionalPackages } from '../../scripts/complete-lockfile.ts';
import { version } from '../../src/version.ts';
import { importsOf, projectFiles, readProjectFile } from '../support/source-files.ts';

interface PackageFile {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly version?: string }>>;
}

const manifest = JSON.parse(readProjectFile('package.json')) as PackageFile;
const lock = JSON.parse(readProjectFile('package-lock.json')) as LockFile;
const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).sort();

describe('package.json', () => {
  test('has every script that the documents name', () => {
    const named = [
      'build',
      'lint',
      'format',
      'typecheck',
      'test',
      'bench',
      'demo',
      'atmos-pro',
      'check',
      'docs',
    ];
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(named));
  });

  test('has the version that the code sends', () => {
    expect(version).toBe(manifest.version);
  });

  test('names every package that the sources import, as a dependency', () => {
    const sources = projectFiles().filter((file) => /^(src|actions)\/.*\.ts$/.test(file));
    const imported = sources
      .flatMap((file) => importsOf(readProjectFile(file)))
      .filter((specifier) => !/^(\.|node:)/.test(specifier))
      .map((specifier) =>
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    // The simulator's types of GitHub's API are erased before anything runs.
    const known = [...Object.keys(manifest.dependencies), '@octokit/openapi-types'];
    expect([...new Set(imported)].filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('docs/dependencies.md', () => {
  test('has a row for each dependency, and for nothing else', () => {
    const rows = [...readProjectFile('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(
      (match) => match[1],
    );
    expect(rows.toSorted()).toEqual(dependencies);
  });
});

describe('package-lock.json', () => {
  test('names the builds for every platform (else: npm run lockfile:complete)', () => {
    expect(missingOptionalPackages({ ...lock.packages })).toEqual({});
  });

  test('names no registry', () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  test('is of this package', () => {
    expect(lock.packages['']?.version).toBe(manifest.version);
  });

  test('completing notices a native build that is left out', () => {
    const packages = {
      'node_modules/tool': { dev: true, optionalDependencies: { '@tool/cli-linux-x64-musl': '1.2.3' } },
    };
    expect(missingOptionalPackages(packages)).toEqual({
      'node_modules/@tool/cli-linux-x64-musl': {
        version: '1.2.3',
        cpu: ['x64'],
        dev: true,
        libc: ['musl'],
        optional: true,
        os: ['linux'],
      },
    });
  });
});
