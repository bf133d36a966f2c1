/** Releases a lock for an admin: always against its holder, so always by force, with a reason, and on record. */
import type { LockData, UnlockRequest } from '../../api/routes/locks.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { LockEvent } from '../../domain/locks/events.ts';
import type { LockHolder } from '../../domain/locks/lock.ts';
import { formatLockKey, readLockKey } from '../../domain/locks/lock-key.ts';
import { sayAbsent } from '../../domain/locks/words.ts';
import { type Admin, adminActor } from '../access/admin-tokens.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer, refuse } from '../http/answer.ts';
import { readRepositoryNames } from '../repositories/repository-names.ts';
import { buildExpiryEntry, describeGrant } from './audit.ts';
import { showLock } from './show.ts';

/** An admin is no job, and stands to every holder as a stranger. */
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

export interface AdminReleaseContext {
  readonly admin: Admin;
  readonly workspace: WorkspaceConfig;
  readonly traceId: string;
}

function describe(event: LockEvent, { admin, traceId }: AdminReleaseContext): AuditEntry {
  const { name, record, victim, how, reason } = event;
  if (name === 'lock.expired') return buildExpiryEntry(event, traceId, { admin: admin.name });
  return {
    event: name,
    outcome: 'allowed',
    workspaceId: record.workspaceId,
    repositoryId: record.repositoryId,
    repository: record.holder.repository,
    actor: adminActor(admin),
    traceId,
    details: {
      lock: describeGrant(record),
      by: { admin: admin.name },
      ...(victim === undefined ? {} : { victim: describeGrant(victim) }),
      ...(how === undefined ? {} : { how }),
      ...(reason === undefined ? {} : { reason }),
    },
  };
}

interface Target {
  readonly repositoryId: string;
  readonly path: string;
  readonly key: string;
}

/** The row that `key` or `id` means; the store then holds it to both. */
async function findTarget(
  { key, id }: UnlockRequest,
  { workspace }: AdminReleaseContext,
  { store }: Pick<AppDependencies, 'store'>,
): Promise<Target | Answer<never>> {
  const names = await readRepositoryNames(workspace, store);
  if (key !== undefined) {
    const parsed = readLockKey(key);
    if (parsed.status === 'refused') return refuse(400, parsed.refusal.tag, parsed.refusal.message);
    const { repository, path } = parsed.value;
    const repositoryId = names.idOf(repository);
    return repositoryId === undefined
      ? refuse(404, 'LockNotFound', sayAbsent(key, undefined))
      : { repositoryId, path, key };
  }
  if (id === undefined) return refuse(400, 'InvalidRequest', 'Name the lock by `key` or by `id`.');
  const found = await store.locks.find(workspace.id, id);
  if (found === undefined) return refuse(404, 'LockNotFound', sayAbsent(undefined, undefined));
  const { repositoryId, path, holder } = found.record;
  const repository = names.nameOf(repositoryId) ?? holder.repository;
  return { repositoryId, path, key: formatLockKey({ repository, path }) };
}

export async function releaseLockForAdmin(
  ask: UnlockRequest,
  context: AdminReleaseContext,
  deps: Pick<AppDependencies, 'store'>,
): Promise<Answer<LockData>> {
  const { force, reason, id } = ask;
  if (force !== true || reason === undefined || reason.trim() === '') {
    const words =
      'An admin releases a lock by force only: send `force: true` and a `reason`; it goes on record.';
    return refuse(400, 'InvalidRequest', words);
  }
  const target = await findTarget(ask, context, deps);
  if ('status' in target) return target;
  const { repositoryId, path, key } = target;
  const { workspace } = context;
  const decision = await deps.store.locks.release(
    { workspaceId: workspace.id, repositoryId, path },
    { caller: nobody, id, forced: { reason }, policy: workspace.locks.release, judged: undefined, reason },
    (events) => events.map((event) => describe(event, context)),
  );
  if (decision.status === 'absent') return refuse(404, 'LockNotFound', sayAbsent(key, undefined));
  if (decision.status !== 'released') throw new Error(`a forced release was ${decision.status}`);
  const { record } = decision;
  const repository = key.slice(0, -(path.length + 1));
  return answer(showLock(record, repository, record.freeAt));
}
