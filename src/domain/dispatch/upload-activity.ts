/**
 * Decides which activity an upload is for. The same commit has several: opened, pushed, merged. The claims of the uploading
 * session tell them apart; the facts that are missing are asked for one at a time. Times in milliseconds, GitHub's clock.
 */
import { type Activity, expectsUpload, isMerge } from './activities.ts';

/** What the session of the upload proves, and the commit that the upload names. */
export interface UploadClaims {
  readonly eventName: string;
  readonly ref: string;
  readonly headRef: string;
  readonly baseRef: string;
  /** That the run was started for: of a merge queue the head of the group. */
  readonly sha: string;
  /** Decimal. */
  readonly runId: string;
  /** File name of the workflow that uploaded. */
  readonly workflow: string;
  readonly headSha: string;
}

export interface KnownPull {
  readonly number: number;
  readonly headSha: string;
  readonly headRef: string;
  readonly baseRef: string;
  /** Where GitHub says that it is merged. */
  readonly mergedAt: number | undefined;
}

export interface KnownActivity {
  readonly id: string;
  readonly activity: Activity;
  /** When it happened. */
  readonly at: number;
  /** Some component of the upload has a workflow for it. */
  readonly isWired: boolean;
  /** Workflow files whose upload it has. */
  readonly uploadedBy: readonly string[];
}

/** What GitHub says of the uploading run. */
export interface UploadRun {
  readonly createdAt: number;
  /** Decimal. `undefined`: the repository was deleted. */
  readonly headRepositoryId: string | undefined;
}

export interface UploadFacts {
  readonly upload: UploadClaims;
  /** Since the upload was whole. */
  readonly ageMs: number;
  /** For `refs/pull/N/merge` number N; else found by `headSha`, `headRef`, `baseRef` and the repository of the run's head. */
  readonly pull: KnownPull | undefined;
  /** GitHub was asked for it since the upload. */
  readonly isPullRead: boolean;
  /** Activities with that head: of the pull request, of the group, or of what has the commit where the event names neither. */
  readonly activities: readonly KnownActivity[];
  /** The group was destroyed. */
  readonly isGroupGone: boolean;
  /** The event names neither a pull request nor a group, and several have the commit. */
  readonly isAmbiguous: boolean;
  /** The uploading run; `undefined` until it was read. */
  readonly run: UploadRun | 'missing' | undefined;
  /** Runs that upload for the same head at about the same time, this one included. */
  readonly rivalRunIds: readonly string[];
}

export type UploadDecision =
  | {
      readonly status: 'matched';
      readonly activityId: string;
      /** An earlier upload of the same workflow file. */
      readonly replaces: boolean;
    }
  /** No delivery told of it; GitHub did. A delivery that comes later takes the row over. */
  | { readonly status: 'record'; readonly activity: Activity }
  | { readonly status: 'needs'; readonly read: 'pull' | 'run' }
  /** For the delivery, which comes first or second. */
  | { readonly status: 'wait'; readonly ms: number }
  | { readonly status: 'foreign'; readonly reason: ForeignReason };

export type ForeignReason =
  /** The branch, event or commit is nothing that is deployed. */
  | 'unknown_commit'
  /** The pull request has another head now. */
  | 'old_head'
  /** The run began after a merge by its ref, and GitHub does not say merged. */
  | 'not_merged'
  | 'group_destroyed'
  /** Several pull requests or releases have the commit, and the claims prove none of them. */
  | 'ambiguous_commit'
  /** GitHub does not know the run, which alone tells the pull requests with this commit apart. */
  | 'unknown_run';

export const foreignTexts: Readonly<Record<ForeignReason, string>> = {
  unknown_commit: 'No open pull request, merge group or release has this commit and the branches of the run.',
  old_head: 'The pull request has a newer commit.',
  not_merged: 'The run began after a merge, and GitHub does not show the pull request as merged.',
  group_destroyed: 'The merge group was destroyed.',
  ambiguous_commit:
    'Several pull requests or releases have this commit. Upload in a workflow with the trigger `pull_request`.',
  unknown_run: 'GitHub does not know the run that uploaded, so its pull request is not proven.',
};

/** How long the delivery may be later than the upload. */
export const deliveryWaitMs = 30_000;
/** Runs are created by the activity before them, give or take this. */
export const activitySlackMs = 5_000;

function pick(chosen: KnownActivity, { upload }: UploadFacts): UploadDecision {
  return { status: 'matched', activityId: chosen.id, replaces: chosen.uploadedBy.includes(upload.workflow) };
}

function foreign(reason: ForeignReason): UploadDecision {
  return { status: 'foreign', reason };
}

/** Reads the run, which GitHub may show late; `undefined`: it is known. */
function seekRun({ run, ageMs }: UploadFacts): UploadDecision | undefined {
  if (run === undefined) return { status: 'needs', read: 'run' };
  if (run !== 'missing') return undefined;
  return ageMs < deliveryWaitMs ? { status: 'wait', ms: deliveryWaitMs - ageMs } : foreign('unknown_run');
}

function readCreation({ run }: UploadFacts): number | undefined {
  return typeof run === 'object' ? run.createdAt : undefined;
}

/** Waits for the delivery, then asks GitHub; `undefined`: both are done. */
function seekPull({ ageMs, isPullRead }: UploadFacts): UploadDecision | undefined {
  if (isPullRead) return undefined;
  return ageMs < deliveryWaitMs
    ? { status: 'wait', ms: deliveryWaitMs - ageMs }
    : { status: 'needs', read: 'pull' };
}

