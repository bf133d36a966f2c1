/** Audit entries about batches. */
import type { Kysely } from 'kysely';
import type { JsonValue } from '../../base/json.ts';
import type { Random } from '../../base/ports.ts';
import type { AuditEvent } from '../../domain/audit/events.ts';
import { type Activity, nameActivity } from '../../domain/dispatch/activities.ts';
import type { PullState } from '../../github/pull-state.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { Batch } from './batch-table.ts';
import type { DeployedRepository } from './seams.ts';

/** In the transaction of the change. */
export type RecordBatch = (trx: Kysely<Database>, before: Batch, after: Batch) => Promise<void>;

export interface RecordPorts {
  readonly dialect: Dialect;
  readonly random: Pick<Random, 'uuid'>;
}

interface BatchRecordEntry {
  readonly event: AuditEvent;
  readonly batch: Pick<Batch, 'id' | 'workspaceId' | 'repositoryId' | 'activity' | 'subject' | 'headSha'>;
  readonly actor?: string | undefined;
  /** Of the request that caused it. */
  readonly traceId?: string | undefined;
  readonly details?: Readonly<Record<string, JsonValue>> | undefined;
}

export async function recordAboutBatch(
  trx: Kysely<Database>,
  { event, batch, actor, traceId, details = {} }: BatchRecordEntry,
  { dialect, random }: RecordPorts,
): Promise<void> {
  const { id, workspaceId, repositoryId, activity, subject, headSha } = batch;
  await appendAuditEntry(trx, dialect, {
    event,
    outcome: event === 'batch.refused' ? 'failed' : 'allowed',
    workspaceId,
    repositoryId,
    actor,
    traceId: traceId ?? random.uuid().replaceAll('-', ''),
    details: { batch: id, activity: nameActivity(activity), subject, headSha, ...details },
  });
}

function eventOf(before: Batch, after: Batch): AuditEvent | undefined {
  const [was, is] = [before.standing, after.standing];
  if (is.heldBy !== undefined && is.heldBy !== was.heldBy) return 'batch.held';
  if (is.state === was.state) return undefined;
  switch (is.state) {
    case 'concluded':
      return 'batch.concluded';
    case 'superseded':
    case 'withdrawn':
      return 'batch.stopped';
    default:
      return undefined;
  }
}

/** The first deployments that are refused, or a batch that cannot be planned. */
function refusalOf(
  { standing: was }: Batch,
  { standing: is }: Batch,
): Readonly<Record<string, JsonValue>> | undefined {
  const { reason, counts } = is;
  if (reason === 'too_large' && is.state === 'concluded' && was.state !== is.state) return { reason };
  const refused = counts.refused ?? 0;
  return refused > 0 && (was.counts.refused ?? 0) === 0 ? { refused } : undefined;
}

export function createRecordBatch(ports: RecordPorts): RecordBatch {
  return async (trx, before, after) => {
    const refusal = refusalOf(before, after);
    if (refusal !== undefined)
      await recordAboutBatch(trx, { event: 'batch.refused', batch: after, details: refusal }, ports);
    const event = eventOf(before, after);
    if (event === undefined) return;
    const { state, conclusion, reason, heldBy } = after.standing;
    const facts = { state, conclusion, reason, heldBy };
    const details: Record<string, JsonValue> = {};
    for (const [name, value] of Object.entries(facts)) if (value !== undefined) details[name] = value;
    await recordAboutBatch(trx, { event, batch: after, details }, ports);
  };
}

const pullEvents: Readonly<Record<string, AuditEvent>> = {
  opened: 'pull_request.opened',
  merged: 'pull_request.merged',
};

/** An activity that brings a commit, or a merge. */
export async function recordAboutPull(
  trx: Kysely<Database>,
  {
    repository,
    pull,
    activity,
    actor,
  }: {
    readonly repository: DeployedRepository;
    readonly pull: Pick<PullState, 'number' | 'headSha' | 'mergeSha'>;
    readonly activity: Activity;
    readonly actor?: string | undefined;
  },
  { dialect, random }: RecordPorts,
): Promise<void> {
  const { number, headSha, mergeSha = null } = pull;
  await appendAuditEntry(trx, dialect, {
    event: pullEvents[activity.activity] ?? 'pull_request.updated',
    outcome: 'allowed',
    workspaceId: repository.workspaceId,
    repositoryId: repository.repositoryId,
    repository: repository.name,
    actor,
    traceId: random.uuid().replaceAll('-', ''),
    details: { activity: nameActivity(activity), number, headSha, mergeSha },
  });
}
