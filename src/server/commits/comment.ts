/** Says on the pull request what was committed. Whatever goes wrong here leaves the commit as it is. */
import { createHash } from 'node:crypto';
import type { CommitData } from '../../api/routes/git-commit.ts';
import type { Logger } from '../../base/ports.ts';
import type { CallOptions } from '../../github/client.ts';
import { upsertComment } from '../../github/comments.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import type { CommitCaller } from './admit.ts';
import type { CommitAccess } from './github-access.ts';

/** One comment for each workflow of a pull request, which later commits edit. */
function commentMarker(workflow: string): string {
  const id = createHash('sha256').update(workflow).digest('hex').slice(0, 16);
  return `<!-- atmos-pro:commit:${id} -->`;
}

export interface CommentParts {
  readonly access: CommitAccess;
  readonly logger: Logger;
  readonly options: CallOptions;
}

/** Never rejects. `handle`: opened already, or opened here. */
export async function commentOnCommit(
  comment: string | undefined,
  caller: CommitCaller,
  handle: RepositoryHandle | undefined,
  { access, logger, options }: CommentParts,
): Promise<CommitData['comment']> {
  if (comment === undefined) return 'none';
  const { claims } = caller.session;
  // Without the ref, which is another one in each pull request.
  const marker = commentMarker((claims.workflow_ref ?? claims.workflow ?? '').replace(/@.*$/s, ''));
  try {
    const opened = handle ?? (await openFor(caller, access, options));
    const author = await access.botLogin();
    const order = { number: caller.pullRequest, body: `${comment}\n\n${marker}`, marker, author };
    return await upsertComment(access.client, opened, order, options);
  } catch (error) {
    logger.warn('commits: the comment could not be posted', {
      repository: caller.session.repository,
      pullRequest: caller.pullRequest,
      error: String(error),
      hint: 'The App needs the permission `pull_requests: write`.',
    });
    return 'failed';
  }
}

async function openFor(caller: CommitCaller, access: CommitAccess, options: CallOptions) {
  const opened = await access.open(caller.repository, options);
  if (opened.status === 'refused') throw new Error(opened.refusal.errorMessage);
  return opened.handle;
}
