/**
 * `GET /metrics` on an address of its own, so that the one that strangers reach never shows it: a scraper needs no credential, and who
 * may reach the port decides who may read.
 */
import { createServer, type RequestListener } from 'node:http';
import type { Registry } from 'prom-client';
import { urlOf } from '../http/url-of.ts';

export interface MetricsListener {
  /** `http://host:port` */
  readonly url: string;
  stop(): Promise<void>;
}

/** Scrapers come one at a time. */
const maxConnections = 32;
/** For a request to arrive, in milliseconds. */
const requestTimeoutMs = 5_000;

function answerWith(registry: Registry, onError: (error: unknown) => void): RequestListener {
  return (request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end('Not found. Metrics are at GET /metrics.\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => {
        onError(error);
        response.writeHead(500, { 'content-type': 'text/plain' }).end('Internal error. Check the log.\n');
      },
    );
  };
}

/** @throws `EADDRINUSE` and its like unchanged. */
export async function listenForScrapes(
  address: { readonly host: string; readonly port: number },
  registry: Registry,
  onError: (error: unknown) => void,
): Promise<MetricsListener> {
  const server = createServer(
    { requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs },
    answerWith(registry, onError),
  );
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    url: urlOf(server.address()),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
