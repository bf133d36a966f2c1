/** Decides whether a session may commit at all, by what its ID token proves; GitHub is asked about the rest. */
import { checkBranch } from '../../domain/commits/check-request.ts';
import { admitJob, type JobAdmissionDependencies, type JobDemand } from '../access/admit-job.ts';
import type { SessionClaims } from '../access/session.ts';
import type { Refusal } from '../http/answer.ts';
import type { ImportedRepository } from '../repositories/imported-repository.ts';
import { refuseProblems } from './refusals.ts';

export interface CommitCaller {
  readonly session: SessionClaims;
  readonly repository: ImportedRepository;
  /** Number of the pull request whose run this is. */
  readonly pullRequest: number;
  /** Head branch of the pull request. */
  readonly branch: string;
}

export type CommitAdmission =
  | { readonly status: 'admitted'; readonly caller: CommitCaller }
  | { readonly status: 'refused'; readonly refusal: Refusal };

const demand = {
  feature: 'commits',
  permissions: ['ws:commits:create'],
  forJobs: 'Commits are made for GitHub Actions jobs.',
} as const satisfies JobDemand;

/** Under `pull_request_target` and its like the head branch is whatever a stranger called it. */
function readPullRequest({ event_name, ref }: SessionClaims['claims']): number | undefined {
  const number = /^refs\/pull\/([1-9]\d{0,9})\/merge$/.exec(ref)?.[1];
  return event_name === 'pull_request' && number !== undefined ? Number(number) : undefined;
}

export async function admitCommitCaller(
  session: SessionClaims,
  branch: string,
  deps: JobAdmissionDependencies,
): Promise<CommitAdmission> {
  const admission = await admitJob(session, demand, deps);
  if (admission.status === 'refused') return admission;
  const { repository } = admission;
  const { claims } = session;
  const refuse = (refusal: Refusal): CommitAdmission => ({ status: 'refused', refusal });
  const pullRequest = readPullRequest(claims);
  if (pullRequest === undefined) {
    const errorMessage = `Commits are made for runs of the event pull_request only; this run has the event ${claims.event_name} and the ref ${claims.ref === '' ? '(none)' : claims.ref}.`;
    return refuse({ httpStatus: 403, errorTag: 'NotAPullRequest', errorMessage });
  }
  const problems = checkBranch(branch);
  if (problems.length > 0) return refuse(refuseProblems(problems));
  if (branch !== claims.head_ref) {
    const errorMessage = `The job's pull request has the head branch ${JSON.stringify(claims.head_ref ?? '')}, and the request names another one. A job commits to the head branch of its own pull request only.`;
    return refuse({ httpStatus: 403, errorTag: 'BranchRefused', errorMessage });
  }
  return { status: 'admitted', caller: { session, repository, pullRequest, branch } };
}
