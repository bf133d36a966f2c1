/** Merge queues of branches: the pull requests that wait, each with the group that it is tested in. */

/** A check run with this name must pass before a pull request is merged. */
export interface RequiredCheck {
  readonly name: string;
  /** Slug of the only App whose check counts; `undefined`: any App's. */
  readonly app: string | undefined;
}

/** Pull requests on top of the base branch and of everything before them in the queue. */
export interface MergeGroup {
  /** `refs/heads/gh-readonly-queue/<base>/pr-<number>-<base SHA>`, with the number of the last one. */
  readonly ref: string;
  /** The head of the group before it, or of the base branch. */
  readonly baseSha: string;
  /** The commit of the last one. */
  readonly headSha: string;
  /** When checks that are not completed count as failed, in milliseconds. */
  readonly expiresAt: number;
  /** Forgets the time. */
  readonly cancel: () => void;
}

export interface QueueEntry {
  /** Of the pull request. */
  readonly number: number;
  /** The head that was added. */
  readonly headSha: string;
  /** When it was added, in milliseconds. */
  readonly enqueuedAt: number;
  /** Id of the account that added it. */
  readonly enqueuedBy: number;
  /** `undefined`: it is not tested yet. Those that are tested together share one. */
  group: MergeGroup | undefined;
  /** Its own commit in the group, on top of that of the entry before it. */
  commit: QueuedCommit | undefined;
}

export interface QueuedCommit {
  readonly baseSha: string;
  readonly headSha: string;
}

export const mergeMethods = ['merge', 'squash'] as const;
export type MergeMethod = (typeof mergeMethods)[number];

/** How many pull requests a group tests. */
interface GroupSize {
  readonly min: number;
  readonly max: number;
  /** How long fewer than `min` wait for others, in milliseconds. */
  readonly waitMs: number;
}

export interface MergeQueue {
  /** Of the ruleset that the queue is shown as. */
  readonly rulesetId: number;
  /** Base branch. */
  readonly branch: string;
  readonly requiredChecks: readonly RequiredCheck[];
  readonly method: MergeMethod;
  /** Most groups that are tested at once. */
  readonly buildConcurrency: number;
  readonly groupSize: GroupSize;
  readonly timeoutMs: number;
  /** The first is merged first. */
  readonly entries: QueueEntry[];
  /** When the entries that wait for company are tested without it; forgets that time. */
  companyTimer: { readonly at: number; readonly cancel: () => void } | undefined;
}

/** Why a pull request leaves a queue, by its names in webhooks. */
export type DequeueReason =
  | 'MANUAL'
  | 'MERGE'
  | 'ALREADY_MERGED'
  | 'MERGE_CONFLICT'
  | 'CI_FAILURE'
  | 'CI_TIMEOUT';
