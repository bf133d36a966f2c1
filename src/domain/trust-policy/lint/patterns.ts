/** Patterns of a policy that fits the schema → matchers, or why a regular expression is not accepted. */

import { compileGlob } from '../../patterns/glob.ts';
import { type CompiledRegex, compileRegex, maxRegexCost } from '../../patterns/regex.ts';
import { isMatchableClaim, type MatchableClaim, matchableClaims } from '../claims.ts';
import { createFinding, type PolicyFinding } from '../findings.ts';
import type { ClaimMatcher } from '../policy.ts';
import type { PolicyPathSegments, PolicySource } from './source.ts';

/**
 * Most that all regular expressions of one policy may cost together, see `maxRegexCost`. Bounds what one file can cost a
 * server: compilation, and a decision over 50 rules.
 */
const maxPolicyRegexCost = 4096;

type Pattern = string | { readonly regex: string };
export type MatchEntries = Readonly<Partial<Record<MatchableClaim, Pattern>>>;

export interface PatternCompiler {
  /** One rule's `match`, at `path`; a refused pattern adds to `findings` and is left out. */
  compileMatch(entries: MatchEntries, path: PolicyPathSegments): ClaimMatcher[];
}

/** Shares the budget of the policy between its rules. */
export function createPatternCompiler(source: PolicySource, findings: PolicyFinding[]): PatternCompiler {
  let spent = 0;
  /** Rules often share an expression, and compiling one takes longer than reading the rule. */
  const known = new Map<string, CompiledRegex>();

  function compileOnce(regex: string): CompiledRegex {
    const compiled = known.get(regex) ?? compileRegex(regex);
    known.set(regex, compiled);
    return compiled;
  }

  function compileRegexAt(regex: string, path: PolicyPathSegments): ClaimMatcher['matches'] | undefined {
    // Said once, where it happens; what comes after is not compiled at all.
    if (spent > maxPolicyRegexCost) return undefined;
    const compiled = compileOnce(regex);
    spent += compiled.cost;
    const over =
      spent > maxPolicyRegexCost && compiled.cost <= maxRegexCost
        ? `the regular expressions of this policy cost more than ${maxPolicyRegexCost} steps together`
        : undefined;
    const reason = compiled.status === 'refused' ? compiled.reason : over;
    if (compiled.status === 'accepted' && reason === undefined) return compiled.matches;
    const message = `This regular expression is not accepted: ${reason}.`;
    findings.push(
      createFinding('regex-invalid', { range: source.rangeOfValue([...path, 'regex']), message }),
    );
    return undefined;
  }

  function compileEntry(claim: MatchableClaim, entry: Pattern, parent: PolicyPathSegments): ClaimMatcher[] {
    const path = [...parent, claim];
    const range = source.rangeOfValue(path);
    if (typeof entry === 'string') {
      return [{ claim, kind: 'glob', pattern: entry, range, matches: compileGlob(entry) }];
    }
    const matches = compileRegexAt(entry.regex, path);
    return matches ? [{ claim, kind: 'regex', pattern: entry.regex, range, matches }] : [];
  }

  return {
    compileMatch(entries, path) {
      const claims = Object.keys(matchableClaims).filter(isMatchableClaim);
      return claims.flatMap((claim) => {
        const entry = Object.hasOwn(entries, claim) ? entries[claim] : undefined;
        return entry === undefined ? [] : compileEntry(claim, entry, path);
      });
    },
  };
}
