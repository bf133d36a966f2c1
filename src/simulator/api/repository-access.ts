/** Finds the repository of a request and the caller's permissions in it. Hidden repositories get 404, like absent ones. */

import { isAtLeast, permissionsIn } from '../world/access.ts';
import type { SimulatedAccessLevel, SimulatedPermissions } from '../world/permissions.ts';
import { findRepository, followRepository, fullNameOf, type Repository } from '../world/world.ts';
import type { OperationRequest } from './api-route.ts';
import type { SimulatorResponse } from './handler.ts';
import { apiError, json, notAccessible, notFound } from './responses.ts';

export type RepositoryAccess =
  | {
      readonly status: 'allowed';
      readonly repository: Repository;
      readonly permissions: SimulatedPermissions;
    }
  | { readonly status: 'refused'; readonly response: SimulatorResponse };

function refused(response: SimulatorResponse): RepositoryAccess {
  return { status: 'refused', response };
}

/** The permission that an operation needs, such as `contents: read`. */
export interface Need {
  readonly permission: string;
  /** An alternative that is sufficient. */
  readonly alternative?: string | undefined;
  readonly level: SimulatedAccessLevel;
  /** GitHub's page for the operation, below docs.github.com/rest. */
  readonly page?: string | undefined;
}

/** An App's JWT has no access to repositories. */
function admitToRepository(
  api: OperationRequest,
  repository: Repository | undefined,
  need: Need,
): RepositoryAccess {
  const { caller, world } = api;
  if (caller.kind === 'app' || caller.kind === 'user')
    return refused(apiError(403, 'Resource not accessible by integration'));
  const token = caller.kind === 'token' ? caller.token : undefined;
  const permissions = repository && permissionsIn(world, token, repository);
  if (repository === undefined || permissions === undefined) return refused(notFound(need.page));
  const names = [need.permission, need.alternative];
  return names.some((name) => name !== undefined && isAtLeast(permissions[name], need.level))
    ? { status: 'allowed', repository, permissions }
    : refused(notAccessible(need.page));
}

/** For `/repos/{owner}/{repo}…`. A former name gets 301 to the address by id, if the caller may see the repository. */
export function findRepositoryFor(api: OperationRequest, need: Need): RepositoryAccess {
  const { world } = api;
  const owner = api.param('owner');
  const name = api.param('repo');
  const repository = followRepository(world, owner, name);
  const access = admitToRepository(api, repository, need);
  if (access.status === 'refused' || findRepository(world, owner, name) !== undefined) return access;
  const tail = api.request.url.pathname.split('/repos/')[1]?.split('/').slice(2) ?? [];
  const url = [`${world.urls.api}/repositories/${access.repository.id}`, ...tail].join('/');
  const body = { message: 'Moved Permanently', url, documentation_url: 'https://docs.github.com/rest' };
  return refused(json(301, body, { location: url }));
}

/** For `/repositories/{repository_id}…`. */
export function findRepositoryByIdFor(api: OperationRequest, need: Need): RepositoryAccess {
  return admitToRepository(api, api.world.repositories.get(Number(api.param('repository_id'))), need);
}

/** The address of a repository in the REST API. */
export function repositoryUrl(api: OperationRequest, repository: Repository): string {
  return `${api.world.urls.api}/repos/${fullNameOf(api.world, repository)}`;
}
