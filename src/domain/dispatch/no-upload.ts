/** Decides what becomes of a batch that waits for an upload: how long, and how its check concludes without one. In milliseconds. */
import { type Activity, isMerge } from './activities.ts';
import type { QuietDetails, QuietReason } from './quiet-reason.ts';
import type { RunEnd } from './run-rank.ts';

/** How long after the end of a run its upload may come. */
export const uploadGraceMs = 60_000;
/** How long after the event a workflow may begin. */
export const workflowStartMs = 300_000;

/** A workflow file that is known to upload for the event, and its newest run on the commit. */
export interface UploadingWorkflow {
  readonly file: string;
  readonly run: 'none' | 'open' | { readonly end: RunEnd; readonly endedMsAgo: number; readonly url: string };
}

export interface WaitingFacts {
  readonly activity: Activity;
  /** The head is in a fork. */
  readonly isFork: boolean;
  /** Since the event. */
  readonly elapsedMs: number;
  /** Empty: no upload of the event has been seen in the repository. */
  readonly uploaders: readonly UploadingWorkflow[];
  /** The pull request's own batch had something to start for this activity. */
  readonly hadWired: boolean;
  /** An upload for the commit has begun, and parts of it are missing. */
  readonly parts?: QuietDetails['parts'];
  /** The commit that an upload of the same event named instead. */
  readonly uploadedSha?: string | undefined;
}

export interface WaitingRules {
  readonly timeoutMs: number;
  readonly forks: 'neutral' | 'failure';
}

export type WaitingDecision =
  | { readonly status: 'wait' }
  | {
      readonly status: 'concluded';
      readonly conclusion: 'neutral' | 'failure';
      readonly reason: QuietReason;
      readonly details?: QuietDetails | undefined;
    };

/** The conclusions of a run that did what it meant to, and uploaded nothing. */
const wellEnded: ReadonlySet<RunEnd> = new Set(['success', 'skipped', 'neutral']);

function isOver({ run }: UploadingWorkflow, elapsedMs: number): boolean {
  if (run === 'open') return false;
  return run === 'none' ? elapsedMs >= workflowStartMs : run.endedMsAgo >= uploadGraceMs;
}

function findFailed(
  uploaders: readonly UploadingWorkflow[],
): { readonly file: string; readonly url: string } | undefined {
  for (const { file, run } of uploaders) {
    if (typeof run === 'object' && !wellEnded.has(run.end)) return { file, url: run.url };
  }
  return undefined;
}

/**
 * Neutral lets a queue merge, and hides that a merge was not applied: where something is wired, these fail. So does an upload that was cut
 * off, like the run that made it.
 */
function concludeWithout({ activity, hadWired, parts, uploadedSha }: WaitingFacts): WaitingDecision {
  if (hadWired && isMerge(activity)) {
    return { status: 'concluded', conclusion: 'failure', reason: 'merged_without_upload' };
  }
  if (parts !== undefined) {
    return { status: 'concluded', conclusion: 'failure', reason: 'upload_incomplete', details: { parts } };
  }
  if (uploadedSha !== undefined) {
    const conclusion = hadWired ? 'failure' : 'neutral';
    return { status: 'concluded', conclusion, reason: 'other_commit', details: { uploadedSha } };
  }
  if (hadWired && activity.event === 'merge_group') {
    return { status: 'concluded', conclusion: 'failure', reason: 'group_without_upload' };
  }
  return { status: 'concluded', conclusion: 'neutral', reason: 'no_upload' };
}

/** An upload that comes later reopens the batch. */
export function decideWaiting(facts: WaitingFacts, { timeoutMs, forks }: WaitingRules): WaitingDecision {
  const { activity, isFork, uploaders, elapsedMs } = facts;
  if (isFork && activity.event === 'pull_request' && !isMerge(activity)) {
    return { status: 'concluded', conclusion: forks, reason: 'fork_without_token' };
  }
  const areOver = uploaders.length > 0 && uploaders.every((uploader) => isOver(uploader, elapsedMs));
  if (!areOver && elapsedMs < timeoutMs) return { status: 'wait' };
  const failedRun = findFailed(uploaders);
  if (failedRun !== undefined) {
    return { status: 'concluded', conclusion: 'failure', reason: 'upload_failed', details: { failedRun } };
  }
  return concludeWithout(facts);
}
