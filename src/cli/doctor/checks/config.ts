/** Checks the configuration file and the environment: would the server start, and is something likely to be a mistake? */
import { ActionError } from '../../../base/errors.ts';
import type { ServerConfig } from '../../../server/config/config.ts';
import { resolveGitHubUrls } from '../../../server/config/github-urls.ts';
import { lacksWebhookSecret } from '../../../server/config/lacks-webhook-secret.ts';
import { findSuspectPermissions } from '../../../server/config/suspect-permissions.ts';
import { loadServerConfig } from '../../load-server-config.ts';
import { type DoctorResult, fail, pass, warn } from '../check.ts';

export interface ConfigCheck {
  readonly config: ServerConfig | undefined;
  /** Files that the configuration reads secrets from. */
  readonly secretFiles: readonly string[];
  readonly findings: readonly DoctorResult[];
}

export async function checkConfigFile(
  file: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<ConfigCheck> {
  try {
    const { config, secretFiles } = await loadServerConfig(file, variables);
    const findings = [pass(`${file}: ${describeSize(config)}.`), ...findLikelyMistakes(config)];
    return { config, secretFiles, findings };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return {
      config: undefined,
      secretFiles: [],
      findings: [fail('config-invalid', error.message, error.hint)],
    };
  }
}

function describeSize({ workspaces }: ServerConfig): string {
  const repositories = workspaces.flatMap((workspace) => workspace.repositories);
  return `${workspaces.length} ${workspaces.length === 1 ? 'workspace' : 'workspaces'}, ${repositories.length} ${repositories.length === 1 ? 'repository' : 'repositories'}`;
}

/** The list replaces the default, which is easily forgotten. */
function describeIssuers({ issuers, github }: ServerConfig): DoctorResult[] {
  const { issuer } = resolveGitHubUrls(github);
  if (issuers.some((trusted) => trusted.issuer === issuer)) return [];
  const listed = issuers.map((trusted) => trusted.issuer).join(', ');
  return [pass(`\`issuers\` accepts ID tokens of ${listed}, and not of ${issuer}, the default.`)];
}

function findLikelyMistakes(config: ServerConfig): DoctorResult[] {
  const { publicUrl, listen, workspaces, database } = config;
  const findings = describeIssuers(config);
  const isLoopback = ['127.0.0.1', 'localhost', '::1'].includes(listen.host);
  if (publicUrl.startsWith('http://') && !isLoopback) {
    const message =
      '`public_url` uses http, and the server does not listen on loopback. Sessions and tokens are sent unencrypted.';
    findings.push(warn('public-url-plain', message));
  }
  if (lacksWebhookSecret(config)) {
    const message =
      'Repositories have deployments, and the server has no webhook secret, so it accepts no deliveries.';
    findings.push(fail('server-webhook-secret', message));
  }
  for (const { id, features, repositories } of workspaces) {
    const rows = repositories.flatMap(({ permissions }) => permissions);
    if (rows.length === 0)
      findings.push(warn('workspace-idle', `Workspace ${id}: no repository has permissions.`));
    if (!features.sts && rows.some(({ permission }) => permission === 'ws:sts:create')) {
      const message = `Workspace ${id}: repositories have ws:sts:create, but \`features.sts\` is off.`;
      findings.push(warn('sts-off', message));
    }
  }
  for (const { workspace, repository, row, field, advice } of findSuspectPermissions({ workspaces })) {
    const message = `Workspace ${workspace}, repository ${repository}, row ${row} of \`permissions\`: ${field} ${advice}`;
    findings.push(warn('permission-row-glob', message));
  }
  if (database.kind === 'sqlite') {
    const message = `Uses the SQLite database ${database.path}, which supports one server process. To run several, set DATABASE_URL to a PostgreSQL database.`;
    findings.push(pass(message));
  }
  return findings;
}
