/** `POST /sts`: who may ask for tokens, and how often. Which ones they get is the broker's decision. */
import type { FastifyInstance } from 'fastify';
import { stsRoute } from '../../api/routes/sts.ts';
import type { Logger } from '../../base/ports.ts';
import { ok, refuse } from '../../base/result.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import { refuseExhausted, shareOf } from '../access/session-bounds.ts';
import type { SessionCounts, SessionShare } from '../access/session-count-table.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { RequestRefusal } from '../http/answer.ts';
import { watchClient } from '../http/client-gone.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { describeMintDenial } from './mint-audit.ts';
import type { TokenBroker } from './token-broker.ts';

interface StsRoutePorts {
  readonly tokens: TokenBroker;
  /** By the caller's repository. */
  readonly callers: RateLimit;
  readonly perMinute: number | undefined;
  readonly sessionCounts: Pick<SessionCounts, 'count' | 'correct'>;
  readonly logger: Logger;
}

/** Tokens that a request for everything may get: one of each owner, or a few if their policies grant different permissions. */
function countOwners({ repositories }: Pick<WorkspaceConfig, 'repositories'>): number {
  return new Set(repositories.map(({ name }) => name.slice(0, name.indexOf('/')).toLowerCase())).size;
}

export function registerStsRoute(
  app: FastifyInstance,
  register: RegisterRoute,
  { tokens, callers, perMinute, sessionCounts, logger }: StsRoutePorts,
): void {
  /** A count that cannot be corrected stays as it is: the tokens are minted. */
  async function correct(share: SessionShare, change: number): Promise<void> {
    if (change === 0) return;
    await sessionCounts.correct(share, change).catch((error: unknown) => {
      logger.warn('sts: the tokens of a session could not be counted', { change, error: String(error) });
    });
  }
  register(app, stsRoute, {
    callers: 'jobs',
    permissions: ['ws:sts:create'],
    denial: 'token.mint',
    describeDenial: (session) => describeMintDenial(session),
    handle: async ({ caller, body, traceId }, reply) => {
      const taken = callers.take(caller.session.repositoryId);
      if (taken.status === 'limited') {
        const retryAfterSeconds = Math.ceil(taken.afterMs / 1_000);
        return refuse<RequestRefusal>({
          httpStatus: 429,
          tag: 'RateLimited',
          message: `${caller.session.repository} exceeded the limit of ${perMinute} requests for tokens a minute. Try again in ${retryAfterSeconds} s.`,
          retryAfterSeconds,
        });
      }
      const share = shareOf(caller.session, 'tokens');
      // Counted in advance, so that requests at the same time cannot pass the limit together.
      const expected = Math.max(1, body.sources?.length ?? countOwners(caller.workspace));
      if ((await sessionCounts.count(share, expected)) === 'exhausted') return refuseExhausted(share);
      const gone = watchClient(reply);
      const { session, workspace } = caller;
      const guardsPolicies = workspace.sts.guardPolicyDirectory;
      let minted = 0;
      const data = await tokens
        .mint({ session, request: body, guardsPolicies, traceId, gone })
        .then((answer) => {
          minted = answer.tokens.length;
          return answer;
        })
        .finally(() => correct(share, minted - expected));
      const namesDenied = body.sources !== undefined || caller.workspace.sts.listDenied;
      return ok(namesDenied ? data : { ...data, excluded: [] });
    },
  });
  // The database is open until then.
  app.addHook('onClose', () => tokens.settle());
}
