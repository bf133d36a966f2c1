/** Makes a history and its world from a seed: the same for the same seed. */
import fc from 'fast-check';
import type { StoreEngine } from '../../support/database.ts';
import { blockWith } from '../../support/page-blocks.ts';
import { type HistoryEvent, historyEvents, plannedPulls, queueEvents } from './history-events.ts';
import type { PlayOptions } from './judge-histories.ts';
import { anonymousWorkflows, approvedWorkflows, reviewingWorkspaces, uploadFile } from './seed.ts';

/** In one of so many histories the App reviews pull requests. */
const reviewedEvery = 4;
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

type QueueSeed = NonNullable<PlayOptions['mergeQueues']>[number];

/** A group for each pull request, for two, and for as many as wait. */
export const queueKinds: fc.Arbitrary<Pick<QueueSeed, 'build_concurrency' | 'group_size'>> = fc.constantFrom(
  {},
  { group_size: { min: 2, wait_minutes: 2 } },
  { group_size: { max: 2 }, build_concurrency: 1 },
);

/** Its branch has a merge queue, and the workflow that uploads also runs for the groups of it. */
export function queueWorld(kind: Pick<QueueSeed, 'build_concurrency' | 'group_size'>): PlayOptions {
  return {
    workflows: { [uploadFile]: blockWith('docs/deployments.md', 'name: affected', 'yaml') },
    mergeQueues: [{ branch: 'main', checks: ['Atmos Pro'], ...kind }],
  };
}

const circumstances = {
  isUnattended: fc.constantFrom(true, false, false, false, false),
  skewsMs: fc.array(fc.integer({ min: -maxSkewMs, max: maxSkewMs }), { minLength: 5, maxLength: 5 }),
};
const sizes = { minLength: minEvents, maxLength: maxEvents, size: 'max' } as const;
const plainWorlds = fc.record({
  ...circumstances,
  workflows: fc.constantFrom(undefined, undefined, anonymousWorkflows, approvedWorkflows),
  queue: fc.constant(undefined),
  events: fc.array(historyEvents, sizes),
});
const queueWorlds = fc.record({
  ...circumstances,
  workflows: fc.constant(undefined),
  queue: queueKinds,
  events: fc.array(queueEvents, sizes).map((events) => [...plannedPulls, ...events]),
});
const worlds = fc.oneof({ weight: 4, arbitrary: plainWorlds }, { weight: 1, arbitrary: queueWorlds });

export function generateHistory(seed: number, options: GenerateOptions = {}): Generated {
  const { store = 'sqlite', replicas = 1 } = options;
  const [world] = fc.sample(worlds, { seed, numRuns: 1 });
  if (world === undefined) throw new Error('no history was made');
  const { skewsMs, events, queue, workflows, isUnattended } = world;
  const reviews = seed % reviewedEvery === 0 ? { workspaces: reviewingWorkspaces } : {};
  const kind = queue === undefined ? { workflows } : queueWorld(queue);
  return { events, scene: { ...kind, ...reviews, isUnattended, store, skewsMs: skewsMs.slice(0, replicas) } };
}
