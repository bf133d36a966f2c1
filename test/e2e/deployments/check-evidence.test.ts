/** The checker itself: a history in which all is well passes, and each fault in it is caught. */
import { describe, expect, test } from '@jest/globals';
import { findUnsafe, findViolations, invariants } from './check-evidence.ts';
import type { Evidence } from './evidence.ts';
import {
  all,
  applied,
  check,
  command,
  comment,
  head,
  idOfOrder,
  inputsOf,
  merge,
  nodeOf,
  orderOf,
  runOf,
  wellDone,
  withLaterMerge,
  withMoreRuns,
  withNode,
  withOrder,
  withPlanAgain,
  withPull,
  withRun,
} from './evidence-fixture.ts';
import { type Fault, lockFaults } from './lock-faults.ts';
import { recordFaults } from './record-faults.ts';

describe('a history without a fault', () => {
  test.each<{ readonly name: string; readonly evidence: Evidence }>([
    { name: 'two plans, a merge, two applies', evidence: wellDone },
    {
      name: 'a plan again after a retry',
      evidence: all(withPlanAgain(41), () => ({ commands: [command] })),
    },
    {
      name: 'a plan again for a commit that is the head again',
      evidence: all(withPlanAgain(41), withPull({ heads: [head, 'd'.repeat(40), head] })),
    },
    {
      name: 'a plan after a parent that failed',
      evidence: all(withRun(101, { conclusion: 'failure' }), () => ({
        checks: [check(2, merge)],
        uploads: wellDone.uploads,
        wanted: { ...wellDone.wanted, checks: new Map() },
      })),
    },
    { name: 'a later merge after the earlier', evidence: all(withLaterMerge(75)) },
    {
      name: 'a commit of a fork that a writer has released',
      evidence: all(withPull({ isFork: true }), () => ({ commands: [{ ...command, kind: 'release_fork' }] })),
    },
  ])('passes: $name', ({ evidence }) => {
    expect(findViolations(evidence)).toEqual([]);
  });
});

