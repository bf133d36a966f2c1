/** Words that are stored and reported, and the bounds between them. */
import { describe, expect, test } from '@jest/globals';
import {
  type DispatchEvent,
  dispatchEvents,
  expectsUpload,
  type GroupRef,
  isSuperseded,
  mergedActivity,
  nameSubject,
  readBatchSubject,
  readGroupRef,
} from '../../../../src/domain/dispatch/activities.ts';
import {
  type BatchIntent,
  type BatchState,
  batchStates,
} from '../../../../src/domain/dispatch/advance-batch.ts';
import { conclusions } from '../../../../src/domain/dispatch/conclude.ts';
import { holdReasons } from '../../../../src/domain/dispatch/hold.ts';
import { deploymentKinds, kindOfWorkflow } from '../../../../src/domain/dispatch/kinds.ts';
import {
  endedNodeStates,
  type FailReason,
  isOpen,
  isUnstarted,
  type NodeReason,
  type NodeResult,
  openNodeStates,
  type RefuseReason,
  type SkipReason,
} from '../../../../src/domain/dispatch/node-states.ts';
import {
  acceptedWaitMs,
  lookupsMs,
  maxClaimAgeMs,
  orderStates,
  sendLeaseMs,
} from '../../../../src/domain/dispatch/order-states.ts';
import { quietReasons } from '../../../../src/domain/dispatch/quiet-reason.ts';
import { type QueueFallback, queueFallbacks } from '../../../../src/domain/dispatch/resolve-workflows.ts';
import { type RunNewsStatus, runStatuses } from '../../../../src/domain/dispatch/run-rank.ts';

const skips: readonly SkipReason[] = [
  'not_wired',
  'disabled',
  'deleted',
  'runs_on_published',
  'overtaken',
  'run_skipped',
  'detecting',
  'instance_locked',
  'changing',
  'backed_off',
];
const refusals: readonly RefuseReason[] = ['cycle', 'fallback', 'file_missing', 'no_merge_commit', 'no_run'];
const failures: readonly FailReason[] = ['run', 'lock_wait', 'overtaken'];
const reasons: readonly NodeReason[] = [...skips, ...refusals, ...failures];
const results: readonly NodeResult[] = ['no_changes', 'changes', 'applied', 'unknown'];
const intents: readonly BatchIntent['type'][] = ['plan', 'dispatch', 'end_unstarted', 'report', 'announce'];
const events: readonly DispatchEvent[] = dispatchEvents;
const batches: readonly BatchState[] = batchStates;
const fallbacks: readonly QueueFallback[] = queueFallbacks;
const runs: readonly RunNewsStatus[] = runStatuses;

test.each([
  { name: 'states of batches', words: batches },
  { name: 'states of deployments', words: [...openNodeStates, ...endedNodeStates] },
  { name: 'states of orders', words: orderStates },
  { name: 'states of runs', words: runs },
  { name: 'reasons of deployments', words: [...new Set(reasons)] },
  { name: 'results', words: results },
  { name: 'conclusions', words: conclusions },
  { name: 'holds', words: holdReasons },
  { name: 'kinds', words: deploymentKinds },
  { name: 'quiet reasons', words: quietReasons },
  { name: 'events', words: events },
  { name: 'fallbacks', words: fallbacks },
  { name: 'intents', words: intents },
])('$name are short lower-case words, each once', ({ words }) => {
  expect(new Set(words).size).toBe(words.length);
  for (const word of words) expect(word).toMatch(/^[a-z_]{3,32}$/);
});

test('a deployment that is unstarted is open', () => {
  for (const state of endedNodeStates)
    expect([isOpen({ state }), isUnstarted({ state })]).toEqual([false, false]);
  expect(openNodeStates.filter((state) => isUnstarted({ state }))).toEqual(['waiting', 'ready', 'locked']);
});

test('a claim is old long before its lease ends, and lookups continue after it', () => {
  expect(maxClaimAgeMs).toBeLessThan(sendLeaseMs / 2);
  expect(lookupsMs.toSorted((one, other) => one - other)).toEqual(lookupsMs);
  expect(lookupsMs.at(-1)).toBeLessThan(acceptedWaitMs);
});

describe('activities', () => {
  test.each([
    { activity: 'opened', expects: true, superseded: true },
    { activity: 'synchronize', expects: true, superseded: true },
    { activity: 'reopened', expects: true, superseded: true },
    { activity: mergedActivity, expects: true, superseded: false },
    { activity: 'labeled', expects: false, superseded: true },
    { activity: 'closed', expects: false, superseded: true },
  ])('$activity', ({ activity, expects, superseded }) => {
    const one = { event: 'pull_request', activity } as const;
    expect([expectsUpload(one), isSuperseded(one)]).toEqual([expects, superseded]);
  });

  test('of a queue and a release', () => {
    expect(expectsUpload({ event: 'merge_group', activity: 'checks_requested' })).toBe(true);
    expect(expectsUpload({ event: 'release', activity: 'published' })).toBe(false);
    expect(isSuperseded({ event: 'merge_group', activity: 'checks_requested' })).toBe(false);
  });
});

const sha = 'a'.repeat(40);
const refs: readonly { readonly ref: string; readonly group: GroupRef | undefined }[] = [
  {
    ref: `refs/heads/gh-readonly-queue/main/pr-12-${sha}`,
    group: { base: 'main', pullNumber: 12, baseSha: sha },
  },
  {
    ref: `gh-readonly-queue/release/1.x/pr-3-${sha}`,
    group: { base: 'release/1.x', pullNumber: 3, baseSha: sha },
  },
  {
    ref: `gh-readonly-queue/a/pr-1-${sha}/pr-2-${sha}`,
    group: { base: `a/pr-1-${sha}`, pullNumber: 2, baseSha: sha },
  },
  { ref: 'gh-readonly-queue/main/pr-7-abcdef0', group: { base: 'main', pullNumber: 7, baseSha: undefined } },
  { ref: `gh-readonly-queue/main/pr-0-${sha}`, group: undefined },
  { ref: `refs/heads/main/pr-12-${sha}`, group: undefined },
  { ref: `x/gh-readonly-queue/main/pr-12-${sha}`, group: undefined },
];
test.each(refs)('$ref', ({ ref, group }) => {
  expect(readGroupRef(ref)).toEqual(group);
});

test.each([
  { type: 'pull_request', number: 12 },
  { type: 'merge_group', headSha: sha },
  { type: 'release', id: '200000001' },
  { type: 'sweep', schedule: 'every/day', dueAt: 1_000 },
] as const)('the name of a subject is read back: $type', (subject) => {
  expect(readBatchSubject(nameSubject(subject))).toEqual(subject);
});

test.each(['', 'pr/', 'pr/0', 'pr/1x', 'group/12', `group/${sha} `, 'release/x', 'sweep/x', `x/${sha}`])(
  'no subject: %j',
  (text) => {
    expect(readBatchSubject(text)).toBeUndefined();
  },
);

test('a configured kind is that of the file', () => {
  expect(kindOfWorkflow('apply.yaml', new Map([['apply.yaml', 'plan']]))).toBe('plan');
});
