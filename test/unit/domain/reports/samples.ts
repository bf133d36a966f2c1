/** Reports of batches, plain and hostile. */
import fc from 'fast-check';
import { endedNodeStates, openNodeStates } from '../../../../src/domain/dispatch/node-states.ts';
import { quietReasons } from '../../../../src/domain/dispatch/quiet-reason.ts';
import type { CommentReport } from '../../../../src/domain/reports/comment.ts';
import type { BatchReport, LockNote, ReportRow } from '../../../../src/domain/reports/report.ts';

export function row(component: string, more: Partial<ReportRow> = {}): ReportRow {
  return {
    stack: 'plat-dev',
    component,
    kind: 'plan',
    state: 'succeeded',
    openParents: 0,
    failedParents: 0,
    runs: [],
    ...more,
  };
}

export const run = { url: 'https://github.com/acme/infra/actions/runs/812', label: '812', file: 'plan.yaml' };
export const sha = '9f2c1e7'.padEnd(40, '0');

export function batch(more: Partial<BatchReport> = {}): BatchReport {
  return {
    id: '8841',
    activity: { event: 'pull_request', activity: 'synchronize' },
    sha,
    state: 'running',
    rows: [],
    ownerErrors: [],
    isWaitingLong: false,
    ...more,
  };
}

export function comment(current: BatchReport, more: Partial<CommentReport> = {}): CommentReport {
  return {
    workspaceId: 'ws_acme',
    repositoryId: '123456',
    number: 12,
    repositoryUrl: 'https://github.com/acme/infra',
    current,
    earlier: [],
    notes: [],
    ...more,
  };
}

/** Pieces of what could end a cell, a comment, a label or a line, or could be taken for a box or a person. */
const piece = fc.constantFrom(
  '|',
  '\n',
  '\r',
  '`',
  '```',
  '<!--',
  '-->',
  '<b>',
  '</details>',
  '- [x] ',
  '- [ ] ',
  '<!-- do retry 8841 -->',
  '<!-- atmos-pro pr ws_acme 123456 12 -->',
  '[x](https://evil.example)',
  '![x](https://evil.example)',
  '@acme',
  '#1',
  'https://evil.example',
  '"',
  '];',
  ':::',
  'end',
  '\u202e',
  '\u0000',
  '\ud800',
  '&lt;',
  '\\',
  '*',
  '_',
  '$x$',
  '{{',
  'vpc',
  ' ',
  'é',
);
export const hostileText = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));

/** An address that GitHub might send; a name never becomes one. */
const address = hostileText.map((text) => text.replaceAll('evil', 'github'));

const lock: fc.Arbitrary<LockNote> = fc.record({
  type: fc.constantFrom('lock', 'queue', 'run'),
  holder: hostileText,
  url: address,
  message: hostileText,
  since: fc.constantFrom(undefined, 1_770_000_000_000),
  until: fc.constantFrom(undefined, 1_780_000_000_000),
});
export const hostileRow: fc.Arbitrary<ReportRow> = fc.record({
  stack: hostileText,
  component: hostileText,
  kind: fc.constantFrom('plan', 'change'),
  state: fc.constantFrom(...openNodeStates, ...endedNodeStates),
  reason: fc.constantFrom(undefined, 'run', 'not_wired', 'deleted', 'leftover', 'overtaken', 'cycle'),
  result: fc.constantFrom(undefined, 'changes', 'no_changes', 'applied'),
  detail: fc.option(hostileText, { nil: undefined }),
  openParents: fc.nat(3),
  failedParents: fc.nat(2),
  blockedBy: fc.option(hostileText, { nil: undefined }),
  runs: fc.array(
    fc.record({
      url: address,
      label: hostileText,
      file: hostileText,
      approval: fc.option(
        fc.record({ environment: hostileText, reviewers: fc.array(hostileText, { maxLength: 2 }) }),
        {
          nil: undefined,
        },
      ),
    }),
    { maxLength: 2 },
  ),
  lock: fc.option(lock, { nil: undefined }),
});
export const hostileBatch: fc.Arbitrary<BatchReport> = fc.record({
  id: fc.constant('8841'),
  activity: fc.constantFrom(
    { event: 'pull_request' as const, activity: 'synchronize' },
    { event: 'pull_request' as const, activity: 'merged' },
  ),
  sha: fc.oneof(fc.constant(sha), hostileText),
  state: fc.constantFrom('expected', 'resolving', 'held', 'running', 'concluded', 'superseded', 'withdrawn'),
  conclusion: fc.constantFrom('success', 'failure', 'neutral', 'cancelled', 'timed_out'),
  reason: fc.option(fc.constantFrom(...quietReasons), { nil: undefined }),
  quiet: fc.record({
    uploaders: fc.array(hostileText, { maxLength: 4 }),
    failedRun: fc.record({ file: hostileText, url: address }),
    instances: fc.array(hostileText, { maxLength: 4 }),
    repository: hostileText,
    expectedSha: hostileText,
    uploadedSha: hostileText,
  }),
  hold: fc.record({
    reason: fc.constantFrom('fork', 'blast_radius', 'cooldown'),
    dispatches: fc.nat(200),
    threshold: fc.constant(50),
  }),
  replacedBy: fc.option(hostileText, { nil: undefined }),
  rows: fc.array(hostileRow, { maxLength: 5 }),
  edges: fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 5 }),
  ownerErrors: fc.array(fc.record({ path: hostileText, line: fc.constant(1), message: hostileText }), {
    maxLength: 2,
  }),
  isWaitingLong: fc.boolean(),
});
