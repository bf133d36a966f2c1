/** Faults of merge groups, and of what the server has on record. */
import { check, merge, withPull, withRun } from './evidence-fixture.ts';
import type { Fault } from './lock-faults.ts';

export const recordFaults: readonly Fault[] = [
  {
    invariant: 'groupsAreChecked',
    name: 'a merge group without a check',
    change: () => ({ groups: [{ sha: 'e'.repeat(40), number: 1, madeAt: 50_000 }] }),
  },
  {
    invariant: 'unplannedGroupsFail',
    name: 'a merge group without an upload that looks well',
    change: ({ checks }) => ({
      groups: [{ sha: 'e'.repeat(40), number: 1, madeAt: 50_000 }],
      checks: [...checks, { ...check(3, 'e'.repeat(40)), conclusion: 'neutral' }],
    }),
  },
  {
    invariant: 'groupsArePlanned',
    name: 'a run for a merge group before GitHub has made it',
    change: () => ({ groups: [{ sha: merge, number: 1, madeAt: 70_000 }] }),
  },
  {
    invariant: 'releasesRunTheirCommit',
    name: 'a run for a release that was not published',
    change: withRun(103, { workflow: 'release.yaml' }),
  },
  {
    invariant: 'releasesAct',
    name: 'a release that starts nothing',
    change: () => ({ releases: [{ sha: merge, publishedAt: 70_000 }] }),
  },
  {
    invariant: 'callsAreSpaced',
    name: 'a run that is read again and again',
    change: ({ calls }) => ({ calls: Array.from({ length: 40 }, () => calls).flat() }),
  },
  {
    invariant: 'uploadsAct',
    name: 'an upload of an open pull request that starts nothing',
    change: (evidence) => ({
      ...withPull({ state: 'open', mergedAt: undefined, mergeSha: undefined })(evidence),
      nodes: evidence.nodes.slice(1),
    }),
  },
  {
    invariant: 'unappliedMergesFail',
    name: 'a merge without an upload that looks well',
    change: ({ uploads, checks }) => ({
      uploads: uploads.slice(0, 1),
      checks: checks.map((one) => (one.head_sha === merge ? { ...one, conclusion: 'neutral' } : one)),
    }),
  },
  {
    invariant: 'staleApprovalsEnd',
    name: 'a run of a replaced commit that waits for a reviewer',
    change: (evidence) => ({
      ...withRun(101, { status: 'waiting' })(evidence),
      stops: [{ batchId: 1, at: 1_000_000 }],
    }),
  },
];
