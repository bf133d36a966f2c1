/**
 * Decides which runs on a commit may still upload for it. Workflow files that have uploaded for the event before are known; a merge
 * group is often tested by a file that so far has uploaded for pull requests alone, or by one that nothing is known of.
 */
import { type Activity, isMerge } from './activities.ts';
import type { UploadingWorkflow } from './no-upload.ts';
import type { RunEnd } from './run-rank.ts';

/** A run on the commit. */
export interface FoundRun {
  /** File name of the workflow. */
  readonly file: string;
  /** That started it. */
  readonly event: string;
  /** Of a pull request, its head branch. */
  readonly headBranch: string | undefined;
  /** Decimal id of the repository of the head. */
  readonly headRepositoryId: string | undefined;
  /** By GitHub's clock. */
  readonly createdAt: number;
  /** `undefined`: it has not ended. */
  readonly end?: RunEnd | undefined;
  readonly endedMsAgo: number;
  readonly url: string;
}

/** The pull request of a batch. */
interface UploaderPull {
  readonly headRef: string;
  readonly headRepositoryId: string | undefined;
  readonly mergedAt: number | undefined;
}

export interface UploaderFacts {
  readonly activity: Activity;
  /** Files that have uploaded for the event. */
  readonly known: readonly string[];
  /** Files that have uploaded for pull requests. */
  readonly ofPulls: readonly string[];
  /** Newest first. */
  readonly runs: readonly FoundRun[];
  /** That the activity is one of. */
  readonly pull?: UploaderPull | undefined;
}

/** Whether a run was started by the event of the activity. */
export function isRunOf(activity: Pick<Activity, 'event'>, event: string): boolean {
  return event === activity.event || (activity.event === 'pull_request' && event === 'pull_request_target');
}

/** Other pull requests, from forks too, may have the commit; and a merge has that of the push before it. */
function isOfPull(run: FoundRun, { activity, pull }: UploaderFacts): boolean {
  if (pull === undefined) return true;
  // Two repositories that were deleted are not known to be one.
  if (run.headRepositoryId === undefined || run.headRepositoryId !== pull.headRepositoryId) return false;
  if (run.event === 'pull_request' && run.headBranch !== pull.headRef) return false;
  return !isMerge(activity) || pull.mergedAt === undefined || run.createdAt >= pull.mergedAt;
}

function toUploader(file: string, runs: readonly FoundRun[]): UploadingWorkflow {
  const run = runs.find((one) => one.file === file);
  if (run === undefined) return { file, run: 'none' };
  const { end, endedMsAgo, url } = run;
  return { file, run: end === undefined ? 'open' : { end, endedMsAgo, url } };
}

/** It may upload, but is not known to: that it failed says nothing about uploads. */
function toStranger(uploader: UploadingWorkflow): UploadingWorkflow {
  const { file, run } = uploader;
  return typeof run === 'string' ? uploader : { file, run: { ...run, end: 'neutral' } };
}

/** Empty: no file is known, so only the time decides. */
export function expectedUploaders(facts: UploaderFacts): readonly UploadingWorkflow[] {
  const { activity, known, ofPulls, runs } = facts;
  const own = runs.filter((run) => isRunOf(activity, run.event) && isOfPull(run, facts));
  if (known.length > 0 || activity.event !== 'merge_group') return known.map((file) => toUploader(file, own));
  const ofGroup = ofPulls.filter((file) => own.some((run) => run.file === file));
  if (ofGroup.length > 0) return ofGroup.map((file) => toUploader(file, own));
  const strangers = [...new Set(own.map(({ file }) => file))].map((file) =>
    toStranger(toUploader(file, own)),
  );
  // GitHub lists a new run late: one that uploads may still be missing.
  const missing = (ofPulls.length > 0 ? ofPulls : strangers.map(({ file }) => file)).slice(0, 1);
  return [...strangers, ...missing.map((file): UploadingWorkflow => ({ file, run: 'none' }))];
}
