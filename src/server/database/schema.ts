/** The tables as Kysely sees them. Times are integer milliseconds since the Unix epoch by the database's clock. */
import type { Generated } from 'kysely';
import type { LockEnd, LockKind } from '../../domain/locks/lock.ts';
import type { DeploymentTables } from './deployment-schema.ts';
import type { DriftTables } from './drift-schema.ts';
import type { UploadTables } from './upload-schema.ts';

export interface AuditTable {
  readonly id: Generated<number>;
  readonly at: number;
  readonly event: string;
  readonly outcome: 'allowed' | 'denied' | 'failed';
  readonly workspace_id: string | null;
  readonly repository_id: string | null;
  readonly repository: string | null;
  readonly actor: string | null;
  readonly run_id: string | null;
  readonly trace_id: string;
  /** JSON as text: its bytes stay as they were written, on both engines. */
  readonly details: string;
}

interface IdTokenTable {
  readonly issuer: string;
  readonly token_id: string;
  readonly expires_at: number;
  readonly used_at: number;
}

interface SigningKeyTable {
  readonly generation: number;
  readonly key_id: string;
  readonly private_key: string;
  readonly signs_from: number;
  readonly signs_until: number;
  readonly verifies_until: number;
}

interface RepositoryTable {
  readonly workspace_id: string;
  readonly name: string;
  readonly repository_id: string;
  readonly owner_id: string;
  readonly canonical_name: string;
  readonly resolved_at: number;
}

/** One row per key, never deleted; it describes the latest grant. */
export interface LockTable {
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly path: string;
  readonly id: string;
  /** 0: never granted. */
  readonly token: number;
  readonly kind: LockKind;
  readonly message: string;
  /** JSON as text. */
  readonly holder: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly expires_at: number;
  readonly free_at: number;
  readonly renewals: number;
  /** 1: its job has not confirmed the grant. */
  readonly pending: Generated<number>;
  readonly ended_at: number | null;
  readonly ended_by: LockEnd | null;
  /** When its holder's run was asked about last. */
  readonly asked_at: Generated<number>;
}

/** A job that waits for locks. */
export interface LockWaiterTable {
  /** Grows with arrival. */
  readonly place: Generated<number>;
  readonly id: string;
  readonly workspace_id: string;
  readonly repository_id: string;
  /** The job, comparable. */
  readonly job: string;
  /** The job for people, JSON as text. */
  readonly holder: string;
  readonly joined_at: number;
  /** Until when it blocks others. */
  readonly live_until: number;
}

/** A key that it waits for. */
interface LockWaiterKeyTable {
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly path: string;
  readonly place: number;
}

export interface AuditSealTable {
  readonly sequence: number;
  readonly after_id: number;
  readonly last_id: number;
  readonly entries: number;
  readonly previous_hash: string;
  readonly hash: string;
  readonly sealed_at: number;
}

export interface WebhookTable {
  readonly name: string;
  readonly delivered_through_id: number;
  readonly trying_through_id: number | null;
  readonly failures: number;
  readonly first_failed_at: number | null;
  readonly next_try_at: number;
  readonly last_try_at: number | null;
  readonly last_outcome: 'delivered' | 'failed' | null;
  readonly last_result: string | null;
  readonly lost_entries: number;
}

/** One row per request for a commit. */
export interface CommitTable {
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly digest: string;
  readonly job: string;
  readonly branch: string;
  readonly base: string;
  readonly prepared: string | null;
  readonly sha: string | null;
  readonly started_at: number;
  readonly finished_at: number | null;
}

export interface AuditPruneTable {
  readonly after_sequence: number;
  readonly through_sequence: number;
  readonly last_id: number;
  readonly hash: string;
  readonly entries: number;
  readonly pruned_at: number;
}

/** An entry of the queue; `src/server/work` says what its columns mean. */
export interface WorkEntryTable {
  readonly id: Generated<number>;
  readonly kind: string;
  readonly key: string;
  readonly lane: string | null;
  /** JSON as text. */
  readonly payload: string;
  readonly state: 'waiting' | 'failed';
  /** What its age is counted from. */
  readonly since: number;
  /** When it may be claimed: its turn, the next attempt, or the end of the lease. */
  readonly due_at: number;
  /** When it is due again, because it was enqueued while it was worked on. */
  readonly again_at: number | null;
  /** Of an entry that recurs. */
  readonly period_ms: number | null;
  /** Grows with each claim: who has an older one has lost the entry. */
  readonly lease: number;
  /** 1 from a claim until it is ended; a crashed process leaves it. */
  readonly is_leased: number;
  /** Claims since it was enqueued or last ended in order. */
  readonly attempts: number;
  /** Why the last attempt failed, for people. */
  readonly problem: string | null;
}

