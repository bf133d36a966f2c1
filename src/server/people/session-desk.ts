/** Web sessions for the pages: a person's own, and those of the people of a workspace, which an admin can end. */
import { ok } from '../../base/result.ts';
import { includesRole, type WorkspaceRole } from '../../domain/roles/decide-role.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import type { PeopleRoles } from './people-roles.ts';
import { buildPersonEntry, describePerson } from './person-audit.ts';
import type { ActivePerson, LiveSession, WebSessionReads } from './session-reads.ts';
import type { WebPerson, WebSessionStore } from './session-table.ts';
import type { SignedIn } from './sign-in.ts';

/** Digits of the hash that name a session on a page. */
const nameLength = 16;

interface OwnSession extends Omit<LiveSession, 'idHash'> {
  /** Unique among the sessions of the person, and useless to others. */
  readonly name: string;
  /** Whether it is the one that asks. */
  readonly isThis: boolean;
}

interface WorkspacePerson extends ActivePerson {
  readonly role: WorkspaceRole;
}

export interface SessionDesk {
  listOwnSessions(person: SignedIn): Promise<readonly OwnSession[]>;
  /** Of the person itself. */
  endOwnSession(person: SignedIn, name: string, traceId: string): Promise<Answer<void>>;
  /** People with a role in the workspace and a session. */
  listActivePeople(workspace: WorkspaceConfig): Promise<readonly WorkspacePerson[]>;
  /**
   * Ends all sessions of another person in the workspace, whose role there is not above that of the admin. Other workspaces have other
   * admins: where there are some, the sessions stay valid in them.
   */
  endSessionsOf(
    personId: string,
    by: {
      readonly admin: WebPerson;
      readonly role: WorkspaceRole;
      readonly workspace: WorkspaceConfig;
      readonly reason: string;
      readonly traceId: string;
    },
  ): Promise<Answer<void>>;
}

export interface SessionDeskPorts {
  readonly reads: WebSessionReads;
  readonly sessions: Pick<WebSessionStore, 'end' | 'endIn'>;
  readonly config: { readonly workspaces: readonly WorkspaceConfig[] };
  readonly roles: Pick<PeopleRoles, 'rolesIn'>;
}

const noSession = refuseRequest(404, 'RouteNotFound', 'The session has ended already.');
const noPerson = refuseRequest(404, 'RouteNotFound', 'No such person of this workspace is signed in.');

export function createSessionDesk({ reads, sessions, roles, config }: SessionDeskPorts): SessionDesk {
  async function listActivePeople(workspace: WorkspaceConfig): Promise<readonly WorkspacePerson[]> {
    const active = await reads.listPeople(workspace.id);
    const held = await roles.rolesIn(
      active.map(({ person }) => person.id),
      workspace,
    );
    return active.flatMap((one) => {
      const role = held.get(one.person.id);
      return role === undefined ? [] : [{ ...one, role }];
    });
  }

  return {
    async listOwnSessions({ id, idHash }) {
      const live = await reads.listOf(id);
      return live.map(({ idHash: hash, ...session }) => ({
        ...session,
        name: hash.slice(0, nameLength),
        isThis: hash === idHash,
      }));
    },
    async endOwnSession({ id, login }, name, traceId) {
      const found = (await reads.listOf(id)).find(({ idHash }) => idHash.slice(0, nameLength) === name);
      if (found === undefined) return noSession;
      const entry = buildPersonEntry(
        { id, login },
        {
          ...{ event: 'person.signed_out', outcome: 'allowed', traceId },
          details: { everywhere: false },
        },
      );
      await sessions.end({ personId: id, idHash: found.idHash, entry });
      return ok(undefined);
    },
    listActivePeople,
    async endSessionsOf(personId, { admin, role, workspace, reason, traceId }) {
      const found = (await listActivePeople(workspace)).find(({ person }) => person.id === personId);
      if (found === undefined) return noPerson;
      if (!includesRole(role, found.role)) {
        const message = `${found.person.login} has the role ${found.role}, which is above yours. Ask an owner.`;
        return refuseRequest(403, 'RoleMissing', message);
      }
      const entry = buildPersonEntry(admin, {
        ...{ event: 'person.sessions_ended', outcome: 'allowed', workspaceId: workspace.id, traceId },
        details: { of: describePerson(found.person), sessions: found.sessions, reason },
      });
      if (config.workspaces.length === 1) await sessions.end({ personId, entry });
      else await sessions.endIn({ personId, workspaceId: workspace.id, entry });
      return ok(undefined);
    },
  };
}
