/** The role of a person in a repository, with `metadata: read`. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { findRepositoryFor } from '../api/repository-access.ts';
import { json, notFound } from '../api/responses.ts';
import { showAccount } from '../shapes/account.ts';
import { isRoleAtLeast, type Role } from '../world/people.ts';
import { roleOf } from '../world/roles.ts';
import { type Account, findAccount, type World } from '../world/world.ts';

const need = {
  permission: 'metadata',
  level: 'read',
  page: '/collaborators/collaborators#get-repository-permissions-for-a-user',
} as const;

/** The levels from before there were five roles: triage counts as read, maintain as write. */
function toLegacyPermission(role: Role | undefined): 'admin' | 'write' | 'read' | 'none' {
  if (role === 'admin') return 'admin';
  if (isRoleAtLeast(role, 'write')) return 'write';
  return role === undefined ? 'none' : 'read';
}

function showCollaborator(
  world: World,
  account: Account,
  role: Role | undefined,
): components['schemas']['collaborator'] {
  return {
    ...showAccount(world, account),
    permissions: {
      pull: isRoleAtLeast(role, 'read'),
      triage: isRoleAtLeast(role, 'triage'),
      push: isRoleAtLeast(role, 'write'),
      maintain: isRoleAtLeast(role, 'maintain'),
      admin: role === 'admin',
    },
    role_name: role ?? '',
  };
}

function get(api: OperationRequest): SimulatorResponse {
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const account = findAccount(api.world, api.param('username'));
  if (account === undefined || account.type === 'Organization') return notFound(need.page);
  const role = roleOf(api.world, access.repository, account);
  return json(200, {
    permission: toLegacyPermission(role),
    user: showCollaborator(api.world, account, role),
    role_name: role ?? '',
  } satisfies components['schemas']['repository-collaborator-permission']);
}

export const collaboratorRoutes = [
  apiRoute({
    id: 'repos/get-collaborator-permission-level',
    method: 'GET',
    path: '/repos/{owner}/{repo}/collaborators/{username}/permission',
    caller: 'token',
    handle: get,
  }),
];
