/** Rules that add nothing over another rule. Reported only when it is certain for every caller there can be. */

import { createFinding, type Finding } from '../findings.ts';
import { includesGlob } from '../glob-relations.ts';
import { accessLevels, basePermissions, type Permissions, unitePermissions } from '../permissions.ts';
import type { ClaimMatcher, PolicyRule } from '../policy.ts';
import { matcherOf } from './evidence.ts';

/** Most pairs of characters that are compared for one policy; a hostile one is not looked at to the end. Some 10 ms. */
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

interface Comparison {
  /** Whether whoever meets `narrow` certainly meets `wide`. */
  includesCallers(wide: PolicyRule, narrow: PolicyRule): boolean;
}

function createComparison(): Comparison {
  let steps = 0;

  function includesValues(wide: ClaimMatcher, narrow: ClaimMatcher): boolean {
    if (wide.kind === narrow.kind && wide.pattern === narrow.pattern) return true;
    if (wide.kind === 'glob' && wide.pattern === '*') return true;
    if (narrow.kind === 'regex') return false;
    if (wide.kind === 'regex') return !/[*?]/.test(narrow.pattern) && wide.matches(narrow.pattern);
    const [prefix = ''] = wide.pattern.split(/[*?]/, 1);
    if (!narrow.pattern.startsWith(prefix)) return false;
    steps += wide.pattern.length * narrow.pattern.length;
    return steps <= maxSteps && includesGlob(wide.pattern, narrow.pattern);
  }

  return {
    includesCallers(wide, narrow) {
      return wide.matchers.every((matcher) => {
        const same = matcherOf(narrow, matcher.claim);
        if (same) return includesValues(matcher, same);
        const owner =
          matcher.claim === 'repository_owner' ? ownerOf(matcherOf(narrow, 'repository')) : undefined;
        return owner !== undefined && matcher.matches(owner);
      });
    },
  };
}

/** At most one finding per rule. `rules` are those that could be read as a whole. */
export function findOverlaps(rules: readonly PolicyRule[]): Finding[] {
  const { includesCallers } = createComparison();
  const granted = new Map(rules.map((rule) => [rule, unitePermissions([basePermissions, rule.permissions])]));
  const adds = (wide: PolicyRule, narrow: PolicyRule) =>
    !(grantsAll(granted.get(wide) ?? basePermissions, narrow.permissions) && includesCallers(wide, narrow));
  return rules.flatMap((rule) => {
    for (const other of rules) {
      if (other === rule || adds(other, rule)) continue;
      const place = `rule ${other.index + 1} (line ${other.range.start.line})`;
      if (adds(rule, other))
        return createFinding(
          'shadowed-rule',
          rule.range,
          `Whoever meets this rule meets ${place} too, which grants as much.`,
        );
      // Of two equal rules the first one stays.
      if (other.index < rule.index)
        return createFinding('duplicate-rule', rule.range, `This rule says the same as ${place}.`);
    }
    return [];
  });
}
