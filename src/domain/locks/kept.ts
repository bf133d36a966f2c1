/** A lock as the job that took it remembers it: between its steps, and in the process that renews it. */

/** `renewing`: renews and releases by id. `plain`: knows keys only; a lock ends with its TTL. */
export type ServerKind = 'renewing' | 'plain';

/** A grant that this job has, or had. */
export interface OwnLock {
  /** `''` from a server that names none. */
  readonly id: string;
  readonly key: string;
  /** Until when it lasts at least, by this machine's clock, in milliseconds since the Unix epoch. */
  readonly until: number;
}

export interface KeptLock extends OwnLock {
  /** `dropped`: a step of the job frees it. */
  readonly status: 'held' | 'lost' | 'dropped';
  /** How it was lost. */
  readonly reason?: string | undefined;
}
