/** Merge queues of branches: the pull requests that wait, each with the group that is tested for it. */

/** A check run with this name must pass before a pull request is merged. */
export interface RequiredCheck {
  readonly name: string;
  /** Slug of the only App whose check counts; `undefined`: any App's. */
  readonly app: string | undefined;
}

/** A pull request on top of the base branch and of everything before it in the queue. */
export interface MergeGroup {
  /** `refs/heads/gh-readonly-queue/<base>/pr-<number>-<base SHA>` */
  readonly ref: string;
  /** The head of the group before it, or of the base branch. */
  readonly baseSha: string;
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
  /** `undefined`: too far behind to be tested yet. */
  group: MergeGroup | undefined;
}

export const mergeMethods = ['merge', 'squash'] as const;
export type MergeMethod = (typeof mergeMethods)[number];

export interface MergeQueue {
  /** Of the ruleset that the queue is shown as. */
  readonly rulesetId: number;
  /** Base branch. */
  readonly branch: string;
  readonly requiredChecks: readonly RequiredCheck[];
  readonly method: MergeMethod;
  /** Most groups that are tested at once. */
  readonly buildConcurrency: number;
  readonly timeoutMs: number;
  /** The first is merged first. */
  readonly entries: QueueEntry[];
}

/** Why a pull request leaves a queue, by its names in webhooks. */
export type DequeueReason =
  | 'MANUAL'
  | 'MERGE'
  | 'ALREADY_MERGED'
  | 'MERGE_CONFLICT'
  | 'CI_FAILURE'
  | 'CI_TIMEOUT';
