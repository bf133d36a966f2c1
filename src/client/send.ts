/** Sends one JSON request to an Atmos Pro server, as a client of it. */

import type { Fetch, HttpRequest, HttpResponse } from '../base/ports.ts';
import type { Session } from './session.ts';
import { joinUrl } from './url.ts';

export interface SendOptions {
  /** Scheme and host of the server, perhaps with a path. */
  readonly baseUrl: string;
  /** Path of the API below it. */
  readonly endpoint: string;
  readonly userAgent: string;
}

/** A body before it is written as JSON, which leaves out what is `undefined`. */
export type Sent<Body> = Body extends readonly unknown[]
  ? Body
  : Body extends object
    ? { readonly [Key in keyof Body]: Sent<Body[Key]> | (undefined extends Body[Key] ? undefined : never) }
    : Body;

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
  readonly session?: Session;
  readonly signal?: AbortSignal | undefined;
}

/** Any status is an answer; rejects as the `Fetch` port does. */
export type Send = (request: ApiRequest) => Promise<HttpResponse>;

export function createSend(options: SendOptions, ports: { readonly fetch: Fetch }): Send {
  return ({ method, path, body, timeoutMs, session, signal }) =>
    ports.fetch({
      method,
      url: joinUrl(options.baseUrl, options.endpoint, path),
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': options.userAgent,
        ...(session === undefined ? {} : { authorization: `Bearer ${session.token}` }),
      },
      body: body instanceof JsonText ? body.text : JSON.stringify(body),
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
}
