/** Which changes of a plan are known noise. Judged when they are read, so that a rule covers past results, and its end is kept. */
import { compileGlob } from '../patterns/glob.ts';
import { compileStackGlob } from '../patterns/stack-glob.ts';
import type { PlanChange } from './plan-summary.ts';

export interface IgnoreRule {
  /** Glob over resource types. */
  readonly type: string;
  /** Globs over paths; empty: any change of the type, also of whole resources. */
  readonly attributes: readonly string[];
  /** Globs over names of stacks; empty: all. */
  readonly stacks: readonly string[];
  /** Last day, UTC: `2027-01-31`. */
  readonly until: string;
  readonly reason: string;
}

type ChangedPlace = Pick<PlanChange, 'type' | 'attributes'> & { readonly stack: string };

/** The rule that a change is ignored by, if any. */
export type FindIgnoreRule = (change: ChangedPlace) => IgnoreRule | undefined;

const dayMs = 24 * 60 * 60_000;

/** The first moment after the last day; `undefined` for a day that does not exist. */
export function readIgnoreEnd(until: string): number | undefined {
  const start = Date.parse(`${until}T00:00:00Z`);
  const isDay = !Number.isNaN(start) && new Date(start).toISOString().startsWith(until);
  return isDay ? start + dayMs : undefined;
}

function compileStacks(patterns: readonly string[]): (stack: string) => boolean {
  const globs = patterns.flatMap((pattern) => {
    const compiled = compileStackGlob(pattern);
    return compiled.status === 'compiled' ? [compiled.glob] : [];
  });
  return (stack) => patterns.length === 0 || globs.some((glob) => glob.matches(stack));
}

function compileRule(rule: IgnoreRule): (change: ChangedPlace) => boolean {
  const isType = compileGlob(rule.type);
  const isStack = compileStacks(rule.stacks);
  const paths = rule.attributes.map(compileGlob);
  // Every path: a change that the rule does not know must not hide behind one that it does.
  const arePaths = ({ attributes }: ChangedPlace) =>
    paths.length === 0 ||
    (attributes.length > 0 && attributes.every((path) => paths.some((matches) => matches(path))));
  return (change) => isType(change.type) && isStack(change.stack) && arePaths(change);
}

/** `now`: in milliseconds. Rules that have ended are left out. */
export function compileIgnoreRules(rules: readonly IgnoreRule[], now: number): FindIgnoreRule {
  const current = rules.filter(({ until }) => now < (readIgnoreEnd(until) ?? Number.NEGATIVE_INFINITY));
  const compiled = current.map((rule) => ({ rule, matches: compileRule(rule) }));
  return (change) => compiled.find(({ matches }) => matches(change))?.rule;
}
