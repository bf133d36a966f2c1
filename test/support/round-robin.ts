/** A load balancer in front of replicas: each request goes to the next one that listens, regardless of its sender. */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  readonly url: string;
  /** How many requests each replica answered. */
  readonly served: readonly number[];
  stop(): Promise<void>;
}

/** More than a replica takes: refusing is its part. */
const maxHeaderBytes = 65_536;

interface Backend {
  readonly url: string | undefined;
}

/** An answer that breaks off breaks the client's connection too: it must not take half of one for the whole. */
export async function startProxy(backends: readonly Backend[]): Promise<Proxy> {
  const served = backends.map(() => 0);
  // No kept connections: a request on one that is being closed could not be told from one that was taken.
  const agent = new Agent({ keepAlive: false });
  let turn = 0;

  function forward(incoming: IncomingMessage, outgoing: ServerResponse, tries: number): void {
    turn += 1;
    const index = turn % backends.length;
    const target = backends[index]?.url;
    if (target === undefined) {
      if (tries > 1) forward(incoming, outgoing, tries - 1);
      else outgoing.writeHead(502).end();
      return;
    }
    const { method = 'GET', url = '/', headers } = incoming;
    const sent = request(target + url, { method, headers, agent }, (answer) => {
      served[index] = (served[index] ?? 0) + 1;
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    // A client that disconnects also disconnects at the replica.
    outgoing.once('close', () => sent.destroy());
    sent.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    incoming.pipe(sent);
  }

  const server = createServer({ maxHeaderSize: maxHeaderBytes }, (incoming, outgoing) =>
    forward(incoming, outgoing, backends.length),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    served,
    async stop() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
