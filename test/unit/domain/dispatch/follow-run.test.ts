/** What a retry starts, by what the earlier runs of the deployment have done. */
import { expect, test } from '@jest/globals';
import {
  decideRetriedRuns,
  type EarlierRun,
  type RetriedDeployment,
  type RetryDecision,
} from '../../../../src/domain/dispatch/follow-run.ts';

const change: RetriedDeployment = { kind: 'change', files: ['apply.yaml'], retriedAt: 100 };
const plan: RetriedDeployment = { kind: 'plan', files: ['plan.yaml'], retriedAt: 100 };
const run = (changes: Partial<EarlierRun> = {}): EarlierRun => ({
  attempt: 1,
  file: 'apply.yaml',
  end: 'failure',
  endedAt: 50,
  ...changes,
});
const ofPlan = (changes: Partial<EarlierRun>) => run({ file: 'plan.yaml', ...changes });
const two = { ...change, files: ['apply.yaml', 'notify.yaml'] };

test.each<{
  readonly name: string;
  readonly deployment: RetriedDeployment;
  readonly runs: readonly EarlierRun[];
  readonly decision: RetryDecision;
}>([
  {
    name: 'a deployment without runs starts all of its files',
    deployment: two,
    runs: [],
    decision: { status: 'start', files: two.files },
  },
  {
    name: 'a failed run is started again',
    deployment: change,
    runs: [run()],
    decision: { status: 'start', files: ['apply.yaml'] },
  },
  {
    name: 'a run that executes, again or still, is followed',
    deployment: change,
    runs: [run(), run({ attempt: 2, end: undefined, endedAt: undefined })],
    decision: { status: 'follow', attempt: 2 },
  },
  {
    name: 'an open run of an earlier attempt is followed',
    deployment: change,
    runs: [run({ end: undefined, endedAt: undefined }), run({ attempt: 2 })],
    decision: { status: 'follow', attempt: 1 },
  },
  {
    name: 'a change that has succeeded after all never runs again',
    deployment: change,
    runs: [run({ end: 'success', endedAt: 10 })],
    decision: { status: 'follow', attempt: 1 },
  },
  {
    name: 'of two files only the one that failed runs again',
    deployment: two,
    runs: [run({ end: 'success' }), run({ file: 'notify.yaml' })],
    decision: { status: 'start', files: ['notify.yaml'] },
  },
  {
    name: 'a change that succeeded in two attempts is whole',
    deployment: two,
    runs: [
      run({ end: 'success' }),
      run({ file: 'notify.yaml' }),
      run({ attempt: 2, file: 'notify.yaml', end: 'success' }),
    ],
    decision: { status: 'follow', attempt: 2 },
  },
  {
    name: 'a plan that succeeds after the retry is followed',
    deployment: plan,
    runs: [ofPlan({ end: 'success', endedAt: 101 })],
    decision: { status: 'follow', attempt: 1 },
  },
  {
    name: 'a plan that had succeeded before is planned again',
    deployment: plan,
    runs: [ofPlan({ end: 'success', endedAt: 99 })],
    decision: { status: 'start', files: ['plan.yaml'] },
  },
])('$name', ({ deployment, runs, decision }) => {
  expect(decideRetriedRuns(deployment, runs)).toEqual(decision);
});
