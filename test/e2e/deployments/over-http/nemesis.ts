/** What goes wrong while a history is played, beside what the history itself has: the seed decides. */
import { setTimeout as sleep } from 'node:timers/promises';
import { deathSteps } from '../death.ts';
import { callSteps } from './process-death.ts';
import type { Processes } from './processes.ts';

/** Longest time between two of them, in milliseconds of the machine. */
const maxQuietMs = 2_000;
/** Most that are away as something goes wrong. */
const maxAway = 1;
const lookMs = 50;
const maxCalls = 3;
const maxQueries = 12;

export interface NemesisOptions {
  readonly random: () => number;
  readonly restartDatabase: (() => void) | undefined;
  readonly signal: AbortSignal;
}

/** Until `signal`: kills a process at random, dooms one to die at a point, or restarts the database. Returns how often the last. */
export async function runNemesis(
  processes: Processes,
  { random, restartDatabase, signal }: NemesisOptions,
): Promise<number> {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  let restarts = 0;
  const deeds: (() => void | Promise<void>)[] = [
    () => processes.kill(),
    () => processes.doom({ step: pick(callSteps), after: 1 + Math.floor(random() * maxCalls) }),
    () => processes.doom({ step: pick(deathSteps), after: 1 + Math.floor(random() * maxQueries) }),
  ];
  if (restartDatabase !== undefined) {
    deeds.push(() => {
      restarts += 1;
      restartDatabase();
    });
  }
  for (let count = Math.floor(random() * deeds.length); ; count += 1) {
    await sleep(random() * maxQuietMs, undefined, { signal }).catch(() => undefined);
    // On a busy machine a start takes long: with all of them away nothing would ever be done.
    while (!signal.aborted && processes.away() > Math.min(maxAway, processes.count - 1)) await sleep(lookMs);
    if (signal.aborted) return restarts;
    await deeds[count % deeds.length]?.();
  }
}
