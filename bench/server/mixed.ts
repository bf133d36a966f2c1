/** The requests of jobs over a day, mixed: sessions, tokens, locks, uploads, status reports and lock lists. */
import { caller, workspaceId } from '../support/world.ts';
import type { LoadRequest } from './load.ts';

const exchangePath = '/api/v1/auth/github-oidc';

export function exchangeRequest(token: string): LoadRequest {
  return { name: 'exchange', method: 'POST', path: exchangePath, body: { token, workspaceId } };
}

function mint(session: string): LoadRequest {
  return { name: 'mint', method: 'POST', path: '/api/v1/sts', body: { policyName: 'default' }, session };
}

/** Each client has its own keys, so that clients do not wait for each other. */
function lockPair(session: string, client: number, turn: number): LoadRequest[] {
  const key = `${caller}/stack-${client}/component-${turn % 10}`;
  const path = '/api/v1/locks';
  return [
    { name: 'lock', method: 'POST', path, body: { key, ttl: 60 }, session },
    { name: 'unlock', method: 'DELETE', path, body: { key }, session },
  ];
}

const [owner = '', name = ''] = caller.split('/');
const repository = {
  repo_url: `https://github.com/${caller}`,
  repo_name: name,
  repo_owner: owner,
  repo_host: 'github.com',
};
/** Number of components in an affected set, and in the inventory. */
const components = Array.from({ length: 20 }, (_, index) => `component-${index}`);

/** Sent once before the mix: status reports need instances that the server knows. */
export function inventoryRequest(session: string): LoadRequest {
  const instances = components.map((component) => ({
    component,
    stack: 'plat',
    component_type: 'terraform',
  }));
  const body = { ...repository, instances };
  return { name: 'inventory', method: 'POST', path: '/api/v1/instances', body, session };
}

function upload(session: string, client: number, turn: number): LoadRequest {
  const stacks = components.map((component) => ({
    component,
    stack: 'plat',
    dependents: [],
    included_in_dependents: false,
    settings: null,
  }));
  const head_sha = `${client}f${turn}`.padEnd(40, '0');
  const body = { head_sha, base_sha: '1'.repeat(40), ...repository, stacks };
  return { name: 'affected upload', method: 'POST', path: '/api/v1/affected-stacks', body, session };
}

function report(session: string, turn: number): LoadRequest {
  const path = `/api/v1/repos/${caller}/instances?stack=plat&component=component-${turn % components.length}`;
  return { name: 'status', method: 'PATCH', path, body: { command: 'plan', exit_code: 0 }, session };
}

function listing(session: string): LoadRequest {
  return { name: 'list of locks', method: 'GET', path: '/api/v1/locks?limit=10', session };
}

export interface MixedParts {
  readonly session: string;
  /** An unused token; `undefined` if none is left. */
  takeIdToken(): string | undefined;
}

/** Of twelve turns, four exchange, two mint, three lock and unlock, one uploads, one reports a status, one lists locks. */
export function mixedTurn({ session, takeIdToken }: MixedParts, client: number, turn: number): LoadRequest[] {
  const kind = turn % 12;
  if (kind < 4) {
    const token = takeIdToken();
    return token === undefined ? [] : [exchangeRequest(token)];
  }
  if (kind < 6) return [mint(session)];
  if (kind < 9) return lockPair(session, client, turn);
  if (kind === 9) return [upload(session, client, turn)];
  return kind === 10 ? [report(session, turn)] : [listing(session)];
}

/** Cheap for client and server: most are rejected, like most requests to a public address. */
export function cheapTurn(
  parts: { readonly session: string; readonly usedIdToken: string },
  client: number,
  turn: number,
): LoadRequest[] {
  const { session, usedIdToken } = parts;
  switch (turn % 8) {
    case 0:
      return lockPair(session, client, turn);
    case 1:
      return [listing(session)];
    case 2:
      return [{ ...exchangeRequest(usedIdToken), name: 'replay', expected: [401] }];
    case 3:
      return [{ ...exchangeRequest('no.token.at-all'), name: 'bad exchange', expected: [401] }];
    case 4:
      return [
        {
          name: 'bad session',
          method: 'POST',
          path: '/api/v1/sts',
          body: {},
          session: `a.b.${turn}`,
          expected: [401],
        },
      ];
    case 5:
      return [{ name: 'unknown path', method: 'GET', path: `/nope/${client}/${turn}`, expected: [404] }];
    case 6:
      return [{ name: 'ready', method: 'GET', path: '/readyz' }];
    default:
      return [{ name: 'health', method: 'GET', path: '/healthz' }];
  }
}
