/** The server's configuration, after defaults, environment and validation. */

import type { KeyObject } from 'node:crypto';
import type { WebhookDestination } from '../../domain/audit/destination.ts';
import type { AutoRule } from '../../domain/drift/decide-auto.ts';
import type { IgnoreRule } from '../../domain/drift/ignore.ts';
import type { PermissionRow } from '../../domain/permissions/rows.ts';
import type { AutoReview } from '../../domain/reports/review.ts';
import type { RoleEntry } from '../../domain/roles/decide-role.ts';
import type { Features } from './features.ts';

export interface ServerConfig {
  /** SHA-256 of the file that it was read from, in hexadecimal digits. */
  readonly fileDigest: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Where metrics are scraped; absent: nowhere. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
  /** Where traces go; absent: nowhere. */
  readonly tracing?: TracingConfig | undefined;
  /** Where clients reach the server, without a trailing slash. */
  readonly publicUrl: string;
  readonly issuers: readonly IssuerConfig[];
  /** Always holds `atmos-pro.com`: the CLI knows no other. */
  readonly audiences: readonly string[];
  readonly clockToleranceSeconds: number;
  readonly database: DatabaseConfig;
  readonly github: GitHubConfig;
  readonly workspaces: readonly WorkspaceConfig[];
  readonly adminTokens: readonly AdminTokenConfig[];
  /** Encrypt the tokens of jobs, so that they can be revoked: the first encrypts, all decrypt. None: tokens are not stored. Secrets. */
  readonly tokenKeys: readonly TokenKey[];
  /** How people sign in; absent: there are no pages for them. */
  readonly dashboard?: DashboardConfig | undefined;
  readonly webhooks: readonly WebhookDestination[];
  /** How long audit entries are kept; `undefined`: forever. */
  readonly auditRetentionDays: number | undefined;
  readonly rateLimits: RateLimitsConfig;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is trusted; none by default. */
  readonly trustedProxies: readonly string[];
  /** Most connections of a client address at a time; `undefined`: as many as come. */
  readonly connectionsPerAddress: number | undefined;
}

export interface TracingConfig {
  /** Where spans are sent, OTLP over HTTP. */
  readonly url: string;
  readonly serviceName: string;
}

/** Requests per minute and process; `undefined`: as many as come. */
export interface RateLimitsConfig {
  readonly exchangePerRepository: number | undefined;
  readonly exchangePerAddress: number | undefined;
  readonly stsPerRepository: number | undefined;
  /** By caller's repository and owner of the sources, for callers that were granted something lately. */
  readonly stsPerOwner: number | undefined;
  /** Likewise, for the others. */
  readonly stsStrangerPerOwner: number | undefined;
}

export interface TokenKey {
  /** Derived from the key, and tells nothing about it. */
  readonly id: string;
  /** For AES-256. */
  readonly key: KeyObject;
}

export interface AdminTokenConfig {
  /** For the audit. */
  readonly name: string;
  /** SHA-256 of the token, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
  /** Ids of those that it is valid for; `undefined`: all. */
  readonly workspaces: readonly string[] | undefined;
}

/** The GitHub App as people sign in with it. */
export interface DashboardConfig {
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret: string;
  /** Where browsers reach GitHub, without a trailing slash. */
  readonly signInUrl: string;
}

interface IssuerConfig {
  readonly issuer: string;
  /** Absent: from the issuer's discovery document. */
  readonly jwksUri?: string | undefined;
}

export type DatabaseConfig =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres' /** Holds a password: a secret. */; readonly url: string };

export interface GitHubConfig {
  /** Such as `https://github.com`; no trailing slash. */
  readonly serverUrl: string;
  /** Such as `https://api.github.com` or `https://ghes.example.com/api/v3`; no trailing slash. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** Absent when no App is configured: the server starts, but mints nothing. */
  readonly app?: AppConfig | undefined;
  /** Of the App's webhook: one, or two while it is rotated; none: no delivery is taken. Secrets. */
  readonly webhookSecrets: readonly string[];
}

export interface AppConfig {
  readonly id: string;
  /** PEM, one key, or two while they are rotated. A secret. */
  readonly privateKey: string;
  /** Where it was read from, to look again; absent for one that came otherwise. */
  readonly privateKeyFile?: string | undefined;
}

