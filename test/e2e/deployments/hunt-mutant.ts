/** Plays histories of a mutant's profile until one breaks an invariant. */
import fc from 'fast-check';
import { calm, redeliver } from './history.ts';
import { historyEvents } from './history-events.ts';
import { findPassed } from './judge-groups.ts';
import type { Mutant } from './mutant.ts';
import { type MutantStep, playStep } from './mutant-steps.ts';
import { settleWell } from './rest.ts';
import { startDeployments } from './scene.ts';

/** What may come between the steps of a profile without taking their point away. */
const harmless: ReadonlySet<string> = new Set(['pass', 'label', 'mimic', 'role']);
const between = fc.array(
  historyEvents.filter((event) => harmless.has(event.do)),
  { maxLength: 1 },
);

const firstPush: MutantStep = { do: 'push', pull: 1 };
/** In another order each time. */
const releases: fc.Arbitrary<MutantStep> = fc.record({ do: fc.constant('release'), seed: fc.nat(1_000) });

function profiled(steps: readonly MutantStep[]): fc.Arbitrary<readonly MutantStep[]> {
  const played = steps.map(
    (step): fc.Arbitrary<MutantStep> => (step.do === 'release' ? releases : fc.constant(step)),
  );
  const parts = played.flatMap((step): fc.Arbitrary<readonly MutantStep[]>[] => [
    between,
    step.map((one) => [one]),
  ]);
  return fc.tuple(...parts).map((all) => all.flat());
}

export interface Hunt {
  /** `undefined`: none did. */
  readonly caughtBy: number | undefined;
  readonly problem: string | undefined;
}

/** Rejects where something is wrong. */
async function playProfile(events: readonly MutantStep[], { scene: options = {} }: Mutant): Promise<void> {
  await using scene = await startDeployments(options);
  for (const step of [firstPush, ...events]) await playStep(scene, step);
  await calm(scene);
  await redeliver(scene);
  await settleWell(scene);
  const faults = findPassed(scene);
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

export async function huntMutant(mutant: Mutant, seeds: number): Promise<Hunt> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const [events = []] = fc.sample(profiled(mutant.steps), { seed, numRuns: 1 });
    try {
      await playProfile(events, mutant);
    } catch (error) {
      return { caughtBy: seed, problem: String(error).slice(0, 500) };
    }
  }
  return { caughtBy: undefined, problem: undefined };
}
