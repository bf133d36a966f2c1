/** Finds the repository of a request and what the caller may do in it: hidden ones are 404, like absent ones. */

import { isAtLeast, permissionsIn } from '../world/judgement.ts';
import type { AccessLevel, Permissions } from '../world/permissions.ts';
import { findRepository, followRepository, fullNameOf, type Repository } from '../world/world.ts';
import type { ApiRequest } from './api-route.ts';
import type { SimulatorResponse } from './handler.ts';
import { apiError, json, notAccessible, notFound } from './responses.ts';

export type RepositoryAccess =
  | { readonly status: 'allowed'; readonly repository: Repository; readonly permissions: Permissions }
  | { readonly status: 'refused'; readonly response: SimulatorResponse };

function refused(response: SimulatorResponse): RepositoryAccess {
  return { status: 'refused', response };
}

/** The permission that an operation needs, such as `contents: read`. */
export interface Need {
  readonly permission: string;
  /** Another one that will do as well. */
  readonly alternative?: string;
  readonly level: AccessLevel;
  /** GitHub's page for the operation, below docs.github.com/rest. */
  readonly page?: string;
}

/** `repository` is what was found, if anything. An App's JWT reaches no repository. */
function judgeRepository(api: ApiRequest, repository: Repository | undefined, need: Need): RepositoryAccess {
  const { caller, world } = api;
  if (caller.kind === 'app') return refused(apiError(403, 'Resource not accessible by integration'));
  const token = caller.kind === 'token' ? caller.token : undefined;
  const permissions = repository && permissionsIn(world, token, repository);
  if (repository === undefined || permissions === undefined) return refused(notFound(need.page));
  const names = [need.permission, ...(need.alternative === undefined ? [] : [need.alternative])];
  return names.some((name) => isAtLeast(permissions[name], need.level))
    ? { status: 'allowed', repository, permissions }
    : refused(notAccessible(need.page));
}

/** For `/repos/{owner}/{repo}…`. A former name answers with 301 to the address by id, for those who may see it. */
export function findRepositoryFor(api: ApiRequest, need: Need): RepositoryAccess {
  const { world } = api;
  const owner = api.param('owner');
  const name = api.param('repo');
  const repository = followRepository(world, owner, name);
  const access = judgeRepository(api, repository, need);
  if (access.status === 'refused' || findRepository(world, owner, name) !== undefined) return access;
  const tail = api.request.url.pathname.split('/repos/')[1]?.split('/').slice(2) ?? [];
  const url = [`${world.urls.api}/repositories/${access.repository.id}`, ...tail].join('/');
  const body = { message: 'Moved Permanently', url, documentation_url: 'https://docs.github.com/rest' };
  return refused(json(301, body, { location: url }));
}

/** For `/repositories/{repository_id}…`. */
export function findRepositoryByIdFor(api: ApiRequest, need: Need): RepositoryAccess {
  return judgeRepository(api, api.world.repositories.get(Number(api.param('repository_id'))), need);
}

/** The address of a repository in the REST API. */
export function repositoryUrl(api: ApiRequest, repository: Repository): string {
  return `${api.world.urls.api}/repos/${fullNameOf(api.world, repository)}`;
}
