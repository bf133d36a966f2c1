/** Reviews of a pull request by the App: lists, submits and dismisses them. Needs `pull_requests: write`. */
import type { ClientCalls } from './client.ts';
import { pageSize } from './pages.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** Most pages of reviews that are read: 1,000 reviews. */
const maxPages = 10;

export interface PostedReview {
  readonly id: string;
  /** Of GitHub's page. */
  readonly url: string;
  /** Login of the author; `''` where GitHub does not say. */
  readonly author: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING' | (string & {});
  /** The commit that it is about. */
  readonly sha: string | undefined;
  readonly body: string;
}

export interface ReviewList {
  /** Oldest first. */
  readonly reviews: readonly PostedReview[];
  /** Whether these are all of them. */
  readonly isWhole: boolean;
}

interface ReviewData {
  readonly id: number | bigint;
  readonly html_url: string;
  readonly user: { readonly login: string } | null;
  readonly state: string;
  readonly commit_id: string | null;
  readonly body: string;
}

function toReview(data: ReviewData): PostedReview {
  const { id, html_url: url, user, state, commit_id: sha, body } = data;
  return { id: String(id), url, author: user?.login ?? '', state, sha: sha ?? undefined, body: body ?? '' };
}

export async function listReviews(
  calls: ClientCalls,
  repository: RepositoryHandle,
  number: number,
): Promise<ReviewList> {
  const reviews: PostedReview[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
        ...place,
        pull_number: number,
        per_page: pageSize,
        page,
      }),
    );
    reviews.push(...data.map(toReview));
    if (data.length < pageSize) return { reviews, isWhole: true };
  }
  return { reviews, isWhole: false };
}

export interface ReviewOrder {
  /** Number of the pull request. */
  readonly number: number;
  readonly sha: string;
  readonly event: 'APPROVE' | 'REQUEST_CHANGES';
  readonly body: string;
}

/** Is sent once: a lost response must not lead to two. */
export async function submitReview(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { number, sha, event, body }: ReviewOrder,
): Promise<PostedReview> {
  const { data } = await callRepository({ ...calls, attempts: 1 }, repository, (send, place) =>
    send('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      ...place,
      pull_number: number,
      commit_id: sha,
      event,
      body,
    }),
  );
  return toReview(data);
}

/** Repeating it changes nothing: GitHub refuses to dismiss a review twice. */
export async function dismissPullReview(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { number, id, message }: { readonly number: number; readonly id: string; readonly message: string },
): Promise<void> {
  await callRepository(calls, repository, (send, place) =>
    send('PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals', {
      ...place,
      pull_number: number,
      review_id: Number(id),
      message,
      event: 'DISMISS',
    }),
  );
}
