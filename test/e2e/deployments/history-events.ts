/** Events of histories, and what makes them by chance. */
import fc from 'fast-check';
import type { FaultRule } from '../../../src/simulator/transports/faults.ts';
import { type HookRule, hookModes } from '../../../src/simulator/world/webhooks.ts';
import { type DeathPoint, deathSteps } from './death.ts';
import { type Component, threeComponents } from './items.ts';

/** Pull requests are named by the order in which they are opened, from 1. */
export type HistoryEvent =
  /** A new commit on the branch of the pull request, which is opened with the first. */
  | { readonly do: 'push'; readonly pull: number }
  /** By its uploading workflow; an earlier or the same list again. */
  | { readonly do: 'upload'; readonly pull: number; readonly graph: number }
  /** The upload of the pull request's commit, which arrives after the merge. */
  | { readonly do: 'upload-across-merge'; readonly pull: number; readonly graph: number }
  | { readonly do: 'merge' | 'close' | 'reopen' | 'label'; readonly pull: number }
  /** Into the merge queue of its base branch, or out of it. */
  | { readonly do: 'enqueue' | 'dequeue'; readonly pull: number }
  /** By the run of the group of the pull request. */
  | { readonly do: 'upload-group'; readonly pull: number; readonly graph: number }
  /** Runs of these components fail from now on. */
  | { readonly do: 'break'; readonly components: string }
  /** A person publishes a release of the default branch. */
  | { readonly do: 'publish' }
  /** A person ticks the first box of the comment. */
  | { readonly do: 'tick'; readonly pull: number; readonly login: string }
  /** A person with read access writes a comment that begins like that of the server. */
  | { readonly do: 'mimic'; readonly pull: number }
  /** A pull request from a fork, or a new commit there. */
  | { readonly do: 'fork' }
  /** The uploading workflow of pull requests from forks. */
  | { readonly do: 'upload-fork'; readonly graph: number }
  /** A person's role in the repository changes. */
  | { readonly do: 'role'; readonly login: string; readonly role: 'read' | 'write' }
  /** A reviewer approves the oldest run that waits for approval. */
  | { readonly do: 'approve' }
  /** A job of another run takes the lock of a component, for a while. */
  | { readonly do: 'lock'; readonly component: string; readonly seconds: number }
  /** It gives it back. */
  | { readonly do: 'unlock'; readonly component: string }
  /** GitHub treats deliveries in some way. */
  | {
      readonly do: 'hooks';
      readonly mode: HookRule['mode'];
      readonly times: number;
      readonly event?: string;
    }
  /** GitHub sends what it held back, in some order. */
  | { readonly do: 'release'; readonly seed: number }
  /** GitHub fails. */
  | {
      readonly do: 'fault';
      readonly route: string;
      readonly kind: FaultRule['fault']['kind'];
      readonly skip: number;
    }
  | { readonly do: 'stop' | 'start' }
  /** A server is killed. */
  | { readonly do: 'kill'; readonly step: DeathPoint['step']; readonly after: number }
  | { readonly do: 'pass'; readonly seconds: number };

const [vpc, eks, dns] = threeComponents as readonly [Component, Component, Component];
/** Lists of affected components: chains, a fork, one alone, none. */
export const graphs: readonly (readonly Component[])[] = [
  threeComponents,
  [vpc, { ...eks, dependents: [2] }, { ...dns, dependents: [] }],
  [{ ...vpc, dependents: [1, 2] }, eks, dns],
  [{ ...vpc, dependents: [] }],
  [],
];

const components = fc.constantFrom('dev/vpc', 'dev/eks', 'prod/dns');
const pulls = fc.integer({ min: 1, max: 2 });
const dispatchRoute = 'actions/create-workflow-dispatch';
const lateModes = hookModes.filter((mode) => mode !== 'lose' && mode !== 'pass');

/** Uploads and time are likely: a history without them starts nothing. */
export const historyEvents: fc.Arbitrary<HistoryEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('push' as const), pull: pulls }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('upload' as const),
      pull: pulls,
      graph: fc.nat(graphs.length - 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), pull: pulls }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('upload-across-merge' as const),
      pull: pulls,
      graph: fc.nat(graphs.length - 1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('close' as const, 'reopen' as const, 'label' as const),
      pull: pulls,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('break' as const),
      components: fc.constantFrom('-', 'vpc', 'eks vpc', 'dns'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('tick' as const),
      pull: pulls,
      login: fc.constantFrom('alice', 'bob', 'mallory'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('mimic' as const), pull: pulls }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), seed: fc.nat(1_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('publish' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fork' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('upload-fork' as const), graph: fc.nat(graphs.length - 1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('role' as const),
      login: fc.constant('bob'),
      role: fc.constantFrom('read' as const, 'write' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('hooks' as const),
      mode: fc.constantFrom(...lateModes),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('hooks' as const),
      mode: fc.constant('lose' as const),
      times: fc.integer({ min: 1, max: 3 }),
      // What a person clicked is told by its delivery alone.
      event: fc.constantFrom('pull_request', 'workflow_run', 'deployment_review'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      route: fc.constantFrom(dispatchRoute, dispatchRoute, 'checks', 'issues', 'repos', 'actions'),
      kind: fc.constantFrom(
        'status' as const,
        'status-after' as const,
        'cut-before' as const,
        'cut-after' as const,
      ),
      skip: fc.nat(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('lock' as const),
      component: components,
      seconds: fc.constantFrom(5, 60, 300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unlock' as const), component: components }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('stop' as const, 'start' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('kill' as const),
      step: fc.constantFrom(...deathSteps),
      after: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('pass' as const), seconds: fc.constantFrom(1, 5, 15, 40) }),
  },
);

const graph = fc.nat(graphs.length - 1);

/** Of a repository with a merge queue. */
export const queueEvents: fc.Arbitrary<HistoryEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('enqueue' as const), pull: pulls }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dequeue' as const), pull: pulls }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('upload-group' as const), pull: pulls, graph }) },
  { weight: 6, arbitrary: historyEvents },
);

/** Two planned pull requests, which may go into the queue. */
export const plannedPulls: readonly HistoryEvent[] = [
  { do: 'push', pull: 1 },
  { do: 'upload', pull: 1, graph: 0 },
  { do: 'push', pull: 2 },
  { do: 'upload', pull: 2, graph: 3 },
  { do: 'pass', seconds: 40 },
];
