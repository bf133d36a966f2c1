/** Values that a pattern accepts: the proof behind a warning. A regular expression is always asked, never only read. */

import { findCommonValue } from '../../patterns/glob-relations.ts';
import type { MatchableClaim, OccasionalClaim } from '../claims.ts';
import type { ClaimMatcher, PolicyRule } from '../policy.ts';
import { isWhollyOutlined, outlineRegex } from './outline.ts';

const workflows = [
  'xk7-quill/vole.9/.github/workflows/a.yml@refs/heads/wip-3',
  'Brunt/oS_2/.github/workflows/Z.yaml@refs/pull/8/merge',
  'j/k/.github/workflows/b_2.yml@refs/tags/v0.3',
];
const ids = ['7', '583231', '1296269', '940857263'];
/** Values that no author means: a pattern that accepts all of them accepts anything. */
const strangers: Readonly<Record<Exclude<MatchableClaim, OccasionalClaim>, readonly string[]>> = {
  subject: [
    'repo:xk7-quill/vole.9:ref:refs/heads/wip-3',
    'repo:Brunt/oS_2:pull_request',
    'repo:j@91/k@17:environment:Qa 1',
    'repo:j/k:ref:refs/tags/v0.3',
  ],
  repository: ['xk7-quill/vole.9', 'Brunt/oS_2', 'j/k'],
  repository_owner: ['xk7-quill', 'Brunt', 'j'],
  ref: ['refs/heads/wip-3', 'refs/tags/v0.3', 'refs/pull/8/merge'],
  ref_type: ['branch', 'tag'],
  actor: ['xk7-quill', 'Brunt[bot]', 'j'],
  workflow_ref: workflows,
  sha: ['0'.repeat(40), '5f2c0f0d3c1c6a7b8d9e0f1a2b3c4d5e6f708192', 'e'.repeat(64)],
  event_name: ['push', 'pull_request', 'workflow_dispatch', 'schedule', 'issue_comment'],
  job_workflow_ref: workflows,
  repository_id: ids,
  repository_owner_id: ids,
  repository_visibility: ['public', 'private', 'internal'],
  actor_id: ids,
  runner_environment: ['github-hosted', 'self-hosted'],
};

function isOccasional(claim: MatchableClaim): claim is OccasionalClaim {
  return !Object.hasOwn(strangers, claim);
}

/** Whether any token meets the matcher. Never for a claim that the tokens of ordinary jobs do not carry. */
export function acceptsEverybody({ claim, matches }: ClaimMatcher): boolean {
  return !isOccasional(claim) && strangers[claim].every((value) => matches(value));
}

/** An environment that no author means. A job of a pull request can name any, and GitHub creates one that does not exist. */
export const otherEnvironment = 'xk7-quill';

/** The values that the matcher accepts, if there are few and no others; nothing where that is not certain. */
export function valuesOf({ kind, pattern }: ClaimMatcher): readonly string[] | undefined {
  const outlines = kind === 'glob' ? [pattern] : isWhollyOutlined(pattern) ? outlineRegex(pattern) : ['*'];
  return outlines.some((outline) => /[*?]/.test(outline)) ? undefined : outlines;
}

/** Most digits in one place of an id for which it still counts as a list of ids. */
const maxListedDigits = 5;

/** Whether an id may have most digits where the outline has a wildcard. `4[23]` lists two ids. */
function isOpen(outline: string, { matches }: ClaimMatcher): boolean {
  if (!/[*?]/.test(outline)) return false;
  const accepted = [...'0123456789'].filter((digit) =>
    ['', digit, digit.repeat(3)].some((run) =>
      matches(outline.replaceAll('?', digit).replaceAll('*', () => run)),
    ),
  );
  return accepted.length > maxListedDigits;
}

/** Whether the matcher names single ids, such as `42` or `(42|43)`. An expression that cannot be read counts as such. */
export function namesIds(matcher: ClaimMatcher): boolean {
  const outlines = outlinesOf(matcher);
  if (outlines.some((outline) => isOpen(outline, matcher))) return false;
  const isPartial = matcher.kind === 'regex' && outlines.length > 0 && !isWhollyOutlined(matcher.pattern);
  return !(isPartial && /[.[*+{\\]/.test(matcher.pattern));
}

/** Globs that say what the matcher accepts: exactly for a glob, in part for an expression, none for one that is out of the ordinary. */
export function outlinesOf({ kind, pattern }: ClaimMatcher): readonly string[] {
  return kind === 'glob' ? [pattern] : outlineRegex(pattern);
}

/** A value that the matcher accepts and that fits the glob `target`. For a regular expression there may be one that is not found. */
export function findAccepted(matcher: ClaimMatcher, target: string): string | undefined {
  return outlinesOf(matcher)
    .map((outline) => findCommonValue(outline, target))
    .find((value) => value !== undefined && value !== '' && matcher.matches(value));
}

export function matcherOf(rule: PolicyRule, claim: MatchableClaim): ClaimMatcher | undefined {
  return rule.matchers.find((matcher) => matcher.claim === claim);
}

/** A short piece of the policy for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 63)}…` : text);
}
