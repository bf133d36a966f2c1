/** Patterns that are probably written in the other language, and anchors that do nothing. */

import { looksLikeGlob, toIntendedGlob } from '../../patterns/glob-in-regex.ts';
import { createFinding, type Fix, type PolicyFinding } from '../findings.ts';
import type { ClaimMatcher, PolicyRule } from '../policy.ts';
import { quote } from './evidence.ts';
import type { PolicyPathSegments, PolicySource } from './source.ts';

/** Signs of a regular expression that hardly any claim holds. `v1.*` and `name[bot]` are ordinary globs. */
const regexSigns: readonly RegExp[] = [
  /^\^/,
  /\$$/,
  /(?:^|[/:@_-])\.[*+]/,
  /\|/,
  /\[(?:\^|[^\]]*\w-\w)[^\]]*\]/,
  /[\])]([*+]|\{\d)/,
  /\\[.dwsDWSbB/-]/,
  /\(\?/,
];

function withoutAnchors(pattern: string): string {
  const start = pattern.startsWith('^') && !/^\^[*+?{]/.test(pattern) ? 1 : 0;
  const escaped = /(\\*)\$$/.exec(pattern)?.[1];
  const end = escaped !== undefined && escaped.length % 2 === 0 ? 1 : 0;
  return pattern.slice(start, pattern.length - end);
}

/** The shorter pattern in quotes, so that it stays text whatever it begins with. */
function anchorFix(source: PolicySource, path: PolicyPathSegments, shorter: string): Fix {
  const double = source.text[source.nodeAt(path)?.range?.[0] ?? 0] === '"';
  const text = double ? JSON.stringify(shorter) : `'${shorter.replaceAll("'", "''")}'`;
  return { range: source.rangeOfValue(path), text };
}

function findInRegex(source: PolicySource, matcher: ClaimMatcher, path: PolicyPathSegments): PolicyFinding[] {
  const { pattern } = matcher;
  const shorter = withoutAnchors(pattern);
  const range = source.rangeOfValue(path);
  const findings: PolicyFinding[] = [];
  // Behind \Q everything is itself.
  if (shorter !== pattern && shorter !== '' && !pattern.includes('\\Q')) {
    const message =
      'An expression always has to match the whole value: ^ at its start and $ at its end do nothing.';
    findings.push(
      createFinding('redundant-anchor', { range, message, fix: anchorFix(source, path, shorter) }),
    );
  }
  if (looksLikeGlob(shorter)) {
    const message = `In a regular expression * and ? repeat the character before them. For a glob write ${matcher.claim}: ${quote(toIntendedGlob(shorter))}.`;
    findings.push(createFinding('regex-looks-like-glob', { range, message }));
  }
  return findings;
}

/** Findings about each pattern of one rule. */
export function findOddPatterns(source: PolicySource, rule: PolicyRule): PolicyFinding[] {
  return rule.matchers.flatMap((matcher) => {
    const path = ['spec', 'rules', rule.index, 'match', matcher.claim];
    if (matcher.kind === 'regex') return findInRegex(source, matcher, [...path, 'regex']);
    if (!regexSigns.some((sign) => sign.test(matcher.pattern))) return [];
    const message = `${quote(matcher.pattern)} is a glob, in which only * and ? are special. Write {regex: …} for a regular expression.`;
    return [createFinding('glob-looks-like-regex', { range: matcher.range, message })];
  });
}
