/** The repository with stacks, as acts work with it: what alice does there, and the runs that come of it. */
import { actAs } from '../../../simulator/people/people.ts';
import { findRepository, type Repository } from '../../../simulator/world/world.ts';
import type { DemoReport } from '../report.ts';
import type { Stage } from '../stage.ts';
import { stacksRepository } from '../world.ts';
import { type FollowedRuns, followRuns } from './follow-runs.ts';

export interface StacksScene {
  readonly stage: Stage;
  readonly report: DemoReport;
  readonly repository: Repository;
  /** Those that started since the scene was opened. */
  readonly runs: FollowedRuns;
}

/** Shows runs until `play` ends. */
export async function playInStacks(
  stage: Stage,
  report: DemoReport,
  play: (scene: StacksScene) => Promise<void>,
): Promise<void> {
  const { world } = stage.simulator;
  const [owner = '', name = ''] = stacksRepository.split('/');
  const repository = findRepository(world, owner, name);
  if (repository === undefined) throw new Error(`The world has no ${stacksRepository}.`);
  const runs = followRuns(world, repository, report);
  try {
    await play({ stage, report, repository, runs });
  } finally {
    runs.stop();
  }
}

/** `what`: an act of the simulator's people. */
export async function actAsAlice({ stage }: StacksScene, what: string, fields: object): Promise<void> {
  await actAs(stage.simulator.world, { as: 'alice', do: what, repository: stacksRepository, ...fields });
}

/** Whether `count` runs of the workflow have ended. */
export function haveEnded({ runs }: StacksScene, workflow: string, count: number): boolean {
  const ended = runs.seen.filter(
    ({ what, run }) => what.startsWith(workflow) && run.conclusion !== undefined,
  );
  return ended.length >= count;
}

/** A push to main: the server takes the status of components that it knows. `notes`: content of a file, another one each time. */
export async function uploadInventory(scene: StacksScene, notes: string): Promise<void> {
  await actAsAlice(scene, 'push', { files: { 'NOTES.md': `# ${notes}\n` }, message: 'Add notes' });
  await scene.report.during('Uploading', () =>
    scene.stage.until(() => haveEnded(scene, 'inventory.yaml', 1)),
  );
}
