/** The definition of a kind of work: features pass these to the run loop. */
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { Claimable } from './claim.ts';
import type { WorkEntry } from './entry.ts';

/** A claimed entry, and what the work may do with it. */
export interface WorkTask {
  readonly entry: WorkEntry;
  /** Aborted when the server stops, when the lease is lost, and after `maxRunMs`. */
  readonly signal: AbortSignal;
  /** Prevents other claims of the entry until the transaction ends. Rejects with `LeaseLost`. */
  hold(trx: Kysely<Database>): Promise<void>;
  /** Finishes the entry in the transaction that stores the result. Rejects with `LeaseLost`: then roll the transaction back. */
  finish(trx: Kysely<Database>): Promise<void>;
}

/** Nothing if the work is done. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is one that is done.
export type WorkResult = void | { readonly againInMs: number };

export interface WorkKind extends Claimable {
  /** Maximum number of concurrent entries per process. */
  readonly concurrency: number;
  /** How long an entry stays claimed after a crash, in milliseconds. During the work the lease is renewed. */
  readonly leaseMs: number;
  /** Timeout of the work on an entry, in milliseconds. Then other processes may claim it. */
  readonly maxRunMs: number;
  /** Pauses after failed attempts, in milliseconds. */
  readonly retry: { readonly baseDelayMs: number; readonly maxDelayMs: number };
  /** Number of attempts before the entry is given up; `undefined`: unlimited. */
  readonly maxAttempts?: number | undefined;
  /** The entries `keys` always exist and recur: time from the end of a turn to the next one, in milliseconds, for all replicas together. */
  readonly periodMs?: number | undefined;
  /** A rejection is a failed attempt. A rejection with `HopelessWork` gives the entry up. */
  run(task: WorkTask): Promise<WorkResult>;
  /** Runs in the transaction that gives the entry up. */
  onGivenUp?(trx: Kysely<Database>, entry: WorkEntry, error: unknown): Promise<void>;
}

/** Every further attempt would fail in the same way. */
export class HopelessWork extends Error {}

/** A recurring round that one replica at a time runs, every `periodMs` milliseconds. A failed round is retried sooner. */
export function createRounds(
  kind: string,
  periodMs: number,
  run: (signal: AbortSignal) => Promise<void>,
): WorkKind {
  return {
    kind,
    keys: ['round'],
    periodMs,
    concurrency: 1,
    leaseMs: 10_000,
    maxRunMs: 10 * 60_000,
    retry: { baseDelayMs: 1_000, maxDelayMs: 60_000 },
    run: ({ signal }) => run(signal),
  };
}

export interface AlonePorts<Item> {
  readonly signal: AbortSignal;
  /** What a rejection means for the item, such as a line in the log. */
  onFailure(item: Item, error: unknown): void;
}

/** Runs for one after the other: one that fails does not stop the others. Rejects once `signal` is aborted. */
export async function runForEach<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
  { signal, onFailure }: AlonePorts<Item>,
): Promise<void> {
  for (const item of items) {
    signal.throwIfAborted();
    try {
      await run(item);
    } catch (error) {
      if (signal.aborted) throw error;
      onFailure(item, error);
    }
  }
}

/** The recurring entries of these kinds. */
export function recurringEntries(kinds: readonly WorkKind[]) {
  return kinds.flatMap(({ kind, keys = [], periodMs }) =>
    periodMs === undefined ? [] : keys.map((key) => ({ kind, key, periodMs })),
  );
}
