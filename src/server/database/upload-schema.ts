/** The tables of uploads as Kysely sees them. Flags are 0 or 1, times milliseconds, JSON is text. */
import type { Generated } from 'kysely';
import type { ChangeOrigin, PlanAction } from '../../domain/drift/plan-summary.ts';

/** One row per repository and kind of upload: the transaction that locks it decides about that repository's batches. */
interface UploadStreamTable {
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly kind: 'affected' | 'instances';
  /** What the next batch that becomes whole is numbered with, from 1. */
  readonly next_sequence: number;
}

export interface UploadBatchTable {
  readonly id: Generated<number>;
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly kind: 'affected' | 'instances';
  readonly batch_id: string;
  /** Attempt of a run that it belongs to. */
  readonly run: string;
  readonly total: number;
  readonly received: number;
  readonly items: number;
  /** Of the bodies as they came. */
  readonly bytes: number;
  readonly head: string;
  readonly uploader: string;
  readonly state: 'receiving' | 'whole' | 'applied' | 'failed';
  readonly sequence: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

interface UploadChunkTable {
  readonly upload_id: number;
  readonly chunk_index: number;
  readonly sha256: string;
  /** Compressed; null once it has been applied. */
  readonly content: Uint8Array | null;
}

export interface AffectedSetTable {
  readonly id: Generated<number>;
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly head_sha: string;
  readonly base_sha: string;
  /** What tells apart the sets of one head: event, ref and workflow. */
  readonly origin: string;
  readonly sequence: number;
  readonly state: 'building' | 'current' | 'replaced';
  readonly uploader: string;
  readonly uploaded_at: number;
  readonly affected: number;
  readonly nodes: number;
  readonly edges: number;
  readonly cycle_count: number;
  readonly cycles: string;
}

export interface AffectedNodeTable {
  readonly set_id: number;
  readonly number: number;
  readonly stack: string;
  readonly component: string;
  readonly affected: number;
  readonly root: number;
  readonly deleted: number;
  readonly deletion_type: string | null;
  readonly pro: string | null;
  /** Numbers of nodes, as a JSON array. */
  readonly dependents: string;
}

export interface InstanceTable {
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly stack: string;
  readonly component: string;
  readonly component_type: string;
  readonly enabled: number;
  readonly drift_enabled: number;
  readonly drift_status: string;
  readonly last_status: string | null;
  readonly last_command: string | null;
  readonly last_run_at: number | null;
  readonly pro: string | null;
  /** Of the latest upload that had it. */
  readonly sequence: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly disabled_at: number | null;
  readonly orphaned_at: number | null;
  /** When `drift_status` changed last; `null`: not since this was recorded. */
  readonly status_since: number | null;
}

export interface InstanceStatusTable {
  readonly id: Generated<number>;
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly stack: string;
  readonly component: string;
  readonly component_type: string;
  readonly natural_key: string;
  readonly at: number;
  readonly status: string;
  readonly command: string | null;
  readonly exit_code: number | null;
  readonly last_run_at: number | null;
  readonly reported_as: string;
  readonly uploader: string;
}

interface PlanReportTable {
  readonly status_id: number;
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly stack: string;
  readonly component: string;
  readonly component_type: string;
  readonly summary: string;
}

/** What the newest status of a drifted instance says; none without a summary. */
interface PlanChangeTable {
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly stack: string;
  readonly component: string;
  readonly component_type: string;
  readonly fingerprint: string;
  readonly origin: ChangeOrigin;
  readonly status_id: number;
  readonly type: string;
  readonly provider: string;
  readonly action: PlanAction;
  /** A JSON array, sorted. */
  readonly attributes: string;
  readonly resources: number;
  /** Since when every status of the instance has had it. */
  readonly since: number;
  /** Whether the summary left changes out. */
  readonly truncated: number;
}

/** Which instance a badge shows. */
interface DriftBadgeTable {
  readonly token: string;
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly stack: string;
  readonly component: string;
  readonly component_type: string;
  readonly created_at: number;
}

export interface UploadTables {
  readonly upload_streams: UploadStreamTable;
  readonly upload_batches: UploadBatchTable;
  readonly upload_chunks: UploadChunkTable;
  readonly affected_sets: AffectedSetTable;
  readonly affected_nodes: AffectedNodeTable;
  readonly instances: InstanceTable;
  readonly instance_statuses: InstanceStatusTable;
  readonly plan_reports: PlanReportTable;
  readonly plan_changes: PlanChangeTable;
  readonly drift_badges: DriftBadgeTable;
}
