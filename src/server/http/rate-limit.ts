/** How often each key may do something: a bucket of tokens per key, filled at an even rate. In this process alone. */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/ports.ts';

/** Keys that are remembered; one that fell out begins with a full bucket. */
const maxKeys = 20_000;
const minuteMs = 60_000;

export interface RateLimit {
  /** Takes one token; else how long until there is one, in milliseconds. */
  take(key: string): { readonly status: 'taken' } | { readonly status: 'limited'; readonly afterMs: number };
}

interface Bucket {
  tokens: number;
  at: number;
}

/** `perMinute`: also how many may come at once. `undefined`: no limit. */
export function createRateLimit(perMinute: number | undefined, clock: Pick<Clock, 'now'>): RateLimit {
  if (perMinute === undefined) return { take: () => ({ status: 'taken' }) };
  // It takes its whole room at once, so it is made when it is needed.
  let buckets: LRUCache<string, Bucket> | undefined;
  const perMs = perMinute / minuteMs;
  return {
    take(key) {
      buckets ??= new LRUCache({ max: maxKeys });
      const now = clock.now();
      const known = buckets.get(key) ?? { tokens: perMinute, at: now };
      // A clock that goes back takes nothing away.
      const tokens = Math.min(perMinute, known.tokens + Math.max(0, now - known.at) * perMs);
      if (tokens < 1) {
        buckets.set(key, { tokens, at: now });
        return { status: 'limited', afterMs: Math.ceil((1 - tokens) / perMs) };
      }
      buckets.set(key, { tokens: tokens - 1, at: now });
      return { status: 'taken' };
    },
  };
}
