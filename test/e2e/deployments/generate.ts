/** Makes a history and its world from a seed: the same for the same seed. */
import fc from 'fast-check';
import type { StoreEngine } from '../../support/database.ts';
import { type HistoryEvent, historyEvents } from './history-events.ts';
import type { PlayOptions } from './judge-histories.ts';
import { anonymousWorkflows, approvedWorkflows } from './seed.ts';

const minEvents = 10;
const maxEvents = 40;
/** How wrong the clock of a server may be, in milliseconds. */
const maxSkewMs = 60_000;

export interface Generated {
  readonly events: readonly HistoryEvent[];
  readonly scene: PlayOptions;
}

export interface GenerateOptions {
  readonly store?: StoreEngine | undefined;
  /** More than one only on PostgreSQL. */
  readonly replicas?: number | undefined;
}

const worlds = fc.record({
  workflows: fc.constantFrom(undefined, undefined, anonymousWorkflows, approvedWorkflows),
  isUnattended: fc.constantFrom(true, false, false, false, false),
  skewsMs: fc.array(fc.integer({ min: -maxSkewMs, max: maxSkewMs }), { minLength: 5, maxLength: 5 }),
  events: fc.array(historyEvents, { minLength: minEvents, maxLength: maxEvents, size: 'max' }),
});

export function generateHistory(seed: number, options: GenerateOptions = {}): Generated {
  const { store = 'sqlite', replicas = 1 } = options;
  const [world] = fc.sample(worlds, { seed, numRuns: 1 });
  if (world === undefined) throw new Error('no history was made');
  const { skewsMs, events, ...kind } = world;
  return { events, scene: { ...kind, store, skewsMs: skewsMs.slice(0, replicas) } };
}
