/** Decides whether an admitted job may commit, by what its ID token proves; GitHub is asked about the rest. */
import { ok } from '../../base/result.ts';
import { checkBranch } from '../../domain/commits/check-request.ts';
import type { AdmittedJob } from '../access/admit.ts';
import type { SessionClaims } from '../access/session.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import type { ImportedRepository } from '../repositories/imported-repository.ts';
import { branchRefused, refuseProblems } from './refusals.ts';

export interface CommitCaller {
  readonly session: SessionClaims;
  readonly repository: ImportedRepository;
  /** Number of the pull request whose run this is. */
  readonly pullRequest: number;
  /** Head branch of the pull request. */
  readonly branch: string;
}

/** Under `pull_request_target` and similar events the author of the pull request chooses the name of the head branch. */
function readPullRequestNumber({ event_name, ref }: SessionClaims['claims']): number | undefined {
  const number = /^refs\/pull\/([1-9]\d{0,9})\/merge$/.exec(ref)?.[1];
  return event_name === 'pull_request' && number !== undefined ? Number(number) : undefined;
}

export function toCommitCaller({ session, repository }: AdmittedJob, branch: string): Answer<CommitCaller> {
  const { claims } = session;
  const pullRequest = readPullRequestNumber(claims);
  if (pullRequest === undefined) {
    const message = `Commits need a run of the event pull_request. This run has the event ${claims.event_name} and the ref ${claims.ref === '' ? '(none)' : claims.ref}.`;
    return refuseRequest(403, 'NotAPullRequest', message);
  }
  const problems = checkBranch(branch);
  if (problems.length > 0) return refuseProblems(problems);
  if (branch !== claims.head_ref) {
    return branchRefused(
      `Expected the branch ${JSON.stringify(claims.head_ref ?? '')}, the head branch of the job's pull request. A job can commit to that branch only.`,
    );
  }
  return ok({ session, repository, pullRequest, branch });
}
