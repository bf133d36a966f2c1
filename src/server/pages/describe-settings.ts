/**
 * Describes the configuration in force. Each setting is named here: a new one is not shown by itself, so that no secret is. Of addresses
 * that may hold a secret, only the host is shown.
 */
import type { SettingsSection } from '../../web/pages/settings.ts';
import type {
  DatabaseConfig,
  DeploymentsConfig,
  DriftConfig,
  DriftScheduleConfig,
  RepositoryConfig,
  ServerConfig,
  WorkspaceConfig,
} from '../config/config.ts';

const unset = 'not set';
const isSet = 'set';

type Facts = SettingsSection['facts'];

function showList(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}

function toSeconds(milliseconds: number): string {
  return `${milliseconds / 1_000} s`;
}

function showLimit(limit: number | undefined): string {
  return limit === undefined ? 'no limit' : `${limit} a minute`;
}

function showDatabase(database: DatabaseConfig): string {
  if (database.kind === 'sqlite') return `SQLite, ${database.path}`;
  const { hostname, pathname } = URL.parse(database.url) ?? {};
  return `PostgreSQL, ${hostname ?? 'host unknown'}${pathname ?? ''}`;
}

function describeServer(config: ServerConfig): Facts {
  const { listen, metrics, tracing, issuers, auditRetentionDays: days } = config;
  return [
    ['public_url', config.publicUrl],
    ['listen', `${listen.host}:${listen.port}`],
    ['listen.max_connections_per_address', String(config.connectionsPerAddress ?? 'no limit')],
    ['trusted_proxies', showList(config.trustedProxies)],
    ['metrics', metrics === undefined ? unset : `${metrics.host}:${metrics.port}`],
    ['tracing', tracing === undefined ? unset : (URL.parse(tracing.url)?.host ?? isSet)],
    ['database', showDatabase(config.database)],
    ['issuers', showList(issuers.map(({ issuer }) => issuer))],
    ['audiences', showList(config.audiences)],
    ['clock_tolerance_seconds', String(config.clockToleranceSeconds)],
    ['audit.retention_days', days === undefined ? 'forever' : String(days)],
  ];
}

function describeGitHub({ github, dashboard, tokenKeys }: ServerConfig): Facts {
  const { app, webhookSecrets } = github;
  return [
    ['github.server_url', github.serverUrl],
    ['github.api_url', github.apiUrl],
    ['github.app_id', app?.id ?? unset],
    ['Private key', app === undefined ? unset : isSet],
    ['Webhook secrets', webhookSecrets.length === 0 ? unset : `${webhookSecrets.length} set`],
    ['dashboard.client_id', dashboard?.clientId ?? unset],
    ['Client secret', dashboard === undefined ? unset : isSet],
    ['Token encryption keys', tokenKeys.length === 0 ? unset : `${tokenKeys.length} set`],
  ];
}

function describeLimits({ rateLimits }: ServerConfig): Facts {
  return [
    ['exchange_per_repository_per_minute', showLimit(rateLimits.exchangePerRepository)],
    ['exchange_per_address_per_minute', showLimit(rateLimits.exchangePerAddress)],
    ['sts_per_repository_per_minute', showLimit(rateLimits.stsPerRepository)],
    ['sts_per_owner_per_minute', showLimit(rateLimits.stsPerOwner)],
    ['sts_stranger_per_owner_per_minute', showLimit(rateLimits.stsStrangerPerOwner)],
  ];
}

function describeWorkspace({ id, name, features, sts, locks, inventory }: WorkspaceConfig): Facts {
  const onOff = (isOn: boolean) => (isOn ? 'on' : 'off');
  return [
    ['id', id],
    ['name', name],
    ...Object.entries(features).map(([feature, isOn]) => [`features.${feature}`, onOff(isOn)] as const),
    ['sts.list_denied', String(sts.listDenied)],
    ['sts.guard_policy_directory', String(sts.guardPolicyDirectory)],
    ['sts.policy_proposals', String(sts.policyProposals)],
    ['locks.max_ttl_seconds', String(locks.maxTtlSeconds)],
    ['locks.grace_seconds', String(locks.graceSeconds)],
    ['locks.release', locks.release],
    ['inventory.max_orphan_share', String(inventory.maxOrphanShare)],
    ['inventory.require_remediate', String(inventory.requireRemediate)],
  ];
}

