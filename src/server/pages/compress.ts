/** Compresses answers as their client accepts it. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

export type Encoding = 'br' | 'gzip' | 'identity';

/** The first of `offered` that the header accepts. A weight of 0 is a refusal. */
export function bestEncoding(header: string | string[] | undefined, offered: readonly Encoding[]): Encoding {
  const accepted = String(header ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
    .map((part) => part.replace(/\s*;.*$/, ''));
  return offered.find((encoding) => accepted.includes(encoding)) ?? 'identity';
}

/** Text that is shorter than this, in bytes, is sent as it is. */
const minCompressed = 1_024;

export async function compressText(
  text: string,
  header: string | string[] | undefined,
): Promise<{ readonly encoding: Encoding; readonly body: Buffer }> {
  const body = Buffer.from(text, 'utf8');
  if (body.length < minCompressed || bestEncoding(header, ['gzip']) === 'identity')
    return { encoding: 'identity', body };
  return { encoding: 'gzip', body: await compress(body) };
}
