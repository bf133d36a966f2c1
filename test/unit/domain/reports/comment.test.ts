/** The comment of a pull request, as people read it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alertMarker, renderAlert } from '../../../../src/domain/reports/alert.ts';
import { commentMarker, maxCommentText, renderComment } from '../../../../src/domain/reports/comment.ts';
import { renderOrder } from '../../../../src/domain/reports/diagram.ts';
import { type FittedReport, ladderSteps, nextStep } from '../../../../src/domain/reports/ladder.ts';
import type { BatchReport, ReportRow } from '../../../../src/domain/reports/report.ts';
import { compareRows, renderRow } from '../../../../src/domain/reports/rows.ts';
import { batch, comment, hostileBatch, hostileRow, row, run, sha } from './samples.ts';

interface RowCase {
  readonly row: Partial<ReportRow>;
  readonly icon: string;
  readonly text: RegExp;
}
const lock = {
  type: 'lock',
  holder: 'run #801 of PR 9',
  url: run.url,
  message: 'freeze until Monday',
  since: Date.UTC(2026, 1, 27, 16),
  until: Date.UTC(2026, 2, 2, 14),
} as const;
const approval = { environment: 'plat-prod', reviewers: ['alice', 'acme/infra'] };
const cases: readonly RowCase[] = [
  { row: { state: 'waiting', openParents: 2 }, icon: '⏳', text: /^waiting for 2 others$/ },
  { row: { state: 'waiting', openParents: 1 }, icon: '⏳', text: /^waiting for 1 other$/ },
  {
    row: { state: 'locked', lock },
    icon: '🔒',
    text: /^locked by \[<code>run &#35;801 of PR 9<\/code>\]\(https.*\) \(“<code>freeze until Monday<\/code>”\) since 2026-02-27 16:00Z, until 2026-03-02 14:00Z$/,
  },
  {
    row: {
      state: 'locked',
      lock: { type: 'queue', holder: 'run 7', message: '', since: Date.UTC(2026, 1, 27, 16) },
    },
    icon: '🔒',
    text: /^in the queue for its lock, behind <code>run 7<\/code> since 2026-02-27 16:00Z$/,
  },
  {
    row: { state: 'locked', lock: { type: 'run', holder: 'vpc in dev', message: '' } },
    icon: '🔒',
    text: /^waiting for <code>vpc in dev<\/code>$/,
  },
  { row: { state: 'ready' }, icon: '🕓', text: /^starting$/ },
  { row: { state: 'dispatching' }, icon: '🕓', text: /^starting$/ },
  { row: { state: 'running' }, icon: '🔄', text: /^running$/ },
  {
    row: { state: 'approval', runs: [{ ...run, approval }] },
    icon: '✋',
    text: /^waiting for approval of <code>plat-prod<\/code> by @alice, <code>acme\/infra<\/code>$/,
  },
  { row: { result: 'no_changes' }, icon: '✅', text: /^no changes$/ },
  {
    row: { result: 'changes', changes: { create: 2, update: 1, delete: 0 } },
    icon: '✅',
    text: /^changes \(\+2 ~1 −0\)$/,
  },
  { row: { result: 'applied' }, icon: '✅', text: /^applied$/ },
  { row: { result: 'unknown' }, icon: '✅', text: /^succeeded$/ },
  {
    row: { state: 'failed', reason: 'run', runs: [{ ...run, exitCode: 1 }] },
    icon: '❌',
    text: /^failed: plan exited with code 1$/,
  },
  { row: { state: 'failed', reason: 'lock_wait' }, icon: '❌', text: /lock was not released/ },
  { row: { state: 'timed_out' }, icon: '⌛', text: /^timed out$/ },
  { row: { state: 'cancelled', runs: [run] }, icon: '🚫', text: /concurrency.*plan\.yaml/ },
  {
    row: { state: 'upstream_failed', blockedBy: 'vpc' },
    icon: '⛔',
    text: /^not started: <code>vpc<\/code> failed$/,
  },
  { row: { state: 'refused', reason: 'no_sha' }, icon: '⚠️', text: /^could not start: .*`sha`$/ },
  {
    row: { state: 'skipped', reason: 'overtaken', overtakenBy: 14 },
    icon: '➖',
    text: /^skipped: #14 deployed a later commit$/,
  },
  { row: { state: 'superseded' }, icon: '♻️', text: /^replaced by `abc1234`$/ },
  { row: { state: 'running', failedParents: 1 }, icon: '🔄', text: /this plan may be wrong/ },
];
test.each(cases)('$icon $text', ({ row: more, icon, text }) => {
  const [cell, , , sentence] = renderRow(row('vpc', more), 'abc1234'.padEnd(40, '0'));
  expect(cell).toBe(icon);
  expect(sentence).toMatch(text);
});

test('rows that need a person come first, then failures, running, waiting and done, by name', () => {
  const states = ['succeeded', 'waiting', 'running', 'failed', 'approval'] as const;
  const rows = states.flatMap((state) => [row('b', { state }), row('a', { state })]);
  expect(rows.sort(compareRows).map(({ state, component }) => `${state} ${component}`)).toEqual([
    'approval a',
    'approval b',
    'failed a',
    'failed b',
    'running a',
    'running b',
    'waiting a',
    'waiting b',
    'succeeded a',
    'succeeded b',
  ]);
});

const hold = { reason: 'blast_radius', dispatches: 120, threshold: 50 } as const;
const mixed = batch({
  state: 'running',
  rows: [
    row('vpc', { state: 'failed', runs: [{ ...run, exitCode: 1 }] }),
    row('eks', { state: 'upstream_failed', blockedBy: 'vpc' }),
    row('dns', { result: 'no_changes' }),
    row('old', { state: 'skipped', reason: 'deleted' }),
    row('plain', { state: 'skipped', reason: 'not_wired' }),
    row('off', { state: 'skipped', reason: 'disabled' }),
  ],
  edges: [[0, 1]],
});

describe('a comment', () => {
  test('begins with its marker and says where the batch is', () => {
    const { text } = renderComment(comment(mixed));
    const [marker, heading] = text.split('\n');
    expect(marker).toBe('<!-- atmos-pro pr ws_acme 123456 12 -->');
    expect(heading).toContain('plan of [`9f2c1e7`](https://github.com/acme/infra/commit/');
    expect(heading).toContain('3 of 3 done (2 failed)');
  });

  test('has a box for a retry, and lists what was removed and skipped', () => {
    const { text } = renderComment(comment(mixed));
    expect(text).toContain('\n- [ ] Retry failed components and their dependents <!-- do retry 8841 -->');
    expect(text).toContain('resources may still exist (1)');
    expect(text).toContain('Skipped (1)');
    expect(text).not.toContain('>off<');
    expect(text).toContain('```mermaid\nflowchart LR');
    expect(text).toContain(':::failed');
  });

  test.each([
    { state: 'held', hold, box: 'do dispatch_anyway 8841' },
    { state: 'held', hold: { reason: 'cooldown', dispatches: 3 }, box: 'do resume 8841' },
    { state: 'held', hold: { reason: 'fork', dispatches: 3 }, box: 'do dispatch_anyway 8841' },
    { state: 'concluded', rows: [row('a')], box: 'do plan_again 8841' },
    { state: 'concluded', rows: [row('a', { kind: 'change' })], box: undefined },
    { state: 'concluded', reason: 'merged_without_upload', box: undefined },
    {
      state: 'concluded',
      reason: 'merged_without_upload',
      quiet: { hasLastList: true },
      box: 'do apply_last 8841',
    },
    { state: 'superseded', rows: [row('a', { state: 'failed' })], box: undefined },
    { state: 'running', rows: [row('a', { state: 'running' })], box: undefined },
  ] as const)('of a batch that is $state offers $box', ({ box, ...more }) => {
    const { text } = renderComment(comment(batch(more)));
    const boxes = [...text.matchAll(/- \[ \] .*<!-- (do \w+ \w+) -->/g)].map(([, found]) => found);
    expect(boxes).toEqual(box === undefined ? [] : [box]);
  });

  test('is the same for equal states, however its rows are ordered', () => {
    fc.assert(
      fc.property(hostileBatch, (one) => {
        const reversed: BatchReport = {
          ...one,
          rows: one.rows.toReversed(),
          edges: one.edges?.map(
            ([parent, child]) => [one.rows.length - 1 - parent, one.rows.length - 1 - child] as const,
          ),
        };
        // A batch has one row of a name.
        if (new Set(one.rows.map(({ stack, component }) => `${stack}\0${component}`)).size < one.rows.length)
          return;
        expect(renderComment(comment(reversed))).toEqual(renderComment(comment(one)));
      }),
    );
  });

  test.each([
    { pulls: [12], says: undefined },
    { pulls: [11, 12, 14], says: 'Tested together with #11, #14.' },
    { pulls: undefined, says: undefined },
  ])('says which other pull requests the merge group tests: $pulls', ({ pulls, says }) => {
    const group = batch({ id: '2', state: 'concluded', conclusion: 'success', rows: [row('q')], pulls });
    const { text } = renderComment(comment(mixed, { group }));
    expect(/Tested together[^\n]*/.exec(text)?.[0]).toBe(says);
  });

  test('has further sections', () => {
    const { text } = renderComment(
      comment(mixed, {
        checkUrl: 'https://github.com/acme/infra/runs/7',
        group: batch({ id: '2', state: 'concluded', conclusion: 'success', rows: [row('q')] }),
        earlier: [batch({ id: '1', state: 'superseded', replacedBy: sha })],
        notes: [
          { type: 'base_changed', base: 'next' },
          { type: 'broken_key', key: 'pull_request', instance: 'vpc in dev' },
          { type: 'risky_fallback', instance: 'vpc in dev', files: ['apply.yaml'] },
          { type: 'order_unknown' },
          { type: 'tick_refused', login: 'bob' },
          { type: 'undone', instance: 'vpc in dev', pull: 14 },
        ],
      }),
    );
    for (const part of [
      'Merge queue',
      'Earlier batches',
      'Replaced by 9f2c1e7',
      '[Check](https',
      'write access required',
      '#14',
    ]) {
      expect(text).toContain(part);
    }
  });
});

