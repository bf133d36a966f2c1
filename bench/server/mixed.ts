/** What jobs ask of a server over a day, mixed: a session each, tokens, locks, and a look at them. */
import { caller, workspaceId } from '../support/world.ts';
import type { LoadRequest } from './load.ts';

const exchangePath = '/api/v1/auth/github-oidc';

export function exchangeRequest(token: string): LoadRequest {
  return { name: 'exchange', method: 'POST', path: exchangePath, body: { token, workspaceId } };
}

function mint(session: string): LoadRequest {
  return { name: 'mint', method: 'POST', path: '/api/v1/sts', body: { policyName: 'default' }, session };
}

/** Each client has keys of its own: what is measured is the server, not who waits for whom. */
function lockPair(session: string, client: number, turn: number): LoadRequest[] {
  const key = `${caller}/stack-${client}/component-${turn % 10}`;
  const path = '/api/v1/locks';
  return [
    { name: 'lock', method: 'POST', path, body: { key, ttl: 60 }, session },
    { name: 'unlock', method: 'DELETE', path, body: { key }, session },
  ];
}

function listing(session: string): LoadRequest {
  return { name: 'list of locks', method: 'GET', path: '/api/v1/locks?limit=10', session };
}

export interface MixedParts {
  readonly session: string;
  /** A token that was not used, or `undefined` when all were. */
  takeIdToken(): string | undefined;
}

/** Of ten turns four exchange, two mint, three lock and unlock, one looks. */
export function mixedTurn({ session, takeIdToken }: MixedParts, client: number, turn: number): LoadRequest[] {
  const kind = turn % 10;
  if (kind < 4) {
    const token = takeIdToken();
    return token === undefined ? [] : [exchangeRequest(token)];
  }
  if (kind < 6) return [mint(session)];
  return kind < 9 ? lockPair(session, client, turn) : [listing(session)];
}

/** Cheap for both sides: most are refused, as most of what reaches a public address is. */
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
