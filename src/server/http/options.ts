/** Fastify's options, the same for the server and its tests. */
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyBaseLogger, FastifyHttpOptions, RawServerDefault } from 'fastify';
import type { Random } from '../../ports.ts';
import type { Refusal } from './answer.ts';
import { rawRefusal, sendRefusal } from './envelope.ts';
import { toRefusal } from './errors.ts';
import {
  headersTimeoutMs,
  keepAliveTimeoutMs,
  maxBodyBytes,
  maxHeaderBytes,
  maxParameterLength,
  maxRequestsPerConnection,
  requestTimeoutMs,
} from './limits.ts';
import { RequestLog } from './request-log.ts';

const timeout: Refusal = {
  httpStatus: 408,
  errorTag: 'RequestTimeout',
  errorMessage: 'The request took too long to arrive.',
};
const headersTooLarge: Refusal = {
  httpStatus: 431,
  errorTag: 'InvalidRequest',
  errorMessage: `The headers are larger than ${maxHeaderBytes} bytes.`,
};
const malformed: Refusal = {
  httpStatus: 400,
  errorTag: 'InvalidRequest',
  errorMessage: 'What was sent is not a valid HTTP/1.1 request.',
};
const reasons: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** 32 hexadecimal digits: a trace id as W3C Trace Context writes it. */
function newTraceId(random: Pick<Random, 'uuid'>): string {
  return random.uuid().replaceAll('-', '');
}

/** Answers what the HTTP parser could not read; there is no request then, only a socket. */
function answerBrokenConnection(
  error: ConnectionError,
  socket: Socket,
  random: Pick<Random, 'uuid'>,
  log: FastifyBaseLogger,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? timeout
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? headersTooLarge
        : malformed;
  const traceId = newTraceId(random);
  log.info({ traceId, code: error.code }, 'connection refused');
  socket.end(rawRefusal(refusal, reasons[refusal.httpStatus] ?? 'Bad Request', traceId));
}

export function fastifyOptions(
  log: FastifyBaseLogger,
  random: Pick<Random, 'uuid'>,
): FastifyHttpOptions<RawServerDefault, FastifyBaseLogger> {
  return {
    loggerInstance: log,
    genReqId: () => newTraceId(random),
    // A client does not choose what its trace is called.
    requestIdHeader: false,
    logController: new RequestLog(),
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    maxRequestsPerSocket: maxRequestsPerConnection,
    http: { headersTimeout: headersTimeoutMs, maxHeaderSize: maxHeaderBytes },
    // The Atmos CLI joins base URL and endpoint without trimming (wire contract §1.1).
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
    clientErrorHandler: (error, socket) => answerBrokenConnection(error, socket, random, log),
    frameworkErrors: (error, _request, reply) => {
      sendRefusal(reply, toRefusal(error));
    },
  };
}
