/** An event that GitHub would send to webhooks and workflows. */

type WorldEventName =
  | 'push'
  | 'pull_request'
  | 'issue_comment'
  | 'merge_group'
  | 'release'
  | 'workflow_run'
  | 'deployment_review';

/** What a `deployment_review` is about. */
interface EventReview {
  readonly environment: string;
  /** Ids of the jobs that wait for the environment. */
  readonly jobs: readonly number[];
  /** Ids of the accounts that can review. */
  readonly reviewers: readonly number[];
  /** Of `approved` and `rejected`. */
  readonly comment?: string | undefined;
}

export interface WorldEvent {
  /** Counts from 1. */
  readonly number: number;
  readonly event: WorldEventName;
  /**
   * The activity, of every event except `push`. Of `workflow_run`: `requested`, `in_progress` and `completed`, in this order for
   * each attempt. Of `deployment_review`: `requested`, `approved` and `rejected`.
   */
  readonly action?: string | undefined;
  readonly repositoryId: number;
  /** Full name. Of `push`, of `release` (the tag) and of `merge_group` (the branch of the group). */
  readonly ref?: string | undefined;
  /** Commits before and after, 40 zeros for none. Of `merge_group`: the base and the head of the group. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  /** Number of the pull request or issue. */
  readonly subject?: number | undefined;
  /** Of `workflow_run` and `deployment_review`. The run moves on, so read its state while the event is handled. */
  readonly run?: { readonly id: number; readonly attempt: number } | undefined;
  readonly review?: EventReview | undefined;
  /** Login. */
  readonly actor: string;
  /** Whether it would start workflows. Events caused by a job's `GITHUB_TOKEN` do not. */
  readonly startsWorkflows: boolean;
}
