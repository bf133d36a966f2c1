/** Renders the configuration in force, the people with their roles, and what is probably a mistake. Secrets are only said to be set. */
import type { WorkspaceRole } from '../../domain/roles/decide-role.ts';
import { type Html, html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderFacts } from '../parts/facts.ts';
import { renderTable } from '../parts/table.ts';

export interface SettingsSection {
  readonly title: string;
  readonly facts: readonly (readonly [setting: string, value: string])[];
}

interface ShownRepository {
  readonly name: string;
  /** `undefined`: not pinned. */
  readonly id: string | undefined;
  readonly permissions: readonly string[];
  /** Settings of the repository, empty where it has none. */
  readonly deployments: readonly string[];
  readonly drift: readonly string[];
}

interface ShownEntry {
  readonly role: WorkspaceRole;
  /** As the file has it: a login or a team. */
  readonly from: string;
  /** The people whom it means now. */
  readonly means: string;
}

interface ShownRole {
  readonly id: string;
  readonly login: string;
  readonly role: WorkspaceRole;
  /** The entries that give a role. */
  readonly because: readonly string[];
}

interface ShownMistake {
  readonly id: string;
  readonly message: string;
  readonly advice: string;
}

export interface SettingsPageData {
  /** SHA-256 of the file. */
  readonly digest: string;
  readonly mistakes: readonly ShownMistake[];
  readonly sections: readonly SettingsSection[];
  readonly repositories: readonly ShownRepository[];
  readonly entries: readonly ShownEntry[];
  /** People who are signed in. */
  readonly people: readonly ShownRole[];
}

function renderMistakes(mistakes: readonly ShownMistake[]): Html {
  if (mistakes.length === 0) return html`<p><span class="label done">ok</span> No likely mistake.</p>`;
  return html`<ul class="warning">${mistakes.map(
    ({ id, message, advice }) => html`<li>${message} ${advice} <code>${id}</code></li>`,
  )}</ul>`;
}

function renderPeople({ entries, people }: SettingsPageData): Html {
  const configured = renderTable({
    label: 'Roles in the configuration',
    headings: ['Role', 'Entry', 'Means'],
    empty: 'No person has a role in this workspace.',
    rows: entries.map(({ role, from, means }, index) => ({
      id: `entry-${index}`,
      cells: [role, from, means],
    })),
  });
  const active = renderTable({
    label: 'People who are signed in',
    headings: ['Person', 'Id', 'Role', 'Because of'],
    empty: 'No person of this workspace is signed in.',
    rows: people.map(({ id, login, role, because }) => ({
      id: `role-${id}`,
      cells: [login, id, role, because.join(', ')],
    })),
  });
  return html`<h2 id="people">People</h2>${configured}<h3>Signed in</h3>${active}`;
}

function renderLines(lines: readonly string[], empty: string): Html | string {
  return lines.length === 0 ? empty : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function renderRepositories(repositories: readonly ShownRepository[]): Html {
  return renderTable({
    label: 'Repositories',
    headings: ['Repository', 'Id', 'Permissions', 'Deployments', 'Drift'],
    empty: 'The workspace has no repositories.',
    rows: repositories.map(({ name, id, permissions, deployments, drift }) => ({
      id: `repository-${name}`,
      cells: [
        name,
        id ?? 'not pinned',
        renderLines(permissions, 'none'),
        renderLines(deployments, 'off'),
        renderLines(drift, 'off'),
      ],
    })),
  });
}

export function renderSettingsPage(data: SettingsPageData): PageContent {
  const { digest, mistakes, sections, repositories } = data;
  return {
    title: 'Settings',
    body: html`<p>The configuration that this replica was started with. To change it, edit the file and restart every replica.</p>${renderFacts(
      [['SHA-256 of the file', html`<code>${digest}</code>`]],
    )}<h2 id="mistakes">Likely mistakes</h2>${renderMistakes(mistakes)}${sections.map(
      ({ title, facts }) => html`<h2>${title}</h2>${renderFacts(facts)}`,
    )}<h2 id="repositories">Repositories</h2>${renderRepositories(repositories)}${renderPeople(data)}`,
  };
}
