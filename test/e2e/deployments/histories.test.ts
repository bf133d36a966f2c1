/** Generated histories: whatever comes in whatever order, no invariant breaks, and everything ends. */
import { test } from '@jest/globals';
import { patience } from '../../support/patience.ts';
import type { HistoryEvent } from './history-events.ts';
import { judgeHistories, type PlayOptions, playHistory } from './judge-histories.ts';
import { approvedWorkflows, reviewingWorkspaces } from './seed.ts';

const limitMs = patience(120_000);

test(
  // Deployment guarantee: killed, stopped, lost-answers, github-errors, late-deliveries, failed-deliveries, missing-deliveries, releases, forks, people, shifting-uploads
  'generated histories break no invariant',
  async () => {
    await judgeHistories({ seed: 3, numRuns: 12 });
  },
  limitMs,
);

/** They broke something once: the server, or the rules that judge it. */
const kept: readonly {
  readonly name: string;
  readonly events: readonly HistoryEvent[];
  readonly options?: PlayOptions | undefined;
}[] = [
  {
    name: 'a deployment starts whose parent a later merge has deployed',
    events: [
      { do: 'fork' },
      { do: 'merge', pull: 1 },
      { do: 'merge', pull: 2 },
      { do: 'pass', seconds: 1 },
      { do: 'upload-across-merge', pull: 2, graph: 0 },
      { do: 'upload', pull: 2, graph: 4 },
      { do: 'upload', pull: 1, graph: 0 },
    ],
  },
  {
    name: 'a second list has a dependency between two components that have started',
    events: [
      { do: 'upload', pull: 1, graph: 2 },
      { do: 'pass', seconds: 40 },
      { do: 'break', components: 'eks vpc' },
      { do: 'upload', pull: 1, graph: 1 },
    ],
  },
  {
    name: 'the plan of a newer head goes ahead of that of the head before',
    events: [
      { do: 'upload', pull: 1, graph: 0 },
      { do: 'push', pull: 1 },
      { do: 'push', pull: 1 },
      { do: 'upload', pull: 1, graph: 1 },
    ],
  },
  {
    name: 'the check of a replaced commit names a commit that becomes known later',
    events: [
      { do: 'push', pull: 1 },
      { do: 'close', pull: 1 },
      { do: 'close', pull: 1 },
    ],
  },
  {
    name: 'the report of a commit without an upload names a workflow that uploads for the first time later',
    events: [
      { do: 'pass', seconds: 150 },
      { do: 'push', pull: 2 },
      { do: 'pass', seconds: 5 },
      { do: 'upload', pull: 2, graph: 3 },
    ],
  },
  {
    name: 'a merge fails without an upload though the newest list of its plan came after it',
    events: [
      { do: 'upload', pull: 1, graph: 1 },
      { do: 'upload', pull: 1, graph: 4 },
      { do: 'upload-across-merge', pull: 1, graph: 3 },
    ],
  },
  {
    name: 'what a later list withdrew is not replaced by a commit that comes after the end',
    events: [
      { do: 'upload', pull: 1, graph: 0 },
      { do: 'upload', pull: 1, graph: 4 },
      { do: 'pass', seconds: 40 },
      { do: 'push', pull: 1 },
    ],
  },
  {
    name: 'a plan stays successful though another list of it comes after the merge',
    events: [
      { do: 'upload', pull: 1, graph: 3 },
      { do: 'pass', seconds: 15 },
      { do: 'upload-across-merge', pull: 1, graph: 2 },
    ],
  },
  {
    name: 'a comment that was posted before its check links the check',
    events: [
      { do: 'fault', route: 'checks', kind: 'cut-before', skip: 1 },
      { do: 'fork' },
      { do: 'pass', seconds: 5 },
    ],
  },
  {
    name: 'a comment of a held commit links a check that comes after the hold',
    events: [
      { do: 'fault', route: 'checks', kind: 'status', skip: 1 },
      { do: 'fork' },
      { do: 'upload-fork', graph: 1 },
    ],
  },
  {
    name: 'a later upload of a commit has nothing, and came before its only deployment had started',
    events: [
      { do: 'upload', pull: 1, graph: 3 },
      { do: 'pass', seconds: 15 },
      { do: 'push', pull: 2 },
      { do: 'upload', pull: 2, graph: 3 },
      { do: 'pass', seconds: 15 },
      { do: 'upload', pull: 2, graph: 4 },
      { do: 'pass', seconds: 40 },
    ],
    options: { workspaces: reviewingWorkspaces, workflows: approvedWorkflows },
  },
  {
    name: 'a merge is successful that a later one has overtaken, and whose next list has nothing',
    events: [
      { do: 'push', pull: 2 },
      { do: 'merge', pull: 1 },
      { do: 'upload-across-merge', pull: 2, graph: 4 },
      { do: 'upload', pull: 2, graph: 2 },
      { do: 'upload', pull: 1, graph: 0 },
      { do: 'pass', seconds: 40 },
      { do: 'upload-across-merge', pull: 1, graph: 3 },
    ],
  },
];

test.each(kept)(
  '$name',
  async ({ events, options }) => {
    await playHistory(events, options);
  },
  limitMs,
);
