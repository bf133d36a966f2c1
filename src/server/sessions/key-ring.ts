/** The signing keys as this replica knows them: read from the store, renewed on schedule, shared by all replicas. */
import { type CryptoKey, importJWK, type JWK } from 'jose';
import { ActionError } from '../../base/errors.ts';
import type { Clock, Random } from '../../base/ports.ts';
import type { SigningKey, Store } from '../store.ts';
import { keyCacheMs, nextKeyWindow, signingKeyAt, unknownKeyPauseMs } from './key-schedule.ts';
import { makePrivateKey, sessionAlgorithm } from './make-key.ts';

interface RingKey extends SigningKey {
  readonly sign: CryptoKey;
  readonly verify: CryptoKey;
}

export interface KeyRing {
  /** The database's clock, estimated from the last reading, in milliseconds. */
  now(): number;
  /** The key to sign with. */
  current(): Promise<RingKey>;
  /** A key that still verifies. Looks into the store for an unknown id, at most once per pause. */
  find(keyId: string): Promise<RingKey | undefined>;
  /** Adds the successor when it is due and reads all keys. */
  renew(): Promise<void>;
}

async function importKey(key: SigningKey): Promise<RingKey> {
  const jwk = JSON.parse(key.privateKey) as JWK;
  const { d: _private, ...publicJwk } = jwk;
  const [sign, verify] = await Promise.all([
    importJWK(jwk, sessionAlgorithm),
    importJWK(publicJwk, sessionAlgorithm),
  ]);
  if (sign instanceof Uint8Array || verify instanceof Uint8Array) {
    throw new ActionError('INTERNAL', `The stored signing key ${key.keyId} is no key pair.`);
  }
  return { ...key, sign, verify };
}

/** Reads the keys, and makes the first one in an empty store. */
export async function openKeyRing(
  store: Pick<Store, 'now' | 'signingKeys'>,
  ports: { readonly clock: Pick<Clock, 'now'>; readonly random: Pick<Random, 'uuid'> },
): Promise<KeyRing> {
  let keys: readonly RingKey[] = [];
  /** Database time minus ours, in milliseconds. */
  let offset = 0;
  /** When the keys were last read, and when that was last tried. */
  let readAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  function now(): number {
    return ports.clock.now() + offset;
  }

  async function read(): Promise<void> {
    const startedAt = ports.clock.now();
    triedAt = startedAt;
    offset = (await store.now()) - ports.clock.now();
    const stored = await store.signingKeys.list();
    keys = await Promise.all(
      stored.map((key) => keys.find((known) => known.keyId === key.keyId) ?? importKey(key)),
    );
    readAt = startedAt;
  }

  /** One reading at a time, whoever asks. */
  function refresh(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function renew(): Promise<void> {
    await refresh();
    const due = nextKeyWindow(keys[0], now());
    if (due === undefined) return;
    // After a long pause all keys have expired; their generations are free again.
    await store.signingKeys.forgetExpired();
    // Another replica may win the generation; then its key is the one to use.
    await store.signingKeys.add({ ...due, keyId: ports.random.uuid(), privateKey: await makePrivateKey() });
    await refresh();
  }

  async function current(): Promise<RingKey> {
    if (ports.clock.now() - readAt > keyCacheMs) await refresh();
    const key = signingKeyAt(keys, now());
    if (key !== undefined) return key;
    await renew();
    const renewed = signingKeyAt(keys, now());
    if (renewed === undefined) throw new ActionError('INTERNAL', 'No signing key is in force.');
    return renewed;
  }

  async function find(keyId: string): Promise<RingKey | undefined> {
    // A key that was retired after a leak is gone from the store: what was read is believed for a short time only.
    if (ports.clock.now() - readAt > keyCacheMs) await refresh();
    const matches = (key: RingKey) => key.keyId === keyId && now() < key.verifiesUntil;
    const known = keys.find(matches);
    if (known !== undefined || ports.clock.now() - triedAt < unknownKeyPauseMs) return known;
    await refresh();
    return keys.find(matches);
  }

  await renew();
  return { now, current, find, renew };
}