const faults: readonly Fault[] = [
  {
    invariant: 'oneRunPerKey',
    name: 'an order that was sent twice',
    change: withMoreRuns(runOf(105, 30, { inputs: inputsOf(101, 'vpc', head) })),
  },
  {
    invariant: 'oneRunPerKey',
    name: 'a second order for the same deployment',
    change: withMoreRuns(runOf(105, 35)),
  },
  {
    invariant: 'oneRunPerKey',
    name: 'two rows of one attempt',
    change: ({ orders }) => ({
      orders: [...orders, orderOf(105, 1, 0, { state: 'withdrawn', run_id: null })],
    }),
  },
  { invariant: 'gatesHold', name: 'a plan beside its parent', change: withRun(102, { createdAt: 25_000 }) },
  {
    invariant: 'gatesHold',
    name: 'an apply after a parent that failed',
    change: withRun(103, { conclusion: 'failure' }),
  },
  {
    invariant: 'gatesHold',
    name: 'an apply whose parent never started',
    change: ({ orders }) => ({ orders: orders.filter(({ id }) => id !== idOfOrder(103)) }),
  },
  {
    invariant: 'gatesHold',
    name: 'an apply below one that is not wired, below one that failed',
    change: (evidence) => ({
      ...withRun(103, { conclusion: 'failure' })(evidence),
      nodes: [...evidence.nodes, nodeOf(2, 2, { is_transparent: 1, state: 'skipped' })],
      edges: [
        { batch_id: 2, parent: 0, child: 2 },
        { batch_id: 2, parent: 2, child: 1 },
      ],
    }),
  },
  {
    invariant: 'stopsHold',
    name: 'an order that was claimed after its batch was superseded',
    change: () => ({ stops: [{ batchId: 1, at: 39_499 }] }),
  },
  ...lockFaults,
  {
    invariant: 'mergesRunTheirCommit',
    name: 'an apply of the head of the pull request',
    change: withRun(103, { inputs: inputsOf(103, 'vpc', head) }),
  },
  {
    invariant: 'mergesRunTheirCommit',
    name: 'an apply of a pull request that was closed',
    change: withPull({ mergedAt: undefined }),
  },
  {
    invariant: 'mergesRunTheirCommit',
    name: 'an apply before the merge',
    change: withPull({ mergedAt: 61_000 }),
  },
  {
    invariant: 'inputsAreDeclared',
    name: 'an input that the file does not declare',
    change: () => ({ declared: { 'plan.yaml': ['stack', 'component', 'sha'] } }),
  },
  {
    invariant: 'inputsAreDeclared',
    name: 'a template that is left over',
    change: withRun(101, { inputs: { ...inputsOf(101, 'vpc', head), stack: '{{ .vars.stage }}' } }),
  },
  {
    invariant: 'inputsAreDeclared',
    name: 'more than GitHub takes',
    change: withRun(101, { inputs: { ...inputsOf(101, 'vpc', head), stack: 'x'.repeat(65_536) } }),
  },
  {
    invariant: 'inputsAreDeclared',
    name: 'a dispatch that GitHub rejected',
    change: withOrder(104, { state: 'refused', refusal: 'rejected', run_id: null }),
  },
  { invariant: 'forksAreHeld', name: 'a fork that was not released', change: withPull({ isFork: true }) },
  {
    invariant: 'forksAreHeld',
    name: 'a fork that was released after its runs',
    change: (evidence) => ({
      ...withPull({ isFork: true })(evidence),
      commands: [{ ...command, kind: 'release_fork', commanded_at: 99_000 }],
    }),
  },
  { invariant: 'laterMergeWins', name: 'an earlier merge after the later', change: withLaterMerge(57) },
  {
    invariant: 'oneAtATime',
    name: 'two applies of one instance',
    change: withRun(103, { completedAt: 95_000, inputs: inputsOf(103, 'eks', merge) }),
  },
  {
    invariant: 'oneAtATime',
    name: 'two runs of one concurrency group',
    change: (evidence) => {
      const first = all(withRun(101, { concurrencyGroup: 'x', completedAt: 45_000 }));
      return withRun(102, { concurrencyGroup: 'x' })({ ...evidence, ...first });
    },
  },
  {
    invariant: 'changesRunOnce',
    name: 'an apply that had succeeded',
    change: withMoreRuns(applied(105, 100, 'vpc')),
  },
  {
    invariant: 'oneComment',
    name: 'a second comment',
    change: ({ comments }) => ({ comments: [...comments, { ...comment, id: 2 }] }),
  },
  {
    invariant: 'approvalsHold',
    name: 'an approval of a commit that is not the head',
    change: withPull({ state: 'open', approved: [head], heads: [head, 'd'.repeat(40)] }),
  },
  {
    invariant: 'approvalsHold',
    name: 'an approval of a commit that has no successful check',
    change: withPull({ state: 'open', approved: ['d'.repeat(40)], heads: ['d'.repeat(40)] }),
  },
  {
    invariant: 'approvalsFollowChecks',
    name: 'an approval while the check is in progress',
    change: withPull({ approvals: [{ sha: head, at: 51_999 }] }),
  },
  {
    invariant: 'oneCheck',
    name: 'a second check',
    change: ({ checks }) => ({ checks: [...checks, check(3, head)] }),
  },
  {
    invariant: 'successIsEarned',
    name: 'success though a run failed',
    change: withRun(102, { conclusion: 'failure' }),
  },
  {
    invariant: 'successIsEarned',
    name: 'success while a run is open',
    change: withRun(104, { conclusion: undefined, completedAt: undefined }),
  },
  {
    invariant: 'successIsEarned',
    name: 'success for a part of the upload',
    change: ({ uploads }) => ({
      uploads: [
        ...uploads,
        {
          at: 57_000,
          sha: merge,
          of: 'merge',
          edges: [],
          wired: [{ stack: 'dev', component: 'rds', files: ['apply.yaml'] }],
        },
      ],
    }),
  },
  {
    invariant: 'successIsEarned',
    name: 'success without an upload',
    change: ({ uploads }) => ({ uploads: uploads.slice(0, 1) }),
  },
  {
    invariant: 'writersCommand',
    name: 'a command of a person who may not write',
    change: () => ({ commands: [{ ...command, actor_login: 'mallory' }] }),
  },
  {
    invariant: 'forgeriesAreRejected',
    name: 'a delivery that was not signed',
    change: () => ({ deliveries: [{ guid: 'forged', state: 'ignored' }] }),
  },
  { invariant: 'everythingEnds', name: 'an order that waits', change: withOrder(104, { state: 'unclear' }) },
  {
    invariant: 'everythingEnds',
    name: 'a batch that waits',
    change: ({ batches }) => ({ batches: batches.map((batch) => ({ ...batch, state: 'running' })) }),
  },
  {
    invariant: 'everythingEnds',
    name: 'a check that waits for nothing',
    change: ({ checks }) => ({
      checks: checks.map((one) => ({ ...one, status: 'in_progress', conclusion: null })),
    }),
  },
  {
    invariant: 'everythingEnds',
    name: 'a delivery that was answered and forgotten',
    change: () => ({ deliveries: [{ guid: 'signed', state: 'new' }] }),
  },
  { invariant: 'reportsAreTrue', name: 'no check', change: ({ checks }) => ({ checks: checks.slice(1) }) },
  { invariant: 'reportsAreTrue', name: 'no comment', change: () => ({ comments: [] }) },
  {
    invariant: 'reportsAreTrue',
    name: 'a check that says something else',
    change: ({ checks }) => ({ checks: checks.map((one) => ({ ...one, title: '1 succeeded' })) }),
  },
  {
    invariant: 'reportsAreTrue',
    name: 'a comment that is out of date',
    change: ({ comments }) => ({ comments: comments.map((one) => ({ ...one, body: `${one.body}, old` })) }),
  },
  {
    invariant: 'ordersKnowTheirRun',
    name: 'an order with the run of another',
    change: withOrder(101, { run_id: '102' }),
  },
  {
    invariant: 'deliveriesAreKeptOnce',
    name: 'a delivery that was stored twice',
    change: ({ deliveries }) => ({ deliveries: [...deliveries, ...deliveries] }),
  },
  {
    invariant: 'successWasEarned',
    name: 'success after the first of two runs',
    change: ({ checkStates }) => ({ checkStates: [...checkStates, { at: 31_000, ...check(1, head) }] }),
  },
  {
    invariant: 'successWasEarned',
    name: 'success before an upload',
    change: ({ checkStates }) => ({ checkStates: [...checkStates, { at: 5_000, ...check(1, head) }] }),
  },
  {
    invariant: 'newsIsTaken',
    name: 'a run whose end is not known',
    change: withOrder(101, { run_end: null }),
  },
  { invariant: 'runsAreClaimed', name: 'a run without an order', change: withOrder(101, { run_id: null }) },
  {
    invariant: 'uploadsAct',
    name: 'an upload of a merge that starts nothing',
    change: ({ nodes }) => ({ nodes: nodes.filter(({ batch_id: batch }) => batch !== 2) }),
  },
  ...recordFaults,
];

