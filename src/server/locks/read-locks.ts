/** Reads locks. A job sees those of its own repository, and others look nonexistent. An admin sees all of a workspace, and the state of a holder's run. */

import type { Static } from 'typebox';
import type { listLocksRoute } from '../../api/routes/locks-read.ts';
import { ok } from '../../base/result.ts';
import { isHeld, type LockRecord } from '../../domain/locks/lock.ts';
import { sayAbsent } from '../../domain/locks/words.ts';
import { type AdmittedJob, isOwnRepository } from '../access/admit.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { type RepositoryNames, readRepositoryNames } from '../repositories/repository-names.ts';
import type { RunStates } from '../repositories/run-states.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import { type ShownLock, type ShownLockDetails, showLock, showWaiter } from './show.ts';
import { type LockFilter, type LockStore, maxLockPage } from './store.ts';
import type { LockWaits } from './waiter-reads.ts';

export type AdminLockQuery = Static<(typeof listLocksRoute)['query']>;

export interface LockReadPorts {
  readonly locks: Pick<LockStore, 'list' | 'find'>;
  readonly waits: Pick<LockWaits, 'listFor'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly runs: Pick<RunStates, 'ask'>;
}

/** `next`: cursor of the next page; `undefined` on the last one. */
export interface LockPage {
  readonly locks: readonly ShownLock[];
  readonly next?: string | undefined;
}

export async function listLocksForJob(
  caller: AdmittedJob,
  query: AdminLockQuery,
  { locks }: Pick<LockReadPorts, 'locks'>,
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
  { locks }: Pick<LockReadPorts, 'locks'>,
): Promise<Answer<ShownLock>> {
  const found = await locks.find(session.workspaceId, id);
  if (found === undefined || found.record.repositoryId !== session.repositoryId) {
    const message = `Lock not found: no grant has the id ${id}, or its key was granted again since.`;
    return refuseRequest(404, 'LockNotFound', message);
  }
  return ok(showLock(found.record, session.repository, found.now));
}

function showTo(record: LockRecord, names: RepositoryNames, now: number): ShownLock {
  return showLock(record, nameRepository(record, names), now);
}

/** Reads `repositoryId/path`. A page can end within a repository. */
function readLockCursor(text: string): Pick<LockFilter, 'afterRepositoryId' | 'afterPath'> | undefined {
  const [, afterRepositoryId, afterPath] = /^([1-9][0-9]{0,19})\/(.*)$/s.exec(text) ?? [];
  return afterRepositoryId === undefined || afterPath === undefined
    ? undefined
    : { afterRepositoryId, afterPath };
}

/** The name of today, or where it is unknown, the name at the time of the take. */
export function nameRepository(record: LockRecord, names: RepositoryNames): string {
  return names.nameOf(record.repositoryId) ?? record.holder.repository;
}

/** A page of the locks of a workspace as they are stored, with the names of their repositories. */
export interface LockRecordPage {
  readonly now: number;
  readonly records: readonly LockRecord[];
  readonly names: RepositoryNames;
  readonly next: string | undefined;
}

export async function listLockRecordsForAdmin(
  workspace: WorkspaceConfig,
  { repository, prefix, state, after, limit: asked }: AdminLockQuery,
  { locks, repositories }: Pick<LockReadPorts, 'locks' | 'repositories'>,
): Promise<Answer<LockRecordPage>> {
  const names = await readRepositoryNames(workspace, repositories);
  const repositoryId = repository === undefined ? undefined : names.idOf(repository);
  if (repository !== undefined && repositoryId === undefined)
    return ok({ now: 0, records: [], names, next: undefined });
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
  return ok({ now, records, names, next: last && `${last.repositoryId}/${last.path}` });
}

export async function listLocksForAdmin(
  workspace: WorkspaceConfig,
  query: AdminLockQuery,
  ports: LockReadPorts,
): Promise<Answer<LockPage>> {
  const page = await listLockRecordsForAdmin(workspace, query, ports);
  if (page.status === 'refused') return page;
  const { now, records, names, next } = page.value;
  return ok({ locks: records.map((record) => showTo(record, names, now)), next });
}

export async function showLockToAdmin(
  workspace: WorkspaceConfig,
  id: string,
  { locks, waits, repositories, runs }: LockReadPorts,
): Promise<Answer<ShownLockDetails>> {
  const found = await locks.find(workspace.id, id);
  if (found === undefined) return refuseRequest(404, 'LockNotFound', sayAbsent(undefined, undefined));
  const { record, now } = found;
  const waiters = (await waits.listFor(record)).map(showWaiter);
  const lock = { ...showTo(record, await readRepositoryNames(workspace, repositories), now), waiters };
  return ok(isHeld(record, now) ? { ...lock, run: await runs.ask(record) } : lock);
}
