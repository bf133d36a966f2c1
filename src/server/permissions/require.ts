/** Decides whether a session may do something, by the permission rows of its repository (design: server rules). */
import type { RepositoryConfig } from '../config/config.ts';
import type { Refusal } from '../http/answer.ts';
import type { SessionClaims } from '../sessions/session.ts';
import { compilePattern } from './pattern.ts';
import type { PermissionId, PermissionRow } from './rows.ts';

/** What the three patterns of a row are held against; `""` stands for an absent value. */
export interface PermissionSubject {
  /** File name of the workflow, such as `plan.yml`. */
  readonly workflow: string;
  /** `ref` without `refs/heads/`; for a pull request its head. */
  readonly branch: string;
  readonly environment: string;
}

/**
 * Reads the subject off the ID token's claims. `workflow_ref` is `owner/name/.github/workflows/plan.yml@refs/…`.
 * A tag keeps its `refs/tags/` so that it cannot pass for a branch.
 */
export function permissionSubject(claims: Readonly<Record<string, string>>): PermissionSubject {
  const workflowPath = (claims['workflow_ref'] ?? '').replace(/@.*$/s, '');
  const ref = claims['ref'] ?? '';
  const headRef = claims['head_ref'] ?? '';
  return {
    workflow: workflowPath.slice(workflowPath.lastIndexOf('/') + 1),
    branch: headRef === '' ? ref.replace(/^refs\/heads\//, '') : headRef,
    environment: claims['environment'] ?? '',
  };
}

function rowCovers(row: PermissionRow, subject: PermissionSubject): boolean {
  return (['workflow', 'branch', 'environment'] as const).every((field) => {
    const pattern = compilePattern(row[field]);
    // An invalid pattern is refused with the configuration; here it covers nothing.
    return pattern.status === 'compiled' && pattern.matches(subject[field]);
  });
}

/** Whether any row grants `permission`; nothing does by default. */
export function hasPermission(
  rows: readonly PermissionRow[],
  permission: PermissionId,
  subject: PermissionSubject,
): boolean {
  return rows.some((row) => row.permission === permission && rowCovers(row, subject));
}

/**
 * `undefined` when the session's repository grants `permission` to this run, else the 403 that names what is missing
 * and the values that were looked at. `repository` is what the directory recognised the caller as.
 */
export function requirePermission(
  session: SessionClaims,
  repository: Pick<RepositoryConfig, 'name' | 'permissions'>,
  permission: PermissionId,
): Refusal | undefined {
  const subject = permissionSubject(session.claims);
  if (hasPermission(repository.permissions, permission, subject)) return undefined;
  const values = `workflow ${JSON.stringify(subject.workflow)}, branch ${JSON.stringify(subject.branch)}, environment ${JSON.stringify(subject.environment)}`;
  return {
    httpStatus: 403,
    errorTag: 'PermissionMissing',
    errorMessage: `${session.repository} lacks the permission ${permission} for this run (${values}). Add a row for it under the repository's \`permissions\` in the server's configuration.`,
  };
}
