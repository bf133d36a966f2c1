/** Faults of merge groups, and of what the server has on record. */
import { check, merge, withPull, withRun } from './evidence-fixture.ts';
import type { Fault } from './lock-faults.ts';

export const recordFaults: readonly Fault[] = [
  {
    invariant: 'groupsAreChecked',
    name: 'a merge group without a check',
    change: () => ({ groups: [{ sha: 'e'.repeat(40), numbers: [1], madeAt: 50_000 }] }),
  },
  {
    invariant: 'unplannedGroupsFail',
    name: 'a merge group without an upload that looks well',
    change: ({ checks }) => ({
      groups: [{ sha: 'e'.repeat(40), numbers: [1, 9], madeAt: 50_000 }],
      checks: [...checks, { ...check(3, 'e'.repeat(40)), conclusion: 'neutral' }],
    }),
  },
  {
    invariant: 'groupsArePlanned',
    name: 'a run for a merge group before GitHub has made it',
    change: () => ({ groups: [{ sha: merge, numbers: [1], madeAt: 70_000 }] }),
  },
  {
    invariant: 'groupsAreKnown',
    name: 'a merge group of another pull request',
    change: () => ({
      groups: [{ sha: 'e'.repeat(40), numbers: [1, 2], madeAt: 50_000 }],
      groupPulls: [{ head_sha: 'e'.repeat(40), pull_number: 2 }],
    }),
  },
  {
    invariant: 'groupsAreShown',
    name: 'a comment without the merge group of its pull request',
    change: ({ batches }) => ({
      groups: [{ sha: 'e'.repeat(40), numbers: [1, 9], madeAt: 50_000 }],
      groupPulls: [1, 9].map((number) => ({ head_sha: 'e'.repeat(40), pull_number: number })),
      batches: [
        ...batches,
        {
          ...{ id: 99, activity: 'checks_requested', subject: `group/${'e'.repeat(40)}` },
          ...{ head_sha: 'e'.repeat(40), sha: 'e'.repeat(40), state: 'withdrawn', stopped: 'withdrawn' },
        },
      ],
    }),
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
