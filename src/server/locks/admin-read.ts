/** What an admin sees of a workspace's locks: those of all its repositories, and the state of a holder's run. */
import type { Static } from 'typebox';
import type { listLocksRoute } from '../../api/routes/locks-read.ts';
import { ok } from '../../base/result.ts';
import { isHeld, type LockRecord } from '../../domain/locks/lock.ts';
import { sayAbsent } from '../../domain/locks/words.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { type RepositoryNames, readRepositoryNames } from '../repositories/repository-names.ts';
import type { RunStates } from '../repositories/run-states.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import type { LockPage } from './job-read.ts';
import { type ShownLock, showLock } from './show.ts';
import { type LockFilter, type LockStore, maxLockPage } from './store.ts';

type LockQuery = Static<(typeof listLocksRoute)['query']>;

export interface AdminReadPorts {
  readonly locks: Pick<LockStore, 'list' | 'find'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly runs: Pick<RunStates, 'ask'>;
}

/** The name under which the lock was taken is the fallback for an unknown one. */
function showTo(record: LockRecord, names: RepositoryNames, now: number): ShownLock {
  return showLock(record, names.nameOf(record.repositoryId) ?? record.holder.repository, now);
}

/** `repositoryId/path`: one page ends in the middle of a repository, or between two. */
function readLockCursor(text: string): Pick<LockFilter, 'afterRepositoryId' | 'afterPath'> | undefined {
  const [, afterRepositoryId, afterPath] = /^([1-9][0-9]{0,19})\/(.*)$/s.exec(text) ?? [];
  return afterRepositoryId === undefined || afterPath === undefined
    ? undefined
    : { afterRepositoryId, afterPath };
}

export async function listLocksForAdmin(
  workspace: WorkspaceConfig,
  { repository, prefix, state, after, limit: asked }: LockQuery,
  { locks, repositories }: AdminReadPorts,
): Promise<Answer<LockPage>> {
  const names = await readRepositoryNames(workspace, repositories);
  const repositoryId = repository === undefined ? undefined : names.idOf(repository);
  if (repository !== undefined && repositoryId === undefined) return ok({ locks: [] });
  const cursor = after === undefined ? undefined : readLockCursor(after);
  if (after !== undefined && cursor === undefined) {
    return refuseRequest(400, 'InvalidRequest', 'Invalid `after`. Send the `next` of the page before.');
  }
  const limit = Math.min(asked === undefined ? maxLockPage : Number(asked), maxLockPage);
  const { now, records } = await locks.list({
    workspaceId: workspace.id,
    limit,
    repositoryId,
    prefix,
    state,
    ...cursor,
  });
  const last = records.length === limit ? records.at(-1) : undefined;
  return ok({
    locks: records.map((record) => showTo(record, names, now)),
    next: last && `${last.repositoryId}/${last.path}`,
  });
}

export async function showLockToAdmin(
  workspace: WorkspaceConfig,
  id: string,
  { locks, repositories, runs }: AdminReadPorts,
): Promise<Answer<ShownLock>> {
  const found = await locks.find(workspace.id, id);
  if (found === undefined) return refuseRequest(404, 'LockNotFound', sayAbsent(undefined, undefined));
  const { record, now } = found;
  const lock = showTo(record, await readRepositoryNames(workspace, repositories), now);
  return ok(isHeld(record, now) ? { ...lock, run: await runs.ask(record) } : lock);
}
