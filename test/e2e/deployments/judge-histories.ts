/** Plays generated histories, each in a world of its own, and judges what they leave behind. */
import fc from 'fast-check';
import { backfill, calm, play, redeliver } from './history.ts';
import { type HistoryEvent, historyEvents } from './history-events.ts';
import { settleWell } from './rest.ts';
import { type SceneOptions, startDeployments } from './scene.ts';

const firstPush: HistoryEvent = { do: 'push', pull: 1 };

/** What a history consisted of. */
export interface Played {
  readonly events: number;
  readonly kills: number;
  readonly orders: number;
  readonly runs: number;
}

export interface PlayOptions extends SceneOptions {
  /** Failed deliveries are not sent again: the server finds them. */
  readonly isUnattended?: boolean | undefined;
}

export const isLoss = (event: HistoryEvent) => event.do === 'hooks' && event.mode === 'lose';

/** Rejects where an invariant breaks. */
export async function playHistory(
  events: readonly HistoryEvent[],
  { isUnattended = false, ...options }: PlayOptions = {},
): Promise<Played> {
  await using scene = await startDeployments(options);
  for (const event of [firstPush, ...events]) await play(scene, event);
  await calm(scene);
  if (!isUnattended) await redeliver(scene);
  if (isUnattended || events.some(isLoss)) await backfill(scene);
  const { orders, runs } = await settleWell(scene);
  return { events: events.length, kills: scene.deaths(), orders: orders.length, runs: runs.length };
}

/** Rejects with the shortest history that breaks an invariant: the same for the same seed, as far as the machine's own time allows. */
export async function judgeHistories(options: {
  readonly seed: number;
  readonly numRuns: number;
}): Promise<void> {
  const histories = fc.array(historyEvents, { minLength: 4, maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(histories, async (events) => void (await playHistory(events))),
    options,
  );
}
