/** The pages of what is valid now: GitHub tokens, and sessions, which can be ended. */
import { maxReasonLength } from '../../api/routes/locks.ts';
import { ok } from '../../base/result.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import { listLiveTokens } from '../../domain/sts/live-tokens.ts';
import { tokenLifetimeMs } from '../../github/access-tokens.ts';
import { pagePatterns, tokensPath } from '../../web/addresses.ts';
import { renderEndOwnSessionPage, renderEndSessionsPage } from '../../web/pages/end-sessions.ts';
import { renderTokensPage, type ShownToken } from '../../web/pages/tokens.ts';
import { refuseRequest } from '../http/answer.ts';
import type { WorkspacePage } from './page.ts';
import type { PagePorts } from './page-ports.ts';

/** Most entries of mints that are read, for jobs and for the server itself. */
const maxEntries = 100;

function toShownTokens(
  { id: entryId, details, event, repository, runId, actor }: StoredAuditEntry,
  now: number,
): readonly ShownToken[] {
  const { purpose } = details;
  const isOwn = event === 'server_token.mint';
  return listLiveTokens(details, now).map((token) => ({
    ...token,
    ...{ entryId, repository, runId, actor },
    purpose: isOwn ? String(purpose ?? '') : undefined,
  }));
}

function createTokensPage({ auditDesk, people, probe }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.tokens,
    role: 'member',
    nav: { text: 'Tokens', href: tokensPath },
    topics: ['token', 'server_token', 'person'],
    async read({ workspace, role, person }) {
      const now = await probe.now();
      const from = now - tokenLifetimeMs;
      const minted = { workspaceId: workspace.id, outcome: 'allowed', limit: maxEntries, from } as const;
      const [ofJobs, ofServer, sessions] = await Promise.all([
        auditDesk.search({ ...minted, event: 'token.mint' }),
        auditDesk.search({ ...minted, event: 'server_token.mint' }),
        people.listOwnSessions(person),
      ]);
      const entries = [...ofJobs.entries, ...ofServer.entries];
      const tokens = entries.flatMap((entry) => toShownTokens(entry, now));
      return ok(
        renderTokensPage({
          ...{ workspaceId: workspace.id, now, sessions },
          tokens: tokens.toSorted((a, b) => b.expiresAt - a.expiresAt || b.entryId - a.entryId),
          hasMore: ofJobs.next !== undefined || ofServer.next !== undefined,
          people: includesRole(role, 'admin') ? await people.listActivePeople(workspace) : undefined,
        }),
      );
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

function createEndSessionsPage({ people, probe }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.endSessions,
    role: 'admin',
    async read({ workspace, params }) {
      const active = await people.listActivePeople(workspace);
      const shown = active.find(({ person }) => person.id === params['person']);
      if (shown === undefined)
        return refuseRequest(404, 'RouteNotFound', 'No such person of this workspace is signed in.');
      return ok(renderEndSessionsPage({ workspaceId: workspace.id, now: await probe.now(), shown }));
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
  return [createTokensPage(ports), createEndOwnSessionPage(ports), createEndSessionsPage(ports)];
}
