/** `/locks`: who may take and release. What becomes of a key is decided under its row's lock in the store. */
import type { FastifyInstance } from 'fastify';
import {
  type LockData,
  type LockManyRequest,
  type LockRequest,
  releaseLockRoute,
  takeLockRoute,
  takeLocksRoute,
  type UnlockRequest,
} from '../../api/routes/locks.ts';
import type { PermissionId } from '../../permissions/rows.ts';
import { admitAdmin } from '../admins/admit-admin.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer } from '../http/answer.ts';
import {
  type CallerContext,
  registerCallerRoute,
  registerSessionRoute,
  type SessionContext,
} from '../http/api-route.ts';
import { releaseLockForAdmin } from '../locks/admin-release.ts';
import { createDenialSampler, type DenialSampler } from '../locks/audit.ts';
import { type Admission, admitLockCaller } from '../locks/caller.ts';
import { recordRefusedCaller } from '../locks/refused-caller.ts';
import { releaseLock } from '../locks/release-lock.ts';
import { showLock } from '../locks/show.ts';
import { type TakeAsk, takeLocks } from '../locks/take-locks.ts';
import { refuseOtherWorkspace } from '../locks/workspace.ts';

export type LockDependencies = Pick<
  AppDependencies,
  'config' | 'store' | 'random' | 'sessions' | 'admins' | 'repositories' | 'runs'
>;
type Parts = LockDependencies & { readonly denials: DenialSampler };

export function registerLockRoutes(app: FastifyInstance, dependencies: LockDependencies): void {
  const parts: Parts = { ...dependencies, denials: createDenialSampler() };
  registerSessionRoute(app, parts, takeLockRoute, (context) => takeOne(context, parts));
  registerSessionRoute(app, parts, takeLocksRoute, (context) => takeMany(context, parts));
  registerCallerRoute(app, parts, releaseLockRoute, (context) => release(context, parts));
}

async function admit(
  { session, traceId }: SessionContext<unknown>,
  permissions: readonly PermissionId[],
  parts: Parts,
): Promise<Admission> {
  const admission = await admitLockCaller(session, permissions, parts);
  if (admission.status === 'refused') {
    await recordRefusedCaller(session, { traceId, refusal: admission.refusal }, parts.store.audit);
  }
  return admission;
}

async function take(
  context: SessionContext<unknown>,
  ask: TakeAsk,
  parts: Parts,
): Promise<Answer<readonly LockData[]>> {
  const admission = await admit(context, ['ws:locks:create'], parts);
  if (admission.status === 'refused') return admission;
  const { caller } = admission;
  const taken = await takeLocks(ask, { caller, traceId: context.traceId }, parts);
  if (taken.status === 'refused') return taken;
  return answer(
    taken.grants.map(({ record, how }) => ({
      ...showLock(record, caller.session.repository, record.updatedAt),
      outcome: how,
    })),
  );
}

async function takeOne(context: SessionContext<LockRequest>, parts: Parts): Promise<Answer<LockData>> {
  const { key, ...terms } = context.body;
  const taken = await take(context, { keys: [key], terms }, parts);
  if (taken.status === 'refused') return taken;
  const [lock] = taken.data;
  if (lock === undefined) throw new Error('one key was granted as none');
  return answer(lock);
}

async function takeMany(
  context: SessionContext<LockManyRequest>,
  parts: Parts,
): Promise<Answer<{ readonly locks: readonly LockData[] }>> {
  const { keys, ...terms } = context.body;
  const taken = await take(context, { keys, terms }, parts);
  return taken.status === 'refused' ? taken : answer({ locks: taken.data });
}

async function release(context: CallerContext<UnlockRequest>, parts: Parts): Promise<Answer<LockData>> {
  const { body, caller, traceId } = context;
  if (caller.kind === 'job') return releaseForJob({ ...context, session: caller.session }, parts);
  const { admin } = caller;
  const request = { workspaceId: body.workspace, event: 'lock.denied', traceId };
  const admission = await admitAdmin(admin, request, parts);
  if (admission.status === 'refused') return admission;
  return releaseLockForAdmin(body, { admin, workspace: admission.workspace, traceId }, parts);
}

async function releaseForJob(
  context: SessionContext<UnlockRequest>,
  parts: Parts,
): Promise<Answer<LockData>> {
  const { body, traceId, session } = context;
  const foreign = refuseOtherWorkspace(session, body.workspace);
  if (foreign !== undefined) return { status: 'refused', refusal: foreign };
  const force: PermissionId[] = body.force === true ? ['ws:locks:force'] : [];
  const admission = await admit(context, ['ws:locks:delete', ...force], parts);
  if (admission.status === 'refused') return admission;
  const { caller } = admission;
  const released = await releaseLock(body, { caller, traceId }, parts);
  if (released.status === 'refused') return released;
  const { record } = released;
  return answer(showLock(record, caller.session.repository, record.freeAt));
}
