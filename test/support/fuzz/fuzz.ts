/** Sends generated requests to a server and judges each answer; fast-check shrinks what fails to something readable. */
import fc from 'fast-check';
import { judgeAnswer } from './judge.ts';
import { readOperations } from './operations.ts';
import { type WireRequest, wireRequests } from './requests.ts';
import { type Credentials, renderRequest } from './wire-bytes.ts';
import { createWireClient } from './wire-client.ts';

/** Stands in generated requests for the last id that an answer held, so that what was made is also asked for. */
const lastId = '-last-id-';

/** Requests that are under way at once. */
const inFlight = 8;

export interface FuzzOptions {
  readonly url: string;
  readonly credentials: Credentials;
  readonly words: readonly string[];
  readonly requests: number;
  readonly seed: number;
  /** Called after each batch with the number of requests so far. */
  onProgress?(done: number): Promise<void> | void;
}

export interface FuzzReport {
  readonly sent: number;
  /** How often each status came; 0 stands for a connection that was closed. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Operations that were answered 200 at least once, as `METHOD /path`. */
  readonly reached: ReadonlySet<string>;
  /** Operations that were asked for at all. */
  readonly asked: ReadonlySet<string>;
  readonly operations: readonly string[];
}

/** Rejects with a shrunken request and its answer when the server does what it must not. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const document = await (await fetch(`${options.url}/openapi.json`)).json();
  const operations = readOperations(document);
  const client = createWireClient(options.url);
  const statuses = new Map<number, number>();
  const reached = new Set<string>();
  const asked = new Set<string>();
  let sent = 0;
  let seenId = 'none';

  /** Ids are chosen by the server, so they are put in at the last moment. */
  function withId(request: WireRequest): WireRequest {
    const { target, body } = request;
    const replace = (text: string) => text.replaceAll(lastId, () => seenId);
    return { ...request, target: replace(target), body: body === undefined ? undefined : replace(body) };
  }

  async function send(request: WireRequest): Promise<void> {
    const isSound = request.framing === 'length' || request.framing === 'chunked';
    const message = {
      bytes: renderRequest(withId(request), options.credentials),
      head: request.method === 'HEAD',
      // Whoever waits for more than was said would wait for the server's own limit.
      end: !isSound || request.headers.length > 0,
    };
    if (request.operation?.method === request.method)
      asked.add(`${request.method} ${request.operation.path}`);
    const answer = await client.send(message, message.end !== true);
    const problem = judgeAnswer(request, answer);
    const status = answer.kind === 'answer' ? answer.status : 0;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 200 && request.operation !== undefined)
      reached.add(`${request.method} ${request.operation.path}`);
    if (answer.kind === 'answer' && status === 200)
      seenId = /"id":"([^"]+)"/.exec(answer.body)?.[1] ?? seenId;
    if (problem === undefined) return;
    const shown = message.bytes.toString('latin1').replace(/bearer [^\r]{40,}/i, 'bearer …');
    throw new Error(`${problem}\n--- as ${request.caller}\n${shown.slice(0, 1_000)}`);
  }

  try {
    const batch = fc.array(wireRequests(operations, [...options.words, lastId]), {
      minLength: inFlight,
      maxLength: inFlight,
    });
    const outcome = await fc.check(
      fc.asyncProperty(batch, async (requests) => {
        await Promise.all(requests.map(send));
        sent += requests.length;
        await options.onProgress?.(sent);
      }),
      {
        numRuns: Math.ceil(options.requests / inFlight),
        seed: options.seed,
        endOnFailure: options.requests > 10_000,
      },
    );
    if (outcome.failed) {
      const cause = outcome.errorInstance;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`seed ${outcome.seed}, after ${outcome.numRuns} batches: ${reason}`, { cause });
    }
  } finally {
    client.close();
  }
  return {
    sent,
    statuses,
    reached,
    asked,
    operations: operations.map(({ method, path }) => `${method} ${path}`),
  };
}
