/** Node's HTTP server with the bounds of this one. Fastify makes one of these for each address that it listens on. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import { createAddressLimit } from './connections-per-address.ts';
import {
  type HttpTimeouts,
  maxConnections,
  maxHeaderBytes,
  maxRequestsPerConnection,
  pipelineLimits,
} from './limits.ts';
import { handleInTurn } from './pipeline.ts';

export interface HttpServerOptions {
  readonly timeouts: HttpTimeouts;
  /** Most connections of a client address at a time; `undefined`: no limit. */
  readonly connectionsPerAddress: number | undefined;
  readonly trustedProxies: readonly string[];
  readonly log: FastifyBaseLogger;
}

/** Shortest time between two lines about refused connections, in milliseconds: a client can cause any number. */
const noticeMs = 10_000;

/** Logs the first of many at once, and how many there were since the last line. */
function createNotice(log: FastifyBaseLogger, message: string): (fields: object) => void {
  let until = Number.NEGATIVE_INFINITY;
  let count = 0;
  return (fields) => {
    count += 1;
    const now = performance.now();
    if (now < until) return;
    log.warn({ ...fields, count }, message);
    until = now + noticeMs;
    count = 0;
  };
}

export function createHttpServers(options: HttpServerOptions): (handle: RequestListener) => Server {
  const { timeouts, connectionsPerAddress, trustedProxies, log } = options;
  const refused = createNotice(log, 'connections refused: too many from this address');
  const overflowed = createNotice(log, 'connections closed: too many pipelined requests');
  const limitAddresses = createAddressLimit({
    perAddress: connectionsPerAddress,
    trustedProxies,
    onRefused: (address) => refused({ address, limit: connectionsPerAddress }),
  });
  return (handle) => {
    const listener = handleInTurn(handle, pipelineLimits, () => overflowed({ limits: pipelineLimits }));
    const server = createServer(
      {
        requestTimeout: timeouts.requestMs,
        keepAliveTimeout: timeouts.keepAliveMs,
        headersTimeout: timeouts.headersMs,
        connectionsCheckingInterval: timeouts.checkMs,
        maxHeaderSize: maxHeaderBytes,
        // Refused all the same, in the envelope: `refuseOddConnections`.
        requireHostHeader: false,
      },
      listener,
    );
    server.setTimeout(timeouts.silenceMs);
    server.maxRequestsPerSocket = maxRequestsPerConnection;
    server.maxConnections = maxConnections;
    // Refused like any other request, in its turn: `refuseOddConnections`.
    server.on('checkExpectation', listener);
    limitAddresses(server);
    return server;
  };
}
