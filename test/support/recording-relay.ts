/**
 * Passes requests on to a server and keeps both sides of each, secrets included: for tests that look for what must not be
 * there, or that send a request a second time.
 *
 *     await using relay = await startRelay(server.url);
 *     relay.records                             // method, path with query, headers, bodies, status
 *     relay.interfere = ({ path }) => (path.endsWith('/sts') ? 'cut' : undefined);
 *
 * A request with the header `relay-again` is passed on twice: its value is how long after the answer, in milliseconds, and 0 is
 * both at once, of which the later answer counts. The relay does not interfere with those.
 *
 * A server that moves is named by an object with a `url`; while it has none, requests are answered 421, unseen by any server.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface RelayedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface RelayedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RelayRecord {
  readonly request: RelayedRequest;
  readonly answer: RelayedAnswer;
}

/** The server does its work; then the client gets this instead: another answer, or the end of the connection. */
type Interference = (record: RelayRecord) => RelayedAnswer | 'cut' | undefined;

async function readText(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

function pass(target: string, { method, path, headers, body }: RelayedRequest): Promise<RelayedAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(path, target),
      // A compressed answer could not be searched.
      { method, headers: { ...headers, 'accept-encoding': 'identity' }, agent: false },
      (message) => {
        const given = Object.entries(message.headers).map(([name, value]) => [name, String(value)]);
        const { 'transfer-encoding': _framing, ...kept } = Object.fromEntries(given);
        readText(message).then(
          (text) => resolve({ status: message.statusCode ?? 0, headers: kept, body: text }),
          reject,
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(Buffer.from(body, 'latin1'));
  });
}

export interface Relay extends AsyncDisposable {
  readonly url: string;
  /** Requests that were passed on twice. */
  readonly copies: number;
  readonly records: readonly RelayRecord[];
  interfere: Interference;
}

interface Peer {
  readonly url: string | undefined;
}

/** See above. */
export const againHeader = 'relay-again';

/** What a request gets that was not passed on: Misdirected Request. */
export const notPassedOn = 421;

/**
 * For HTTP on loopback. Bodies are kept as Latin-1, so that every byte stays what it was. Without `keeps`, `records` stays
 * empty: for loads that are too large to keep.
 */
export async function startRelay(target: string | Peer, keeps = true): Promise<Relay> {
  const peer = typeof target === 'string' ? { url: target } : target;
  const records: RelayRecord[] = [];
  const relay = { interfere: (() => undefined) as Interference, copies: 0 };

  /** The answer of whichever is answered last; the other one may fail. */
  async function passTwice(url: string, incoming: RelayedRequest): Promise<RelayedAnswer> {
    const answers: RelayedAnswer[] = [];
    const send = async (): Promise<void> => void answers.push(await pass(url, incoming));
    await Promise.allSettled([send(), send()]);
    const answer = answers.at(-1);
    if (answer === undefined) throw new Error('neither was answered');
    return answer;
  }

  async function passAgain(incoming: RelayedRequest, afterMs: number): Promise<void> {
    await sleep(afterMs, undefined, { ref: false });
    if (peer.url !== undefined) await pass(peer.url, incoming);
  }

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers: all } = message;
    const { [againHeader]: again, ...headers } = all;
    const incoming = { method, path, headers, body: await readText(message) };
    if (peer.url === undefined) {
      response.writeHead(notPassedOn, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    if (again !== undefined) relay.copies += 1;
    const given = await (again === '0' ? passTwice : pass)(peer.url, incoming).finally(() => {
      if (again !== undefined && again !== '0') passAgain(incoming, Number(again)).catch(() => undefined);
    });
    const record = { request: incoming, answer: given };
    if (keeps) records.push(record);
    const answer = (again === undefined ? relay.interfere(record) : undefined) ?? given;
    if (answer === 'cut') {
      message.socket.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers).end(Buffer.from(answer.body, 'latin1'));
  }

  const listener = createServer((message, response) => {
    handle(message, response).catch(() => message.socket.destroy());
  });
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
  const { port } = listener.address() as AddressInfo;
  return Object.assign(relay, {
    url: `http://127.0.0.1:${port}`,
    records,
    async [Symbol.asyncDispose]() {
      listener.closeAllConnections();
      await new Promise((closed) => listener.close(closed));
    },
  });
}
