/** How much one session may get, so that a stolen one is not worth everything. Counted by each replica. */
import { LRUCache } from 'lru-cache';
import { type RefusedAnswer, refuseRequest } from '../http/answer.ts';
import type { SessionClaims } from './session.ts';

const maxSessions = 100_000;

export interface SessionBound {
  /** The refusal once the session has had all that it may. */
  refuse(session: SessionClaims): RefusedAnswer | undefined;
  /** Counts what the session gets; a negative count takes back what was counted in advance. */
  add(session: SessionClaims, count: number): void;
}

/** `what`: in the plural, for the message. */
export function createSessionBound(what: string, most: number): SessionBound {
  const counts = new LRUCache<string, number>({ max: maxSessions });
  return {
    refuse({ sessionId }) {
      if ((counts.get(sessionId) ?? 0) < most) return undefined;
      const message = `This session has already got ${most} ${what}, the most for one session. Exchange a fresh ID token for a new session.`;
      return refuseRequest(403, 'SessionExhausted', message);
    },
    add({ sessionId }, count) {
      if (count !== 0) counts.set(sessionId, Math.max(0, (counts.get(sessionId) ?? 0) + count));
    },
  };
}
