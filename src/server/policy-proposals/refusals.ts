/** Why a policy is not proposed, in the words of the pages. */
import { ActionError } from '../../base/errors.ts';
import { refuse } from '../../base/result.ts';
import { GitHubFailure, isMissingRepository, quoteGitHub, readGitHubFailure } from '../../github/failure.ts';
import { type RefusedAnswer, type RequestRefusal, refuseRequest } from '../http/answer.ts';

const nothing = 'Nothing was proposed.';

function notProposed(message: string): RefusedAnswer {
  return refuseRequest(409, 'PolicyNotProposed', `${message} ${nothing}`);
}

export const refusals = {
  off: refuseRequest(
    403,
    'FeatureDisabled',
    '`sts.policy_proposals` is off in this workspace. Propose the policy in your own name.',
  ),
  unknown: refuseRequest(404, 'RepositoryUnknown', 'This workspace has no such repository.'),
  stale: notProposed(
    'The policy on the default branch has changed since the page was shown. Open the page again.',
  ),
  empty: notProposed('The repository has no commit on its default branch. Push one first.'),
  moved: notProposed(
    'The repository is not the one that this workspace imported, or it has moved to another account. Check the server’s configuration.',
  ),
  archived: notProposed('The repository is archived, so GitHub accepts no change. Unarchive it first.'),
  writer: refuseRequest(
    403,
    'PermissionMissing',
    `You have no write access to the repository at GitHub. Ask an admin of the repository. ${nothing}`,
  ),
} as const;

/** `afterMs`: when it may be tried again. */
export function refuseLimited(afterMs: number): RefusedAnswer {
  const retryAfterSeconds = Math.ceil(afterMs / 1_000);
  const message = `Too many proposals within a minute. Try again in ${retryAfterSeconds} s. ${nothing}`;
  return refuse({ httpStatus: 429, tag: 'RateLimited', message, retryAfterSeconds });
}

export function refusePolicy(problem: string): RefusedAnswer {
  return notProposed(problem);
}

export function refuseUnusable(path: string, problem: string): RefusedAnswer {
  return notProposed(`${path} on the default branch is not a policy file (${problem}). Fix it first.`);
}

export function refuseInstallation(problem: string, owner: string): RefusedAnswer {
  return refuseRequest(
    404,
    'AppNotInstalled',
    `The GitHub App of this server ${problem} in the account ${owner}. ${nothing}`,
  );
}

export function refusePermission(permission: string, owner: string): RefusedAnswer {
  return refuseRequest(
    403,
    'AppPermissionMissing',
    `The GitHub App's installation in ${owner} lacks the permission \`${permission}\`. Add it in the App's settings, and accept it for the installation. ${nothing}`,
  );
}

export function refuseBranch(branch: string): RefusedAnswer {
  return notProposed(
    `The branch ${branch} exists and has other changes. Delete it at GitHub, and try again.`,
  );
}

export function refusePull(number: number, branch: string): RefusedAnswer {
  return notProposed(
    `The pull request #${number} of the branch ${branch} is open and has other changes by now. Review it at GitHub, or close it, delete the branch, and try again.`,
  );
}

export function refuseByGitHub(what: string, failure: GitHubFailure): RefusedAnswer {
  return notProposed(`GitHub refused ${what}: ${quoteGitHub(failure)}.`.replace(/\.\.$/, '.'));
}

function describeFailure(failure: GitHubFailure): RequestRefusal {
  const { kind, message } = failure;
  if (kind === 'not-found' || kind === 'suspended' || isMissingRepository(failure)) {
    const text = `The GitHub App of this server cannot access the repository. Add it to the App's installation. ${nothing}`;
    return refuseRequest(404, 'AppNotInstalled', text).refusal;
  }
  if (kind === 'forbidden' || kind === 'unprocessable' || kind === 'conflict')
    return notProposed(`GitHub refused: ${message}`).refusal;
  const text = `GitHub did not answer as expected, so the proposal is not certain. Try again: what was proposed already is found. ${message}`;
  return refuseRequest(503, 'Unavailable', text).refusal;
}

/** What a failed call means for the proposal; rethrows what is not GitHub's. */
export function readFailure(error: unknown, now: number): RefusedAnswer {
  if (error instanceof ActionError && !(error instanceof GitHubFailure)) throw error;
  return { status: 'refused', refusal: describeFailure(readGitHubFailure(error, now)) };
}
