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

export interface DriftTables {
  readonly drift_schedules: DriftScheduleTable;
  readonly drift_ticks: DriftTickTable;
  readonly drift_instances: DriftInstanceTable;
}
