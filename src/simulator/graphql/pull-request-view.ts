/** Pull requests as GraphQL shows them, with `pull_requests: read`. */

import { showTime } from '../shapes/app.ts';
import { nodeIdOf } from '../shapes/node-id.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import { fullNameOf, type Repository } from '../world/world.ts';
import { notFoundError } from './errors.ts';
import type { View } from './tree-view.ts';
import { isVisible, needRead, type QueryContext } from './visibility.ts';

export interface PullRequestFilter {
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
  readonly states?: readonly string[] | null;
}

/** Views of the objects that a pull request refers to. */
export interface PullRequestViews {
  viewRef(context: QueryContext, repository: Repository, name: string): Promise<View | null>;
  viewRepository(context: QueryContext, repository: Repository): View;
}

function viewPull(
  context: QueryContext,
  repository: Repository,
  { pull, views }: { readonly pull: SimulatedPullRequest; readonly views: PullRequestViews },
): View {
  const { world } = context;
  const head = world.repositories.get(pull.headRepositoryId);
  const seen = head !== undefined && isVisible(context, head) ? head : undefined;
  const author = world.accounts.get(pull.authorId);
  const headRef = `refs/heads/${pull.headRef}`;
  return {
    __typename: 'PullRequest',
    id: nodeIdOf('PullRequest', pull.id),
    fullDatabaseId: String(pull.id),
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    state: pull.state.toUpperCase(),
    isDraft: pull.draft,
    isCrossRepository: pull.headRepositoryId !== repository.id,
    author: author && {
      __typename: author.type,
      id: nodeIdOf(author.type, author.id),
      databaseId: author.id,
      login: author.login,
      url: `${world.urls.server}/${author.login}`,
    },
    headRefName: pull.headRef,
    headRefOid: () => head?.git.resolveRef(headRef),
    headRef: () => (seen === undefined ? null : views.viewRef(context, seen, headRef)),
    headRepository: () => (seen === undefined ? null : views.viewRepository(context, seen)),
    baseRefName: pull.baseRef,
    baseRepository: () => views.viewRepository(context, repository),
    repository: () => views.viewRepository(context, repository),
    createdAt: showTime(pull.createdAt),
    url: `${world.urls.server}/${fullNameOf(world, repository)}/pull/${pull.number}`,
  };
}

export function viewPullRequest(
  context: QueryContext,
  repository: Repository,
  { number, views }: { readonly number: number; readonly views: PullRequestViews },
): View {
  needRead(context, repository, 'pull_requests');
  const pull = repository.pullRequests.get(number);
  if (pull === undefined) throw notFoundError(`PullRequest with the number of ${number}`);
  return viewPull(context, repository, { pull, views });
}

/** The matching ones, oldest first. */
export function listPullRequests(
  context: QueryContext,
  repository: Repository,
  { headRefName, baseRefName, states, views }: PullRequestFilter & { readonly views: PullRequestViews },
): View[] {
  needRead(context, repository, 'pull_requests');
  return [...repository.pullRequests.values()]
    .filter((pull) => headRefName === undefined || headRefName === null || pull.headRef === headRefName)
    .filter((pull) => baseRefName === undefined || baseRefName === null || pull.baseRef === baseRefName)
    .filter((pull) => states === undefined || states === null || states.includes(pull.state.toUpperCase()))
    .map((pull) => viewPull(context, repository, { pull, views }));
}
