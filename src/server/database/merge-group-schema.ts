/** The tables of merge groups as Kysely sees them. */

/** A group of a merge queue: a commit on a branch of GitHub's own, tested before its pull requests are merged. */
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

/** A pull request of a group, where the queue has shown which it has. */
export interface MergeGroupPullTable {
  readonly repository_id: string;
  readonly head_sha: string;
  readonly pull_number: number;
  /** In the group, from 0: the last is the one that the branch of the group names. */
  readonly position: number;
}
