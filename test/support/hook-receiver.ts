/**
 * A program that receives webhooks on this machine: keeps each request with its raw body, and answers 202 unless told otherwise.
 *
 *     await using receiver = await startHookReceiver();
 *     receiver.url                            // for `apps[].webhook` of a seed
 *     receiver.answer = { status: 500 }       // from now on; `undefined` never answers
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedHook {
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: assertions reach into JSON of any shape.
  readonly payload: any;
}

export interface HookReceiver extends AsyncDisposable {
  readonly url: string;
  readonly received: ReceivedHook[];
  answer: { readonly status: number; readonly body?: string; readonly location?: string } | undefined;
  stop(): Promise<void>;
}

export async function startHookReceiver(): Promise<HookReceiver> {
  const received: ReceivedHook[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString('utf8');
    const headers = request.headers as Record<string, string>;
    received.push({ headers, raw, payload: JSON.parse(raw) });
    const { answer } = receiver;
    if (answer === undefined) return;
    const { status, body = 'taken', location } = answer;
    response.writeHead(status, location === undefined ? {} : { location }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const receiver: HookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: { status: 202 },
    stop,
    [Symbol.asyncDispose]: stop,
  };
  return receiver;
}
