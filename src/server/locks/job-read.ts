/** What a job sees of locks: those of its own repository. Locks of others look as if they did not exist. */
import type { Static } from 'typebox';
import type { listLocksRoute } from '../../api/routes/locks-read.ts';
import { ok } from '../../base/result.ts';
import { type AdmittedJob, isOwnRepository } from '../access/admit.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { type ShownLock, showLock } from './show.ts';
import { type LockStore, maxLockPage } from './store.ts';

export interface JobReadPorts {
  readonly locks: Pick<LockStore, 'list' | 'find'>;
}

/** `next`: where the next page begins; `undefined` on the last one. */
export interface LockPage {
  readonly locks: readonly ShownLock[];
  readonly next?: string | undefined;
}

export async function listLocksForJob(
  caller: AdmittedJob,
  query: Static<(typeof listLocksRoute)['query']>,
  { locks }: JobReadPorts,
): Promise<Answer<LockPage>> {
  if (query.repository !== undefined && !isOwnRepository(query.repository, caller)) return ok({ locks: [] });
  const { workspaceId, repositoryId, repository } = caller.session;
  const { prefix, state, after: afterPath } = query;
  const limit = Math.min(query.limit === undefined ? maxLockPage : Number(query.limit), maxLockPage);
  const page = await locks.list({ workspaceId, repositoryId, limit, prefix, state, afterPath });
  const { now, records } = page;
  const last = records.length === limit ? records.at(-1) : undefined;
  return ok({ locks: records.map((record) => showLock(record, repository, now)), next: last?.path });
}

export async function showLockToJob(
  { session }: AdmittedJob,
  id: string,
  { locks }: JobReadPorts,
): Promise<Answer<ShownLock>> {
  const found = await locks.find(session.workspaceId, id);
  if (found === undefined || found.record.repositoryId !== session.repositoryId) {
    const message = `Lock not found: no grant has the id ${id}, or its key was granted again since.`;
    return refuseRequest(404, 'LockNotFound', message);
  }
  return ok(showLock(found.record, session.repository, found.now));
}
