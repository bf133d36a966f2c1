/**
 * What actions/checkout does with submodules, before and after setup-sts: a submodule that was granted, and two that were not and have longer
 * names. `test/conformance/checkout.test.ts` runs the action itself.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type CheckoutVersion, checkoutWithSubmodules } from '../support/checkout-action.ts';
import { type Git, type GitScene, openScene } from '../support/git-scene.ts';
import { fetchAll, pushSubmodules, submoduleUrls } from '../support/submodules.ts';

let scene: GitScene;
let workspace: string;
beforeEach(async () => {
  scene = await openScene('github.com');
  await pushSubmodules(scene);
  workspace = join(scene.directory, 'checkout');
  await mkdir(workspace);
});
afterEach(() => scene[Symbol.asyncDispose]());

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

describe.each(['v4', 'v7'] as const)('actions/checkout %s', (version) => {
  test.each(['env', 'file'] as const)('after setup-sts, carried by %s', async (mode) => {
    const git = await scene.configure(mode, [scene.grants.mod]);
    scene.simulator.journal.clear();
    await checkOut(version, git);
    expect(await fetchAll(git, workspace)).toEqual({ stderr: [], urls: submoduleUrls });
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
    expect(await fetchAll(git, workspace)).toEqual({ stderr: [], urls: submoduleUrls });
    expect(new Set(scene.askedFor('acme/mod'))).toEqual(new Set(['mod']));
    expect(new Set(scene.askedFor('acme/mod-3'))).toEqual(new Set(['ambient']));
  });
});
