/** A repository as REST shows it: the short form of lists, the middle one of installations, and the full one. */

import type { components } from '@octokit/openapi-types';
import { toTimestamp } from '../../base/text.ts';
import { isAtLeast } from '../world/access.ts';
import type { SimulatedPermissions } from '../world/permissions.ts';
import { fullNameOf, ownerOf, type Repository, type World } from '../world/world.ts';
import { showAccount } from './account.ts';
import { nodeIdOf } from './node-id.ts';

type Schemas = components['schemas'];

/** Addresses below a repository's own, by the key that shows them. */
const links = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
} as const;

function showLinks(base: string): Record<keyof typeof links, string> {
  const entries = Object.entries(links).map(([key, path]) => [key, `${base}${path}`]);
  // `fromEntries` loses the literal keys.
  return Object.fromEntries(entries) as Record<keyof typeof links, string>;
}

function showBasics(world: World, repository: Repository) {
  const fullName = fullNameOf(world, repository);
  const url = `${world.urls.api}/repos/${fullName}`;
  return {
    id: repository.id,
    node_id: nodeIdOf('Repository', repository.id),
    name: repository.name,
    full_name: fullName,
    private: repository.visibility !== 'public',
    owner: showAccount(world, ownerOf(world, repository)),
    html_url: `${world.urls.server}/${fullName}`,
    description: null,
    fork: false,
    url,
    ...showLinks(url),
  };
}

function showPermissions(permissions: SimulatedPermissions) {
  const contents = permissions['contents'];
  const push = isAtLeast(contents, 'write');
  return { admin: false, maintain: false, push, triage: false, pull: isAtLeast(contents, 'read') };
}

/** As in runs. */
export function showMinimalRepository(world: World, repository: Repository): Schemas['minimal-repository'] {
  return showBasics(world, repository);
}

/** As in lists of an installation and with new tokens. */
export function showRepository(
  world: World,
  repository: Repository,
  permissions: SimulatedPermissions,
): Schemas['repository'] {
  const basics = showBasics(world, repository);
  const host = new URL(world.urls.server).host;
  const createdAt = toTimestamp(repository.createdAt);
  return {
    ...basics,
    git_url: `git://${host}/${basics.full_name}.git`,
    ssh_url: `git@${host}:${basics.full_name}.git`,
    clone_url: `${basics.html_url}.git`,
    svn_url: basics.html_url,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    size: 0,
    default_branch: repository.git.defaultBranch(),
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    visibility: repository.visibility,
    pushed_at: createdAt,
    created_at: createdAt,
    updated_at: createdAt,
    permissions: showPermissions(permissions),
  };
}

/** As asked for by name or id. */
export function showFullRepository(
  world: World,
  repository: Repository,
  permissions: SimulatedPermissions,
): Schemas['full-repository'] {
  const owner = ownerOf(world, repository);
  const { pushed_at, created_at, updated_at, ...shown } = showRepository(world, repository, permissions);
  return {
    ...shown,
    pushed_at: pushed_at ?? '',
    created_at: created_at ?? '',
    updated_at: updated_at ?? '',
    has_discussions: false,
    subscribers_count: 0,
    network_count: 0,
    temp_clone_token: null,
    custom_properties: {},
    ...(owner.type === 'Organization' ? { organization: showAccount(world, owner) } : {}),
  };
}
