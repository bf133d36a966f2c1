/** Sends requests over kept connections, so many at a time, and times each. */
import { Agent, request } from 'node:http';

export interface LoadRequest {
  /** What is counted together, such as `exchange`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly session?: string;
  /** Statuses that are as they should be; 200 unless given. */
  readonly expected?: readonly number[];
}

export interface LoadResult {
  readonly seconds: number;
  /** Milliseconds of each answer, by name. */
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** Of answers that were not as they should be, `name status`, and how often. */
  readonly errors: ReadonlyMap<string, number>;
}

export interface LoadOptions {
  readonly url: string;
  readonly inFlight: number;
  /** The next thing that a client does, or `undefined` when all is done. Asked again when that was answered. */
  next(client: number): readonly LoadRequest[] | undefined;
  /** Whether times are kept; a million of them are not. */
  readonly keepsTimes?: boolean;
}

function send(agent: Agent, url: string, { method, path, body, session }: LoadRequest): Promise<number> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(session === undefined ? {} : { authorization: `Bearer ${session}` }),
    ...(text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
  };
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
