/** The types of a seed file, as `schemas/simulator-world.json` describes it; ids that are left out are assigned. */

import type { Ruleset, RuleType } from '../world/branch-rules.ts';
import type { MergeMethod } from '../world/merge-queues.ts';
import type { Role } from '../world/people.ts';
import type { SimulatedAccessLevel } from '../world/permissions.ts';
import type { PlayConclusion } from '../world/workflows.ts';
import type { SubjectFormat } from '../world/world.ts';

export type SeedPermissions = Readonly<Record<string, SimulatedAccessLevel>>;

export interface AccountSeed {
  readonly login: string;
  readonly id?: number | undefined;
  readonly type?: 'Organization' | 'User' | undefined;
  readonly enterprise?: { readonly slug: string; readonly id?: number | undefined };
}

export type FileSeed =
  | string
  | { readonly content: string; readonly executable?: boolean | undefined }
  | { readonly base64: string; readonly executable?: boolean | undefined }
  | { readonly symlink: string }
  | { readonly submodule: string };

/** By path from the root. */
export type FilesSeed = Readonly<Record<string, FileSeed>>;

/** Classic branch protection. */
export interface ProtectionSeed {
  readonly pattern: string;
  readonly require_pull_request?: boolean | undefined;
  readonly require_signatures?: boolean | undefined;
  readonly allow_force_pushes?: boolean | undefined;
  readonly allow_deletions?: boolean | undefined;
  readonly push_allowances?: readonly string[] | undefined;
  readonly required_checks?: readonly string[] | undefined;
  readonly bypass?: readonly string[] | undefined;
}

export interface RulesetSeed {
  readonly name: string;
  readonly enforcement?: Ruleset['enforcement'] | undefined;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly rules: readonly RuleType[];
  readonly restricted_file_paths?: readonly string[] | undefined;
  readonly required_approving_review_count?: number | undefined;
  readonly require_code_owner_review?: boolean | undefined;
  readonly dismiss_stale_reviews?: boolean | undefined;
  readonly bypass?: readonly string[] | undefined;
}

export interface MergeQueueSeed {
  readonly branch: string;
  readonly checks: readonly (string | { readonly name: string; readonly app?: string | undefined })[];
  readonly method?: MergeMethod | undefined;
  readonly build_concurrency?: number | undefined;
  readonly group_size?:
    | {
        readonly min?: number | undefined;
        readonly max?: number | undefined;
        readonly wait_minutes?: number | undefined;
      }
    | undefined;
  readonly timeout_minutes?: number | undefined;
}

export interface PullRequestSeed {
  readonly number?: number | undefined;
  readonly head: string;
  readonly head_repository?: string | undefined;
  readonly base?: string | undefined;
  readonly title?: string | undefined;
  readonly body?: string | undefined;
  readonly author?: string | undefined;
  readonly state?: 'open' | 'closed' | 'merged' | undefined;
  readonly draft?: boolean | undefined;
  readonly labels?: readonly string[] | undefined;
}

/** Roles by login or by slug of a team. */
export type RolesSeed = Readonly<Record<string, Role>>;

export interface EnvironmentSeed {
  readonly name: string;
  /** Logins. */
  readonly reviewers?: readonly string[] | undefined;
  /** Slugs of teams of the owner. */
  readonly reviewer_teams?: readonly string[] | undefined;
  readonly wait_minutes?: number | undefined;
  /** Patterns of branch and tag names that may deploy. */
  readonly branches?: readonly string[] | undefined;
  readonly prevent_self_review?: boolean | undefined;
}

/** How the runs of one workflow file go. Times in milliseconds. */
export interface PlaySeed {
  readonly after?: number | undefined;
  readonly conclusion?: PlayConclusion | undefined;
  readonly exit?: number | undefined;
  readonly report?: unknown;
  readonly execute?: boolean | undefined;
  readonly jobs?: Readonly<Record<string, JobPlaySeed>> | undefined;
}

interface JobPlaySeed {
  readonly after?: number | undefined;
  readonly conclusion?: PlayConclusion | undefined;
  readonly outputs?: Readonly<Record<string, string>> | undefined;
}

export interface ActionsSeed {
  readonly return_run_details?: boolean | undefined;
  readonly start_after?: number | undefined;
  readonly visible_after?: number | undefined;
  readonly attempt_lag?: number | undefined;
  readonly execute?: boolean | undefined;
  readonly plays?: Readonly<Record<string, PlaySeed>> | undefined;
}

