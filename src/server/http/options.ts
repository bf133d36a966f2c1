/** Fastify's options, the same for the server and its tests. */
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyBaseLogger, FastifyHttpOptions, RawServerDefault } from 'fastify';
import type { RequestRefusal } from './answer.ts';
import { type RawRefusalParts, refuseConnection } from './connection-refusals.ts';
import { hasEarlyAnswer } from './early-answer.ts';
import { sendRefusal } from './envelope.ts';
import { toRefusal } from './errors.ts';
import { createHttpServers, type HttpServerOptions } from './http-server.ts';
import { maxBodyBytes, maxHeaderBytes, maxParameterLength } from './limits.ts';
import { RequestLog } from './request-log.ts';
import { newTraceId } from './trace-id.ts';

const timeout: RequestRefusal = {
  httpStatus: 408,
  tag: 'RequestTimeout',
  message: 'The request took too long to arrive.',
};
const headersTooLarge: RequestRefusal = {
  httpStatus: 431,
  tag: 'InvalidRequest',
  message: `The headers are larger than ${maxHeaderBytes} bytes.`,
};
const malformed: RequestRefusal = {
  httpStatus: 400,
  tag: 'InvalidRequest',
  message: 'This is not a valid HTTP/1.1 request.',
};
/** Answers what the HTTP parser could not read; there is no request then, only a socket. An answered socket gets no second answer. */
function answerBrokenConnection(error: ConnectionError, socket: Socket, parts: RawRefusalParts): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (hasEarlyAnswer(socket)) {
    socket.end();
    return;
  }
  const refusal =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? timeout
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? headersTooLarge
        : malformed;
  refuseConnection(socket, refusal, { ...parts, code: error.code });
}

/** How Fastify makes functions of the routes' schemas. */
export type SchemaCompilers = NonNullable<
  NonNullable<FastifyHttpOptions<RawServerDefault>['schemaController']>['compilersFactory']
>;

export function fastifyOptions(
  parts: RawRefusalParts,
  limits: Omit<HttpServerOptions, 'log'>,
): FastifyHttpOptions<RawServerDefault, FastifyBaseLogger> {
  const { trustedProxies } = limits;
  return {
    loggerInstance: parts.log,
    genReqId: () => newTraceId(parts.random),
    // A client does not choose what its trace is called.
    requestIdHeader: false,
    // Any client can send X-Forwarded-For; only what these proxies add to it is trusted.
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    logController: new RequestLog(),
    bodyLimit: maxBodyBytes,
    serverFactory: createHttpServers({ ...limits, log: parts.log }),
    // The Atmos CLI joins base URL and endpoint without trimming (docs/wire.md#urls).
    routerOptions: {
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
      maxParamLength: maxParameterLength,
    },
    // What the client sends is judged as it was sent: nothing is coerced or dropped before a handler sees it.
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: true, allErrors: false },
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => answerBrokenConnection(error, socket, parts),
    frameworkErrors: (error, _request, reply) => {
      // A path that is not a URL runs no hook.
      sendRefusal(reply.headers(parts.headers), toRefusal(error));
    },
  };
}
