/** What holds for the decisions of all policies of both versions. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type MatchableClaim,
  matchableClaims,
  type PolicyClaims,
} from '../../../../src/domain/trust-policy/claims.ts';
import {
  allClaims,
  modelDecide,
  oldClaims,
  policies,
  type Rule,
  ruleOf,
  textOf,
  tokens,
} from './policy-model.ts';
import { decideText } from './samples.ts';

describe('the decision', () => {
  test('of v1alpha2 is that of a model written from the documentation', () => {
    const seen = { granted: 0, trust_policy_denied: 0 };
    fc.assert(
      fc.property(policies(allClaims), tokens, (rules, token) => {
        const decision = decideText(textOf(rules, 'v1alpha2'), token);
        expect(decision).toMatchObject(modelDecide(rules, token));
        if (decision.status in seen) seen[decision.status as keyof typeof seen] += 1;
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(300);
  });

  test('of v1alpha1 is the same after its file became v1alpha2', () => {
    let granted = 0;
    fc.assert(
      fc.property(policies(oldClaims), tokens, (rules, token) => {
        const [before, after] = [textOf(rules, 'v1alpha1'), textOf(rules, 'v1alpha2')].map((text) =>
          decideText(text, token),
        );
        expect(after).toEqual(before);
        expect(before).toMatchObject(modelDecide(rules, token));
        if (before?.status === 'granted') granted += 1;
      }),
      { numRuns: 1_500 },
    );
    expect(granted).toBeGreaterThan(150);
  });

  test('of v1alpha1 does not depend on claims that it does not have', () => {
    const ignored = [
      'job_workflow_ref',
      'repository_visibility',
      'actor_id',
      'runner_environment',
      'base_ref',
      'head_ref',
    ];
    fc.assert(
      fc.property(policies(oldClaims), tokens, tokens, (rules, token, other) => {
        const text = textOf(rules, 'v1alpha1');
        const changed = {
          ...token,
          ...Object.fromEntries(ignored.map((claim) => [claim, other[claim as keyof PolicyClaims]])),
        };
        // A denial may mention them as hints.
        const outcomes = [changed, token].map((claims) => {
          const { status, ...rest } = decideText(text, claims);
          return status === 'granted' ? { status, ...rest } : { status };
        });
        expect(outcomes[0]).toEqual(outcomes[1]);
      }),
      { numRuns: 500 },
    );
  });

  test('needs every claim that a rule names: without one of them no job is allowed', () => {
    fc.assert(
      fc.property(ruleOf(allClaims), tokens, (rule, token) => {
        const text = textOf([rule], 'v1alpha2');
        for (const claim of Object.keys(rule.match) as MatchableClaim[])
          for (const absent of [undefined, ''])
            expect(decideText(text, { ...token, [matchableClaims[claim]]: absent }).status).toBe(
              'trust_policy_denied',
            );
      }),
      { numRuns: 500 },
    );
  });

  test('never becomes wider by one more claim, nor narrower by one more rule', () => {
    fc.assert(
      fc.property(ruleOf(allClaims), ruleOf(allClaims), tokens, (rule, other, token) => {
        const statusOf = (rules: readonly Rule[]) => decideText(textOf(rules, 'v1alpha2'), token).status;
        const narrower = { match: { ...other.match, ...rule.match } };
        if (statusOf([narrower]) === 'granted') expect(statusOf([{ match: rule.match }])).toBe('granted');
        if (statusOf([rule]) === 'granted') expect(statusOf([other, rule])).toBe('granted');
      }),
      { numRuns: 500 },
    );
  });
});
