/** Rules that allow more callers than their author may expect. */

import { anyName } from '../../patterns/glob-relations.ts';
import type { MatchableClaim } from '../claims.ts';
import { createFinding, type PolicyFinding } from '../findings.ts';
import type { ClaimMatcher, PolicyRule } from '../policy.ts';
import { isPullRequestEvent } from './events.ts';
import {
  acceptsEverybody,
  findAccepted,
  matcherOf,
  namesIds,
  otherEnvironment,
  outlinesOf,
  quote,
} from './evidence.ts';
import type { PolicySource } from './source.ts';

const anchorClaims = ['subject', 'repository', 'repository_owner'] as const;
const idAnchors = ['repository_id', 'repository_owner_id'] as const;
const workflowClaims = ['workflow_ref', 'job_workflow_ref'] as const;

/** Branch that a pattern for particular branches does not mean. */
const otherBranch = 'refs/heads/xk7-quill';
const anyRepository = `${anyName}/${anyName}`;
const anyWorkflow = `${anyRepository}/.github/workflows/${anyName}`;

/** What follows the owner in values of a claim. */
const endsOfOwner: Partial<Record<MatchableClaim, string>> = {
  subject: `/?${anyName}:?*`,
  repository: `/?${anyName}`,
};

/** What stands for the owner's name before the first wildcard; nothing when the name is complete, or not there at all. */
function openOwnerPrefix(claim: string, outline: string): string | undefined {
  const wildcard = outline.search(/[*?]/);
  if (wildcard < 0) return undefined;
  const literal = outline.slice(0, wildcard);
  const head = claim === 'subject' ? 'repo:' : '';
  if (!literal.startsWith(head)) return head.startsWith(literal) ? '' : undefined;
  const prefix = literal.slice(head.length);
  // An id follows the whole name, and names hold no `@`.
  return /[/@:]/.test(prefix) ? undefined : prefix;
}

/** The beginning of owner names that are all accepted; nothing when the matcher names the owner, or it is not certain. */
function findOpenOwner(matcher: ClaimMatcher): string | undefined {
  const { claim } = matcher;
  return outlinesOf(matcher)
    .map((outline) => openOwnerPrefix(claim, outline))
    .find((prefix) => {
      if (prefix === undefined) return false;
      const start = claim === 'subject' ? `repo:${prefix}` : prefix;
      const evil = prefix === '' || prefix.endsWith('-') ? 'evil' : '-evil';
      return [evil, `${evil}-evil`, '?', anyName].some(
        (name) => findAccepted(matcher, start + name + (endsOfOwner[claim] ?? '')) !== undefined,
      );
    });
}

/** Whether the rule names the id of what calls: no other repository or owner ever gets it. */
function pinsId(rule: PolicyRule, claims: readonly MatchableClaim[]): boolean {
  return claims.some((claim) => {
    const matcher = matcherOf(rule, claim);
    return matcher !== undefined && namesIds(matcher);
  });
}

function findWildcardOwner(rule: PolicyRule): PolicyFinding[] {
  if (pinsId(rule, idAnchors)) return [];
  const anchors = anchorClaims.flatMap((claim) => matcherOf(rule, claim) ?? []);
  const narrow = anchors.filter((matcher) => !acceptsEverybody(matcher));
  const open = narrow.map((matcher) => ({ matcher, prefix: findOpenOwner(matcher) }));
  return open.every(({ prefix }) => prefix !== undefined)
    ? open.map(({ matcher, prefix = '' }) => {
        const others =
          prefix === ''
            ? 'It matches repositories of any owner.'
            : `It also matches repositories of ${quote(`${prefix.replace(/-$/, '')}-evil`)}, a name that anyone can register.`;
        const message = `${quote(matcher.pattern)} has a wildcard in the name of the owner. ${others}`;
        return createFinding('wildcard-before-slash', { range: matcher.range, message });
      })
    : [];
}

/** Whether runs for pull requests pass, and the rule does not say that it means them. */
function forgetsPullRequests(event: ClaimMatcher): boolean {
  const outlines = outlinesOf(event);
  const isMeant =
    outlines.includes('pull_request') || (outlines.length > 0 && outlines.every(isPullRequestEvent));
  return event.matches('pull_request') && !isMeant;
}

