/** Batches: from an expected upload to a conclusion, in whatever order facts come. */
import { describe, expect, test } from '@jest/globals';
import {
  advanceBatch,
  type BatchFact,
  type BatchStanding,
  conclusionOf,
  mayDispatch,
} from '../../../../src/domain/dispatch/advance-batch.ts';
import { concludeBatch } from '../../../../src/domain/dispatch/conclude.ts';
import type { NodeState } from '../../../../src/domain/dispatch/node-states.ts';

const expected: BatchStanding = { state: 'expected', isMerge: false, counts: {}, hasOwnerErrors: false };
const matched: BatchFact = { type: 'matched', setId: 'a' };
const planned: BatchFact = { type: 'planned', counts: { ready: 2 } };
const counted = (counts: BatchStanding['counts']): BatchFact => ({ type: 'counted', counts });

function run(facts: readonly BatchFact[], from = expected) {
  return facts.reduce(
    ({ batch, intents }, fact) => {
      const step = advanceBatch(batch, fact);
      return { batch: step.batch, intents: [...intents, ...step.intents.map(({ type }) => type)] };
    },
    { batch: from, intents: [] as string[] },
  );
}

describe('a batch', () => {
  interface Row {
    readonly name: string;
    readonly facts: readonly BatchFact[];
    readonly state: BatchStanding['state'];
    readonly conclusion?: string;
    readonly reason?: string;
    readonly last?: readonly string[];
  }
  const noUpload: BatchFact = { type: 'not_uploaded', conclusion: 'neutral', reason: 'no_upload' };
  const rows: readonly Row[] = [
    {
      name: 'is planned when its upload comes',
      facts: [matched],
      state: 'resolving',
      last: ['plan', 'report'],
    },
    { name: 'runs', facts: [matched, planned], state: 'running', last: ['dispatch', 'report'] },
    {
      name: 'is held',
      facts: [matched, { type: 'planned', counts: { ready: 2 }, hold: 'fork' }],
      state: 'held',
      last: ['report'],
    },
    {
      name: 'is released',
      facts: [
        matched,
        { type: 'planned', counts: { ready: 2 }, hold: 'fork' },
        { type: 'released', hold: 'fork' },
      ],
      state: 'running',
      last: ['dispatch', 'report'],
    },
    {
      name: 'is not released from another hold',
      facts: [
        matched,
        { type: 'planned', counts: { ready: 2 }, hold: 'fork' },
        { type: 'released', hold: 'cooldown' },
      ],
      state: 'held',
      last: [],
    },
    {
      name: 'is held again',
      facts: [
        matched,
        { type: 'planned', counts: { ready: 2 }, hold: 'fork' },
        { type: 'released', hold: 'fork', next: 'blast_radius' },
      ],
      state: 'held',
      last: ['report'],
    },
    {
      name: 'concludes with nothing',
      facts: [matched, { type: 'planned', counts: { skipped: 3 }, reason: 'nothing_wired' }],
      state: 'concluded',
      conclusion: 'neutral',
      reason: 'nothing_wired',
      last: ['report'],
    },
    {
      name: 'is too large',
      facts: [matched, { type: 'unplannable', reason: 'too_large' }],
      state: 'concluded',
      conclusion: 'failure',
      reason: 'too_large',
    },
    {
      name: 'makes progress',
      facts: [matched, planned, counted({ succeeded: 1, running: 1 })],
      state: 'running',
      last: ['report'],
    },
    {
      name: 'succeeds',
      facts: [matched, planned, counted({ succeeded: 2 })],
      state: 'concluded',
      conclusion: 'success',
    },
    {
      name: 'runs again',
      facts: [matched, planned, counted({ failed: 1, succeeded: 1 }), counted({ running: 1, succeeded: 1 })],
      state: 'running',
    },
    {
      name: 'gets no upload',
      facts: [noUpload],
      state: 'concluded',
      conclusion: 'neutral',
      reason: 'no_upload',
    },
    {
      name: 'waits once more where its end is reconsidered',
      facts: [noUpload, { type: 'reconsidered' }],
      state: 'expected',
      last: ['report'],
    },
    {
      name: 'keeps an end that its upload gave',
      facts: [matched, { type: 'planned', counts: {}, reason: 'nothing_affected' }, { type: 'reconsidered' }],
      state: 'concluded',
      conclusion: 'neutral',
      reason: 'nothing_affected',
      last: [],
    },
    { name: 'gets a late upload', facts: [noUpload, matched, planned], state: 'running' },
    {
      name: 'takes no deadline once it has an upload',
      facts: [matched, noUpload],
      state: 'resolving',
      last: [],
    },
    { name: 'is planned once by one upload', facts: [matched, planned, matched], state: 'running', last: [] },
    {
      name: 'is planned by the inventory',
      facts: [{ type: 'inventoried' }],
      state: 'resolving',
      last: ['plan', 'report'],
    },
    {
      name: 'is planned by the inventory once',
      facts: [{ type: 'inventoried' }, planned, { type: 'inventoried' }],
      state: 'running',
      last: [],
    },
    {
      name: 'is planned again by an upload instead of the inventory',
      facts: [{ type: 'inventoried' }, planned, matched],
      state: 'resolving',
      last: ['plan', 'report'],
    },
    {
      name: 'is withdrawn, and not planned by the inventory',
      facts: [{ type: 'withdrawn' }, { type: 'inventoried' }],
      state: 'withdrawn',
      conclusion: 'cancelled',
      last: [],
    },
    {
      name: 'is planned again by another',
      facts: [matched, planned, { type: 'matched', setId: 'b' }],
      state: 'resolving',
      last: ['plan', 'report'],
    },
    {
      name: 'is superseded before an upload',
      facts: [{ type: 'superseded' }],
      state: 'superseded',
      conclusion: 'cancelled',
      reason: 'superseded_early',
      last: ['end_unstarted', 'report'],
    },
    {
      name: 'is superseded, and takes no upload',
      facts: [{ type: 'superseded' }, matched],
      state: 'superseded',
      conclusion: 'cancelled',
      last: [],
    },
    {
      name: 'is superseded while it is held',
      facts: [
        matched,
        { type: 'planned', counts: { ready: 2 }, hold: 'fork' },
        { type: 'superseded' },
        counted({ superseded: 2 }),
      ],
      state: 'superseded',
      conclusion: 'cancelled',
    },
    {
      name: 'is superseded and runs to its end',
      facts: [
        matched,
        planned,
        counted({ running: 1, waiting: 1 }),
        { type: 'superseded' },
        counted({ running: 1, superseded: 1 }),
        counted({ succeeded: 1, superseded: 1 }),
      ],
      state: 'superseded',
      conclusion: 'cancelled',
    },
    {
      name: 'had all started when it was superseded',
      facts: [matched, planned, counted({ running: 2 }), { type: 'superseded' }, counted({ succeeded: 2 })],
      state: 'concluded',
      conclusion: 'success',
    },
    {
      name: 'is withdrawn',
      facts: [matched, planned, { type: 'withdrawn' }, counted({ withdrawn: 2 })],
      state: 'withdrawn',
      conclusion: 'cancelled',
    },
    {
      name: 'stays replaced when its pull request is closed',
      facts: [matched, planned, { type: 'superseded' }, { type: 'withdrawn' }],
      state: 'superseded',
      conclusion: 'cancelled',
      last: [],
    },
    {
      name: 'is replaced, though the close was noticed first',
      facts: [matched, planned, { type: 'withdrawn' }, { type: 'superseded' }],
      state: 'superseded',
      conclusion: 'cancelled',
    },
    {
      name: 'is concluded and stays so',
      facts: [matched, planned, counted({ succeeded: 2 }), { type: 'superseded' }],
      state: 'concluded',
      conclusion: 'success',
      last: [],
    },
    {
      name: 'left dependents of a failure behind',
      facts: [
        matched,
        planned,
        counted({ failed: 1, upstream_failed: 1 }),
        { type: 'superseded' },
        counted({ failed: 1, superseded: 1 }),
      ],
      state: 'superseded',
      conclusion: 'cancelled',
    },
  ];
  test.each(rows)('$name', ({ facts, state, conclusion, reason, last }) => {
    const { batch } = run(facts);
    expect([batch.state, conclusionOf(batch)]).toEqual([state, conclusion]);
    if (reason !== undefined) expect(batch.reason).toBe(reason);
    if (last === undefined) return;
    const before = run(facts.slice(0, -1)).batch;
    expect(run(facts.slice(-1), before).intents).toEqual(last);
  });

  test('dispatches only while it runs', () => {
    expect(mayDispatch(run([matched, planned]).batch)).toBe(true);
    for (const last of ['superseded', 'withdrawn'] as const) {
      expect(mayDispatch(run([matched, planned, { type: last }]).batch)).toBe(false);
    }
    const ended = run([
      matched,
      planned,
      counted({ running: 2 }),
      { type: 'superseded' },
      counted({ succeeded: 2 }),
    ]);
    // GitHub re-runs one of its runs.
    expect(mayDispatch(run([counted({ running: 1, succeeded: 1 })], ended.batch).batch)).toBe(false);
  });

  test('announces a merge that was not applied, once', () => {
    const merge = { ...expected, isMerge: true };
    expect(
      run([matched, planned, counted({ failed: 2 }), counted({ failed: 2 })], merge).intents.filter(
        (one) => one === 'announce',
      ),
    ).toHaveLength(1);
    expect(run([matched, planned, counted({ succeeded: 2 })], merge).intents).not.toContain('announce');
    expect(run([matched, planned, counted({ failed: 2 })]).intents).not.toContain('announce');
  });
});