describe('a fault is caught', () => {
  test.each(faults)('$invariant: $name', ({ invariant, change }) => {
    const found = findViolations(all(change));
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(`^${invariant}: `))]));
  });

  test('every invariant has one', () => {
    expect([...new Set(faults.map(({ invariant }) => invariant))].sort()).toEqual(invariants.toSorted());
  });

  test('a skipped parent is passed over', () => {
    const skipped = all(
      withNode(0, { state: 'skipped', is_transparent: 1 }),
      ({ orders, runs, uploads }) => ({
        orders: orders.filter(({ id }) => id !== idOfOrder(103)),
        runs: runs.filter(({ id }) => id !== 103),
        uploads: uploads.map(({ at, sha, of, wired }) => ({
          at,
          sha,
          of,
          edges: [],
          wired: sha === merge ? wired.slice(1) : wired,
        })),
      }),
    );
    expect(findViolations(skipped)).toEqual([]);
  });

  test('what still works is judged by what must hold at every moment', () => {
    const working = all(withOrder(104, { state: 'sending' }), ({ checks }) => ({
      checks: checks.map((one) => ({ ...one, status: 'in_progress', conclusion: null })),
    }));
    expect(findUnsafe(working)).toEqual([]);
    expect(findViolations(working)).not.toEqual([]);
  });
});
