/** Grants that ran out as a port: each waits here until GitHub has told whether its run still went on then. */

import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';

export interface LockLapses {
  /**
   * At most `limit` grants whose turn it is, longest due first. Each has its next turn later from then on, so that of several
   * replicas one asks.
   */
  claim(limit: number): Promise<{ readonly now: number; readonly records: readonly LockRecord[] }>;
  /** Done with the grant `id`: `entries` go on record in the same transaction, unless somebody was first. Whether nobody was. */
  settle(id: string, entries: readonly AuditEntry[]): Promise<boolean>;
  /** How long ago the first of those ran out that wait, in milliseconds; 0 without one. */
  measureOldest(): Promise<number>;
}
