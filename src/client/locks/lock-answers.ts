/** Answers about locks that a client receives, from an Atmos Pro Actions server or the hosted one, which knows fewer fields. */
import type { ServerKind } from '../../domain/locks/kept.ts';
import type { JobLockKind } from '../../domain/locks/lock.ts';

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
  /** It ends within seconds unless the job renews it. Only a server that was asked to `confirm` says so. */
  readonly pending?: boolean | undefined;
  /** The run that holds it. */
  readonly runUrl: string | undefined;
}

/** Another holder has it. */
export interface HeldElsewhere {
  readonly status: 'held';
  /** Who, why, since when and until when, in the server's words. */
  readonly message: string;
  /** A run, in few words; `''` when the server does not say. */
  readonly holder: string;
  /** The grant in the way; `''` when the server does not say. */
  readonly lockId: string;
  /** Of this job in the server's queue, 1 being the next; `undefined` where it has none. */
  readonly position: number | undefined;
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
  /** The holder's run is still live. */
  | { readonly status: 'guarded'; readonly message: string };

/** What a job asks for: the same from the settings of a step to the request. */
export interface LockOrder {
  /** `owner/repo/stack/component` of each. */
  readonly keys: readonly string[];
  /** Shown to other jobs while the lock is held. */
  readonly message: string;
  readonly kind: JobLockKind;
  /** `run`: all jobs of the run hold it together, if the server supports that. */
  readonly scope: 'job' | 'run';
  /** Per kind of server, in seconds. */
  readonly ttlSeconds: Readonly<Record<ServerKind, number>>;
  /** `undefined` until a first answer has told. */
  readonly server?: ServerKind | undefined;
  /**
   * Renew what this job holds, and take nothing that it does not hold. Only our server knows this field: another one may answer with
   * a new grant.
   */
  readonly renewOnly?: boolean | undefined;
  /** Grant for a few seconds, until the job renews. Only our server knows this field: another one grants for the whole TTL. */
  readonly confirm?: boolean | undefined;
  /** How long one request may wait in the server's queue, in seconds; absent: not at all. */
  readonly waitSeconds?: number | undefined;
}

/** Which grant is to be freed; at least one of `key` and `id`. */
export interface ReleaseTarget {
  readonly key?: string | undefined;
  readonly id?: string | undefined;
  /** Overrides the holder; the reason is recorded in the audit log. */
  readonly force?: { readonly reason: string } | undefined;
}
