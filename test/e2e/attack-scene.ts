/** The scene of the attacks: `platform/a` is what is worth having, and a run of any repository may ask for it. */

import type { RunSeed } from '../../src/simulator/seed/seed-types.ts';
import { startRun } from '../../src/simulator/seed/start-run.ts';
import { findRepository, type World } from '../../src/simulator/world/world.ts';
import { policy, type SceneOptions, type StsScene, source, startStsScene } from '../server/sts/scene.ts';

export const target = { sources: ['platform/a'] };
export const anyone = '{repository: "*/*"}';

/** Starts a run, as a caller could, and asks for platform/a with the token that GitHub gives it: the reason, or `granted`. */
export async function attack(scene: StsScene, run: RunSeed): Promise<string> {
  const [job] = await startRun(scene.simulator.world, run);
  const { tokens, excluded } = await scene.mint(target, job?.name ?? '');
  return tokens.length > 0 ? 'granted' : (excluded[0]?.reason ?? 'nothing');
}

/** A run of the repository with one job. */
export function run(repository: string, more: Partial<RunSeed> = {}): RunSeed {
  return {
    repository,
    jobs: [{ name: `attack ${repository}`, permissions: { 'id-token': 'write' } }],
    ...more,
  };
}

export function repositoryOf(world: World, name: string) {
  const [owner = '', short = ''] = name.split('/');
  const found = findRepository(world, owner, short);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

/** A scene in which platform/a has this policy; the App is installed on the owners of `others`, too. */
export function startTarget(
  match: string,
  options: { readonly others?: readonly string[]; readonly workspace?: SceneOptions['workspace'] } = {},
) {
  const { others = [], workspace } = options;
  const repositories = [source('platform/a', policy(match)), ...others.map((name) => ({ name }))];
  const installations = others.map((name) => ({ app: 'atmos-pro', account: name.split('/')[0] ?? '' }));
  return startStsScene({
    // Without it no run of a pull request is served.
    app: { actions: 'read' },
    repositories,
    world: { installations },
    ...(workspace === undefined ? {} : { workspace }),
  });
}
