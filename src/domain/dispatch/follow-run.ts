/** Decides, before a deployment is started again, what its earlier runs leave to be done. Times by one clock, in milliseconds. */
import type { DeploymentKind } from './kinds.ts';
import type { RunEnd } from './run-rank.ts';

/** A run that was started for the deployment, as it was read just now. */
export interface EarlierRun {
  readonly attempt: number;
  /** Name of the workflow file. */
  readonly file: string;
  /** `undefined`: it runs, or waits for approval; for the first time or again. */
  readonly end: RunEnd | undefined;
  /** When its end became known. */
  readonly endedAt: number | undefined;
}

export interface RetriedDeployment {
  readonly kind: DeploymentKind;
  /** Workflow files that it starts. */
  readonly files: readonly string[];
  /** Of the last retry; a plan that had succeeded by then is meant to run again. */
  readonly retriedAt: number;
}

export type RetryDecision =
  /** Nothing is started: the runs of that attempt are the deployment's. */
  | { readonly status: 'follow'; readonly attempt: number }
  /** The other files have done their work. */
  | { readonly status: 'start'; readonly files: readonly string[] };

const good: ReadonlySet<RunEnd | undefined> = new Set<RunEnd | undefined>(['success', 'neutral']);

function hasDone({ end, endedAt }: EarlierRun, { kind, retriedAt }: RetriedDeployment): boolean {
  return good.has(end) && (kind === 'change' || (endedAt ?? 0) > retriedAt);
}

/** The attempt whose runs all ended well, the newest; else the newest. */
function pickAttempt(runs: readonly EarlierRun[]): number {
  const attempts = [...Map.groupBy(runs, ({ attempt }) => attempt)].sort(([one], [other]) => other - one);
  const whole = attempts.find(([, ofAttempt]) => ofAttempt.every(({ end }) => good.has(end)));
  return (whole ?? attempts[0])?.[0] ?? 1;
}

/** GitHub may run a failed run again by itself, and a run that was given up may have succeeded. */
export function decideRetriedRuns(deployment: RetriedDeployment, runs: readonly EarlierRun[]): RetryDecision {
  const open = runs.filter(({ end }) => end === undefined).map(({ attempt }) => attempt);
  if (open.length > 0) return { status: 'follow', attempt: Math.max(...open) };
  const done = new Set(runs.filter((run) => hasDone(run, deployment)).map(({ file }) => file));
  const left = deployment.files.filter((file) => !done.has(file));
  return left.length === 0 && runs.length > 0
    ? { status: 'follow', attempt: pickAttempt(runs) }
    : { status: 'start', files: left };
}
