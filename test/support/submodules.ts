/** A repository with three submodules: one that is granted, and two that are not and have longer names. */
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Git, GitScene } from './git-scene.ts';

const granted = 'git@github.com:acme/mod.git';
const neighbors = ['git@github.com:acme/mod-3.git', 'https://github.com/acme/modules'];

/** Commits them to acme/app. The job's own token reads the neighbors, as a personal access token would. */
export async function pushSubmodules(scene: GitScene): Promise<void> {
  for (const name of ['acme/mod-3', 'acme/modules']) scene.allow(scene.tokens.ambient, name, 'write');
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

/** Fetches everything again, and reports where each submodule is fetched from. */
export async function fetchAll(git: Git, workspace: string) {
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

/** What `fetchAll` reports where everything works. */
export const submoduleUrls = {
  '.': 'https://github.com/acme/app',
  mod: 'https://github.com/acme/mod.git',
  'mod-3': 'https://github.com/acme/mod-3.git',
  modules: 'https://github.com/acme/modules',
};
