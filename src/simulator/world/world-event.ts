/** An event that GitHub would send to webhooks and workflows. */
export interface WorldEvent {
  /** Counts from 1. */
  readonly number: number;
  readonly event: 'push' | 'pull_request' | 'issue_comment';
  /** Of `pull_request` and `issue_comment`. */
  readonly action?: 'synchronize' | 'created' | 'edited' | 'deleted' | undefined;
  readonly repositoryId: number;
  /** Of `push`. */
  readonly ref?: string | undefined;
  /** Commits before and after, 40 zeros for none. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  /** Number of the pull request or issue. */
  readonly subject?: number | undefined;
  /** Login. */
  readonly actor: string;
  /** Whether it would start workflows. Events caused by a job's `GITHUB_TOKEN` do not. */
  readonly startsWorkflows: boolean;
}
