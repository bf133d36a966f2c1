/** Why a claim did not match although its author probably thinks it should. Hints only: nothing here decides. */

import { compileGlob } from '../patterns/glob.ts';
import { looksLikeGlob, toIntendedGlob } from '../patterns/glob-in-regex.ts';
import { matchableClaims, type PolicyClaims } from './claims.ts';
import type { NearMiss } from './decision.ts';
import type { ClaimMatcher } from './policy.ts';
import { readSubject, type SubjectForms } from './subject.ts';

function matchesIgnoringCase(matcher: ClaimMatcher, values: readonly string[]): boolean {
  const lower = values.map((value) => value.toLowerCase());
  const matches = matcher.kind === 'glob' ? compileGlob(matcher.pattern.toLowerCase()) : matcher.matches;
  return lower.some((value) => matches(value));
}

/** Whether the rule matches the caller's job with another subject, for example the one of its ref without an environment. */
function matchesOtherSubject(matcher: ClaimMatcher, claims: PolicyClaims, sub: string): boolean {
  const other = readSubject({ ...claims, sub });
  return (other?.candidates ?? []).some((candidate) => matcher.matches(candidate));
}

function findSubjectNearMisses(
  matcher: ClaimMatcher,
  claims: PolicyClaims,
  subject: SubjectForms,
): NearMiss[] {
  const { tail, form } = subject;
  if (form === 'custom' || tail === undefined) {
    return matcher.pattern.startsWith('repo:') ? [{ kind: 'custom-subject' }] : [];
  }
  const misses: NearMiss[] = [];
  const environment = claims.environment ?? '';
  const head = subject.raw.slice(0, subject.raw.length - tail.length);
  if (environment !== '' && matchesOtherSubject(matcher, claims, `${head}ref:${claims.ref ?? ''}`)) {
    misses.push({ kind: 'environment-subject', environment });
  }
  if (tail === 'pull_request' && matcher.pattern.includes('refs/heads/'))
    misses.push({ kind: 'pull-request' });
  const encoded = subject.candidates.some((candidate) => candidate.includes('%3A'));
  if (encoded && subject.candidates.some((candidate) => matcher.matches(candidate.replaceAll('%3A', ':'))))
    misses.push({ kind: 'encoded-colon' });
  if (matcher.kind === 'glob' && /^repo:[^/]*@\d+\/[^:]*@\d+:/.test(matcher.pattern)) {
    const names = compileGlob(matcher.pattern.replace(/@\d+/g, ''));
    if (subject.candidates.some((candidate) => names(candidate))) misses.push({ kind: 'other-ids' });
  }
  return misses;
}

const otherWorkflows = { workflow_ref: 'job_workflow_ref', job_workflow_ref: 'workflow_ref' } as const;
const numericClaims: ReadonlySet<string> = new Set(['repository_id', 'repository_owner_id', 'actor_id']);

function findOwnNearMisses(matcher: ClaimMatcher, claims: PolicyClaims): NearMiss[] {
  const { claim, pattern } = matcher;
  if (claim === 'workflow_ref' || claim === 'job_workflow_ref') {
    const other = otherWorkflows[claim];
    return matcher.matches(claims[other] ?? '') ? [{ kind: 'other-workflow', claim: other }] : [];
  }
  const isShort = claim === 'base_ref' || claim === 'head_ref';
  return isShort && pattern.startsWith('refs/') ? [{ kind: 'full-ref' }] : [];
}

/** For a claim that is there and did not match. */
export function findNearMisses(matcher: ClaimMatcher, claims: PolicyClaims): NearMiss[] {
  const value = claims[matchableClaims[matcher.claim]] ?? '';
  const subject = matcher.claim === 'subject' ? readSubject(claims) : undefined;
  const values = subject?.candidates ?? [value];
  const misses: NearMiss[] = subject ? findSubjectNearMisses(matcher, claims, subject) : [];
  if (matcher.claim === 'ref' && /^refs\/pull\//.test(value) && matcher.pattern.includes('refs/heads/')) {
    misses.push({ kind: 'pull-request' });
  }
  misses.push(...findOwnNearMisses(matcher, claims));
  if (matcher.kind === 'regex' && looksLikeGlob(matcher.pattern)) {
    const intended = compileGlob(toIntendedGlob(matcher.pattern));
    if (values.some((candidate) => intended(candidate))) misses.push({ kind: 'glob-in-regex' });
  }
  if (matchesIgnoringCase(matcher, values)) misses.push({ kind: 'case' });
  // An id that begins like another one is another one.
  const plain = matcher.kind === 'glob' && !/[*?]/.test(matcher.pattern) && !numericClaims.has(matcher.claim);
  if (plain && values.some((candidate) => candidate.startsWith(matcher.pattern)))
    misses.push({ kind: 'prefix' });
  return misses;
}
