/** Decides whether a pattern of a permission row covers a value. */
import { RE2JS } from 're2js';

/** Longest pattern, in characters. */
const maxPatternLength = 256;
/** A pattern with one of these is a regular expression; a lone `*` is not. */
const regexCharacters = /[\^$*+?()[\]{}|\\]/;

export type PatternMatcher = (value: string) => boolean;
export type CompiledPattern =
  | { readonly status: 'compiled'; readonly matches: PatternMatcher }
  | { readonly status: 'invalid'; readonly message: string };

/**
 * `*` covers everything, the absent value `""` too; plain text is compared exactly; with any of `^$*+?()[]{}|\` it is
 * a regular expression over the full string, on a linear-time engine (decision D5).
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
