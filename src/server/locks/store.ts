/** The locks of a store as a port. The rules are in `src/domain/locks`; a store applies them one at a time per key. */

import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { LockEvent } from '../../domain/locks/events.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import type { Waiter } from '../../domain/locks/queue.ts';
import type { LapseDecision, ReleaseDecision, ReleaseRequest, RunState } from '../../domain/locks/release.ts';
import type { TakeDecision, TakeRequest } from '../../domain/locks/take.ts';
import type { WorkTask } from '../work/kind.ts';
import type { LockQueue } from './lock-queue-store.ts';

/** Most locks in one answer. */
export const maxLockPage = 200;

export interface LockAddress {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly path: string;
}

/** Somebody who waits for the key `path` and came before. */
export interface Precedence {
  readonly waiter: Waiter;
  readonly path: string;
}

export type TakeOutcome =
  | { readonly status: 'granted'; readonly grants: readonly (TakeDecision & { status: 'granted' })[] }
  /** Nothing was taken; these stand in the way, or, where none of them does, those who came before. */
  | {
      readonly status: 'held';
      readonly held: readonly (TakeDecision & { status: 'held' })[];
      readonly ahead?: Precedence | undefined;
    }
  /** Nothing was renewed: these are held by nobody, and the request takes none. */
  | { readonly status: 'lost'; readonly lost: readonly (TakeDecision & { status: 'lost' })[] }
  /** Asked for with a place that has been given up meanwhile. */
  | { readonly status: 'left' };

export interface TakeOptions {
  /** Whose place in the queue counts, if it has one; it is given up with the grant. Without one, whoever waits comes first. */
  readonly waiterId?: string | undefined;
  /** `left` rather than a try from the end of the queue when the place is gone. */
  readonly isPlaceRequired?: boolean | undefined;
}

export interface LockFilter {
  readonly workspaceId: string;
  /** Absent: all of the workspace. */
  readonly repositoryId?: string | undefined;
  /** Start of the path. */
  readonly prefix?: string | undefined;
  /** `held`: in force now; `free`: everything else that was ever granted. */
  readonly state?: 'held' | 'free' | undefined;
  /** Only paths after this one, in the order of the answer. */
  readonly afterPath?: string | undefined;
  /** Whose path that is, where the filter names no repository. */
  readonly afterRepositoryId?: string | undefined;
  /** At most `maxLockPage`, which is also the default. */
  readonly limit?: number | undefined;
}

/** Which run locks are looked into; both in milliseconds. */
export interface Silence {
  /** They were not renewed for this long. */
  readonly silentMs: number;
  /** Nobody has asked about their run for this long. */
  readonly pauseMs: number;
}

/** What goes on record in the same transaction as the change. */
export type DescribeEvents = (events: readonly LockEvent[]) => readonly AuditEntry[];

/** `reason`: goes into the audit. */
export type LockRelease = ReleaseRequest & { readonly reason?: string | undefined };

export interface LockLook {
  /** A key without a grant is absent or `undefined`. */
  readonly records: ReadonlyMap<string, LockRecord | undefined>;
  readonly now: number;
}

export interface LockStore {
  /**
   * Takes every key or none, in the order of `requests`; all are of one repository of one workspace, no key twice. The
   * database's clock decides. A refusal changes nothing and is not on record.
   */
  take(
    requests: readonly TakeRequest[],
    describe: DescribeEvents,
    options?: TakeOptions,
  ): Promise<TakeOutcome>;
  readonly queue: LockQueue;
  /** Every grant that ran out gets there, whoever notices. */
  /** Ends the question about a grant that ran out, with `entry` in the audit. Rejects with `LeaseLost`. */
  settleLapse(task: Pick<WorkTask, 'finish'>, entry: AuditEntry): Promise<void>;
  /** How long ago the first of the grants ran out that are still asked about, in milliseconds; 0 without one. */
  measureOldestLapse(): Promise<number>;
  /** The latest grants of these keys of one repository, by path; for a look, no decision. */
  look(repository: Omit<LockAddress, 'path'>, paths: readonly string[]): Promise<LockLook>;
  release(address: LockAddress, request: LockRelease, describe: DescribeEvents): Promise<ReleaseDecision>;
  /** Ends the grant `judged.id` if it ran out, or if its holder's run is over and it is a run lock. */
  lapse(
    address: LockAddress,
    judged: { readonly id: string; readonly run: RunState },
    describe: DescribeEvents,
  ): Promise<LapseDecision>;
  /** The latest grant of each key that has one, by the bytes of repository id and path; `now` is the database's time of the reading. */
  list(filter: LockFilter): Promise<{ readonly now: number; readonly records: readonly LockRecord[] }>;
  /** The grant of this id, unless the key was granted again since. */
  find(
    workspaceId: string,
    id: string,
  ): Promise<{ readonly now: number; readonly record: LockRecord } | undefined>;
  /** How many locks are in force. */
  countHeld(): Promise<number>;
  /** Grants that ran out, which nobody has put on record yet, longest silent first. */
  listLapsed(limit: number): Promise<readonly LockRecord[]>;
  /** Run locks in force whose run may be asked about, least lately asked about first. */
  listSilent(silence: Silence, limit: number): Promise<readonly LockRecord[]>;
  /** Whether it is the caller who asks about the run of this grant, until `pauseMs` is over. */
  claimAsk(record: LockRecord, pauseMs: number): Promise<boolean>;
}
