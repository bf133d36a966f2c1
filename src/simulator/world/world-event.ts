/** Events that GitHub would send to webhooks and workflows. */

type WorldEventName =
  | 'check_run'
  | 'check_suite'
  | 'deployment_review'
  | 'installation'
  | 'installation_repositories'
  | 'issue_comment'
  | 'merge_group'
  | 'pull_request'
  | 'pull_request_review'
  | 'push'
  | 'release'
  | 'repository'
  | 'workflow_run';

/** What a `deployment_review` is about. */
interface EventReview {
  readonly environment: string;
  /** Ids of the jobs that wait for the environment. */
  readonly jobs: readonly number[];
  /** Ids of the accounts that can review. */
  readonly reviewers: readonly number[];
  /** Ids of the teams whose members can review. */
  readonly reviewerTeams: readonly number[];
  /** Of `approved` and `rejected`. */
  readonly comment?: string | undefined;
}

interface EventPerson {
  readonly name: string;
  readonly email: string;
}

/** A commit as payloads have it. */
export interface EventCommit {
  readonly id: string;
  readonly tree_id: string;
  readonly message: string;
  readonly timestamp: string;
  readonly author: EventPerson;
  readonly committer: EventPerson;
}

/** What a field refers to is in the world; the event names it by id. */
export interface WorldEvent {
  /** Counts from 1. */
  readonly number: number;
  /** Milliseconds of the world's clock. */
  readonly at: number;
  readonly event: WorldEventName;
  /**
   * The activity, of every event except `push`. Of `workflow_run`: `requested`, `in_progress` and `completed`, in this order for
   * each attempt. Of `deployment_review`: `requested`, `approved` and `rejected`.
   */
  readonly action?: string | undefined;
  /** `undefined` for the events of an installation. */
  readonly repositoryId?: number | undefined;
  /** Numbers of the pull requests that a group tests, the last added last. Of `merge_group.checks_requested`. GitHub does not send them. */
  readonly grouped?: readonly number[] | undefined;
  /** Full name. Of `push`, of `release` (the tag) and of `merge_group` (the branch of the group). */
  readonly ref?: string | undefined;
  /** Commits before and after, 40 zeros for none. Of `merge_group`: the base and the head of the group. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  /** Of `merge_group`: the full name of the branch that the group is for. */
  readonly baseRef?: string | undefined;
  /** Number of the pull request or issue. */
  readonly subject?: number | undefined;
  /** Of `workflow_run` and `deployment_review`. The run moves on, so read its state while the event is handled. */
  readonly run?: { readonly id: number; readonly attempt: number } | undefined;
  readonly review?: EventReview | undefined;
  readonly commentId?: number | undefined;
  readonly reviewId?: number | undefined;
  readonly releaseId?: number | undefined;
  readonly checkRunId?: number | undefined;
  readonly checkSuiteId?: number | undefined;
  /** Identifier of the clicked button, of `requested_action`. */
  readonly button?: string | undefined;
  /** Of `merge_group.destroyed` and `pull_request.dequeued`. */
  readonly reason?: string | undefined;
  /** Of `merge_group`: the head of the group, as the payload has it. */
  readonly headCommit?: EventCommit | undefined;
  /** Of `labeled` and `unlabeled`. */
  readonly label?: string | undefined;
  readonly installationId?: number | undefined;
  /** Repositories that joined or left the installation. */
  readonly repositoryIds?: readonly number[] | undefined;
  /** The only App that is told, by id. */
  readonly appId?: number | undefined;
  /** What was there before, as the payload has it: `{body: {from: '…'}}`. */
  readonly changes?: Readonly<Record<string, unknown>> | undefined;
  /** Login. */
  readonly actor: string;
  /** Whether it would start workflows. Events caused by a job's `GITHUB_TOKEN` do not. */
  readonly startsWorkflows: boolean;
}
