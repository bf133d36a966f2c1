/** An entry of the audit log: the record of one decision. */
import type { JsonValue } from '../../base/json.ts';
import type { AuditEvent, AuditOutcome } from './events.ts';

/** One decision, kept unchanged: verified identity and outcome, never a secret. */
export interface AuditEntry {
  readonly event: AuditEvent;
  readonly outcome: AuditOutcome;
  readonly workspaceId?: string | undefined;
  /** Immutable id of the caller's repository. */
  readonly repositoryId?: string | undefined;
  /** Its name when it was decided, for people. */
  readonly repository?: string | undefined;
  /** Login of who started the run. */
  readonly actor?: string | undefined;
  readonly runId?: string | undefined;
  readonly traceId: string;
  readonly details: Readonly<Record<string, JsonValue>>;
}

export interface StoredAuditEntry extends Omit<AuditEntry, 'event'> {
  /** Of the registry; a version before may have known others. */
  readonly event: string;
  /** Grows with every entry; entries of transactions that overlap may become visible out of order. */
  readonly id: number;
  readonly at: number;
}
