/** Serves a function over HTTP or TLS on loopback. Waits for requests in flight when it stops. */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Service, ServiceAnswer, ServiceRequest } from './service.ts';

export interface ListenOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** PEM; plain HTTP without it. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** An internal error of a request; the client gets 500. */
  onError(error: unknown): void;
}

export interface Listener {
  readonly port: number;
  /** `http(s)://127.0.0.1:port` */
  readonly origin: string;
  /** Stops listening, waits briefly for requests in flight, then cuts them. */
  close(): Promise<void>;
}

/** How long `close` waits for requests in flight, in milliseconds. */
const closeGraceMs = 2_000;
/** Longer than clients keep idle connections, so that no request meets a closing one. Milliseconds. */
const keepAliveMs = 120_000;

function toRequest(message: IncomingMessage, scheme: string): ServiceRequest {
  const headers: Record<string, string> = {};
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    const name = (message.rawHeaders[index] ?? '').toLowerCase();
    const value = message.rawHeaders[index + 1] ?? '';
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  const host = headers['host'] ?? 'localhost';
  // A request through a plain proxy carries a full URL. Only its path counts here.
  const target = (message.url ?? '/').replace(/^https?:\/\/[^/]*/i, '') || '/';
  const url = URL.parse(`${scheme}://${host}${target}`) ?? new URL(`${scheme}://localhost/`);
  return { method: message.method ?? 'GET', url, headers, rawHeaders: message.rawHeaders, body: message };
}

async function send(response: ServerResponse, answer: ServiceAnswer): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  if (answer.body instanceof Readable) {
    await pipeline(answer.body, response);
    return;
  }
  if (answer.status !== 204 && answer.status !== 304)
    response.setHeader('content-length', answer.body.length);
  response.end(answer.body);
}

/** The service is looked up per request, so that a listener can open before its world exists. */
export async function listen(service: () => Service, options: ListenOptions): Promise<Listener> {
  const scheme = options.tls === undefined ? 'http' : 'https';

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await service()(toRequest(message, scheme));
      if (answer === 'cut') {
        message.socket.destroy();
        return;
      }
      await send(response, answer);
      message.resume();
    } catch (error) {
      if (message.destroyed && !message.complete) return;
      options.onError(error);
      if (response.headersSent) message.socket.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('The simulator failed.\n');
    }
  }

  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    void handle(message, response);
  };
  const server =
    options.tls === undefined
      ? createHttpServer({ keepAliveTimeout: keepAliveMs }, listener)
      : createTlsServer(
          { ...options.tls, ALPNProtocols: ['http/1.1'], keepAliveTimeout: keepAliveMs },
          listener,
        );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  // A TCP listener has an `AddressInfo`.
  const { port } = server.address() as AddressInfo;

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), closeGraceMs);
    await closed;
    clearTimeout(timer);
  }

  return { port, origin: `${scheme}://127.0.0.1:${port}`, close };
}
