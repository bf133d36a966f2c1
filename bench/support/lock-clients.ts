/** Clients in a separate process that take and release locks over HTTP, each with its own keys. */
import { Agent, request } from 'node:http';

export interface LockLoad {
  readonly url: string;
  /** Each client has one of these: a session gets a limited number of locks. */
  readonly sessions: readonly string[];
  readonly clients: number;
  /** Pairs of take and release that each client makes. */
  readonly pairs: number;
}

export interface LockLoadResult {
  readonly elapsedMs: number;
  /** Latency of each take, in milliseconds. */
  readonly takes: readonly number[];
}

interface Caller {
  readonly url: string;
  readonly session: string;
  readonly agent: Agent;
}

async function send(method: string, body: object, { url, session, agent }: Caller): Promise<void> {
  const text = JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${session}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
  };
  await new Promise<void>((resolve, reject) => {
    const sent = request(`${url}/api/v1/locks`, { method, headers, agent }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${method} /locks was answered with ${response.statusCode}`));
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

async function run(load: LockLoad): Promise<LockLoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.clients });
  const takes: number[] = [];
  const from = performance.now();
  const client = async (_: unknown, number: number): Promise<void> => {
    const session = load.sessions[number % load.sessions.length] ?? '';
    const caller = { url: load.url, session, agent };
    for (let pair = 0; pair < load.pairs; pair += 1) {
      const key = `owner-0/infra/stack-${number}/component-${pair % 10}`;
      const before = performance.now();
      await send('POST', { key, ttl: 60 }, caller);
      takes.push(performance.now() - before);
      await send('DELETE', { key }, caller);
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  agent.destroy();
  return { elapsedMs: performance.now() - from, takes };
}

process.on('message', (load: LockLoad) => {
  void run(load).then((result) => process.send?.(result));
});
