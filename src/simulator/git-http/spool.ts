/** Keeps a push in a file while its refs are checked. */

import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** Bytes of one push; GitHub's own limit: https://docs.github.com/repositories/creating-and-managing-repositories/repository-limits. */
const maxPushBytes = 2 * 1024 * 1024 * 1024;

export interface Spool extends AsyncDisposable {
  readonly size: number;
  /** The first bytes, at most so many. */
  head(length: number): Promise<Buffer>;
  read(offset: number): Readable;
}

/** Decompresses a gzip body. `too_large` beyond the limit, counted after decompression. */
export async function spool(
  directory: string,
  body: Readable,
  encoding: string | undefined,
): Promise<Spool | 'too_large'> {
  const file = join(directory, `incoming-${randomUUID()}`);
  let size = 0;
  let isTooLarge = false;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      isTooLarge ||= size > maxPushBytes;
      done(null, isTooLarge ? undefined : chunk);
    },
  });
  const remove = () => rm(file, { force: true });
  try {
    if (encoding === 'gzip') await pipeline(body, createGunzip(), count, createWriteStream(file));
    else await pipeline(body, count, createWriteStream(file));
  } catch (error) {
    await remove();
    throw error;
  }
  if (isTooLarge) {
    await remove();
    return 'too_large';
  }
  return {
    size: (await stat(file)).size,
    async head(length) {
      const handle = await open(file);
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    read: (offset) => createReadStream(file, { start: offset }),
    [Symbol.asyncDispose]: remove,
  };
}
