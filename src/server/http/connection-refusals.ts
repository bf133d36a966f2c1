/** Answers in the envelope what Node's HTTP server would refuse by itself with an empty body. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
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

export interface RawRefusalParts {
  readonly random: Pick<Random, 'uuid'>;
  readonly log: FastifyBaseLogger;
  readonly headers: SecurityHeaders;
}

/** Ends a connection with a refusal; what else was sent over it is not looked at. */
export function refuseConnection(
  socket: Socket,
  refusal: RequestRefusal,
  { random, log, headers, code }: RawRefusalParts & { readonly code?: string | undefined },
): void {
  const traceId = newTraceId(random);
  log.info({ traceId, code, errorTag: refusal.tag }, 'connection refused');
  // A client that disconnects meanwhile is not an error of ours.
  socket.on('error', () => undefined);
  socket.end(rawRefusal(refusal, traceId, headers));
}

/** `Expect` with something else than `100-continue`, `CONNECT`, and a missing `Host`, for which see `requireHostHeader`. */
export function refuseOddConnections(app: FastifyInstance, parts: RawRefusalParts): void {
  const server = app.server as Server;
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    response.detachSocket(request.socket);
    refuseConnection(request.socket, expectation, parts);
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    refuseConnection(socket, noTunnel, parts);
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.raw.httpVersion === '1.1' && request.headers.host === undefined)
      return sendRefusal(reply, hostMissing);
    return undefined;
  });
}
