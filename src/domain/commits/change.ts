/** The changes of a commit from CI: whole files, in their new state. */

/** Modes that git knows for what has content: a file, an executable file, a symbolic link. */
export const fileModes = ['100644', '100755', '120000'] as const;
export type FileMode = (typeof fileModes)[number];

export interface Addition {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  /** Of a symbolic link: its target. */
  readonly content: Uint8Array;
  /** Absent: the file keeps the mode that it has, and a new one is an ordinary file. */
  readonly mode?: FileMode | undefined;
}

interface Deletion {
  readonly path: string;
}

export interface ChangeSet {
  readonly additions: readonly Addition[];
  readonly deletions: readonly Deletion[];
}

/** Something that keeps a commit from being made. */
export interface CommitProblem {
  /** Name of the rule, such as `parent-segment`. */
  readonly rule: string;
  /** The file, in a form that is fit to print. */
  readonly path?: string | undefined;
  /** A sentence without a full stop, with the limit where there is one. */
  readonly message: string;
}

/** One line for each problem. */
export function describeProblem({ rule, path, message }: CommitProblem): string {
  return path === undefined ? `${message} (${rule})` : `${path}: ${message} (${rule})`;
}
