/** Reads a server's answer: its envelope, or the error that it stands for (docs/wire.md#response-envelope). */
import type { AnswerEnvelope } from '../api/answers.ts';
import { ActionError, type ErrorCode } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import type { HttpResponse } from '../base/ports.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { cleanLine } from '../base/text.ts';
import { validateAnswerEnvelope } from '../schema/generated/answer-envelope.cjs';
import { validateEmptyAnswer } from '../schema/generated/empty-answer.cjs';
import { findProblems, type GeneratedValidator, type SchemaProblem } from '../schema/problems.ts';

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
const hintsByTag: Readonly<Record<string, string | undefined>> = {
  IdTokenRefused: undefined,
  IdTokenReplayed: undefined,
  LockTtlInvalid: 'Set `ttl` to a value within this limit.',
  RouteNotFound: 'base-url has no path of the API in it, such as /api/v1: that is what endpoint is for.',
  InstanceNotFound:
    'upload-instances tells the server what there is. Component and stack are compared letter by letter.',
};
const notTheApiHint = 'Check that base-url and endpoint point to an Atmos Pro API.';

function isTransient(status: number): boolean {
  return status >= 500 || transientStatuses.has(status);
}

const readEnvelope = createReader<AnswerEnvelope>(validateAnswerEnvelope);
/** For routes of which only the success matters, and for callers that read `data` themselves. */
export const readObject = createReader<Readonly<Record<string, JsonValue>>>(validateEmptyAnswer);

/** The JSON object of a body, undefined for anything else. The parser's error is dropped: it quotes the body, which may hold tokens. */
function parseEnvelope(body: string): AnswerEnvelope | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const read = readEnvelope(value);
  return read.status === 'ok' ? read.value : undefined;
}

/** The first text that says something, else the status. */
function messageOf({ errorMessage = '', error = '' }: AnswerEnvelope, status: number): string {
  return cleanLine(errorMessage) || cleanLine(error) || `status ${status} without an explanation`;
}

function traceOf({ traceId = '' }: AnswerEnvelope): string {
  return traceId === '' ? '' : ` (trace_id: ${cleanLine(traceId)})`;
}

/**
 * Milliseconds to wait, at least 0; undefined when the header is absent or senseless. A date is read against the answer's
 * own `Date`, so that a wrong clock on this machine does not matter.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const difference = Date.parse(value) - Date.parse(headers['date'] ?? '');
  return Number.isNaN(difference) ? undefined : Math.max(0, difference);
}

function retryOf({ status, headers }: HttpResponse): { readonly afterMs: number | undefined } | undefined {
  return isTransient(status) ? { afterMs: retryAfterMs(headers) } : undefined;
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

function hintByStatus({ hints }: Operation, status: number): string | undefined {
  const ours =
    status >= 500 ? 'Ask the operator of the server to find the request by its trace id.' : undefined;
  return hints[status] ?? ours;
}

function describeRefusal(
  operation: Operation,
  response: HttpResponse,
  envelope: AnswerEnvelope,
): ServerRefusal {
  const { status } = response;
  const { errorTag: tag = '', context } = envelope;
  const message = messageOf(envelope, status);
  const listed = tag === 'RouteNotFound' ? undefined : operation.codes[status];
  const code = status < 300 ? operation.refusalCode : (listed ?? 'REMOTE_REFUSED');
  const hint = Object.hasOwn(hintsByTag, tag) ? hintsByTag[tag] : hintByStatus(operation, status);
  const text = `${operation.name} was refused: ${message}${traceOf(envelope)}`;
  const error = new ActionError(code, text, { hint, retry: retryOf(response) });
  return { tag, message, facts: context, httpStatus: status, error };
}

/** A refusal by a server. */
export interface ServerRefusal extends Refusal {
  /** `errorTag` of the answer; `''` without one. */
  readonly tag: string;
  /** The server's text, safe for a log. */
  readonly message: string;
  readonly httpStatus: number;
  /** The operation's error for this refusal, for callers that have no better use of it. */
  readonly error: ActionError;
}

export type ServerAnswer<Data> = Result<Data, ServerRefusal>;

/**
 * Throws REMOTE_MALFORMED when the answer does not come from the API or `read` refuses its data, REMOTE_REFUSED for a redirect.
 * `data` that is absent or null is read as `{}`.
 */
export function openAnswer<Data>(
  operation: Operation,
  response: HttpResponse,
  read: Reader<Data>,
): ServerAnswer<Data> {
  const { status } = response;
  if (status >= 300 && status < 400) throw redirected(operation, response);
  const envelope = parseEnvelope(response.body);
  if (envelope === undefined && !isTransient(status)) {
    const message = `${operation.name} got an answer (status ${status}) that is not the API's JSON object.`;
    throw new ActionError('REMOTE_MALFORMED', message, { hint: notTheApiHint });
  }
  if (status >= 400 || envelope?.success !== true) {
    return refuse(describeRefusal(operation, response, envelope ?? {}));
  }
  const data = read(envelope.data ?? {});
  if (data.status === 'ok') return data;
  throw new ActionError(
    'REMOTE_MALFORMED',
    `${operation.name}: the server's answer is invalid: ${data.refusal.message}.`,
    { hint: notTheApiHint },
  );
}

/** The `data` of a successful answer; throws the operation's error for a refusal. */
export function readAnswer<Data>(operation: Operation, response: HttpResponse, read: Reader<Data>): Data {
  const answer = openAnswer(operation, response, read);
  if (answer.status === 'refused') throw answer.refusal.error;
  return answer.value;
}

/** The same where `data` has no schema. */
export function readAnyAnswer(
  operation: Operation,
  response: HttpResponse,
): Readonly<Record<string, JsonValue>> {
  return readAnswer(operation, response, readObject);
}

/** Reads data of a server. The message names the place and the rule, never the value, which might be a token. */
export type Reader<Data> = (value: unknown) => Result<Data, Refusal<'Malformed'>>;

/** `Data` is the type of the schema that `validate` was generated from. The reader removes optional fields that do not fit. */
export function createReader<Data>(validate: GeneratedValidator): Reader<Data> {
  const fits = (value: unknown): value is Data => validate(value);
  return (value) => {
    if (fits(value)) return ok(value);
    const [problem] = findProblems(validate, value);
    return refuse({ tag: 'Malformed', message: problem === undefined ? '' : describePlace(problem) });
  };
}

/** `data.tokens.0.host is invalid`, `data.token is missing` */
function describePlace({ pointer, keyword, property, message }: SchemaProblem): string {
  const place = `data${pointer.replaceAll('/', '.')}`;
  if (keyword === 'required') return `${place}.${property} is missing`;
  return `${place} ${keyword === 'pattern' ? 'is invalid' : message}`;
}
