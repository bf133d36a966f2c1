/** A review of a pull request as REST and webhooks show it. */
import type { components } from '@octokit/openapi-types';
import type { PullRequestReview, SimulatedPullRequest } from '../world/pull-requests.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';
import { showAccount } from './account.ts';
import { showTime } from './app.ts';
import { nodeIdOf } from './node-id.ts';

export function showReview(
  world: World,
  { repository, pull }: { readonly repository: Repository; readonly pull: SimulatedPullRequest },
  review: PullRequestReview,
): components['schemas']['pull-request-review'] {
  const name = fullNameOf(world, repository);
  const html = `${world.urls.server}/${name}/pull/${pull.number}#pullrequestreview-${review.id}`;
  const pullUrl = `${world.urls.api}/repos/${name}/pulls/${pull.number}`;
  const author = world.accounts.get(review.authorId);
  return {
    id: review.id,
    node_id: nodeIdOf('PullRequestReview', review.id),
    user: author === undefined ? null : showAccount(world, author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pullUrl,
    _links: { html: { href: html }, pull_request: { href: pullUrl } },
    submitted_at: showTime(review.submittedAt),
    commit_id: review.commitId,
    author_association: 'NONE',
  };
}
