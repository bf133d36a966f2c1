/** The state of the simulated GitHub: plain tables keyed by GitHub's immutable ids, and how to look things up in them. */
import type { CommitSigner } from '../git/commit-signer.ts';
import type { GitRepository } from '../git/repository.ts';
import type { BranchProtection, Ruleset } from './branch-rules.ts';
import type { CheckRun, CheckSuite } from './checks.ts';
import type { MergeQueue } from './merge-queues.ts';
import type { Role, Team } from './people.ts';
import type { SimulatedPermissions } from './permissions.ts';
import type { IssueComment, SimulatedIssue, SimulatedPullRequest } from './pull-requests.ts';
import type { Release } from './releases.ts';
import type { Run, SimulatedJob } from './runs.ts';
import type { SignInCode, UserToken } from './sign-ins.ts';
import type { IssuerKey } from './signing-keys.ts';
import type { Courier, WebhookDelivery } from './webhooks.ts';
import type { ActionsSettings, DeploymentEnvironment, WorkflowRecord } from './workflows.ts';
import type { WorldClock } from './world-clock.ts';
import type { WorldEvent } from './world-event.ts';

export type { Run, SimulatedJob } from './runs.ts';

/** Base addresses without a trailing slash, as clients of this world use them. */
export interface WorldUrls {
  /** `GITHUB_SERVER_URL`: git and web pages. */
  readonly server: string;
  /** `GITHUB_API_URL`: REST. */
  readonly api: string;
  /** `GITHUB_GRAPHQL_URL`, the endpoint itself. */
  readonly graphql: string;
  /** `iss` of ID tokens; discovery is below it. */
  readonly issuer: string;
  /** Below it is the runner's service that hands out ID tokens. */
  readonly runner: string;
}

export interface Account {
  readonly id: number;
  login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
  readonly enterprise?: { readonly id: number; readonly slug: string } | undefined;
}

export type SubjectFormat = 'name' | 'immutable';

export interface Repository {
  readonly id: number;
  name: string;
  ownerId: number;
  visibility: 'public' | 'private' | 'internal';
  archived: boolean;
  /** How `sub` of its ID tokens is written: `repo:owner/name:…` or `repo:owner@id/name@id:…`. */
  subjectFormat: SubjectFormat;
  /** Claims that make up `sub` instead of the default, as `PUT …/actions/oidc/customization/sub` sets them. */
  subjectClaims: readonly string[] | undefined;
  /** "Send write tokens to workflows from pull requests" of forks. Without effect in a public repository. */
  sendsWriteTokens: boolean;
  /** Also holds the default branch. */
  readonly git: GitRepository;
  readonly protections: BranchProtection[];
  readonly rulesets: Ruleset[];
  /** By their base branch. */
  readonly mergeQueues: ReadonlyMap<string, MergeQueue>;
  /** By number, as are pull requests. */
  readonly issues: Map<number, SimulatedIssue>;
  readonly pullRequests: Map<number, SimulatedPullRequest>;
  /** Oldest first. */
  readonly comments: IssueComment[];
  /** Oldest first, as are the next two. */
  readonly checkSuites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly releases: Release[];
  /** Roles of people, by account id. */
  readonly people: Map<number, Role>;
  /** Roles of teams, by team id. */
  readonly teams: Map<number, Role>;
  /** By name in lower case. */
  readonly environments: Map<string, DeploymentEnvironment>;
  /** The `vars` of its workflows. */
  readonly variables: Readonly<Record<string, string>>;
  /** By path, those that were seen so far. */
  readonly workflows: Map<string, WorkflowRecord>;
  /** Milliseconds. */
  readonly createdAt: number;
}

/** Where an App's events are delivered. */
interface AppWebhook {
  readonly id: number;
  url: string;
  /** `undefined`: deliveries are not signed. */
  secret: string | undefined;
}

export interface App {
  readonly id: number;
  readonly clientId: string;
  /** Exchanges the codes of people who sign in. */
  readonly clientSecret: string;
  /** Where the browser may go back to; `undefined`: anywhere. */
  readonly callbackUrls: readonly string[] | undefined;
  readonly slug: string;
  readonly name: string;
  readonly ownerId: number;
  /** Account of `<slug>[bot]`. */
  readonly botId: number;
  /** Every account may install it. A private App is for its owner alone, who alone sees it. */
  readonly isPublic: boolean;
  permissions: SimulatedPermissions;
  readonly events: readonly string[];
  readonly webhook: AppWebhook | undefined;
  /** PEM of the key that the App's owner downloads. */
  readonly privateKey: string;
  /** PEM (SPKI). */
  readonly publicKey: string;
  readonly createdAt: number;
}

/** Fetches the secrets of an App once. */
interface AppCode {
  readonly appId: number;
  /** Milliseconds. */
  readonly expiresAt: number;
}

export interface SimulatedInstallation {
  readonly id: number;
  readonly appId: number;
  readonly accountId: number;
  selection: 'all' | 'selected';
  /** The selected repositories. Ignored if `selection` is `all`. */
  repositoryIds: ReadonlySet<number>;
  permissions: SimulatedPermissions;
  /** Milliseconds. `undefined` while the installation is active. */
  suspendedAt: number | undefined;
  readonly createdAt: number;
}