function isFor(workspaces: readonly string[] | undefined, id: string): boolean {
  return workspaces === undefined || workspaces.includes(id);
}

/** Admin tokens and audit webhooks that are valid for the workspace. */
function describeDoors({ adminTokens, webhooks }: ServerConfig, id: string): Facts {
  const tokens = adminTokens.filter(({ workspaces }) => isFor(workspaces, id)).map(({ name }) => name);
  return [
    ['admin_tokens', showList(tokens)],
    ...webhooks
      .filter(({ workspaces }) => isFor(workspaces, id))
      .map(({ name, url, format, secrets, headers, events }): readonly [string, string] => {
        const signed = `${secrets.length} secrets ${isSet}, ${Object.keys(headers).length} headers ${isSet}`;
        const host = URL.parse(url)?.host ?? 'host unknown';
        return [
          `audit_webhooks: ${name}`,
          `${host}, ${format}, events ${showList(events ?? ['all'])}, ${signed}`,
        ];
      }),
  ];
}

export function describeSettings(
  config: ServerConfig,
  workspace: WorkspaceConfig,
): readonly SettingsSection[] {
  return [
    { title: 'Workspace', facts: describeWorkspace(workspace) },
    { title: 'Server', facts: describeServer(config) },
    { title: 'GitHub', facts: describeGitHub(config) },
    { title: 'Rate limits', facts: describeLimits(config) },
    { title: 'Admin tokens and audit webhooks', facts: describeDoors(config, workspace.id) },
  ];
}

function describeDeployments({
  checkName,
  dispatch,
  hold,
  mergeQueue,
  upload,
  locks,
  codeowners,
  autoReview,
}: DeploymentsConfig): readonly string[] {
  const kinds = Object.entries(dispatch.workflows).map(([file, kind]) => `${file} ${kind}`);
  const { threshold, cooldown } = hold;
  const waits = cooldown && `${cooldown.pushes} pushes within ${toSeconds(cooldown.withinMs)}`;
  return [
    `check_name: ${checkName}`,
    `dispatch: ref ${dispatch.ref}, max_per_second ${dispatch.maxPerSecond}, workflows ${showList(kinds)}`,
    `hold: threshold ${threshold ?? unset}, cooldown ${waits ?? unset}`,
    `merge_queue: fallback ${mergeQueue.fallback}, waits for locks ${toSeconds(mergeQueue.lockWaitMs)}`,
    `upload: awaited ${toSeconds(upload.timeoutMs)}, forks ${upload.forks}`,
    `locks: hold ${locks.hold}, waits ${toSeconds(locks.waitMs)}`,
    `codeowners: ${codeowners}`,
    `auto_review: ${autoReview}`,
  ];
}

function describeSchedule(schedule: DriftScheduleConfig): string {
  const { name, cron, timeZone, stacks, components, paused, maxRunning, remediate } = schedule;
  const scope = `stacks ${showList(stacks.length === 0 ? ['all'] : stacks)}, components ${showList(components.length === 0 ? ['all'] : components)}`;
  return `${name}: ${cron} ${timeZone}${paused ? ', paused' : ''}, ${scope}, max_running ${maxRunning}, remediate ${remediate}`;
}

function describeDrift({ schedules, ignore, auto, issues, maxOpenIssues, badges }: DriftConfig) {
  return [
    ...schedules.map(describeSchedule),
    ...ignore.map(
      ({ type, attributes, stacks, until, reason }) =>
        `ignore: ${[type, ...attributes].join(' ')} in ${showList(stacks.length === 0 ? ['all stacks'] : stacks)} until ${until}: ${reason}`,
    ),
    ...auto.map(
      ({ cause, until, maxPerDay, reason }) =>
        `auto: cause ${cause} until ${until}, max_per_day ${maxPerDay}: ${reason}`,
    ),
    `issues: ${issues}, max_open_issues ${maxOpenIssues}`,
    `badges: ${badges}`,
  ];
}

export function describeRepositorySettings({ name, id, permissions, deployments, drift }: RepositoryConfig) {
  return {
    ...{ name, id },
    permissions: permissions.map(
      ({ permission, workflow, branch, environment }) =>
        `${permission} (workflow ${workflow}, branch ${branch}, environment ${environment})`,
    ),
    deployments: deployments === undefined ? [] : describeDeployments(deployments),
    drift: drift === undefined ? [] : describeDrift(drift),
  };
}
