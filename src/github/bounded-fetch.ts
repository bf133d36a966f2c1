/** Sends every request to GitHub, with a timeout and a limit on the size of the response, and counts it. */
import { withDeadline } from './deadline.ts';
import { AnswerTooLarge } from './failure.ts';

/** Timeout of one request with its whole response, in milliseconds. Three attempts fit into the 25 s of a mint. */
const githubRequestTimeoutMs = 8_000;
/** Timeout of a dispatch, in milliseconds. It is not repeated, and the search for a lost one takes minutes. */
export const dispatchTimeoutMs = 20_000;
const dispatchPath = /\/actions\/workflows\/[^/]+\/dispatches$/;
/** Largest response that is read, in bytes: 100 policies of 32 KiB, escaped, with room to spare. */
export const maxGitHubAnswerBytes = 8 * 1024 * 1024;
/** Redirects of one request. After a rename, GitHub redirects once. */
const maxRedirects = 3;
const redirectStatuses = new Set([301, 302, 307, 308]);

export interface BoundedCall {
  readonly method: string;
  /** Path of the URL. Contains IDs, never a query or a header. */
  readonly path: string;
  /** `undefined` if there was no response. */
  readonly status: number | undefined;
  readonly durationMs: number;
  /** By how many milliseconds our clock is ahead of GitHub's; `undefined` if GitHub did not say what time it is. */
  readonly aheadMs: number | undefined;
}

export interface BoundedFetchPorts {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  /** Called after every request, with or without a response. */
  readonly onCall?: ((call: BoundedCall) => void) | undefined;
}

/** How long GitHub may take for a request, in milliseconds. */
export function timeoutOf(method: string, path: string): number {
  return method === 'POST' && dispatchPath.test(path) ? dispatchTimeoutMs : githubRequestTimeoutMs;
}

/** A `fetch` for Octokit. Rejects with `AnswerTooLarge` or a `TimeoutError` above the limits. Follows no redirect to another origin. */
export function createBoundedFetch(
  ports: BoundedFetchPorts,
): (input: string | URL, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const url = new URL(input);
    const startedAt = ports.now();
    let status: number | undefined;
    let aheadMs: number | undefined;
    try {
      const withinMs = timeoutOf(init?.method ?? 'GET', url.pathname);
      return await withDeadline(withinMs, [init?.signal ?? undefined], async (signal) => {
        const response = await fetchWithin(ports.fetch, url, { ...init, signal });
        status = response.status;
        aheadMs = measureAhead(response, (startedAt + ports.now()) / 2);
        return new Response(await readBounded(response), {
          status: response.status,
          statusText: response.statusText,
          headers: response.headers,
        });
      });
    } finally {
      const call = { method: init?.method ?? 'GET', path: url.pathname, status, aheadMs };
      ports.onCall?.({ ...call, durationMs: ports.now() - startedAt });
    }
  };
}

/** The `Date` header has whole seconds, so its second began up to a second before. */
function measureAhead({ headers }: Response, now: number): number | undefined {
  const theirs = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(theirs) ? undefined : now - (theirs + 500);
}

/** Follows redirects, as GitHub's documentation asks for. Rejects for another origin. */
async function fetchWithin(
  fetch: BoundedFetchPorts['fetch'],
  url: URL,
  init: RequestInit,
): Promise<Response> {
  for (let at = url, hops = 0; hops <= maxRedirects; hops += 1) {
    const response = await fetch(at, { ...init, redirect: 'manual' });
    const location = response.headers.get('location');
    if (!redirectStatuses.has(response.status) || location === null) return response;
    await response.body?.cancel();
    at = new URL(location, at);
    if (at.origin !== url.origin) throw new Error('redirect to another host');
  }
  throw new Error(`more than ${maxRedirects} redirects`);
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
