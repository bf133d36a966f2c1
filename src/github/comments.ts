/** Creates or updates one comment on a pull request. */
import type { ClientCalls } from './client.ts';
import { pageSize } from './installations.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** Most pages of comments that are searched: 1,000 comments. */
const maxPages = 10;

export interface CommentOrder {
  /** Number of the pull request. */
  readonly number: number;
  /** Contains the marker. */
  readonly body: string;
  /** Hidden text that identifies the comment. */
  readonly marker: string;
  /** Login of the author: other users could write the marker too. */
  readonly author: string;
}

async function findComment(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { number, marker, author }: CommentOrder,
): Promise<{ readonly id: number; readonly body: string } | undefined> {
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...place,
        issue_number: number,
        per_page: pageSize,
        page,
      }),
    );
    const found = data.find(({ user, body }) => user?.login === author && body?.includes(marker));
    if (found !== undefined) return { id: Number(found.id), body: found.body ?? '' };
    if (data.length < pageSize) return undefined;
  }
  return undefined;
}

/** Needs `pull_requests: write`. A new comment is sent once: a lost response must not lead to two. */
export async function upsertComment(
  calls: ClientCalls,
  repository: RepositoryHandle,
  order: CommentOrder,
): Promise<'posted' | 'edited' | 'unchanged'> {
  const { number, body } = order;
  const known = await findComment(calls, repository, order);
  if (known?.body === body) return 'unchanged';
  if (known === undefined) {
    await callRepository({ ...calls, attempts: 1 }, repository, (send, place) =>
      send('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...place,
        issue_number: number,
        body,
      }),
    );
    return 'posted';
  }
  await callRepository(calls, repository, (send, place) =>
    send('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...place,
      comment_id: known.id,
      body,
    }),
  );
  return 'edited';
}
