/** Plays histories of a mutant's profile until one breaks an invariant. */
import fc from 'fast-check';
import { type HistoryEvent, historyEvents } from './history-events.ts';
import { playHistory } from './judge-histories.ts';
import type { Mutant } from './mutant.ts';

/** What may come between the steps of a profile without taking their point away. */
const harmless: ReadonlySet<string> = new Set(['pass', 'label', 'mimic', 'role']);
const between = fc.array(
  historyEvents.filter((event) => harmless.has(event.do)),
  { maxLength: 1 },
);

/** In another order each time. */
const releases: fc.Arbitrary<HistoryEvent> = fc.record({ do: fc.constant('release'), seed: fc.nat(1_000) });

function profiled(steps: readonly HistoryEvent[]): fc.Arbitrary<readonly HistoryEvent[]> {
  const played = steps.map((step) => (step.do === 'release' ? releases : fc.constant(step)));
  const parts = played.flatMap((step) => [between, step.map((one) => [one])]);
  return fc.tuple(...parts).map((all) => all.flat());
}

export interface Hunt {
  /** `undefined`: none did. */
  readonly caughtBy: number | undefined;
  readonly problem: string | undefined;
}

export async function huntMutant({ steps, scene }: Mutant, seeds: number): Promise<Hunt> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const [events = []] = fc.sample(profiled(steps), { seed, numRuns: 1 });
    try {
      await playHistory(events, scene);
    } catch (error) {
      return { caughtBy: seed, problem: String(error).slice(0, 500) };
    }
  }
  return { caughtBy: undefined, problem: undefined };
}
