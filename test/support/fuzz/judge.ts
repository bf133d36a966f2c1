/** Whether an answer is one that clients can live with (docs/wire.md#response-envelope): a known status, and the envelope with its types. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { errorTags } from '../../../src/server/http/error-tags.ts';
import type { Operation, Schema } from './operations.ts';
import type { WireRequest } from './requests.ts';
import type { WireAnswer } from './wire-client.ts';

/** What the transport may answer before a route is found or a body read; no route has to document it. */
const transportStatuses = [400, 404, 405, 408, 413, 414, 415, 417, 431];

const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
const validators = new WeakMap<Schema, ReturnType<typeof ajv.compile>>();

function fits(schema: Schema, value: unknown): string | undefined {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with the body of an answer of this status. */
function judgeEnvelope(text: string, status: number, traceId: string | undefined): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return `the body is not JSON: ${text.slice(0, 200)}`;
  }
  if (!isObject(body)) return 'the body is not an object';
  const { request, errorTag, errorMessage, context, data } = body;
  if (typeof request !== 'string') return '`request` is not text';
  if (body['status'] !== status) return `\`status\` is ${body['status']}`;
  if (body['success'] !== status < 400) return `\`success\` is ${body['success']}`;
  if (!/^[0-9a-f]{32}$/.test(String(body['traceId']))) return '`traceId` is none';
  if (traceId !== undefined && traceId !== body['traceId']) return 'x-trace-id is another one';
  if (context !== undefined && !isObject(context)) return '`context` is not an object';
  if (data !== undefined && !isObject(data)) return '`data` is not an object';
  if (status < 400) return undefined;
  if (typeof errorTag !== 'string' || !(errorTag in errorTags)) return `\`errorTag\` is ${errorTag}`;
  if (typeof errorMessage !== 'string' || errorMessage.length < 10) return '`errorMessage` says nothing';
  return /\n\s+at |node_modules|\.ts:\d/.test(text) ? 'it shows a stack' : undefined;
}

function documented(operation: Operation | undefined): number[] {
  return [...(operation?.responses.keys() ?? [])].map(Number);
}

/** What the server must not have done, or `undefined`. */
export function judgeAnswer(request: WireRequest, answer: WireAnswer): string | undefined {
  if (answer.kind === 'hang') return 'it was never answered';
  // A request that ends in the middle may find its connection closed.
  if (answer.kind === 'closed')
    return request.framing === 'length' && request.headers.length === 0
      ? `closed without an answer: ${answer.received}`
      : undefined;
  const { status, headers, body } = answer;
  const known = [...documented(request.operation), ...transportStatuses, 401];
  if (status >= 500 && status !== 503) return `answered ${status}: ${body.slice(0, 300)}`;
  if (request.operation !== undefined && status !== 200 && status !== 503 && !known.includes(status))
    return `answered ${status}, which no route documents`;
  if (headers.has('server') || headers.has('x-powered-by')) return 'it says what it runs';
  if ([...headers.keys()].some((name) => name.startsWith('access-control-')))
    return 'it lets other origins read';
  if (headers.get('x-content-type-options') !== 'nosniff') return 'it lets browsers guess the type';
  if (request.method === 'HEAD') return undefined;
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  const schema = request.operation?.responses.get(String(status))?.get(type);
  // Documents and exports have types of their own.
  if (status === 200 && type !== 'application/json')
    return schema !== undefined || request.operation === undefined ? undefined : `it has the type ${type}`;
  if (type !== 'application/json') return `it has the type ${type}`;
  const broken = judgeEnvelope(body, status, headers.get('x-trace-id'));
  if (broken !== undefined) return `${broken}: ${body.slice(0, 300)}`;
  const isMeant = request.operation?.method === request.method;
  return status === 200 && isMeant && schema !== undefined ? fits(schema, JSON.parse(body)) : undefined;
}
