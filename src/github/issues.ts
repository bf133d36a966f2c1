/** Issues of a repository: finds, opens, reads and edits one. Needs `issues: write`. */
import type { ClientCalls } from './client.ts';
import { pageSize } from './pages.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** Most pages of issues and pull requests of one author that are searched: the newest 1,000. */
const maxPages = 10;

export interface PostedIssue {
  readonly number: number;
  /** Of GitHub's page. */
  readonly url: string;
  readonly body: string;
}

interface IssueData {
  readonly number: number;
  readonly html_url: string;
  readonly body?: string | null | undefined;
}

function toIssue({ number, html_url: url, body }: IssueData): PostedIssue {
  return { number, url, body: body ?? '' };
}

/** Open or closed, the oldest of those found. `marker`: hidden text of its body. Other authors could write it, too. */
export async function findIssue(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { marker, author }: { readonly marker: string; readonly author: string },
): Promise<PostedIssue | undefined> {
  let found: PostedIssue | undefined;
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/issues', {
        ...place,
        state: 'all',
        creator: author,
        sort: 'created',
        direction: 'desc',
        per_page: pageSize,
        page,
      }),
    );
    const last = data.findLast(
      ({ user, body, pull_request: pull }) =>
        pull === undefined && user?.login === author && body?.includes(marker),
    );
    found = last === undefined ? found : toIssue(last);
    if (data.length < pageSize) break;
  }
  return found;
}

/** Is sent once: a lost response must not lead to two. */
export async function openIssue(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { title, body }: { readonly title: string; readonly body: string },
): Promise<PostedIssue> {
  const { data } = await callRepository({ ...calls, attempts: 1 }, repository, (send, place) =>
    send('POST /repos/{owner}/{repo}/issues', { ...place, title, body }),
  );
  return toIssue(data);
}

export async function readIssueBody(
  calls: ClientCalls,
  repository: RepositoryHandle,
  number: number,
): Promise<string> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/issues/{issue_number}', { ...place, issue_number: number }),
  );
  return data.body ?? '';
}

/** `state`: as it is, if omitted. */
export async function editIssue(
  calls: ClientCalls,
  repository: RepositoryHandle,
  {
    number,
    body,
    state,
  }: {
    readonly number: number;
    readonly body: string;
    readonly state?: 'open' | 'closed' | undefined;
  },
): Promise<void> {
  await callRepository(calls, repository, (send, place) =>
    send('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
      ...place,
      issue_number: number,
      body,
      ...(state === undefined ? {} : { state }),
      ...(state === 'closed' ? { state_reason: 'completed' as const } : {}),
    }),
  );
}
