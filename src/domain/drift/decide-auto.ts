/** Decides which drift the server remediates by itself: only named causes, few instances at a time, nothing that is destroyed, and nothing after a failure. */
import { causeOf, type DriftedChange } from './causes.ts';
import { readIgnoreEnd } from './ignore.ts';

/** A cause that the configuration names. */
export interface AutoRule {
  /** Id of the cause, as lists of causes have it. */
  readonly cause: string;
  /** Last day, UTC: `2027-01-31`. */
  readonly until: string;
  /** Most remediations in 24 hours. */
  readonly maxPerDay: number;
  readonly reason: string;
}

/** Most instances of one sweep that are remediated without a person. */
export const autoPerSweep = 10;
const autoDayMs = 24 * 60 * 60_000;

/** What is known of an instance that drifted. */
export interface AutoFacts {
  /** Without those that are ignored. */
  readonly changes: readonly DriftedChange[];
  readonly ignored: number;
  /** Whether the summary left changes out. */
  readonly isTruncated: boolean;
}

/** Changes that destroy nothing. */
const harmless: ReadonlySet<string> = new Set(['create', 'update']);

/** The rule that all of its changes are named by, if an apply changes nothing else. */
export function findAutoRule(
  { changes, ignored, isTruncated }: AutoFacts,
  rules: readonly AutoRule[],
  now: number,
): AutoRule | undefined {
  // An apply changes everything that the plan does, also what is ignored or was left out.
  if (changes.length === 0 || ignored > 0 || isTruncated) return undefined;
  if (changes.some(({ action }) => !harmless.has(action))) return undefined;
  const [cause, ...others] = new Set(changes.map(causeOf));
  if (cause === undefined || others.length > 0) return undefined;
  return rules.find(
    (rule) => rule.cause === cause && now < (readIgnoreEnd(rule.until) ?? Number.NEGATIVE_INFINITY),
  );
}

/** A remediation that the server started before, for the same rule. */
export interface AutoRun {
  readonly instance: string;
  readonly startedAt: number;
  /** Batch of the detection. */
  readonly detection: number | undefined;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'returned';
}

export type AutoVerdict =
  | 'start'
  /** It has failed, or its cause came back: nothing is started for this rule any more. */
  | 'stopped'
  /** This instance was remediated for it, and has drifted again. */
  | 'returned'
  /** The first one runs alone; the others wait for how it ends. */
  | 'waits'
  /** Enough were started in this sweep, or within a day. */
  | 'limited';

/** `runs`: those of the rule. `sweepCount`: of all rules, for this detection. */
export function decideAuto(
  candidate: { readonly instance: string; readonly detection: number | undefined },
  {
    rule,
    runs,
    sweepCount,
    now,
  }: {
    readonly rule: AutoRule;
    readonly runs: readonly AutoRun[];
    readonly sweepCount: number;
    readonly now: number;
  },
): AutoVerdict {
  if (runs.some(({ outcome }) => outcome === 'failed' || outcome === 'returned')) return 'stopped';
  const own = runs.filter(({ instance }) => instance === candidate.instance);
  if (own.some(({ outcome }) => outcome === 'running')) return 'waits';
  if (own.length > 0) return 'returned';
  const isProven = runs.some(({ outcome }) => outcome === 'succeeded');
  if (!isProven && runs.some(({ outcome }) => outcome === 'running')) return 'waits';
  const today = runs.filter(({ startedAt }) => now - startedAt < autoDayMs).length;
  return today >= rule.maxPerDay || sweepCount >= autoPerSweep ? 'limited' : 'start';
}
