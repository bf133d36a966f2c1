/** The routes of `/locks`: take, release, stop waiting, read. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  type LockManyRequest,
  releaseLockRoute,
  stopWaitingRoute,
  takeLockRoute,
  takeLocksRoute,
  type UnlockRequest,
} from '../../api/routes/locks.ts';
import { listLocksRoute, showLockRoute } from '../../api/routes/locks-read.ts';
import type { Sent } from '../../base/json.ts';
import { ok } from '../../base/result.ts';
import { adminActor } from '../access/admin-tokens.ts';
import type { AdmittedAdmin, AdmittedJob } from '../access/admit.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import type { ServerConfig } from '../config/config.ts';
import type { Answer } from '../http/answer.ts';
import { releaseLockForAdmin } from './admin-release.ts';
import { readTakeRequests, toLockCaller } from './job-requests.ts';
import {
  type LockReadPorts,
  listLocksForAdmin,
  listLocksForJob,
  showLockToAdmin,
  showLockToJob,
} from './read-locks.ts';
import { type ReleaseLockPorts, releaseLock } from './release-lock.ts';
import { type ShownLock, showLock } from './show.ts';
import { type StopWaitingPorts, stopWaiting } from './stop-waiting.ts';
import { type TakePorts, takeLocks } from './take-locks.ts';

export interface LockRoutePorts extends TakePorts, ReleaseLockPorts, LockReadPorts {
  readonly config: Pick<ServerConfig, 'github'>;
  readonly locks: TakePorts['locks'] &
    ReleaseLockPorts['locks'] &
    LockReadPorts['locks'] &
    StopWaitingPorts['locks'];
}

interface Asking {
  readonly caller: AdmittedJob;
  readonly traceId: string;
  /** Aborted when the client has closed its connection. */
  readonly signal: AbortSignal;
}

const taking = { callers: 'jobs', permissions: ['ws:locks:create'], denial: 'lock.denied' } as const;

async function take(
  body: Sent<LockManyRequest>,
  { caller: job, traceId, signal }: Asking,
  ports: LockRoutePorts,
): Promise<Answer<readonly ShownLock[]>> {
  const caller = toLockCaller(job, ports.config.github.serverUrl);
  if (caller.status === 'refused') return caller;
  const taken = await takeLocks(body, { caller: caller.value, traceId, signal }, ports);
  if (taken.status === 'refused') return taken;
  return ok(
    taken.value.map(({ record, how }) => ({
      ...showLock(record, job.session.repository, record.updatedAt),
      outcome: how,
    })),
  );
}

/** Aborted when the client closes its connection before the answer. */
function whileListening({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => controller.abort());
  return controller.signal;
}

async function release(
  body: UnlockRequest,
  { caller, traceId }: { readonly caller: AdmittedJob | AdmittedAdmin; readonly traceId: string },
  ports: LockRoutePorts,
): Promise<Answer<ShownLock>> {
  if (caller.kind === 'admin') {
    const { admin, workspace } = caller;
    const context = { actor: adminActor(admin), by: { admin: admin.name }, workspace, traceId };
    return releaseLockForAdmin(body, context, ports);
  }
  const asking = toLockCaller(caller, ports.config.github.serverUrl);
  if (asking.status === 'refused') return asking;
  const released = await releaseLock(body, { caller: asking.value, traceId }, ports);
  if (released.status === 'refused') return released;
  return ok(showLock(released.value, caller.session.repository, released.value.freeAt));
}

function registerTakeRoutes(app: FastifyInstance, register: RegisterRoute, ports: LockRoutePorts): void {
  register(app, takeLockRoute, {
    ...taking,
    handle: async ({ body: { key, ttl, lockMessage, properties }, ...context }, reply) => {
      const asking = { ...context, signal: whileListening(reply) };
      // A client cannot wait on this route.
      const taken = await take({ keys: [key], ttl, lockMessage, properties }, asking, ports);
      if (taken.status === 'refused') return taken;
      const [lock] = taken.value;
      if (lock === undefined) throw new Error('a take of one key granted none');
      return ok(lock);
    },
  });
  register(app, takeLocksRoute, {
    ...taking,
    handle: async ({ body, ...context }, reply) => {
      const taken = await take(body, { ...context, signal: whileListening(reply) }, ports);
      return taken.status === 'refused' ? taken : ok({ locks: taken.value });
    },
  });
  register(app, stopWaitingRoute, {
    ...taking,
    handle: async ({ caller: job, body: { keys, properties }, traceId }) => {
      const caller = toLockCaller(job, ports.config.github.serverUrl);
      if (caller.status === 'refused') return caller;
      // The TTL is required and not used: nothing is taken.
      const read = readTakeRequests({ keys, ttl: 1, properties }, caller.value, ports.random);
      if (read.status === 'refused') return read;
      return ok({ left: await stopWaiting(read.value, traceId, ports) });
    },
  });
}

function registerReleaseRoute(app: FastifyInstance, register: RegisterRoute, ports: LockRoutePorts): void {
  register(app, releaseLockRoute, {
    callers: 'both',
    permissions: ['ws:locks:delete'],
    furtherPermissions: ({ body }) => (body.force === true ? ['ws:locks:force'] : []),
    workspaceOf: ({ body }) => body.workspace,
    denial: 'lock.denied',
    handle: async (context) => {
      const released = await release(context.body, context, ports);
      if (released.status === 'ok') ports.room.wake();
      return released;
    },
  });
}

function registerReadRoutes(app: FastifyInstance, register: RegisterRoute, ports: LockRoutePorts): void {
  register(app, listLocksRoute, {
    callers: 'both',
    feature: 'locks',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'lock.list',
    handle: async ({ caller, query }) =>
      caller.kind === 'job'
        ? listLocksForJob(caller, query, ports)
        : listLocksForAdmin(caller.workspace, query, ports),
  });
  register(app, showLockRoute, {
    callers: 'both',
    feature: 'locks',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'lock.show',
    handle: async ({ caller, params }) =>
      caller.kind === 'job'
        ? showLockToJob(caller, params.id, ports)
        : showLockToAdmin(caller.workspace, params.id, ports),
  });
}

export function registerLockRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: LockRoutePorts,
): void {
  registerTakeRoutes(app, register, ports);
  registerReleaseRoute(app, register, ports);
  registerReadRoutes(app, register, ports);
}
