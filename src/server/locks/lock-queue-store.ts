/** The queue of a store as a port: who waits for locks, by arrival. The rules are in `src/domain/locks/queue.ts`. */
import type { Waiter } from '../../domain/locks/queue.ts';
import type { TakeRequest } from '../../domain/locks/take.ts';

/** Most jobs that wait in one repository at a time. */
export const maxWaitersPerRepository = 1_000;

export interface JoinRequest {
  /** What the job asks for, all of it together; one job, one repository. */
  readonly requests: readonly TakeRequest[];
  /** For how long it keeps others back from now on, in milliseconds. */
  readonly leaseMs: number;
}

/** A place as those behind it see it. */
export interface Standing {
  readonly self: Waiter;
  /** How many others come first. */
  readonly ahead: number;
  readonly first: Waiter | undefined;
}

export interface LockQueue {
  /** Takes a place, or keeps the one that this job has for these keys; `full` when too many wait in the repository. */
  join(request: JoinRequest): Promise<Waiter | 'full'>;
  /** Where the waiter `id` stands; `undefined` when it has no place. */
  stand(id: string): Promise<Standing | undefined>;
  /** Those of `ids` keep others back for `leaseMs` from now on. */
  keep(ids: readonly string[], leaseMs: number): Promise<void>;
  /** Gives the place up; whether there was one. */
  leave(id: string): Promise<boolean>;
  /** How many jobs wait now. */
  countLive(): Promise<number>;
  /** How long the first of them has waited, in milliseconds; 0 without one. */
  measureOldest(): Promise<number>;
  /** Forgets places that have been silent for `memoryMs`; returns how many. */
  forget(memoryMs: number): Promise<number>;
}
