/** Plays one generated history after the other, each from its seed, until the time or their number is up. */
import { type Generated, type GenerateOptions, generateHistory } from './generate.ts';
import type { HistoryEvent } from './history-events.ts';
import { type Played, playHistory } from './judge-histories.ts';

/** Most histories that are played to find a shorter one with the same fault. */
const maxShorter = 80;
const longestProblem = 2_000;
/** How often the next seed is printed, in histories. */
const progressEvery = 100;

async function findProblem(
  events: readonly HistoryEvent[],
  { scene }: Generated,
): Promise<string | undefined> {
  try {
    await playHistory(events, scene);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** The invariant that is broken first. */
function kindOf(problem: string): string {
  return /^(?:Error: )?(\w+):/.exec(problem)?.[1] ?? problem.slice(0, 40);
}

/** Leaves out one event after the other, as long as the same invariant breaks. */
async function shorten(generated: Generated, problem: string): Promise<readonly HistoryEvent[]> {
  let events = generated.events;
  let plays = 0;
  for (let index = events.length - 1; index >= 0 && plays < maxShorter; index -= 1, plays += 1) {
    const fewer = events.toSpliced(index, 1);
    const found = await findProblem(fewer, generated);
    if (found !== undefined && kindOf(found) === kindOf(problem)) events = fewer;
  }
  return events;
}

export interface TortureOptions extends GenerateOptions {
  readonly seed: number;
  readonly histories: number;
  /** Wall time, in milliseconds since the Unix epoch. */
  readonly until: number;
  print(line: string): void;
}

export interface TortureResult extends Played {
  readonly histories: number;
  readonly violated: readonly number[];
  readonly nextSeed: number;
}

export async function tortureHistories(options: TortureOptions): Promise<TortureResult> {
  const { seed: first, histories, until, print } = options;
  const total = { events: 0, kills: 0, orders: 0, runs: 0 };
  const violated: number[] = [];
  let seed = first;
  for (; seed < first + histories && Date.now() < until; seed += 1) {
    const generated = generateHistory(seed, options);
    try {
      const played = await playHistory(generated.events, generated.scene);
      total.events += played.events;
      total.kills += played.kills;
      total.orders += played.orders;
      total.runs += played.runs;
    } catch (error) {
      violated.push(seed);
      const problem = String(error);
      print(`seed ${seed}: ${problem.slice(0, longestProblem)}`);
      const events = await shorten(generated, problem);
      print(`seed ${seed}, shortest history found: ${JSON.stringify(events)}`);
    }
    if ((seed - first + 1) % progressEvery === 0) print(`next seed ${seed + 1}: ${JSON.stringify(total)}`);
  }
  return { ...total, histories: seed - first, violated, nextSeed: seed };
}
