/** actions/checkout with submodules, before and after setup-sts: a submodule that was granted, and two that were not and have longer names. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type CheckoutVersion, checkoutWithSubmodules } from '../support/checkout-action.ts';
import { type Git, type GitScene, openScene } from '../support/git-scene.ts';

const granted = 'git@github.com:acme/mod.git';
const neighbors = ['git@github.com:acme/mod-3.git', 'https://github.com/acme/modules'];

let scene: GitScene;
let workspace: string;
beforeEach(async () => {
  scene = await openScene('github.com');
  // The job's own token reads the neighbors, as a personal access token would.
  for (const name of ['acme/mod-3', 'acme/modules']) scene.allow(scene.tokens.ambient, name, 'write');
  await pushSubmodules();
  workspace = join(scene.directory, 'checkout');
  await mkdir(workspace);
});
afterEach(() => scene[Symbol.asyncDispose]());

/** Commits the submodules to acme/app. */
async function pushSubmodules(): Promise<void> {
  const at = join(scene.directory, 'author');
  const header = (token: string) =>
    `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const git = async (...args: string[]) => {
    const result = await scene.bareGit(args, scene.directory, {
      GIT_CONFIG_COUNT: '4',
      GIT_CONFIG_KEY_0: 'http.https://github.com/.extraheader',
      GIT_CONFIG_VALUE_0: header(scene.tokens.ambient),
      GIT_CONFIG_KEY_1: 'http.https://github.com/acme/mod.git.extraheader',
      GIT_CONFIG_VALUE_1: '',
      GIT_CONFIG_KEY_2: 'http.https://github.com/acme/mod.git.extraheader',
      GIT_CONFIG_VALUE_2: header(scene.tokens.mod),
      GIT_CONFIG_KEY_3: 'url.https://github.com/.insteadOf',
      GIT_CONFIG_VALUE_3: 'git@github.com:',
    });
    expect({ args, stderr: result.ok ? '' : result.stderr }).toEqual({ args, stderr: '' });
  };
  await git('clone', '-q', 'https://github.com/acme/app', at);
  for (const address of [granted, ...neighbors]) {
    const name = address.replace(/.*\//, '').replace('.git', '');
    await git('-C', at, 'submodule', 'add', '-q', '--name', name, address, name);
  }
  await git('-C', at, 'commit', '-q', '-m', 'Add submodules');
  await git('-C', at, 'push', '-q', 'origin', 'HEAD:main');
}

function checkOut(version: CheckoutVersion, git: Git): Promise<void> {
  return checkoutWithSubmodules(version, {
    git,
    server: scene.server,
    repository: 'acme/app',
    token: scene.tokens.ambient,
    workspace,
    home: scene.home,
    temp: join(scene.directory, 'temp'),
  });
}

/** Fetches everything again, and reports where each submodule is fetched from. */
async function fetchAll(git: Git) {
  const stderr: string[] = [];
  const urls: Record<string, string> = {};
  for (const at of ['.', 'mod', 'mod-3', 'modules']) {
    const directory = join(workspace, at);
    const fetched = await git(['fetch', '-q', 'origin'], directory);
    if (!fetched.ok) stderr.push(`${at}: ${fetched.stderr}`);
    urls[at] = (await git(['remote', 'get-url', 'origin'], directory)).stdout.trim();
  }
  return { stderr, urls };
}

const urls = {
  '.': 'https://github.com/acme/app',
  mod: 'https://github.com/acme/mod.git',
  'mod-3': 'https://github.com/acme/mod-3.git',
  modules: 'https://github.com/acme/modules',
};

describe.each(['v4', 'v7'] as const)('actions/checkout %s', (version) => {
  test.each(['env', 'file'] as const)('after setup-sts, carried by %s', async (mode) => {
    const git = await scene.configure(mode, [scene.grants.mod]);
    scene.simulator.journal.clear();
    await checkOut(version, git);
    expect(await fetchAll(git)).toEqual({ stderr: [], urls });
    expect(new Set(scene.askedFor('acme/mod'))).toEqual(new Set(['mod']));
    expect(new Set(scene.askedFor('acme/mod-3'))).toEqual(new Set(['ambient']));
    expect(new Set(scene.askedFor('acme/modules'))).toEqual(new Set(['ambient']));
    expect(new Set(scene.askedFor('acme/app'))).toEqual(new Set(['ambient']));
  });

  test('before setup-sts', async () => {
    scene.allow(scene.tokens.ambient, 'acme/mod', 'write');
    await checkOut(version, scene.bareGit);
    const git = await scene.configure('env', [scene.grants.mod]);
    scene.simulator.journal.clear();
    expect(await fetchAll(git)).toEqual({ stderr: [], urls });
    expect(new Set(scene.askedFor('acme/mod'))).toEqual(new Set(['mod']));
    expect(new Set(scene.askedFor('acme/mod-3'))).toEqual(new Set(['ambient']));
  });
});
