/** The body of a delivery: what every event has in common, and the form in which it waits. */
import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib';
import { isRecord } from '../../base/text.ts';
import type { Newcomer } from '../repositories/imported-repository.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * Smaller ones take a fraction of a millisecond, and are not handed to other threads: a burst of deliveries would have a quarter of a
 * megabyte each there, and the allocator keeps it per thread. In bytes, plain and packed.
 */
const maxHere = { plain: 64 * 1024, packed: 16 * 1024 };
const level = 1;
/** What a small one becomes fits; the buffer is kept until it is stored. In bytes. */
const chunkSize = 4 * 1024;

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

export async function packPayload(text: string): Promise<Uint8Array> {
  return Buffer.byteLength(text) <= maxHere.plain
    ? gzipSync(text, { level, chunkSize })
    : compress(text, { level });
}

/** @throws SyntaxError for what no delivery can be. */
export async function unpackPayload(packed: Uint8Array): Promise<Payload> {
  const limits = { maxOutputLength: maxDeliveryBytes };
  const plain =
    packed.byteLength <= maxHere.packed ? gunzipSync(packed, limits) : await decompress(packed, limits);
  const text = plain.toString('utf8');
  const payload = parsePayload(text);
  if (payload === undefined) throw new SyntaxError('The stored delivery is not a JSON object.');
  return payload;
}
