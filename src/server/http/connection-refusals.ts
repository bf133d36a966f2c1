/** Answers in the envelope what Node's HTTP server would refuse by itself with an empty body. */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Random } from '../../base/ports.ts';
import type { RequestRefusal } from './answer.ts';
import { rawRefusal, sendRefusal } from './envelope.ts';
import type { SecurityHeaders } from './security-headers.ts';
import { newTraceId } from './trace-id.ts';

const expectation: RequestRefusal = {
  httpStatus: 417,
  tag: 'InvalidRequest',
  message: 'Unsupported header `expect`. Send `100-continue` or none.',
};
const noTunnel: RequestRefusal = {
  httpStatus: 405,
  tag: 'MethodNotAllowed',
  message: 'This server is not a proxy and does not accept CONNECT.',
};
const hostMissing: RequestRefusal = {
  httpStatus: 400,
  tag: 'InvalidRequest',
  message: 'Missing header `host`: HTTP/1.1 requires it.',
};

/** A second one means that two readers of the request may disagree about what it asks, and of whom (RFC 9112, 3.2 and 11.2). */
const singletons: ReadonlySet<string> = new Set([
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'transfer-encoding',
]);
/** Name or address, and a port (RFC 9110, 7.2), but no list: two hosts that something joined are two hosts. */
const hostPattern = /^(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+;=%-]*)(?::\d*)?$/i;
const hostInvalid: RequestRefusal = {
  httpStatus: 400,
  tag: 'InvalidRequest',
  message: 'The header `host` is not a host name with an optional port.',
};

/** Name of a header that occurs twice and must not. */
function findRepeated(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!singletons.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

/** Why no part of the request may be trusted. */
function findAmbiguity({ rawHeaders, headers, httpVersion }: IncomingMessage): RequestRefusal | undefined {
  const repeated = findRepeated(rawHeaders);
  if (repeated !== undefined) {
    const message = `The header \`${repeated}\` occurs more than once. Send it once.`;
    return { httpStatus: 400, tag: 'InvalidRequest', message };
  }
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') return expectation;
  if (headers.host === undefined) return httpVersion === '1.1' ? hostMissing : undefined;
  return hostPattern.test(headers.host) ? undefined : hostInvalid;
}

export interface RawRefusalParts {
  readonly random: Pick<Random, 'uuid'>;
  readonly log: FastifyBaseLogger;
  readonly headers: SecurityHeaders;
}

/** Ends a connection with a refusal; the rest of what was sent over it is not read. */
export function refuseConnection(
  socket: Socket,
  refusal: RequestRefusal,
  { random, log, headers, code }: RawRefusalParts & { readonly code?: string | undefined },
): void {
  const traceId = newTraceId(random);
  log.info({ traceId, code, errorTag: refusal.tag }, 'connection refused');
  // A client that disconnects meanwhile is not a server error.
  socket.on('error', () => undefined);
  socket.end(rawRefusal(refusal, traceId, headers));
}

/** `Expect` with something else than `100-continue`, `CONNECT`, and headers that two readers may understand differently. */
export function refuseOddConnections(app: FastifyInstance, parts: RawRefusalParts): void {
  // Without HTTP/2 it is a server of node:http.
  const server = app.server as Server;
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    refuseConnection(socket, noTunnel, parts);
  });
  app.addHook('onRequest', async (request, reply) => {
    const refusal = findAmbiguity(request.raw);
    // What follows on the connection may have been meant as a part of this request.
    return refusal && sendRefusal(reply.header('connection', 'close'), refusal);
  });
}
