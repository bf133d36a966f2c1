/** Audit entries of what a session asked for: the verified identity is its caller's. */

import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { Refusal } from '../http/answer.ts';
import type { SessionClaims } from './session.ts';

type Decision = Pick<AuditEntry, 'event' | 'outcome' | 'traceId' | 'details'>;

export function buildSessionEntry(session: SessionClaims, decision: Decision): AuditEntry {
  const { workspaceId, repositoryId, repository, claims } = session;
  return {
    ...decision,
    workspaceId,
    repositoryId,
    repository,
    ...(claims.actor === undefined ? {} : { actor: claims.actor }),
    runId: claims.run_id,
  };
}

/** A job that may not do this at all, or not here. */
export function buildRefusedEntry(
  session: SessionClaims,
  event: AuditEntry['event'],
  { traceId, refusal }: { readonly traceId: string; readonly refusal: Refusal },
): AuditEntry {
  return buildSessionEntry(session, {
    event,
    outcome: 'denied',
    traceId,
    details: {
      refusal: refusal.errorTag,
      message: refusal.errorMessage,
      runAttempt: session.claims.run_attempt,
    },
  });
}
