/** Audit entries about people: the actor is the login, and the details have the id that decides. */
import type { JsonValue } from '../../base/json.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { WebPerson } from './session-table.ts';

/** How details name a person. */
export function describePerson({ id, login }: WebPerson): JsonValue {
  return { id, login };
}

export function buildPersonEntry(
  person: WebPerson,
  decision: Pick<AuditEntry, 'event' | 'outcome' | 'traceId' | 'workspaceId' | 'details'>,
): AuditEntry {
  return {
    ...decision,
    actor: person.login,
    details: { person: describePerson(person), ...decision.details },
  };
}
