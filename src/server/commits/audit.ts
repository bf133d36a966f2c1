/** Audit entries of commits: who had what committed where, by numbers and ids. Never a file's content or a commit message. */

import type { JsonValue } from '../../base/json.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { buildSessionEntry, type EntryDetails } from '../access/denial-entry.ts';
import type { SessionClaims } from '../access/session.ts';

export interface CommitEvent {
  readonly session: SessionClaims;
  readonly traceId: string;
  readonly event: 'commit.created' | 'commit.unchanged' | 'commit.repeated' | 'commit.failed';
  readonly outcome: AuditEntry['outcome'];
  readonly details: Readonly<Record<string, JsonValue>>;
}

export function buildCommitEntry({ session, traceId, event, outcome, details }: CommitEvent): AuditEntry {
  return buildSessionEntry(session, {
    event,
    outcome,
    traceId,
    details: { ...describeCommitRun(session), ...details },
  });
}

/** The run that asked, by its verified claims. */
export function describeCommitRun({ claims }: SessionClaims): EntryDetails {
  return {
    permission: 'ws:commits:create',
    ref: claims.ref,
    headRef: claims.head_ref ?? '',
    eventName: claims.event_name,
    workflowRef: claims.workflow_ref ?? '',
    runAttempt: claims.run_attempt,
    checkRunId: claims.check_run_id ?? '',
    actorId: claims.actor_id ?? '',
  };
}
