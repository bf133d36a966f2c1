/** Audit entries of commits: who had what committed where, by numbers and ids. Never a content, never a message. */

import type { JsonValue } from '../../base/json.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { SessionClaims } from '../access/session.ts';
import { buildSessionEntry } from '../access/session-entry.ts';

export interface CommitEvent {
  readonly session: SessionClaims;
  readonly traceId: string;
  readonly event:
    | 'commit.created'
    | 'commit.unchanged'
    | 'commit.repeated'
    | 'commit.denied'
    | 'commit.failed';
  readonly outcome: AuditEntry['outcome'];
  readonly details: Readonly<Record<string, JsonValue>>;
}

export function buildCommitEntry({ session, traceId, event, outcome, details }: CommitEvent): AuditEntry {
  const { claims } = session;
  return buildSessionEntry(session, {
    event,
    outcome,
    traceId,
    details: {
      permission: 'ws:commits:create',
      ref: claims.ref,
      headRef: claims.head_ref ?? '',
      eventName: claims.event_name,
      workflowRef: claims.workflow_ref ?? '',
      runAttempt: claims.run_attempt,
      checkRunId: claims.check_run_id ?? '',
      actorId: claims.actor_id ?? '',
      ...details,
    },
  });
}
