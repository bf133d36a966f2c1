/** The check of a commit: its word, its title, its buttons. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quietReasons } from '../../../../src/domain/dispatch/quiet-reason.ts';
import { boxActions } from '../../../../src/domain/reports/callouts.ts';
import {
  maxAnnotations,
  maxSummaryLength,
  passesCheck,
  renderCheck,
} from '../../../../src/domain/reports/check.ts';
import { describeProgress, maxTitleLength } from '../../../../src/domain/reports/progress.ts';
import { describeQuiet, quietTitles } from '../../../../src/domain/reports/reasons.ts';
import type { BatchReport, QuietFacts } from '../../../../src/domain/reports/report.ts';
import { batch, hostileBatch, row, sha } from './samples.ts';

interface CheckCase {
  readonly name: string;
  readonly batches: readonly BatchReport[];
  readonly status: string;
  readonly conclusion?: string;
  readonly title: string;
  readonly buttons?: readonly string[];
}
const ten = Array.from({ length: 10 }, (_, index) =>
  row(`c${index}`, { state: index < 3 ? 'succeeded' : index < 4 ? 'running' : 'waiting' }),
);
const succeeded = batch({ id: '1', state: 'concluded', conclusion: 'success', rows: [row('a'), row('b')] });
const failed = batch({
  id: '2',
  state: 'concluded',
  conclusion: 'failure',
  rows: [row('vpc', { state: 'failed', stack: 'plat-ue2-dev' }), row('b')],
});
const neutral = batch({ id: '3', state: 'concluded', conclusion: 'neutral', reason: 'no_upload' });
const withdrawn = batch({ id: '4', state: 'withdrawn' });
const superseded = batch({ id: '5', state: 'superseded', replacedBy: 'abc1234'.padEnd(40, '0') });
const expected = batch({ id: '6', state: 'expected' });
const approval = batch({ id: '7', rows: [row('a', { state: 'approval' })], isWaitingLong: true });
const held = batch({
  id: '8',
  state: 'held',
  hold: { reason: 'blast_radius', dispatches: 120, threshold: 50 },
});

const cases: readonly CheckCase[] = [
  { name: 'expected', batches: [expected], status: 'queued', title: 'Waiting for the affected stacks' },
  {
    name: 'running',
    batches: [batch({ rows: ten })],
    status: 'in_progress',
    title: '3 of 10 done (1 running, 6 waiting)',
  },
  {
    name: 'held',
    batches: [held],
    status: 'in_progress',
    title: 'Held: 120 dispatches, limit 50',
    buttons: ['dispatch_anyway'],
  },
  {
    name: 'paused',
    batches: [batch({ state: 'held', hold: { reason: 'cooldown', dispatches: 1 } })],
    status: 'in_progress',
    title: 'Paused: several pushes in a short time',
    buttons: ['resume'],
  },
  {
    name: 'success',
    batches: [succeeded],
    status: 'completed',
    conclusion: 'success',
    title: '2 succeeded',
    buttons: ['plan_again'],
  },
  {
    name: 'failure',
    batches: [failed],
    status: 'completed',
    conclusion: 'failure',
    title: '1 of 2 failed: vpc in plat-ue2-dev',
    buttons: ['retry'],
  },
  {
    name: 'superseded',
    batches: [superseded],
    status: 'completed',
    conclusion: 'cancelled',
    title: 'Replaced by abc1234',
  },
  {
    name: 'withdrawn',
    batches: [withdrawn],
    status: 'completed',
    conclusion: 'cancelled',
    title: 'Withdrawn',
  },
  {
    name: 'neutral',
    batches: [neutral],
    status: 'completed',
    conclusion: 'neutral',
    title: 'No affected stacks workflow detected',
  },
  {
    name: 'nothing affected any more, by a later upload of the commit',
    batches: [
      batch({
        ...{ state: 'concluded', conclusion: 'neutral', reason: 'nothing_affected' },
        rows: [row('a', { state: 'withdrawn' })],
      }),
    ],
    status: 'completed',
    conclusion: 'neutral',
    title: 'No affected stacks',
  },
  {
    name: 'a failure beside what a later upload no longer has',
    batches: [
      batch({
        ...{ state: 'concluded', conclusion: 'failure' },
        rows: [row('a', { state: 'withdrawn' }), row('b', { state: 'failed' })],
      }),
    ],
    status: 'completed',
    conclusion: 'failure',
    title: '1 of 1 failed: b in plat-dev',
    buttons: ['retry'],
  },
  {
    name: 'progress beside what a later upload no longer has',
    batches: [batch({ rows: [row('a', { state: 'withdrawn' }), row('b', { state: 'running' })] })],
    status: 'in_progress',
    title: '0 of 1 done (1 running)',
  },
  {
    name: 'workflows that skipped all of their jobs',
    batches: [
      batch({
        ...{ state: 'concluded', conclusion: 'neutral' },
        rows: [row('a', { state: 'skipped', reason: 'run_skipped' })],
      }),
    ],
    status: 'completed',
    conclusion: 'neutral',
    title: '1 skipped',
  },
  {
    name: 'waiting for people',
    batches: [approval],
    status: 'completed',
    conclusion: 'action_required',
    title: '0 of 1 done (1 to approve)',
  },
  {
    name: 'the worst of two',
    batches: [succeeded, failed],
    status: 'completed',
    conclusion: 'failure',
    title: '1 of 2 failed: vpc in plat-ue2-dev',
    buttons: ['retry'],
  },
  {
    name: 'success beside nothing',
    batches: [neutral, succeeded],
    status: 'completed',
    conclusion: 'success',
    title: '2 succeeded',
    buttons: ['plan_again'],
  },
  {
    name: 'an open one beside a failure',
    batches: [failed, batch({ rows: ten })],
    status: 'in_progress',
    title: '3 of 10 done (1 running, 6 waiting)',
  },
  {
    name: 'an open one beside an expected one',
    batches: [expected, batch({ rows: ten })],
    status: 'in_progress',
    title: '3 of 10 done (1 running, 6 waiting)',
  },
  {
    name: 'not the withdrawn',
    batches: [withdrawn, succeeded],
    status: 'completed',
    conclusion: 'success',
    title: '2 succeeded',
    buttons: ['plan_again'],
  },
  {
    name: 'errors of CODEOWNERS',
    batches: [
      batch({
        state: 'concluded',
        conclusion: 'failure',
        ownerErrors: [{ path: 'CODEOWNERS', line: 3, message: 'unknown owner' }],
      }),
    ],
    status: 'completed',
    conclusion: 'failure',
    title: '1 error in CODEOWNERS',
    buttons: ['retry'],
  },
  {
    name: 'a merge with the commit of its group is about the merge',
    batches: [
      batch({
        id: '1',
        activity: { event: 'merge_group', activity: 'checks_requested' },
        state: 'concluded',
        conclusion: 'success',
        rows: [row('vpc')],
      }),
      batch({
        id: '2',
        activity: { event: 'pull_request', activity: 'merged' },
        state: 'concluded',
        conclusion: 'success',
        rows: [row('vpc', { kind: 'change' }), row('eks', { kind: 'change' })],
      }),
    ],
    status: 'completed',
    conclusion: 'success',
    title: '2 succeeded',
  },
];
test.each([
  { name: 'success', batches: [succeeded], passes: true },
  { name: 'success beside nothing', batches: [neutral, succeeded], passes: true },
  {
    name: 'nothing affected',
    batches: [batch({ state: 'concluded', conclusion: 'neutral', reason: 'nothing_affected' })],
    passes: true,
  },
  { name: 'no upload', batches: [neutral], passes: false },
  { name: 'success beside a failure', batches: [succeeded, failed], passes: false },
  { name: 'success beside one that runs', batches: [succeeded, batch({ rows: ten })], passes: false },
  { name: 'success beside one that waits for people', batches: [succeeded, approval], passes: false },
  { name: 'success beside a withdrawn one', batches: [succeeded, withdrawn], passes: true },
  { name: 'withdrawn', batches: [withdrawn], passes: false },
  { name: 'no batch', batches: [], passes: false },
])('a check passes: $name: $passes', ({ batches, passes }) => {
  for (const order of [batches, batches.toReversed()]) expect(passesCheck(order)).toBe(passes);
});

test.each(cases)('$name', ({ batches, status, conclusion, title, buttons = [] }) => {
  for (const order of [batches, batches.toReversed()]) {
    const check = renderCheck(order);
    expect([check.status, check.conclusion, check.title]).toEqual([status, conclusion, title]);
    expect(check.buttons.map(({ identifier }) => identifier)).toEqual(buttons);
  }
});

test('errors of CODEOWNERS are annotations', () => {
  const ownerErrors = Array.from({ length: maxAnnotations + 1 }, (_, line) => ({
    path: 'CODEOWNERS',
    line,
    message: 'x'.repeat(2_000),
  }));
  const { annotations } = renderCheck([batch({ ownerErrors })]);
  expect(annotations).toHaveLength(maxAnnotations + 1);
  expect(annotations[0]?.message.length).toBe(1_000);
});

test('stays within the bounds of GitHub, and is the same for equal states', () => {
  fc.assert(
    fc.property(fc.array(hostileBatch, { minLength: 1, maxLength: 3 }), (some) => {
      const batches = some.map((one, index) => ({ ...one, id: String(index) }));
      const check = renderCheck(batches);
      expect(check.title.length).toBeLessThanOrEqual(maxTitleLength);
      expect(check.title).toMatch(/^\P{C}+$/u);
      expect(check.summary.length).toBeLessThanOrEqual(maxSummaryLength);
      expect(check.conclusion === undefined).toBe(check.status !== 'completed');
      expect(renderCheck(batches.toReversed())).toEqual(check);
      for (const { label, description, identifier } of check.buttons) {
        expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([
          true,
          true,
          true,
        ]);
        expect(boxActions).toContain(identifier);
      }
    }),
    { numRuns: 200 },
  );
});

describe('silence', () => {
  const facts: QuietFacts = {
    uploaders: ['affected.yaml'],
    failedRun: { file: 'affected.yaml', url: 'https://github.com/acme/infra/actions/runs/1' },
    instances: ['a in s', 'b in s', 'c in s', 'd in s'],
    expectedSha: sha,
    uploadedSha: 'b'.repeat(40),
    parts: { received: 2, total: 3 },
    since: Date.UTC(2026, 2, 2, 14, 2),
    repository: 'acme/infra',
    size: { components: 5_001, limit: 5_000 },
  };
  const named: Readonly<Partial<Record<(typeof quietReasons)[number], readonly string[]>>> = {
    no_upload: ['affected.yaml'],
    upload_failed: ['(https://github.com/acme/infra/actions/runs/1)'],
    nothing_wired: ['a in s', 'c in s', '1 more'],
    other_commit: ['9f2c1e7', 'bbbbbbb'],
    upload_incomplete: ['2 of 3'],
    not_enabled: ['acme/infra'],
    github_unreachable: ['14:02Z'],
    group_without_upload: ['1.218.0', 'merge_group'],
    merged_without_upload: ['nothing was applied', 'GITHUB_TOKEN'],
    too_large: ['5001', '5000'],
  };
  test.each(quietReasons)('%s has a sentence and a title', (reason) => {
    for (const given of [facts, {}]) expect(describeQuiet(reason, given)).toMatch(/^\P{C}{20,400}\.$/u);
    for (const part of named[reason] ?? []) expect(describeQuiet(reason, facts)).toContain(part);
    expect(quietTitles[reason].length).toBeLessThanOrEqual(maxTitleLength);
    const quiet = batch({ state: 'concluded', conclusion: 'neutral', reason });
    expect(describeProgress(quiet)).toBe(quietTitles[reason]);
  });
});

describe('a pull request from a fork with the commit of another one', () => {
  const unheld = batch({ id: '9', state: 'concluded', conclusion: 'failure', reason: 'fork_without_token' });
  const stopped = batch({ id: '10', state: 'held', hold: { reason: 'fork', dispatches: 3 } });

  test.each([unheld, stopped])('does not hold up its check: $state', (fork) => {
    for (const other of [succeeded, failed, expected])
      expect(renderCheck([other, fork])).toEqual(renderCheck([other]));
  });

  test('has the check where the other was replaced or withdrawn, or released', () => {
    for (const other of [superseded, withdrawn])
      expect(renderCheck([other, stopped])).toMatchObject({ status: 'in_progress' });
    expect(renderCheck([succeeded, batch({ id: '10', rows: ten })])).toMatchObject({ status: 'in_progress' });
  });
});
