/** Patterns of permission rows: `*`, an exact text, or a regular expression. */
import { RE2JS } from 're2js';
import { maxPatternLength } from './limits.ts';

/** A pattern with one of these is a regular expression; a lone `*` is not. */
const regexCharacters = /[\^$*+?()[\]{}|\\]/;

export type PatternMatcher = (value: string) => boolean;
export type CompiledPattern =
  | { readonly status: 'compiled'; readonly matches: PatternMatcher }
  | { readonly status: 'invalid'; readonly message: string };

/**
 * `*` matches every value, including the absent value `""`. A plain text matches itself. A text with any of
 * `^$*+?()[]{}|\` is a regular expression that has to match the whole value, in linear time.
 */
export function compilePattern(pattern: string): CompiledPattern {
  if (pattern === '*') return { status: 'compiled', matches: () => true };
  if (pattern.length > maxPatternLength) {
    return { status: 'invalid', message: `longer than ${maxPatternLength} characters` };
  }
  if (!regexCharacters.test(pattern)) return { status: 'compiled', matches: (value) => value === pattern };
  try {
    const regex = RE2JS.compile(pattern);
    return { status: 'compiled', matches: (value) => regex.matches(value) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { status: 'invalid', message: `not a regular expression that RE2 accepts: ${detail}` };
  }
}
