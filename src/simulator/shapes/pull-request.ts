/** Pull requests as REST shows them: short in lists, with counts when asked for by number. */
import { createHash } from 'node:crypto';
import type { components } from '@octokit/openapi-types';
import { headShaOf } from '../world/heads.ts';
import type { SimulatedPermissions } from '../world/permissions.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import { fullNameOf, ownerOf, type Repository, type World } from '../world/world.ts';
import { type AccountShape, showAccount } from './account.ts';
import { showTime } from './app.ts';
import { nodeIdOf } from './node-id.ts';
import { showRepository } from './repository.ts';

type Schemas = components['schemas'];

export interface PullRequestPlace {
  readonly world: World;
  readonly repository: Repository;
  readonly permissions: SimulatedPermissions;
}

const unknownSha = '0'.repeat(40);

interface Side {
  readonly branch: string;
  readonly sha: string;
}

function showSide({ world, permissions }: PullRequestPlace, repository: Repository, { branch, sha }: Side) {
  const owner = ownerOf(world, repository);
  return {
    label: `${owner.login}:${branch}`,
    ref: branch,
    sha,
    user: showAccount(world, owner),
    repo: showRepository(world, repository, permissions),
  };
}

/** Labels exist by being used; their number is made from the name. */
export function showLabel({ world, repository }: PullRequestPlace, name: string) {
  const id = Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 8), 16) + 1;
  return {
    id,
    node_id: nodeIdOf('Label', id),
    url: `${world.urls.api}/repos/${fullNameOf(world, repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: '',
    color: 'ededed',
    default: false,
  };
}

function showLinks(place: PullRequestPlace, { number }: SimulatedPullRequest, headSha: string) {
  const { api, server } = place.world.urls;
  const name = fullNameOf(place.world, place.repository);
  const url = `${api}/repos/${name}/pulls/${number}`;
  const issue = `${api}/repos/${name}/issues/${number}`;
  return {
    url,
    html_url: `${server}/${name}/pull/${number}`,
    diff_url: `${server}/${name}/pull/${number}.diff`,
    patch_url: `${server}/${name}/pull/${number}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/repos/${name}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${api}/repos/${name}/statuses/${headSha}`,
  };
}

/** A deleted head repository is shown as the base's own. GitHub shows `null`, which its API description does not allow. */
export function showPullRequest(
  place: PullRequestPlace,
  pull: SimulatedPullRequest,
): Schemas['pull-request-simple'] {
  const { world, repository } = place;
  const headRepository = world.repositories.get(pull.headRepositoryId) ?? repository;
  const head = showSide(place, headRepository, { branch: pull.headRef, sha: headShaOf(world, pull) });
  const baseSha = repository.git.readRef(`refs/heads/${pull.baseRef}`) ?? unknownSha;
  const base = showSide(place, repository, { branch: pull.baseRef, sha: baseSha });
  const links = showLinks(place, pull, head.sha);
  const author = world.accounts.get(pull.authorId);
  const link = (href: string) => ({ href });
  return {
    ...links,
    id: pull.id,
    node_id: nodeIdOf('PullRequest', pull.id),
    number: pull.number,
    state: pull.state === 'open' ? 'open' : 'closed',
    locked: false,
    title: pull.title,
    user: author === undefined ? null : showAccount(world, author),
    body: pull.body,
    labels: [...pull.labels].map((name) => showLabel(place, name)),
    milestone: null,
    created_at: showTime(pull.createdAt),
    updated_at: showTime(pull.updatedAt),
    closed_at: pull.closedAt === undefined ? null : showTime(pull.closedAt),
    merged_at: pull.mergedAt === undefined ? null : showTime(pull.mergedAt),
    merge_commit_sha: pull.mergeSha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [...pull.requestedReviewers].flatMap((id) => {
      const account = world.accounts.get(id);
      return account === undefined ? [] : [showAccount(world, account)];
    }),
    requested_teams: [],
    head,
    base,
    _links: {
      self: link(links.url),
      html: link(links.html_url),
      issue: link(links.issue_url),
      comments: link(links.comments_url),
      review_comments: link(links.review_comments_url),
      review_comment: link(links.review_comment_url),
      commits: link(links.commits_url),
      statuses: link(links.statuses_url),
    },
    author_association: 'NONE',
    auto_merge: null,
    draft: pull.draft,
  };
}

/** The issue that a pull request is, too. */
export function showIssueOf(
  place: PullRequestPlace,
  pull: SimulatedPullRequest,
  comments: number,
): Schemas['issue'] {
  const { world, repository } = place;
  const shown = showPullRequest(place, pull);
  const repositoryUrl = `${world.urls.api}/repos/${fullNameOf(world, repository)}`;
  const url = `${repositoryUrl}/issues/${pull.number}`;
  const { id, node_id, number, title, user, body, labels, author_association } = shown;
  return {
    ...{ id, node_id, number, title, user, body, labels, author_association, comments, url },
    repository_url: repositoryUrl,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: shown.html_url,
    state: shown.state,
    state_reason: null,
    locked: false,
    active_lock_reason: null,
    assignee: null,
    assignees: [],
    milestone: null,
    draft: pull.draft,
    created_at: shown.created_at,
    updated_at: shown.updated_at,
    closed_at: shown.closed_at,
    pull_request: {
      url: shown.url,
      html_url: shown.html_url,
      diff_url: shown.diff_url,
      patch_url: shown.patch_url,
      merged_at: shown.merged_at,
    },
    performed_via_github_app: null,
  };
}

/** Fields of the long form only. */
export interface PullRequestCounts {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  readonly comments: number;
}

function asAccount(account: AccountShape | null): AccountShape {
  // The API description says never null in the full form, unlike in the short one.
  return account as AccountShape;
}

export function showFullPullRequest(
  place: PullRequestPlace,
  pull: SimulatedPullRequest,
  counts: PullRequestCounts,
): Schemas['pull-request'] {
  const shown = showPullRequest(place, pull);
  const merger = place.world.accounts.get(pull.mergedById ?? 0);
  return {
    ...shown,
    state: pull.state === 'open' ? 'open' : 'closed',
    user: asAccount(shown.user),
    labels: [...pull.labels].map((name) => showLabel(place, name)),
    head: { ...shown.head, user: asAccount(shown.head.user) },
    base: { ...shown.base, user: asAccount(shown.base.user) },
    merged: pull.state === 'merged',
    mergeable: null,
    mergeable_state: 'unknown',
    merged_by: merger === undefined ? null : showAccount(place.world, merger),
    maintainer_can_modify: false,
    commits: counts.commits,
    additions: counts.additions,
    deletions: counts.deletions,
    changed_files: counts.changedFiles,
    comments: counts.comments,
    review_comments: 0,
  };
}
