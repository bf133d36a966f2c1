/** The person behind a token, and the end of such a token. */
import type { components } from '@octokit/openapi-types';
import { apiRoute } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../api/handler.ts';
import { apiError, badCredentials, json, noContent, notFound } from '../api/responses.ts';
import { showAccount } from '../shapes/account.ts';
import type { Account, World } from '../world/world.ts';
import { isSameSecret } from './user-sign-in.ts';

/** GitHub keeps profiles that the world does not have. */
function showUser(world: World, account: Account): components['schemas']['public-user'] {
  const since = new Date(0).toISOString();
  return {
    ...showAccount(world, account),
    name: null,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: since,
    updated_at: since,
  };
}

/** User and password of Basic credentials, which are the App's here and no token. */
function readBasic(header: string | undefined): readonly [user: string, password: string] {
  const encoded = /^basic +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return [user, rest.join(':')];
}

function deleteToken(world: World, request: SimulatorRequest): SimulatorResponse {
  const [clientId, secret] = readBasic(request.headers['authorization']);
  const app = [...world.apps.values()].find((one) => one.clientId === clientId);
  if (app === undefined || !isSameSecret(secret, app.clientSecret)) return badCredentials();
  if (app.clientId !== request.params['client_id']) return notFound('/apps/oauth-applications');
  const body = readJsonBody(request);
  if (body.status === 'refused') return body.response;
  const token = String(body.value['access_token'] ?? '');
  if (world.userTokens.get(token)?.appId !== app.id)
    return apiError(422, 'Validation Failed', { page: '/apps/oauth-applications#delete-an-app-token' });
  world.userTokens.delete(token);
  return noContent;
}

export const userRoutes: readonly SimulatorRoute[] = [
  apiRoute({
    id: 'users/get-authenticated',
    method: 'GET',
    path: '/user',
    caller: 'any',
    handle({ world, caller }) {
      const account = caller.kind === 'user' ? world.accounts.get(caller.token.accountId) : undefined;
      if (account !== undefined) return json(200, showUser(world, account));
      return caller.kind === 'anonymous'
        ? apiError(401, 'Requires authentication')
        : apiError(403, 'Resource not accessible by integration');
    },
  }),
  {
    id: 'apps/delete-token',
    surface: 'api',
    method: 'DELETE',
    path: '/applications/{client_id}/token',
    handle: deleteToken,
  },
];
