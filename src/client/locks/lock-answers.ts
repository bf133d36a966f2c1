/** What a server says about locks to a client, ours or the hosted one, which knows fewer fields. */

/** A grant, as far as the server described it. */
export interface LockGrant {
  /** `''` from a server that names none. */
  readonly id: string;
  readonly key: string;
  readonly fencingToken: number | undefined;
  /** RFC 3339, by the server's clock. */
  readonly expiresAt: string | undefined;
  /** How it was granted; only a server that renews tells. */
  readonly outcome: 'created' | 'renewed' | 'taken_over' | undefined;
  /** The run that holds it. */
  readonly runUrl: string | undefined;
}

/** Somebody else has it. */
export interface HeldElsewhere {
  readonly status: 'held';
  /** Who, why, since when and until when, in the server's words. */
  readonly message: string;
  /** A run, in few words; `''` when the server does not say. */
  readonly holder: string;
  /** The grant in the way; `''` when the server does not say. */
  readonly lockId: string;
  /** Of this job in the server's queue, 1 being the next; `undefined` where it has none. */
  readonly position?: number;
}

export type TakeAnswer =
  | { readonly status: 'granted'; readonly grants: readonly LockGrant[] }
  | HeldElsewhere
  /** The server does not know the request. */
  | { readonly status: 'unsupported' };

export type ReleaseAnswer =
  | { readonly status: 'released' }
  /** Nothing holds the key, or another grant does. */
  | { readonly status: 'absent'; readonly message: string }
  /** The holder's run goes on. */
  | { readonly status: 'guarded'; readonly message: string };

/** What a lock is asked for. */
export interface LockTerms {
  readonly ttlSeconds: number;
  /** Shown to whoever is refused. */
  readonly message: string;
  readonly kind: 'run' | 'hold';
  /** `run`: all jobs of the run hold it together, where the server can. */
  readonly scope: 'job' | 'run';
  /**
   * Renew what this job holds, and take nothing that it does not hold (any more). Only our server knows it: from another one a
   * renewal may come back as a new grant.
   */
  readonly renewOnly?: boolean;
  /** Stand in the server's queue for this long, in seconds, before it answers; absent: an answer at once. */
  readonly waitSeconds?: number;
}

/** Which grant is to be freed; at least one of `key` and `id`. */
export interface ReleaseTarget {
  readonly key?: string;
  readonly id?: string;
  /** Overrides the holder; the reason goes on record. */
  readonly force?: { readonly reason: string };
}
