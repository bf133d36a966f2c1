/** The page of the configuration in force, for owners. */
import { ok } from '../../base/result.ts';
import type { RoleEntry } from '../../domain/roles/decide-role.ts';
import { pagePatterns, settingsPagePath } from '../../web/addresses.ts';
import { renderSettingsPage } from '../../web/pages/settings.ts';
import { findLikelyMistakes, likelyMistakes } from '../config/likely-mistakes.ts';
import type { PeopleAccess } from '../people/index.ts';
import { describeRepositorySettings, describeSettings } from './describe-settings.ts';
import type { WorkspacePage } from './page.ts';
import type { PagePorts } from './page-ports.ts';

type Explained = Awaited<ReturnType<PeopleAccess['explainEntries']>>[number];

function nameEntry(entry: RoleEntry): string {
  return entry.kind === 'team' ? `team ${entry.organization}/${entry.slug}` : `login ${entry.login}`;
}

function describeMeaning({ entry, personId, members }: Explained): string {
  if (entry.kind === 'team')
    return members === undefined
      ? 'not known: GitHub did not answer'
      : `${members.size} members, as GitHub says`;
  if (entry.id !== undefined) return `id ${entry.id}, pinned`;
  return personId === undefined
    ? 'no person has signed in with it yet'
    : `id ${personId}, the first who signed in`;
}

function means({ entry, personId, members }: Explained, id: string): boolean {
  return entry.kind === 'team' ? members?.has(id) === true : personId === id;
}

export function createSettingsPage({ config, people }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.settings,
    role: 'owner',
    nav: { text: 'Settings', href: settingsPagePath },
    async read({ workspace }) {
      const [explained, active] = await Promise.all([
        people.explainEntries(workspace),
        people.listActivePeople(workspace),
      ]);
      const mistakes = findLikelyMistakes(config).filter(
        ({ workspaceId = workspace.id }) => workspaceId === workspace.id,
      );
      return ok(
        renderSettingsPage({
          digest: config.fileDigest,
          mistakes: mistakes.map(({ id, message }) => ({ id, message, advice: likelyMistakes[id] })),
          sections: describeSettings(config, workspace),
          repositories: workspace.repositories.map(describeRepositorySettings),
          entries: explained.map((one) => ({
            role: one.entry.role,
            from: nameEntry(one.entry),
            means: describeMeaning(one),
          })),
          people: active.map(({ person: { id, login }, role }) => ({
            ...{ id, login, role },
            because: explained.filter((one) => means(one, id)).map(({ entry }) => nameEntry(entry)),
          })),
        }),
      );
    },
  };
}
