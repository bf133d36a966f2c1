/**
 * `GET /locks`, `GET /locks/{id}`: a job sees the locks of its own repository, others look as if there were none. An
 * admin sees those of the workspace that it names.
 */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import type { LockData } from '../../api/routes/locks.ts';
import { listLocksRoute, showLockRoute } from '../../api/routes/locks-read.ts';
import { admitAdmin } from '../access/admit-admin.ts';
import { registerCallerRoute } from '../access/api-route.ts';
import { isOwnRepository } from '../access/own-repository.ts';
import type { SessionClaims } from '../access/session.ts';
import { refuseOtherWorkspace } from '../access/workspace.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer, refuse } from '../http/answer.ts';
import { listLocksForAdmin, showLockToAdmin } from './admin-read.ts';
import { admitLockCaller } from './caller.ts';
import { showLock } from './show.ts';
import { maxLockPage } from './store.ts';

type ReadDependencies = Pick<
  AppDependencies,
  'config' | 'store' | 'sessions' | 'admins' | 'repositories' | 'runs'
>;

export function registerLockReadRoutes(app: FastifyInstance, deps: ReadDependencies): void {
  registerCallerRoute(app, deps, listLocksRoute, async ({ caller, query, traceId }) => {
    if (caller.kind === 'job') return listForJob(caller.session, query, deps);
    const request = { workspaceId: query.workspace, event: 'lock.list' as const, traceId };
    const admission = await admitAdmin(caller.admin, request, deps);
    return admission.status === 'refused' ? admission : listLocksForAdmin(admission.workspace, query, deps);
  });

  registerCallerRoute(app, deps, showLockRoute, async ({ caller, query, params, traceId }) => {
    if (caller.kind === 'job') return showToJob(caller.session, { ...query, ...params }, deps);
    const request = { workspaceId: query.workspace, event: 'lock.show' as const, traceId };
    const admission = await admitAdmin(caller.admin, request, deps);
    return admission.status === 'refused' ? admission : showLockToAdmin(admission.workspace, params.id, deps);
  });
}

async function listForJob(
  session: SessionClaims,
  query: Static<(typeof listLocksRoute)['query']>,
  deps: ReadDependencies,
): Promise<Answer<{ readonly locks: readonly LockData[]; readonly next?: string }>> {
  const foreign = refuseOtherWorkspace(session, query.workspace);
  if (foreign !== undefined) return { status: 'refused', refusal: foreign };
  const admission = await admitLockCaller(session, [], deps);
  if (admission.status === 'refused') return admission;
  if (query.repository !== undefined && !isOwnRepository(query.repository, admission.caller)) {
    return answer({ locks: [] });
  }
  const { prefix, state, after: afterPath } = query;
  const limit = Math.min(query.limit === undefined ? maxLockPage : Number(query.limit), maxLockPage);
  const { now, records } = await deps.store.locks.list({
    workspaceId: session.workspaceId,
    repositoryId: session.repositoryId,
    limit,
    ...(prefix === undefined ? {} : { prefix }),
    ...(state === undefined ? {} : { state }),
    ...(afterPath === undefined ? {} : { afterPath }),
  });
  const last = records.length === limit ? records.at(-1) : undefined;
  return answer({
    locks: records.map((record) => showLock(record, session.repository, now)),
    ...(last === undefined ? {} : { next: last.path }),
  });
}

async function showToJob(
  session: SessionClaims,
  { id, workspace }: { readonly id: string; readonly workspace?: string },
  deps: ReadDependencies,
): Promise<Answer<LockData>> {
  const foreign = refuseOtherWorkspace(session, workspace);
  if (foreign !== undefined) return { status: 'refused', refusal: foreign };
  const admission = await admitLockCaller(session, [], deps);
  if (admission.status === 'refused') return admission;
  const found = await deps.store.locks.find(session.workspaceId, id);
  return found === undefined || found.record.repositoryId !== session.repositoryId
    ? refuse(
        404,
        'LockNotFound',
        'Lock not found: nothing was granted under this id, or the key was granted again since.',
      )
    : answer(showLock(found.record, session.repository, found.now));
}
