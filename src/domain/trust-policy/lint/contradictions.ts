/** Rules that no run can meet. Globs only, and only what GitHub's claims rule out for certain. */

import { anyName } from '../../patterns/glob-relations.ts';
import type { MatchableClaim } from '../claims.ts';
import { createFinding, type PolicyFinding } from '../findings.ts';
import type { PolicyRule } from '../policy.ts';
import { encodeSubjectValue } from '../subject.ts';
import { meets } from './claim-values.ts';
import { findEventContradiction } from './event-contradictions.ts';
import { matcherOf, quote } from './evidence.ts';
import { findUnmatchable } from './unmatchable.ts';

/** Where the type of a ref is known. */
const refsOfTypes = { branch: ['refs/heads/*', 'refs/pull/*'], tag: ['refs/tags/*'] } as const;

function globOf(rule: PolicyRule, claim: MatchableClaim): string | undefined {
  const matcher = matcherOf(rule, claim);
  return matcher?.kind === 'glob' ? matcher.pattern : undefined;
}

/** Both forms of what a subject begins with, for repositories that fit the glob. */
function subjectHeads(rule: PolicyRule): readonly string[] {
  const owner = globOf(rule, 'repository_owner')?.replaceAll('*', anyName) ?? anyName;
  const repository = globOf(rule, 'repository') ?? `${owner}/${anyName}`;
  const [first = '*', second] = repository.split('/');
  // A wildcard before the slash may be one that stands for it.
  if (second === undefined) return [`repo:${repository}`, 'repo:*@*/*@*'];
  const [named, called] = [first.replaceAll('*', anyName), second.replaceAll('*', anyName)];
  return [`repo:${named}/${called}`, `repo:${named}@${anyName}/${called}@${anyName}`];
}

/** What GitHub's usual subject ends in, given the other claims of the rule. */
function subjectTails(rule: PolicyRule): readonly string[] {
  const environment = matcherOf(rule, 'environment');
  if (environment) {
    // A ? may stand for the colon that takes three characters in the subject.
    const name = (globOf(rule, 'environment') ?? '*').replaceAll('?', '*');
    return [`environment:${encodeSubjectValue(name)}`];
  }
  const ref = globOf(rule, 'ref') ?? '*';
  const pullRequest = meets(ref, ['refs/pull/*']) ? ['pull_request'] : [];
  return [`ref:${ref}`, 'environment:*', ...pullRequest];
}

function subjects(heads: readonly string[], tails: readonly string[]): string[] {
  return heads.flatMap((head) => tails.map((tail) => `${head}:${tail}`));
}

const anyHead = [`repo:${anyName}/${anyName}`];
const anyTail = ['ref:*', 'environment:*', 'pull_request'];

/** The claim that the subject of the rule contradicts. A subject that is not of the usual form contradicts nothing. */
function contradictedBySubject(rule: PolicyRule): MatchableClaim | undefined {
  const subject = globOf(rule, 'subject');
  const others = ['repository', 'repository_owner', 'ref', 'environment'] as const;
  if (!others.some((claim) => matcherOf(rule, claim))) return undefined;
  if (subject === undefined || !meets(subject, subjects(anyHead, anyTail))) return undefined;
  if (!meets(subject, subjects(anyHead, subjectTails(rule))))
    return matcherOf(rule, 'environment') ? 'environment' : 'ref';
  if (meets(subject, subjects(subjectHeads(rule), subjectTails(rule)))) return undefined;
  return matcherOf(rule, 'repository') ? 'repository' : 'repository_owner';
}

/** A subject with ids that are not those of the rule. Names hold no `@`, so only the form with ids can match it. */
function contradictedByIds(rule: PolicyRule): readonly [MatchableClaim, MatchableClaim] | undefined {
  const [, owner, repository] =
    /^repo:[^:/*?]*@(\d+)\/[^:/*?]*@(\d+):/.exec(globOf(rule, 'subject') ?? '') ?? [];
  const pairs = [
    ['repository_owner_id', owner],
    ['repository_id', repository],
  ] as const;
  for (const [claim, id] of pairs) {
    const matcher = matcherOf(rule, claim);
    if (matcher && id !== undefined && !matcher.matches(id)) return ['subject', claim];
  }
  return undefined;
}

/** Two claims that never hold together, the second one to be blamed. */
function findContradiction(rule: PolicyRule): readonly [MatchableClaim, MatchableClaim] | undefined {
  const bySubject = contradictedBySubject(rule);
  if (bySubject) return ['subject', bySubject];
  const [owner, repository] = [globOf(rule, 'repository_owner'), globOf(rule, 'repository')];
  if (owner !== undefined && repository !== undefined && !meets(repository, [`${owner}/*`]))
    return ['repository_owner', 'repository'];
  const byEvent = findEventContradiction(rule) ?? contradictedByIds(rule);
  if (byEvent) return byEvent;
  const [ref, type] = [globOf(rule, 'ref'), matcherOf(rule, 'ref_type')];
  if (ref === undefined || !type || !meets(ref, Object.values(refsOfTypes).flat())) return undefined;
  const possible = (['branch', 'tag'] as const).some(
    (kind) => type.matches(kind) && meets(ref, refsOfTypes[kind]),
  );
  return possible ? undefined : ['ref', 'ref_type'];
}

/** At most one finding for a rule whose `match` is whole. */
export function findContradictions(rule: PolicyRule): PolicyFinding[] {
  // One that no run has is said on its own; a subject may contradict the rest besides.
  if (rule.matchers.some((matcher) => matcher.claim !== 'subject' && findUnmatchable(matcher))) return [];
  const pair = findContradiction(rule);
  if (!pair) return [];
  const [first, blamed] = pair.map((claim) => matcherOf(rule, claim));
  if (!first || !blamed) return [];
  const why =
    blamed.claim === 'environment'
      ? ' A job with an environment has a subject that ends in :environment:NAME, with %3A for a colon in the name.'
      : '';
  const message = `No run has the ${first.claim} ${quote(first.pattern)} and the ${blamed.claim} ${quote(blamed.pattern)} at once.${why}`;
  return [createFinding('unreachable-rule', { range: blamed.range, message })];
}
