/** Dependencies: each has its reason on record, and the lockfile installs everywhere the same. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { missingOptionalPackages } from '../../scripts/complete-lockfile.ts';
import { listProductionPackages } from '../../scripts/docs/production-packages.ts';
import { version } from '../../src/base/version.ts';
import { rangeHasNode } from '../support/node-range.ts';
import { importsOf, projectFiles, readProjectFile, root } from '../support/source-files.ts';

interface PackageFile {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
}

interface LockedPackage {
  readonly resolved?: string;
  readonly version?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly engines?: { readonly node?: string } | readonly string[];
}

interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const manifest = JSON.parse(readProjectFile('package.json')) as PackageFile;
const lock = JSON.parse(readProjectFile('package-lock.json')) as LockFile;
const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).sort();

describe('npm install', () => {
  /** The first versions that are supported of each line. */
  const supported = { '20.19.0': [20, 19, 0], '22.13.0': [22, 13, 0], '24.0.0': [24, 0, 0] } as const;

  test.each(Object.entries(supported))('warns about no package on Node %s', (_name, node) => {
    const unsupported = Object.entries(lock.packages).flatMap(([path, { engines }]) => {
      const range = engines !== undefined && 'node' in engines ? engines.node : undefined;
      return range === undefined || rangeHasNode(range, node) ? [] : [`${path} ${range}`];
    });
    expect(unsupported).toEqual([]);
    expect(rangeHasNode(manifest.engines.node, node)).toBe(true);
  });

  test.each([
    ['>=22', false],
    ['^18.19.0 || >=20.6.0', true],
    ['^18.19.0 || >=20.20.0', false],
    ['18 || 20', true],
    ['20.x', true],
    ['>= 18 <20', false],
    ['~20.18.0', false],
    ['*', true],
  ])('%s has Node 20.19.0: %s', (range, has) => {
    expect(rangeHasNode(range, [20, 19, 0])).toBe(has);
  });

  // The package `node` installs its program into a folder of its own, which is in no lockfile: npm would remove it the next time.
  test('leaves nothing that the next one would remove', () => {
    expect(existsSync(join(root, 'node_modules/node/node_modules'))).toBe(false);
    expect(manifest.scripts['postinstall']).toContain('node_modules/node/node_modules');
  });
});

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
    const erased = ['@octokit/openapi-types', '@octokit/openapi-webhooks-types'];
    const known = [...Object.keys(manifest.dependencies), ...erased];
    expect([...new Set(imported)].filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('docs/dependencies.md', () => {
  test('has a row for each dependency, and for nothing else', () => {
    const [withReasons = '', others = ''] = readProjectFile('docs/dependencies.md').split(
      /<!-- generated:indirect-packages -->[\s\S]*<!-- \/generated:indirect-packages -->/,
    );
    const rows = [...`${withReasons}${others}`.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)];
    expect(rows.map(([, name]) => name).toSorted()).toEqual(dependencies);
    for (const [, name, reason] of rows)
      expect({ name, words: reason?.split(' ').length }).not.toEqual({ name, words: 1 });
  });

  test('names everything that production brings along, as the lockfile has it', () => {
    const page = readProjectFile('docs/dependencies.md');
    const installed = Object.entries(lock.packages).filter(
      ([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true,
    );
    expect(installed.length).toBeGreaterThan(100);
    for (const [path] of installed) {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      expect(page).toContain(`| \`${name}\` |`);
    }
  });
});

describe('what production installs', () => {
  const packages = listProductionPackages(root);
  test('is under licenses that permit everything we do with it', () => {
    const permissive = ['MIT', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'BlueOak-1.0.0', '0BSD'];
    const others = packages.filter(
      ({ licenses }) => !licenses.every((license) => permissive.includes(license)),
    );
    expect(others).toEqual([]);
  });
  test('is there because a package requires it', () => {
    expect(packages.filter(({ isDirect, askedBy }) => !isDirect && askedBy.length === 0)).toEqual([]);
  });
  test('runs nothing at installation, and is the same on every platform', () => {
    const special = Object.entries(lock.packages).filter(
      ([path, { dev, hasInstallScript, os, cpu }]) =>
        path !== '' && dev !== true && (hasInstallScript === true || os !== undefined || cpu !== undefined),
    );
    expect(special).toEqual([]);
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
