/** Claims that restrict less than they seem to: ids with wildcards, events that strangers cause, branch names that they choose. */

import { createFinding, type PolicyFinding } from '../findings.ts';
import type { PolicyRule } from '../policy.ts';
import { outsiderEvents } from './events.ts';
import { acceptsEverybody, matcherOf, namesIds, otherEnvironment, quote } from './evidence.ts';

const idClaims = ['repository_id', 'repository_owner_id', 'actor_id'] as const;
/** A branch that a pattern for particular branches does not mean. */
const otherBranch = 'xk7-quill/wip-3';

function findOpenIds(rule: PolicyRule): PolicyFinding[] {
  return idClaims.flatMap((claim) => {
    const matcher = matcherOf(rule, claim);
    if (!matcher || namesIds(matcher) || acceptsEverybody(matcher)) return [];
    const message = `${quote(matcher.pattern)} has a wildcard in an id. GitHub numbers everybody's repositories and accounts in one sequence, so strangers match too. Write the whole id.`;
    return [createFinding('id-wildcard', { range: matcher.range, message })];
  });
}

/** Whether the rule says who starts the run, or names an environment, which can require a review. Just any environment requires none. */
function restrictsPeople(rule: PolicyRule): boolean {
  const environment = matcherOf(rule, 'environment');
  const named = environment !== undefined && !environment.matches(otherEnvironment);
  const people = (['actor', 'actor_id'] as const).some((claim) => {
    const matcher = matcherOf(rule, claim);
    return matcher !== undefined && !acceptsEverybody(matcher);
  });
  return named || people;
}

function findOutsiderEvents(rule: PolicyRule): PolicyFinding[] {
  const event = matcherOf(rule, 'event_name');
  if (!event || acceptsEverybody(event)) return [];
  const accepted = outsiderEvents.filter((name) => event.matches(name)).slice(0, 3);
  if (accepted.length === 0) return [];
  const message = `People without write access can cause ${accepted.join(', ')}. Name an environment with required reviewers in the rule, or remove the event.`;
  return [createFinding('outsider-event', { range: event.range, message })];
}

function findChosenHead(rule: PolicyRule): PolicyFinding[] {
  const head = matcherOf(rule, 'head_ref');
  if (!head || head.matches(otherBranch)) return [];
  const message = `The author of a pull request chooses the name of its branch, so ${quote(head.pattern)} restricts no author. Add actor_id, or an environment with required reviewers.`;
  return [createFinding('head-ref-chosen', { range: head.range, message })];
}

/** Findings of one rule whose `match` is whole. */
export function findWideClaims(rule: PolicyRule): PolicyFinding[] {
  const byPeople = restrictsPeople(rule) ? [] : [...findOutsiderEvents(rule), ...findChosenHead(rule)];
  return [...findOpenIds(rule), ...byPeople];
}
