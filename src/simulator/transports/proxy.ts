/** A CONNECT proxy on loopback: forwards GitHub's host names to the simulator and refuses all others. */
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { isLoopbackHost } from '../world/loopback.ts';
import { isGitHubHost } from './addresses.ts';

export interface Proxy {
  /** `http://127.0.0.1:port`, for `HTTPS_PROXY`. */
  readonly url: string;
  close(): Promise<void>;
}

const httpsPort = 443;

/** `targetPort` is the simulator's TLS listener on loopback. */
export async function startProxy(targetPort: number): Promise<Proxy> {
  const sockets = new Set<Socket>();

  function isAllowed(authority: string): boolean {
    const url = URL.parse(`https://${authority}`);
    if (url === null) return false;
    const port = url.port === '' ? httpsPort : Number(url.port);
    if (isGitHubHost(url.hostname)) return port === httpsPort;
    return isLoopbackHost(url.hostname) && port === targetPort;
  }

  const refusal = 'This proxy leads to the simulator only.\n';
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end(refusal);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('connect', (request, stream, head) => {
    // The proxy listens on TCP.
    const client = stream as Socket;
    client.on('error', () => client.destroy());
    if (!isAllowed(request.url ?? '')) {
      const length = Buffer.byteLength(refusal);
      client.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${refusal}`,
      );
      return;
    }
    const upstream = connect(targetPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    // If one end closes, so does the other: the client must see a cut connection.
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A TCP listener has an `AddressInfo`.
  const { port } = server.address() as AddressInfo;

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return { url: `http://127.0.0.1:${port}`, close };
}
