/** The tables of drift detection as Kysely sees them. Flags are 0 or 1, times milliseconds, JSON is text. */
import type { Generated } from 'kysely';

/** A schedule of the configuration as the server knew it last. */
interface DriftScheduleTable {
  readonly repository_id: string;
  readonly name: string;
  readonly workspace_id: string;
  /** JSON as text. */
  readonly definition: string;
  /** Occurrences until then are not caught up with: its times are those of the configuration since then. */
  readonly since: number;
}

/** An occurrence of a schedule. */
interface DriftTickTable {
  readonly repository_id: string;
  readonly schedule: string;
  readonly due_at: number;
  readonly workspace_id: string;
  readonly state: 'planned' | 'started' | 'dropped';
  /** When its sweep starts. */
  readonly starts_at: number;
  /** Of the schedule, when it was due. */
  readonly period_ms: number;
  /** The sweep. */
  readonly batch_id: number | null;
  /** Why it has none. */
  readonly problem: string | null;
  readonly ended_at: number | null;
}

/** What detections and remediations of an instance came to. */
export interface DriftInstanceTable {
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly stack: string;
  readonly component: string;
  /** Batch of its newest detection. */
  readonly detection: number | null;
  /** Whether its end has not been judged. */
  readonly is_detecting: Generated<number>;
  /** Likewise. */
  readonly remediation: number | null;
  readonly is_remediating: Generated<number>;
  readonly remediated_at: number | null;
  readonly problem: 'missing_plan_result' | 'missing_apply_result' | 'detection_refused' | null;
  /** When it occurred first in a row, and last. */
  readonly problem_since: number | null;
  readonly problem_at: number | null;
  /** Detections in a row that brought no result. */
  readonly missing: Generated<number>;
  /** Of the settings with which the newest of them started. */
  readonly settings_digest: string | null;
}

/** An issue that shows drift of an instance, or one cause of it. */
export interface DriftIssueTable {
  readonly workspace_id: string;
  readonly repository_id: string;
  /** Of the instance or the cause: 32 hexadecimal digits. */
  readonly key: string;
  readonly kind: 'instance' | 'cause';
  /** Of an instance, as are the next two. */
  readonly stack: string | null;
  readonly component: string | null;
  readonly component_type: string | null;
  readonly state: 'open' | 'closed';
  readonly title: string;
  /** Markdown, as are the details. */
  readonly lead: string;
  readonly details: string;
  /** When it was opened last. */
  readonly since: number;
  readonly updated_at: number;
}

/** A remediation of an instance that the server started for a cause of the configuration. */
interface DriftRemediationTable {
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly stack: string;
  readonly component: string;
  /** Id of the cause. */
  readonly cause: string;
  /** Digest of the entry of the configuration. */
  readonly rule: string;
  /** Batch of the detection that found it. */
  readonly detection: number | null;
  readonly batch_id: number;
  readonly started_at: number;
  /** `returned`: the cause came back. */
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'returned';
}

export interface DriftTables {
  readonly drift_schedules: DriftScheduleTable;
  readonly drift_ticks: DriftTickTable;
  readonly drift_instances: DriftInstanceTable;
  readonly drift_issues: DriftIssueTable;
  readonly drift_remediations: DriftRemediationTable;
}
