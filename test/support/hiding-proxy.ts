/**
 * A reverse proxy as a process of its own that hides from the server that a client has disconnected: it reads the answer to the end, also
 * for a client that is gone. The first argument is the address of the server; prints its own.
 */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

const [target = ''] = process.argv.slice(2);
const proxy = createServer(async (incoming, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method, url = '/', headers } = incoming;
  const outgoing = request(new URL(url, target), { method, headers, agent: false }, (answer) => {
    answer.on('error', () => response.destroy());
    if (response.destroyed) {
      answer.resume();
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  outgoing.end(Buffer.concat(chunks));
});
// The end of a connection of a client is of no interest to the other one.
proxy.on('clientError', (_error, socket) => socket.destroy());
proxy.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}\n`);
});
