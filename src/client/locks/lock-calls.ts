/** The requests of a client about locks: one each, with what their refusals mean. */

import type {
  LockManyRequest,
  LockRequest,
  StopWaitingRequest,
  UnlockRequest,
} from '../../api/routes/locks.ts';
import { type Operation, openAnswer } from '../answer.ts';
import type { Send } from '../send.ts';
import type { Session } from '../session.ts';
import type { LockTerms, ReleaseAnswer, ReleaseTarget, TakeAnswer } from './lock-answers.ts';
import { isUnknownRoute, readReleaseAnswer, readTakeAnswer, readTakeManyAnswer } from './read-answer.ts';

export interface LockCallOptions {
  readonly signal?: AbortSignal;
  /** Whole exchange, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface LockCalls {
  /** `POST /locks`, with nothing that the hosted server does not know. Not to be repeated there: a second try is a conflict. */
  takeLock(session: Session, key: string, terms: LockTerms, options?: LockCallOptions): Promise<TakeAnswer>;
  /** `POST /locks:acquire-many`, which only a server that renews has. To ask again is to renew. */
  takeLocks(
    session: Session,
    keys: readonly string[],
    terms: LockTerms,
    options?: LockCallOptions,
  ): Promise<TakeAnswer>;
  /** `POST /locks:stop-waiting`: gives up the place in the queue. Whether there was one; `false` too from a server without queue. */
  stopWaiting(
    session: Session,
    keys: readonly string[],
    terms: Pick<LockTerms, 'scope'>,
    options?: LockCallOptions,
  ): Promise<boolean>;
  /** `DELETE /locks`. */
  releaseLock(session: Session, target: ReleaseTarget, options?: LockCallOptions): Promise<ReleaseAnswer>;
}

/** As the Atmos CLI has it. */
const defaultTimeoutMs = 30_000;
const addressHint = 'Check that endpoint is the path of the API and that the server has locks.';

function operation(name: string, permission: string): Operation {
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

const takeOperation = operation('The lock', 'ws:locks:create');
const releaseOperation = operation('The release of the lock', 'ws:locks:delete');
const forceOperation = operation('The forced release of the lock', 'ws:locks:force');

export function createLockCalls(send: Send): LockCalls {
  return {
    async takeLock(session, key, { ttlSeconds, message }, { signal, timeoutMs = defaultTimeoutMs } = {}) {
      const body: LockRequest = { key, ttl: ttlSeconds, lockMessage: message };
      const request = { method: 'POST', path: '/locks', body, timeoutMs, session, signal } as const;
      return readTakeAnswer(openAnswer(takeOperation, await send(request)), key);
    },
    async takeLocks(session, keys, terms, { signal, timeoutMs = defaultTimeoutMs } = {}) {
      const { ttlSeconds, message, kind, scope, renewOnly = false, waitSeconds } = terms;
      const body: LockManyRequest = {
        keys: [...keys],
        ttl: ttlSeconds,
        lockMessage: message,
        properties: { kind, ...(scope === 'run' ? { scope } : {}), ...(renewOnly ? { renewOnly } : {}) },
        ...(waitSeconds === undefined ? {} : { waitSeconds }),
      };
      const path = '/locks:acquire-many';
      const response = await send({ method: 'POST', path, body, timeoutMs, session, signal });
      if (isUnknownRoute(response.status)) return { status: 'unsupported' };
      return readTakeManyAnswer(openAnswer(takeOperation, response), keys);
    },
    async stopWaiting(session, keys, { scope }, { signal, timeoutMs = defaultTimeoutMs } = {}) {
      const body: StopWaitingRequest = {
        keys: [...keys],
        ...(scope === 'run' ? { properties: { scope } } : {}),
      };
      const path = '/locks:stop-waiting';
      const response = await send({ method: 'POST', path, body, timeoutMs, session, signal });
      if (isUnknownRoute(response.status)) return false;
      const answer = openAnswer(takeOperation, response);
      if (answer.status === 'refused') throw answer.error;
      return answer.data['left'] === true;
    },
    async releaseLock(session, { key, id, force }, { signal, timeoutMs = defaultTimeoutMs } = {}) {
      const body: UnlockRequest = {
        ...(key === undefined ? {} : { key }),
        ...(id === undefined ? {} : { id }),
        ...(force === undefined ? {} : { force: true, reason: force.reason }),
      };
      const response = await send({ method: 'DELETE', path: '/locks', body, timeoutMs, session, signal });
      return readReleaseAnswer(openAnswer(force === undefined ? releaseOperation : forceOperation, response));
    },
  };
}
