/** The signing keys as this replica knows them: read from the store, renewed on schedule, shared by all replicas. */
import { type CryptoKey, importJWK, type JWK } from 'jose';
import { ActionError } from '../../base/errors.ts';
import type { Clock, Random } from '../../base/ports.ts';
import { hasFields, readJsonText } from '../database/json-text.ts';
import type { DatabaseProbe } from '../database/open.ts';
import { keyCacheMs, nextKeyWindow, signingKeyAt, unknownKeyPauseMs } from './key-schedule.ts';
import { makePrivateKey, sessionAlgorithm } from './make-key.ts';
import type { SigningKey, SigningKeyStore } from './store.ts';

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

function isJwk(value: unknown): value is JWK {
  return hasFields(value, { kty: 'string' });
}

async function importKey(key: SigningKey): Promise<RingKey> {
  const jwk = readJsonText(key.privateKey, isJwk, 'signing_keys.private_key');
  const { d: _private, ...publicJwk } = jwk;
  const [sign, verify] = await Promise.all([
    importJWK(jwk, sessionAlgorithm),
    importJWK(publicJwk, sessionAlgorithm),
  ]);
  if (sign instanceof Uint8Array || verify instanceof Uint8Array) {
    throw new ActionError('INTERNAL', `The stored signing key ${key.keyId} is not a key pair.`);
  }
  return { ...key, sign, verify };
}

export interface KeyRingPorts {
  readonly probe: Pick<DatabaseProbe, 'now'>;
  readonly signingKeys: SigningKeyStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'uuid'>;
}

interface KeyReader {
  readonly keys: readonly RingKey[];
  /** When the keys were last read, and when that was last tried. */
  readonly readAt: number;
  readonly triedAt: number;
  /** The database's clock, estimated from the last reading. */
  now(): number;
  /** One reading at a time; concurrent calls share it. */
  refresh(): Promise<void>;
}

function createKeyReader({ probe, signingKeys, clock }: KeyRingPorts): KeyReader {
  let keys: readonly RingKey[] = [];
  /** Database time minus ours, in milliseconds. */
  let offset = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const startedAt = clock.now();
    triedAt = startedAt;
    offset = (await probe.now()) - clock.now();
    const stored = await signingKeys.list();
    keys = await Promise.all(
      stored.map((key) => keys.find((known) => known.keyId === key.keyId) ?? importKey(key)),
    );
    readAt = startedAt;
  }

  return {
    get keys() {
      return keys;
    },
    get readAt() {
      return readAt;
    },
    get triedAt() {
      return triedAt;
    },
    now: () => clock.now() + offset,
    refresh() {
      reading ??= read().finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
}

/** Reads nothing yet: `renew` does, and makes the first key in an empty store. */
export function createKeyRing(ports: KeyRingPorts): KeyRing {
  const { signingKeys, clock, random } = ports;
  const reader = createKeyReader(ports);
  const { now, refresh } = reader;

  async function renew(): Promise<void> {
    await refresh();
    const due = nextKeyWindow(reader.keys[0], now());
    if (due === undefined) return;
    // After a long pause all keys have expired; their generations are free again.
    await signingKeys.forgetExpired();
    // Another replica may win the generation; then its key is the one to use.
    await signingKeys.add({ ...due, keyId: random.uuid(), privateKey: await makePrivateKey() });
    await refresh();
  }

  async function refreshStale(): Promise<void> {
    if (clock.now() - reader.readAt > keyCacheMs) await refresh();
  }

  return {
    now,
    renew,
    async current() {
      await refreshStale();
      const key = signingKeyAt(reader.keys, now());
      if (key !== undefined) return key;
      await renew();
      const renewed = signingKeyAt(reader.keys, now());
      if (renewed === undefined) throw new ActionError('INTERNAL', 'No signing key is in force.');
      return renewed;
    },
    async find(keyId) {
      // A key that was retired after a leak is gone from the store: what was read is used for a short time only.
      await refreshStale();
      const matches = (key: RingKey) => key.keyId === keyId && now() < key.verifiesUntil;
      const known = reader.keys.find(matches);
      if (known !== undefined || clock.now() - reader.triedAt < unknownKeyPauseMs) return known;
      await refresh();
      return reader.keys.find(matches);
    },
  };
}
