/** The pages that belong to a person: workspaces and account. */
import { ok } from '../../base/result.ts';
import { pagePatterns } from '../../web/addresses.ts';
import { type OwnWorkspace, renderAccountPage, renderWorkspacesPage } from '../../web/pages/account.ts';
import type { PersonPage } from './page.ts';
import type { PagePorts } from './page-ports.ts';

export function createPersonPages({ people }: PagePorts): readonly PersonPage[] {
  async function listOwn(personId: string): Promise<readonly OwnWorkspace[]> {
    const held = await people.rolesOf(personId);
    return held.flatMap(({ workspace: { id, name }, role }) =>
      role === undefined ? [] : [{ id, name, role }],
    );
  }
  return [
    {
      scope: 'person',
      pattern: pagePatterns.workspaces,
      read: async ({ person }) => ok(renderWorkspacesPage(await listOwn(person.id))),
    },
    {
      scope: 'person',
      pattern: pagePatterns.account,
      async read({ person }) {
        const [workspaces, sessions] = await Promise.all([listOwn(person.id), people.countSessions(person)]);
        const { login, id: personId } = person;
        return ok(renderAccountPage({ login, personId, workspaces, sessions }));
      },
    },
  ];
}
