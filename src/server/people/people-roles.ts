/** Looks the roles of a person up, at each request, from the configuration and what GitHub says of its teams. */
import {
  decideRole,
  nameRoleTeam,
  type PersonEntry,
  type RoleEntry,
  type RoleVerdict,
  type TeamEntry,
  type WorkspaceRole,
} from '../../domain/roles/decide-role.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { MemberLists } from './member-lists.ts';
import type { NameBindings, WebPerson } from './session-table.ts';

interface HeldRole extends RoleVerdict {
  readonly workspace: WorkspaceConfig;
}

/** Gives a role. */
interface ExplainedEntry {
  readonly entry: RoleEntry;
  /** Of a person: GitHub's id; `undefined`: no person has signed in with the login. */
  readonly personId?: string | undefined;
  /** Of a team; `undefined`: GitHub could not be asked. */
  readonly members?: ReadonlySet<string> | undefined;
}

export interface PeopleRoles {
  /** In one workspace. */
  roleIn(personId: string, workspace: WorkspaceConfig): Promise<RoleVerdict>;
  /** Of several people, for reading; those without one are left out. */
  rolesIn(
    personIds: readonly string[],
    workspace: WorkspaceConfig,
  ): Promise<ReadonlyMap<string, WorkspaceRole>>;
  /** The entries of a workspace, and the people whom each means as far as is known. */
  explainEntries(workspace: WorkspaceConfig): Promise<readonly ExplainedEntry[]>;
  /** Of the workspaces in which the person has one, in the order of the configuration. */
  rolesOf(personId: string): Promise<readonly HeldRole[]>;
  /** Ties the logins of the configuration that are the person's to the person; the first one keeps them. */
  bind(person: WebPerson): Promise<void>;
}

export interface PeopleRolePorts {
  readonly config: { readonly workspaces: readonly WorkspaceConfig[] };
  readonly members: MemberLists;
  readonly bindings: NameBindings;
}

function isTeam(entry: RoleEntry): entry is TeamEntry {
  return entry.kind === 'team';
}

function isUnpinned(entry: RoleEntry): entry is PersonEntry {
  return entry.kind === 'person' && entry.id === undefined;
}

export function createPeopleRoles({ config, members, bindings }: PeopleRolePorts): PeopleRoles {
  async function readFacts(entries: readonly RoleEntry[]) {
    const [idsByLogin, lists] = await Promise.all([
      entries.some(isUnpinned) ? bindings.readPersons() : new Map<string, string>(),
      members.read(entries.filter(isTeam)),
    ]);
    return { idsByLogin, members: lists };
  }

  return {
    async roleIn(personId, { people }) {
      return decideRole(people, personId, await readFacts(people));
    },
    async rolesIn(personIds, { people }) {
      const facts = await readFacts(people);
      return new Map(
        personIds.flatMap((id) => {
          const { role } = decideRole(people, id, facts);
          return role === undefined ? [] : [[id, role] as const];
        }),
      );
    },
    async explainEntries({ people }) {
      const { idsByLogin, members } = await readFacts(people);
      return people.map((entry) =>
        entry.kind === 'team'
          ? { entry, members: members.get(nameRoleTeam(entry))?.ids }
          : { entry, personId: entry.id ?? idsByLogin.get(entry.login.toLowerCase()) },
      );
    },
    async rolesOf(personId) {
      const facts = await readFacts(config.workspaces.flatMap(({ people }) => people));
      return config.workspaces
        .map((workspace) => ({ workspace, ...decideRole(workspace.people, personId, facts) }))
        .filter(({ role }) => role !== undefined);
    },
    async bind({ id, login }) {
      const isNamed = config.workspaces.some(({ people }) =>
        people.some((entry) => isUnpinned(entry) && entry.login.toLowerCase() === login.toLowerCase()),
      );
      if (isNamed) await bindings.bind('person', login, id);
    },
  };
}
