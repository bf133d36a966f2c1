/** An issue as REST shows it. */
import type { components } from '@octokit/openapi-types';
import type { SimulatedIssue } from '../world/pull-requests.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';
import { showAccount } from './account.ts';
import { showApp, showTime } from './app.ts';
import { nodeIdOf } from './node-id.ts';

export function showIssue(
  world: World,
  repository: Repository,
  issue: SimulatedIssue,
): components['schemas']['issue'] {
  const name = fullNameOf(world, repository);
  const repositoryUrl = `${world.urls.api}/repos/${name}`;
  const url = `${repositoryUrl}/issues/${issue.number}`;
  const author = world.accounts.get(issue.authorId);
  const app = world.apps.get(issue.appId ?? 0);
  return {
    id: issue.id,
    node_id: nodeIdOf('Issue', issue.id),
    url,
    repository_url: repositoryUrl,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: `${world.urls.server}/${name}/issues/${issue.number}`,
    number: issue.number,
    state: issue.state,
    state_reason: issue.stateReason,
    title: issue.title,
    body: issue.body,
    user: author === undefined ? null : showAccount(world, author),
    labels: [],
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: 0,
    created_at: showTime(issue.createdAt),
    updated_at: showTime(issue.updatedAt),
    closed_at: issue.closedAt === undefined ? null : showTime(issue.closedAt),
    author_association: 'NONE',
    performed_via_github_app: app === undefined ? null : showApp(world, app),
  };
}
