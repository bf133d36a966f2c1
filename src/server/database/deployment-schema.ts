/** The tables behind GitHub's events as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely';
import type { DispatchEvent } from '../../domain/dispatch/activities.ts';
import type { BatchState } from '../../domain/dispatch/advance-batch.ts';
import type { Conclusion } from '../../domain/dispatch/conclude.ts';
import type { HoldReason } from '../../domain/dispatch/hold.ts';
import type { NodeReason, NodeResult, NodeState } from '../../domain/dispatch/node-states.ts';
import type { SendRefusal } from '../../domain/dispatch/order-states.ts';
import type { QuietReason } from '../../domain/dispatch/quiet-reason.ts';
import type { RunEnd, RunNewsStatus } from '../../domain/dispatch/run-rank.ts';
import type { BackfillMarkTable } from './backfill-schema.ts';
import type { MergeGroupPullTable, MergeGroupTable } from './merge-group-schema.ts';
import type { ProjectionTable } from './projection-schema.ts';

/** Read as a name of the rules; rows are written by those who hold it as text too. */
type Name<T extends string> = ColumnType<T, string, string>;
type NameOrNull<T extends string> = ColumnType<T | null, string | null, string | null>;

/** A row per delivery, kept for a while after it is finished so that a redelivery is known. */
export interface DeliveryTable {
  readonly id: Generated<number>;
  /** `X-GitHub-Delivery`: the same in every redelivery. */
  readonly guid: string;
  /** `X-GitHub-Event`. */
  readonly event: string;
  readonly action: string | null;
  readonly installation_id: number | null;
  readonly repository_id: string | null;
  /** How it came: sent by GitHub, or read from GitHub's list of deliveries. */
  readonly source: 'hook' | 'backfill';
  readonly state: 'new' | 'applied' | 'ignored' | 'failed';
  /** Why it failed, or why nothing was to be done. */
  readonly problem: string | null;
  /** The body; a large one is compressed. Gone once it was applied. */
  readonly payload: Uint8Array | null;
  readonly received_at: number;
  readonly finished_at: number | null;
}

/** A pull request as the newest event or read shows it. Times with `github` in their name, and `merged_at`, are GitHub's. */
interface PullRequestTable {
  readonly repository_id: string;
  readonly number: number;
  readonly workspace_id: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly head_sha: string;
  /** Names of branches, without `refs/heads/`. */
  readonly head_ref: string;
  readonly base_ref: string;
  readonly is_fork: number;
  /** Logins, for people. */
  readonly author: string;
  readonly merged_by: string | null;
  readonly merged_at: number | null;
  readonly merge_sha: string | null;
  readonly github_updated_at: number;
  /** Times of the last pushes, JSON as text. */
  readonly pushes: string;
  /** The head of a fork whose code a writer has approved. */
  readonly approved_sha: string | null;
  /** `null`: it was deleted, or is not known. */
  readonly head_repository_id: string | null;
}

/** What happened to a subject, as a delivery or a read says. */
interface ActivityTable {
  readonly id: Generated<number>;
  readonly workspace_id: string;
  readonly repository_id: string;
  /** `pr/12`, `group/<sha>`, `release/<id>` */
  readonly subject: string;
  readonly event: Name<DispatchEvent>;
  readonly activity: string;
  readonly head_sha: string;
  /** Of the delivery; `null`: known from a read or an upload alone. */
  readonly guid: string | null;
  readonly github_at: number;
  readonly recorded_at: number;
}

/** The deployments of one activity on one commit; `src/domain/dispatch` says what its states mean. */
interface BatchTable {
  readonly id: Generated<number>;
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly event: Name<DispatchEvent>;
  readonly activity: string;
  readonly subject: string;
  /** Head of the pull request, group or branch. */
  readonly head_sha: string;
  /** From 1; grows when an earlier head becomes the head again. */
  readonly generation: number;
  /** The commit that is tested or applied, and has the check; `null` until it is known. */
  readonly sha: string | null;
  readonly base_ref: string | null;
  readonly state: Name<BatchState>;
  readonly stopped: 'superseded' | 'withdrawn' | null;
  /** The upload that came last. */
  readonly set_id: number | null;
  readonly held_by: NameOrNull<HoldReason>;
  /** The holds that people have released, JSON as text. */
  readonly released: Generated<string>;
  readonly reason: NameOrNull<QuietReason>;
  /** What the reason names, and the errors of CODEOWNERS that count, each JSON as text. */
  readonly quiet_details: string | null;
  readonly owner_errors: Generated<string | null>;
  /** Since when GitHub has not answered what the batch needs to continue. */
  readonly unreachable_since: number | null;
  readonly conclusion: NameOrNull<Conclusion>;
  /** Number of deployments by state, JSON as text. */
  readonly counts: string;
  readonly has_owner_errors: number;
  readonly merged_at: number | null;
  /** When an upload that is expected has not come in time, or a hold ends by itself. */
  readonly deadline_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly concluded_at: number | null;
  /** Most deployments that run at a time; `null`: any number. */
  readonly max_running: number | null;
}

/** The uploads that a batch is planned by: the newest of each workflow file. */
interface BatchSetTable {
  readonly batch_id: number;
  readonly workflow: string;
  readonly set_id: number;
}

