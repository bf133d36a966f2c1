/** Reads a server's answer: its envelope, or the error that it stands for (wire contract §1.3, leniently on optional fields). */

import type { Envelope } from '../api/envelope.ts';
import { ActionError, type ErrorCode } from '../base/errors.ts';
import type { HttpResponse } from '../base/ports.ts';
import { cleanLine, isRecord } from '../base/text.ts';
import { retryAfterMs } from './retry-after.ts';

/** What a route's refusals mean: a code per status, and what to do about it. */
export interface Operation {
  /** What was attempted, as the start of a sentence: `The exchange of the ID token`. */
  readonly name: string;
  /** Code by HTTP status; `REMOTE_REFUSED` for those that are not listed. */
  readonly codes: Readonly<Record<number, ErrorCode>>;
  /** Code of `success: false` with a status of 2xx. */
  readonly refusalCode: ErrorCode;
  readonly hints: Readonly<Record<number, string>>;
}

/** Statuses that pass by themselves; every other 4xx stays what it is. */
const transientStatuses = new Set([408, 425, 429]);
/** Tags of the server with which its own message is the whole advice, or the address is what is wrong: the hints of a status would mislead. */
const hintsByTag: Readonly<Record<string, string>> = {
  RouteNotFound: 'base-url has no path of the API in it, such as /api/v1: that is what endpoint is for.',
  InstanceNotFound:
    'upload-instances tells the server what there is. Component and stack are compared letter by letter.',
};
const notTheApiHint = 'Check that base-url and endpoint point to an Atmos Pro API.';

function isTransient(status: number): boolean {
  return status >= 500 || transientStatuses.has(status);
}

/** The JSON object of a body, undefined for anything else. The parser's error is dropped: it quotes the body, which may hold tokens. */
function parseEnvelope(body: string): Envelope<unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The first text that says something, else the status. */
function messageOf(envelope: Envelope<unknown> | undefined, status: number): string {
  const texts: unknown[] = [envelope?.errorMessage, envelope?.error];
  const message = texts
    .map((text) => (typeof text === 'string' ? cleanLine(text) : ''))
    .find((text) => text !== '');
  return message ?? `status ${status} without an explanation`;
}

function traceOf(envelope: Envelope<unknown> | undefined): string {
  const traceId: unknown = envelope?.traceId;
  return typeof traceId === 'string' && traceId !== '' ? ` (trace_id: ${cleanLine(traceId)})` : '';
}

function retryOf(response: HttpResponse): { retry?: { afterMs?: number } } {
  if (!isTransient(response.status)) return {};
  const afterMs = retryAfterMs(response.headers);
  return { retry: afterMs === undefined ? {} : { afterMs } };
}

function redirected(operation: Operation, response: HttpResponse): ActionError {
  const target = response.headers['location'] ?? '';
  const origin = URL.canParse(target) ? ` to ${new URL(target).origin}` : '';
  return new ActionError(
    'REMOTE_REFUSED',
    `${operation.name} was redirected${origin}, which is not followed.`,
    {
      hint: 'Set base-url to the final address of the server.',
    },
  );
}

function refused(
  operation: Operation,
  response: HttpResponse,
  envelope: Envelope<unknown> | undefined,
): ActionError {
  const { status } = response;
  const tag: unknown = envelope?.errorTag;
  const hintByTag = typeof tag === 'string' && Object.hasOwn(hintsByTag, tag) ? hintsByTag[tag] : undefined;
  const listed = tag === 'RouteNotFound' ? undefined : operation.codes[status];
  const code = status < 300 ? operation.refusalCode : (listed ?? 'REMOTE_REFUSED');
  const hint =
    hintByTag ??
    operation.hints[status] ??
    (status >= 500 ? 'The server failed; its operator finds the request by its trace id.' : undefined);
  const message = `${operation.name} was refused: ${messageOf(envelope, status)}${traceOf(envelope)}`;
  return new ActionError(code, message, { ...(hint === undefined ? {} : { hint }), ...retryOf(response) });
}

/** What the server said, understood but not yet judged. */
export type Answer =
  | { readonly status: 'ok'; readonly data: Readonly<Record<string, unknown>> }
  | {
      readonly status: 'refused';
      readonly httpStatus: number;
      /** `''` without one. */
      readonly errorTag: string;
      /** The server's words, fit for a log. */
      readonly message: string;
      readonly context: Readonly<Record<string, unknown>>;
      /** The operation's error for this refusal, for those who have no better use of it. */
      readonly error: ActionError;
    };

/**
 * Throws REMOTE_MALFORMED when it is not the API that answered, REMOTE_REFUSED for a redirect. `data` is `{}` when it is
 * absent or null.
 */
export function openAnswer(operation: Operation, response: HttpResponse): Answer {
  const { status } = response;
  if (status >= 300 && status < 400) throw redirected(operation, response);
  const envelope = parseEnvelope(response.body);
  if (envelope === undefined && !isTransient(status)) {
    const message = `${operation.name} got an answer (status ${status}) that is not the API's JSON object.`;
    throw new ActionError('REMOTE_MALFORMED', message, { hint: notTheApiHint });
  }
  if (status >= 400 || envelope?.success !== true) {
    const context: unknown = envelope?.context;
    const errorTag: unknown = envelope?.errorTag;
    return {
      status: 'refused',
      httpStatus: status,
      errorTag: typeof errorTag === 'string' ? errorTag : '',
      message: messageOf(envelope, status),
      context: isRecord(context) ? context : {},
      error: refused(operation, response, envelope),
    };
  }
  const data = envelope.data ?? {};
  if (isRecord(data)) return { status: 'ok', data };
  throw new ActionError('REMOTE_MALFORMED', `${operation.name}: "data" of the answer is not an object.`, {
    hint: notTheApiHint,
  });
}

/** The `data` of a successful answer; throws the operation's error for a refusal. */
export function readAnswer(operation: Operation, response: HttpResponse): Readonly<Record<string, unknown>> {
  const answer = openAnswer(operation, response);
  if (answer.status === 'refused') throw answer.error;
  return answer.data;
}
