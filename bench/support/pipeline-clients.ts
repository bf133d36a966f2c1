/** Clients in a process of their own that keep their connections full of requests, or ask one at a time and time the answers. */
import { once } from 'node:events';
import { connect } from 'node:net';

export interface FloodRequest {
  readonly kind: 'flood';
  readonly url: string;
  readonly connections: number;
  /** Requests that each connection has under way. */
  readonly depth: number;
}

export interface ProbeRequest {
  readonly kind: 'probe';
  readonly url: string;
  readonly count: number;
}

export type PipelineRequest = FloodRequest | ProbeRequest | { readonly kind: 'calm' };

let isFlooding = false;

/** One connection: as many requests again as were answered. A connection that the server ends is opened again. */
async function keepFull({ url, depth }: FloodRequest): Promise<void> {
  const { hostname, port, host } = new URL(url);
  const request = `GET /readyz HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  while (isFlooding) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(request.repeat(depth));
    let rest = '';
    socket.on('data', (chunk) => {
      if (!isFlooding) socket.destroy();
      const text = rest + chunk.toString('latin1');
      const answered = text.split('HTTP/1.1 ').length - 1;
      // A mark may be cut in two.
      rest = text.slice(text.lastIndexOf('HTTP/1.1 ') + 'HTTP/1.1 '.length).slice(-'HTTP/1.1 '.length);
      if (answered > 0) socket.write(request.repeat(answered));
    });
    await once(socket, 'close').catch(() => undefined);
  }
}

/** Milliseconds of each answer. */
async function probe({ url, count }: ProbeRequest): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const before = performance.now();
    await (await fetch(`${url}/readyz`)).text();
    times.push(performance.now() - before);
  }
  return times;
}

process.on('message', (request: PipelineRequest) => {
  if (request.kind === 'probe') {
    void probe(request).then((value) => process.send?.({ value }));
    return;
  }
  isFlooding = request.kind === 'flood';
  if (request.kind === 'flood') {
    for (let index = 0; index < request.connections; index += 1) void keepFull(request);
  }
  process.send?.({ value: undefined });
});
