/** The table of merge groups as Kysely sees it. */

/** A group of a merge queue: a commit on a branch of GitHub's own, tested before its pull request is merged. */
export interface MergeGroupTable {
  readonly repository_id: string;
  readonly head_sha: string;
  readonly workspace_id: string;
  /** Branch of the group. */
  readonly head_ref: string;
  readonly base_ref: string | null;
  /** The head of the base branch, or of the group before it. */
  readonly base_sha: string | null;
  /** The pull request that was added last; `null`: GitHub named the group in a way that is not known. */
  readonly pull_number: number | null;
  /** `null`: it is still tested. */
  readonly ended_as: 'merged' | 'invalidated' | 'dequeued' | 'unknown' | null;
  readonly created_at: number;
}