/** Whether every claim besides the subject lets runs for pull requests pass. Where it is not certain, they do not. */
function admitsPullRequests(rule: PolicyRule): boolean {
  const environment = matcherOf(rule, 'environment');
  if (environment && !environment.matches(otherEnvironment)) return false;
  const [ref, type] = [matcherOf(rule, 'ref'), matcherOf(rule, 'ref_type')];
  const [workflow, event] = [matcherOf(rule, 'workflow_ref'), matcherOf(rule, 'event_name')];
  return (
    (!event || forgetsPullRequests(event)) &&
    (!ref || findAccepted(ref, 'refs/pull/*/merge') !== undefined) &&
    (!type || type.matches('branch')) &&
    (!workflow || findAccepted(workflow, `${anyWorkflow}@refs/pull/*/merge`) !== undefined)
  );
}

function findPullRequests(rule: PolicyRule): PolicyFinding[] {
  const subject = matcherOf(rule, 'subject');
  if (!subject || outlinesOf(subject).every((outline) => outline.endsWith(':pull_request'))) return [];
  const tails = ['pull_request', `environment:${otherEnvironment}`].slice(
    matcherOf(rule, 'environment') ? 1 : 0,
  );
  const isMet = tails.some((tail) => findAccepted(subject, `repo:${anyRepository}:${tail}`));
  if (!isMet || !admitsPullRequests(rule)) return [];
  const message = `${quote(subject.pattern)} also matches runs for pull requests, whose code has not been reviewed.`;
  return [createFinding('pull-request-reachable', { range: subject.range, message })];
}

function findAnyRef(rule: PolicyRule): PolicyFinding[] {
  const open = workflowClaims.flatMap((claim) => {
    const workflow = matcherOf(rule, claim);
    return workflow && findAccepted(workflow, `${anyWorkflow}@${otherBranch}`) ? [workflow] : [];
  });
  if (open.length === 0) return [];
  const [ref, type, sha] = [matcherOf(rule, 'ref'), matcherOf(rule, 'ref_type'), matcherOf(rule, 'sha')];
  const subject = matcherOf(rule, 'subject');
  const pinned =
    (ref && !ref.matches(otherBranch)) ||
    (type && !type.matches('branch')) ||
    (sha && !acceptsEverybody(sha)) ||
    (subject &&
      !findAccepted(subject, `repo:${anyRepository}:ref:${otherBranch}`) &&
      !findAccepted(subject, `repo:${anyRepository}:environment:*`));
  if (pinned) return [];
  return open.map(({ pattern, range }) => {
    const message = `${quote(pattern)} accepts the workflow file of any branch, with any change made there. Name the ref after the @.`;
    return createFinding('workflow-any-ref', { range, message });
  });
}

function findActor(rule: PolicyRule): PolicyFinding[] {
  const actor = matcherOf(rule, 'actor');
  const named = (['subject', 'repository'] as const).some((claim) => {
    const matcher = matcherOf(rule, claim);
    return matcher && !acceptsEverybody(matcher);
  });
  if (!actor || named || pinsId(rule, ['repository_id', 'actor_id']) || acceptsEverybody(actor)) return [];
  const message = 'A login can be released and registered by another person. Name the repository as well.';
  return [createFinding('actor-without-repository', { range: actor.range, message })];
}

/** Findings of one rule whose `match` is whole. */
export function findWideCallers(source: PolicySource, rule: PolicyRule): PolicyFinding[] {
  const matchKey = source.rangeOfKey(['spec', 'rules', rule.index, 'match']);
  if (rule.matchers.every(acceptsEverybody)) {
    const range = rule.matchers.length === 1 ? rule.matchers[0]?.range : undefined;
    const message =
      'Every caller that the server verifies meets this rule: any repository, any branch, any pull request.';
    return [createFinding('match-all', { range: range ?? matchKey, message })];
  }
  const named = anchorClaims.some((claim) => {
    const matcher = matcherOf(rule, claim);
    return matcher && !acceptsEverybody(matcher);
  });
  const anchored = named || pinsId(rule, idAnchors);
  const others = matcherOf(rule, 'job_workflow_ref')
    ? 'any repository that can call the reusable workflow is allowed'
    : 'any repository that matches the rest is allowed';
  const message = `The rule does not restrict the repository: ${others}. Add repository or repository_owner.`;
  return [
    ...(anchored
      ? findWildcardOwner(rule)
      : [createFinding('no-caller-anchor', { range: matchKey, message })]),
    ...findPullRequests(rule),
    ...findAnyRef(rule),
    ...findActor(rule),
  ];
}
