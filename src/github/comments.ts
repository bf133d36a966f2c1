/** Creates or updates one comment on a pull request. */
import type { CallOptions, GitHubClient } from './client.ts';
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
  client: GitHubClient,
  repository: RepositoryHandle,
  { number, marker, author }: CommentOrder,
  options: CallOptions,
): Promise<{ readonly id: number; readonly body: string } | undefined> {
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await callRepository(
      client,
      repository,
      (send, place) =>
        send('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
          ...place,
          issue_number: number,
          per_page: pageSize,
          page,
        }),
      options,
    );
    const found = data.find(({ user, body }) => user?.login === author && body?.includes(marker));
    if (found !== undefined) return { id: Number(found.id), body: found.body ?? '' };
    if (data.length < pageSize) return undefined;
  }
  return undefined;
}

/** Needs `pull_requests: write`. A new comment is sent once: a lost response must not lead to two. */
export async function upsertComment(
  client: GitHubClient,
  repository: RepositoryHandle,
  order: CommentOrder,
  options: CallOptions,
): Promise<'posted' | 'edited' | 'unchanged'> {
  const { number, body } = order;
  const known = await findComment(client, repository, order, options);
  if (known?.body === body) return 'unchanged';
  if (known === undefined) {
    await callRepository(
      client,
      repository,
      (send, place) =>
        send('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
          ...place,
          issue_number: number,
          body,
        }),
      { ...options, attempts: 1 },
    );
    return 'posted';
  }
  await callRepository(
    client,
    repository,
    (send, place) =>
      send('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        ...place,
        comment_id: known.id,
        body,
      }),
    options,
  );
  return 'edited';
}
