/** Finds what is probably a mistake in a valid configuration: the server starts all the same. */
import type { ServerConfig } from './config.ts';
import { resolveGitHubUrls } from './github-urls.ts';
import { lacksWebhookSecret } from './lacks-webhook-secret.ts';
import { findSuspectPermissions } from './suspect-permissions.ts';

/** Ids of the doctor's findings, with their remedies. */
export const likelyMistakes = {
  'public-url-plain':
    'Terminate TLS at a reverse proxy in front of the server, and set `public_url` to its https address.',
  'workspace-idle': 'Give a repository `permissions`, for example `- permission: ws:sts:create`.',
  'permission-row-glob':
    'Write a regular expression that matches the whole value, such as `feature/.*`. A lone `*` matches every value.',
  'sts-off': 'Set `features.sts: true`, or remove the permission `ws:sts:create`.',
  'server-webhook-secret':
    'Set `ATMOS_PRO_GITHUB_WEBHOOK_SECRET` or `github.webhook_secret_files` to the secret in the settings of the App.',
} as const satisfies Record<string, string>;

export interface LikelyMistake {
  readonly id: keyof typeof likelyMistakes;
  readonly isError: boolean;
  /** One or two sentences, without a secret. */
  readonly message: string;
  /** `undefined`: the server as a whole. */
  readonly workspaceId?: string | undefined;
}

function findServerMistakes(config: ServerConfig): readonly LikelyMistake[] {
  const { publicUrl, listen } = config;
  const found: LikelyMistake[] = [];
  const isLoopback = ['127.0.0.1', 'localhost', '::1'].includes(listen.host);
  if (publicUrl.startsWith('http://') && !isLoopback) {
    const message =
      '`public_url` uses http, and the server does not listen on loopback. Sessions and tokens are sent unencrypted.';
    found.push({ id: 'public-url-plain', isError: false, message });
  }
  if (lacksWebhookSecret(config)) {
    const message =
      'Repositories have deployments, and the server has no webhook secret, so it accepts no deliveries.';
    found.push({ id: 'server-webhook-secret', isError: true, message });
  }
  return found;
}

function findWorkspaceMistakes({
  id: workspaceId,
  features,
  repositories,
}: ServerConfig['workspaces'][number]): readonly LikelyMistake[] {
  const rows = repositories.flatMap(({ permissions }) => permissions);
  const found: LikelyMistake[] = [];
  if (rows.length === 0) {
    const message = `Workspace ${workspaceId}: no repository has permissions.`;
    found.push({ id: 'workspace-idle', isError: false, message, workspaceId });
  }
  if (!features.sts && rows.some(({ permission }) => permission === 'ws:sts:create')) {
    const message = `Workspace ${workspaceId}: repositories have ws:sts:create, but \`features.sts\` is off.`;
    found.push({ id: 'sts-off', isError: false, message, workspaceId });
  }
  return found;
}

/** In the order of the file, those of the whole server first. */
export function findLikelyMistakes(config: ServerConfig): readonly LikelyMistake[] {
  const { workspaces } = config;
  const suspect = findSuspectPermissions(config).map(
    ({ workspace, repository, row, field, advice }): LikelyMistake => ({
      ...{ id: 'permission-row-glob', isError: false, workspaceId: workspace },
      message: `Workspace ${workspace}, repository ${repository}, row ${row} of \`permissions\`: ${field} ${advice}`,
    }),
  );
  return [...findServerMistakes(config), ...workspaces.flatMap(findWorkspaceMistakes), ...suspect];
}

/** The list replaces the default, which is easily forgotten. `undefined`: it has the default. */
export function describeForeignIssuers({
  issuers,
  github,
}: Pick<ServerConfig, 'issuers' | 'github'>): string | undefined {
  const { issuer } = resolveGitHubUrls(github);
  if (issuers.some((trusted) => trusted.issuer === issuer)) return undefined;
  const listed = issuers.map((trusted) => trusted.issuer).join(', ');
  return `\`issuers\` accepts ID tokens of ${listed}, and not of ${issuer}, the default.`;
}
