/** The data that check and comment are rendered from: no clock, no id of a run that is not shown. Equal data gives equal texts. */
import type { OwnerError } from '../codeowners/merge-errors.ts';
import type { Activity } from '../dispatch/activities.ts';
import type { BatchState } from '../dispatch/advance-batch.ts';
import type { Conclusion } from '../dispatch/conclude.ts';
import type { HoldReason } from '../dispatch/hold.ts';
import type { DeploymentKind } from '../dispatch/kinds.ts';
import type { NodeReason, NodeResult, NodeState } from '../dispatch/node-states.ts';
import type { QuietDetails, QuietReason } from '../dispatch/quiet-reason.ts';

export interface RunLink {
  /** Of GitHub's page. */
  readonly url: string;
  /** Number or id, as people see it. */
  readonly label: string;
  readonly file: string;
  readonly exitCode?: number | undefined;
  /** Where the run waits for reviewers. */
  readonly approval?: { readonly environment: string; readonly reviewers: readonly string[] } | undefined;
}

/** What a deployment waits for. */
export interface LockNote {
  /** `lock`: the holder has the lock. `queue`: it is next for it. `run`: a run of the server that would get in the way. */
  readonly type: 'lock' | 'queue' | 'run';
  /** Such as `run 801 of apply.yaml`. */
  readonly holder: string;
  readonly url?: string | undefined;
  readonly message: string;
  /** Milliseconds since the Unix epoch. */
  readonly since?: number | undefined;
  /** Likewise. */
  readonly until?: number | undefined;
}

/** A deployment. Names, messages and logins are untrusted text. */
export interface ReportRow {
  readonly stack: string;
  readonly component: string;
  readonly kind: DeploymentKind;
  readonly state: NodeState;
  readonly reason?: NodeReason | undefined;
  readonly result?: NodeResult | undefined;
  /** A sentence about a refusal. */
  readonly detail?: string | undefined;
  readonly openParents: number;
  readonly failedParents: number;
  /** Name of a parent that did not succeed. */
  readonly blockedBy?: string | undefined;
  readonly runs: readonly RunLink[];
  readonly lock?: LockNote | undefined;
  /** As a report of the plan counts them. */
  readonly changes?:
    | { readonly create: number; readonly update: number; readonly delete: number }
    | undefined;
  /** Number of the pull request whose later merge was applied. */
  readonly overtakenBy?: number | undefined;
}

/** What the sentences about silence name; each is there where its reason needs it. */
export interface QuietFacts extends QuietDetails {
  /** Workflow files that usually upload. */
  readonly uploaders?: readonly string[] | undefined;
  /** Components that are affected, as `component in stack`. */
  readonly instances?: readonly string[] | undefined;
  readonly expectedSha?: string | undefined;
  /** The pull request has an upload for the commit that was merged. */
  readonly hasLastList?: boolean | undefined;
  /** Since when GitHub cannot be reached, in milliseconds since the Unix epoch. */
  readonly since?: number | undefined;
  readonly repository?: string | undefined;
  readonly size?: { readonly components: number; readonly limit: number } | undefined;
}

export interface HoldNote {
  readonly reason: HoldReason;
  /** How many runs would start. */
  readonly dispatches: number;
  readonly threshold?: number | undefined;
  readonly pushes?: number | undefined;
}

/** What people should know beside the rows. */
export type ReportNote =
  /** The base branch was changed after the upload. */
  | { readonly type: 'base_changed'; readonly base: string }
  /** A key of `settings.pro` could not be read. */
  | { readonly type: 'broken_key'; readonly key: string; readonly instance: string }
  /** The merge queue runs a workflow of `synchronize` that is not a plan. */
  | { readonly type: 'risky_fallback'; readonly instance: string; readonly files: readonly string[] }
  /** A release whose dependencies are unknown. */
  | { readonly type: 'order_unknown' }
  /** A ticked box of a person who may not. */
  | { readonly type: 'tick_refused'; readonly login: string }
  /** A run of an earlier merge was started again on GitHub. */
  | { readonly type: 'undone'; readonly instance: string; readonly pull: number };

export interface BatchReport {
  readonly id: string;
  readonly activity: Activity;
  /** The tested commit: head of the pull request or group, or the merge. */
  readonly sha: string;
  readonly state: BatchState;
  readonly conclusion?: Conclusion | undefined;
  readonly reason?: QuietReason | undefined;
  readonly quiet?: QuietFacts | undefined;
  readonly hold?: HoldNote | undefined;
  /** The commit that replaced this one. */
  readonly replacedBy?: string | undefined;
  readonly rows: readonly ReportRow[];
  /** Of a merge group: numbers of the pull requests that it tests, as far as is known. */
  readonly pulls?: readonly number[] | undefined;
  /** Indexes of rows: parent, child. Absent where there are too many to draw. */
  readonly edges?: readonly (readonly [parent: number, child: number])[] | undefined;
  /** About its plan. */
  readonly notes?: readonly ReportNote[] | undefined;
  readonly ownerErrors: readonly OwnerError[];
  /** Only reviewers are waited for, and for so long that GitHub will call the check stale. */
  readonly isWaitingLong: boolean;
}
