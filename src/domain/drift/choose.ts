/** Decides which instances a sweep checks, and how often one is checked whose results do not come. */
import { compileStackGlob } from '../patterns/stack-glob.ts';
import type { InstanceName } from '../stacks/items.ts';

const weekMs = 7 * 24 * 60 * 60_000;
/** Results that were missing in a row before an instance counts as failed and is checked less often. */
export const missingLimit = 3;

/** Instances by name. An empty list: all. */
export interface InstanceScope {
  readonly stacks: readonly string[];
  readonly components: readonly string[];
}

export type ScopeProblem = { readonly glob: string; readonly message: string };

function compile(globs: readonly string[]): (name: string) => boolean {
  if (globs.length === 0) return () => true;
  const compiled = globs.map((pattern) => {
    const result = compileStackGlob(pattern);
    // The configuration has been checked; what cannot be read matches nothing.
    return result.status === 'compiled' ? result.glob.matches : () => false;
  });
  return (name) => compiled.some((matches) => matches(name));
}

/** The first glob that does not compile. */
export function findScopeProblem(globs: readonly string[]): ScopeProblem | undefined {
  for (const glob of globs) {
    const compiled = compileStackGlob(glob);
    if (compiled.status === 'invalid') return { glob, message: compiled.problem };
  }
  return undefined;
}

/** Judges the names of instances. */
export function createScope({ stacks, components }: InstanceScope): (instance: InstanceName) => boolean {
  const isStack = compile(stacks);
  const isComponent = compile(components);
  return ({ stack, component }) => isStack(stack) && isComponent(component);
}

/** Why a sweep leaves an instance out. */
export type CheckSkip =
  /** An earlier detection has not ended. */
  | 'detecting'
  /** Its lock is held. */
  | 'instance_locked'
  /** A deployment that changes it has not ended. */
  | 'changing'
  /** Results were missing several times. */
  | 'backed_off';

/** What is known of detections that brought no result. */
export interface MissingResults {
  /** In a row. */
  readonly count: number;
  /** Of the newest, in milliseconds. */
  readonly at: number;
}

/** When an instance is checked again, in milliseconds; `undefined`: by the next sweep. */
export function backOffUntil(missing: MissingResults | undefined, periodMs: number): number | undefined {
  if (missing === undefined || missing.count < missingLimit) return undefined;
  const factor = 2 ** Math.min(missing.count - missingLimit + 1, 20);
  return missing.at + Math.min(factor * periodMs, Math.max(weekMs, periodMs));
}

export interface CheckFacts {
  readonly isDetecting: boolean;
  readonly isLocked: boolean;
  readonly isChanging: boolean;
  readonly missing: MissingResults | undefined;
  /** Whether its settings differ from those with which the newest result was missing. */
  readonly isChanged: boolean;
  /** Of its schedule. */
  readonly periodMs: number;
  /** When the sweep was due. */
  readonly dueAt: number;
}

/** `undefined`: it is checked. */
export function decideCheck(facts: CheckFacts): CheckSkip | undefined {
  if (facts.isDetecting) return 'detecting';
  if (facts.isChanging) return 'changing';
  if (facts.isLocked) return 'instance_locked';
  const until = facts.isChanged ? undefined : backOffUntil(facts.missing, facts.periodMs);
  // A result is known to be missing some time after the sweep was due: half a period keeps the rhythm.
  return until !== undefined && facts.dueAt < until - facts.periodMs / 2 ? 'backed_off' : undefined;
}
