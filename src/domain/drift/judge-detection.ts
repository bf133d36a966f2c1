/** Judges a detection or a remediation that has ended: whether its run has reported, and whether it still may. */
import { resultGraceMs } from './decay.ts';

export interface EndedRun {
  /** Of the deployment. */
  readonly state: string;
  /** When the last of its runs ended, in milliseconds; `undefined`: it had none. */
  readonly endedAt: number | undefined;
  readonly hasResult: boolean;
  readonly now: number;
}

export type RunVerdict =
  /** Its result may still come. */
  | 'waits'
  | 'reported'
  /** The run ended, and reported nothing. */
  | 'missing'
  /** It could not be started. */
  | 'refused'
  /** It was left out or withdrawn. */
  | 'none';

const ran: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'timed_out']);

export function judgeDetection({ state, endedAt, hasResult, now }: EndedRun): RunVerdict {
  if (hasResult) return 'reported';
  if (state === 'refused') return 'refused';
  if (!ran.has(state)) return 'none';
  return endedAt !== undefined && now - endedAt < resultGraceMs ? 'waits' : 'missing';
}
