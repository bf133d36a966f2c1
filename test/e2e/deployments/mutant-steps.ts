/** What a mutant's histories have beside the usual events. */
import { play } from './history.ts';
import { graphs, type HistoryEvent } from './history-events.ts';
import { uploadInventory } from './release-acts.ts';
import type { DeploymentsScene } from './scene.ts';

export type MutantStep =
  | HistoryEvent
  /** An upload in two parts, the second after a while. */
  | { readonly do: 'upload-parts'; readonly pull: number; readonly graph: number; readonly seconds: number }
  /** GitHub lists what it could not deliver as delivered: something in front of the server answered. */
  | { readonly do: 'pretend' }
  /** Deployments that are released on several activities. */
  | { readonly do: 'inventory'; readonly activities: readonly string[] };

/** The run of a new head begins a moment after it. */
const runStartMs = 1_500;

async function uploadParts(
  scene: DeploymentsScene,
  { pull, graph, seconds }: Extract<MutantStep, { do: 'upload-parts' }>,
): Promise<void> {
  await scene.pass(runStartMs);
  const send = await scene.prepareUpload(pull);
  await send?.(graphs[graph] ?? [], () => scene.pass(seconds * 1_000));
}

function pretend({ simulator: { world } }: DeploymentsScene): void {
  for (const [index, delivery] of world.deliveries.entries())
    if (delivery.status !== 'OK') world.deliveries[index] = { ...delivery, status: 'OK', statusCode: 200 };
}

export async function playStep(scene: DeploymentsScene, step: MutantStep): Promise<void> {
  switch (step.do) {
    case 'upload-parts':
      return uploadParts(scene, step);
    case 'pretend':
      await scene.quiet();
      return pretend(scene);
    case 'inventory':
      await scene.pass(runStartMs);
      await uploadInventory(scene, step.activities);
      return scene.quiet();
    default:
      return play(scene, step);
  }
}
