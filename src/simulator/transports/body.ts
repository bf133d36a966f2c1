/** Reads a request's body into memory, up to a bound. */
import type { Readable } from 'node:stream';

/** Largest body other than git's, in bytes. GitHub's own limit is far higher. */
const maxBodyBytes = 64 * 1024 * 1024;

/** `too_large` beyond `limit` bytes. The rest is not read. */
export async function readBody(body: Readable, limit: number = maxBodyBytes): Promise<Buffer | 'too_large'> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Without an encoding, the chunks are buffers.
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return 'too_large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
