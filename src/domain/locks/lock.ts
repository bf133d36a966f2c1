/** A lock as plain data. Times are milliseconds since the Unix epoch by the database's clock. */

/** A run lock lives as long as its run, renewed meanwhile; a hold lives as long as its TTL, whatever its run does. */
export type JobLockKind = 'run' | 'hold';
/** A deployment's lock lives as long as its runs, which the server watches: nothing renews it. */
export const lockKinds = ['run', 'hold', 'deployment'] as const;
export type LockKind = (typeof lockKinds)[number];

/** The deployment behind a lock, and the runs that it has started. The jobs of these runs share its lock. */
export interface HoldingDeployment {
  readonly id: string;
  /** Such as `pull request 12`, for people. */
  readonly subject: string;
  readonly runIds: readonly string[];
}

/** A job, by what its ID token proves, or a deployment. Names are for people and decide nothing. */
export interface LockHolder {
  readonly issuer: string;
  readonly repositoryId: string;
  readonly runId: string;
  readonly runAttempt: number;
  /** `''` where GitHub gives none, and for a lock that all jobs of the run share. */
  readonly checkRunId: string;
  readonly repository: string;
  readonly runUrl: string;
  readonly actor: string;
  /** File name of the workflow; may be empty. */
  readonly workflow: string;
  /** Of a deployment, whose run id is `''` until the run is known. */
  readonly deployment?: HoldingDeployment | undefined;
}

/** How a grant ended; `expired` once the server noticed. */
export const lockEnds = ['released', 'forced', 'run_over', 'taken_over', 'expired'] as const;
export type LockEnd = (typeof lockEnds)[number];

/** The latest grant of a key; each key has one record, forever. */
export interface LockRecord {
  /** Names this grant; a later grant of the key has another. */
  readonly id: string;
  readonly workspaceId: string;
  readonly repositoryId: string;
  /** `stack/component` */
  readonly path: string;
  /** Fencing token: greater than that of every earlier grant of this key. */
  readonly token: number;
  readonly kind: LockKind;
  readonly message: string;
  readonly holder: LockHolder;
  /** Since when this grant holds. */
  readonly createdAt: number;
  /** Last renewal. */
  readonly updatedAt: number;
  readonly expiresAt: number;
  /** When another holder may have the key: the expiry and the grace, or the moment of the release. */
  readonly freeAt: number;
  readonly renewals: number;
  /** The job has not confirmed that it knows of the grant, which then ends within seconds. */
  readonly pending?: true | undefined;
  readonly ended: { readonly at: number; readonly by: LockEnd } | undefined;
}

/** Whether the grant is in force at `now`. */
export function isHeld(record: LockRecord, now: number): boolean {
  return record.ended === undefined && now < record.expiresAt;
}

/** A grant that expired without a release, not yet recorded as expired. */
export function hasLapsed(record: LockRecord, now: number): boolean {
  return record.ended === undefined && now >= record.expiresAt;
}

/** The same, recorded. It ended when it expired, however late that was noticed; a grace continues. */
export function endLapsed(record: LockRecord): LockRecord {
  return { ...record, ended: { at: record.expiresAt, by: 'expired' } };
}
