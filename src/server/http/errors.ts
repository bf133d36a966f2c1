/** Maps each failure to its answer: one table from codes to status, tag and message. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ActionError } from '../../base/errors.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { RequestRefusal } from './answer.ts';
import { noteEarlyAnswer } from './early-answer.ts';
import { sendRefusal } from './envelope.ts';
import type { ErrorTag } from './error-tags.ts';
import { RequestLimited } from './request-limited.ts';

/** Most schema problems that are named in one answer. */
const maxProblems = 10;
const maxRetryAfterSeconds = 3_600;

/** Fastify's own codes that are not a bug in the server. Every other 4xx of Fastify is an invalid request. */
const frameworkRefusals: Readonly<Record<string, { tag: ErrorTag; status: number; message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { tag: 'BodyTooLarge', status: 413, message: 'The body is too large' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    tag: 'UnsupportedMediaType',
    status: 415,
    message: 'The API takes JSON only. Send `content-type: application/json`.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    tag: 'MalformedBody',
    status: 400,
    message: 'The body is empty. Send a JSON object.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    tag: 'MalformedBody',
    status: 400,
    message: 'The body is not valid JSON in UTF-8.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    tag: 'MalformedBody',
    status: 400,
    message: 'The length of the body differs from the header `content-length`.',
  },
  FST_ERR_BAD_URL: { tag: 'InvalidRequest', status: 400, message: 'The path is not a valid URL path.' },
  FST_ERR_MAX_PARAM_LENGTH: {
    tag: 'InvalidRequest',
    status: 414,
    message: 'A part of the path is too long.',
  },
};

function schemaRefusal(error: FastifyError): RequestRefusal {
  const problems = (error.validation ?? []).slice(0, maxProblems).map((problem) => {
    const place =
      problem.instancePath === '' ? 'the body' : problem.instancePath.slice(1).replaceAll('/', '.');
    return `${place} ${problem.message ?? 'is invalid'}`;
  });
  return {
    httpStatus: 400,
    tag: 'InvalidRequest',
    message: `Invalid request: ${problems.join('; ')}`,
    validationErrors: problems,
  };
}

/** From 1 to an hour, GitHub's longest window. */
function secondsUntil(time: number | undefined): number | undefined {
  if (time === undefined) return undefined;
  return Math.min(maxRetryAfterSeconds, Math.max(1, Math.ceil((time - Date.now()) / 1_000)));
}

function actionRefusal(error: ActionError): RequestRefusal {
  if (error.code.startsWith('REMOTE_')) {
    const hint = error.hint === undefined ? '' : ` ${error.hint}`;
    return {
      httpStatus: 503,
      tag: 'Unavailable',
      message:
        error.code === 'REMOTE_STORE'
          ? 'The server cannot reach its database. Nothing was decided; try again shortly.'
          : `${error.message}${hint} Nothing was decided; try again shortly.`,
      retryAfterSeconds: error instanceof GitHubFailure ? secondsUntil(error.retryAt) : undefined,
    };
  }
  return defect;
}

/** The client disconnected in the middle of its request. The answer is not read, but log and metrics count it. */
const aborted: RequestRefusal = {
  httpStatus: 400,
  tag: 'MalformedBody',
  message: 'The connection ended before the body did.',
};

const defect: RequestRefusal = {
  httpStatus: 500,
  tag: 'Internal',
  message: 'Internal error. This is a bug in the server: report it with the trace id.',
};

function frameworkRefusal(error: FastifyError, bodyLimit: number | undefined): RequestRefusal | undefined {
  const known = frameworkRefusals[error.code];
  if (known === undefined) return undefined;
  const limit = known.tag === 'BodyTooLarge' ? `: this route takes at most ${bodyLimit} bytes.` : '';
  return { httpStatus: known.status, tag: known.tag, message: known.message + limit };
}

/** Never repeats what the client sent, or the message of a driver. */
export function toRefusal(error: unknown, bodyLimit?: number): RequestRefusal {
  if (error instanceof RequestLimited) {
    const { message, retryAt } = error;
    return { httpStatus: 429, tag: 'RateLimited', message, retryAfterSeconds: secondsUntil(retryAt) };
  }
  if (error instanceof ActionError) return actionRefusal(error);
  if (!(error instanceof Error)) return defect;
  // What a FastifyError has more than an Error is read as if it were optional.
  const failure = error as FastifyError;
  if (failure.validation !== undefined) return schemaRefusal(failure);
  const framework = frameworkRefusal(failure, bodyLimit);
  if (framework !== undefined) return framework;
  const status = failure.statusCode ?? 500;
  return status >= 400 && status < 500
    ? { httpStatus: 400, tag: 'InvalidRequest', message: 'The request could not be read.' }
    : defect;
}

/**
 * Lets the rest of a body that is refused arrive, and keeps none of it. Fastify would close the connection while the client
 * is still sending; the client's system then throws away the answer, and the client never learns the limit. The wait ends with
 * that for any request.
 */
function discardRest(request: FastifyRequest, reply: FastifyReply): void {
  reply.removeHeader('connection');
  noteEarlyAnswer(request.raw);
  request.raw.resume();
}

/** Fastify's error handler. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = request.raw.errored === error ? aborted : toRefusal(error, request.routeOptions.bodyLimit);
  // What is given up for a client that left fails by that alone.
  if (refusal.httpStatus === 503 && reply.raw.destroyed)
    request.log.info({ err: error }, 'request ended: the client left before its answer');
  else if (refusal.httpStatus >= 500) request.log.error({ err: error }, 'request failed');
  else request.log.info({ errorTag: refusal.tag }, 'request refused');
  if (refusal.tag === 'BodyTooLarge') discardRest(request, reply);
  return sendRefusal(reply, refusal);
}
