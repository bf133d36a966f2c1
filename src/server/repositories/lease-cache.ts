/** Keeps what GitHub said for a while; callers that ask at the same time share one question. */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/ports.ts';

export interface LeaseCache<Value> {
  /** A value no older than `maxAgeMs` and still in its lease, loaded if need be. Failures are not kept. */
  get(key: string, maxAgeMs?: number): Promise<Value>;
  /** The value if it is there and in its lease; never loads. */
  peek(key: string): Value | undefined;
  /** The next `get` loads again, even if a load is under way. */
  forget(key: string): void;
}

export interface LeaseCacheOptions<Value> {
  load(key: string): Promise<Value>;
  /** Until when a value may be used, in milliseconds. */
  validUntil(value: Value, loadedAt: number): number;
  readonly maxEntries: number;
}

interface Entry<Value> {
  readonly value: Promise<Value>;
  /** `undefined` while loading. */
  loaded: { readonly value: Value; readonly at: number; readonly until: number } | undefined;
}

export function createLeaseCache<Value>(
  options: LeaseCacheOptions<Value>,
  clock: Pick<Clock, 'now'>,
): LeaseCache<Value> {
  // It takes its whole room at once, so it is made when it is needed.
  let made: LRUCache<string, Entry<Value>> | undefined;
  const entriesOf = () => (made ??= new LRUCache({ max: options.maxEntries }));

  function load(key: string): Promise<Value> {
    const entry: Entry<Value> = { value: options.load(key), loaded: undefined };
    entriesOf().set(key, entry);
    entry.value.then(
      (value) => {
        const at = clock.now();
        entry.loaded = { value, at, until: options.validUntil(value, at) };
      },
      () => {
        if (entriesOf().peek(key) === entry) entriesOf().delete(key);
      },
    );
    return entry.value;
  }

  return {
    async get(key, maxAgeMs = Number.POSITIVE_INFINITY) {
      const entry = entriesOf().get(key);
      if (entry === undefined) return load(key);
      const { loaded } = entry;
      if (loaded === undefined) return entry.value;
      const now = clock.now();
      return now < loaded.until && now - loaded.at <= maxAgeMs ? entry.value : load(key);
    },
    peek(key) {
      const loaded = made?.peek(key)?.loaded;
      return loaded !== undefined && clock.now() < loaded.until ? loaded.value : undefined;
    },
    forget(key) {
      entriesOf().delete(key);
    },
  };
}
