/** `DELETE /auth/session`: a job ends its own session, for all replicas and at once. */
import type { FastifyInstance } from 'fastify';
import { endSessionRoute } from '../../api/routes/session.ts';
import { ok } from '../../base/result.ts';
import { buildSessionEntry } from '../access/denial-entry.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import type { AuditLog } from '../audit/store.ts';
import type { IdTokenStore } from './store.ts';

interface EndSessionPorts {
  readonly idTokens: Pick<IdTokenStore, 'reserve'>;
  readonly audit: Pick<AuditLog, 'append'>;
  /** Issuer of sessions. */
  readonly issuer: string;
}

export function registerEndSessionRoute(
  app: FastifyInstance,
  register: RegisterRoute,
  { idTokens, audit, issuer }: EndSessionPorts,
): void {
  register(app, endSessionRoute, {
    callers: 'jobs',
    denial: 'session.ended',
    handle: async ({ caller: { session }, traceId }) => {
      const { sessionId: tokenId, expiresAt } = session;
      // A spent token of our own: nothing is accepted that brings it.
      await idTokens.reserve({ issuer, tokenId, expiresAt });
      await audit.append(
        buildSessionEntry(session, { event: 'session.ended', outcome: 'allowed', traceId, details: {} }),
      );
      return ok({ ended: true as const });
    },
  });
}
