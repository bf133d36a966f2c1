/** Adds comments to a repository. */
import { firstIds } from './ids.ts';
import type { IssueComment } from './pull-requests.ts';
import type { Repository, World } from './world.ts';

function nextCommentId(world: World): number {
  const all = [...world.repositories.values()].flatMap(({ comments }) => comments.map(({ id }) => id));
  return Math.max(firstIds.comment - 1, ...all) + 1;
}

export function createComment(
  world: World,
  repository: Repository,
  options: Pick<IssueComment, 'appId' | 'authorId' | 'body' | 'subject'>,
): IssueComment {
  const now = world.clock.now();
  const comment = { id: nextCommentId(world), ...options, createdAt: now, updatedAt: now };
  repository.comments.push(comment);
  return comment;
}
