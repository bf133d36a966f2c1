/** Wraps every answer in the one JSON object that clients decode (docs/wire.md#response-envelope). */
import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer, RequestRefusal, Streamed } from './answer.ts';

/** What was asked for, without the query: free text for logs. */
function describeRequest(request: FastifyRequest): string {
  return `${request.method} ${request.url.replace(/[?#].*$/s, '').slice(0, 256)}`;
}

function errorBody(refusal: RequestRefusal, request: string, traceId: string) {
  return {
    request,
    status: refusal.httpStatus,
    success: false,
    errorTag: refusal.tag,
    errorMessage: refusal.message,
    traceId,
    // JSON leaves out what is undefined.
    context: refusal.facts,
    data: refusal.validationErrors && { validationErrors: refusal.validationErrors },
  };
}

export function sendRefusal(reply: FastifyReply, refusal: RequestRefusal): FastifyReply {
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', String(refusal.retryAfterSeconds));
  return (
    reply
      .code(refusal.httpStatus)
      // A path that is not a URL runs no hook.
      .headers({ 'x-trace-id': reply.request.id, 'cache-control': 'no-store' })
      .type('application/json; charset=utf-8')
      .send(errorBody(refusal, describeRequest(reply.request), reply.request.id))
  );
}

export function sendAnswer(reply: FastifyReply, answer: Answer<unknown> | Streamed): FastifyReply {
  if (answer.status === 'refused') return sendRefusal(reply, answer.refusal);
  if (answer.status === 'streamed') {
    return reply
      .code(200)
      .type(answer.contentType)
      .send(Readable.from(answer.chunks, { objectMode: false }));
  }
  return reply
    .code(200)
    .type('application/json; charset=utf-8')
    .send({
      request: describeRequest(reply.request),
      status: 200,
      success: true,
      traceId: reply.request.id,
      data: answer.value,
    });
}

/** The whole HTTP answer as text, for connections that never became a request. */
export function rawRefusal(
  refusal: RequestRefusal,
  traceId: string,
  headers: Readonly<Record<string, string>>,
): string {
  const body = JSON.stringify(errorBody(refusal, '', traceId));
  return [
    `HTTP/1.1 ${refusal.httpStatus} ${STATUS_CODES[refusal.httpStatus] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-trace-id: ${traceId}`,
    'cache-control: no-store',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
