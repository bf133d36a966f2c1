/** One caller against single claims and whole rules. */

import { matchableClaims, maxClaimLength, type PolicyClaims } from './claims.ts';
import type { ClaimOutcome } from './decision.ts';
import type { ClaimMatcher, PolicyRule } from './policy.ts';
import { readSubject } from './subject.ts';

export type ClaimTest = (matcher: ClaimMatcher) => ClaimOutcome;

/** Reads the caller's subject once; the test that it gives has no state. */
export function createClaimTest(claims: PolicyClaims): ClaimTest {
  const subject = readSubject(claims);
  return (matcher) => {
    const value = claims[matchableClaims[matcher.claim]];
    // An absent claim matches nothing, not even "*"; GitHub writes some absent claims as "".
    if (value === undefined || value === '') return 'absent';
    const candidates = matcher.claim === 'subject' ? (subject?.candidates ?? []) : [value];
    const short = candidates.filter((candidate) => candidate.length <= maxClaimLength);
    if (short.some((candidate) => matcher.matches(candidate))) return 'matched';
    return short.length === 0 ? 'too-long' : 'not-matched';
  };
}

/** Every claim must match; a rule without claims matches no caller. */
export function matchesRule(rule: PolicyRule, test: ClaimTest): boolean {
  return rule.matchers.length > 0 && rule.matchers.every((matcher) => test(matcher) === 'matched');
}
