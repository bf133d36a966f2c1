/** Converts between rows of the table and lock records. */
import type { Insertable, Selectable } from 'kysely';
import {
  type HoldingDeployment,
  type LockHolder,
  type LockRecord,
  lockEnds,
  lockKinds,
} from '../../domain/locks/lock.ts';
import { hasFields, readJsonText } from '../database/json-text.ts';
import type { LockTable } from '../database/schema.ts';

/** PostgreSQL rejects NUL and lone surrogates in text. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

const holderFields = {
  issuer: 'string',
  repositoryId: 'string',
  runId: 'string',
  runAttempt: 'number',
  checkRunId: 'string',
  repository: 'string',
  runUrl: 'string',
  actor: 'string',
  workflow: 'string',
} as const;
const recordFields = {
  id: 'string',
  workspaceId: 'string',
  repositoryId: 'string',
  path: 'string',
  token: 'number',
  kind: 'string',
  message: 'string',
  createdAt: 'number',
  updatedAt: 'number',
  expiresAt: 'number',
  freeAt: 'number',
  renewals: 'number',
} as const;

function isHoldingDeployment(value: unknown): value is HoldingDeployment {
  if (!hasFields(value, { id: 'string', subject: 'string' })) return false;
  const { runIds } = value;
  return Array.isArray(runIds) && runIds.every((runId) => typeof runId === 'string');
}

export function isLockHolder(value: unknown): value is LockHolder {
  if (!hasFields(value, holderFields)) return false;
  return value['deployment'] === undefined || isHoldingDeployment(value['deployment']);
}

function isOneOf(names: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && names.includes(value);
}

export function isLockRecord(value: unknown): value is LockRecord {
  if (!hasFields(value, recordFields)) return false;
  const { kind, holder, ended } = value;
  const isEnd = ended === undefined || (hasFields(ended, { at: 'number' }) && isOneOf(lockEnds, ended['by']));
  return isOneOf(lockKinds, kind) && isLockHolder(holder) && isEnd;
}

/** `undefined` for a key that was never granted: its row has token 0. */
export function toRecord(row: Selectable<LockTable>): LockRecord | undefined {
  if (row.token === 0) return undefined;
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    repositoryId: row.repository_id,
    path: row.path,
    token: row.token,
    kind: row.kind,
    message: row.message,
    holder: readJsonText(row.holder, isLockHolder, 'locks.holder'),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    freeAt: row.free_at,
    renewals: row.renewals,
    pending: row.pending === 1 ? true : undefined,
    ended:
      row.ended_at === null || row.ended_by === null ? undefined : { at: row.ended_at, by: row.ended_by },
  };
}

/** The columns of a grant except its key. */
export function toColumns(
  record: LockRecord,
): Omit<Insertable<LockTable>, 'workspace_id' | 'repository_id' | 'path'> {
  return {
    id: record.id,
    token: record.token,
    kind: record.kind,
    message: storable(record.message),
    holder: JSON.stringify(record.holder),
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    expires_at: record.expiresAt,
    free_at: record.freeAt,
    renewals: record.renewals,
    pending: record.pending === true ? 1 : 0,
    ended_at: record.ended?.at ?? null,
    ended_by: record.ended?.by ?? null,
  };
}

/** The row of a key that was never held, so that there is a row to lock. The first grant replaces `id`. */
export function emptyRow(
  key: Pick<LockRecord, 'workspaceId' | 'repositoryId' | 'path' | 'id'>,
): Insertable<LockTable> {
  return {
    workspace_id: key.workspaceId,
    repository_id: key.repositoryId,
    path: key.path,
    id: `never-granted:${key.id}`,
    token: 0,
    kind: 'hold',
    message: '',
    holder: '{}',
    created_at: 0,
    updated_at: 0,
    expires_at: 0,
    free_at: 0,
    renewals: 0,
    ended_at: 0,
    ended_by: 'released',
  };
}
