/**
 * `POST /auth/github-oidc`: an ID token for a session. The order is fixed: verify; take the token for good; only then
 * decide. A denied token is spent as well, so it cannot be tried on one workspace after another.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type ExchangeData, type ExchangeRequest, exchangeRoute } from '../../api/routes/exchange.ts';
import type { Clock } from '../../base/ports.ts';
import { ok, refuse } from '../../base/result.ts';
import type { IdTokenClaims } from '../../domain/oidc/claims.ts';
import type { IdTokenVerdict } from '../../domain/oidc/verdict.ts';
import { untilAborted } from '../../github/deadline.ts';
import type { RouteContext } from '../access/api-route.ts';
import { registerPublicRoute } from '../access/register-route.ts';
import { actionsSessionType } from '../access/session.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import type { RepositoryDirectory } from '../repositories/imported-repository.ts';
import { createExchangeAudit, type ExchangeAudit } from './exchange-audit.ts';
import { createExchangeLimits, type ExchangeLimits } from './exchange-limits.ts';
import type { SessionTokens } from './sessions.ts';
import type { IdTokenStore } from './store.ts';

const replayed =
  'ID token already used: each is valid for one exchange. Request a fresh one from ACTIONS_ID_TOKEN_REQUEST_URL.';
/** The same message for an unknown workspace, a foreign one, and an unknown repository: it must not tell which exist. */
const unknownCaller =
  'No workspace with this id has imported the repository of this job. Check the workspace id, that the repository is listed under the workspace in the server’s configuration, and that the GitHub App is installed on it.';

interface IdTokenVerifier {
  /** Rejects with `REMOTE_*` when the issuer's keys cannot be read. */
  verify(token: string): Promise<IdTokenVerdict>;
}

interface ExchangePorts {
  readonly config: Pick<ServerConfig, 'audiences' | 'rateLimits' | 'workspaces'>;
  readonly idTokens: Pick<IdTokenStore, 'reserve'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly verifier: IdTokenVerifier;
  readonly tokens: Pick<SessionTokens, 'issue'>;
  readonly directory: RepositoryDirectory;
  readonly clock: Pick<Clock, 'now'>;
  /** Longest wait for GitHub, in milliseconds. */
  readonly recogniseMs: number;
}

interface ExchangeParts extends ExchangePorts {
  readonly exchangeAudit: ExchangeAudit;
  readonly limits: ExchangeLimits;
}

/** A job that its ID token has proved, and what it asks for. */
interface Exchange {
  readonly claims: IdTokenClaims;
  readonly issuer: string;
  readonly workspaceId: string;
  readonly traceId: string;
}

async function issueSession(exchange: Exchange, ports: ExchangeParts): Promise<Answer<ExchangeData>> {
  const { claims, issuer, workspaceId } = exchange;
  const { exchangeAudit } = ports;
  const repository = await untilAborted(
    ports.directory.recogniseNewcomer(workspaceId, {
      repositoryId: claims.repository_id,
      repository: claims.repository,
    }),
    AbortSignal.timeout(ports.recogniseMs),
  );
  if (repository === undefined) {
    await exchangeAudit.record('denied', exchange, { reason: 'unknown_caller' });
    return refuseRequest(404, 'UnknownCaller', unknownCaller);
  }
  const token = await ports.tokens.issue({
    type: actionsSessionType,
    workspaceId,
    repositoryId: claims.repository_id,
    repository: claims.repository,
    issuer,
    claims,
  });
  // Audited before the session leaves: no session exists that is not in the audit.
  await exchangeAudit.record('allowed', exchange, {});
  return ok({ token });
}

async function exchangeToken(
  { body, traceId }: RouteContext<ExchangeRequest>,
  reply: FastifyReply,
  ports: ExchangeParts,
): Promise<Answer<ExchangeData>> {
  const { exchangeAudit } = ports;
  const verdict = await ports.verifier.verify(body.token);
  if (verdict.status === 'refused') {
    await exchangeAudit.recordUnverified(body.workspaceId, verdict.reason, traceId);
    return refuseRequest(401, 'IdTokenRefused', describeVerdict(verdict, ports.config.audiences));
  }
  const { claims, issuer, tokenId, issuedAt, expiresAt } = verdict;
  const limited = ports.limits.checkRepository(claims.repository_id);
  if (limited !== undefined) {
    reply.header('retry-after', String(limited.afterSeconds));
    return refuse(limited.refusal);
  }
  const exchange = { claims, issuer, workspaceId: body.workspaceId, traceId };
  const reservation = await ports.idTokens.reserve({ issuer, tokenId, issuedAt, expiresAt });
  if (reservation === 'replayed') {
    await exchangeAudit.record('denied', exchange, { reason: 'replayed' });
    return refuseRequest(401, 'IdTokenReplayed', replayed);
  }
  try {
    return await issueSession(exchange, ports);
  } catch (error) {
    // If the database is what failed, this fails too; the first failure is the one to report.
    await Promise.allSettled([exchangeAudit.record('failed', exchange, { reason: 'unavailable' })]);
    throw error;
  }
}

/** The verifier's message; where the server's own setting decides, that too. */
function describeVerdict(
  { reason, message, issuer }: Extract<IdTokenVerdict, { readonly status: 'refused' }>,
  audiences: readonly string[],
): string {
  if (reason === 'audience_wrong') return `${message} This server accepts ${audiences.join(', ')}.`;
  if (issuer === undefined) return message;
  return `${message} Its issuer is ${issuer}. If that is your GitHub, add it to \`issuers\` in the configuration of the server.`;
}

export function registerExchangeRoute(app: FastifyInstance, ports: ExchangePorts): void {
  const exchangeAudit = createExchangeAudit(ports);
  const limits = createExchangeLimits(ports.config.rateLimits, ports.clock);
  const parts = { ...ports, exchangeAudit, limits };
  registerPublicRoute(app, exchangeRoute, {
    handle: (context, reply) => exchangeToken(context, reply, parts),
    onRequest: limits.checkAddress,
  });
}
