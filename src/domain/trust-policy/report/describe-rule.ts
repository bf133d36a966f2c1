/** A rule of a policy as text: which callers it allows, and what they may do. */

import { isMatchableClaim, type MatchableClaim } from '../claims.ts';
import { basePermissions, type Permissions, unitePermissions } from '../permissions.ts';
import type { ClaimMatcher, PolicyRule } from '../policy.ts';

export interface RuleInWords {
  /** Position in `spec.rules`, from 1. */
  readonly rule: number;
  readonly line: number;
  /** Such as `jobs of acme/infra, on branch main`. Quotes patterns; nothing in it is escaped. */
  readonly who: string;
  /** What a token may do, with what every grant has: `read contents, metadata; write pull_requests`. */
  readonly what: string;
}

/** A pattern without a wildcard is the value itself. */
function isExact({ kind, pattern }: ClaimMatcher): boolean {
  return kind === 'glob' && !/[*?]/.test(pattern);
}

function quoted({ kind, pattern }: ClaimMatcher): string {
  return kind === 'regex' ? `the expression ${JSON.stringify(pattern)}` : JSON.stringify(pattern);
}

/** A value in quotes if it has a space, a comma or the like, so that it does not read as another condition. */
function plain(value: string): string {
  return /^[\w./@:%+#[\]-]+$/.test(value) ? value : JSON.stringify(value);
}

/** `one X` for a value, `any Y that matches "…"` for a pattern. */
function name(matcher: ClaimMatcher, one: string, many: string): string {
  if (isExact(matcher)) return `${one} ${plain(matcher.pattern)}`.trim();
  if (matcher.kind === 'glob' && matcher.pattern === '*') return `any ${many}`;
  return `any ${many} that matches ${quoted(matcher)}`;
}

/** A ref by its kind: branch, tag, pull request. */
function describeRef(matcher: ClaimMatcher): string {
  const { kind, pattern } = matcher;
  const within = /^refs\/(heads|tags)\/(.+)$/.exec(pattern);
  if (kind === 'regex' || within === null) return `on ${name(matcher, 'ref', 'ref')}`;
  const [, folder, short = ''] = within;
  const word = folder === 'heads' ? 'branch' : 'tag';
  return `on ${name({ ...matcher, pattern: short }, word, word)}`;
}

const tails: readonly [pattern: RegExp, words: (rest: string) => string][] = [
  [/^\*$/, () => 'from any branch, tag or pull request'],
  [/^pull_request$/, () => 'for pull requests'],
  [/^environment:(.+)$/, (rest) => `in ${nameGlob(rest, 'environment')}`],
  [/^ref:(refs\/.+)$/, (rest) => describeRef({ ...emptyMatcher, pattern: rest })],
];

const nowhere = { line: 1, column: 1 };
const emptyMatcher: ClaimMatcher = {
  claim: 'ref',
  kind: 'glob',
  pattern: '',
  range: { start: nowhere, end: nowhere },
  matches: () => false,
};

function nameGlob(pattern: string, word: string): string {
  return name({ ...emptyMatcher, pattern }, word, word);
}

/** `repo:OWNER/NAME:TAIL` taken apart where that is certain; anything else stays a quoted subject. */
function describeSubject(matcher: ClaimMatcher): string[] {
  const [, repository, tail] = /^repo:([^:*?]+\/[^:/]+):(.+)$/.exec(matcher.pattern) ?? [];
  const words = tails.flatMap(([pattern, describe]) => {
    const match = tail === undefined ? null : pattern.exec(tail);
    return match ? [describe(match[1] ?? '')] : [];
  })[0];
  if (matcher.kind === 'regex' || repository === undefined || words === undefined) {
    if (matcher.kind === 'glob' && matcher.pattern === '*') return ['with any subject'];
    return [
      isExact(matcher)
        ? `with the subject ${plain(matcher.pattern)}`
        : `with a subject that matches ${quoted(matcher)}`,
    ];
  }
  return [`of ${nameGlob(repository, /[*?]/.test(repository) ? 'repository' : '')}`, words];
}

const describers: Readonly<Record<MatchableClaim, (matcher: ClaimMatcher) => string | string[]>> = {
  repository: (matcher) => `of ${name(matcher, '', 'repository')}`,
  repository_id: (matcher) => `of ${name(matcher, 'the repository with the id', 'repository id')}`,
  repository_owner: (matcher) => `of ${name(matcher, 'repositories of', 'owner')}`,
  repository_owner_id: (matcher) => `of ${name(matcher, 'the owner with the id', 'owner id')}`,
  repository_visibility: (matcher) =>
    isExact(matcher)
      ? `of a repository that is ${plain(matcher.pattern)}`
      : `of ${name(matcher, '', 'repository visibility')}`,
  subject: describeSubject,
  workflow_ref: (matcher) => `in ${name(matcher, 'the workflow', 'workflow')}`,
  job_workflow_ref: (matcher) => `running ${name(matcher, 'the reusable workflow', 'reusable workflow')}`,
  event_name: (matcher) => `for ${name(matcher, 'the event', 'event')}`,
  ref: describeRef,
  base_ref: (matcher) => `for pull requests into ${name(matcher, 'branch', 'branch')}`,
  head_ref: (matcher) => `for pull requests from ${name(matcher, 'branch', 'branch')}`,
  ref_type: (matcher) => `on ${name(matcher, 'a', 'kind of ref')}`,
  environment: (matcher) => `in ${name(matcher, 'environment', 'environment')}`,
  actor: (matcher) => `started by ${name(matcher, '', 'actor')}`,
  actor_id: (matcher) => `started by ${name(matcher, 'the account with the id', 'account id')}`,
  runner_environment: (matcher) =>
    isExact(matcher) ? `on a ${plain(matcher.pattern)} runner` : `on ${name(matcher, '', 'kind of runner')}`,
  sha: (matcher) => `at ${name(matcher, 'commit', 'commit')}`,
};

/** Levels with the permissions that have them: `read contents, metadata; write issues`. */
export function describePermissions(permissions: Permissions): string {
  const levels = ['read', 'write', 'admin'] as const;
  return levels
    .map((level) => [level, Object.keys(permissions).filter((key) => permissions[key] === level)] as const)
    .filter(([, names]) => names.length > 0)
    .map(([level, names]) => `${level} ${names.join(', ')}`)
    .join('; ');
}

/** Claims are told in the order of the table above, whatever their order in the file. */
export function describeRule(rule: PolicyRule): RuleInWords {
  const claims = Object.keys(describers).filter(isMatchableClaim);
  const phrases = claims.flatMap((claim) =>
    rule.matchers
      .filter((matcher) => matcher.claim === claim)
      .flatMap((matcher) => describers[claim](matcher)),
  );
  return {
    rule: rule.index + 1,
    line: rule.range.start.line,
    who: phrases.length === 0 ? 'nobody' : `jobs ${phrases.join(', ')}`,
    what: describePermissions(unitePermissions([basePermissions, rule.permissions])),
  };
}
