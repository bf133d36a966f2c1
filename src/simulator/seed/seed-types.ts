/** What a seed file holds, as `schemas/simulator-world.json` describes it; ids that are left out are assigned. */

import type { Ruleset, RuleType } from '../world/branch-rules.ts';
import type { AccessLevel } from '../world/permissions.ts';
import type { SubjectFormat } from '../world/world.ts';

export type SeedPermissions = Readonly<Record<string, AccessLevel>>;

export interface AccountSeed {
  readonly login: string;
  readonly id?: number;
  readonly type?: 'Organization' | 'User';
  readonly enterprise?: { readonly slug: string; readonly id?: number };
}

export type FileSeed =
  | string
  | { readonly content: string; readonly executable?: boolean }
  | { readonly base64: string; readonly executable?: boolean }
  | { readonly symlink: string }
  | { readonly submodule: string };

/** By path from the root. */
export type FilesSeed = Readonly<Record<string, FileSeed>>;

/** Classic branch protection. */
export interface ProtectionSeed {
  readonly pattern: string;
  readonly require_pull_request?: boolean;
  readonly require_signatures?: boolean;
  readonly allow_force_pushes?: boolean;
  readonly allow_deletions?: boolean;
  readonly push_allowances?: readonly string[];
  readonly bypass?: readonly string[];
}

export interface RulesetSeed {
  readonly name: string;
  readonly enforcement?: Ruleset['enforcement'];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly rules: readonly RuleType[];
  readonly bypass?: readonly string[];
}

export interface PullRequestSeed {
  readonly number?: number;
  readonly head: string;
  readonly head_repository?: string;
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  readonly author?: string;
  readonly state?: 'open' | 'closed' | 'merged';
  readonly draft?: boolean;
}

export interface RepositorySeed {
  /** `owner/name` */
  readonly name: string;
  readonly id?: number;
  readonly visibility?: 'private' | 'public' | 'internal';
  readonly archived?: boolean;
  readonly default_branch?: string;
  readonly subject_format?: SubjectFormat;
  readonly subject_claims?: readonly string[];
  readonly files?: FilesSeed;
  readonly branches?: Readonly<Record<string, { readonly files?: FilesSeed }>>;
  readonly protection?: readonly ProtectionSeed[];
  readonly rulesets?: readonly RulesetSeed[];
  readonly pull_requests?: readonly PullRequestSeed[];
}

export interface AppSeed {
  readonly slug: string;
  readonly id?: number;
  readonly client_id?: string;
  readonly name?: string;
  readonly owner?: string;
  readonly private_key?: string;
  readonly permissions?: SeedPermissions;
  readonly events?: readonly string[];
}

export interface InstallationSeed {
  readonly id?: number;
  /** Slug of the App. */
  readonly app: string;
  readonly account: string;
  readonly repositories?: 'all' | readonly string[];
  readonly permissions?: SeedPermissions;
  readonly suspended?: boolean;
}

export interface JobSeed {
  /** Unique in the world. */
  readonly name: string;
  readonly check_run_id?: number;
  readonly environment?: string;
  readonly reusable_workflow?: { readonly ref: string; readonly sha?: string };
  readonly runner_environment?: 'github-hosted' | 'self-hosted';
  readonly permissions?: SeedPermissions;
  readonly request_token?: string;
  readonly token?: string;
}

export interface RunSeed {
  readonly id?: number;
  readonly repository: string;
  readonly attempt?: number;
  readonly number?: number;
  readonly event?: string;
  readonly ref?: string;
  readonly sha?: string;
  readonly actor?: string;
  readonly workflow?: string;
  readonly workflow_name?: string;
  readonly head_ref?: string;
  readonly base_ref?: string;
  readonly jobs: readonly JobSeed[];
}

export interface WorldSeed {
  readonly accounts?: readonly AccountSeed[];
  readonly repositories?: readonly RepositorySeed[];
  readonly apps?: readonly AppSeed[];
  readonly installations?: readonly InstallationSeed[];
  readonly runs?: readonly RunSeed[];
  readonly rate_limits?: {
    readonly core?: number;
    readonly graphql?: number;
    readonly content_per_minute?: number;
    readonly content_per_hour?: number;
  };
  readonly token_format?: 'stateless' | 'stateful';
}
