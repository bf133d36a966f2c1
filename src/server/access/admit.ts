/**
 * The one admission: decides whether an identified caller may use a route. The permissions of a job are decided before the body of
 * its request is read, and demands of the request itself before it reaches its feature.
 */
import { ok, refuse } from '../../base/result.ts';
import { hasPermission, permissionSubject } from '../../domain/permissions/decide.ts';
import { describeClosestRow } from '../../domain/permissions/explain.ts';
import type { PermissionId } from '../../domain/permissions/rows.ts';
import type { ServerConfig, WorkspaceConfig } from '../config/config.ts';
import { type FeatureName, featureTitles } from '../config/features.ts';
import { type Answer, type RefusedAnswer, type RequestRefusal, refuseRequest } from '../http/answer.ts';
import type { ImportedRepository, RepositoryDirectory } from '../repositories/imported-repository.ts';
import type { Admin } from './admin-tokens.ts';
import type { Identity } from './identify.ts';
import { featureOf } from './permission-features.ts';
import { type RunPorts, refuseRun } from './refuse-run.ts';
import { actionsSessionType, type SessionClaims } from './session.ts';

/** A job that was admitted. */
export interface AdmittedJob {
  readonly kind: 'job';
  readonly session: SessionClaims;
  readonly workspace: WorkspaceConfig;
  readonly repository: ImportedRepository;
}

/** An admin that was let into a workspace. */
export interface AdmittedAdmin {
  readonly kind: 'admin';
  readonly admin: Admin;
  readonly workspace: WorkspaceConfig;
}

export type Callers = 'jobs' | 'admins' | 'both';

/** What a route demands of every job. */
export interface JobDemand {
  readonly callers: Callers;
  /** That jobs need; the features of `permissions` are needed besides. */
  readonly feature?: FeatureName | undefined;
  /** That jobs need, all of them. */
  readonly permissions?: readonly PermissionId[] | undefined;
  /** The feature itself asks GitHub whose head a pull request has. */
  readonly judgesForks?: boolean | undefined;
}

/** What a single request demands. */
export interface RequestDemand {
  /** That an admitted job needs besides. */
  readonly permissions: readonly PermissionId[];
  /** Workspace that the request names; `undefined`: none. */
  readonly workspaceId: string | undefined;
}

export interface AdmitPorts extends RunPorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly directory: RepositoryDirectory;
}

/** The same message for an unknown workspace and for another one: it must not tell which exist. */
const workspaceDenied: RequestRefusal = {
  httpStatus: 403,
  tag: 'WorkspaceDenied',
  message:
    'The admin token is not valid for this workspace, or the workspace does not exist. Check its id, and `workspaces` of the token in the server’s configuration.',
};
const workspaceMissing: RequestRefusal = {
  httpStatus: 400,
  tag: 'InvalidRequest',
  message: 'Missing `workspace`. An admin token belongs to no workspace: send the id of the one you mean.',
};
const adminRequired: RequestRefusal = {
  httpStatus: 403,
  tag: 'AdminRequired',
  message: 'This route is for admins. Send an admin token of the server instead of a job’s session.',
};
const jobRequired: RequestRefusal = {
  httpStatus: 400,
  tag: 'NotAnActionsSession',
  message: 'This route is for GitHub Actions jobs. Exchange the ID token of a job for a session.',
};

function refuseFeature(workspace: WorkspaceConfig, feature: FeatureName): RefusedAnswer | undefined {
  if (workspace.features[feature]) return undefined;
  const message = `${featureTitles[feature]} is off in the workspace ${workspace.id}. Set \`features.${feature}: true\` in the server's configuration.`;
  return refuseRequest(403, 'FeatureDisabled', message);
}

/** Names the values that the rows were compared with. */
function refusePermission(
  session: SessionClaims,
  { config }: ImportedRepository,
  permission: PermissionId,
): RefusedAnswer | undefined {
  const subject = permissionSubject(session.claims);
  if (hasPermission(config.permissions, permission, subject)) return undefined;
  const closest = describeClosestRow(config.permissions, permission, subject);
  const values = Object.entries(subject).map(([field, value]) => `${field} ${JSON.stringify(value)}`);
  const message = `${session.repository} lacks the permission ${permission} for this run (${values.join(', ')}).${closest === undefined ? '' : ` ${closest}`} ${closest === undefined ? 'Add a row' : 'Change it, or add a row'} for it under the repository's \`permissions\` in the server's configuration.`;
  return refuseRequest(403, 'PermissionMissing', message);
}

