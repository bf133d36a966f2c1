/** Checks a request against every rule that needs no other party: texts, paths, sizes, base64. */
import type { CommitRequest } from '../../api/routes/git-commit.ts';
import { ok } from '../../base/result.ts';
import type { ChangeSet } from '../../domain/commits/change.ts';
import { checkTotal } from '../../domain/commits/check-content.ts';
import { checkComment, checkMessage } from '../../domain/commits/check-request.ts';
import { readChanges } from '../../domain/commits/read-changes.ts';
import type { Answer } from '../http/answer.ts';
import { refuseProblems } from './refusals.ts';

export interface CommitAsk {
  readonly message: string;
  /** `undefined`: no comment. */
  readonly comment: string | undefined;
  readonly changes: ChangeSet;
}

export function readCommitRequest({
  commitMessage,
  comment = '',
  changes,
}: CommitRequest): Answer<CommitAsk> {
  const words = [...checkMessage(commitMessage), ...checkComment(comment)];
  const read = readChanges(changes);
  const files = read.status === 'refused' ? read.problems : [];
  const total =
    read.status === 'read'
      ? checkTotal(read.changes.additions.reduce((sum, { content }) => sum + content.byteLength, 0))
      : [];
  const problems = [...words, ...files, ...total];
  if (read.status === 'refused' || problems.length > 0) {
    return refuseProblems(problems);
  }
  const said = comment.trim() === '' ? undefined : comment;
  return ok({ message: commitMessage, comment: said, changes: read.changes });
}
