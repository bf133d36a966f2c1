/** Holds a request to every rule that needs nobody else: words, paths, sizes, base64. */
import type { CommitRequest } from '../../api/routes/git-commit.ts';
import type { ChangeSet } from '../../domain/commits/change.ts';
import { checkTotal } from '../../domain/commits/check-content.ts';
import { checkComment, checkMessage } from '../../domain/commits/check-request.ts';
import { readChanges } from '../../domain/commits/read-changes.ts';
import type { Refusal } from '../http/answer.ts';
import { refuseProblems } from './refusals.ts';

export interface CommitAsk {
  readonly message: string;
  /** `undefined` when there is nothing to say. */
  readonly comment: string | undefined;
  readonly changes: ChangeSet;
}

export type ReadRequest =
  | { readonly status: 'read'; readonly ask: CommitAsk }
  | { readonly status: 'refused'; readonly refusal: Refusal };

export function readCommitRequest({ commitMessage, comment = '', changes }: CommitRequest): ReadRequest {
  const words = [...checkMessage(commitMessage), ...checkComment(comment)];
  const read = readChanges(changes);
  const files = read.status === 'refused' ? read.problems : [];
  const total =
    read.status === 'read'
      ? checkTotal(read.changes.additions.reduce((sum, { content }) => sum + content.byteLength, 0))
      : [];
  const problems = [...words, ...files, ...total];
  if (read.status === 'refused' || problems.length > 0) {
    return { status: 'refused', refusal: refuseProblems(problems) };
  }
  const said = comment.trim() === '' ? undefined : comment;
  return { status: 'read', ask: { message: commitMessage, comment: said, changes: read.changes } };
}
