/**
 * A loopback server that speaks the wire of the runner's ID-token endpoint, of an Atmos Pro server (the hosted one's looser
 * shapes too) and of GitHub's revocation, and answers as a test scripts it. For faults and shapes that the real server
 * does not produce; it decides nothing.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PeerRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface PeerAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects are sent as JSON. */
  readonly body?: unknown;
}

/** An answer, a way to make one, or `cut`: the connection ends after the request was read. */
type Answer = PeerAnswer | 'cut' | ((request: PeerRequest) => PeerAnswer | 'cut');

export type PeerRoute =
  | 'id-token'
  | 'exchange'
  | 'sts'
  | 'revoke'
  | 'lock'
  | 'lock-many'
  | 'unlock'
  | 'stop-waiting'
  | 'affected'
  | 'instances'
  | 'status'
  | 'commit';

/** Answers in turn; the last one stays. */
export type PeerScript = Partial<Record<PeerRoute, readonly Answer[]>>;

const routes: readonly [route: PeerRoute, method: string, path: RegExp][] = [
  ['id-token', 'GET', /^\/id-token\?/],
  ['exchange', 'POST', /\/auth\/github-oidc$/],
  ['sts', 'POST', /\/sts$/],
  ['revoke', 'DELETE', /\/installation\/token$/],
  ['lock', 'POST', /\/locks$/],
  ['lock-many', 'POST', /\/locks:acquire-many$/],
  ['unlock', 'DELETE', /\/locks$/],
  ['stop-waiting', 'POST', /\/locks:stop-waiting$/],
  ['affected', 'POST', /\/affected-stacks$/],
  ['instances', 'POST', /\/instances$/],
  ['commit', 'POST', /\/git\/commit(?:\?|$)/],
  ['status', 'PATCH', /\/repos\/[^/]+\/[^/]+\/instances\?/],
];

/** Session that this server issues unless it is scripted otherwise. */
export const peerSession = 'session.of.peer';

export function envelope(data: unknown, more: Readonly<Record<string, unknown>> = {}): PeerAnswer {
  return { body: { success: true, status: 200, traceId: 'trace-1', data, ...more } };
}

export function refusal(
  status: number,
  errorMessage: string,
  headers: Record<string, string> = {},
): PeerAnswer {
  return { status, headers, body: { success: false, status, errorMessage, traceId: 'trace-9' } };
}

async function readBody(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message.setEncoding('utf8')) body += chunk;
  return body;
}

function send(answer: PeerAnswer | 'cut', response: ServerResponse): void {
  if (answer === 'cut') {
    response.socket?.destroy();
    return;
  }
  const { status = 200, headers = {}, body } = answer;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

export async function startApiPeer(script: PeerScript = {}) {
  const requests: PeerRequest[] = [];
  let idTokens = 0;
  const standard: Record<PeerRoute, Answer> = {
    'id-token': () => {
      idTokens += 1;
      return { body: { value: `id.token.${idTokens}` } };
    },
    exchange: envelope({ token: peerSession }),
    sts: envelope({ tokens: [], excluded: [] }),
    revoke: { status: 204 },
    lock: envelope({ id: 'lock-1', key: 'acme/infra/dev/vpc', expiresAt: '2026-11-22T12:00:00Z' }),
    // As on the hosted server.
    'lock-many': { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>404</h1>' },
    unlock: envelope(null),
    'stop-waiting': { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>404</h1>' },
    // What the hosted server's contract promises, and no more.
    affected: { body: { success: true } },
    instances: { body: { success: true } },
    status: { body: { success: true } },
    commit: envelope({ sha: '0123456789abcdef0123456789abcdef01234567' }),
  };
  const counts = new Map<PeerRoute, number>();

  function answer(request: PeerRequest): PeerAnswer | 'cut' {
    const [route] =
      routes.find(([, method, path]) => method === request.method && path.test(request.path)) ?? [];
    if (route === undefined) return { status: 404, body: 'no such route' };
    const answers = script[route] ?? [standard[route]];
    const count = counts.get(route) ?? 0;
    counts.set(route, count + 1);
    const chosen = answers[Math.min(count, answers.length - 1)] ?? standard[route];
    return typeof chosen === 'function' ? chosen(request) : chosen;
  }

  const server = createServer(async (message, response) => {
    const { method = '', url = '', headers } = message;
    const request = { method, path: url, headers, body: await readBody(message) };
    requests.push(request);
    send(answer(request), response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    /** Method and path of each request in order. */
    journal: () => requests.map(({ method, path }) => `${method} ${path}`),
    /** What a job needs to reach this server in all three roles. */
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/id-token?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-bearer',
      ATMOS_PRO_BASE_URL: url,
      ATMOS_PRO_WORKSPACE_ID: 'ws_1',
      GITHUB_REPOSITORY: 'acme/infra',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_API_URL: `${url}/api/v3`,
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
