/** Regular expressions over claims: RE2 syntax on a linear-time engine, whole value, bounded cost. */

import { RE2JS, RE2JSSyntaxException } from 're2js';
import { estimateRegexCost } from './regex-cost.ts';

/**
 * Most steps that one pattern may cost per character of a value, by `estimateRegexCost`: about 3 ms for 1,024 characters. Ordinary
 * patterns of 256 characters stay far below it.
 */
export const maxRegexCost = 128;

/** Longest value that the limit holds for, in characters. Longer ones are not matched at all: claims of jobs are far shorter. */
export const maxMatchedLength = 1_024;

/** Instructions of a program. With so many and 1,024 characters the engine stays with its bounded backtracker. */
const maxProgramSize = 256;

export type CompiledRegex =
  | { readonly status: 'accepted'; readonly cost: number; readonly matches: (value: string) => boolean }
  /** `reason` ends a sentence; `cost` is what finding out has cost. */
  | { readonly status: 'refused'; readonly cost: number; readonly reason: string };

/** Constructs that other engines have, told apart for a better reason than the engine's. */
const unsupported: readonly { readonly syntax: RegExp; readonly reason: string }[] = [
  {
    syntax: /\\[1-9]|\\k[<{']|\(\?P=/,
    reason: 'backreferences are not supported: RE2 matches in linear time',
  },
  { syntax: /\(\?<?[=!]/, reason: 'lookahead and lookbehind are not supported: RE2 matches in linear time' },
  { syntax: /\(\?>|[*+?}]\+/, reason: 'atomic groups and possessive repetition are not supported' },
];

/**
 * Ignoring case is for ASCII, in the pattern and in the value. Beyond it, folding takes the engine up to 8 ms for one class, and
 * `ſ` would pass for `s` and the Kelvin sign for `k`.
 */
function ignoresCase(pattern: string): boolean {
  return /\(\?[a-zA-Z]*i/.test(pattern);
}
const beyondAscii = /[^\x20-\x7e]/;
const beyondAsciiByEscape = /\\[xpP]/;

function explainSyntaxError(pattern: string, error: unknown): string {
  const known = unsupported.find(({ syntax }) => syntax.test(pattern));
  if (known) return known.reason;
  return error instanceof RE2JSSyntaxException ? error.getDescription() : 'the engine does not accept it';
}

/**
 * Compiles `pattern` alone; never joins it with other text, so nothing in it can close or split what anchors it. The anchor is
 * the engine's own both-ends mode around the whole program, which is what `^(?:…)$` means with a group that cannot be left.
 *
 * `matches` has no state and takes less than 10 ms for 1,024 characters. Refuses what RE2 does not have and what is over
 * `maxRegexCost`; never throws.
 */
export function compileRegex(pattern: string): CompiledRegex {
  const estimate = estimateRegexCost(pattern);
  function refuse(reason: string, cost: number): CompiledRegex {
    return { status: 'refused', cost, reason };
  }
  function refuseCost(actual: number, limit: number): CompiledRegex {
    const cost = Math.max(actual, maxRegexCost + 1);
    return refuse(`it may take ${actual} steps per character of a claim, and ${limit} is the limit`, cost);
  }
  const folds = ignoresCase(pattern);
  if (folds && (beyondAscii.test(pattern) || beyondAsciiByEscape.test(pattern)))
    return refuse('ignoring case, (?i), is for patterns in plain ASCII only', 1);
  if (estimate > maxRegexCost) return refuseCost(estimate, maxRegexCost);
  try {
    const program = RE2JS.compile(pattern);
    if (program.programSize() > maxProgramSize) return refuseCost(program.programSize(), maxProgramSize);
    // Not testExact(): its DFA builds and keeps up to 8 MiB of states for a hostile pattern, at 20 ms and more a value.
    const matches = (value: string) => program.matcher(value).matches();
    return {
      status: 'accepted',
      cost: estimate,
      matches: folds ? (value) => !beyondAscii.test(value) && matches(value) : matches,
    };
  } catch (error) {
    return refuse(explainSyntaxError(pattern, error), maxRegexCost);
  }
}
