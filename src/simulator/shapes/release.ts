/** A published release as REST and webhooks show it. */
import type { components } from '@octokit/openapi-types';
import type { Release } from '../world/releases.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';
import { showAccount } from './account.ts';
import { showTime } from './app.ts';
import { nodeIdOf } from './node-id.ts';

export function showRelease(
  world: World,
  repository: Repository,
  release: Release,
): components['schemas']['release'] {
  const name = fullNameOf(world, repository);
  const url = `${world.urls.api}/repos/${name}/releases/${release.id}`;
  const page = `${world.urls.server}/${name}/releases`;
  const archive = `${world.urls.api}/repos/${name}`;
  const author = world.accounts.get(release.authorId);
  if (author === undefined) throw new Error(`Release ${release.id} has no author in this world.`);
  const time = showTime(release.createdAt);
  return {
    id: release.id,
    node_id: nodeIdOf('Release', release.id),
    url,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    html_url: `${page}/tag/${release.tag}`,
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: false,
    prerelease: release.prerelease,
    immutable: false,
    author: showAccount(world, author),
    created_at: time,
    published_at: time,
    updated_at: time,
    assets: [],
    tarball_url: `${archive}/tarball/${release.tag}`,
    zipball_url: `${archive}/zipball/${release.tag}`,
  };
}
