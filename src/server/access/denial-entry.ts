/** Audit entries of what callers asked for: the verified identity is theirs. */
import type { JsonValue } from '../../base/json.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { AuditEvent } from '../../domain/audit/events.ts';
import type { RequestRefusal } from '../http/answer.ts';
import { type Admin, adminActor } from './admin-tokens.ts';
import type { SessionClaims } from './session.ts';

export type EntryDetails = Readonly<Record<string, JsonValue>>;
type Decision = Pick<AuditEntry, 'event' | 'outcome' | 'traceId' | 'details'>;

/** The job of a session, as entries name it. */
export function toAuditSubject({ workspaceId, repositoryId, repository, claims }: SessionClaims) {
  return { workspaceId, repositoryId, repository, actor: claims.actor, runId: claims.run_id };
}

export function buildSessionEntry(session: SessionClaims, decision: Decision): AuditEntry {
  return { ...decision, ...toAuditSubject(session) };
}

export interface Denial {
  readonly event: AuditEvent;
  readonly traceId: string;
  readonly refusal: RequestRefusal;
}

/** `details`: besides what was answered. */
export function buildJobDenial(
  session: SessionClaims,
  { event, traceId, refusal }: Denial,
  details: EntryDetails,
): AuditEntry {
  return buildSessionEntry(session, {
    event,
    outcome: 'denied',
    traceId,
    details: { refusal: refusal.tag, message: refusal.message, ...details },
  });
}

/** `workspace.id`: as the request names it; the entry is filed under it only where it exists. */
export function buildAdminDenial(
  admin: Admin,
  { event, traceId, refusal }: Denial,
  workspace: { readonly id: string; readonly exists: boolean },
): AuditEntry {
  return {
    event,
    outcome: 'denied',
    workspaceId: workspace.exists ? workspace.id : undefined,
    actor: adminActor(admin),
    traceId,
    details: { refusal: refusal.tag, message: refusal.message, workspace: workspace.id },
  };
}
