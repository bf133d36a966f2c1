/** Renders the confirmations of ending sessions: one's own, or all of another person. */
import { maxReasonLength } from '../../api/routes/locks.ts';
import { endOwnSessionPath, endSessionsPath, tokensPath } from '../addresses.ts';
import { html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderTextField } from '../parts/form.ts';
import { renderTime } from '../parts/time.ts';
import type { ShownPerson } from './tokens.ts';

export interface EndOwnSessionPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly session: { readonly name: string; readonly isThis: boolean; readonly usedAt: number };
}

function renderBack(workspaceId: string) {
  return html`<p><a href="${tokensPath(workspaceId)}">Back to the tokens</a></p>`;
}

export function renderEndOwnSessionPage({ workspaceId, now, session }: EndOwnSessionPageData): PageContent {
  const { name, isThis, usedAt } = session;
  const warning =
    isThis && html`<p class="warning">This is the session of this browser: you are signed out.</p>`;
  return {
    title: `End session ${name}`,
    body: html`<p>Last used ${renderTime(usedAt, now)}.</p>${warning}<form method="post" action="${endOwnSessionPath(workspaceId, name)}"><button class="danger">End the session</button></form>${renderBack(workspaceId)}`,
  };
}

export interface EndSessionsPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly shown: ShownPerson;
  /** Whether the server has other workspaces. */
  readonly hasOthers: boolean;
}

export function renderEndSessionsPage({
  workspaceId,
  now,
  shown,
  hasOthers,
}: EndSessionsPageData): PageContent {
  const { person, role, sessions, usedAt } = shown;
  const scope =
    hasOthers &&
    html`<p>The sessions end in this workspace. In other workspaces of this server they stay valid until an admin there ends them.</p>`;
  return {
    title: `End sessions of ${person.login}`,
    body: html`<dl><div><dt>Login</dt><dd>${person.login}</dd></div><div><dt>GitHub id</dt><dd>${person.id}</dd></div><div><dt>Role</dt><dd>${role}</dd></div><div><dt>Sessions</dt><dd>${sessions}</dd></div><div><dt>Last active</dt><dd>${renderTime(usedAt, now)}</dd></div></dl>${scope}<p class="warning">The person can sign in again while a role remains. To take it away, change <code>people</code> of the workspace or the team.</p><form method="post" action="${endSessionsPath(workspaceId, person.id)}">${renderTextField(
      {
        ...{ name: 'reason', label: 'Reason, for the audit log', maxLength: maxReasonLength },
        isRequired: true,
      },
    )}<button class="danger">End all sessions</button></form>${renderBack(workspaceId)}`,
  };
}