describe('the size ladder', () => {
  const rows = (count: number, state: ReportRow['state']) =>
    Array.from({ length: count }, (_, index) =>
      row(`${state}-${String(index).padStart(4, '0')}`, { state, stack: `s${index % 7}` }),
    );
  const stepOf = (all: readonly ReportRow[]) => renderComment(comment(batch({ rows: all }))).step;

  test.each([
    { name: '200 rows', all: rows(200, 'succeeded'), step: 'all' },
    {
      name: 'many that are done',
      all: [...rows(2_000, 'succeeded'), ...rows(5, 'failed')],
      step: 'unfinished',
    },
    { name: 'many that wait', all: [...rows(2_000, 'waiting'), ...rows(60, 'failed')], step: 'failures' },
    {
      name: 'long names',
      all: Array.from({ length: 150 }, (_, index) =>
        row(`${index}${'ü#'.repeat(200)}`, { stack: `${index}${'#'.repeat(300)}`, state: 'failed' }),
      ),
      step: 'totals',
    },
  ])('$name: $step', ({ all, step }) => {
    const { text, step: taken } = renderComment(comment(batch({ rows: all })));
    expect(taken).toBe(step);
    expect(text.length).toBeLessThanOrEqual(maxCommentText);
  });

  test('never exceeds its bound, and never goes up again', () => {
    const many = fc.tuple(
      fc.array(hostileRow, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 400 }),
      fc.nat(300),
    );
    fc.assert(
      fc.property(many, fc.constantFrom(...ladderSteps), ([some, times, length], from) => {
        const all = Array.from({ length: times }, (_, index) => {
          const one = some[index % some.length] ?? row('x');
          return { ...one, component: `${one.component}${'|'.repeat(length)}${index}` };
        });
        const fitted: FittedReport = renderComment(comment(batch({ rows: all })), from);
        expect(fitted.text.length).toBeLessThanOrEqual(maxCommentText);
        expect(ladderSteps.indexOf(fitted.step)).toBeGreaterThanOrEqual(ladderSteps.indexOf(from));
      }),
      { numRuns: 40 },
    );
    expect(ladderSteps.map(nextStep)).toEqual(['unfinished', 'failures', 'totals', 'totals']);
    expect(stepOf([])).toBe('all');
  });

  test('draws up to 150 components, else stacks, else nothing', () => {
    const chain = (count: number, stacks: number) => ({
      rows: Array.from({ length: count }, (_, index) => row(`c${index}`, { stack: `s${index % stacks}` })),
      edges: [[0, 1]] as const,
    });
    expect(renderOrder(chain(150, 2))).toContain('subgraph');
    expect(renderOrder(chain(151, 2))).toContain('s0 --> s1');
    expect(renderOrder(chain(151, 2))).not.toContain('subgraph');
    expect(renderOrder(chain(400, 200))).toBeUndefined();
    expect(renderOrder({ rows: [row('a')], edges: [] })).toBeUndefined();
  });
});

