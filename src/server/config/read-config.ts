/** Text of the configuration file and environment → the server's configuration. */
import { createHash } from 'node:crypto';
import { ActionError } from '../../base/errors.ts';
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import type { DocumentProblem } from '../../schema/yaml-document.ts';
import { checkConfig } from './check-config.ts';
import type {
  DatabaseConfig,
  GitHubConfig,
  InventoryConfig,
  LocksConfig,
  RateLimitsConfig,
  ServerConfig,
  WorkspaceConfig,
} from './config.ts';
import { readConfigDocument } from './config-document.ts';
import type { ReadConfigInput } from './config-input.ts';
import { featureDefaults } from './features.ts';
import { findAppKey } from './find-app-key.ts';
import { resolveGitHubUrls } from './github-urls.ts';
import { readDashboard, readPeople } from './read-dashboard.ts';
import { readDeployments } from './read-deployments.ts';
import { readDrift } from './read-drift.ts';
import { readTokenKeys } from './read-token-keys.ts';
import { readTracing } from './read-tracing.ts';
import { readWebhookSecrets } from './read-webhook-secrets.ts';
import { readWebhooks } from './read-webhooks.ts';
import { selectDatabase } from './select-database.ts';

/** The audience that the Atmos CLI asks for, whatever the server is called (docs/wire.md#id-token-and-audience). */
const atmosAudience = 'atmos-pro.com';
const defaultToleranceSeconds = 30;
const defaultPort = 8080;
/** Where Prometheus looks for exporters of OpenTelemetry. */
const defaultMetricsPort = 9464;
/** A tenth of all. A NAT in front of hundreds of jobs stays below it. */
const defaultConnectionsPerAddress = 1_000;
/** A matrix of 256 jobs, each with a few logins, at once. */
const defaultExchangesPerRepository = 1_200;
/** As many, for a job logs in to get a token. */
const defaultMintsPerRepository = 1_200;
/** Each may cost the owner of the sources a call of 5,000 an hour. */
const defaultStrangerMintsPerOwner = 30;
const defaultLocks: LocksConfig = { maxTtlSeconds: 7 * 24 * 60 * 60, graceSeconds: 5, release: 'guarded' };
const defaultInventory: InventoryConfig = { maxOrphanShare: 0.2, requireRemediate: true };
/** Most problems that are printed. */
const maxProblems = 20;

function invalid(file: string, problems: readonly DocumentProblem[]): ActionError {
  const lines = problems
    .slice(0, maxProblems)
    .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  const rest = problems.length > maxProblems ? [`… and ${problems.length - maxProblems} more`] : [];
  return new ActionError('INPUT_CONFIG_INVALID', [...lines, ...rest].join('\n'), {
    hint: 'schemas/server-config.json describes every key; editors that know JSON Schema check it as you type.',
  });
}

function readGitHub(
  document: ServerConfigDocument,
  input: ReadConfigInput,
): GitHubConfig & { readonly issuer: string } {
  const { environment } = input;
  const github = document.github ?? {};
  const serverUrl = github.server_url ?? environment.GITHUB_SERVER_URL;
  // An address from the environment belongs to the server from the environment.
  const apiUrl = github.api_url ?? (github.server_url === undefined ? environment.GITHUB_API_URL : undefined);
  const urls = resolveGitHubUrls({ serverUrl, apiUrl });
  const id = github.app_id ?? environment.ATMOS_PRO_GITHUB_APP_ID;
  const key = findAppKey(input, github.private_key_file);
  if ((id === undefined) !== (key === undefined)) {
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      `${input.file}: the GitHub App has ${id === undefined ? 'a private key but no id' : 'an id but no private key'}.`,
      {
        hint: 'Set github.app_id or ATMOS_PRO_GITHUB_APP_ID, and github.private_key_file or ATMOS_PRO_GITHUB_APP_PRIVATE_KEY.',
      },
    );
  }
  const app = id === undefined || key === undefined ? undefined : { id: String(id), ...key };
  return { ...urls, app, webhookSecrets: readWebhookSecrets(input, github.webhook_secret_files) };
}

/** 0 in the file: no limit. */
function readLimit(value: number | undefined, fallback: number): number | undefined {
  const limit = value ?? fallback;
  return limit === 0 ? undefined : limit;
}

function readRateLimits({ rate_limits: limits }: ServerConfigDocument): RateLimitsConfig {
  return {
    exchangePerRepository: readLimit(
      limits?.exchange_per_repository_per_minute,
      defaultExchangesPerRepository,
    ),
    exchangePerAddress: readLimit(limits?.exchange_per_address_per_minute, 0),
    stsPerRepository: readLimit(limits?.sts_per_repository_per_minute, defaultMintsPerRepository),
    stsPerOwner: readLimit(limits?.sts_per_owner_per_minute, defaultMintsPerRepository),
    stsStrangerPerOwner: readLimit(limits?.sts_stranger_per_owner_per_minute, defaultStrangerMintsPerOwner),
  };
}

