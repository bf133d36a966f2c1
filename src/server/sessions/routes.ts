/**
 * `POST /auth/github-oidc`: an ID token for a session. The order is fixed: verify; take the token for good; only then
 * decide. A token that was denied is spent all the same, so nobody can try it on one workspace after another.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type ExchangeData, type ExchangeRequest, exchangeRoute } from '../../api/routes/exchange.ts';
import type { IdTokenClaims } from '../../domain/oidc/claims.ts';
import { untilAborted } from '../../github/deadline.ts';
import { type RouteContext, registerPublicRoute } from '../access/api-route.ts';
import { actionsSessionType } from '../access/session.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer, refuse } from '../http/answer.ts';
import { httpTimeouts } from '../http/limits.ts';
import { createExchangeAudit, type ExchangeAudit } from './exchange-audit.ts';
import { createExchangeLimits, type ExchangeLimits } from './exchange-limits.ts';

const replayed =
  'This ID token was used before; each is good for one exchange. Ask for a fresh one (every request to ACTIONS_ID_TOKEN_REQUEST_URL gives one).';
/** The same words for an unknown workspace, a foreign one, and a repository that none imports: no existence oracle. */
const unknownCaller =
  'No workspace with this id has imported the repository of this job. Check the workspace id, that the repository is listed under the workspace in the server’s configuration, and that the GitHub App is installed on it.';

type ExchangeParts = Pick<
  AppDependencies,
  'config' | 'clock' | 'store' | 'idTokens' | 'repositories' | 'sessions' | 'timeouts'
>;

interface Caller {
  readonly claims: IdTokenClaims;
  readonly issuer: string;
  readonly workspaceId: string;
}

async function admit(
  parts: ExchangeParts,
  audit: ExchangeAudit,
  caller: Caller,
  traceId: string,
): Promise<Answer<ExchangeData>> {
  const { claims, issuer, workspaceId } = caller;
  const repository = await untilAborted(
    parts.repositories.recognise(workspaceId, claims.repository_id),
    AbortSignal.timeout((parts.timeouts ?? httpTimeouts).recogniseMs),
  );
  if (repository === undefined) {
    await audit.record('denied', caller, traceId, { reason: 'unknown_caller' });
    return refuse(404, 'UnknownCaller', unknownCaller);
  }
  const token = await parts.sessions.issue({
    type: actionsSessionType,
    workspaceId,
    repositoryId: claims.repository_id,
    repository: claims.repository,
    issuer,
    claims,
  });
  // Written before the session leaves: what is not on record was not given.
  await audit.record('allowed', caller, traceId, {});
  return answer({ token });
}

async function exchange(
  parts: ExchangeParts,
  { audit, limits }: { readonly audit: ExchangeAudit; readonly limits: ExchangeLimits },
  { body, traceId }: RouteContext<ExchangeRequest>,
  reply: FastifyReply,
): Promise<Answer<ExchangeData>> {
  const verdict = await parts.idTokens.verify(body.token);
  if (verdict.status === 'refused') {
    await audit.recordUnverified(body.workspaceId, verdict.reason, traceId);
    return refuse(401, 'IdTokenRefused', wordsFor(verdict, parts.config.audiences));
  }
  const { claims, issuer, tokenId, expiresAt } = verdict;
  const limited = limits.checkRepository(claims.repository_id);
  if (limited !== undefined) {
    reply.header('retry-after', String(limited.afterSeconds));
    return { status: 'refused', refusal: limited.refusal };
  }
  const caller = { claims, issuer, workspaceId: body.workspaceId };
  const reservation = await parts.store.idTokens.reserve({ issuer, tokenId, expiresAt });
  if (reservation === 'replayed') {
    await audit.record('denied', caller, traceId, { reason: 'replayed' });
    return refuse(401, 'IdTokenReplayed', replayed);
  }
  try {
    return await admit(parts, audit, caller, traceId);
  } catch (error) {
    // When the database is what failed, this fails too; the first failure is the one to report.
    await Promise.allSettled([audit.record('failed', caller, traceId, { reason: 'unavailable' })]);
    throw error;
  }
}

/** The verifier's sentence; where the server's own setting decides, that too. */
function wordsFor(
  verdict: { readonly reason: string; readonly message: string },
  audiences: readonly string[],
): string {
  return verdict.reason === 'audience_wrong'
    ? `${verdict.message} This server accepts ${audiences.join(', ')}.`
    : verdict.message;
}

export function registerExchangeRoute(app: FastifyInstance, parts: ExchangeParts): void {
  const audit = createExchangeAudit(parts.store.audit, parts.clock);
  const limits = createExchangeLimits(parts.config.rateLimits, parts.clock);
  registerPublicRoute(
    app,
    exchangeRoute,
    (context, reply) => exchange(parts, { audit, limits }, context, reply),
    limits.checkAddress,
  );
}
