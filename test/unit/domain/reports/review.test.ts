/** What a review says: approved only where everything on the head has ended well, whatever else there is. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conclusions } from '../../../../src/domain/dispatch/conclude.ts';
import {
  decideReview,
  type ReviewedBatch,
  type ReviewFacts,
  renderReviewBody,
  reviewMarker,
  reviewPrefix,
} from '../../../../src/domain/reports/review.ts';
import { batch as reportOf, row } from './samples.ts';

const head = 'a'.repeat(40);
const pull = { state: 'open', headSha: head, baseRef: 'main', isFork: false, author: 'alice' } as const;
const bot = 'atmos-pro[bot]';

function batch(changes: Partial<ReviewedBatch> = {}): ReviewedBatch {
  return {
    ...{ id: 1, headSha: head, baseRef: 'main', isStopped: false, endedAt: 1, reason: undefined },
    activity: { event: 'pull_request', activity: 'synchronize' },
    ...{ state: 'concluded', conclusion: 'success', ...changes },
  };
}
const empty = batch({ conclusion: 'neutral', reason: 'nothing_affected' });
const labeled = { event: 'pull_request', activity: 'labeled' } as const;
const facts = (...batches: readonly ReviewedBatch[]): ReviewFacts => ({ pull, batches, bot });

test.each([
  { name: 'success', batches: [batch()], full: 'approve', empty: 'release' },
  { name: 'nothing affected', batches: [empty], full: 'approve', empty: 'approve' },
  {
    name: 'a failure',
    batches: [batch({ conclusion: 'failure' })],
    full: 'request_changes',
    empty: 'release',
  },
  {
    name: 'a timeout',
    batches: [batch({ conclusion: 'timed_out' })],
    full: 'request_changes',
    empty: 'release',
  },
  {
    name: 'a cancellation',
    batches: [batch({ conclusion: 'cancelled' })],
    full: 'withhold',
    empty: 'release',
  },
  {
    name: 'no upload',
    batches: [batch({ conclusion: 'neutral', reason: 'no_upload' })],
    full: 'release',
    empty: 'release',
  },
  {
    name: 'only removals',
    batches: [batch({ conclusion: 'neutral', reason: 'only_removals' })],
    full: 'release',
    empty: 'release',
  },
  { name: 'work in progress', batches: [batch({ state: 'running' })], full: 'withhold', empty: 'withhold' },
  { name: 'no batch of the head', batches: [batch({ headSha: 'b' })], full: 'withhold', empty: 'withhold' },
  {
    name: 'a batch that was stopped',
    batches: [batch({ isStopped: true })],
    full: 'withhold',
    empty: 'withhold',
  },
  { name: 'another base branch', batches: [batch({ baseRef: 'dev' })], full: 'withhold', empty: 'withhold' },
  {
    name: 'one activity that failed beside one that did not',
    batches: [batch({ conclusion: 'failure' }), batch({ id: 2, activity: labeled })],
    full: 'request_changes',
    empty: 'release',
  },
  {
    name: 'a later batch of the same activity',
    batches: [batch({ id: 2 }), batch({ conclusion: 'failure' })],
    full: 'approve',
    empty: 'release',
  },
  {
    name: 'something affected beside nothing',
    batches: [empty, batch({ id: 2, activity: labeled })],
    full: 'approve',
    empty: 'release',
  },
])('decides by $name', ({ batches, full, empty: onlyEmpty }) => {
  expect(decideReview(facts(...batches), 'full')).toBe(full);
  expect(decideReview(facts(...batches), 'approve_empty')).toBe(onlyEmpty);
  // What was said before it was turned off does not stay.
  expect(decideReview(facts(...batches), 'off')).toBe('release');
});

test('never reviews a pull request of its own, nor one that is closed, and approves no fork', () => {
  const decide = (changes: object) =>
    decideReview({ ...facts(batch()), pull: { ...pull, ...changes } }, 'full');
  expect(decide({ author: 'Atmos-Pro[bot]' })).toBeUndefined();
  expect(decide({ state: 'closed' })).toBeUndefined();
  expect(decide({ isFork: true })).toBe('release');
});

const batches = fc.array(
  fc.record({
    id: fc.nat(20),
    headSha: fc.constantFrom(head, 'b'.repeat(40)),
    baseRef: fc.constantFrom('main', 'dev', undefined),
    isStopped: fc.boolean(),
    endedAt: fc.constant(1),
    activity: fc.constantFrom('opened', 'synchronize', 'labeled', 'merged').map((activity) => ({
      event: 'pull_request' as const,
      activity,
    })),
    state: fc.constantFrom('expected', 'running', 'held', 'concluded', 'superseded'),
    conclusion: fc.constantFrom(undefined, ...conclusions),
    reason: fc.constantFrom(undefined, 'nothing_affected', 'no_upload'),
  }),
  { maxLength: 8 },
) as fc.Arbitrary<readonly ReviewedBatch[]>;

test('an approval needs a good end on the head, and nothing open or failed there that is the newest of its kind', () => {
  fc.assert(
    fc.property(batches, fc.constantFrom('full', 'approve_empty'), (all, mode) => {
      fc.pre(new Set(all.map(({ id }) => id)).size === all.length);
      if (decideReview(facts(...all), mode) !== 'approve') return;
      const live = all.filter(
        (one) => one.headSha === head && !one.isStopped && one.activity.activity !== 'merged',
      );
      const newest = live.toSorted((one, other) => other.id - one.id)[0];
      expect(newest).toMatchObject({ state: 'concluded', baseRef: 'main' });
      expect(newest?.conclusion === 'success' || newest?.reason === 'nothing_affected').toBe(true);
      expect(decideReview(facts(...all.toReversed()), mode)).toBe('approve');
    }),
    { numRuns: 2_000 },
  );
});

const name = {
  workspaceId: 'ws',
  repositoryId: '1',
  number: 12,
  sha: head,
  verdict: 'approve',
  since: 5,
} as const;

test('names itself by a marker that another pull request, commit or time does not have', () => {
  const others = [{ number: 120 }, { number: 1 }, { sha: 'b' }, { since: 6 }, { workspaceId: 'ws_2' }];
  for (const other of others) expect(reviewMarker({ ...name, ...other })).not.toBe(reviewMarker(name));
  expect(reviewMarker(name)).toContain(reviewPrefix(name));
  expect(reviewMarker({ ...name, number: 120 })).not.toContain(reviewPrefix(name));
});

test('says nothing that the pull request brings', () => {
  const hostile = '](http://evil) @org/everyone <b>';
  const report = reportOf({
    state: 'concluded',
    conclusion: 'failure',
    rows: [row(hostile, { stack: hostile, state: 'failed', reason: 'run' })],
  });
  const body = renderReviewBody({
    ...name,
    repositoryUrl: 'https://github.com/acme/infra',
    reports: [report],
  });
  expect(body).not.toContain('evil');
  expect(body).not.toContain('everyone');
  expect(body).toContain('1 of 1 failed');
});
