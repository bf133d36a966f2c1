/** Identifies the caller of an API request, once: anonymous, an App by its JWT, or the bearer of an access token. */

import { admitToken, suspendedMessage } from '../world/access.ts';
import { looksLikeJwt, readCredentials } from '../world/credentials.ts';
import { isLiveUserToken, type UserToken } from '../world/sign-ins.ts';
import type { App, SimulatedAccessToken, World } from '../world/world.ts';
import { verifyAppJwt } from './app-jwt.ts';
import type { SimulatorRequest, SimulatorResponse } from './handler.ts';
import { apiError, badCredentials } from './responses.ts';

export type ApiCaller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'token'; readonly token: SimulatedAccessToken }
  /** A person, with a token that an App got for them. */
  | { readonly kind: 'user'; readonly token: UserToken };

export type Identification =
  | { readonly status: 'known'; readonly caller: ApiCaller }
  | { readonly status: 'refused'; readonly response: SimulatorResponse };

function refused(response: SimulatorResponse): Identification {
  return { status: 'refused', response };
}

export async function identifyCaller(world: World, request: SimulatorRequest): Promise<Identification> {
  const credentials = readCredentials(request.headers['authorization']);
  if (credentials !== undefined && looksLikeJwt(credentials)) {
    const verdict = await verifyAppJwt(world, credentials);
    return verdict.status === 'valid'
      ? { status: 'known', caller: { kind: 'app', app: verdict.app } }
      : refused(apiError(verdict.httpStatus, verdict.message));
  }
  const ofPerson = world.userTokens.get(credentials ?? '');
  if (isLiveUserToken(ofPerson, world.clock.now()))
    return { status: 'known', caller: { kind: 'user', token: ofPerson } };
  const verdict = admitToken(world, credentials);
  switch (verdict.status) {
    case 'anonymous':
      return { status: 'known', caller: { kind: 'anonymous' } };
    case 'valid':
      return { status: 'known', caller: { kind: 'token', token: verdict.token } };
    case 'suspended':
      return refused(apiError(403, suspendedMessage));
    case 'bad_credentials':
      return refused(badCredentials());
  }
}

/** The rate limit that a request counts against. A token shares its installation's; a job's token its repository's. */
export function limitKeyOf(caller: ApiCaller): string {
  if (caller.kind === 'anonymous') return 'anonymous';
  if (caller.kind === 'app') return `app:${caller.app.id}`;
  if (caller.kind === 'user') return `user:${caller.token.accountId}`;
  const { installationId, repositoryIds } = caller.token;
  return installationId === undefined ? `repository:${repositoryIds?.[0]}` : `installation:${installationId}`;
}
