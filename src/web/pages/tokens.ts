/** Renders what is valid now: GitHub tokens that were issued, and sessions of people. */
import type { WorkspaceRole } from '../../domain/roles/decide-role.ts';
import type { MintedToken, TokenState } from '../../domain/sts/live-tokens.ts';
import {
  auditEntryPath,
  endOwnSessionPath,
  endSessionsPath,
  revokeTokenPath,
  tokensPath,
} from '../addresses.ts';
import { type Html, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderTable } from '../parts/table.ts';
import { renderTime } from '../parts/time.ts';

/** A token of a job. */
export interface ShownToken extends MintedToken {
  /** Of the audit entry. */
  readonly entryId: number;
  /** `owner/name` of the job. */
  readonly repository: string | undefined;
  readonly runId: string | undefined;
  readonly actor: string | undefined;
  readonly state: TokenState;
  /** Of the key that it is stored with. */
  readonly keyId: string | undefined;
  readonly endedAt: number | undefined;
}

/** A token of the server itself. */
export interface ShownOwnToken {
  readonly sha256: string;
  readonly purpose: string;
  /** A repository, or all of an account. */
  readonly target: string;
  readonly permissions: MintedToken['permissions'];
  readonly expiresAt: number;
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
  /** Those that were issued last first. */
  readonly tokens: readonly ShownToken[];
  /** `before` of the next page. */
  readonly next: number | undefined;
  /** Whether tokens that are issued now can be revoked. */
  readonly isRevocable: boolean;
  readonly mayRevoke: boolean;
  /** Those that expire last first. */
  readonly ownTokens: readonly ShownOwnToken[];
  /** How many more there are. */
  readonly moreOwnTokens: number;
  /** Of the process that answers. */
  readonly replicaId: string;
  readonly sessions: readonly ShownSession[];
  /** People with a session; `undefined`: the viewer may not end those of others. */
  readonly people: readonly ShownPerson[] | undefined;
}

/** The job that a token was issued to. */
export function describeHolder({
  repository,
  runId,
  actor,
}: Pick<ShownToken, 'repository' | 'runId' | 'actor'>): string {
  const run = runId === undefined ? '' : `, run #${runId}`;
  return `${repository ?? 'a job'}${run}${actor === undefined ? '' : ` by ${actor}`}`;
}

/** What a token gives access to. */
export function describeAccess({ repositories, owner }: Pick<MintedToken, 'repositories' | 'owner'>): string {
  if (repositories.length > 0) return repositories.join(', ');
  return owner === undefined ? 'all of an installation' : `all of ${owner}`;
}

export function describeLevels(permissions: MintedToken['permissions']): string {
  return Object.entries(permissions)
    .map(([name, level]) => `${name}: ${level}`)
    .join(', ');
}

/** Digits of the SHA-256 that are shown. */
const shownDigits = 12;

function shorten(sha256: string): Html {
  return html`<code title="${sha256}">${sha256.slice(0, shownDigits)}…</code>`;
}

function renderAction({ sha256, state, keyId, endedAt }: ShownToken, data: TokensPageData): Html | string {
  const { workspaceId, now, mayRevoke } = data;
  switch (state) {
    case 'revoked':
      return html`<span class="label done">revoked</span> ${endedAt !== undefined && renderTime(endedAt, now)}`;
    case 'key_missing':
      return `no: this replica lacks the key ${keyId ?? ''}`;
    case 'not_stored':
      return 'no: issued while no key was set';
    case 'revocable': {
      const digits = sha256.slice(0, shownDigits);
      return mayRevoke
        ? html`<a class="button" href="${revokeTokenPath(workspaceId, sha256)}" aria-label="Revoke token ${digits}…">Revoke…</a>`
        : 'by an admin';
    }
  }
}

const listText =
  'Tokens that jobs got within the last hour. Each request of a job gets tokens of its own. A job revokes its tokens when it ends, but GitHub does not tell the server, so they stay in this list until they expire.';

function explainRevocation(isOn: boolean): Html {
  return isOn
    ? html`<p>An admin can revoke a token: the server stores it encrypted until it expires.</p>`
    : html`<p>Tokens cannot be revoked here: GitHub revokes a token for its holder only, and the server stores none. To change this, set <code>ATMOS_PRO_TOKEN_ENCRYPTION_KEY</code>. To end all tokens of an account at once, an owner of the account suspends the installation of the App.</p>`;
}

function renderTokens(data: TokensPageData): Html {
  const { workspaceId, tokens, now, next, isRevocable } = data;
  const table = renderTable({
    label: 'GitHub tokens of jobs',
    headings: ['SHA-256', 'For', 'Repositories', 'Permissions', 'Until', 'Audit', 'Revoke'],
    empty: 'No token that a job of this workspace got is still valid.',
    rows: tokens.map((token) => {
      const { sha256, permissions, expiresAt, entryId } = token;
      return {
        id: `token-${sha256.slice(0, shownDigits)}`,
        cells: [
          shorten(sha256),
          describeHolder(token),
          describeAccess(token),
          describeLevels(permissions),
          renderTime(expiresAt, now),
          html`<a href="${auditEntryPath(workspaceId, entryId)}">${entryId}</a>`,
          renderAction(token, data),
        ],
      };
    }),
  });
  const older =
    next !== undefined &&
    html`<p><a href="${withQuery(tokensPath(workspaceId), { before: String(next) })}">Older tokens</a></p>`;
  return html`<h2 id="tokens">GitHub tokens of jobs</h2><p>${listText}</p>${explainRevocation(isRevocable)}${table}${older}`;
}

function renderOwnTokens({ ownTokens, moreOwnTokens, now, replicaId }: TokensPageData): Html {
  const table = renderTable({
    label: 'GitHub tokens of the server',
    headings: ['SHA-256', 'Purpose', 'For', 'Permissions', 'Until'],
    empty: 'This replica has no token for this workspace.',
    rows: ownTokens.map(({ sha256, purpose, target, permissions, expiresAt }) => ({
      id: `own-token-${sha256.slice(0, shownDigits)}`,
      cells: [shorten(sha256), purpose, target, describeLevels(permissions), renderTime(expiresAt, now)],
    })),
  });
  const more = moreOwnTokens > 0 && html`<p>And ${moreOwnTokens} more.</p>`;
  return html`<h2 id="own-tokens">GitHub tokens of the server</h2><p>Tokens that the replica <code>${replicaId}</code>, which made this page, issued to itself for repositories and accounts of this workspace since it was started. Other replicas have tokens of their own. These tokens stay in memory and are sent to GitHub alone: no job and no person gets them, so they are not revoked here.</p>${table}${more}`;
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
    body: html`${renderTokens(data)}${renderOwnTokens(data)}${renderSessions(data)}${people && renderPeople(people, data)}`,
  };
}
