/** Operations with an App's JWT: the App itself and its installations. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { json, noContent, notFound } from '../api/responses.ts';
import { showApp, showInstallation } from '../shapes/app.ts';
import { installationCovers } from '../world/access.ts';
import { deleteInstallation, suspendInstallation, unsuspendInstallation } from '../world/owner-changes.ts';
import { type Account, findAccount, followRepository, type SimulatedInstallation } from '../world/world.ts';

type AppRequest = OperationRequest<Extract<ApiCaller, { kind: 'app' }>>;

function installationsOf({ world, caller }: AppRequest): SimulatedInstallation[] {
  return [...world.installations.values()].filter(({ appId }) => appId === caller.app.id);
}

/** The App's own installation with the id in the path. Other Apps' installations are not found. */
export function findInstallation(api: AppRequest): SimulatedInstallation | undefined {
  return installationsOf(api).find(({ id }) => String(id) === api.param('installation_id'));
}

function answerInstallation(
  api: AppRequest,
  installation: SimulatedInstallation | undefined,
): SimulatorResponse {
  return installation === undefined
    ? notFound('/apps')
    : json(200, showInstallation(api.world, installation));
}

function installationIn(api: AppRequest, account: Account | undefined): SimulatedInstallation | undefined {
  return installationsOf(api).find(({ accountId }) => accountId === account?.id);
}

function accountOf(api: AppRequest, parameter: string, type: Account['type']): Account | undefined {
  const account = findAccount(api.world, api.param(parameter));
  return account?.type === type ? account : undefined;
}

function change(api: AppRequest, act: (installation: SimulatedInstallation) => void): SimulatorResponse {
  const installation = findInstallation(api);
  if (installation === undefined) return notFound('/apps');
  act(installation);
  return noContent;
}

export const appRoutes = [
  apiRoute({
    id: 'apps/get-authenticated',
    method: 'GET',
    path: '/app',
    caller: 'app',
    handle: ({ world, caller }) => json(200, showApp(world, caller.app)),
  }),
  apiRoute({
    id: 'apps/get-by-slug',
    method: 'GET',
    path: '/apps/{app_slug}',
    caller: 'any',
    handle({ world, param }) {
      const app = [...world.apps.values()].find(({ slug }) => slug === param('app_slug'));
      return app?.isPublic === true ? json(200, showApp(world, app)) : notFound('/apps');
    },
  }),
  apiRoute({
    id: 'apps/list-installations',
    method: 'GET',
    path: '/app/installations',
    caller: 'app',
    handle(api) {
      const page = cutPage(installationsOf(api), api.query, `${api.world.urls.api}/app/installations`);
      return json(
        200,
        page.items.map((item) => showInstallation(api.world, item)),
        page.headers,
      );
    },
  }),
  apiRoute({
    id: 'apps/get-installation',
    method: 'GET',
    path: '/app/installations/{installation_id}',
    caller: 'app',
    handle: (api) => answerInstallation(api, findInstallation(api)),
  }),
  apiRoute({
    id: 'apps/get-repo-installation',
    method: 'GET',
    path: '/repos/{owner}/{repo}/installation',
    caller: 'app',
    handle(api) {
      const repository = followRepository(api.world, api.param('owner'), api.param('repo'));
      const covering = installationsOf(api).find(
        (installation) => repository !== undefined && installationCovers(installation, repository),
      );
      return answerInstallation(api, covering);
    },
  }),
  apiRoute({
    id: 'apps/get-org-installation',
    method: 'GET',
    path: '/orgs/{org}/installation',
    caller: 'app',
    handle: (api) => answerInstallation(api, installationIn(api, accountOf(api, 'org', 'Organization'))),
  }),
  apiRoute({
    id: 'apps/get-user-installation',
    method: 'GET',
    path: '/users/{username}/installation',
    caller: 'app',
    handle: (api) => answerInstallation(api, installationIn(api, accountOf(api, 'username', 'User'))),
  }),
  apiRoute({
    id: 'apps/suspend-installation',
    method: 'PUT',
    path: '/app/installations/{installation_id}/suspended',
    caller: 'app',
    handle: (api) => change(api, (installation) => suspendInstallation(api.world, installation)),
  }),
  apiRoute({
    id: 'apps/unsuspend-installation',
    method: 'DELETE',
    path: '/app/installations/{installation_id}/suspended',
    caller: 'app',
    handle: (api) => change(api, unsuspendInstallation),
  }),
  apiRoute({
    id: 'apps/delete-installation',
    method: 'DELETE',
    path: '/app/installations/{installation_id}',
    caller: 'app',
    handle: (api) => change(api, (installation) => deleteInstallation(api.world, installation)),
  }),
];
