/** Decides whether a session may commit at all, by what its ID token proves; GitHub is asked about the rest. */
import { checkBranch } from '../../commit/check-request.ts';
import type { AppDependencies, ImportedRepository } from '../dependencies.ts';
import type { Refusal } from '../http/answer.ts';
import { requirePermission } from '../permissions/require.ts';
import { actionsSessionType, type SessionClaims } from '../sessions/session.ts';
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

const notActions: Refusal = {
  httpStatus: 400,
  errorTag: 'NotAnActionsSession',
  errorMessage: 'Commits are made for GitHub Actions jobs. Exchange the ID token of a job for a session.',
};

/** Under `pull_request_target` and its like the head branch is whatever a stranger called it. */
function readPullRequest({ event_name, ref }: SessionClaims['claims']): number | undefined {
  const number = /^refs\/pull\/([1-9]\d{0,9})\/merge$/.exec(ref)?.[1];
  return event_name === 'pull_request' && number !== undefined ? Number(number) : undefined;
}

export async function admitCommitCaller(
  session: SessionClaims,
  branch: string,
  { repositories }: Pick<AppDependencies, 'repositories'>,
): Promise<CommitAdmission> {
  const { type, workspaceId, repositoryId, claims } = session;
  const refuse = (refusal: Refusal): CommitAdmission => ({ status: 'refused', refusal });
  if (type !== actionsSessionType) return refuse(notActions);
  const repository = await repositories.recognise(workspaceId, repositoryId);
  if (repository === undefined) {
    const errorMessage = `${session.repository} no longer belongs to the workspace ${workspaceId}.`;
    return refuse({ httpStatus: 403, errorTag: 'UnknownCaller', errorMessage });
  }
  const missing = requirePermission(session, repository.config, 'ws:commits:create');
  if (missing !== undefined) return refuse(missing);
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
