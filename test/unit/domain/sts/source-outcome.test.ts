import { describe, expect, test } from '@jest/globals';
import {
  describeExclusion,
  type ExclusionReason,
  unjudgedMessage,
} from '../../../../src/domain/sts/source-outcome.ts';

const reasons: readonly ExclusionReason[] = [
  'no_trust_policy',
  'trust_policy_denied',
  'trust_policy_invalid',
  'installation_suspended',
  'not_installed_in_workspace',
];

function describeAs(reason: ExclusionReason, sameOwner: boolean) {
  const outcome = { status: 'excluded', reason, explanation: 'because' } as const;
  return describeExclusion({ spelling: 'Acme/x', outcome, sameOwner });
}

describe('describeExclusion', () => {
  test.each(reasons)('%s: callers of another owner get the bare reason', (reason) => {
    expect(describeAs(reason, false)).toEqual({ repo: 'Acme/x', reason });
  });

  test.each(reasons.slice(0, 4))('%s: callers of the same owner learn why', (reason) => {
    expect(describeAs(reason, true)).toEqual({ repo: 'Acme/x', reason, message: 'because' });
  });

  test('a repository that the workspace does not have looks the same to everybody', () => {
    expect(describeAs('not_installed_in_workspace', true)).toEqual(
      describeAs('not_installed_in_workspace', false),
    );
  });

  test.each([true, false])(
    'a source that GitHub kept from being judged is not a denial (same owner: %s)',
    (sameOwner) => {
      const outcome = { status: 'unjudged', explanation: 'POST /graphql: 502' } as const;
      expect(describeExclusion({ spelling: 'Acme/x', outcome, sameOwner })).toEqual({
        repo: 'Acme/x',
        reason: 'installation_suspended',
        message: unjudgedMessage,
      });
    },
  );
});
