/** What a feature hands to the run loop: how entries of one kind are worked on. */
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { Claimable } from './claim.ts';
import type { WorkEntry } from './entry.ts';

/** A claimed entry in the hands of its kind. */
export interface WorkTask {
  readonly entry: WorkEntry;
  /** Aborted when the server stops, when the lease is lost, and when the work takes longer than its kind may. */
  readonly signal: AbortSignal;
  /** Keeps the entry ours until the transaction ends. Rejects with `LeaseLost`. */
  hold(trx: Kysely<Database>): Promise<void>;
  /** Ends the entry in the transaction of what came of the work. Rejects with `LeaseLost`: nothing of the transaction may stay. */
  finish(trx: Kysely<Database>): Promise<void>;
}

/** Nothing: the work is done. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is one that is done.
export type WorkResult = void | { readonly againInMs: number };

export interface WorkKind extends Claimable {
  /** Most entries that one process works on at the same time. */
  readonly concurrency: number;
  /** How long an entry stays claimed after a crash, in milliseconds; while it is worked on, the lease is renewed. */
  readonly leaseMs: number;
  /** How long the work on an entry may take, in milliseconds; then others may claim it. */
  readonly maxRunMs: number;
  /** Pauses after failed attempts, in milliseconds. */
  readonly retry: { readonly baseDelayMs: number; readonly maxDelayMs: number };
  /** Attempts until an entry is given up; `undefined`: it never is. */
  readonly maxAttempts?: number | undefined;
  /** The entries `keys` exist from the start on and recur: a period lies between the end of a turn and the next one, on all replicas together. */
  readonly periodMs?: number | undefined;
  /** A rejection is a failed attempt; with `HopelessWork` the last one. */
  run(task: WorkTask): Promise<WorkResult>;
  /** In the transaction that gives the entry up. */
  onGivenUp?(trx: Kysely<Database>, entry: WorkEntry, error: unknown): Promise<void>;
}

/** The next attempt would fail like this one. */
export class HopelessWork extends Error {}

/** Rounds that one replica does at a time, with a pause after each. A round that fails is repeated sooner. */
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

/** The periods and keys of kinds that recur. */
export function recurringEntries(kinds: readonly WorkKind[]) {
  return kinds.flatMap(({ kind, keys = [], periodMs }) =>
    periodMs === undefined ? [] : keys.map((key) => ({ kind, key, periodMs })),
  );
}
