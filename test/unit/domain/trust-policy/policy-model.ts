/** Policies and callers drawn at random, and a decision that shares no code with the engine. */

import fc from 'fast-check';
import {
  type MatchableClaim,
  matchableClaims,
  type PolicyClaims,
  policyClaims,
} from '../../../../src/domain/trust-policy/claims.ts';
import { everything, policyText } from './samples.ts';
import { toExtended } from './v1alpha2-samples.ts';

type Pattern = string | { readonly regex: string };
export type Rule = {
  readonly match: Readonly<Record<string, Pattern>>;
  readonly permissions?: Record<string, string>;
};

/** Values that meet often, for the patterns and for the callers. */
const values: Readonly<Record<MatchableClaim, readonly string[]>> = {
  subject: ['repo:a/b:ref:refs/heads/m', 'repo:a@7/b@4:ref:refs/heads/m', 'repo:a/b:pull_request', 'b:x'],
  repository: ['a/b', 'a/bb', 'ab/b'],
  repository_owner: ['a', 'ab', 'b'],
  ref: ['refs/heads/m', 'refs/heads/mm', 'refs/pull/4/merge', 'refs/tags/m'],
  ref_type: ['branch', 'tag'],
  actor: ['a', 'A', 'ab'],
  workflow_ref: ['a/b/.github/workflows/w.yml@refs/heads/m', 'a/b/.github/workflows/w.yml@refs/pull/4/merge'],
  environment: ['p', 'pp', 'p:q'],
  sha: ['0'.repeat(40), 'a'.repeat(40)],
  event_name: ['push', 'pull_request', 'pull_request_target'],
  job_workflow_ref: ['a/b/.github/workflows/w.yml@refs/heads/m', 'c/d/.github/workflows/r.yml@refs/tags/v1'],
  repository_id: ['4', '42', '424'],
  repository_owner_id: ['7', '77'],
  repository_visibility: ['public', 'private', 'internal'],
  actor_id: ['5', '42'],
  runner_environment: ['github-hosted', 'self-hosted'],
  base_ref: ['m', 'mm'],
  head_ref: ['m', 'x/m'],
};

export const allClaims = Object.keys(values) as MatchableClaim[];
export const oldClaims = allClaims.filter((claim) => Object.hasOwn(policyClaims, claim));

/** A value with holes in it, or an expression of alternatives. */
function patternOf(claim: MatchableClaim): fc.Arbitrary<Pattern> {
  const value = fc.constantFrom(...values[claim]);
  const glob = fc
    .tuple(value, fc.nat(40), fc.nat(20), fc.constantFrom('*', '?', '**', '', '*?'))
    .map(([text, at, length, hole]) => text.slice(0, at) + hole + text.slice(at + length) || '*');
  const regex = fc
    .tuple(value, value, fc.constantFrom('', '.*', '[0-9]?'))
    .map(([one, other, end]) => ({ regex: `${one}|${other}${end}` }));
  return fc.oneof({ weight: 4, arbitrary: glob }, { weight: 1, arbitrary: regex });
}

export function ruleOf(claims: readonly MatchableClaim[]): fc.Arbitrary<Rule> {
  const match = fc
    .subarray([...claims], { minLength: 1, maxLength: 3 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((claim) => [claim, patternOf(claim)]))));
  const level = fc.constantFrom('read', 'write', 'admin');
  const permissions = fc.dictionary(fc.constantFrom('contents', 'issues', 'pull_requests'), level, {
    minKeys: 1,
  });
  return fc.oneof(fc.record({ match }), fc.record({ match, permissions }));
}

/** A token, consistent or not: every claim may be absent, and empty. */
export const tokens: fc.Arbitrary<PolicyClaims> = fc.record(
  Object.fromEntries(
    allClaims.map((claim) => [
      matchableClaims[claim],
      fc.constantFrom(...values[claim], ...values[claim], ''),
    ]),
  ),
  { requiredKeys: [] },
);

export function textOf(rules: readonly Rule[], version: 'v1alpha1' | 'v1alpha2'): string {
  const text = policyText(rules.map((rule) => `    - ${JSON.stringify(rule)}`).join('\n'));
  return version === 'v1alpha2' ? toExtended(text) : text;
}

/** Straight from the documentation, in exponential time. */
function globMatches(pattern: string, value: string): boolean {
  if (pattern === '') return value === '';
  const [first, rest] = [pattern.charAt(0), pattern.slice(1)];
  if (first === '*')
    return globMatches(rest, value) || (value !== '' && globMatches(pattern, value.slice(1)));
  return value !== '' && (first === '?' || first === value.charAt(0)) && globMatches(rest, value.slice(1));
}

function spellingsOf(token: PolicyClaims): readonly string[] {
  const { sub = '', repository = '', repository_owner_id: ownerId, repository_id: id } = token;
  const [owner = '', name = ''] = repository.split('/');
  if (owner === '' || name === '') return [sub];
  const named = `repo:${owner}/${name}:`;
  const numbered = ownerId && id ? `repo:${owner}@${ownerId}/${name}@${id}:` : named;
  const prefix = [named, numbered].find((start) => sub.startsWith(start));
  return prefix === undefined ? [sub] : [named, numbered].map((start) => start + sub.slice(prefix.length));
}

function modelMatches(claim: string, pattern: Pattern, token: PolicyClaims): boolean {
  const value = claim === 'subject' ? token.sub : token[claim as keyof PolicyClaims];
  if (value === undefined || value === '') return false;
  const candidates = claim === 'subject' ? spellingsOf(token) : [value];
  return candidates.some((candidate) =>
    typeof pattern === 'string'
      ? globMatches(pattern, candidate)
      : new RegExp(`^(?:${pattern.regex.replaceAll('/', '\\/')})$`).test(candidate),
  );
}

const ranks = ['read', 'write', 'admin'];

/** The decision as the documentation says it: rules in any order, their permissions added, capped at the installation. */
export function modelDecide(rules: readonly Rule[], token: PolicyClaims): object {
  const matched = rules.flatMap(({ match }, index) =>
    Object.entries(match).every(([claim, pattern]) => modelMatches(claim, pattern, token)) ? [index] : [],
  );
  if (matched.length === 0) return { status: 'trust_policy_denied' };
  const permissions: Record<string, string> = { contents: 'read', metadata: 'read' };
  for (const index of matched)
    for (const [name, level] of Object.entries(rules[index]?.permissions ?? {}))
      if (ranks.indexOf(level) > ranks.indexOf(permissions[name] ?? '')) permissions[name] = level;
  const held = everything as Record<string, string>;
  const capped = Object.entries(permissions).flatMap(([name, level]) => {
    const most = held[name];
    if (most === undefined) return [];
    return [[name, ranks.indexOf(level) > ranks.indexOf(most) ? most : level]];
  });
  return { status: 'granted', permissions: Object.fromEntries(capped), matchedRules: matched };
}

export const policies = (claims: readonly MatchableClaim[]) =>
  fc.array(ruleOf(claims), { minLength: 1, maxLength: 4 });
