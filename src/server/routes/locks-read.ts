/** `GET /locks`, `GET /locks/{id}`: a job sees the locks of its own repository; others look as if there were none. */
import type { FastifyInstance } from 'fastify';
import { listLocksRoute, showLockRoute } from '../../api/routes/locks.ts';
import type { AppDependencies } from '../dependencies.ts';
import { answer, refuse } from '../http/answer.ts';
import { registerSessionQuery } from '../http/query-route.ts';
import { admitLockCaller, isOwnRepository } from '../locks/caller.ts';
import { showLock } from '../locks/show.ts';
import { maxLockPage } from '../store/lock-store.ts';

type ReadDependencies = Pick<AppDependencies, 'config' | 'store' | 'sessions' | 'repositories'>;

export function registerLockReadRoutes(app: FastifyInstance, deps: ReadDependencies): void {
  registerSessionQuery(app, deps, listLocksRoute, async ({ session, query }) => {
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
  });

  registerSessionQuery(app, deps, showLockRoute, async ({ session, params }) => {
    const admission = await admitLockCaller(session, [], deps);
    if (admission.status === 'refused') return admission;
    const found = await deps.store.locks.find(session.workspaceId, params.id);
    return found === undefined || found.record.repositoryId !== session.repositoryId
      ? refuse(
          404,
          'LockNotFound',
          'Lock not found: nothing was granted under this id, or the key was granted again since.',
        )
      : answer(showLock(found.record, session.repository, found.now));
  });
}
