/** Which entries of the audit log are asked for. */
import type { AuditOutcome } from './events.ts';

export interface AuditFilter {
  readonly workspaceId?: string | undefined;
  readonly repositoryId?: string | undefined;
  /** Id of a repository that a mint has an outcome for: nothing but mints fits. */
  readonly sourceId?: string | undefined;
  /** `stack/component` of a lock that an entry is about: nothing but entries of locks fits. */
  readonly lockPath?: string | undefined;
  readonly event?: string | undefined;
  readonly eventPrefix?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly actor?: string | undefined;
  readonly runId?: string | undefined;
  readonly traceId?: string | undefined;
  /** Not before this time, in milliseconds. */
  readonly from?: number | undefined;
  /** Before this time. */
  readonly to?: number | undefined;
  /** Only entries with a greater id. */
  readonly afterId?: number | undefined;
  /** Only entries with this id at most. */
  readonly throughId?: number | undefined;
  /** Only entries with a smaller id. */
  readonly beforeId?: number | undefined;
  /** By id; `oldest` first by default. */
  readonly order?: 'oldest' | 'newest' | undefined;
  /** Most entries to return, at most `maxAuditPage`, which is also the default. */
  readonly limit?: number | undefined;
}
/** Most audit entries in one answer: SQLite reads block the event loop. */
export const maxAuditPage = 1_000;
