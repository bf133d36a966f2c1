/** Admits people to the pages of a workspace by their role, which is looked up at each request. */
import { ok, refuse } from '../../base/result.ts';
import { includesRole, type RoleVerdict, type WorkspaceRole } from '../../domain/roles/decide-role.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { type Answer, type RequestRefusal, refuseRequest } from '../http/answer.ts';

/** What a page or an action demands. */
export interface PersonDemand {
  readonly workspaceId: string;
  readonly role: WorkspaceRole;
  /** Whether something is changed: members of teams must be known for certain then. */
  readonly isAct: boolean;
}

/** A person in a workspace that gives the person a role. */
export interface AdmittedPerson {
  readonly workspace: WorkspaceConfig;
  /** For an action, the one that is certain. */
  readonly role: WorkspaceRole;
}

export interface AdmitPersonPorts {
  readonly workspaces: readonly WorkspaceConfig[];
  roleIn(personId: string, workspace: WorkspaceConfig): Promise<RoleVerdict>;
}

/** The same for an unknown workspace and for one without a role: it must not tell which exist. */
const noRole: RequestRefusal = {
  httpStatus: 403,
  tag: 'WorkspaceDenied',
  message:
    'You have no role in this workspace, or the workspace does not exist. Roles are `people` of a workspace in the server’s configuration.',
};

const sessionEnded: RequestRefusal = {
  httpStatus: 401,
  tag: 'SessionInvalid',
  message: 'An admin of this workspace has ended your sessions in it. Sign in again.',
};

/** A person with a session. */
interface PersonSession {
  /** GitHub's id of the person. */
  readonly id: string;
  /** Ids of the workspaces in which an admin has ended the session. */
  readonly endedIn: readonly string[];
}

export async function admitPerson(
  { id: personId, endedIn }: PersonSession,
  { workspaceId, role: needed, isAct }: PersonDemand,
  { workspaces, roleIn }: AdmitPersonPorts,
): Promise<Answer<AdmittedPerson>> {
  const workspace = workspaces.find(({ id }) => id === workspaceId);
  if (workspace === undefined) return refuse(noRole);
  const { role, actingRole } = await roleIn(personId, workspace);
  if (role === undefined) return refuse(noRole);
  if (endedIn.includes(workspaceId)) return refuse(sessionEnded);
  if (!includesRole(role, needed)) {
    const message = `This needs the role ${needed} in the workspace ${workspace.name}. Your role is ${role}.`;
    return refuseRequest(403, 'RoleMissing', message);
  }
  const certain = isAct ? actingRole : role;
  if (certain === undefined || !includesRole(certain, needed)) {
    const message = 'GitHub does not answer, so your teams are not certain. Nothing was changed. Try again.';
    return refuseRequest(503, 'Unavailable', message);
  }
  return ok({ workspace, role: certain });
}
