/** A release from `release:version` to the moved major tag, as docs/releasing.md has it, without a network. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareRelease } from '../../../scripts/set-version.ts';
import { patience } from '../../support/patience.ts';
import { readProjectFile } from '../../support/source-files.ts';
import { type Call, digest, openReleaseScene, repository } from './release-scene.ts';

const version = '9.9.9';
const tag = `v${version}`;
/** Emitting the package takes seconds; in milliseconds. */
const timeout = patience(120_000);

let scene: ReturnType<typeof openReleaseScene>;
beforeAll(() => {
  scene = openReleaseScene(version);
});
afterAll(() => scene?.[Symbol.dispose]());

const commands = (calls: readonly Call[]) => calls.map(({ program, args }) => [program, ...args].join(' '));

describe('release:version', () => {
  test('writes the version everywhere, and cuts the changelog', () => {
    const before = scene.read('CHANGELOG.md');
    const { status, stdout } = scene.run(`node scripts/set-version.ts ${version}`);
    expect([status, stdout.trim().split('\n').sort()]).toEqual([
      0,
      [
        'CHANGELOG.md',
        'deploy/helm/atmos-pro/Chart.yaml',
        'deploy/kubernetes/kustomization.yaml',
        'package-lock.json',
        'package.json',
        'src/base/version.ts',
      ],
    ]);
    const after = scene.read('CHANGELOG.md');
    expect(after).toMatch(/^## Unreleased\n\n## 9\.9\.9 \(\d{4}-\d\d-\d\d\)\n\n### /m);
    expect(after.replace(/\n## 9\.9\.9 .*\n/, '')).toBe(before);
    const lock = JSON.parse(scene.read('package-lock.json')) as {
      readonly version: string;
      readonly packages: Readonly<Record<string, { readonly version: string }>>;
    };
    expect([lock.version, lock.packages['']?.version]).toEqual([version, version]);
    expect(scene.run('node src/cli/main.ts --version').stdout.trim()).toBe(version);
  });

  const read = (changes: Readonly<Record<string, string>>) => (file: string) =>
    changes[file] ?? readProjectFile(file);
  test.each([
    ['a tag', tag, {}, 'Invalid version'],
    ['a leading zero', '1.02.3', {}, 'Invalid version'],
    ['an older version', '0.0.9', {}, 'greater than'],
    [
      'the same version again',
      '0.1.0',
      { 'CHANGELOG.md': '## Unreleased\n\n- a\n\n## 0.1.0 (2026-01-01)\n' },
      'greater than',
    ],
    ['no entry', '1.0.0', { 'CHANGELOG.md': '## Unreleased\n\n## 0.1.0\n\n- old\n' }, 'no entry'],
    [
      'a file that has another version',
      '1.0.0',
      { 'src/base/version.ts': "export const version = '0.0.1';\n" },
      'version.ts',
    ],
  ])('refuses %s', (_name, wanted, changes, problem) => {
    const current = readProjectFile('package.json').replace(/"version": ".*"/, '"version": "0.1.0"');
    expect(() => prepareRelease(read({ 'package.json': current, ...changes }), wanted, '2026-01-01')).toThrow(
      problem,
    );
  });
});

describe('the release workflow', () => {
  test('refuses a tag that is not on main, and one that is not the version', () => {
    scene.git('add', '--all');
    scene.git('commit', '--quiet', '--message', 'Release');
    scene.git('push', '--quiet', 'origin', 'main');
    scene.git('tag', tag);
    scene.git('commit', '--quiet', '--allow-empty', '--message', 'Not on main');
    expect(scene.runJob('check').status).toBe(1);
    scene.git('checkout', '--quiet', tag);
    expect(scene.runJob('check')).toMatchObject({ status: 0 });
    scene.write('package.json', scene.read('package.json').replace(version, '9.9.8'));
    expect(scene.runJob('check').status).toBe(1);
    scene.git('checkout', '--quiet', '.');
  });

  test(
    'builds the package and its bill of materials once, and publishes that package as this workflow',
    () => {
      expect(scene.runJob('build')).toMatchObject({ status: 0 });
      expect(commands(scene.takeCalls())).toEqual(['npm ci --ignore-scripts --no-audit --no-fund']);
      const built = readdirSync(join(scene.clone, 'build')).filter((name) => /\.tgz$|spdx/.test(name));
      expect(built.sort()).toEqual([`atmos-pro-${version}.tgz`, 'sbom.spdx.json']);
      const sbom = JSON.parse(scene.read('build/sbom.spdx.json')) as {
        readonly packages: readonly unknown[];
      };
      expect(sbom.packages.length).toBeGreaterThan(50);
      const packed = scene.run(`tar -xzOf build/atmos-pro-${version}.tgz package/package.json`).stdout;
      expect(JSON.parse(packed)).toMatchObject({
        name: 'atmos-pro',
        version,
        repository: { url: `git+https://github.com/${repository}.git` },
      });
      // Another job downloads these files.
      const artifact = join(scene.temp, 'artifact');
      mkdirSync(artifact);
      for (const name of built) copyFileSync(join(scene.clone, 'build', name), join(artifact, name));
      expect(scene.runJob('npm', { cwd: artifact })).toMatchObject({ status: 0 });
      expect(commands(scene.takeCalls())).toEqual([
        `npm view atmos-pro@${version} version`,
        `npm publish ./atmos-pro-${version}.tgz --access public --provenance`,
      ]);
    },
    timeout,
  );

  test('builds the image only on bases with a digest, and hands its own digest on', () => {
    const dockerfile = scene.read('deploy/Dockerfile');
    if (!/^FROM .*@sha256:/m.test(dockerfile)) {
      expect(scene.runJob('image').status).toBe(1);
      expect(scene.takeCalls()).toEqual([]);
    }
    scene.write('deploy/Dockerfile', dockerfile.replace(/^(FROM .*?)(@\S+)?( AS \w+)?$/gm, `$1@${digest}$3`));
    expect(scene.runJob('image')).toMatchObject({ status: 0 });
    const calls = scene.takeCalls();
    expect(calls[0]).toMatchObject({
      args: ['login', 'ghcr.io', '--username', 'octocat', '--password-stdin'],
    });
    expect(calls[0]?.input.trim()).toBe('token-of-the-job');
    expect(calls.flatMap(({ args }) => args).join(' ')).not.toContain('token-of-the-job');
    expect(commands(calls).at(-1)).toContain(`--tag ghcr.io/acme/atmos-pro:${version} .`);
    expect(readFileSync(join(scene.temp, 'output'), 'utf8')).toBe(
      `image=ghcr.io/acme/atmos-pro\ndigest=${digest}\n`,
    );
    scene.git('checkout', '--quiet', '.');
  });

  test('publishes the notes of this version, with links that work, then moves the major tag', () => {
    expect(scene.runJob('release')).toMatchObject({ status: 0 });
    const calls = commands(scene.takeCalls());
    expect(calls.slice(0, 2)).toEqual([
      `gh release view ${tag}`,
      `gh release create ${tag} atmos-pro-actions-${tag}.tar.gz --verify-tag --notes-file notes.md`,
    ]);
    const sha = scene.git('rev-parse', 'HEAD').trim();
    expect(calls.at(-1)).toBe(
      `gh api --method POST repos/${repository}/git/refs -f ref=refs/tags/v9 -f sha=${sha} --silent`,
    );
    const notes = scene.read('notes.md');
    expect(notes).toMatch(/^### Actions$/m);
    expect(notes).not.toMatch(/^## /m);
    expect(notes).not.toMatch(/\]\((?!https:)/);
    expect(notes).toContain(`(https://github.com/${repository}/blob/${tag}/docs/`);
    expect(scene.run(`tar -tzf atmos-pro-actions-${tag}.tar.gz`).stdout).toContain(
      `atmos-pro-actions-${tag}/dist/setup-sts/main.js`,
    );
  });

  test('keeps what is published when it runs again', () => {
    const artifact = join(scene.temp, 'artifact');
    expect(scene.runJob('npm', { cwd: artifact, published: true })).toMatchObject({ status: 0 });
    expect(commands(scene.takeCalls())).toEqual([`npm view atmos-pro@${version} version`]);
    expect(scene.runJob('release', { published: true })).toMatchObject({ status: 0 });
    expect(commands(scene.takeCalls())).toEqual([
      `gh release view ${tag}`,
      `gh api repos/${repository}/git/ref/tags/v9 --silent`,
      expect.stringContaining(`--method PATCH repos/${repository}/git/refs/tags/v9`),
    ]);
  });
});
