import { expect, test } from '@jest/globals';
import { summarizeDetails } from '../../../../src/cli/audit/summarize-details.ts';

const victim = { id: 'x', path: 'dev/vpc', holder: { runId: '502', actor: 'mona' } };

test.each([
  { event: 'a forced release', details: { lock: { path: 'dev/vpc' }, victim, reason: 'runner is gone' } },
  { event: 'a takeover', details: { lock: { path: 'dev/vpc' }, victim } },
])('$event names the run that lost the lock', ({ details }) => {
  expect(summarizeDetails(details, undefined)).toMatch(/^dev\/vpc, from run 502 of mona/);
});

test.each([undefined, {}, { holder: 7 }, { holder: { runId: null } }])(
  'a victim like %j is nothing',
  (lost) => {
    expect(summarizeDetails({ lock: { path: 'dev/vpc' }, victim: lost }, undefined)).toBe('dev/vpc');
  },
);
