/** Checks the configuration file and the environment: would the server start, and is something likely to be a mistake? */
import { ActionError } from '../../../base/errors.ts';
import type { ServerConfig } from '../../../server/config/config.ts';
import { describeForeignIssuers, findLikelyMistakes } from '../../../server/config/likely-mistakes.ts';
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
    const findings = [pass(`${file}: ${describeSize(config)}.`), ...describeMistakes(config)];
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

function describeMistakes(config: ServerConfig): DoctorResult[] {
  const { database } = config;
  const issuers = describeForeignIssuers(config);
  const results = issuers === undefined ? [] : [pass(issuers)];
  for (const { id, isError, message } of findLikelyMistakes(config))
    results.push(isError ? fail(id, message) : warn(id, message));
  if (database.kind === 'sqlite') {
    const message = `Uses the SQLite database ${database.path}, which supports one server process. To run several, set DATABASE_URL to a PostgreSQL database.`;
    results.push(pass(message));
  }
  return results;
}
