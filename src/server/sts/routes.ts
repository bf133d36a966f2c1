/** `POST /sts`: who may ask for tokens, and how often. Which ones they get is the broker's decision. */
import type { FastifyInstance } from 'fastify';
import { stsRoute } from '../../api/routes/sts.ts';
import { ok, refuse } from '../../base/result.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import { createSessionBound } from '../access/session-bounds.ts';
import type { RequestRefusal } from '../http/answer.ts';
import { watchClient } from '../http/client-gone.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { describeMintDenial } from './mint-audit.ts';
import type { TokenBroker } from './token-broker.ts';

/** A session is one process of one job. A request that begins below it is answered in full. */
const maxTokensPerSession = 100;

interface StsRoutePorts {
  readonly tokens: TokenBroker;
  /** By the caller's repository. */
  readonly callers: RateLimit;
  readonly perMinute: number | undefined;
}

export function registerStsRoute(
  app: FastifyInstance,
  register: RegisterRoute,
  { tokens, callers, perMinute }: StsRoutePorts,
): void {
  const issued = createSessionBound('tokens', maxTokensPerSession);
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
      const exhausted = issued.refuse(caller.session);
      if (exhausted !== undefined) return exhausted;
      const gone = watchClient(reply);
      const { session, workspace } = caller;
      const guardsPolicies = workspace.sts.guardPolicyDirectory;
      // Counted in advance, so that requests at the same time cannot pass the bound together.
      const expected = Math.max(1, body.sources?.length ?? 1);
      issued.add(session, expected);
      let minted = 0;
      const data = await tokens
        .mint({ session, request: body, guardsPolicies, traceId, gone })
        .then((answer) => {
          minted = answer.tokens.length;
          return answer;
        })
        .finally(() => issued.add(session, minted - expected));
      const namesDenied = body.sources !== undefined || caller.workspace.sts.listDenied;
      return ok(namesDenied ? data : { ...data, excluded: [] });
    },
  });
  // The database is open until then.
  app.addHook('onClose', () => tokens.settle());
}