describe('an alert', () => {
  const merge = batch({
    activity: { event: 'pull_request', activity: 'merged' },
    state: 'concluded',
    conclusion: 'failure',
    rows: [
      row('vpc', { kind: 'change', state: 'failed' }),
      row('dns', { kind: 'change', result: 'applied' }),
    ],
  });
  test('mentions its people once each, and names what was not applied', () => {
    const text = renderAlert({
      batch: merge,
      author: 'alice',
      merger: 'alice',
      commentUrl: 'https://github.com/acme/infra/pull/12#c',
    });
    expect(text.split('\n')[0]).toBe(alertMarker('8841'));
    expect(text.match(/@alice/g)).toHaveLength(1);
    expect(text).toContain('<code>vpc</code>');
    expect(text).not.toContain('<code>dns</code>');
    expect(renderAlert({ batch: merge, author: 'x[bot]', merger: 'bob' })).not.toContain('@x');
  });
});

test('markers differ by workspace, repository and pull request, and are inert', () => {
  const target = { workspaceId: 'a', repositoryId: '1', number: 2 };
  expect(commentMarker({ ...target, workspaceId: 'a --> <b>' })).toBe('<!-- atmos-pro pr a______b_ 1 2 -->');
  const markers = [
    target,
    { ...target, workspaceId: 'b' },
    { ...target, repositoryId: '2' },
    { ...target, number: 1 },
  ];
  expect(new Set(markers.map(commentMarker)).size).toBe(4);
});
