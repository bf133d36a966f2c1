/** Renders what is valid now: GitHub tokens that were issued, and sessions of people. */
import type { WorkspaceRole } from '../../domain/roles/decide-role.ts';
import type { MintedToken } from '../../domain/sts/live-tokens.ts';
import { auditEntryPath, auditPath, endOwnSessionPath, endSessionsPath } from '../addresses.ts';
import { type Html, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderTable } from '../parts/table.ts';
import { renderTime } from '../parts/time.ts';

/** A token with what its audit entry says. */
export interface ShownToken extends MintedToken {
  /** Of the audit entry. */
  readonly entryId: number;
  /** `owner/name` of the job; `undefined`: the server itself. */
  readonly repository: string | undefined;
  readonly runId: string | undefined;
  readonly actor: string | undefined;
  /** Why the server has it; `undefined` for one of a job. */
  readonly purpose: string | undefined;
}

interface ShownSession {
  readonly name: string;
  readonly isThis: boolean;
  readonly createdAt: number;
  readonly usedAt: number;
  readonly expiresAt: number;
}

export interface ShownPerson {
  /** GitHub's id and the login. */
  readonly person: { readonly id: string; readonly login: string };
  readonly role: WorkspaceRole;
  readonly sessions: number;
  readonly usedAt: number;
}

export interface TokensPageData {
  readonly workspaceId: string;
  readonly now: number;
  /** Those that expire last first. */
  readonly tokens: readonly ShownToken[];
  /** Whether older entries were not read. */
  readonly hasMore: boolean;
  readonly sessions: readonly ShownSession[];
  /** People with a session; `undefined`: the viewer may not end those of others. */
  readonly people: readonly ShownPerson[] | undefined;
}

function describeHolder({ repository, runId, actor, purpose }: ShownToken): string {
  if (purpose !== undefined) return `the server, to ${purpose}`;
  const run = runId === undefined ? '' : `, run #${runId}`;
  return `${repository ?? 'a job'}${run}${actor === undefined ? '' : ` by ${actor}`}`;
}

function describePermissions(permissions: MintedToken['permissions']): string {
  return Object.entries(permissions)
    .map(([name, level]) => `${name}: ${level}`)
    .join(', ');
}

/** Digits of the SHA-256 that are shown. */
const shownDigits = 12;

function renderTokens({ workspaceId, tokens, now, hasMore }: TokensPageData): Html {
  const table = renderTable({
    label: 'GitHub tokens',
    headings: ['SHA-256', 'For', 'Repositories', 'Permissions', 'Until', 'Audit'],
    empty: 'No token that was issued in this workspace is still valid.',
    rows: tokens.map((token) => {
      const { sha256, owner, repositories, permissions, expiresAt, entryId } = token;
      const all = owner === undefined ? 'all of an installation' : `all of ${owner}`;
      return {
        id: `token-${sha256.slice(0, shownDigits)}`,
        cells: [
          html`<code title="${sha256}">${sha256.slice(0, shownDigits)}…</code>`,
          describeHolder(token),
          repositories.length === 0 ? all : repositories.join(', '),
          describePermissions(permissions),
          renderTime(expiresAt, now),
          html`<a href="${auditEntryPath(workspaceId, entryId)}">${entryId}</a>`,
        ],
      };
    }),
  });
  const older = withQuery(auditPath(workspaceId), { event: 'token.mint', outcome: 'allowed' });
  return html`<h2 id="tokens">GitHub tokens</h2><p>Tokens that were issued within the last hour. A job revokes its tokens when it ends, of which GitHub does not tell the server. GitHub revokes a token for its holder only, and the server keeps none: to revoke all tokens of an account at once, an owner of the account suspends the installation of the App.</p>${table}${hasMore && html`<p><a href="${older}">More in the audit log</a></p>`}`;
}

function renderSessions({ workspaceId, sessions, now }: TokensPageData): Html {
  return html`<h2 id="sessions">Your sessions</h2>${renderTable({
    label: 'Your sessions',
    headings: ['Session', 'Signed in', 'Last used', 'Until', 'Action'],
    empty: 'You have no session.',
    rows: sessions.map(({ name, isThis, createdAt, usedAt, expiresAt }) => ({
      id: `session-${name}`,
      cells: [
        html`<code>${name}</code>${isThis && html` <span class="label done">this one</span>`}`,
        renderTime(createdAt, now),
        renderTime(usedAt, now),
        renderTime(expiresAt, now),
        html`<a class="button" href="${endOwnSessionPath(workspaceId, name)}" aria-label="End session ${name}…">End…</a>`,
      ],
    })),
  })}`;
}

function renderPeople(
  people: readonly ShownPerson[],
  { workspaceId, now }: Pick<TokensPageData, 'workspaceId' | 'now'>,
): Html {
  return html`<h2 id="people">People who are signed in</h2>${renderTable({
    label: 'People who are signed in',
    headings: ['Person', 'Id', 'Role', 'Sessions', 'Last active', 'Action'],
    empty: 'No person of this workspace is signed in.',
    rows: people.map(({ person: { id, login }, role, sessions, usedAt }) => ({
      id: `person-${id}`,
      cells: [
        login,
        id,
        role,
        String(sessions),
        renderTime(usedAt, now),
        html`<a class="button" href="${endSessionsPath(workspaceId, id)}" aria-label="End sessions of ${login}…">End sessions…</a>`,
      ],
    })),
  })}`;
}

export function renderTokensPage(data: TokensPageData): PageContent {
  const { people } = data;
  return {
    title: 'Tokens',
    body: html`${renderTokens(data)}${renderSessions(data)}${people && renderPeople(people, data)}`,
  };
}
