/** Reads a request's body into memory, up to a bound. */
import type { Readable } from 'node:stream';

/** Bytes of a body that is not git's. GitHub itself stops far later; nothing here sends as much. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** `too_large` beyond `limit` bytes; what is left of it is not read. */
export async function readBody(
  body: Readable,
  limit: number = MAX_BODY_BYTES,
): Promise<Buffer | 'too_large'> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return 'too_large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
