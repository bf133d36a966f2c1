/** Rules that add nothing over another rule. Reported only when it is certain for every caller there can be. */

import { includesGlob } from '../../patterns/glob-relations.ts';
import { maxRegexCost } from '../../patterns/regex.ts';
import type { MatchableClaim } from '../claims.ts';
import { createFinding, type PolicyFinding } from '../findings.ts';
import { accessLevels, basePermissions, type Permissions, unitePermissions } from '../permissions.ts';
import type { ClaimMatcher, PolicyRule } from '../policy.ts';
import { matcherOf } from './evidence.ts';

/** Most steps that the comparisons of one policy take, some 10 ms; a hostile one is not compared to the end. */
const maxSteps = 2_000_000;

/** `owner` of a pattern that names it before a slash: `repository` is always `repository_owner`, a slash and a name. */
function ownerOf(repository: ClaimMatcher | undefined): string | undefined {
  if (repository?.kind !== 'glob') return undefined;
  return /^([^*?/]+)\//.exec(repository.pattern)?.[1];
}

/** Whether `wide`, with the read-only default in it, grants at least what `narrow` says. */
function grantsAll(wide: Permissions, narrow: Permissions): boolean {
  return Object.entries(narrow).every(([name, level]) => {
    const held = Object.hasOwn(wide, name) ? wide[name] : undefined;
    return held !== undefined && accessLevels.indexOf(held) >= accessLevels.indexOf(level);
  });
}

interface ComparedRule {
  readonly rule: PolicyRule;
  /** With the read-only default in it. */
  readonly granted: Permissions;
  readonly matchers: ReadonlyMap<MatchableClaim, ComparedMatcher>;
  readonly owner: string | undefined;
}

interface ComparedMatcher extends ClaimMatcher {
  /** What stands before the first wildcard of a glob. */
  readonly prefix: string;
}

function prepareRule(rule: PolicyRule): ComparedRule {
  const matchers = rule.matchers.map((matcher): [MatchableClaim, ComparedMatcher] => [
    matcher.claim,
    { ...matcher, prefix: /^[^*?]*/.exec(matcher.pattern)?.[0] ?? '' },
  ]);
  const granted = unitePermissions([basePermissions, rule.permissions]);
  return { rule, granted, matchers: new Map(matchers), owner: ownerOf(matcherOf(rule, 'repository')) };
}

/** Whether every caller that matches `narrow` certainly matches `wide`. The work for one policy is bounded. */
function createComparison(): (wide: ComparedRule, narrow: ComparedRule) => boolean {
  let steps = 0;

  function includesValues(wide: ComparedMatcher, narrow: ComparedMatcher): boolean {
    if (wide.kind === narrow.kind && wide.pattern === narrow.pattern) return true;
    if (wide.kind === 'glob' && wide.pattern === '*') return true;
    if (narrow.kind === 'regex' || steps > maxSteps) return false;
    if (wide.kind === 'regex') {
      if (narrow.prefix !== narrow.pattern) return false;
      steps += narrow.pattern.length * maxRegexCost;
      return wide.matches(narrow.pattern);
    }
    if (!narrow.prefix.startsWith(wide.prefix)) return false;
    steps += wide.pattern.length * narrow.pattern.length;
    return includesGlob(wide.pattern, narrow.pattern);
  }

  return (wide, narrow) => {
    for (const [claim, matcher] of wide.matchers) {
      const same = narrow.matchers.get(claim);
      const owner = claim === 'repository_owner' ? narrow.owner : undefined;
      if (same ? !includesValues(matcher, same) : owner === undefined || !matcher.matches(owner))
        return false;
    }
    return true;
  };
}

/** At most one finding per rule. `rules` are those that could be read as a whole. */
export function findOverlaps(rules: readonly PolicyRule[]): PolicyFinding[] {
  const includesCallers = createComparison();
  const prepared = rules.map(prepareRule);
  const adds = (wide: ComparedRule, narrow: ComparedRule) =>
    !includesCallers(wide, narrow) || !grantsAll(wide.granted, narrow.rule.permissions);
  return prepared.flatMap((compared) => {
    const { rule } = compared;
    for (const wide of prepared) {
      if (wide === compared || adds(wide, compared)) continue;
      const other = wide.rule;
      const place = `rule ${other.index + 1} (line ${other.range.start.line})`;
      if (adds(compared, wide)) {
        const message = `Every job that matches this rule also matches ${place}, which grants as much.`;
        return createFinding('shadowed-rule', { range: rule.range, message });
      }
      // Of two equal rules the first one stays.
      if (other.index < rule.index)
        return createFinding('duplicate-rule', {
          range: rule.range,
          message: `This rule says the same as ${place}.`,
        });
    }
    return [];
  });
}
