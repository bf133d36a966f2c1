/**
 * Pruning: removing audit entries that are older than they have to be kept, whole sealed ranges at a time. The seals stay, and each
 * pruning is on record in the audit itself, so that `audit verify` can tell it from tampering.
 */

/** Minimum age of entries that may be pruned, in days: the database refuses a lower one from any role. */
export const minRetentionDays = 7;
/** Event of the entry that each pruning appends. */
export const pruneEvent = 'audit.prune';

export interface AuditPrune {
  /** `throughSequence` of the pruning before it, or 0. */
  readonly afterSequence: number;
  /** The last seal whose entries were removed. */
  readonly throughSequence: number;
  /** Every entry up to this id is gone: the `lastId` of that seal. */
  readonly lastId: number;
  /** Of that seal. */
  readonly hash: string;
  /** How many entries it removed. */
  readonly entries: number;
  readonly prunedAt: number;
}

export interface AuditPruning {
  /** Whether this server's database role may remove entries at all. */
  isPermitted(): Promise<boolean>;
  latest(): Promise<AuditPrune | undefined>;
  /** How many entries were ever removed. */
  countEntries(): Promise<number>;
  /**
   * Removes the oldest sealed ranges whose seal is at least `days` old, a bounded number of entries in one transaction.
   * `undefined` when there are none, or when another process was first.
   */
  prune(days: number): Promise<AuditPrune | undefined>;
}
