/** Rule by rule and claim by claim: what matched, what did not, and what came close. */

import { type MatchableClaim, matchableClaims, type PolicyClaims } from './claims.ts';
import type { ClaimExplanation, Explanation, NearMiss, RuleExplanation } from './decision.ts';
import { type ClaimTest, createClaimTest, matchesRule } from './match.ts';
import { findNearMisses } from './near-miss.ts';
import type { ClaimMatcher, CompiledTrustPolicy, PolicyRule } from './policy.ts';

type ValidTrustPolicy = Extract<CompiledTrustPolicy, { status: 'valid' }>;

/** Longest value that is repeated, in UTF-16 code units. */
const maxShownValue = 256;

/**
 * Most rules whose near misses are searched, the closest first; the search compiles and matches again, and a denial
 * must stay cheap under a hostile policy.
 */
const maxRulesWithNearMisses = 10;

function explainClaim(matcher: ClaimMatcher, claims: PolicyClaims, test: ClaimTest): ClaimExplanation {
  const outcome = test(matcher);
  const { claim, kind, pattern, range } = matcher;
  const value = claims[matchableClaims[claim]] ?? '';
  const shown = outcome === 'absent' ? undefined : value.slice(0, maxShownValue);
  return { claim, matcher: kind, pattern, line: range.start.line, outcome, value: shown, nearMisses: [] };
}

const namesOfIds: Partial<Record<MatchableClaim, MatchableClaim>> = {
  repository_id: 'repository',
  repository_owner_id: 'repository_owner',
};

/** The names of the rule match, and its id does not: another repository has the name now. */
function findOtherIds(explained: RuleExplanation, { claim }: ClaimExplanation): NearMiss[] {
  const name = namesOfIds[claim];
  const isNamed = explained.claims.some((other) => other.claim === name && other.outcome === 'matched');
  return isNamed ? [{ kind: 'other-ids' }] : [];
}

function withNearMisses(rule: PolicyRule, explained: RuleExplanation, claims: PolicyClaims): RuleExplanation {
  const explainedClaims = explained.claims.map((claim, index): ClaimExplanation => {
    const matcher = rule.matchers[index];
    if (claim.outcome !== 'not-matched' || matcher === undefined) return claim;
    return { ...claim, nearMisses: [...findNearMisses(matcher, claims), ...findOtherIds(explained, claim)] };
  });
  return { ...explained, claims: explainedClaims };
}

/** How far a rule is from matching: the share of its claims that did not. */
function distance(rule: RuleExplanation): number {
  return rule.claims.filter((claim) => claim.outcome !== 'matched').length / Math.max(rule.claims.length, 1);
}

/** The rules that came closest first; the order of the file among equals. */
export function orderByDistance(rules: readonly RuleExplanation[]): RuleExplanation[] {
  return rules.toSorted((a, b) => distance(a) - distance(b) || a.rule - b.rule);
}

/** Also for an allowed caller. Rules in the order of the file. */
export function explainTrustPolicy(policy: ValidTrustPolicy, claims: PolicyClaims): Explanation {
  const test = createClaimTest(claims);
  const rules = policy.rules.map(
    (rule): RuleExplanation => ({
      rule: rule.index,
      line: rule.range.start.line,
      matched: matchesRule(rule, test),
      claims: rule.matchers.map((matcher) => explainClaim(matcher, claims, test)),
    }),
  );
  const closest = new Set(
    orderByDistance(rules.filter((rule) => !rule.matched))
      .slice(0, maxRulesWithNearMisses)
      .map((rule) => rule.rule),
  );
  const detailed = rules.map((explained, position) => {
    const rule = policy.rules[position];
    return rule && closest.has(explained.rule) ? withNearMisses(rule, explained, claims) : explained;
  });
  const reason = rules.some((rule) => rule.matched) ? 'rule-matched' : 'no-rule-matched';
  return { policyName: policy.name, reason, rules: detailed };
}
