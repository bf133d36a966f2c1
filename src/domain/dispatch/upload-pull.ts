/** Finds what an upload is about, where its session proves the branches and no number, or only the commit. */
import { nameSubject, readBatchSubject } from './activities.ts';
import { readMergeRef, type UploadClaims, type UploadRun } from './upload-activity.ts';

export interface PullCandidate {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  readonly headSha: string;
  readonly headRef: string;
  readonly baseRef: string;
  readonly isFork: boolean;
  /** Decimal. */
  readonly headRepositoryId: string | undefined;
  readonly mergedAt: number | undefined;
}

/** Whether only the run of a merge has these claims: the base branch is the ref of no other run of a pull request. */
function isMergeRun({ eventName, ref }: Pick<UploadClaims, 'eventName' | 'ref'>): boolean {
  return eventName === 'pull_request' && readMergeRef(ref) === undefined;
}

/**
 * Anybody can open a pull request from a fork with the commit and the branch names of another one, and GitHub counts it as merged with
 * the other. So the repository of the head, which GitHub says of the run, has to be the same too. Of one branch into another GitHub
 * lets only one pull request be open.
 */
export function choosePull<Pull extends PullCandidate>(
  claims: UploadClaims,
  run: UploadRun | 'missing' | undefined,
  pulls: readonly Pull[],
): Pull | undefined {
  if (run === undefined || run === 'missing' || run.headRepositoryId === undefined) return undefined;
  const { headSha, headRef, baseRef } = claims;
  const isLater = ({ mergedAt, state }: Pull) =>
    Number(isMergeRun(claims) ? mergedAt === undefined : state === 'closed');
  return pulls
    .filter((pull) => pull.headSha === headSha && pull.headRef === headRef && pull.baseRef === baseRef)
    .filter(({ headRepositoryId }) => headRepositoryId === run.headRepositoryId)
    .toSorted((one, other) => isLater(one) - isLater(other) || other.number - one.number)[0];
}

/** What has the commit of an upload as its head. */
export interface SubjectCandidate {
  /** Such as `pr/12`. */
  readonly subject: string;
  /** Of a group, or of a pull request that is not from a fork; without `refs/heads/`. */
  readonly branch: string | undefined;
}

/** Whether the claims prove it beside the commit. */
function isProven({ eventName, ref }: UploadClaims, { subject, branch }: SubjectCandidate): boolean {
  if (eventName === 'release') return readBatchSubject(subject)?.type === 'release';
  return branch !== undefined && ref === `refs/heads/${branch}`;
}

/** For an event that is not one of a pull request or a group: the only one with the commit, or the only one that the claims prove. */
export function chooseSubject(
  claims: UploadClaims,
  candidates: readonly SubjectCandidate[],
): string | 'ambiguous' | undefined {
  const proven = candidates.filter((candidate) => isProven(claims, candidate));
  const [chosen, ...others] = proven.length > 0 ? proven : candidates;
  return others.length > 0 ? 'ambiguous' : chosen?.subject;
}

/** The subject that the upload may be for, by the claims. `undefined`: a group, or what the commit tells. */
export function nameUploadSubject(
  { eventName, ref }: UploadClaims,
  pull: Pick<PullCandidate, 'number'> | undefined,
): string | undefined {
  const isOfPull = eventName === 'pull_request' || eventName === 'pull_request_target';
  const number = readMergeRef(ref) ?? (isOfPull ? pull?.number : undefined);
  return number === undefined ? undefined : nameSubject({ type: 'pull_request', number });
}