function readWorkspace(workspace: ServerConfigDocument['workspaces'][number]): WorkspaceConfig {
  return {
    id: workspace.id,
    name: workspace.name ?? workspace.id,
    features: { ...featureDefaults, ...workspace.features },
    sts: {
      listDenied: workspace.sts?.list_denied ?? true,
      guardPolicyDirectory: workspace.sts?.guard_policy_directory ?? true,
      policyProposals: workspace.sts?.policy_proposals ?? false,
    },
    locks: {
      maxTtlSeconds: workspace.locks?.max_ttl_seconds ?? defaultLocks.maxTtlSeconds,
      graceSeconds: workspace.locks?.grace_seconds ?? defaultLocks.graceSeconds,
      release: workspace.locks?.release ?? defaultLocks.release,
    },
    inventory: {
      maxOrphanShare: workspace.inventory?.max_orphan_share ?? defaultInventory.maxOrphanShare,
      requireRemediate: workspace.inventory?.require_remediate ?? defaultInventory.requireRemediate,
    },
    people: readPeople(workspace.people ?? []),
    repositories: workspace.repositories.map((repository) => ({
      name: repository.name,
      id: repository.id === undefined ? undefined : String(repository.id),
      permissions: (repository.permissions ?? []).map((row) => ({
        permission: row.permission,
        workflow: row.workflow ?? '*',
        branch: row.branch ?? '*',
        environment: row.environment ?? '*',
      })),
      deployments: repository.deployments && readDeployments(repository.deployments),
      drift: repository.drift && readDrift(repository.drift),
    })),
  };
}

type CheckedDocument =
  | { readonly status: 'valid'; readonly document: ServerConfigDocument }
  | { readonly status: 'invalid'; readonly problems: readonly DocumentProblem[] };

function checkDocument(text: string): CheckedDocument {
  const read = readConfigDocument(text);
  if (read.status === 'invalid') return read;
  const problems = checkConfig(read.document, read.locate);
  return problems.length > 0 ? { status: 'invalid', problems } : read;
}

function readCheckedDocument(input: ReadConfigInput): ServerConfigDocument {
  const checked = checkDocument(input.text);
  if (checked.status === 'invalid') throw invalid(input.file, checked.problems);
  return checked.document;
}

/** What is wrong with the text alone, in the order of the file; without problems, its workspaces. */
export function findConfigProblems(text: string): {
  readonly problems: readonly DocumentProblem[];
  readonly workspaces: readonly WorkspaceConfig[];
} {
  const checked = checkDocument(text);
  return checked.status === 'invalid'
    ? { problems: checked.problems, workspaces: [] }
    : { problems: [], workspaces: checked.document.workspaces.map(readWorkspace) };
}

/**
 * Only where the database is: for commands that work on it without being the GitHub App, whose key they need not have.
 * @throws ActionError as {@link readServerConfig}.
 */
export function readDatabaseConfig(input: ReadConfigInput): DatabaseConfig {
  return selectDatabase(readCheckedDocument(input), input);
}

/** How long audit entries are kept, in days; `undefined`: forever. Throws as {@link readServerConfig}. */
export function readAuditRetention(input: ReadConfigInput): number | undefined {
  return readCheckedDocument(input).audit?.retention_days;
}

/** @throws ActionError `INPUT_CONFIG_INVALID` with `file:line:column` for each problem. */
export function readServerConfig(input: ReadConfigInput): ServerConfig {
  const document = readCheckedDocument(input);
  const { issuer, ...github } = readGitHub(document, input);
  const tracing = readTracing(input.environment);
  return {
    fileDigest: createHash('sha256').update(input.text).digest('hex'),
    listen: { host: document.listen?.host ?? '127.0.0.1', port: document.listen?.port ?? defaultPort },
    metrics: document.metrics && {
      host: document.metrics.host ?? '127.0.0.1',
      port: document.metrics.port ?? defaultMetricsPort,
    },
    publicUrl: document.public_url.replace(/\/+$/, ''),
    issuers: document.issuers?.map((entry) => ({
      issuer: entry.issuer,
      jwksUri: entry.jwks_uri,
    })) ?? [{ issuer }],
    audiences: [...new Set([atmosAudience, ...(document.audiences ?? [])])],
    clockToleranceSeconds: document.clock_tolerance_seconds ?? defaultToleranceSeconds,
    tracing,
    rateLimits: readRateLimits(document),
    trustedProxies: document.trusted_proxies ?? [],
    connectionsPerAddress: readLimit(
      document.listen?.max_connections_per_address,
      defaultConnectionsPerAddress,
    ),
    database: selectDatabase(document, input),
    github,
    workspaces: document.workspaces.map(readWorkspace),
    webhooks: readWebhooks(document.audit_webhooks ?? [], input),
    auditRetentionDays: document.audit?.retention_days,
    dashboard: readDashboard(document, input, github),
    tokenKeys: readTokenKeys(input),
    adminTokens: (document.admin_tokens ?? []).map(({ name, sha256, workspaces }) => ({
      name,
      sha256: sha256.toLowerCase(),
      workspaces,
    })),
  };
}
