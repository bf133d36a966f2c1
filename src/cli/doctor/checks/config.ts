/** The configuration file and the environment: whether the server would start with them, and what would surprise. */
import { ActionError } from '../../../base/errors.ts';
import type { ServerConfig } from '../../../server/config/config.ts';
import { loadServerConfig } from '../../load-server-config.ts';
import { type Finding, fail, ok, warn } from '../check.ts';

export async function checkConfig(
  file: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly config: ServerConfig | undefined; readonly findings: readonly Finding[] }> {
  let config: ServerConfig;
  try {
    ({ config } = await loadServerConfig(file, variables));
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return {
      config: undefined,
      findings: [fail('config-invalid', error.message, error.hint ?? 'Mend the file.')],
    };
  }
  const repositories = config.workspaces.flatMap((workspace) => workspace.repositories);
  const findings = [
    ok(
      `${file}: ${config.workspaces.length} ${config.workspaces.length === 1 ? 'workspace' : 'workspaces'}, ${repositories.length} ${repositories.length === 1 ? 'repository' : 'repositories'}.`,
    ),
    ...findSurprises(config),
  ];
  return { config, findings };
}

function findSurprises({ publicUrl, listen, workspaces, database }: ServerConfig): Finding[] {
  const isLoopback = ['127.0.0.1', 'localhost', '::1'].includes(listen.host);
  const idle = workspaces.filter(({ repositories }) =>
    repositories.every(({ permissions }) => permissions.length === 0),
  );
  const switchedOff = workspaces.filter(
    ({ features, repositories }) =>
      !features.sts &&
      repositories.some(({ permissions }) =>
        permissions.some(({ permission }) => permission === 'ws:sts:create'),
      ),
  );
  return [
    ...(publicUrl.startsWith('http://') && !isLoopback
      ? [
          warn(
            'public-url-plain',
            '`public_url` is plain http, and the server listens beyond loopback.',
            'Sessions and tokens travel there: end TLS in front of the server and name its https address.',
          ),
        ]
      : []),
    ...idle.map(({ id }) =>
      warn(
        'workspace-idle',
        `Nobody may do anything in the workspace ${id}.`,
        'Give a repository `permissions`, such as `- permission: ws:sts:create`.',
      ),
    ),
    ...switchedOff.map(({ id }) =>
      warn(
        'sts-off',
        `The workspace ${id} has rows for ws:sts:create, and the feature is off.`,
        'Set `features.sts: true` to let tokens be minted.',
      ),
    ),
    ...(database.kind === 'sqlite'
      ? [
          ok(
            `The embedded database ${database.path} serves one process; DATABASE_URL names a PostgreSQL for several.`,
          ),
        ]
      : []),
  ];
}
