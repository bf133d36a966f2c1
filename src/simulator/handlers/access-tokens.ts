/** Mints and revokes installation tokens by GitHub's rules. An absent or empty list means everything. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { apiError, json, noContent, notFound } from '../api/responses.ts';
import { type RequestedScope, readScope } from '../api/token-scope.ts';
import { showTime } from '../shapes/app.ts';
import { showRepository } from '../shapes/repository.ts';
import { suspendedMessage } from '../world/access.ts';
import { installationTokenLifetimeMs, newStatefulToken, newStatelessToken } from '../world/tokens.ts';
import type { SimulatedAccessToken, SimulatedInstallation, World } from '../world/world.ts';
import { findInstallation } from './apps.ts';

const page = '/apps/apps#create-an-installation-access-token-for-an-app';

function mint(
  world: World,
  installation: SimulatedInstallation,
  options: { readonly scope: RequestedScope; readonly format: string | undefined },
): SimulatedAccessToken {
  const { scope } = options;
  // Whole seconds, as in the answer.
  const expiresAt = Math.floor((world.clock.now() + installationTokenLifetimeMs) / 1000) * 1000;
  const isStateless =
    options.format === 'enabled' || (options.format !== 'disabled' && world.tokenFormat === 'stateless');
  const token: SimulatedAccessToken = {
    token: isStateless
      ? newStatelessToken(installation.appId, { installationId: installation.id, expiresAt })
      : newStatefulToken(),
    kind: 'installation',
    installationId: installation.id,
    accountId: installation.accountId,
    repositoryIds: scope.repositoryIds,
    permissions: scope.permissions,
    mintedAt: world.clock.now(),
    expiresAt,
    revoked: false,
  };
  world.tokens.set(token.token, token);
  return token;
}

function showToken(world: World, token: SimulatedAccessToken, installation: SimulatedInstallation) {
  const repositories = (token.repositoryIds ?? []).flatMap((id) => world.repositories.get(id) ?? []);
  const shown: components['schemas']['installation-token'] = {
    token: token.token,
    expires_at: showTime(token.expiresAt),
    // Names and levels were checked when the token was requested.
    permissions: token.permissions as components['schemas']['app-permissions'],
    repository_selection: token.repositoryIds === undefined ? installation.selection : 'selected',
    ...(token.repositoryIds === undefined
      ? {}
      : {
          repositories: repositories.map((repository) =>
            showRepository(world, repository, token.permissions),
          ),
        }),
  };
  return shown;
}

function create(api: OperationRequest<Extract<ApiCaller, { kind: 'app' }>>): SimulatorResponse {
  const { world, request } = api;
  const installation = findInstallation(api);
  if (installation === undefined) return notFound(page);
  if (installation.suspendedAt !== undefined) return apiError(403, suspendedMessage, { page });
  const body = readJsonBody(request);
  if (body.status === 'refused') return body.response;
  const scope = readScope(world, installation, body.value);
  if (scope.status === 'refused') return apiError(422, scope.message, { page });
  const format = request.headers['x-github-stateless-s2s-token']?.toLowerCase();
  const token = mint(world, installation, { scope: scope.scope, format });
  return json(201, showToken(world, token, installation));
}

export const accessTokenRoutes = [
  apiRoute({
    id: 'apps/create-installation-access-token',
    method: 'POST',
    path: '/app/installations/{installation_id}/access_tokens',
    caller: 'app',
    handle: create,
  }),
  apiRoute({
    id: 'apps/revoke-installation-access-token',
    method: 'DELETE',
    path: '/installation/token',
    caller: 'token',
    handle({ caller }) {
      caller.token.revoked = true;
      return noContent;
    },
  }),
];
