/** How much one session may get, so that a stolen one is not worth everything. Counted across all replicas. */
import type { CountedKind } from '../database/schema.ts';
import { type RefusedAnswer, refuseRequest } from '../http/answer.ts';
import type { SessionClaims } from './session.ts';
import type { SessionShare } from './session-count-table.ts';

/** A session is one process of one job. A request that begins below a limit is answered in full. */
const limits: Readonly<Record<CountedKind, number>> = { tokens: 100, locks: 500 };

/** What the session may get of them. */
export function shareOf({ sessionId, expiresAt }: SessionClaims, counted: CountedKind): SessionShare {
  return { sessionId, counted, most: limits[counted], expiresAt };
}

export function refuseExhausted({ counted, most }: SessionShare): RefusedAnswer {
  const message = `This session has already got ${most} ${counted}, the most for one session. Exchange a fresh ID token for a new session.`;
  return refuseRequest(403, 'SessionExhausted', message);
}