function byTime(one: KnownActivity, other: KnownActivity): number {
  return one.at - other.at || (one.id < other.id ? -1 : 1);
}

function byRunId(one: string, other: string): number {
  return BigInt(one) < BigInt(other) ? -1 : 1;
}

/** The newest that may have started the run; several within the slack go to their runs in order. */
function choose(
  candidates: readonly KnownActivity[],
  createdAt: number,
  facts: UploadFacts,
): KnownActivity | undefined {
  const sorted = candidates.toSorted(byTime);
  const close = sorted.filter(({ at }) => Math.abs(at - createdAt) <= activitySlackMs);
  if (close.length > 1) {
    const runs = [...new Set([...facts.rivalRunIds, facts.upload.runId])].sort(byRunId);
    return close[Math.min(runs.indexOf(facts.upload.runId), close.length - 1)];
  }
  return sorted.findLast(({ at }) => at <= createdAt + activitySlackMs) ?? sorted[0];
}

function decideAmong(candidates: readonly KnownActivity[], facts: UploadFacts): UploadDecision {
  const [first, ...others] = candidates;
  if (first === undefined) return foreign('unknown_commit');
  if (others.length === 0) return pick(first, facts);
  const createdAt = readCreation(facts);
  if (createdAt === undefined) return seekRun(facts) ?? foreign('unknown_run');
  return pick(choose(candidates, createdAt, facts) ?? first, facts);
}

/** A run that began before a merge, or without one: an activity of the pull request on this head. */
function decidePull(facts: UploadFacts): UploadDecision {
  const { pull, upload } = facts;
  const known = facts.activities.filter(
    ({ activity }) => activity.event === 'pull_request' && !isMerge(activity),
  );
  const expecting = known.filter(({ activity }) => expectsUpload(activity));
  // A label tells of the head too, but another activity brought it; that one is only late.
  if (pull === undefined || expecting.length === 0) {
    const seek = seekPull(facts);
    if (seek !== undefined) return seek;
    if (pull === undefined) return foreign('unknown_commit');
    if (pull.headSha !== upload.headSha) return foreign('old_head');
    return { status: 'record', activity: { event: 'pull_request', activity: 'synchronize' } };
  }
  if (pull.headSha !== upload.headSha) return seekPull(facts) ?? foreign('old_head');
  const wired = known.filter(({ isWired }) => isWired);
  return decideAmong(wired.length > 0 ? wired : expecting.toSorted(byTime).slice(-1), facts);
}

function decideMerged(facts: UploadFacts): UploadDecision {
  if (facts.pull?.mergedAt === undefined) return seekPull(facts) ?? foreign('not_merged');
  const merged = facts.activities.find(({ activity }) => isMerge(activity));
  if (merged !== undefined) return pick(merged, facts);
  return seekPull(facts) ?? { status: 'record', activity: { event: 'pull_request', activity: 'merged' } };
}

/** `pull_request_target` has the same ref before and after a merge: the time of the run decides. */
function decideTarget(facts: UploadFacts): UploadDecision {
  const mergedAt = facts.pull?.mergedAt;
  if (mergedAt === undefined) return decidePull(facts);
  return (readCreation(facts) ?? 0) >= mergedAt ? decideMerged(facts) : decidePull(facts);
}

function decideGroup(facts: UploadFacts): UploadDecision {
  // The run of one group decides about no other, whose commit it may name.
  if (facts.upload.sha !== facts.upload.headSha) return foreign('unknown_commit');
  if (facts.isGroupGone) return foreign('group_destroyed');
  const group = facts.activities.find(({ activity }) => activity.event === 'merge_group');
  if (group !== undefined) return pick(group, facts);
  if (facts.ageMs < deliveryWaitMs) return { status: 'wait', ms: deliveryWaitMs - facts.ageMs };
  return { status: 'record', activity: { event: 'merge_group', activity: 'checks_requested' } };
}

/** Another event, where the CLI is told to upload for it: the commit decides if only one thing has it. */
function decideByCommit(facts: UploadFacts): UploadDecision {
  if (facts.isAmbiguous) return foreign('ambiguous_commit');
  const known = facts.activities.filter(
    ({ activity }) => !isMerge(activity) && !(facts.isGroupGone && activity.event === 'merge_group'),
  );
  const wired = known.filter(({ isWired }) => isWired);
  if (known.length > 0)
    return decideAmong(wired.length > 0 ? wired : known.toSorted(byTime).slice(-1), facts);
  if (facts.ageMs < deliveryWaitMs) return { status: 'wait', ms: deliveryWaitMs - facts.ageMs };
  return foreign('unknown_commit');
}

/** Number N of `refs/pull/N/merge`, the ref of a run before a merge. */
export function readMergeRef(ref: string): number | undefined {
  const number = /^refs\/pull\/([1-9][0-9]{0,9})\/merge$/.exec(ref)?.[1];
  return number === undefined ? undefined : Number(number);
}

export function decideUpload(facts: UploadFacts): UploadDecision {
  const { upload } = facts;
  switch (upload.eventName) {
    case 'merge_group':
      return decideGroup(facts);
    case 'pull_request':
      if (readMergeRef(upload.ref) !== undefined) return decidePull(facts);
      // The base branch, unqualified before September 2023; any other ref is not one of a merge.
      return upload.ref.replace(/^refs\/heads\//, '') === upload.baseRef
        ? (seekRun(facts) ?? decideMerged(facts))
        : foreign('unknown_commit');
    case 'pull_request_target':
      return seekRun(facts) ?? decideTarget(facts);
    default:
      return decideByCommit(facts);
  }
}
