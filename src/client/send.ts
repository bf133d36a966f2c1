/** Sends one JSON request to an Atmos Pro server, as a client of it. */
import type { Fetch, HttpRequest, HttpResponse } from '../base/ports.ts';
import type { Session } from './session.ts';

export interface SendOptions {
  /** Scheme and host of the server, perhaps with a path. */
  readonly baseUrl: string;
  /** Path of the API below it. */
  readonly endpoint: string;
  readonly userAgent: string;
}

/** JSON that was written before: an upload is measured in bytes as it is cut, and not written twice. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

interface ApiRequest {
  readonly method: HttpRequest['method'];
  /** Below the API's path, with its leading slash. */
  readonly path: string;
  /** Sent as JSON, unless it is text that is JSON already. */
  readonly body: unknown;
  /** Whole exchange, in milliseconds. */
  readonly timeoutMs: number;
  readonly session?: Session | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Any status is an answer; rejects as the `Fetch` port does. */
export type Send = (request: ApiRequest) => Promise<HttpResponse>;

function withSession(
  session: Session | undefined,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return session === undefined ? headers : { ...headers, authorization: `Bearer ${session.token}` };
}

export function createSend(options: SendOptions, ports: { readonly fetch: Fetch }): Send {
  return ({ method, path, body, timeoutMs, session, signal }) =>
    ports.fetch({
      method,
      url: joinUrl(options.baseUrl, options.endpoint, path),
      headers: withSession(session, {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': options.userAgent,
      }),
      body: body instanceof JsonText ? body.text : JSON.stringify(body),
      timeoutMs,
      signal,
    });
}

/** Joins the configured address, the path of the API and a route (docs/wire.md#urls). `base` may end in slashes and contain a path; `endpoint` may have slashes around it; `path` starts with one. */
export function joinUrl(base: string, endpoint: string, path: string): string {
  const parts = [base.replace(/\/+$/, ''), endpoint.replace(/^\/+|\/+$/g, ''), path.replace(/^\/+/, '')];
  return parts.filter((part) => part !== '').join('/');
}
