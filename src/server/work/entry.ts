/** Entries of the queue as its users see them. Times are milliseconds by the database's clock. */
import type { Selectable } from 'kysely';
import type { WorkEntryTable } from '../database/schema.ts';

/** What names an entry: of one kind and key there is one at a time. */
export interface EntryName {
  readonly kind: string;
  readonly key: string;
}

export interface NewEntry extends EntryName {
  /** Entries of one kind and lane are worked on one at a time, in the order in which they were enqueued. */
  readonly lane?: string | undefined;
  /** What the work needs to know, as JSON; `null` unless given. */
  readonly payload?: unknown;
  /** Not to be begun earlier than this, in milliseconds from now; 0 unless given. */
  readonly delayMs?: number | undefined;
  /** What its age is counted from, in milliseconds since the Unix epoch; now unless given. */
  readonly since?: number | undefined;
}

/** Proves a claim. A later claim has a greater number, and ends what the earlier one may do. */
export interface WorkLease {
  readonly id: number;
  readonly lease: number;
}

export interface WorkEntry extends EntryName, WorkLease {
  readonly lane: string | undefined;
  readonly payload: unknown;
  readonly since: number;
  /** Claims since it was enqueued or last ended in order, this one included: above 1 the work may have been done in part. */
  readonly attempts: number;
}

/** An entry that was given up, until it is retried or forgotten. */
export interface FailedEntry extends EntryName {
  readonly payload: unknown;
  readonly since: number;
  readonly attempts: number;
  /** Why its last attempt failed. */
  readonly problem: string;
}

/** Longest account of a failure that is kept, in characters. */
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
