/** Renders what belongs to a person: the workspaces with the role in each, and the sessions. */
import type { WorkspaceRole } from '../../domain/roles/decide-role.ts';
import { overviewPath } from '../addresses.ts';
import { type Html, html, path } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderHidden } from '../parts/form.ts';
import { renderTable } from '../parts/table.ts';

export interface OwnWorkspace {
  readonly id: string;
  readonly name: string;
  readonly role: WorkspaceRole;
}

function renderWorkspaces(workspaces: readonly OwnWorkspace[]): Html {
  return renderTable({
    label: 'Workspaces',
    headings: ['Workspace', 'Your role'],
    empty: 'You have no role in any workspace.',
    rows: workspaces.map(({ id, name, role }) => ({
      id: `workspace-${id}`,
      cells: [html`<a href="${overviewPath(id)}">${name}</a>`, role],
    })),
  });
}

export function renderWorkspacesPage(workspaces: readonly OwnWorkspace[]): PageContent {
  return { title: 'Workspaces', body: renderWorkspaces(workspaces) };
}

export interface AccountPageData {
  readonly login: string;
  /** GitHub's. */
  readonly personId: string;
  readonly workspaces: readonly OwnWorkspace[];
  /** Number of browsers that are signed in. */
  readonly sessions: number;
}

export function renderAccountPage({ login, personId, workspaces, sessions }: AccountPageData): PageContent {
  const signOut = path`/sign-out`;
  return {
    title: 'Account',
    body: html`<dl><div><dt>Login</dt><dd>${login}</dd></div><div><dt>GitHub id</dt><dd>${personId}</dd></div><div><dt>Sessions</dt><dd>${sessions}</dd></div></dl>${renderWorkspaces(workspaces)}<h2>Sign out</h2><form method="post" action="${signOut}"><button>Sign out</button></form><form method="post" action="${signOut}">${renderHidden('everywhere', 'yes')}<button>Sign out everywhere</button></form>`,
  };
}
