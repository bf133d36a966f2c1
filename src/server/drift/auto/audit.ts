/** Records in the audit log that the server remediates nothing more for a cause. */
import type { Kysely } from 'kysely';
import type { InstanceName } from '../../../domain/stacks/items.ts';
import { appendAuditEntry } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import type { Database } from '../../database/schema.ts';
import type { DriftPlace } from '../instance-table.ts';

export async function recordStopped(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    place: { workspaceId, repositoryId },
    name: { stack, component },
    cause,
    why,
    traceId,
  }: {
    readonly place: DriftPlace;
    readonly name: InstanceName;
    readonly cause: string;
    readonly why: 'failed' | 'returned';
    readonly traceId: string;
  },
): Promise<void> {
  await appendAuditEntry(trx, dialect, {
    event: 'drift.auto_stopped',
    outcome: 'failed',
    workspaceId,
    repositoryId,
    traceId,
    details: { cause, stack, component, why },
  });
}
