/** The one way out to GitHub: each request has a timeout and a bound on its answer, and is counted. */
import { AnswerTooLarge } from './failure.ts';

/** Time for one request and its whole answer, in milliseconds. Three tries fit into the 25 s of a mint. */
export const githubRequestTimeoutMs = 8_000;
/** Longest answer that is read, in bytes: 100 policies of 32 KiB, escaped, and room. */
export const maxGitHubAnswerBytes = 8 * 1024 * 1024;

export interface GitHubCall {
  readonly method: string;
  /** Path below the API, with ids in it; never a query or a header. */
  readonly path: string;
  /** `undefined` when there was no answer. */
  readonly status: number | undefined;
  readonly durationMs: number;
}

export interface BoundedFetchPorts {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  /** Told of every request that left, answered or not. */
  readonly onCall?: (call: GitHubCall) => void;
}

/** A `fetch` for Octokit: rejects with `AnswerTooLarge` or a `TimeoutError` beyond the bounds; follows no redirect to another origin. */
export function createBoundedFetch(ports: BoundedFetchPorts): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const startedAt = ports.now();
    let status: number | undefined;
    try {
      const timeout = AbortSignal.timeout(githubRequestTimeoutMs);
      const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
      const response = await ports.fetch(input, { ...init, signal });
      status = response.status;
      return new Response(await readBounded(response), {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
      });
    } finally {
      const call = { method: init?.method ?? 'GET', path: url.pathname, status };
      ports.onCall?.({ ...call, durationMs: ports.now() - startedAt });
    }
  };
}

async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (response.body === null || [101, 204, 205, 304].includes(response.status)) {
    await response.body?.cancel();
    return null;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maxGitHubAnswerBytes) throw new AnswerTooLarge(`More than ${maxGitHubAnswerBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
