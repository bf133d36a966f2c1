/** Sends the requests of an admin to a server. Every refusal is an `ActionError`. */

import { ActionError } from '../../base/errors.ts';
import type { Fetch, HttpRequest } from '../../base/ports.ts';
import { version } from '../../base/version.ts';
import { type Operation, readAnyAnswer } from '../../client/answer.ts';
import { joinUrl } from '../../client/send.ts';
import { withProgress } from '../progress.ts';
import type { AdminConnection } from './connection.ts';

export interface AdminServer {
  /** Returns `data` of the response. */
  send(
    operation: Operation,
    path: string,
    more?: Pick<HttpRequest, 'method' | 'body'>,
  ): Promise<Readonly<Record<string, unknown>>>;
}

/** For request and response together, in milliseconds: the server may call GitHub before it answers. */
const adminTimeoutMs = 30_000;
const endpoint = 'api/v1';
const tokenHint =
  'Check that `admin_tokens` in the server configuration has the hash of ATMOS_PRO_ADMIN_TOKEN, and restart the server if you changed it.';

/** @param name the subject of error messages, such as `The list of locks`. */
export function adminOperation(
  name: string,
  more: Partial<Pick<Operation, 'codes' | 'hints'>> = {},
): Operation {
  return {
    name,
    codes: { 401: 'DENIED_ADMIN', 403: 'DENIED_ADMIN', ...more.codes },
    refusalCode: 'REMOTE_REFUSED',
    hints: {
      401: tokenHint,
      403: 'Check --workspace, and `workspaces` of the token in the server configuration.',
      ...more.hints,
    },
  };
}

/** @param path starts with a slash and may have a query. */
export function adminRequest(
  { url, token }: AdminConnection,
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

/** The server answers an unknown admin token as an invalid session. That message would mislead an admin. */
export function refuseUnknownToken(status: number): void {
  if (status !== 401) return;
  throw new ActionError('DENIED_ADMIN', 'The server rejected the admin token.', { hint: tokenHint });
}

export function createAdminServer(
  connection: AdminConnection,
  ports: { readonly fetch: Fetch },
): AdminServer {
  return {
    async send(operation, path, more = { method: 'GET' }) {
      const { url, headers } = adminRequest(connection, path);
      const request: HttpRequest = {
        ...more,
        url,
        headers: more.body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        timeoutMs: adminTimeoutMs,
      };
      const response = await withProgress('Waiting for the server', () => ports.fetch(request));
      refuseUnknownToken(response.status);
      return readAnyAnswer(operation, response);
    },
  };
}
