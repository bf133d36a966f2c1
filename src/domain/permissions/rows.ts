/** A row of the permission table: which runs of a repository may do what (design: server rules). */

export const permissionIds = [
  'ws:sts:create',
  'ws:commits:create',
  'ws:affected-stacks:create',
  'ws:instances:create',
  'ws:instances:update',
  'ws:locks:create',
  'ws:locks:delete',
  'ws:locks:force',
] as const;
export type PermissionId = (typeof permissionIds)[number];

/** The fields of a row that are patterns. */
export const patternFields = ['workflow', 'branch', 'environment'] as const;

export interface PermissionRow {
  readonly permission: PermissionId;
  /** Patterns: `*`, plain text, or a regular expression over the full string. */
  readonly workflow: string;
  readonly branch: string;
  readonly environment: string;
}
