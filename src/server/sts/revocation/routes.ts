/** `/tokens`: for admins of the workspace that they name. A refused look is audited itself. */
import type { FastifyInstance } from 'fastify';
import { defaultAdminPageLength, maxAdminPageLength } from '../../../api/routes/batches.ts';
import { listTokensRoute, revokeTokenRoute, type TokenData } from '../../../api/routes/tokens.ts';
import { ok } from '../../../base/result.ts';
import { toTimestamp } from '../../../base/text.ts';
import { adminActor } from '../../access/admin-tokens.ts';
import type { RegisterRoute } from '../../access/register-route.ts';
import type { Shown } from '../../http/answer.ts';
import type { TokenDesk } from './desk.ts';
import type { ListedToken, StoredToken } from './list-tokens.ts';

function showToken(token: StoredToken & Partial<ListedToken>): Shown<TokenData> {
  const { sha256, repository, repositoryId, runId, actor, owner, repositories, permissions } = token;
  const { state, keyId, entryId, issuedAt, expiresAt, endedAt } = token;
  return {
    ...{ sha256, repository, repositoryId, runId, actor, owner, state, keyId },
    repositories: [...repositories],
    permissions: { ...permissions },
    auditEntry: entryId,
    issuedAt: issuedAt === undefined ? undefined : toTimestamp(issuedAt),
    expiresAt: toTimestamp(expiresAt),
    revokedAt: endedAt === undefined ? undefined : toTimestamp(endedAt),
  };
}

export function registerTokenRoutes(app: FastifyInstance, register: RegisterRoute, desk: TokenDesk): void {
  register(app, listTokensRoute, {
    callers: 'admins',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'token.list',
    handle: async ({ caller, query }) => {
      const limit = Math.min(Number(query.limit ?? defaultAdminPageLength), maxAdminPageLength);
      const beforeId = query.after === undefined ? undefined : Number(query.after);
      const page = await desk.list({ workspaceId: caller.workspace.id, beforeId, limit });
      return ok({
        tokens: page.tokens.map(showToken),
        revocation: desk.isOn,
        next: page.next === undefined ? undefined : String(page.next),
      });
    },
  });
  register(app, revokeTokenRoute, {
    callers: 'admins',
    workspaceOf: ({ body }) => body.workspace,
    denial: 'token.revoked',
    handle: async ({ caller, params, body, traceId }) => {
      const { admin, workspace } = caller;
      const revoked = await desk.revoke({
        workspaceId: workspace.id,
        sha256: params.sha256,
        reason: body.reason,
        actor: adminActor(admin),
        by: { admin: admin.name },
        traceId,
      });
      return revoked.status === 'ok' ? ok(showToken(revoked.value)) : revoked;
    },
  });
}
