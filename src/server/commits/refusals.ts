/** What keeps a commit from being made, in the words that a client shows. */
import { type CommitProblem, describeProblem } from '../../domain/commits/change.ts';
import { maxProblems } from '../../domain/commits/limits.ts';
import type { Refusal } from '../http/answer.ts';

/** 400; the client's own lines come from `validationErrors`, and the message has them all for those that show it alone. */
export function refuseProblems(problems: readonly CommitProblem[]): Refusal {
  const lines = problems.slice(0, maxProblems).map(describeProblem);
  if (problems.length > maxProblems) lines.push(`and ${problems.length - maxProblems} more`);
  return {
    httpStatus: 400,
    errorTag: 'CommitInvalid',
    errorMessage: `The commit was not made: ${lines.join('; ')}`,
    validationErrors: lines,
  };
}

export function conflict(errorMessage: string): Refusal {
  return { httpStatus: 409, errorTag: 'CommitConflict', errorMessage };
}

export function branchRefused(errorMessage: string): Refusal {
  return { httpStatus: 403, errorTag: 'BranchRefused', errorMessage };
}
