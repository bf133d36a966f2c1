/** Comments on the pull request about the commit. A failure here does not affect the commit. */
import { createHash } from 'node:crypto';
import type { CommitData } from '../../api/routes/git-commit.ts';
import type { Logger } from '../../base/ports.ts';
import { upsertComment } from '../../github/comments.ts';
import { untilAborted } from '../../github/deadline.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import { toAuditSubject } from '../access/denial-entry.ts';
import type { CommitCaller } from './commit-caller.ts';
import type { CommitAccess } from './github-access.ts';

/** One comment for each workflow of a pull request, which later commits edit. */
function commentMarker(workflow: string): string {
  const id = createHash('sha256').update(workflow).digest('hex').slice(0, 16);
  return `<!-- atmos-pro:commit:${id} -->`;
}

export interface CommentPorts {
  readonly access: CommitAccess;
  readonly logger: Logger;
  readonly options: { readonly signal: AbortSignal };
}

export interface CommentPlace {
  readonly caller: CommitCaller;
  /** `undefined` when the repository has not been opened yet. */
  readonly handle: RepositoryHandle | undefined;
  readonly traceId: string;
}

/** Never rejects. */
export async function commentOnCommit(
  comment: string | undefined,
  place: CommentPlace,
  { access, logger, options }: CommentPorts,
): Promise<CommitData['comment']> {
  if (comment === undefined) return 'none';
  const { caller, handle } = place;
  const { claims } = caller.session;
  // Without the ref, which is another one in each pull request.
  const marker = commentMarker((claims.workflow_ref ?? claims.workflow ?? '').replace(/@.*$/s, ''));
  try {
    const opened = handle ?? (await openFor(place, access, options));
    const author = await access.botLogin();
    const order = { number: caller.pullRequest, body: `${comment}\n\n${marker}`, marker, author };
    return await upsertComment({ client: access.client, ...options }, opened, order);
  } catch (error) {
    logger.warn('commits: the comment could not be posted', {
      repository: caller.session.repository,
      pullRequest: caller.pullRequest,
      error: String(error),
      hint: 'Give the App the permission `pull_requests: write`.',
    });
    return 'failed';
  }
}

async function openFor(
  { caller, traceId }: CommentPlace,
  access: CommitAccess,
  { signal }: CommentPorts['options'],
) {
  const subject = { ...toAuditSubject(caller.session), traceId };
  const opened = await untilAborted(access.open(caller.repository, subject), signal);
  if (opened.status === 'refused') throw new Error(opened.refusal.message);
  return opened.value;
}
