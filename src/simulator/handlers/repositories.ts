/** Repositories: by name, by id, and those that an installation token reaches. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryByIdFor, findRepositoryFor, type RepositoryAccess } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { showAccount } from '../shapes/account.ts';
import { showFullRepository, showRepository } from '../shapes/repository.ts';
import { permissionsIn } from '../world/access.ts';
import { findAccount, type Repository, type SimulatedAccessToken, type World } from '../world/world.ts';

const metadata = { permission: 'metadata', level: 'read', page: '/repos/repos#get-a-repository' } as const;

const hashAlgorithm = {
  ...metadata,
  page: '/repos/repos#get-the-hash-algorithm-for-a-repository',
} as const;

function answerRepository(api: OperationRequest, access: RepositoryAccess): SimulatorResponse {
  return access.status === 'refused'
    ? access.response
    : json(200, showFullRepository(api.world, access.repository, access.permissions));
}

/** Only repositories in scope. Other public repositories can be read but are not listed. */
function reachedBy(world: World, token: SimulatedAccessToken): Repository[] {
  const installation =
    token.installationId === undefined ? undefined : world.installations.get(token.installationId);
  return [...world.repositories.values()].filter(
    (repository) =>
      repository.ownerId === token.accountId &&
      (token.repositoryIds?.includes(repository.id) ??
        (installation?.selection === 'all' || installation?.repositoryIds.has(repository.id))),
  );
}

export const repositoryRoutes = [
  apiRoute({
    id: 'repos/get',
    method: 'GET',
    path: '/repos/{owner}/{repo}',
    caller: 'any',
    handle: (api) => answerRepository(api, findRepositoryFor(api, metadata)),
  }),
  apiRoute({
    id: 'repos/get-hash-algorithm',
    method: 'GET',
    path: '/repos/{owner}/{repo}/hash-algorithm',
    caller: 'any',
    handle(api) {
      const access = findRepositoryFor(api, hashAlgorithm);
      return access.status === 'refused' ? access.response : json(200, { hash_algorithm: 'sha1' });
    },
  }),
  // Not in GitHub's API description, but the target of GitHub's redirects.
  apiRoute({
    id: 'undocumented/get-repository-by-id',
    method: 'GET',
    path: '/repositories/{repository_id}',
    caller: 'any',
    handle: (api) => answerRepository(api, findRepositoryByIdFor(api, metadata)),
  }),
  apiRoute({
    id: 'apps/list-repos-accessible-to-installation',
    method: 'GET',
    path: '/installation/repositories',
    caller: 'token',
    handle({ world, caller, query }) {
      const { token } = caller;
      if (token.kind === 'job') return apiError(403, 'Resource not accessible by integration');
      const all = reachedBy(world, token);
      const page = cutPage(all, query, `${world.urls.api}/installation/repositories`);
      const installation = world.installations.get(token.installationId ?? 0);
      const repositories = page.items.map((item) =>
        showRepository(world, item, permissionsIn(world, token, item) ?? {}),
      );
      const selection = token.repositoryIds === undefined ? installation?.selection : 'selected';
      return json(
        200,
        { total_count: all.length, repository_selection: selection ?? 'selected', repositories },
        page.headers,
      );
    },
  }),
  apiRoute({
    id: 'users/get-by-username',
    method: 'GET',
    path: '/users/{username}',
    caller: 'any',
    handle({ world, param }) {
      const account = findAccount(world, param('username'));
      if (account === undefined) return notFound('/users/users#get-a-user');
      const time = '2026-01-01T00:00:00Z';
      return json(200, {
        ...showAccount(world, account),
        ...{ name: null, company: null, blog: '', location: null, email: null, hireable: null, bio: null },
        ...{
          public_repos: 0,
          public_gists: 0,
          followers: 0,
          following: 0,
          created_at: time,
          updated_at: time,
        },
      });
    },
  }),
];
