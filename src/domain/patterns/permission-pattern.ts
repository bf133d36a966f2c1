/** Patterns of permission rows: `*`, an exact text, or a regular expression. */
import { maxPatternLength } from './limits.ts';
import { compileRegex, maxMatchedLength } from './regex.ts';

/** A pattern with one of these is a regular expression; a lone `*` is not. */
const regexCharacters = /[\^$*+?()[\]{}|\\]/;

export type PatternMatcher = (value: string) => boolean;
export type CompiledPattern =
  | { readonly status: 'compiled'; readonly matches: PatternMatcher }
  | { readonly status: 'invalid'; readonly message: string };

/**
 * `*` matches every value, including the absent value `""`. A plain text matches itself. A text with any of
 * `^$*+?()[]{}|\` is a regular expression that has to match the whole value. It has
 * the cost limit of trust policies: people who open pull requests choose the values.
 */
export function compilePattern(pattern: string): CompiledPattern {
  if (pattern === '*') return { status: 'compiled', matches: () => true };
  if (pattern.length > maxPatternLength) {
    return { status: 'invalid', message: `longer than ${maxPatternLength} characters` };
  }
  if (!regexCharacters.test(pattern)) return { status: 'compiled', matches: (value) => value === pattern };
  const regex = compileRegex(pattern);
  if (regex.status === 'refused') {
    return {
      status: 'invalid',
      message: `not a regular expression in RE2 syntax within the cost limit: ${regex.reason}`,
    };
  }
  return {
    status: 'compiled',
    matches: (value) => value.length <= maxMatchedLength && regex.matches(value),
  };
}
