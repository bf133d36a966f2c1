/** `/locks`: who may take and release. What becomes of a key is decided under its row's lock in the store. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  type LockData,
  type LockManyRequest,
  type LockRequest,
  releaseLockRoute,
  type StopWaitingRequest,
  stopWaitingRoute,
  takeLockRoute,
  takeLocksRoute,
  type UnlockRequest,
} from '../../api/routes/locks.ts';
import { waiterId } from '../../domain/locks/queue.ts';
import type { PermissionId } from '../../domain/permissions/rows.ts';
import { admitAdmin } from '../access/admit-admin.ts';
import {
  type CallerContext,
  registerCallerRoute,
  registerSessionRoute,
  type SessionContext,
} from '../access/api-route.ts';
import { buildRefusedEntry } from '../access/session-entry.ts';
import { refuseOtherWorkspace } from '../access/workspace.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer } from '../http/answer.ts';
import { loggerPort } from '../http/logging.ts';
import { releaseLockForAdmin } from './admin-release.ts';
import { createDenialSampler } from './audit.ts';
import { type Admission, admitLockCaller } from './caller.ts';
import { releaseLock } from './release-lock.ts';
import { showLock } from './show.ts';
import { type TakeDependencies, takeLocks, type WaitTerms } from './take-locks.ts';
import { readTakeRequests, type TakeAsk } from './take-requests.ts';
import { createWaitingRoom } from './waiting-room.ts';

export type LockDependencies = Pick<
  AppDependencies,
  | 'config'
  | 'store'
  | 'clock'
  | 'random'
  | 'logger'
  | 'metrics'
  | 'sessions'
  | 'admins'
  | 'repositories'
  | 'runs'
>;
type Parts = LockDependencies & TakeDependencies;

export function registerLockRoutes(app: FastifyInstance, dependencies: LockDependencies): void {
  const { store, clock, logger, metrics } = dependencies;
  const room = createWaitingRoom({ store, clock, logger: loggerPort(logger), metrics: metrics.locks });
  const parts: Parts = { ...dependencies, denials: createDenialSampler(), room };
  // Whoever waits asks another replica; a drain waits for nobody who waits.
  app.addHook('preClose', async () => room.close());
  registerSessionRoute(app, parts, takeLockRoute, (context) => takeOne(context, parts));
  registerSessionRoute(app, parts, takeLocksRoute, (context, reply) => takeMany(context, reply, parts));
  registerSessionRoute(app, parts, stopWaitingRoute, (context) => stopWaiting(context, parts));
  registerCallerRoute(app, parts, releaseLockRoute, (context) => release(context, parts));
}

async function admit(
  { session, traceId }: SessionContext<unknown>,
  permissions: readonly PermissionId[],
  parts: Parts,
): Promise<Admission> {
  const admission = await admitLockCaller(session, permissions, parts);
  if (admission.status === 'refused') {
    const { refusal } = admission;
    await parts.store.audit.append(buildRefusedEntry(session, 'lock.denied', { traceId, refusal }));
  }
  return admission;
}

async function take(
  context: SessionContext<unknown>,
  ask: TakeAsk & { readonly wait?: WaitTerms },
  parts: Parts,
): Promise<Answer<readonly LockData[]>> {
  const admission = await admit(context, ['ws:locks:create'], parts);
  if (admission.status === 'refused') return admission;
  const { caller } = admission;
  const { traceId } = context;
  const wait = ask.wait === undefined ? {} : { wait: ask.wait };
  const taken = await takeLocks(ask, { caller, traceId, ...wait }, parts);
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

/** Aborted when the client closes its connection before it was answered. */
function whileListening({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => controller.abort());
  return controller.signal;
}

async function takeMany(
  context: SessionContext<LockManyRequest>,
  reply: FastifyReply,
  parts: Parts,
): Promise<Answer<{ readonly locks: readonly LockData[] }>> {
  const { keys, waitSeconds, ...terms } = context.body;
  const wait =
    waitSeconds === undefined ? {} : { wait: { waitMs: waitSeconds * 1_000, signal: whileListening(reply) } };
  const taken = await take(context, { keys, terms, ...wait }, parts);
  return taken.status === 'refused' ? taken : answer({ locks: taken.data });
}

async function stopWaiting(
  context: SessionContext<StopWaitingRequest>,
  parts: Parts,
): Promise<Answer<{ readonly left: boolean }>> {
  const admission = await admit(context, ['ws:locks:create'], parts);
  if (admission.status === 'refused') return admission;
  const { keys, properties } = context.body;
  // Any TTL will do: nothing is taken.
  const terms = { ttl: 1, ...(properties === undefined ? {} : { properties }) };
  const read = readTakeRequests({ keys, terms }, admission.caller, parts.random);
  if (read.status === 'refused') return read;
  return answer({ left: await parts.room.leave(waiterId(read.requests)) });
}

async function release(context: CallerContext<UnlockRequest>, parts: Parts): Promise<Answer<LockData>> {
  const released = await releaseFor(context, parts);
  if (released.status === 'ok') parts.room.wake();
  return released;
}

async function releaseFor(context: CallerContext<UnlockRequest>, parts: Parts): Promise<Answer<LockData>> {
  const { body, caller, traceId } = context;
  if (caller.kind === 'job') return releaseForJob({ ...context, session: caller.session }, parts);
  const { admin } = caller;
  const request = { workspaceId: body.workspace, event: 'lock.denied' as const, traceId };
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
