/** Entries of the queue. Times are in milliseconds, by the database's clock. */
import type { Selectable } from 'kysely';
import type { WorkEntryTable } from '../database/schema.ts';

/** The name of an entry: at most one exists per kind and key. */
export interface EntryName {
  readonly kind: string;
  readonly key: string;
}

export interface NewEntry extends EntryName {
  /** Entries with the same kind and lane are worked on one at a time, in the order of the inserts. */
  readonly lane?: string | undefined;
  /** Input of the work, as JSON; default `null`. */
  readonly payload?: unknown;
  /** Time until the entry is due, in milliseconds; default 0. */
  readonly delayMs?: number | undefined;
  /** Start of its age, in milliseconds since the Unix epoch; default now. */
  readonly since?: number | undefined;
}

/** Proof of a claim. A later claim has a greater number and invalidates the earlier one. */
export interface WorkLease {
  readonly id: number;
  readonly lease: number;
}

export interface WorkEntry extends EntryName, WorkLease {
  readonly lane: string | undefined;
  readonly payload: unknown;
  readonly since: number;
  /** Number of claims since it was enqueued or last succeeded, including this one. Above 1, the work may be partly done. */
  readonly attempts: number;
  /** It is never finished for good. Absent: this is not known. */
  readonly isRecurring?: boolean | undefined;
}

/** An entry that was given up. It stays until it is retried or deleted. */
export interface FailedEntry extends EntryName {
  readonly payload: unknown;
  readonly since: number;
  readonly attempts: number;
  /** Why its last attempt failed. */
  readonly problem: string;
}

/** Maximum length of a stored failure, in characters. */
export const maxProblemLength = 500;

type Row = Selectable<WorkEntryTable>;

export function toEntry(row: Row): WorkEntry {
  return {
    id: row.id,
    kind: row.kind,
    key: row.key,
    lane: row.lane ?? undefined,
    payload: JSON.parse(row.payload),
    since: row.since,
    lease: row.lease,
    attempts: row.attempts,
    isRecurring: row.period_ms === null ? undefined : true,
  };
}

export function toFailedEntry(row: Row): FailedEntry {
  return {
    kind: row.kind,
    key: row.key,
    payload: JSON.parse(row.payload),
    since: row.since,
    attempts: row.attempts,
    problem: row.problem ?? '',
  };
}
