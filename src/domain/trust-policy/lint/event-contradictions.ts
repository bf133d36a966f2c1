/** Rules whose event rules out another claim. Says nothing where the events that a rule names are not all known. */

import type { MatchableClaim } from '../claims.ts';
import { createFinding, type PolicyFinding } from '../findings.ts';
import type { ClaimMatcher, PolicyRule } from '../policy.ts';
import { meets } from './claim-values.ts';
import { type EventName, isEventName, isPullRequestEvent, refsOfEvents } from './events.ts';
import { matcherOf, quote, valuesOf } from './evidence.ts';

const branchClaims = ['base_ref', 'head_ref'] as const;

/** The events that the matcher accepts; nothing when it accepts others that are not known here. */
function readEvents(matcher: ClaimMatcher | undefined): readonly EventName[] | undefined {
  const values = matcher && valuesOf(matcher);
  const events = values?.filter(isEventName);
  return events !== undefined && events.length === values?.length ? events : undefined;
}

function globOf(rule: PolicyRule, claim: MatchableClaim): string | undefined {
  const matcher = matcherOf(rule, claim);
  return matcher?.kind === 'glob' ? matcher.pattern : undefined;
}

/** Two claims that never hold together because of the event, or of a claim that only runs of pull requests have. */
export function findEventContradiction(
  rule: PolicyRule,
): readonly [MatchableClaim, MatchableClaim] | undefined {
  const [ref, subject] = [globOf(rule, 'ref'), globOf(rule, 'subject')];
  const branchClaim = branchClaims.find((claim) => matcherOf(rule, claim));
  if (branchClaim && ref !== undefined && !meets(ref, ['refs/heads/*', 'refs/pull/*']))
    return [branchClaim, 'ref'];
  const events = readEvents(matcherOf(rule, 'event_name'));
  if (events === undefined) return undefined;
  if (ref !== undefined && !meets(ref, refsOfEvents(events))) return ['event_name', 'ref'];
  if (events.some(isPullRequestEvent)) return undefined;
  if (subject?.endsWith(':pull_request')) return ['event_name', 'subject'];
  // GitHub does not say whether a merge group has a base.
  return branchClaim && !events.includes('merge_group') ? ['event_name', branchClaim] : undefined;
}

function isOfBranch(pattern: string, claim: 'ref' | 'subject'): boolean {
  const [branch, other] =
    claim === 'ref'
      ? (['refs/heads/*', ['refs/pull/*']] as const)
      : (['repo:*:ref:refs/heads/*', ['*:pull_request', '*:environment:*']] as const);
  return meets(pattern, [branch]) && !meets(pattern, other);
}

/** A rule for pull requests alone that names the ref of a branch: only a run that a merge starts has that. */
export function findPullRequestRef(rule: PolicyRule): PolicyFinding[] {
  const events = readEvents(matcherOf(rule, 'event_name'));
  const pullRequestsAlone = events?.every(
    (event) => isPullRequestEvent(event) && event !== 'pull_request_target',
  );
  if (!pullRequestsAlone) return [];
  for (const claim of ['ref', 'subject'] as const) {
    const matcher = matcherOf(rule, claim);
    if (matcher?.kind !== 'glob' || !isOfBranch(matcher.pattern, claim)) continue;
    const usual = claim === 'ref' ? 'the ref refs/pull/N/merge' : 'a subject that ends in :pull_request';
    const message = `A run for a pull request has ${usual}. Only one that the merge starts may match ${quote(matcher.pattern)}. For pull requests into a branch, use base_ref.`;
    return [createFinding('pull-request-ref', { range: matcher.range, message })];
  }
  return [];
}
