/** Decides whether the permission rows of a repository let a run do something (design: server rules). */
import { compilePattern, type PatternMatcher } from '../patterns/permission-pattern.ts';
import { type PermissionId, type PermissionRow, patternFields } from './rows.ts';

/** What the three patterns of a row are held against; `""` stands for an absent value. */
export interface PermissionSubject {
  /** File name of the workflow, such as `plan.yml`. */
  readonly workflow: string;
  /** `ref` without `refs/heads/`; for a pull request its head branch. */
  readonly branch: string;
  readonly environment: string;
}

/** `owner/name/.github/workflows/plan.yml@refs/heads/main` → `plan.yml`. A file name holds no `/`, hence no `@refs/`. */
function workflowFile(workflowRef: string): string {
  const end = workflowRef.indexOf('@refs/');
  const path = end === -1 ? workflowRef.replace(/@[^@]*$/, '') : workflowRef.slice(0, end);
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Reads the subject off an ID token's claims. A tag keeps its `refs/tags/`, so that it cannot pass for a branch. The
 * head branch counts only where the run belongs to the pull request itself (`refs/pull/…`): under
 * `pull_request_target` the code is the base branch's, and the author of the pull request chooses the head's name.
 */
export function permissionSubject(claims: Readonly<Record<string, string | undefined>>): PermissionSubject {
  const ref = claims['ref'] ?? '';
  const headRef = claims['head_ref'] ?? '';
  return {
    workflow: workflowFile(claims['workflow_ref'] ?? ''),
    branch: ref.startsWith('refs/pull/') && headRef !== '' ? headRef : ref.replace(/^refs\/heads\//, ''),
    environment: claims['environment'] ?? '',
  };
}

/** Compiled once per row object: rows live as long as the configuration. */
const compiledRows = new WeakMap<PermissionRow, Readonly<Record<string, PatternMatcher>>>();

function matchersOf(row: PermissionRow): Readonly<Record<string, PatternMatcher>> {
  const known = compiledRows.get(row);
  if (known !== undefined) return known;
  const matchers = Object.fromEntries(
    patternFields.map((field) => {
      const pattern = compilePattern(row[field]);
      // The configuration refuses an invalid pattern; should one get here, it covers nothing.
      return [field, pattern.status === 'compiled' ? pattern.matches : () => false];
    }),
  );
  compiledRows.set(row, matchers);
  return matchers;
}

/** Whether any row grants `permission` to the subject; nothing does by default. */
export function hasPermission(
  rows: readonly PermissionRow[],
  permission: PermissionId,
  subject: PermissionSubject,
): boolean {
  return rows.some(
    (row) =>
      row.permission === permission &&
      patternFields.every((field) => matchersOf(row)[field]?.(subject[field]) === true),
  );
}
