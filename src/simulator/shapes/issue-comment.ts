/** A comment of an issue or pull request as REST shows it. */
import type { components } from '@octokit/openapi-types';
import type { IssueComment } from '../world/pull-requests.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';
import { showAccount } from './account.ts';
import { showApp, showTime } from './app.ts';
import { nodeIdOf } from './node-id.ts';

export function showComment(
  world: World,
  repository: Repository,
  comment: IssueComment,
): components['schemas']['issue-comment'] {
  const name = fullNameOf(world, repository);
  const url = `${world.urls.api}/repos/${name}/issues`;
  const author = world.accounts.get(comment.authorId);
  const app = world.apps.get(comment.appId ?? 0);
  const page = `${world.urls.server}/${name}/pull/${comment.subject}`;
  return {
    id: comment.id,
    node_id: nodeIdOf('IssueComment', comment.id),
    url: `${url}/comments/${comment.id}`,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${url}/${comment.subject}`,
    body: comment.body,
    user: author === undefined ? null : showAccount(world, author),
    created_at: showTime(comment.createdAt),
    updated_at: showTime(comment.updatedAt),
    author_association: 'NONE',
    performed_via_github_app: app === undefined ? null : showApp(world, app),
  };
}
