/** The audit as ports: the log itself, its seals, and what leaves it. Every method rejects with `REMOTE_STORE` in an outage. */
import type { AuditEntry, StoredAuditEntry } from '../../domain/audit/entry.ts';
import type { AuditFilter } from '../../domain/audit/filter.ts';
import type { AuditPruning } from '../../domain/audit/prune.ts';
import type { AuditSeals } from '../../domain/audit/seal.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import { appendAuditEntry, listAuditEntries } from './audit-table.ts';
import { countPrunedEntries, pruneAuditEntries, readLatestPrune } from './prune-table.ts';
import { addSeal, listSeals, readLatestSeal, settleAuditEntries } from './seal-table.ts';

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
  /** In the order of ids. */
  list(filter?: AuditFilter): Promise<StoredAuditEntry[]>;
}

export interface AuditStores {
  readonly audit: AuditLog;
  readonly seals: AuditSeals;
  readonly pruning: AuditPruning;
}

export function createAuditStores({ db, dialect }: OpenedDatabase): AuditStores {
  return {
    audit: {
      append: (entry) => reachStore(() => appendAuditEntry(db, dialect, entry)),
      list: (filter = {}) => reachStore(() => listAuditEntries(db, dialect, filter)),
    },
    seals: {
      settle: () => reachStore(() => db.transaction().execute((trx) => settleAuditEntries(trx, dialect))),
      latest: () => reachStore(() => readLatestSeal(db, dialect)),
      list: (afterSequence) => reachStore(() => listSeals(db, afterSequence)),
      add: (seal) => reachStore(() => addSeal(db, seal)),
    },
    pruning: {
      isPermitted: () => reachStore(() => dialect.mayDelete(db, 'audit_entries')),
      latest: () => reachStore(() => readLatestPrune(db)),
      countEntries: () => reachStore(() => countPrunedEntries(db)),
      prune: (days) =>
        reachStore(() => db.transaction().execute((trx) => pruneAuditEntries(trx, dialect, days))),
    },
  };
}
