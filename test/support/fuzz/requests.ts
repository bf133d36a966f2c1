/** Requests to an operation: mostly sound ones with one thing wrong, and some that are wrong altogether. */
import fc from 'fast-check';
import { fittingValues } from './fitting-values.ts';
import { brokenTexts, spoiltValues } from './hostile-values.ts';
import { oddHeaders } from './odd-headers.ts';
import type { Operation } from './operations.ts';
import { soundTargets, targets, wildTargets } from './targets.ts';
import type { Words } from './words.ts';

export type CallerKind = 'stranger' | 'job' | 'admin';
type Framing = 'length' | 'chunked' | 'short' | 'both' | 'two lengths';

export interface WireRequest {
  /** The intended operation; `undefined` for a path without one. */
  readonly operation: Operation | undefined;
  readonly caller: CallerKind;
  readonly method: string;
  readonly target: string;
  /** Besides host, authorization and what frames the body. */
  readonly headers: readonly (readonly [string, string])[];
  readonly host: boolean;
  readonly body: string | undefined;
  readonly encoding: 'utf8' | 'latin1' | 'utf16le';
  readonly framing: Framing;
}

function bodies(operation: Operation, words: Words): fc.Arbitrary<string | undefined> {
  if (operation.body === undefined) {
    return fc.constantFrom(undefined, undefined, undefined, '{}', 'x');
  }
  const fitting = fittingValues(operation.body, words);
  return fc.oneof(
    { weight: 5, arbitrary: fitting.map((value) => JSON.stringify(value)) },
    { weight: 6, arbitrary: spoiltValues(fitting).map((value) => JSON.stringify(value)) },
    { weight: 3, arbitrary: brokenTexts(fitting) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

const encodings = fc.oneof(
  { weight: 20, arbitrary: fc.constant('utf8' as const) },
  { weight: 1, arbitrary: fc.constantFrom('latin1' as const, 'utf16le' as const) },
);
const framings: fc.Arbitrary<Framing> = fc.oneof(
  { weight: 20, arbitrary: fc.constant('length' as const) },
  { weight: 3, arbitrary: fc.constant('chunked' as const) },
  { weight: 1, arbitrary: fc.constantFrom('short' as const, 'both' as const, 'two lengths' as const) },
);
const callers = fc.constantFrom<CallerKind>('stranger', 'job', 'job', 'admin');
const headers = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly (readonly [string, string])[]>([]) },
  { weight: 1, arbitrary: fc.array(oddHeaders, { minLength: 1, maxLength: 4 }) },
);
const hosts = fc.nat(60).map((dice) => dice > 0);

function toOperation(operation: Operation, words: Words): fc.Arbitrary<WireRequest> {
  const methods = fc.oneof(
    { weight: 25, arbitrary: fc.constant(operation.method) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'GET',
        'HEAD',
        'POST',
        'PUT',
        'PATCH',
        'DELETE',
        'OPTIONS',
        'TRACE',
        'PROPFIND',
      ),
    },
  );
  const requests = fc.record({
    caller: callers,
    method: methods,
    target: targets(operation, words),
    headers,
    host: hosts,
    body: bodies(operation, words),
    encoding: encodings,
    framing: framings,
  });
  return requests.map((request) => {
    // With an empty part the path may be that of another route.
    const isMeant = !/\/(?:\/|$)/.test(request.target.replace(/\?.*$/s, ''));
    return { ...request, operation: isMeant ? operation : undefined };
  });
}

/** With nothing wrong that the description of the operation would tell. */
function soundly(operation: Operation, words: Words): fc.Arbitrary<WireRequest> {
  const { body, method } = operation;
  return fc.record({
    operation: fc.constant(operation),
    caller: fc.constantFrom<CallerKind>('job', 'admin'),
    method: fc.constant(method),
    target: soundTargets(operation, words),
    headers: fc.constant([]),
    host: fc.constant(true),
    body:
      body === undefined
        ? fc.constant(undefined)
        : fittingValues(body, words).map((value) => JSON.stringify(value)),
    encoding: fc.constant('utf8' as const),
    framing: fc.constant('length' as const),
  });
}

/** Requests to all of these operations, and to paths without one. */
export function wireRequests(operations: readonly Operation[], words: Words): fc.Arbitrary<WireRequest> {
  const wild = fc.record({
    operation: fc.constant(undefined),
    caller: callers,
    method: fc.constantFrom('GET', 'POST', 'DELETE', 'OPTIONS', 'M-SEARCH'),
    target: wildTargets,
    headers,
    host: hosts,
    body: fc.constantFrom(undefined, '{}'),
    encoding: encodings,
    framing: framings,
  });
  return fc.oneof(
    { weight: 1, arbitrary: wild },
    ...operations.map((operation) => ({
      weight: operation.body === undefined ? 1 : 3,
      arbitrary: fc.oneof(
        { weight: 1, arbitrary: soundly(operation, words) },
        { weight: 2, arbitrary: toOperation(operation, words) },
      ),
    })),
  );
}
