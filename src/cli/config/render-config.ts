/** The text of a new configuration file, with a comment on what most people change next. */
import { stringify } from 'yaml';
import type { AppSettings } from './app-settings.ts';
import type { ConfigAnswers } from './ask.ts';

const header = `# Configuration of the Atmos Pro server. schemas/server-config.json describes every key.
# Secrets are not in here: they come from files or environment variables.
`;

/** Digits that are exact as a number. */
function toId(id: string): number | string {
  return Number.isSafeInteger(Number(id)) ? Number(id) : id;
}

export function renderConfig(answers: ConfigAnswers, app: AppSettings | undefined): string {
  const { publicUrl, workspace, repository, source = [], branch = 'main', deployments } = answers;
  const sts = { permission: 'ws:sts:create', branch };
  // Runs of pull requests have no branch: the workflow is what is trusted to upload.
  const uploads = { permission: 'ws:affected-stacks:create', workflow: deployments };
  const callers = new Set(repository);
  const document = {
    public_url: publicUrl,
    github: app && {
      server_url: app.serverUrl,
      app_id: toId(app.appId),
      private_key_file: app.privateKeyFile,
      webhook_secret_files: app.webhookSecretFiles,
    },
    dashboard: app?.dashboard && {
      client_id: app.dashboard.clientId,
      client_secret_file: app.dashboard.clientSecretFile,
    },
    workspaces: [
      {
        id: workspace,
        features: { sts: true },
        repositories: [
          ...repository.map((name) =>
            deployments === undefined
              ? { name, permissions: [sts] }
              : { name, permissions: [sts, uploads], deployments: {} },
          ),
          ...source.filter((name) => !callers.has(name)).map((name) => ({ name })),
        ],
      },
    ],
  };
  return `${header}${stringify(document)}`;
}
