/** Releases a lock for an admin, by token or on a page. An admin is never the holder, so the release is forced, needs a reason, and is audited. */
import type { UnlockRequest } from '../../api/routes/locks.ts';
import type { JsonValue } from '../../base/json.ts';
import { ok, refuse } from '../../base/result.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { LockEvent } from '../../domain/locks/events.ts';
import type { LockHolder } from '../../domain/locks/lock.ts';
import { formatLockKey, readLockKey } from '../../domain/locks/lock-key.ts';
import { sayAbsent } from '../../domain/locks/words.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { readRepositoryNames } from '../repositories/repository-names.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import { buildExpiryEntry, describeEventCause, describeGrantedLock } from './audit.ts';
import { type ShownLock, showLock } from './show.ts';
import type { LockStore } from './store.ts';

/** The caller of an admin's release: an admin is not a job, so no holder matches. */
const nobody: LockHolder = {
  issuer: '',
  repositoryId: '',
  runId: '',
  runAttempt: 0,
  checkRunId: '',
  repository: '',
  runUrl: '',
  actor: '',
  workflow: '',
};

export interface AdminReleasePorts {
  readonly locks: Pick<LockStore, 'find' | 'release'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
}

export interface AdminReleaseContext {
  /** As the audit names the admin. */
  readonly actor: string;
  /** The admin in the details of entries. */
  readonly by: JsonValue;
  readonly workspace: WorkspaceConfig;
  readonly traceId: string;
}

function describe(event: LockEvent, { actor, by, traceId }: AdminReleaseContext): AuditEntry {
  const { name, record } = event;
  if (name === 'lock.expired') return buildExpiryEntry(event, traceId, by);
  return {
    event: name,
    outcome: 'allowed',
    workspaceId: record.workspaceId,
    repositoryId: record.repositoryId,
    repository: record.holder.repository,
    actor,
    traceId,
    details: {
      lock: describeGrantedLock(record),
      by,
      ...describeEventCause(event),
    },
  };
}

interface Target {
  readonly repositoryId: string;
  readonly path: string;
  readonly key: string;
}

/** Finds the row by `key` or `id`. If both are given, the store checks that they match. */
async function findTarget(
  { key, id }: UnlockRequest,
  { workspace }: AdminReleaseContext,
  { locks, repositories }: AdminReleasePorts,
): Promise<Answer<Target>> {
  const names = await readRepositoryNames(workspace, repositories);
  if (key !== undefined) {
    const parsed = readLockKey(key);
    if (parsed.status === 'refused') return refuse({ httpStatus: 400, ...parsed.refusal });
    const { repository, path } = parsed.value;
    const repositoryId = names.idOf(repository);
    return repositoryId === undefined
      ? refuseRequest(404, 'LockNotFound', sayAbsent(key, undefined))
      : ok({ repositoryId, path, key });
  }
  if (id === undefined) return refuseRequest(400, 'InvalidRequest', 'Missing `key` or `id` of the lock.');
  const found = await locks.find(workspace.id, id);
  if (found === undefined) return refuseRequest(404, 'LockNotFound', sayAbsent(undefined, undefined));
  const { repositoryId, path, holder } = found.record;
  const repository = names.nameOf(repositoryId) ?? holder.repository;
  return ok({ repositoryId, path, key: formatLockKey({ repository, path }) });
}

export async function releaseLockForAdmin(
  ask: UnlockRequest,
  context: AdminReleaseContext,
  ports: AdminReleasePorts,
): Promise<Answer<ShownLock>> {
  const { force, reason, id } = ask;
  if (force !== true || reason === undefined || reason.trim() === '') {
    const message =
      'An admin can release a lock by force only. Send `force: true` and a `reason` for the audit.';
    return refuseRequest(400, 'InvalidRequest', message);
  }
  const target = await findTarget(ask, context, ports);
  if (target.status === 'refused') return target;
  const { repositoryId, path, key } = target.value;
  const { workspace } = context;
  const decision = await ports.locks.release(
    { workspaceId: workspace.id, repositoryId, path },
    { caller: nobody, id, forced: { reason }, policy: workspace.locks.release, judged: undefined, reason },
    (events) => events.map((event) => describe(event, context)),
  );
  if (decision.status === 'absent') return refuseRequest(404, 'LockNotFound', sayAbsent(key, undefined));
  if (decision.status !== 'released') throw new Error(`a forced release was ${decision.status}`);
  const { record } = decision;
  const repository = key.slice(0, -(path.length + 1));
  return ok(showLock(record, repository, record.freeAt));
}
