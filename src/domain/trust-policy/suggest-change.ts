/** Advice on a denial: the smallest change that would allow the caller, at the rule that came closest. */

import { quoteText } from '../../base/text.ts';
import type { MatchableClaim, OccasionalClaim, PolicyClaims } from './claims.ts';
import type { ClaimExplanation, Explanation } from './decision.ts';
import { orderByDistance } from './explain.ts';
import { outsiderEvents } from './lint/events.ts';

/** Most claims that are listed. */
const maxClaims = 18;

/** Claims that only some runs have, and which. */
const occasions: Readonly<Record<OccasionalClaim, string>> = {
  environment: 'run the job in an environment that matches',
  base_ref: 'run the job for a pull request into a branch that matches',
  head_ref: 'run the job for a pull request from a branch that matches',
};

function isOccasional(claim: MatchableClaim): claim is OccasionalClaim {
  return Object.hasOwn(occasions, claim);
}

function suggestFor({ claim, line, outcome, pattern, value = '' }: ClaimExplanation): string {
  const at = `line ${line}`;
  switch (outcome) {
    case 'absent':
      return isOccasional(claim)
        ? `${at}: ${occasions[claim]} ${quoteText(pattern)}, or take ${claim} out of the rule.`
        : `${at}: say which ${claim} the caller has: every ID token of GitHub carries one.`;
    case 'too-long':
      return `${at}: match on another claim than ${claim}, whose value is too long.`;
    default:
      return `${at}: expected ${claim} to match ${quoteText(pattern)}, got ${quoteText(value)}.`;
  }
}

/**
 * A few lines of plain text; nothing for an allowed caller. Says what would have to change, not that it should: people decide
 * whether the caller is to be allowed.
 */
function suggestChange({ reason, rules }: Explanation): string | undefined {
  if (reason === 'rule-matched') return undefined;
  if (reason === 'contents-not-installed')
    return 'To allow it, grant the contents permission to the GitHub App, and accept it for the installation.';
  const [closest] = orderByDistance(rules);
  if (closest === undefined) return undefined;
  const failed = closest.claims.filter(({ outcome }) => outcome !== 'matched').slice(0, maxClaims);
  return [
    `If this job should be allowed, add a rule for it, or change rule ${closest.rule + 1}, which came closest:`,
    ...failed.map((claim) => `  ${suggestFor(claim)}`),
  ].join('\n');
}

/** Claims of v1alpha2 that a new rule names if the policy does: without them it would be wider than its neighbors. */
const keptClaims = ['repository_id', 'event_name'] as const;

/**
 * The narrowest rule that would allow jobs like the caller's, as YAML. Nothing for a pull request, whose code has not been
 * reviewed, for an event that people without write access can cause, and for a token with neither an environment nor a ref.
 *
 * @param kept of the other rules of the policy.
 */
function suggestRule(claims: PolicyClaims, kept: readonly (typeof keptClaims)[number][]): string | undefined {
  const { repository, ref, environment, event_name } = claims;
  const isOutsider = outsiderEvents.some((event) => event === event_name);
  const reviewed = event_name !== 'pull_request' && !isOutsider && !ref?.startsWith('refs/pull/');
  if (!repository || !reviewed || !(environment || ref)) return undefined;
  const where = environment ? `environment: ${quoteText(environment)}` : `ref: ${quoteText(ref ?? '')}`;
  if (kept.some((claim) => !claims[claim])) return undefined;
  const further = kept.map((claim) => `    ${claim}: ${quoteText(claims[claim] ?? '')}`);
  return ['- match:', `    repository: ${quoteText(repository)}`, ...further, `    ${where}`].join('\n');
}

/** `suggestRule` with words, empty when there is none: also for a caller whose policy does not exist. */
export function adviseOnRule(claims: PolicyClaims): string {
  return describeNewRule(claims, []);
}

function describeNewRule(claims: PolicyClaims, kept: Parameters<typeof suggestRule>[1]): string {
  const rule = suggestRule(claims, kept);
  return rule === undefined ? '' : `To allow only jobs like this one, add:\n${rule}`;
}

/** What would have to change for a denied caller, plain text of several lines; empty for an allowed one. */
export function adviseOnDenial(explanation: Explanation, claims: PolicyClaims): string {
  const change = suggestChange(explanation) ?? '';
  // A rule that names the repository would undo what the ids of the policy are for.
  const hasOtherIds = explanation.rules.some((rule) =>
    rule.claims.some(({ nearMisses }) => nearMisses.some(({ kind }) => kind === 'other-ids')),
  );
  const named = new Set(explanation.rules.flatMap((rule) => rule.claims.map(({ claim }) => claim)));
  const kept = keptClaims.filter((claim) => named.has(claim));
  const rule = explanation.reason === 'no-rule-matched' && !hasOtherIds ? describeNewRule(claims, kept) : '';
  return [change, rule].filter((text) => text !== '').join('\n');
}