/** An exit code that a run reported before its order knew the run. */
interface EarlyExitTable {
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly run_id: string;
  readonly stack: string;
  readonly component: string;
  /** `null`: the order of the run looks for it at this moment. */
  readonly exit_code: number | null;
  readonly reported_at: number;
}

/** A deployment: one component of one stack in a batch. */
interface BatchNodeTable {
  readonly batch_id: number;
  readonly number: number;
  readonly stack: string;
  readonly component: string;
  readonly kind: 'plan' | 'change';
  readonly is_transparent: number;
  readonly state: Name<NodeState>;
  readonly reason: NameOrNull<NodeReason>;
  /** A sentence for people, of a refusal. */
  readonly detail: string | null;
  readonly result: NameOrNull<NodeResult>;
  readonly open_parents: number;
  readonly failed_parents: number;
  readonly attempt: number;
  /** What it starts: files with the inputs that the upload declares, JSON as text. */
  readonly workflows: string;
  /** Of the instance, while the deployment holds or waits for its lock. */
  readonly lock_path: string | null;
  /** What it waits for while it is `locked`, JSON as text, for people. */
  readonly waits_for: string | null;
  readonly updated_at: number;
}

interface BatchEdgeTable {
  readonly batch_id: number;
  readonly parent: number;
  readonly child: number;
}

/** A dispatch of one workflow file, and the run that came of it. */
interface OrderTable {
  readonly id: Generated<number>;
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly batch_id: number;
  /** Number of the deployment in its batch. */
  readonly node: number;
  readonly attempt: number;
  /** Equal for what may be started once only. */
  readonly key: string;
  /** The input `atmos_pro_run_id`. */
  readonly correlation: string;
  readonly workflow: string;
  readonly ref: string;
  /** JSON as text. */
  readonly inputs: string;
  /** Whether the title of the run has the correlation. */
  readonly carries_id: number;
  /** Filled in, JSON as text. */
  readonly concurrency_groups: string;
  readonly state: 'planned' | 'sending' | 'accepted' | 'unclear' | 'sent' | 'refused' | 'withdrawn';
  readonly refusal: NameOrNull<SendRefusal>;
  /** GitHub's words. */
  readonly problem: string | null;
  readonly lookups: number;
  readonly run_id: string | null;
  readonly run_url: string | null;
  readonly run_attempt: number | null;
  readonly run_status: NameOrNull<RunNewsStatus>;
  readonly run_end: NameOrNull<RunEnd>;
  /** GitHub's time. */
  readonly run_updated_at: number | null;
  /** When news of the run came last. */
  readonly run_read_at: number | null;
  /** Environment and reviewers that the run waits for, JSON as text. */
  readonly approval: string | null;
  readonly exit_code: number | null;
  readonly planned_at: number;
  /** When it was claimed first. */
  readonly sending_at: number | null;
  /** When it became unclear or accepted: since then its run is searched for. */
  readonly unclear_at: number | null;
  readonly ended_at: number | null;
}

/** A token bucket of an installation, shared by all replicas. */
interface DispatchLimitTable {
  readonly installation_id: number;
  readonly bucket: string;
  /** When the bucket would be full again: GCRA's theoretical arrival time. */
  readonly next_free_at: number;
  /** Until when it gives half as much. */
  readonly slowed_until: number;
  /** Until when it gives nothing. */
  readonly calm_until: number;
}

/** What a workflow file declares, by the branch that it was read from. */
interface WorkflowFileTable {
  readonly repository_id: string;
  readonly ref: string;
  readonly file: string;
  readonly etag: string | null;
  readonly blob_sha: string | null;
  /** JSON as text; `null`: there is no such file. */
  readonly content: string | null;
  readonly read_at: number;
}

/** A workflow file that uploads affected stacks on an event. */
interface UploadingWorkflowTable {
  readonly repository_id: string;
  readonly event: string;
  readonly file: string;
  readonly seen_at: number;
}

/** What a person commanded: once per source. */
interface CommandTable {
  /** GUID of the delivery, or `admin/` or `page/` and the trace id. */
  readonly source: string;
  readonly kind: string;
  readonly batch_id: number;
  readonly actor_login: string;
  readonly actor_id: string | null;
  readonly outcome: string;
  readonly commanded_at: number;
}

export interface DeploymentTables {
  readonly backfill_marks: BackfillMarkTable;
  readonly deliveries: DeliveryTable;
  readonly pull_requests: PullRequestTable;
  readonly merge_groups: MergeGroupTable;
  readonly merge_group_pulls: MergeGroupPullTable;
  readonly activities: ActivityTable;
  readonly batches: BatchTable;
  readonly batch_sets: BatchSetTable;
  readonly early_exits: EarlyExitTable;
  readonly batch_nodes: BatchNodeTable;
  readonly batch_edges: BatchEdgeTable;
  readonly orders: OrderTable;
  readonly dispatch_limits: DispatchLimitTable;
  readonly workflow_files: WorkflowFileTable;
  readonly uploading_workflows: UploadingWorkflowTable;
  readonly projections: ProjectionTable;
  readonly commands: CommandTable;
}