/** A token that the API and git accept. */
export interface SimulatedAccessToken {
  readonly token: string;
  readonly kind: 'installation' | 'job';
  /** `undefined` for a job's token. */
  readonly installationId: number | undefined;
  readonly accountId: number;
  /** `undefined`: every repository of the installation, later ones too. */
  readonly repositoryIds: readonly number[] | undefined;
  readonly permissions: SimulatedPermissions;
  /** Milliseconds. */
  readonly mintedAt: number;
  readonly expiresAt: number;
  revoked: boolean;
}

/** Requests of one caller within one window of one resource. */
export interface RateWindow {
  used: number;
  /** Milliseconds: when the window ends. */
  resetAt: number;
}

/** What replaces the world's limits for one installation. */
interface InstallationLimits {
  readonly core?: number | undefined;
  readonly graphql?: number | undefined;
}

interface RateLimits {
  /** Requests per hour and installation. */
  core: number;
  /** Points per hour and installation. */
  graphql: number;
  /** By caller: until when, in milliseconds, every request gets the answer of the secondary limit. */
  readonly secondaryUntil: Map<string, { until: number; status: 403 | 429 }>;
  /** Limits of single installations, by id. */
  readonly byInstallation: Map<number, InstallationLimits>;
  readonly windows: Map<string, RateWindow>;
  /** Content that one caller may create. */
  contentPerMinute: number;
  contentPerHour: number;
  /** Points of each family of the API that one caller may spend; `undefined`: as many as it wants. */
  readonly pointsPerMinute: Record<'core' | 'graphql', number | undefined>;
  /** What each caller spent, by family and caller. Times in milliseconds. */
  readonly points: Map<string, { readonly at: number; readonly points: number }[]>;
  /** Whether the answer of that limit says how long to wait; GitHub does not always. */
  saysRetryAfter: boolean;
  /** When each caller created content, in milliseconds. */
  readonly content: Map<string, number[]>;
}

export interface World {
  readonly clock: WorldClock;
  readonly urls: WorldUrls;
  readonly accounts: Map<number, Account>;
  readonly repositories: Map<number, Repository>;
  /** Ids by the names (`owner/name`, lower case) that repositories had before; GitHub redirects from them. */
  readonly formerNames: Map<string, number>;
  readonly apps: Map<number, App>;
  /** Of Apps registered from a manifest whose secrets are not fetched yet, by the code that fetches them. */
  readonly appCodes: Map<string, AppCode>;
  /** Of people who signed in to an App that has not fetched their token yet, by the code. */
  readonly signInCodes: Map<string, SignInCode>;
  /** Tokens of people, by the token itself. */
  readonly userTokens: Map<string, UserToken>;
  readonly installations: Map<number, SimulatedInstallation>;
  readonly jobs: Map<string, SimulatedJob>;
  /** Attempts of workflow runs by the run's id, the first one first. */
  readonly runs: Map<number, Run[]>;
  /** How workflow runs go. */
  readonly actions: ActionsSettings;
  /** The last id of each kind that was assigned while the world runs. */
  readonly lastIds: Map<string, number>;
  /** By the token itself. */
  readonly tokens: Map<string, SimulatedAccessToken>;
  /** The format for Apps that do not request one. */
  tokenFormat: 'stateless' | 'stateful';
  /** Newest first. The newest signs, all are published. */
  readonly signingKeys: IssuerKey[];
  readonly rateLimits: RateLimits;
  /** With GitHub's own key. */
  readonly commitSigner: CommitSigner;
  readonly teams: Map<number, Team>;
  /** Oldest first. */
  readonly events: WorldEvent[];
  /** Called with each event as it happens. They must not wait for anything. */
  readonly listeners: Set<(event: WorldEvent) => void>;
  /** Of webhooks, in the order of their ends. */
  readonly deliveries: WebhookDelivery[];
  /** What sends the events. */
  courier: Courier | undefined;
  /** Bytes of a file in a push. */
  maxPushedFileBytes: number;
}

/** Names are case-insensitive at GitHub. */
export function findAccount(world: World, login: string): Account | undefined {
  const wanted = login.toLowerCase();
  for (const account of world.accounts.values()) {
    if (account.login.toLowerCase() === wanted) return account;
  }
  return undefined;
}

export function findRepository(world: World, owner: string, name: string): Repository | undefined {
  const ownerId = findAccount(world, owner)?.id;
  if (ownerId === undefined) return undefined;
  const wanted = name.toLowerCase();
  for (const repository of world.repositories.values()) {
    if (repository.ownerId === ownerId && repository.name.toLowerCase() === wanted) return repository;
  }
  return undefined;
}

/** Like `findRepository`, and follows renames and transfers. */
export function followRepository(world: World, owner: string, name: string): Repository | undefined {
  const id = world.formerNames.get(`${owner}/${name}`.toLowerCase());
  return findRepository(world, owner, name) ?? (id === undefined ? undefined : world.repositories.get(id));
}

/** The owner. Every repository of a world has one. */
export function ownerOf(world: World, repository: Repository): Account {
  const owner = world.accounts.get(repository.ownerId);
  if (owner === undefined) throw new Error(`Repository ${repository.id} has no owner in this world.`);
  return owner;
}

/** `owner/name`, spelled as GitHub spells it. */
export function fullNameOf(world: World, repository: Repository): string {
  return `${ownerOf(world, repository).login}/${repository.name}`;
}
