/** The real actions/checkout with submodules, before and after setup-sts, against the simulator. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runStep, type StepResult } from '../../src/simulator/runner/run-step.ts';
import { type GitScene, openScene } from '../support/git-scene.ts';
import { fetchAll, pushSubmodules, submoduleUrls } from '../support/submodules.ts';

/** A checkout of a release of actions/checkout. */
const folder = process.env['ATMOS_PRO_TEST_CHECKOUT'];
const action = folder === undefined ? undefined : resolve(folder, 'dist/index.js');
// The action is not a package that npm could install; CI checks it out. The title says so elsewhere.
const suite = action === undefined ? describe.skip : describe;
const title =
  action === undefined
    ? 'actions/checkout (skipped: ATMOS_PRO_TEST_CHECKOUT names no checkout of it)'
    : 'actions/checkout';

let scene: GitScene;
let workspace: string;
beforeEach(async () => {
  scene = await openScene('github.com');
  await pushSubmodules(scene);
  workspace = join(scene.directory, 'checkout');
  await mkdir(workspace);
});
afterEach(() => scene[Symbol.asyncDispose]());

type Variables = Readonly<Record<string, string>>;

/** The defaults of its action.yml, and `submodules`. */
const inputs = {
  INPUT_REPOSITORY: 'acme/app',
  INPUT_REF: 'refs/heads/main',
  INPUT_SUBMODULES: 'true',
  'INPUT_PERSIST-CREDENTIALS': 'true',
  'INPUT_SSH-STRICT': 'true',
  'INPUT_SSH-USER': 'git',
  'INPUT_SET-SAFE-DIRECTORY': 'true',
  'INPUT_SHOW-PROGRESS': 'false',
  'INPUT_FETCH-DEPTH': '1',
  'INPUT_FETCH-TAGS': 'false',
  INPUT_CLEAN: 'true',
  INPUT_LFS: 'false',
} as const;

/** Runs the action, or its post step with the state of the main one. */
async function runCheckout(environment: Variables, state: Variables = {}): Promise<StepResult> {
  expect(existsSync(action ?? '')).toBe(true);
  const result = await runStep({
    command: process.execPath,
    args: [action ?? ''],
    environment: {
      ...environment,
      ...inputs,
      INPUT_TOKEN: scene.tokens.ambient,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_EVENT_NAME: 'push',
      ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
    },
    workingDirectory: workspace,
    temporaryDirectory: join(scene.directory, 'temp'),
    masks: new Set(),
  });
  const errors = result.commands.filter(({ command }) => command === 'error');
  expect({ exitCode: result.exitCode, errors, log: result.exitCode === 0 ? [] : result.log }).toEqual({
    exitCode: 0,
    errors: [],
    log: [],
  });
  return result;
}

function expectOwnCredentials(): void {
  expect(new Set(scene.askedFor('acme/mod'))).toEqual(new Set(['mod']));
  for (const name of ['acme/app', 'acme/mod-3', 'acme/modules']) {
    expect([name, new Set(scene.askedFor(name))]).toEqual([name, new Set(['ambient'])]);
  }
}

suite(title, () => {
  test.each(['env', 'file'] as const)('after setup-sts, carried by %s', async (mode) => {
    const environment = await scene.environmentAfter(mode, [scene.grants.mod]);
    const git = await scene.configure(mode, [scene.grants.mod]);
    scene.simulator.journal.clear();
    const main = await runCheckout(environment);
    expect(await fetchAll(git, workspace)).toEqual({ stderr: [], urls: submoduleUrls });
    expectOwnCredentials();
    // Its post step takes its own credentials away, and leaves those of the granted repository.
    await runCheckout(environment, main.state);
    expect((await git(['ls-remote', 'https://github.com/acme/mod'], workspace)).ok).toBe(true);
    expect((await git(['ls-remote', 'https://github.com/acme/app'], workspace)).ok).toBe(false);
  });

  test('before setup-sts', async () => {
    scene.allow(scene.tokens.ambient, 'acme/mod', 'write');
    await runCheckout(scene.environment);
    const git = await scene.configure('env', [scene.grants.mod]);
    scene.simulator.journal.clear();
    expect(await fetchAll(git, workspace)).toEqual({ stderr: [], urls: submoduleUrls });
    expectOwnCredentials();
  });
});
