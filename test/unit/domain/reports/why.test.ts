/** Why nothing happens, as plain text: the sentences of the check and the comment. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { QuietReason } from '../../../../src/domain/dispatch/quiet-reason.ts';
import { describeQuiet, quietTitles } from '../../../../src/domain/reports/reasons.ts';
import type { BatchReport, ReportRow } from '../../../../src/domain/reports/report.ts';
import { codeMarkup, linkMarkup } from '../../../../src/domain/reports/rows.ts';
import { explainBatch, explainRow, toPlainText } from '../../../../src/domain/reports/why.ts';

const batch: BatchReport = {
  id: '81',
  activity: { event: 'pull_request', activity: 'synchronize' },
  sha: 'a'.repeat(40),
  state: 'running',
  rows: [],
  ownerErrors: [],
  isWaitingLong: false,
};
const row: ReportRow = {
  ...{ stack: 'dev', component: 'vpc', kind: 'plan', state: 'ready' },
  ...{ openParents: 0, failedParents: 0, runs: [] },
};

test('foreign texts and addresses are shown as they are', () => {
  const texts = fc.string({ unit: fc.constantFrom(...'ab_*`<>[]()!&#;://.@-'), minLength: 1, maxLength: 40 });
  fc.assert(fc.property(texts, (text) => expect(toPlainText(codeMarkup(text))).toBe(text)));
  const url = 'https://github.com/acme/infra/actions/runs/1';
  expect(toPlainText(linkMarkup(codeMarkup('affected.yaml'), url))).toBe(`affected.yaml (${url})`);
});

test.each(Object.keys(quietTitles) as QuietReason[])('%s has the sentence of the comment', (reason) => {
  const said = explainBatch({ ...batch, state: 'expected', reason, quiet: { since: 0 } });
  expect(said).toBe(toPlainText(describeQuiet(reason, { since: 0 })));
  expect(said).not.toMatch(/[`*<]|&#/);
});

test('a hold goes before the reason, and a batch that continues has nothing to explain', () => {
  const hold = { reason: 'fork', dispatches: 2 } as const;
  expect(explainBatch({ ...batch, state: 'held', hold, reason: 'held' })).toContain('fork');
  expect(explainBatch(batch)).toBeUndefined();
});

test.each<{ readonly given: Partial<ReportRow>; readonly is: string }>([
  { given: {}, is: 'starting' },
  {
    given: {
      state: 'locked',
      lock: { type: 'lock', holder: 'run 7 of a_b.yaml', message: 'see #4', since: 0 },
    },
    is: 'locked by run 7 of a_b.yaml (“see #4”) since 1970-01-01 00:00Z',
  },
  {
    given: { state: 'refused', reason: 'no_sha' },
    is: 'could not start: the workflow file does not declare the input sha',
  },
  { given: { state: 'waiting', openParents: 2 }, is: 'waiting for 2 others' },
])('a deployment: $is', ({ given, is }) => {
  expect(explainRow({ ...row, ...given }, batch)).toBe(is);
});
