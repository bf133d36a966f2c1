/** The lock requests of a client, one function each, and what their refusals mean. */
import type { WaitingAnswer } from '../../api/answers.ts';
import type {
  LockManyRequest,
  LockRequest,
  StopWaitingRequest,
  UnlockRequest,
} from '../../api/routes/locks.ts';
import type { Sent } from '../../base/json.ts';
import { validateWaitingAnswer } from '../../schema/generated/waiting-answer.cjs';
import { createReader, type Operation, openAnswer, readAnswer, readObject } from '../answer.ts';
import type { Send } from '../send.ts';
import type { Session, WithSession } from '../session.ts';
import type { LockOrder, ReleaseAnswer, ReleaseTarget, TakeAnswer } from './lock-answers.ts';
import {
  isUnknownRoute,
  readLock,
  readLocks,
  toReleaseAnswer,
  toTakeAnswer,
  toTakeManyAnswer,
} from './read-answer.ts';

interface LockCallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Of the whole request, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

export interface LockCalls {
  /** `POST /locks` for one key, with the fields that the hosted server knows. Do not retry it there: the second request is a conflict. */
  takeLock(session: Session, order: LockOrder, options?: LockCallOptions): Promise<TakeAnswer>;
  /** `POST /locks:acquire-many`, which only a server that renews has. A repeated request is a renewal. */
  takeLocks(session: Session, order: LockOrder, options?: LockCallOptions): Promise<TakeAnswer>;
  /**
   * `POST /locks:stop-waiting`: leaves the queue and gives back what the job has not confirmed. Returns whether there was either;
   * `undefined` from a server without a queue.
   */
  stopWaiting(
    session: Session,
    order: Pick<LockOrder, 'keys' | 'scope'>,
    options?: LockCallOptions,
  ): Promise<boolean | undefined>;
  /** `DELETE /locks`. */
  releaseLock(session: Session, target: ReleaseTarget, options?: LockCallOptions): Promise<ReleaseAnswer>;
}

/** Timeout of a request in milliseconds, as in the Atmos CLI. */
const defaultTimeoutMs = 30_000;
const addressHint = 'Check that endpoint is the path of the API and that the server supports locks.';

function createOperation(name: string, permission: string): Operation {
  return {
    name,
    codes: { 401: 'DENIED_SESSION', 403: 'DENIED_PERMISSION' },
    refusalCode: 'REMOTE_REFUSED',
    hints: {
      403: `This repository needs the permission ${permission} in the workspace.`,
      404: addressHint,
      405: addressHint,
    },
  };
}

const readWaiting = createReader<WaitingAnswer>(validateWaitingAnswer);
const takeOperation = createOperation('The lock', 'ws:locks:create');
const releaseOperation = createOperation('The release of the lock', 'ws:locks:delete');
const forceOperation = createOperation('The forced release of the lock', 'ws:locks:force');

/** The default is not sent: an older server does not know the field. */
function sentScope({ scope }: Pick<LockOrder, 'scope'>): 'run' | undefined {
  return scope === 'run' ? scope : undefined;
}

export function createLockCalls(send: Send): LockCalls {
  return {
    async takeLock(session, { keys, ttlSeconds, message }, { signal, timeoutMs = defaultTimeoutMs } = {}) {
      const [key = ''] = keys;
      const body: LockRequest = { key, ttl: ttlSeconds.plain, lockMessage: message };
      const request = { method: 'POST', path: '/locks', body, timeoutMs, session, signal } as const;
      return toTakeAnswer(openAnswer(takeOperation, await send(request), readLock), key);
    },
    async takeLocks(session, order, { signal, timeoutMs = defaultTimeoutMs } = {}) {
      const { keys, waitSeconds, kind } = order;
      const body: Sent<LockManyRequest> = {
        keys: [...keys],
        ttl: order.ttlSeconds.renewing,
        lockMessage: order.message,
        properties: {
          kind,
          scope: sentScope(order),
          renewOnly: order.renewOnly || undefined,
          confirm: order.confirm || undefined,
        },
        waitSeconds,
      };
      const path = '/locks:acquire-many';
      const response = await send({ method: 'POST', path, body, timeoutMs, session, signal });
      if (isUnknownRoute(response.status)) return { status: 'unsupported' };
      return toTakeManyAnswer(openAnswer(takeOperation, response, readLocks), keys);
    },
    async stopWaiting(session, order, { signal, timeoutMs = defaultTimeoutMs } = {}) {
      const scope = sentScope(order);
      const body: Sent<StopWaitingRequest> = {
        keys: [...order.keys],
        properties: scope === undefined ? undefined : { scope },
      };
      const path = '/locks:stop-waiting';
      const response = await send({ method: 'POST', path, body, timeoutMs, session, signal });
      if (isUnknownRoute(response.status)) return undefined;
      return readAnswer(takeOperation, response, readWaiting).left === true;
    },
    async releaseLock(session, { key, id, force }, { signal, timeoutMs = defaultTimeoutMs } = {}) {
      const forced = force === undefined ? undefined : true;
      const body: Sent<UnlockRequest> = { key, id, force: forced, reason: force?.reason };
      const response = await send({ method: 'DELETE', path: '/locks', body, timeoutMs, session, signal });
      const operation = force === undefined ? releaseOperation : forceOperation;
      return toReleaseAnswer(openAnswer(operation, response, readObject));
    },
  };
}

export interface SessionLockOptions extends LockCallOptions {
  /** Called with a session, before each request that may be granted. */
  readonly beforeTake?: (() => Promise<void>) | undefined;
}

/** Timeout of the request that leaves the queue, in milliseconds: a cancelled job has little time. */
const stopTimeoutMs = 2_000;

/** `LockCalls` with a session that is opened when it is first needed. */
export interface SessionLocks {
  /** One of the order's keys. */
  takeLock(key: string, order: LockOrder): Promise<TakeAnswer>;
  /** `more` overrides the options that it was created with. */
  takeLocks(order: LockOrder, more?: LockCallOptions): Promise<TakeAnswer>;
  stopWaiting(order: Pick<LockOrder, 'keys' | 'scope'>): Promise<boolean | undefined>;
  releaseLock(target: ReleaseTarget): Promise<ReleaseAnswer>;
}

export function createSessionLocks(
  { client, withSession }: { readonly client: LockCalls; readonly withSession: WithSession },
  { beforeTake = async () => {}, ...options }: SessionLockOptions = {},
): SessionLocks {
  // It is sent when the job is cancelled, and `signal` aborts the other requests then.
  const { signal: _cancelled, ...stopOptions } = { ...options, timeoutMs: stopTimeoutMs };
  return {
    takeLock: (key, order) =>
      withSession(async (session) => {
        await beforeTake();
        return client.takeLock(session, { ...order, keys: [key] }, options);
      }),
    takeLocks: (order, more) =>
      withSession(async (session) => {
        await beforeTake();
        return client.takeLocks(session, order, { ...options, ...more });
      }),
    stopWaiting: (order) => withSession((session) => client.stopWaiting(session, order, stopOptions)),
    releaseLock: (target) => withSession((session) => client.releaseLock(session, target, options)),
  };
}