export interface WorkspaceConfig {
  readonly id: string;
  readonly name: string;
  readonly features: Features;
  readonly sts: StsConfig;
  readonly locks: LocksConfig;
  readonly inventory: InventoryConfig;
  /** Entries that give people their roles on the pages. */
  readonly people: readonly RoleEntry[];
  readonly repositories: readonly RepositoryConfig[];
}

interface StsConfig {
  /** Whether a job that asks for every source is told which ones deny it. */
  readonly listDenied: boolean;
  /** Whether a grant with which a job could change the policy needs a protected policy directory. */
  readonly guardPolicyDirectory: boolean;
  /** Whether admins may have the App open pull requests that change a policy. */
  readonly policyProposals: boolean;
}

export interface InventoryConfig {
  /** Largest share of the live instances, 0 to 1, that an upload may leave out without saying that it is complete. */
  readonly maxOrphanShare: number;
  /** Whether drift detection needs a workflow that remediates. */
  readonly requireRemediate: boolean;
}

export interface LocksConfig {
  readonly maxTtlSeconds: number;
  /** How long a run lock that ran out is kept from others. */
  readonly graceSeconds: number;
  /** Whether a run may release the lock of another run that is still live. */
  readonly release: 'guarded' | 'open';
}

export interface RepositoryConfig {
  /** `owner/name` as the file spells it. */
  readonly name: string;
  /** Immutable id that the file pins; absent: resolved once through the App. */
  readonly id?: string | undefined;
  readonly permissions: readonly PermissionRow[];
  /** Absent: GitHub's events about the repository do nothing. */
  readonly deployments?: DeploymentsConfig | undefined;
  /** Absent: drift is not detected on a schedule. */
  readonly drift?: DriftConfig | undefined;
}

export interface DriftConfig {
  readonly schedules: readonly DriftScheduleConfig[];
  /** Changes that are known noise. */
  readonly ignore: readonly IgnoreRule[];
  /** Causes whose drift is remediated without a person. */
  readonly auto: readonly AutoRule[];
  /** What drift has issues: each instance, each cause, or nothing. */
  readonly issues: 'off' | 'instance' | 'cause';
  /** Most of them that are open at a time. */
  readonly maxOpenIssues: number;
  /** Whether its badges show anything. */
  readonly badges: boolean;
}

/** When drift of which instances is detected. */
export interface DriftScheduleConfig {
  readonly name: string;
  /** Five fields. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Globs over names; empty: all. */
  readonly stacks: readonly string[];
  readonly components: readonly string[];
  readonly paused: boolean;
  /** Most instances that a sweep detects drift of at a time. */
  readonly maxRunning: number;
  /** Whether drift of its instances may be remediated. */
  readonly remediate: 'off' | 'manual' | 'auto';
}

/** How the server deploys what the pull requests of a repository affect. */
export interface DeploymentsConfig {
  /** Name of the check on commits. */
  readonly checkName: string;
  readonly dispatch: {
    /** Where workflow files are read and run: the default branch, or the base branch of the pull request. */
    readonly ref: 'default' | 'base';
    readonly maxPerSecond: number;
    /** Kinds by file name, where they do not follow from the name. */
    readonly workflows: Readonly<Record<string, 'plan' | 'change'>>;
  };
  readonly hold: {
    /** Most workflows that a push starts without asking; `undefined`: any number. */
    readonly threshold: number | undefined;
    /** `undefined`: off. */
    readonly cooldown: CooldownConfig | undefined;
  };
  readonly mergeQueue: {
    /** Which workflows of `pull_request.synchronize` a group may run, where a component has none of its own for it. */
    readonly fallback: 'any' | 'plan' | 'never';
    /** How long a component of a group waits until it is free. */
    readonly lockWaitMs: number;
  };
  readonly upload: { readonly timeoutMs: number; readonly forks: 'neutral' | 'failure' };
  readonly locks: {
    /** `all`: plans wait for the locks of other jobs, as changes do. */
    readonly hold: 'all' | 'changes';
    /** How long a deployment waits for a lock before it fails, in milliseconds. */
    readonly waitMs: number;
  };
  /** Whether errors in CODEOWNERS fail the check of a commit that changes it. */
  readonly codeowners: boolean;
  /** What is said of pull requests by a review. `approve_empty`: an approval where no component is affected. */
  readonly autoReview: AutoReview;
}

/** After `pushes` pushes within `withinMs`, the newest commit waits until none came for `quietMs`. */
export interface CooldownConfig {
  readonly pushes: number;
  readonly withinMs: number;
  readonly quietMs: number;
}
