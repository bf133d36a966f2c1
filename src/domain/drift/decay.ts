/** Decides when the status of an instance is too old, and when a problem is. */
import { missingLimit } from './choose.ts';

/** How long a problem of an instance is shown after it occurred last, in milliseconds. */
export const problemLifeMs = 14 * 24 * 60 * 60_000;
/** How long an instance is shown as remediated, in milliseconds. */
export const remediatedLifeMs = 7 * 24 * 60 * 60_000;
/** How long after its end a run that detects drift may still report, in milliseconds. */
export const resultGraceMs = 2 * 60_000;

/** Results of detections that did not come. */
interface DriftProblem {
  /** How many in a row. */
  readonly missing: number;
  /** When the newest was found, in milliseconds. */
  readonly at: number;
}

export interface DecayFacts {
  readonly status: string;
  /** When the newest result was reported, in milliseconds. */
  readonly resultAt: number | undefined;
  readonly problem: DriftProblem | undefined;
  /** Of the schedule that checks it most often; `undefined`: none does. */
  readonly periodMs: number | undefined;
  readonly now: number;
}

export interface Decay {
  readonly status: 'unknown' | undefined;
  readonly dropsProblem: boolean;
}

const kept: Decay = { status: undefined, dropsProblem: false };
const decaying: ReadonlySet<string> = new Set(['in_sync', 'drifted', 'error']);

/** A status lasts for two periods after its result; one that missing results gave lasts as long as the problem. */
export function decideDecay({ status, resultAt, problem, periodMs, now }: DecayFacts): Decay {
  const isOver = problem !== undefined && now - problem.at > problemLifeMs;
  const isByProblem = problem !== undefined && problem.missing >= missingLimit && status === 'error';
  const dropsProblem = isOver;
  if (!decaying.has(status)) return { ...kept, dropsProblem };
  if (isByProblem) return { status: isOver ? 'unknown' : undefined, dropsProblem };
  const isOld = periodMs !== undefined && (resultAt === undefined || now - resultAt > 2 * periodMs);
  return { status: isOld ? 'unknown' : undefined, dropsProblem };
}
