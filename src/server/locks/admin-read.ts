/** What an admin sees of a workspace's locks: those of all its repositories, and how the run of a holder goes. */
import type { Static } from 'typebox';
import type { LockData } from '../../api/routes/locks.ts';
import type { listLocksRoute } from '../../api/routes/locks-read.ts';
import { isHeld, type LockRecord } from '../../domain/locks/lock.ts';
import { sayAbsent } from '../../domain/locks/words.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer, refuse } from '../http/answer.ts';
import { type RepositoryNames, readRepositoryNames } from '../repositories/repository-names.ts';
import { showLock } from './show.ts';
import { type LockFilter, maxLockPage } from './store.ts';

type LockQuery = Static<(typeof listLocksRoute)['query']>;
interface LockPage {
  readonly locks: readonly LockData[];
  readonly next?: string;
}

/** The name under which the lock was taken stands in for one that is not known. */
function showTo(record: LockRecord, names: RepositoryNames, now: number): LockData {
  return showLock(record, names.nameOf(record.repositoryId) ?? record.holder.repository, now);
}

/** `repositoryId/path`: one page ends in the middle of a repository, or between two. */
function readCursor(text: string): Required<Pick<LockFilter, 'afterRepositoryId' | 'afterPath'>> | undefined {
  const [, afterRepositoryId, afterPath] = /^([1-9][0-9]{0,19})\/(.*)$/s.exec(text) ?? [];
  return afterRepositoryId === undefined || afterPath === undefined
    ? undefined
    : { afterRepositoryId, afterPath };
}

export async function listLocksForAdmin(
  workspace: WorkspaceConfig,
  { repository, prefix, state, after, limit: asked }: LockQuery,
  { store }: Pick<AppDependencies, 'store'>,
): Promise<Answer<LockPage>> {
  const names = await readRepositoryNames(workspace, store);
  const repositoryId = repository === undefined ? undefined : names.idOf(repository);
  if (repository !== undefined && repositoryId === undefined) return answer({ locks: [] });
  const cursor = after === undefined ? undefined : readCursor(after);
  if (after !== undefined && cursor === undefined) {
    return refuse(400, 'InvalidRequest', '`after` is not the `next` of a page that an admin was given.');
  }
  const limit = Math.min(asked === undefined ? maxLockPage : Number(asked), maxLockPage);
  const { now, records } = await store.locks.list({
    workspaceId: workspace.id,
    limit,
    ...(repositoryId === undefined ? {} : { repositoryId }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(state === undefined ? {} : { state }),
    ...cursor,
  });
  const last = records.length === limit ? records.at(-1) : undefined;
  return answer({
    locks: records.map((record) => showTo(record, names, now)),
    ...(last === undefined ? {} : { next: `${last.repositoryId}/${last.path}` }),
  });
}

export async function showLockToAdmin(
  workspace: WorkspaceConfig,
  id: string,
  { store, runs }: Pick<AppDependencies, 'store' | 'runs'>,
): Promise<Answer<LockData>> {
  const found = await store.locks.find(workspace.id, id);
  if (found === undefined) return refuse(404, 'LockNotFound', sayAbsent(undefined, undefined));
  const { record, now } = found;
  const lock = showTo(record, await readRepositoryNames(workspace, store), now);
  return answer(isHeld(record, now) ? { ...lock, run: await runs.ask(record) } : lock);
}
