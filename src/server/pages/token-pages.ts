/** The pages of what is valid now: GitHub tokens, which can be revoked, and sessions, which can be ended. */
import { maxReasonLength } from '../../api/routes/locks.ts';
import { ok } from '../../base/result.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import { pagePatterns, tokensPath } from '../../web/addresses.ts';
import { renderEndOwnSessionPage, renderEndSessionsPage } from '../../web/pages/end-sessions.ts';
import { renderRevokeTokenPage } from '../../web/pages/revoke-token.ts';
import { renderTokensPage, type ShownOwnToken } from '../../web/pages/tokens.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { refuseRequest } from '../http/answer.ts';
import { describePerson } from '../people/index.ts';
import { findAccounts } from './health-findings.ts';
import type { WorkspacePage, WorkspaceRequest } from './page.ts';
import type { PagePorts } from './page-ports.ts';
import { readRowId } from './page-query.ts';

/** Mints of jobs on a page. */
const pageLength = 100;
/** Most tokens of the server itself that are shown. */
const maxOwnTokens = 100;
const hashShape = /^[0-9a-f]{64}$/;

type ShownOwnTokens = Pick<Parameters<typeof renderTokensPage>[0], 'ownTokens' | 'moreOwnTokens'>;

/** Tokens of the server for repositories and accounts of the workspace: others are not its business. */
async function readOwnTokens(
  workspace: WorkspaceConfig,
  { minter, repositories, installations, clock }: PagePorts,
): Promise<ShownOwnTokens> {
  const held = minter.listOwn();
  const [resolved, accounts] = await Promise.all([
    repositories.list(workspace.id),
    findAccounts(workspace, { installations, now: clock.now() }),
  ]);
  const names = new Map(resolved.map(({ repositoryId, canonicalName }) => [repositoryId, canonicalName]));
  const owners = new Map(accounts.map(({ owner, installation }) => [installation?.id, owner]));
  const shown = held.flatMap(({ repositoryIds, installationId, ...token }): readonly ShownOwnToken[] => {
    if (repositoryIds === 'all') {
      const owner = owners.get(installationId);
      return owner === undefined ? [] : [{ ...token, target: `all of ${owner}` }];
    }
    const known = repositoryIds.flatMap((id) => names.get(id) ?? []);
    return known.length < repositoryIds.length ? [] : [{ ...token, target: known.join(', ') }];
  });
  const newest = shown.toSorted((a, b) => b.expiresAt - a.expiresAt);
  return {
    ownTokens: newest.slice(0, maxOwnTokens),
    moreOwnTokens: Math.max(0, newest.length - maxOwnTokens),
  };
}

function createTokensPage(ports: PagePorts): WorkspacePage {
  const { tokenDesk, people, probe, replicas } = ports;
  return {
    scope: 'workspace',
    pattern: pagePatterns.tokens,
    role: 'member',
    nav: { text: 'Tokens', href: tokensPath },
    topics: ['token', 'server_token', 'person'],
    async read({ workspace, role, person, query }) {
      const now = await probe.now();
      const beforeId = readRowId(query['before']);
      const [page, own, sessions] = await Promise.all([
        tokenDesk.list({ workspaceId: workspace.id, beforeId, limit: pageLength }),
        readOwnTokens(workspace, ports),
        people.listOwnSessions(person),
      ]);
      const isAdmin = includesRole(role, 'admin');
      return ok(
        renderTokensPage({
          ...{ workspaceId: workspace.id, now, sessions, ...page, ...own },
          isRevocable: tokenDesk.isOn,
          mayRevoke: isAdmin,
          replicaId: replicas.ownId,
          people: isAdmin ? await people.listActivePeople(workspace) : undefined,
        }),
      );
    },
  };
}

/** What no token has is unknown as such. */
function nameToken({ workspace, params }: WorkspaceRequest) {
  const { token = '' } = params;
  return { workspaceId: workspace.id, sha256: hashShape.test(token) ? token : '' };
}

function createRevokeTokenPage({ tokenDesk, probe }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.revokeToken,
    role: 'admin',
    async read(request) {
      const found = await tokenDesk.find(nameToken(request));
      if (found.status === 'refused') return found;
      const { workspace } = request;
      const now = await probe.now();
      return ok(renderRevokeTokenPage({ workspaceId: workspace.id, now, token: found.value }));
    },
    async act(request, form) {
      const { person, workspace, traceId } = request;
      const reason = (form.get('reason') ?? '').trim();
      if (reason.length > maxReasonLength)
        return refuseRequest(
          400,
          'InvalidRequest',
          `The reason is longer than ${maxReasonLength} characters.`,
        );
      const revoked = await tokenDesk.revoke({
        ...nameToken(request),
        reason: reason === '' ? undefined : reason,
        actor: person.login,
        by: { person: describePerson(person) },
        traceId,
      });
      return revoked.status === 'ok' ? ok(tokensPath(workspace.id)) : revoked;
    },
  };
}

function createEndOwnSessionPage({ people, probe }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.endOwnSession,
    role: 'member',
    async read({ workspace, person, params }) {
      const session = (await people.listOwnSessions(person)).find(({ name }) => name === params['session']);
      if (session === undefined) return refuseRequest(404, 'RouteNotFound', 'You have no such session.');
      return ok(renderEndOwnSessionPage({ workspaceId: workspace.id, now: await probe.now(), session }));
    },
    async act({ workspace, person, params, traceId }) {
      const ended = await people.endOwnSession(person, params['session'] ?? '', traceId);
      return ended.status === 'ok' ? ok(tokensPath(workspace.id)) : ended;
    },
  };
}

function createEndSessionsPage({ people, probe, config }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.endSessions,
    role: 'admin',
    async read({ workspace, params }) {
      const active = await people.listActivePeople(workspace);
      const shown = active.find(({ person }) => person.id === params['person']);
      if (shown === undefined)
        return refuseRequest(404, 'RouteNotFound', 'No such person of this workspace is signed in.');
      return ok(
        renderEndSessionsPage({
          ...{ workspaceId: workspace.id, now: await probe.now(), shown },
          hasOthers: config.workspaces.length > 1,
        }),
      );
    },
    async act({ workspace, role, person: admin, params, traceId }, form) {
      const reason = (form.get('reason') ?? '').trim();
      if (reason === '' || reason.length > maxReasonLength) {
        const message = `A reason of at most ${maxReasonLength} characters is required. Go back and enter one.`;
        return refuseRequest(400, 'InvalidRequest', message);
      }
      const by = { admin: { id: admin.id, login: admin.login }, role, workspace, reason, traceId };
      const ended = await people.endSessionsOf(params['person'] ?? '', by);
      return ended.status === 'ok' ? ok(tokensPath(workspace.id)) : ended;
    },
  };
}

export function createTokenPages(ports: PagePorts): readonly WorkspacePage[] {
  return [
    createTokensPage(ports),
    createRevokeTokenPage(ports),
    createEndOwnSessionPage(ports),
    createEndSessionsPage(ports),
  ];
}
