/** The machine's own time, chance and HTTP behind the ports. */
import { randomUUID } from 'node:crypto';
import { ActionError } from '../base/errors.ts';
import type { Clock, Fetch, Random } from '../base/ports.ts';
import { withDeadline } from '../github/deadline.ts';

/** Largest answer that is read, in bytes; a JWKS has a few thousand. */
const maxAnswerBytes = 1024 * 1024;

/** As the one of `node:timers/promises`, but an end that is asked for makes no error with a stack: the work loop is woken many times a second. */
function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    // Waiting alone must not keep the process alive.
    timer.unref();
    signal?.addEventListener('abort', abort, { once: true });
  });
}

export const serverClock: Clock = { now: () => Date.now(), sleep };

export const serverRandom: Random = { fraction: () => Math.random(), uuid: () => randomUUID() };

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxAnswerBytes) throw new Error(`the answer is larger than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The port over the global `fetch`, which honors the proxy variables once `setGlobalProxyFromEnv` has run. */
export const systemFetch: Fetch = async (request) => {
  try {
    return await withDeadline(request.timeoutMs, [request.signal], async (signal) => {
      const response = await fetch(request.url, {
        method: request.method,
        redirect: 'manual',
        headers: request.headers ?? {},
        ...(request.body === undefined ? {} : { body: request.body }),
        signal,
      });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await readBounded(response),
      };
    });
  } catch (cause) {
    const { origin, pathname } = new URL(request.url);
    throw new ActionError('REMOTE_UNREACHABLE', `${request.method} ${origin}${pathname} got no answer.`, {
      hint: 'Check that the server may reach that address (DNS, proxy, firewall, TLS).',
      cause,
    });
  }
};
