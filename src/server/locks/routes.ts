/** `/locks`: take, release, stop waiting, read. Who may do what is data; what happens to a key is decided under its row's lock. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  releaseLockRoute,
  stopWaitingRoute,
  takeLockRoute,
  takeLocksRoute,
  type UnlockRequest,
} from '../../api/routes/locks.ts';
import { listLocksRoute, showLockRoute } from '../../api/routes/locks-read.ts';
import { ok } from '../../base/result.ts';
import { waiterId } from '../../domain/locks/queue.ts';
import type { AdmittedAdmin, AdmittedJob } from '../access/admit.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import type { ServerConfig } from '../config/config.ts';
import type { Answer } from '../http/answer.ts';
import { type AdminReadPorts, listLocksForAdmin, showLockToAdmin } from './admin-read.ts';
import { releaseLockForAdmin } from './admin-release.ts';
import { toLockCaller } from './caller.ts';
import { listLocksForJob, showLockToJob } from './job-read.ts';
import { type ReleaseLockPorts, releaseLock } from './release-lock.ts';
import { type ShownLock, showLock } from './show.ts';
import { type TakePorts, takeLocks, type WaitTerms } from './take-locks.ts';
import { readTakeRequests, type TakeAsk } from './take-requests.ts';

export interface LockRoutePorts extends TakePorts, ReleaseLockPorts, AdminReadPorts {
  readonly config: Pick<ServerConfig, 'github'>;
  readonly locks: TakePorts['locks'] & ReleaseLockPorts['locks'] & AdminReadPorts['locks'];
}

/** What the routes share: a job as a caller of the locks, and a take with its answer. */
interface Asking {
  readonly caller: AdmittedJob;
  readonly traceId: string;
}

const taking = { callers: 'jobs', permissions: ['ws:locks:create'], denial: 'lock.denied' } as const;

async function take(
  { caller: job, traceId }: Asking,
  { wait, ...ask }: TakeAsk & { readonly wait: WaitTerms | undefined },
  ports: LockRoutePorts,
): Promise<Answer<readonly ShownLock[]>> {
  const caller = toLockCaller(job, ports.config.github.serverUrl);
  if (caller.status === 'refused') return caller;
  const taken = await takeLocks(ask, { caller: caller.value, traceId, wait }, ports);
  if (taken.status === 'refused') return taken;
  return ok(
    taken.value.map(({ record, how }) => ({
      ...showLock(record, job.session.repository, record.updatedAt),
      outcome: how,
    })),
  );
}

/** Aborted when the client closes its connection before it was answered. */
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
    return releaseLockForAdmin(body, { admin: caller.admin, workspace: caller.workspace, traceId }, ports);
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
    handle: async (context) => {
      const { key, ...terms } = context.body;
      const taken = await take(context, { keys: [key], terms, wait: undefined }, ports);
      if (taken.status === 'refused') return taken;
      const [lock] = taken.value;
      if (lock === undefined) throw new Error('a take of one key granted none');
      return ok(lock);
    },
  });
  register(app, takeLocksRoute, {
    ...taking,
    handle: async (context, reply) => {
      const { keys, waitSeconds, ...terms } = context.body;
      const wait =
        waitSeconds === undefined
          ? undefined
          : { waitMs: waitSeconds * 1_000, signal: whileListening(reply) };
      const taken = await take(context, { keys, terms, wait }, ports);
      return taken.status === 'refused' ? taken : ok({ locks: taken.value });
    },
  });
  register(app, stopWaitingRoute, {
    ...taking,
    handle: async ({ caller: job, body: { keys, properties } }) => {
      const caller = toLockCaller(job, ports.config.github.serverUrl);
      if (caller.status === 'refused') return caller;
      // Any TTL will do: nothing is taken.
      const terms = { ttl: 1, properties };
      const read = readTakeRequests({ keys, terms }, caller.value, ports.random);
      if (read.status === 'refused') return read;
      return ok({ left: await ports.room.leave(waiterId(read.value)) });
    },
  });
}

function registerReleaseRoute(app: FastifyInstance, register: RegisterRoute, ports: LockRoutePorts): void {
  register(app, releaseLockRoute, {
    callers: 'both',
    permissions: ({ body }) =>
      body.force === true ? ['ws:locks:delete', 'ws:locks:force'] : ['ws:locks:delete'],
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
