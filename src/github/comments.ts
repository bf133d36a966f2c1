/** Comments on a pull request: finds, posts and edits one. */
import type { ClientCalls } from './client.ts';
import { pageSize } from './pages.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** Most pages of comments that are searched: 1,000 comments. */
const maxPages = 10;

export interface CommentSearch {
  /** Number of the pull request. */
  readonly number: number;
  /** Hidden text that identifies the comment. */
  readonly marker: string;
  /** Login of the author: other users could write the marker too. */
  readonly author: string;
}

export interface CommentOrder extends CommentSearch {
  /** Contains the marker. */
  readonly body: string;
}

export interface PostedComment {
  readonly id: number;
  /** Of GitHub's page. */
  readonly url: string;
  readonly body: string;
}

/** The oldest, if there should be several. */
export async function findComment(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { number, marker, author }: CommentSearch,
): Promise<PostedComment | undefined> {
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
    if (found !== undefined) return { id: Number(found.id), url: found.html_url, body: found.body ?? '' };
    if (data.length < pageSize) return undefined;
  }
  return undefined;
}

/** Is sent once: a lost response must not lead to two. */
export async function postComment(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { number, body }: Pick<CommentOrder, 'number' | 'body'>,
): Promise<PostedComment> {
  const { data } = await callRepository({ ...calls, attempts: 1 }, repository, (send, place) =>
    send('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...place,
      issue_number: number,
      body,
    }),
  );
  return { id: Number(data.id), url: data.html_url, body };
}

export async function editComment(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { id, body }: { readonly id: number; readonly body: string },
): Promise<void> {
  await callRepository(calls, repository, (send, place) =>
    send('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...place, comment_id: id, body }),
  );
}

/** Needs `pull_requests: write`. */
export async function upsertComment(
  calls: ClientCalls,
  repository: RepositoryHandle,
  order: CommentOrder,
): Promise<'posted' | 'edited' | 'unchanged'> {
  const { body } = order;
  const known = await findComment(calls, repository, order);
  if (known?.body === body) return 'unchanged';
  if (known === undefined) {
    await postComment(calls, repository, order);
    return 'posted';
  }
  await editComment(calls, repository, { id: known.id, body });
  return 'edited';
}
