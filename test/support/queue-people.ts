/** What people and the App do with the merge queue of a scene's repository, `acme/infra` with the id 1. */
import { whenQueuesSettled } from '../../src/simulator/queues/watch-queues.ts';
import { addCheckRun, type CheckChanges } from '../../src/simulator/refs/checks.ts';
import type { CheckRun } from '../../src/simulator/world/checks.ts';
import type { Repository } from '../../src/simulator/world/world.ts';
import type { HookScene } from './hook-scene.ts';

export interface QueuePeople {
  readonly repository: () => Repository;
  /** Its required check, as the App makes it. */
  conclude(sha: string | undefined, conclusion: CheckRun['conclusion']): Promise<void>;
  /** With its check passed. */
  openPull(branch: string, file?: string): Promise<number>;
  queueAll(...branches: readonly string[]): Promise<readonly number[]>;
}

/** `scene`: that of the test that runs. */
export function createQueuePeople(scene: () => HookScene): QueuePeople {
  const world = () => scene().simulator.world;
  const repository = () => {
    const found = world().repositories.get(1);
    if (found === undefined) throw new Error('no repository');
    return found;
  };
  async function conclude(sha: string | undefined, conclusion: CheckRun['conclusion']): Promise<void> {
    const [app] = [...world().apps.values()];
    const changes = { status: 'completed', conclusion } as CheckChanges;
    const options = { appId: app?.id ?? 0, headSha: sha ?? '', name: 'Atmos Pro', changes };
    addCheckRun(world(), repository(), { by: undefined, ...options });
    await whenQueuesSettled(world());
  }
  async function openPull(branch: string, file = `${branch}.tf`): Promise<number> {
    const { sha } = await scene().act({ do: 'push', branch, files: { [file]: `${branch}\n` } });
    const { number } = await scene().act({ do: 'open', head: branch });
    await conclude(sha, 'success');
    return number;
  }
  async function queueAll(...branches: readonly string[]): Promise<readonly number[]> {
    const numbers: number[] = [];
    for (const branch of branches) numbers.push(await openPull(branch));
    for (const number of numbers) await scene().act({ do: 'enqueue', number });
    return numbers;
  }
  return { repository, conclude, openPull, queueAll };
}
