/** Stands before a server and loses answers: the request is done, the client hears nothing. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Passes on to `target`; the answers to the first `times` requests whose path ends in `path` are lost. */
export async function startLossyRelay(target: string, path: string, times: number) {
  const lost: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming;
    const passed = request(new URL(url, target), { method: method ?? 'GET', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', () => {
        const body = Buffer.concat(chunks);
        if (new URL(url, target).pathname.endsWith(path) && lost.length < times) {
          lost.push(body.toString('utf8'));
          outgoing.destroy();
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(body);
      });
    });
    passed.once('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Bodies of the answers that were lost. */
    lost,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
