/** Decides whether an admin may work in the workspace that its request names, and puts a refusal on record. */
import type { AuditEvent } from '../../domain/audit/events.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Refusal } from '../http/answer.ts';
import { type Admin, adminActor } from './admin-tokens.ts';

/** What the request wants, for the audit. */
export interface AdminRequest {
  /** `undefined`: it names none. */
  readonly workspaceId: string | undefined;
  /** Of the entry when it is refused, such as `lock.denied`. */
  readonly event: AuditEvent;
  readonly traceId: string;
}

export type AdminAdmission =
  | { readonly status: 'admitted'; readonly workspace: WorkspaceConfig }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** The same words for a workspace that is not there and for one of others. */
const denied: Refusal = {
  httpStatus: 403,
  errorTag: 'WorkspaceDenied',
  errorMessage:
    'The admin token is not good for this workspace, or the server has no such workspace. Check its id, and `workspaces` of the token in the server’s configuration.',
};
const unnamed: Refusal = {
  httpStatus: 400,
  errorTag: 'InvalidRequest',
  errorMessage:
    'An admin token belongs to no workspace by itself: name the one that is meant as `workspace`.',
};

export async function admitAdmin(
  admin: Admin,
  request: AdminRequest,
  deps: Pick<AppDependencies, 'config' | 'store'>,
): Promise<AdminAdmission> {
  const { workspaceId, event, traceId } = request;
  if (workspaceId === undefined) return { status: 'refused', refusal: unnamed };
  const workspace = deps.config.workspaces.find(({ id }) => id === workspaceId);
  const isAllowed = admin.workspaces === undefined || admin.workspaces.includes(workspaceId);
  if (workspace !== undefined && isAllowed) return { status: 'admitted', workspace };
  await deps.store.audit.append({
    event,
    outcome: 'denied',
    // Whatever was asked for is on record, but only a workspace that exists is filed under its id.
    ...(workspace === undefined ? {} : { workspaceId }),
    actor: adminActor(admin),
    traceId,
    details: { refusal: denied.errorTag, message: denied.errorMessage, workspace: workspaceId },
  });
  return { status: 'refused', refusal: denied };
}