export interface RepositorySeed {
  /** `owner/name` */
  readonly name: string;
  readonly id?: number | undefined;
  readonly visibility?: 'private' | 'public' | 'internal' | undefined;
  readonly archived?: boolean | undefined;
  readonly default_branch?: string | undefined;
  readonly subject_format?: SubjectFormat | undefined;
  readonly subject_claims?: readonly string[] | undefined;
  readonly send_write_tokens_to_workflows?: boolean | undefined;
  readonly files?: FilesSeed | undefined;
  readonly branches?: Readonly<Record<string, { readonly files?: FilesSeed | undefined }>>;
  readonly protection?: readonly ProtectionSeed[] | undefined;
  readonly rulesets?: readonly RulesetSeed[] | undefined;
  readonly merge_queues?: readonly MergeQueueSeed[] | undefined;
  readonly pull_requests?: readonly PullRequestSeed[] | undefined;
  readonly people?: RolesSeed | undefined;
  readonly teams?: RolesSeed | undefined;
  readonly environments?: readonly EnvironmentSeed[] | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

export interface TeamSeed {
  readonly organization: string;
  readonly slug: string;
  readonly name?: string | undefined;
  /** Logins. */
  readonly members?: readonly string[] | undefined;
}

interface WebhookSeed {
  /** On this machine. */
  readonly url: string;
  readonly secret?: string | undefined;
}

export interface AppSeed {
  readonly slug: string;
  readonly id?: number | undefined;
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  readonly callback_urls?: readonly string[] | undefined;
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
  readonly private_key?: string | undefined;
  readonly public?: boolean | undefined;
  readonly permissions?: SeedPermissions | undefined;
  readonly events?: readonly string[] | undefined;
  readonly webhook?: WebhookSeed | undefined;
}

export interface InstallationSeed {
  readonly id?: number | undefined;
  /** Slug of the App. */
  readonly app: string;
  readonly account: string;
  readonly repositories?: 'all' | readonly string[] | undefined;
  readonly permissions?: SeedPermissions | undefined;
  readonly suspended?: boolean | undefined;
  readonly rate_limits?:
    | { readonly core?: number | undefined; readonly graphql?: number | undefined }
    | undefined;
}

export interface JobSeed {
  /** Unique in the world. */
  readonly name: string;
  readonly check_run_id?: number | undefined;
  readonly environment?: string | undefined;
  readonly reusable_workflow?: { readonly ref: string; readonly sha?: string | undefined };
  readonly runner_environment?: 'github-hosted' | 'self-hosted' | undefined;
  readonly permissions?: SeedPermissions | undefined;
  readonly request_token?: string | undefined;
  readonly token?: string | undefined;
}

export interface RunSeed {
  readonly id?: number | undefined;
  readonly repository: string;
  readonly attempt?: number | undefined;
  readonly number?: number | undefined;
  readonly event?: string | undefined;
  readonly ref?: string | undefined;
  readonly sha?: string | undefined;
  readonly actor?: string | undefined;
  readonly workflow?: string | undefined;
  readonly workflow_name?: string | undefined;
  readonly head_ref?: string | undefined;
  readonly base_ref?: string | undefined;
  /** `owner/name` of the fork that a pull request comes from. */
  readonly head_repository?: string | undefined;
  readonly jobs: readonly JobSeed[];
}

export interface WorldSeed {
  readonly accounts?: readonly AccountSeed[] | undefined;
  readonly repositories?: readonly RepositorySeed[] | undefined;
  readonly teams?: readonly TeamSeed[] | undefined;
  readonly apps?: readonly AppSeed[] | undefined;
  readonly installations?: readonly InstallationSeed[] | undefined;
  readonly runs?: readonly RunSeed[] | undefined;
  readonly actions?: ActionsSeed | undefined;
  readonly rate_limits?: {
    readonly core?: number | undefined;
    readonly graphql?: number | undefined;
    readonly content_per_minute?: number | undefined;
    readonly content_per_hour?: number | undefined;
    readonly points_per_minute?: number | undefined;
    readonly graphql_points_per_minute?: number | undefined;
    readonly retry_after?: boolean | undefined;
  };
  readonly token_format?: 'stateless' | 'stateful' | undefined;
}