/** One row, which readiness writes. */
interface ReadinessTable {
  readonly id: number;
  readonly written_at: number;
}

/** What one session may get a limited number of. */
export type CountedKind = 'tokens' | 'locks';

interface SessionCountTable {
  readonly session_id: string;
  readonly counted: CountedKind;
  readonly count: number;
  readonly expires_at: number;
}

/** One row per restore from a backup. */
interface RestoreTable {
  /** ID tokens that were issued earlier are refused. */
  readonly restored_at: number;
  /** Every later fencing token is greater. */
  readonly token_floor: number;
}

/** A process that serves. Times are the database's. */
interface ReplicaTable {
  /** Of the process. */
  readonly id: string;
  /** Of this product. */
  readonly version: string;
  readonly started_at: number;
  readonly seen_at: number;
}

/** What replicas noted, a value for each minute of the last hour. */
interface HealthSampleTable {
  /** `app` or `installation/<id>`, whose rate limit it is; `work`: the queue. */
  readonly subject: string;
  /** GitHub's name of the rate limit; `overdue`: how long the queue's first entry that was due waited. */
  readonly measure: string;
  /** Its start, by the database's clock. */
  readonly minute: number;
  /** Calls that were left, or milliseconds. */
  readonly value: number;
  /** Calls of the limit; 0: not a limit. */
  readonly most: number;
  /** When the limit resets, by GitHub's clock; 0: not a limit. */
  readonly resets_at: number;
}

/** A token of a job that can be revoked. Times are the database's. */
interface SealedTokenTable {
  /** Of the token, in hexadecimal digits. */
  readonly sha256: string;
  readonly workspace_id: string;
  /** JSON: the job, and what the token may do. Bound to the ciphertext. */
  readonly about: string;
  /** Of the key that it is encrypted with. */
  readonly key_id: string;
  /** Nonce, ciphertext and tag, in Base64; `null` once it has ended. */
  readonly sealed: string | null;
  readonly expires_at: number;
  /** When it was revoked. */
  readonly ended_at: number | null;
}

/** One row per browser that is signed in. */
interface WebSessionTable {
  /** SHA-256 of the id, in hexadecimal digits. */
  readonly id_hash: string;
  /** GitHub's id of the person. */
  readonly person_id: string;
  /** At the sign-in, for people. */
  readonly login: string;
  readonly created_at: number;
  /** Last use, rounded down to a minute. */
  readonly used_at: number;
  readonly expires_at: number;
  /** JSON list of ids of the workspaces in which an admin has ended it; `null`: none. */
  readonly ended_in: string | null;
}

/** The account that a name of the configuration meant when it was first met. */
interface NameBindingTable {
  readonly kind: 'person' | 'organization';
  /** In lower case. */
  readonly name: string;
  /** GitHub's immutable id. */
  readonly account_id: string;
  readonly bound_at: number;
}

export interface Database extends UploadTables, DeploymentTables, DriftTables {
  readonly audit_entries: AuditTable;
  readonly audit_seals: AuditSealTable;
  readonly audit_prunes: AuditPruneTable;
  readonly id_tokens: IdTokenTable;
  readonly signing_keys: SigningKeyTable;
  readonly session_counts: SessionCountTable;
  readonly repositories: RepositoryTable;
  readonly locks: LockTable;
  readonly webhook_states: WebhookTable;
  readonly work_entries: WorkEntryTable;
  readonly commits: CommitTable;
  readonly lock_waiters: LockWaiterTable;
  readonly lock_waiter_keys: LockWaiterKeyTable;
  readonly readiness: ReadinessTable;
  readonly restores: RestoreTable;
  readonly sealed_tokens: SealedTokenTable;
  readonly web_sessions: WebSessionTable;
  readonly name_bindings: NameBindingTable;
  readonly replicas: ReplicaTable;
  readonly health_samples: HealthSampleTable;
}
