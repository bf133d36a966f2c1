/** Audit entries about merge groups and releases. */
import type { Kysely } from 'kysely';
import type { JsonValue } from '../../base/json.ts';
import type { AuditEvent } from '../../domain/audit/events.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Database } from '../database/schema.ts';
import type { RecordPorts } from './audit.ts';
import type { DeployedRepository } from './seams.ts';

/** In the transaction of the change. */
export async function recordAboutSubject(
  trx: Kysely<Database>,
  {
    event,
    repository,
    actor,
    details,
  }: {
    readonly event: AuditEvent;
    readonly repository: DeployedRepository;
    /** Login of who caused it. */
    readonly actor?: string | undefined;
    readonly details: Readonly<Record<string, JsonValue>>;
  },
  { dialect, random }: RecordPorts,
): Promise<void> {
  await appendAuditEntry(trx, dialect, {
    event,
    outcome: 'allowed',
    workspaceId: repository.workspaceId,
    repositoryId: repository.repositoryId,
    repository: repository.name,
    actor,
    traceId: random.uuid().replaceAll('-', ''),
    details,
  });
}
