/** Reads a request's body into memory, up to a bound. */
import type { Readable } from 'node:stream';
import { ActionError } from '../../errors.ts';

/** Bytes of a body that is not git's. GitHub itself stops far later; nothing here sends as much. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Rejects with `INPUT_INVALID` beyond `limit` bytes. */
export async function readBody(body: Readable, limit: number = MAX_BODY_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit)
      throw new ActionError('INPUT_INVALID', `A request body has more than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
