/** The permission check of a route: passes, or the 403 that says what is missing. */
import { hasPermission, permissionSubject } from '../../domain/permissions/decide.ts';
import type { PermissionId } from '../../domain/permissions/rows.ts';
import type { RepositoryConfig } from '../config/config.ts';
import type { Refusal } from '../http/answer.ts';
import type { SessionClaims } from './session.ts';

/**
 * `undefined` when `repository`, which the directory recognised the session's caller as, grants `permission` to this
 * run; else the 403 that names what is missing and the values that were looked at.
 */
export function requirePermission(
  session: Pick<SessionClaims, 'claims' | 'repository'>,
  repository: Pick<RepositoryConfig, 'permissions'>,
  permission: PermissionId,
): Refusal | undefined {
  const subject = permissionSubject(session.claims);
  if (hasPermission(repository.permissions, permission, subject)) return undefined;
  const values = Object.entries(subject).map(([field, value]) => `${field} ${JSON.stringify(value)}`);
  return {
    httpStatus: 403,
    errorTag: 'PermissionMissing',
    errorMessage: `${session.repository} lacks the permission ${permission} for this run (${values.join(', ')}). Add a row for it under the repository's \`permissions\` in the server's configuration.`,
  };
}
