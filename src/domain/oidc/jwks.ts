/** When keys are fetched again, how long old ones still count, and when the issuer is not asked again. */

import type { CryptoKey } from 'jose';
import type { Clock, Fetch } from '../../base/ports.ts';
import { fetchKeySet, type KeySet, type TrustedIssuer } from './key-set.ts';

/** After this the next caller fetches the keys again, in milliseconds. */
const maxAgeMs = 10 * 60_000;
/** How long keys count while the issuer cannot be reached, in milliseconds since they were fetched. */
const maxStaleMs = 60 * 60_000;
/** Rest between two requests that an unknown key id or a failure asks for, in milliseconds. */
const coolDownMs = 30_000;

export interface KeySource {
  /**
   * The key called `keyId`, nothing when the issuer does not publish it. Rejects with `REMOTE_UNREACHABLE` when the issuer cannot
   * be reached and no key is younger than an hour.
   */
  findKey(keyId: string): Promise<CryptoKey | undefined>;
}

/**
 * Caches one issuer's keys. Concurrent callers share one fetch; unknown key ids cause at most one fetch in
 * 30 seconds, however many tokens name them.
 */
export function createKeySource(
  issuer: TrustedIssuer,
  { fetch, clock }: { readonly fetch: Fetch; readonly clock: Clock },
): KeySource {
  let cached: { readonly keys: KeySet; readonly fetchedAt: number } | undefined;
  let failure: { readonly error: unknown; readonly at: number } | undefined;
  let pending: Promise<KeySet> | undefined;

  async function refresh(): Promise<KeySet> {
    try {
      const keys = await fetchKeySet(issuer, fetch);
      cached = { keys, fetchedAt: clock.now() };
      failure = undefined;
      return keys;
    } catch (error) {
      failure = { error, at: clock.now() };
      throw error;
    } finally {
      pending = undefined;
    }
  }

  function fetchShared(): Promise<KeySet> {
    pending ??= refresh();
    return pending;
  }

  /** Milliseconds since; none when the clock was set back. */
  function since(time: number): number {
    return Math.max(clock.now() - time, 0);
  }

  /** Keys that may be used now; old ones only while fetching fails. */
  async function readKeys(): Promise<KeySet> {
    if (cached && since(cached.fetchedAt) < maxAgeMs) return cached.keys;
    const usable = cached && since(cached.fetchedAt) < maxStaleMs ? cached.keys : undefined;
    if (failure && since(failure.at) < coolDownMs) {
      if (usable) return usable;
      throw failure.error;
    }
    return fetchShared().catch((error: unknown) => {
      if (usable) return usable;
      throw error;
    });
  }

  return {
    async findKey(keyId) {
      const known = (await readKeys()).get(keyId);
      if (known !== undefined) return known;
      const asked = Math.max(cached?.fetchedAt ?? 0, failure?.at ?? 0);
      if (since(asked) < coolDownMs) return undefined;
      return (await fetchShared()).get(keyId);
    },
  };
}
