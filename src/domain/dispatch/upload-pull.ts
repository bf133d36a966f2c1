/** Finds the pull request of an upload whose session proves the branches, and no number. */
import { nameSubject } from './activities.ts';
import { readMergeRef, type UploadClaims } from './upload-activity.ts';

export interface PullCandidate {
  readonly number: number;
  readonly headSha: string;
  readonly headRef: string;
  readonly baseRef: string;
  readonly isFork: boolean;
  readonly mergedAt: number | undefined;
}

/** Whether only the run of a merge has these claims: the base branch is the ref of no other run of a pull request. */
function isMergeRun({ eventName, ref }: Pick<UploadClaims, 'eventName' | 'ref'>): boolean {
  return eventName === 'pull_request' && readMergeRef(ref) === undefined;
}

/**
 * Anybody can open a pull request from a fork with the commit and the branch names of another one, and GitHub counts it as merged with
 * the other. So one that was merged comes first for the run of a merge, then a branch of the repository, then the newest.
 */
export function choosePull<Pull extends PullCandidate>(
  claims: UploadClaims,
  pulls: readonly Pull[],
): Pull | undefined {
  const { headSha, headRef, baseRef } = claims;
  const isLater = ({ mergedAt }: Pull) => Number(isMergeRun(claims) && mergedAt === undefined);
  return pulls
    .filter((pull) => pull.headSha === headSha && pull.headRef === headRef && pull.baseRef === baseRef)
    .toSorted(
      (one, other) =>
        isLater(one) - isLater(other) ||
        Number(one.isFork) - Number(other.isFork) ||
        other.number - one.number,
    )[0];
}

/** The subject that the upload may be for. `undefined`: anything with its commit. */
export function nameUploadSubject(
  { eventName, ref }: UploadClaims,
  pull: Pick<PullCandidate, 'number'> | undefined,
): string | undefined {
  const isOfPull = eventName === 'pull_request' || eventName === 'pull_request_target';
  const number = readMergeRef(ref) ?? (isOfPull ? pull?.number : undefined);
  return number === undefined ? undefined : nameSubject({ type: 'pull_request', number });
}
