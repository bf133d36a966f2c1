/**
 * The page on this machine that sends the browser to GitHub with the manifest, and gets it back with a code.
 *
 * Other programs and web pages can reach a port on loopback. They can neither see the form, whose path is secret, nor end
 * the flow with a code of their own: without the state of the form, a return is refused and the page continues to wait.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderPage } from './render-page.ts';

const host = '127.0.0.1';
const returnPath = '/created';
/** GitHub's codes have 40 hexadecimal digits. */
const codeShape = /^[A-Za-z0-9_-]{1,255}$/;

export interface LoopbackPage extends AsyncDisposable {
  /** The start of the flow, for the user's browser. */
  readonly url: string;
  /** Settles once GitHub sent the browser back and `finish` has ended. */
  readonly finished: Promise<void>;
}

export interface LoopbackPorts {
  /** The page with the form. `state` comes back with the code, to `returnUrl`. */
  renderForm(form: { readonly state: string; readonly returnUrl: string }): string;
  /** Called once. Resolves to the text that the browser shows. */
  finish(code: string): Promise<string>;
}

function equals(given: string | null, expected: string): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    // The path is secret, the origin is what GitHub may know.
    'referrer-policy': 'origin',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(body);
}

/** Listens on loopback only. `port`: 0 takes a free one. */
export async function openLoopbackPage(port: number, ports: LoopbackPorts): Promise<LoopbackPage> {
  const startPath = `/${randomBytes(16).toString('hex')}`;
  const state = randomBytes(32).toString('hex');
  const done = Promise.withResolvers<void>();
  done.promise.catch(() => undefined);
  let isTaken = false;
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  // A listening TCP server has an address of this form.
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`;

  async function finish(response: ServerResponse, code: string): Promise<void> {
    try {
      send(response, 200, renderPage('GitHub App created', await ports.finish(code)));
      await once(response, 'close');
      done.resolve();
    } catch (error) {
      send(response, 502, renderPage('Something went wrong', 'The App is not set up. See the terminal.'));
      done.reject(error);
    }
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? '', origin);
    const isOurs = request.headers.host === new URL(origin).host && request.method === 'GET';
    const code = url?.searchParams.get('code') ?? '';
    if (isOurs && url?.pathname === startPath && !isTaken) {
      send(response, 200, ports.renderForm({ state, returnUrl: `${origin}${returnPath}` }));
    } else if (!isOurs || url?.pathname !== returnPath) {
      send(response, 404, renderPage('Not found', 'Open the address that the terminal shows.'));
    } else if (isTaken || !equals(url.searchParams.get('state'), state) || !codeShape.test(code)) {
      send(
        response,
        400,
        renderPage('Refused', 'This is not the answer to the form. Open the address in the terminal again.'),
      );
    } else {
      isTaken = true;
      void finish(response, code);
    }
  }
  server.on('request', answer);
  return {
    url: `${origin}${startPath}`,
    finished: done.promise,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
