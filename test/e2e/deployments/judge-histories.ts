/** Plays generated histories, each in a world of its own, and judges what they leave behind. */
import fc from 'fast-check';
import { calm, play } from './history.ts';
import { type HistoryEvent, historyEvents } from './history-events.ts';
import { settleWell } from './rest.ts';
import { type SceneOptions, startDeployments } from './scene.ts';

const firstPush: HistoryEvent = { do: 'push', pull: 1 };

export async function playHistory(
  events: readonly HistoryEvent[],
  options: SceneOptions = {},
): Promise<void> {
  await using scene = await startDeployments(options);
  for (const event of [firstPush, ...events]) await play(scene, event);
  await calm(scene);
  await settleWell(scene);
}

/** Rejects with the shortest history that breaks an invariant: the same for the same seed, as far as the machine's own time allows. */
export async function judgeHistories(options: {
  readonly seed: number;
  readonly numRuns: number;
}): Promise<void> {
  const histories = fc.array(historyEvents, { minLength: 4, maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(histories, (events) => playHistory(events)),
    options,
  );
}
