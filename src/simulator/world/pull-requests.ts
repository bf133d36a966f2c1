/** Pull requests and issues of the world, and the comments below pull requests. */

export interface SimulatedPullRequest {
  readonly id: number;
  /** Counts per repository, together with its issues. */
  readonly number: number;
  title: string;
  body: string | null;
  readonly authorId: number;
  /** `merged` is closed, too. */
  state: 'open' | 'closed' | 'merged';
  draft: boolean;
  /** The repository of the head branch. For a fork, not the base repository. */
  readonly headRepositoryId: number;
  /** Branch names without `refs/heads/`. */
  readonly headRef: string;
  /** The last known commit of the head branch; final when the pull request is closed. */
  headSha: string;
  baseRef: string;
  readonly labels: Set<string>;
  /** Account ids. */
  readonly requestedReviewers: Set<number>;
  /** Oldest first. */
  readonly reviews: PullRequestReview[];
  /** Milliseconds, as are the other times. */
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | undefined;
  mergedAt: number | undefined;
  mergedById: number | undefined;
  /** The commit on the base branch; `undefined` unless merged. */
  mergeSha: string | undefined;
}

export interface PullRequestReview {
  readonly id: number;
  readonly authorId: number;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly body: string;
  readonly commitId: string;
  /** Milliseconds. */
  readonly submittedAt: number;
}

export interface SimulatedIssue {
  readonly id: number;
  /** Counts per repository, together with its pull requests. */
  readonly number: number;
  title: string;
  body: string | null;
  readonly authorId: number;
  /** Id of the App that opened it; `undefined` for a job or a person. */
  readonly appId: number | undefined;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  /** Milliseconds, as are the other times. */
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | undefined;
}

export interface IssueComment {
  readonly id: number;
  /** Of the issue or pull request. */
  readonly subject: number;
  body: string;
  readonly authorId: number;
  /** Id of the App that wrote it; `undefined` for a job or a person. */
  readonly appId: number | undefined;
  readonly createdAt: number;
  updatedAt: number;
}
