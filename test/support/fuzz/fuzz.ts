/** Sends generated requests to a server and judges each answer; fast-check shrinks what fails to something readable. */
import fc from 'fast-check';
import { judgeAnswer } from './judge.ts';
import { type Operation, readOperations } from './operations.ts';
import { type WireRequest, wireRequests } from './requests.ts';
import { type Credentials, renderRequest } from './wire-bytes.ts';
import { createWireClient } from './wire-client.ts';
import { lastId, type Words } from './words.ts';

/** Requests that are under way at once. */
const inFlight = 8;

export interface FuzzOptions {
  readonly url: string;
  readonly credentials: Credentials;
  readonly words: Words;
  readonly requests: number;
  readonly seed: number;
  /** Called after each batch with the number of requests so far. */
  onProgress?(done: number): Promise<void> | void;
}

export interface FuzzReport {
  readonly sent: number;
  /** How often each status came; 0 stands for a connection that was closed. */
  readonly statuses: ReadonlyMap<number, number>;
  /** The same of each operation, as `METHOD /path`, by the requests that were made with its method. */
  readonly byOperation: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

function count(counts: Map<number, number> | undefined, status: number): void {
  counts?.set(status, (counts.get(status) ?? 0) + 1);
}

/** Rejects with a shrunken request and its answer when the server does what it must not. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const document = await (await fetch(`${options.url}/openapi.json`)).json();
  const operations = readOperations(document);
  const client = createWireClient(options.url);
  const statuses = new Map<number, number>();
  const nameOf = ({ method, path }: Pick<Operation, 'method' | 'path'>) => `${method} ${path}`;
  const byOperation = new Map(operations.map((operation) => [nameOf(operation), new Map<number, number>()]));
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
      // A client that waits for more than was announced would wait for the server's own limit.
      end: !isSound || request.headers.length > 0,
    };
    const answer = await client.send(message, message.end !== true);
    const problem = judgeAnswer(request, answer);
    const status = answer.kind === 'answer' ? answer.status : 0;
    count(statuses, status);
    const { method, operation } = request;
    if (operation !== undefined && operation.method === method)
      count(byOperation.get(nameOf(operation)), status);
    if (answer.kind === 'answer' && status === 200)
      seenId = /"id":"([^"]+)"/.exec(answer.body)?.[1] ?? seenId;
    if (problem === undefined) return;
    const shown = message.bytes.toString('latin1').replace(/bearer [^\r]{40,}/i, 'bearer …');
    throw new Error(`${problem}\n--- as ${request.caller}\n${shown.slice(0, 1_000)}`);
  }

  try {
    const batch = fc.array(wireRequests(operations, options.words), {
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
  return { sent, statuses, byOperation };
}
