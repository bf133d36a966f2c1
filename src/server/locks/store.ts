/** The port to the stored locks and their queue. `src/domain/locks` has the rules; a store applies them to a key one at a time. */
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { LockEvent } from '../../domain/locks/events.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import type { Waiter } from '../../domain/locks/queue.ts';
import type { LapseDecision, ReleaseDecision, ReleaseRequest, RunState } from '../../domain/locks/release.ts';
import type { TakeDecision, TakeRequest } from '../../domain/locks/take.ts';
import type { SessionShare } from '../access/session-count-table.ts';
import type { WorkTask } from '../work/kind.ts';

/** Maximum number of locks in an answer. */
export const maxLockPage = 200;

export interface LockAddress {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly path: string;
}

/** A job ahead in the queue, and a key that both jobs want. */
export interface Precedence {
  readonly waiter: Waiter;
  readonly path: string;
}

export type TakeOutcome =
  | { readonly status: 'granted'; readonly grants: readonly (TakeDecision & { status: 'granted' })[] }
  /** Nothing was taken. `held`: the locks of others. If empty, `ahead` is the job that is ahead in the queue. */
  | {
      readonly status: 'held';
      readonly held: readonly (TakeDecision & { status: 'held' })[];
      readonly ahead?: Precedence | undefined;
    }
  /** Nothing was renewed: these keys are not held, and the request is for a renewal only. */
  | { readonly status: 'lost'; readonly lost: readonly (TakeDecision & { status: 'lost' })[] }
  /** The required place does not exist any more. */
  | { readonly status: 'left' }
  /** Nothing was taken: the session has had its share of new grants. */
  | { readonly status: 'exhausted' };

export interface TakeOptions {
  /** The waiter whose place counts; a grant removes it. Without a place, all waiting jobs are ahead. */
  readonly waiterId?: string | undefined;
  /** If the place does not exist any more, return `left` instead of an attempt behind all others. */
  readonly isPlaceRequired?: boolean | undefined;
  /** What the lock is for runs already: no place in the queue is ahead. */
  readonly hasBegun?: boolean | undefined;
  /** New grants count against it, in the same transaction; renewals do not. Without it there is no limit. */
  readonly share?: SessionShare | undefined;
}

export interface LockFilter {
  readonly workspaceId: string;
  /** `undefined`: all repositories of the workspace. */
  readonly repositoryId?: string | undefined;
  /** Start of the path. */
  readonly prefix?: string | undefined;
  /** `held`: held now. `free`: every other key that was ever granted. */
  readonly state?: 'held' | 'free' | undefined;
  /** Only paths after this one, in the order of the list. */
  readonly afterPath?: string | undefined;
  /** Repository of `afterPath`, if the filter names none. */
  readonly afterRepositoryId?: string | undefined;
  /** At most `maxLockPage`, the default. */
  readonly limit?: number | undefined;
}

/** Which run locks are checked; both in milliseconds. */
export interface Silence {
  /** Minimum time since the last renewal. */
  readonly silentMs: number;
  /** Minimum time since the last question to GitHub about the run. */
  readonly pauseMs: number;
}

/** Builds the audit entries that are appended in the transaction of the change. */
export type DescribeEvents = (events: readonly LockEvent[]) => readonly AuditEntry[];

/** `reason`: for the audit log. */
export type LockRelease = ReleaseRequest & { readonly reason?: string | undefined };

export interface LockLook {
  /** A key without a grant is absent or `undefined`. */
  readonly records: ReadonlyMap<string, LockRecord | undefined>;
  readonly now: number;
  /** Fencing tokens up to here may have been granted before the database was restored. Decides only with the rows locked. */
  readonly tokenFloor?: number | undefined;
}

export interface LockStore {
  /**
   * Takes all keys or none, in the order of `requests`, which are of one repository and have no duplicate keys. Times are those of the
   * database. A refusal changes nothing and is not audited.
   */
  take(
    requests: readonly TakeRequest[],
    describe: DescribeEvents,
    options?: TakeOptions,
  ): Promise<TakeOutcome>;
  readonly queue: LockQueue;
  /** Finishes the entry of an expired grant and appends `entry` to the audit log. Rejects with `LeaseLost`. */
  settleLapse(task: Pick<WorkTask, 'finish'>, entry: AuditEntry): Promise<void>;
  /** Time since the earliest expiry that is still in question, in milliseconds; 0 if there is none. */
  measureOldestLapse(): Promise<number>;
  /** The latest grants of these keys of one repository, by path. Locks no row, so it decides nothing. */
  look(repository: Omit<LockAddress, 'path'>, paths: readonly string[]): Promise<LockLook>;
  release(address: LockAddress, request: LockRelease, describe: DescribeEvents): Promise<ReleaseDecision>;
  /** Ends the grant `judged.id` if it expired, or if it is a run lock and its run is over. */
  lapse(
    address: LockAddress,
    judged: { readonly id: string; readonly run: RunState },
    describe: DescribeEvents,
  ): Promise<LapseDecision>;
  /** The latest grant of each key that has one, in byte order of repository id and path. `now`: the database's time of the query. */
  list(filter: LockFilter): Promise<{ readonly now: number; readonly records: readonly LockRecord[] }>;
  /** The grant with this id; `undefined` if the key was granted again since. */
  find(
    workspaceId: string,
    id: string,
  ): Promise<{ readonly now: number; readonly record: LockRecord } | undefined>;
  /** Number of held locks. */
  countHeld(): Promise<number>;
  /** Expired grants that are not audited yet, least recently renewed first. */
  listLapsed(limit: number): Promise<readonly LockRecord[]>;
  /** Held run locks whose run is due for a question to GitHub, least recently asked about first. */
  listSilent(silence: Silence, limit: number): Promise<readonly LockRecord[]>;
  /** Whether the caller may ask GitHub about the run of this grant now. Others may after `pauseMs`. */
  claimAsk(record: LockRecord, pauseMs: number): Promise<boolean>;
}

/** Maximum number of jobs that wait in a repository. */
export const maxWaitersPerRepository = 1_000;

export interface JoinRequest {
  /** The requests of one job, for keys of one repository. */
  readonly requests: readonly TakeRequest[];
  /** How long the place stays ahead of later ones without a poll, in milliseconds. */
  readonly leaseMs: number;
}

/** A place, and the jobs ahead of it. */
export interface Standing {
  readonly self: Waiter;
  /** Number of jobs ahead. */
  readonly ahead: number;
  readonly first: Waiter | undefined;
}

export interface LockQueue {
  /** Adds a place, or keeps the one that this job has for these keys. `full`: the limit of the repository is reached. */
  join(request: JoinRequest): Promise<Waiter | 'full'>;
  /** The place of the waiter `id`; `undefined` if it has none. */
  stand(id: string): Promise<Standing | undefined>;
  /** The places `ids` stay ahead of later ones for `leaseMs` from now. */
  keep(ids: readonly string[], leaseMs: number): Promise<void>;
  /** Removes the place. Returns whether it existed. */
  leave(id: string): Promise<boolean>;
  /** Number of waiting jobs. */
  countLive(): Promise<number>;
  /** Wait of the first of them so far, in milliseconds; 0 if there is none. */
  measureOldest(): Promise<number>;
  /** Deletes places whose job has not polled for `memoryMs`. Returns their number. */
  forget(memoryMs: number): Promise<number>;
}
