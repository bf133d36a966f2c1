/** The body of a delivery: what every event has in common, and the form in which it waits. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { isRecord } from '../../base/text.ts';
import type { Newcomer } from '../repositories/imported-repository.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * Larger ones are compressed. Usual ones wait as they are, for a moment: a compressor takes a quarter of a megabyte, and Node keeps it with
 * what it read and wrote until the next full garbage collection. In bytes.
 */
const maxPlainBytes = 64 * 1024;
const level = 1;
/** How a file of gzip begins, https://www.rfc-editor.org/rfc/rfc1952#page-6, and no JSON. */
const gzipMagic = 0x1f;

/** Largest body of a delivery, in bytes: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap. */
export const maxDeliveryBytes = 25 * 1024 * 1024;

export type Payload = Readonly<Record<string, unknown>>;

export interface PayloadHead {
  readonly action: string | undefined;
  readonly installationId: number | undefined;
  /** The repository that it is about, where there is one. */
  readonly repository: Newcomer | undefined;
}

function readId(value: unknown): number | undefined {
  const id = isRecord(value) ? value['id'] : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** `undefined`: not a JSON object. */
export function parsePayload(text: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function readPayloadHead(payload: Payload): PayloadHead {
  const { action, installation, repository } = payload;
  const repositoryId = readId(repository);
  const name = isRecord(repository) ? repository['full_name'] : undefined;
  return {
    action: typeof action === 'string' && /^[a-z_]{1,64}$/.test(action) ? action : undefined,
    installationId: readId(installation),
    repository:
      repositoryId === undefined || typeof name !== 'string'
        ? undefined
        : { repositoryId: String(repositoryId), repository: name },
  };
}

/** Keeps the bytes themselves where they are not many, so that a delivery is in memory once. */
export async function packPayload(plain: Uint8Array): Promise<Uint8Array> {
  return plain.byteLength <= maxPlainBytes ? plain : compress(plain, { level });
}

/** @throws SyntaxError for what no delivery can be. */
export async function unpackPayload(packed: Uint8Array): Promise<Payload> {
  const plain =
    packed[0] === gzipMagic
      ? await decompress(packed, { maxOutputLength: maxDeliveryBytes })
      : Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const text = plain.toString('utf8');
  const payload = parsePayload(text);
  if (payload === undefined) throw new SyntaxError('The stored delivery is not a JSON object.');
  return payload;
}