function refuseOtherWorkspace(session: SessionClaims, named: string | undefined): RefusedAnswer | undefined {
  if (named === undefined || named === session.workspaceId) return undefined;
  const message = `The session is for the workspace ${session.workspaceId}, and the request names another one. Remove \`workspace\`.`;
  return refuseRequest(400, 'InvalidRequest', message);
}

/** Refuses the first permission that is off in the workspace, or that no row gives to the run. */
function refusePermissions(
  { session, workspace, repository }: Omit<AdmittedJob, 'kind'>,
  permissions: readonly PermissionId[],
): RefusedAnswer | undefined {
  for (const permission of permissions) {
    const off = refuseFeature(workspace, featureOf[permission]);
    if (off !== undefined) return off;
  }
  for (const permission of permissions) {
    const lacking = refusePermission(session, repository, permission);
    if (lacking !== undefined) return lacking;
  }
  return undefined;
}

/** Rejects with `REMOTE_*` when GitHub must be asked who the repository is and cannot be. */
export async function admitJob(
  session: SessionClaims,
  { callers, feature, permissions = [], judgesForks = false }: JobDemand,
  ports: AdmitPorts,
): Promise<Answer<AdmittedJob>> {
  const { config, directory } = ports;
  if (callers === 'admins') return refuse(adminRequired);
  const { workspaceId, repositoryId } = session;
  if (session.type !== actionsSessionType) return refuse(jobRequired);
  const workspace = config.workspaces.find(({ id }) => id === workspaceId);
  const repository = await directory.recognise(workspaceId, repositoryId);
  if (workspace === undefined || repository === undefined) {
    const message = `${session.repository} no longer belongs to the workspace ${workspaceId}.`;
    return refuseRequest(403, 'UnknownCaller', message);
  }
  const off = feature === undefined ? undefined : refuseFeature(workspace, feature);
  if (off !== undefined) return off;
  const lacking = refusePermissions({ session, workspace, repository }, permissions);
  if (lacking !== undefined) return lacking;
  // Last, for it may cost a question to GitHub. Without a permission a route tells a job of itself alone.
  const outsider =
    permissions.length === 0 ? undefined : await refuseRun({ session, repository, judgesForks }, ports);
  if (outsider !== undefined) return outsider;
  return ok({ kind: 'job', session, workspace, repository });
}

function admitAdmin(
  admin: Admin,
  { workspaceId }: RequestDemand,
  { config }: AdmitPorts,
): Answer<AdmittedAdmin> {
  if (workspaceId === undefined) return refuse(workspaceMissing);
  const workspace = config.workspaces.find(({ id }) => id === workspaceId);
  const isAllowed = admin.workspaces === undefined || admin.workspaces.includes(workspaceId);
  if (workspace === undefined || !isAllowed) return refuse(workspaceDenied);
  return ok({ kind: 'admin', admin, workspace });
}

/** Of an admitted job, or of an admin, who is admitted to a workspace and therefore not before it is named. */
export function admitRequest(
  caller: AdmittedJob | Extract<Identity, { readonly kind: 'admin' }>,
  demand: RequestDemand,
  ports: AdmitPorts,
): Answer<AdmittedJob | AdmittedAdmin> {
  if (caller.kind === 'admin') return admitAdmin(caller.admin, demand, ports);
  const refused =
    refuseOtherWorkspace(caller.session, demand.workspaceId) ?? refusePermissions(caller, demand.permissions);
  return refused ?? ok(caller);
}

/** Whether `name`, a current or former name, is the job's own repository. */
export function isOwnRepository(
  name: string,
  { session, repository }: Pick<AdmittedJob, 'session' | 'repository'>,
): boolean {
  const own = [session.repository, repository.canonicalName, repository.config.name];
  return own.some((known) => known.toLowerCase() === name.toLowerCase());
}
