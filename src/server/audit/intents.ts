/**
 * Intents: an entry that is committed before something outside happens, and is followed by what came of it. If nothing follows in time, as
 * after a crash, one of the replicas appends the entry that says so.
 */
import type { Kysely } from 'kysely';
import { isRecord, toTimestamp } from '../../base/text.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { type AuditEvent, auditEvents } from '../../domain/audit/events.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { enqueue } from '../work/enqueue.ts';
import type { WorkEntry } from '../work/entry.ts';
import { withdraw } from '../work/withdraw.ts';
import { appendAuditEntry } from './audit-table.ts';

/** Of the entries of the queue that wait for an outcome. */
export const intentKind = 'audit-intent';

interface AuditIntent {
  /** Unique. */
  readonly id: string;
  /** Committed before anything happens. */
  readonly entry: AuditEntry;
  /** Appended when no outcome followed in time, with `until` in its details. */
  readonly missing: AuditEntry;
  /** How long the outcome may take, in milliseconds. */
  readonly withinMs: number;
  /** From the end of that time to `until`, in milliseconds. */
  readonly lifetimeMs: number;
}

export interface AuditIntents {
  open(intent: AuditIntent): Promise<void>;
  /** Appends what came of it and does `within`, all or nothing, and ends the intent. */
  close(
    id: string,
    outcome: readonly AuditEntry[],
    within?: ((trx: Kysely<Database>) => Promise<void>) | undefined,
  ): Promise<void>;
}

function isAuditEvent(event: unknown): event is AuditEvent {
  return typeof event === 'string' && Object.hasOwn(auditEvents, event);
}

/** What `open` wrote, perhaps in another version. */
export function readMissing({ payload, since }: WorkEntry): AuditEntry {
  const { missing, aliveMs } = isRecord(payload) ? payload : {};
  const { event, outcome, traceId, details, ...about } = isRecord(missing) ? missing : {};
  if (!isAuditEvent(event) || outcome !== 'failed' || typeof traceId !== 'string' || !isRecord(details)) {
    throw new Error('work_entries.payload of an intent holds something else');
  }
  const textOf = (name: string) => {
    const value = about[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    event,
    outcome,
    traceId,
    workspaceId: textOf('workspaceId'),
    repositoryId: textOf('repositoryId'),
    repository: textOf('repository'),
    actor: textOf('actor'),
    runId: textOf('runId'),
    // An object parsed from JSON is a JSON value at every depth.
    details: { ...(details as AuditEntry['details']), until: toTimestamp(since + Number(aliveMs)) },
  };
}

export function createAuditIntents({ db, dialect }: OpenedDatabase): AuditIntents {
  return {
    open: ({ id, entry, missing, withinMs, lifetimeMs }) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          await appendAuditEntry(trx, dialect, entry);
          const payload = { missing, aliveMs: withinMs + lifetimeMs };
          await enqueue(trx, dialect, [{ kind: intentKind, key: id, payload, delayMs: withinMs }]);
        }),
      ),
    close: (id, outcome, within) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          for (const entry of outcome) await appendAuditEntry(trx, dialect, entry);
          await within?.(trx);
          await withdraw(trx, { kind: intentKind, key: id });
        }),
      ),
  };
}
