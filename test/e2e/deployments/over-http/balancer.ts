/** What clients of the replicas use: each request goes to one that listens, and again to another until one has answered, below 500. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { patience } from '../../../support/patience.ts';

/** Longest time until a request is answered, in milliseconds. */
const limitMs = patience(20_000);
/** Longest wait for one answer, in milliseconds. */
const answerLimitMs = patience(5_000);
const pauseMs = 50;

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function attempt(
  target: string,
  message: IncomingMessage,
  body: Buffer,
): Promise<Response | undefined> {
  const { method = 'GET', url = '/', headers } = message;
  const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers;
  try {
    const answer = await fetch(target + url, {
      method,
      headers: Object.entries(kept).map(([name, value]): [string, string] => [name, String(value)]),
      ...(body.length === 0 ? {} : { body: Uint8Array.from(body) }),
      signal: AbortSignal.timeout(answerLimitMs),
    });
    return answer.status < 500 ? new Response(await answer.text(), answer) : undefined;
  } catch {
    return undefined;
  }
}

export interface Balancer extends AsyncDisposable {
  readonly url: string;
}

/** `pick` names a replica that listens, if there is one. */
export async function startBalancer(pick: () => string | undefined): Promise<Balancer> {
  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(message);
    for (const end = Date.now() + limitMs; Date.now() < end; await sleep(pauseMs)) {
      const target = pick();
      const answer = target === undefined ? undefined : await attempt(target, message, body);
      if (answer === undefined) continue;
      const type = answer.headers.get('content-type') ?? 'application/json';
      response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
      return;
    }
    response.writeHead(503).end('{}');
  }

  const listener = createServer((message, response) => {
    handle(message, response).catch(() => message.socket.destroy());
  });
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      listener.closeAllConnections();
      await new Promise((closed) => listener.close(closed));
    },
  };
}
