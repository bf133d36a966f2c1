/** Sends requests over persistent connections with a fixed number in flight, and measures the latency of each. */
import { Agent, request } from 'node:http';

export interface LoadRequest {
  /** Requests with the same name are counted together, such as `exchange`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly session?: string;
  /** Expected statuses; 200 by default. */
  readonly expected?: readonly number[];
}

export interface LoadResult {
  readonly seconds: number;
  /** Latency of each request in milliseconds, by name. */
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** Count of unexpected responses, by `name status`. */
  readonly errors: ReadonlyMap<string, number>;
}

export interface LoadOptions {
  readonly url: string;
  readonly inFlight: number;
  /** The next requests of a client, or `undefined` at the end. Called again when they are answered. */
  next(client: number): readonly LoadRequest[] | undefined;
  /** Whether to keep latencies. For a million requests they would need too much memory. */
  readonly keepsTimes?: boolean;
}

function send(agent: Agent, url: string, { method, path, body, session }: LoadRequest): Promise<number> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers: Record<string, string> = {};
  if (session !== undefined) headers['authorization'] = `Bearer ${session}`;
  if (text !== undefined) {
    headers['content-type'] = 'application/json';
    headers['content-length'] = String(Buffer.byteLength(text));
  }
  return new Promise((resolve) => {
    const sent = request(url + path, { method, headers, agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    });
    sent.on('error', () => resolve(0));
    sent.end(text);
  });
}

export async function runLoad({ url, inFlight, next, keepsTimes = true }: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const times = new Map<string, number[]>();
  const errors = new Map<string, number>();

  async function client(_: unknown, number: number): Promise<void> {
    for (let batch = next(number); batch !== undefined; batch = next(number)) {
      for (const each of batch) {
        const before = performance.now();
        const status = await send(agent, url, each);
        const known = times.get(each.name) ?? [];
        if (keepsTimes) known.push(performance.now() - before);
        times.set(each.name, known);
        if ((each.expected ?? [200]).includes(status)) continue;
        const key = `${each.name} ${status}`;
        errors.set(key, (errors.get(key) ?? 0) + 1);
      }
    }
  }

  const from = performance.now();
  await Promise.all(Array.from({ length: inFlight }, client));
  agent.destroy();
  return { seconds: (performance.now() - from) / 1_000, times, errors };
}
