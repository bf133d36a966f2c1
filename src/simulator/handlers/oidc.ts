/** The ID-token issuer: discovery, its keys, and the runner's service that hands tokens to jobs. */
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../api/handler.ts';
import { json } from '../api/responses.ts';
import { claimNames } from '../oidc/claims.ts';
import { issueIdToken } from '../oidc/issue.ts';
import type { World } from '../world/world.ts';

function discovery(world: World): SimulatorResponse {
  const { issuer } = world.urls;
  return json(200, {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks`,
    subject_types_supported: ['public', 'pairwise'],
    response_types_supported: ['id_token'],
    claims_supported: claimNames,
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid'],
  });
}

function keys(world: World): SimulatorResponse {
  return json(200, { keys: world.signingKeys.map(({ publicJwk }) => publicJwk) });
}

function refuse(status: number, message: string): SimulatorResponse {
  return json(status, { $id: '1', message, typeKey: 'RunServiceException', errorCode: 0 });
}

/** The request token belongs to one job, which must have `id-token: write`. */
async function idToken(world: World, request: SimulatorRequest): Promise<SimulatorResponse> {
  const job = world.jobs.get(request.params['job'] ?? '');
  const [scheme = '', token] = (request.headers['authorization'] ?? '').split(/\s+/, 2);
  if (job === undefined || scheme.toLowerCase() !== 'bearer' || token !== job.requestToken) {
    return refuse(401, 'The request token does not belong to this job.');
  }
  if (job.permissions['id-token'] !== 'write') {
    return refuse(403, 'This job cannot request an ID token: it lacks "id-token: write".');
  }
  const audience = request.url.searchParams.get('audience');
  const value = await issueIdToken(world, job, { audience: audience || undefined });
  return json(200, { count: value.length, value });
}

export const oidcRoutes: readonly SimulatorRoute[] = [
  {
    id: 'oidc/discovery',
    surface: 'issuer',
    method: 'GET',
    path: '/.well-known/openid-configuration',
    handle: discovery,
  },
  { id: 'oidc/jwks', surface: 'issuer', method: 'GET', path: '/.well-known/jwks', handle: keys },
  { id: 'oidc/id-token', surface: 'runner', method: 'GET', path: '/idtoken/{job}', handle: idToken },
];