test.each([
  { counts: { succeeded: 2, skipped: 1 }, conclusion: 'success' },
  { counts: { succeeded: 2, running: 1 }, conclusion: undefined },
  { counts: { succeeded: 2, failed: 1, timed_out: 1, cancelled: 1 }, conclusion: 'failure' },
  { counts: { succeeded: 2, refused: 1 }, conclusion: 'failure' },
  { counts: { succeeded: 2, upstream_failed: 1 }, conclusion: 'failure' },
  { counts: { timed_out: 1, cancelled: 1 }, conclusion: 'timed_out' },
  { counts: { cancelled: 1, succeeded: 1 }, conclusion: 'cancelled' },
  { counts: { superseded: 1, succeeded: 1 }, conclusion: 'cancelled' },
  { counts: { skipped: 3 }, conclusion: 'neutral' },
  { counts: { withdrawn: 1, succeeded: 1 }, conclusion: 'success' },
  { counts: {}, conclusion: 'neutral' },
])('$counts concludes as $conclusion', ({ counts, conclusion }) => {
  expect(concludeBatch(counts, { hasOwnerErrors: false })).toBe(conclusion);
  if (conclusion !== undefined) expect(concludeBatch(counts, { hasOwnerErrors: true })).toBe('failure');
});

test('every open state keeps a batch open', () => {
  const states: readonly NodeState[] = ['waiting', 'ready', 'locked', 'dispatching', 'running', 'approval'];
  for (const state of states)
    expect(concludeBatch({ [state]: 1, failed: 1 }, { hasOwnerErrors: true })).toBeUndefined();
});
