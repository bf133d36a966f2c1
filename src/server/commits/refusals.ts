/** Why a commit was not made. Clients show these messages. */

import { refuse } from '../../base/result.ts';
import { type CommitProblem, describeProblem } from '../../domain/commits/change.ts';
import { maxProblems } from '../../domain/commits/limits.ts';
import { type RefusedAnswer, type RequestRefusal, refuseRequest } from '../http/answer.ts';

/** 400; the client's own lines come from `validationErrors`, and the message has them all for clients that show it alone. */
export function refuseProblems(problems: readonly CommitProblem[]): RefusedAnswer {
  const lines = problems.slice(0, maxProblems).map(describeProblem);
  if (problems.length > maxProblems) lines.push(`and ${problems.length - maxProblems} more`);
  return refuse<RequestRefusal>({
    httpStatus: 400,
    tag: 'CommitInvalid',
    message: `The commit was not made: ${lines.join('; ')}`,
    validationErrors: lines,
  });
}

export function conflict(message: string): RefusedAnswer {
  return refuseRequest(409, 'CommitConflict', message);
}

export function branchRefused(message: string): RefusedAnswer {
  return refuseRequest(403, 'BranchRefused', message);
}
