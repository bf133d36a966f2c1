/** A server as an admin reaches it: one request per call, every refusal an `ActionError`. */

import { ActionError } from '../../base/errors.ts';
import type { Fetch, HttpRequest } from '../../base/ports.ts';
import { version } from '../../base/version.ts';
import { type Operation, readAnyAnswer } from '../../client/answer.ts';
import { joinUrl } from '../../client/url.ts';
import type { Connection } from './connection.ts';

export interface AdminServer {
  /** `data` of the answer. */
  send(
    operation: Operation,
    path: string,
    more?: Pick<HttpRequest, 'method' | 'body'>,
  ): Promise<Readonly<Record<string, unknown>>>;
}

/** Whole exchange, in milliseconds: the server may ask GitHub meanwhile. */
const timeoutMs = 30_000;
const endpoint = 'api/v1';
const tokenHint =
  'Check ATMOS_PRO_ADMIN_TOKEN against `admin_tokens` of the server’s configuration, and that the server was started with it.';

/** What an admin asks for; `name` begins a sentence. */
export function adminOperation(
  name: string,
  more: Partial<Pick<Operation, 'codes' | 'hints'>> = {},
): Operation {
  return {
    name,
    codes: { 401: 'DENIED_ADMIN', 403: 'DENIED_ADMIN', ...more.codes },
    refusalCode: 'REMOTE_REFUSED',
    hints: { 401: tokenHint, 403: 'Check --workspace.', ...more.hints },
  };
}

/** Where and as whom; `path` begins with a slash and may hold a query. */
export function adminRequest(
  { url, token }: Connection,
  path: string,
): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  return {
    url: joinUrl(url, endpoint, path),
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'user-agent': `atmos-pro-cli/${version}`,
    },
  };
}

/** The server answers a bad token as a bad session, which would puzzle a person who has none. */
export function refuseUnknownToken(status: number): void {
  if (status !== 401) return;
  throw new ActionError('DENIED_ADMIN', 'The server does not know this admin token.', { hint: tokenHint });
}

export function createAdminServer(connection: Connection, ports: { readonly fetch: Fetch }): AdminServer {
  return {
    async send(operation, path, more = { method: 'GET' }) {
      const { url, headers } = adminRequest(connection, path);
      const type = more.body === undefined ? {} : { 'content-type': 'application/json' };
      const response = await ports.fetch({ ...more, url, headers: { ...headers, ...type }, timeoutMs });
      refuseUnknownToken(response.status);
      return readAnyAnswer(operation, response);
    },
  };
}
