/** Something that GitHub tells webhooks and workflows. */
export interface WorldEvent {
  /** Counts from 1. */
  readonly number: number;
  readonly event: 'push' | 'pull_request' | 'issue_comment';
  /** Of `pull_request` and `issue_comment`. */
  readonly action?: 'synchronize' | 'created' | 'edited' | 'deleted';
  readonly repositoryId: number;
  /** Of `push`. */
  readonly ref?: string;
  /** Commits before and after, 40 zeros for none. */
  readonly before?: string;
  readonly after?: string;
  /** Number of the pull request or issue. */
  readonly subject?: number;
  /** Login. */
  readonly actor: string;
  /** Whether workflows that wait for it run: what a job does with its `GITHUB_TOKEN` starts none. */
  readonly startsWorkflows: boolean;
}
