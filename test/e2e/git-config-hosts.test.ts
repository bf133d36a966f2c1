/** Servers that are not github.com, letter case, and the state that a job is left in after the post step. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildGitConfig } from '../../src/domain/git-config/build-git-config.ts';
import { appendToEnvironment, restoreEnvironment } from '../../src/domain/git-config/environment.ts';
import {
  includeGitConfigFile,
  renderGitConfigFile,
} from '../../src/domain/git-config/render-git-config-file.ts';
import { removeGitConfigFile, writeGitConfigFile } from '../../src/git/git-config-file.ts';
import { type Git, type GitScene, openScene } from '../support/git-scene.ts';

describe.each([
  ['plain', {}],
  ['over TLS', { tls: true }],
])('an enterprise server on a port, %s', (_name, options) => {
  let scene: GitScene;
  let git: Git;
  beforeAll(async () => {
    scene = await openScene('enterprise', options);
    await scene.prepareCheckout('includeIf');
    git = await scene.configure('env', [scene.grants.mod, scene.grants.mod2]);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  test.each([
    ['https', (server: string) => `${server}/acme/mod`],
    ['https with .git', (server: string) => `${server}/acme/mod.git`],
    ['scp', (server: string) => `git@${new URL(server).hostname}:acme/mod.git`],
    ['ssh', (server: string) => `ssh://git@${new URL(server).hostname}/acme/mod.git`],
  ])('%s', async (_form, spell) => {
    scene.simulator.journal.clear();
    expect(await git(['ls-remote', spell(scene.server)], scene.workspace)).toMatchObject({
      ok: true,
      stderr: '',
    });
    expect(scene.askedFor('acme/mod')).toEqual(['mod', 'mod']);
  });

  test('the caller’s own repository', async () => {
    scene.simulator.journal.clear();
    expect(await git(['push', '-q', 'origin', 'HEAD:refs/heads/work'], scene.workspace)).toMatchObject({
      stderr: '',
    });
    expect(new Set(scene.askedFor('acme/app'))).toEqual(new Set(['ambient']));
  });
});

describe('github.com', () => {
  let scene: GitScene;
  beforeAll(async () => {
    scene = await openScene('github.com');
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  test.each([
    ['as GitHub spells it', 'https://github.com/Acme/Mod'],
    ['in lower case', 'https://github.com/acme/mod.git'],
    ['as the user wrote it in `sources`', 'git@github.com:ACME/mod.git'],
  ])('letter case: %s', async (_name, address) => {
    const grant = { ...scene.grants.mod, owner: 'Acme', repositories: ['Acme/Mod'], spellings: ['ACME/mod'] };
    const git = await scene.configure('env', [grant]);
    expect(await git(['ls-remote', address], scene.clean)).toMatchObject({ ok: true, stderr: '' });
  });

  test.each(['env', 'file'] as const)('the post step leaves nothing behind, carried by %s', async (mode) => {
    const before = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'Earlier' };
    const entries = buildGitConfig([scene.grants.mod]).headers;
    const temp = join(scene.directory, 'temp');
    const file = mode === 'file' ? await writeGitConfigFile(temp, renderGitConfigFile(entries)) : undefined;
    const carried = file === undefined ? entries : includeGitConfigFile(file, temp);
    const { variables, restore } = appendToEnvironment(carried, before);
    const during = { ...before, ...variables };
    const address = 'https://github.com/acme/mod';
    expect((await scene.bareGit(['ls-remote', address], scene.clean, during)).ok).toBe(true);
    if (mode === 'file') {
      expect(JSON.stringify(during)).not.toContain(btoa(`x-access-token:${scene.tokens.mod}`));
    }

    const token = scene.simulator.world.tokens.get(scene.tokens.mod);
    if (token === undefined) throw new Error();
    token.revoked = true;
    // GitHub refuses a revoked token for public repositories too, so it must be gone for the post steps that follow.
    const after = { ...during, ...restoreEnvironment(restore, during) };
    if (file !== undefined) await removeGitConfigFile(file);
    scene.simulator.journal.clear();
    expect((await scene.bareGit(['ls-remote', 'https://github.com/acme/open'], scene.clean, after)).ok).toBe(
      true,
    );
    expect((await scene.bareGit(['ls-remote', address], scene.clean, after)).ok).toBe(false);
    expect(scene.askedFor('acme/mod')).toEqual(['anonymous']);
    expect((await scene.bareGit(['config', 'user.name'], scene.clean, after)).stdout).toBe('Earlier\n');
    expect((await readdir(temp)).filter((name) => name.startsWith('atmos-pro'))).toEqual([]);
    token.revoked = false;
  });
});
