/** The machine's own time, chance and HTTP behind the ports. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ActionError } from '../base/errors.ts';
import type { Clock, Fetch, Random } from '../base/ports.ts';

/** Largest answer that is read, in bytes; a JWKS has a few thousand. */
const maxAnswerBytes = 1024 * 1024;

export const serverClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    // Waiting alone must not keep the process alive.
    wait(milliseconds, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) }),
};

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
  const deadline = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      redirect: 'manual',
      headers: request.headers ?? {},
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await readBounded(response),
    };
  } catch (cause) {
    const { origin, pathname } = new URL(request.url);
    throw new ActionError('REMOTE_UNREACHABLE', `${request.method} ${origin}${pathname} got no answer.`, {
      hint: 'Check that the server may reach that address (DNS, proxy, firewall, TLS).',
      cause,
    });
  }
};
