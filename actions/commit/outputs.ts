/** The outputs of `commit`. */

export interface CommitOutcome {
  /** `''` without a commit. */
  readonly sha: string;
  readonly committed: boolean;
  /** Paths of the commit. */
  readonly files: readonly string[];
  /** Paths that were left out. */
  readonly skipped: readonly string[];
}

export const nothing: CommitOutcome = { sha: '', committed: false, files: [], skipped: [] };

/** Every output by its name in `action.yml`. */
export function toOutputs({ sha, committed, files, skipped }: CommitOutcome) {
  return {
    sha,
    committed: String(committed),
    files: JSON.stringify(files),
    skipped: JSON.stringify(skipped),
  } as const;
}
