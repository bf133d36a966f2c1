/** Which entries of the audit log are asked for. */
import type { AuditOutcome } from './events.ts';

export interface AuditFilter {
  readonly workspaceId?: string;
  readonly repositoryId?: string;
  /** Id of a repository that a mint has an outcome for: nothing but mints fits. */
  readonly sourceId?: string;
  readonly event?: string;
  readonly eventPrefix?: string;
  readonly outcome?: AuditOutcome;
  readonly actor?: string;
  readonly runId?: string;
  readonly traceId?: string;
  /** Not before this time, in milliseconds. */
  readonly from?: number;
  /** Before this time. */
  readonly to?: number;
  /** Only entries with a greater id. */
  readonly afterId?: number;
  /** Only entries with this id at most. */
  readonly throughId?: number;
  /** Only entries with a smaller id. */
  readonly beforeId?: number;
  /** By id; `oldest` first by default. */
  readonly order?: 'oldest' | 'newest';
  /** Most entries to return, at most `maxAuditPage`, which is also the default. */
  readonly limit?: number;
}
/** Most audit entries in one answer: SQLite reads block the event loop. */
export const maxAuditPage = 1_000;
