/** The registry of environment variables that the server reads, with a sentence each. Nothing else reads `process.env`. */

export const serverVariables = {
  DATABASE_URL:
    'PostgreSQL to use instead of the embedded database, such as `postgres://user:password@host/name`.',
  GITHUB_SERVER_URL: 'GitHub’s address, where the configuration file leaves out `github.server_url`.',
  GITHUB_API_URL:
    'GitHub’s REST API, where the configuration file leaves out `github.api_url` and `github.server_url`.',
  ATMOS_PRO_GITHUB_APP_ID: 'Id of the GitHub App, where the configuration file leaves out `github.app_id`.',
  ATMOS_PRO_GITHUB_APP_PRIVATE_KEY:
    'The App’s private key itself, in PEM; `\\n` is accepted for line breaks.',
  ATMOS_PRO_GITHUB_APP_PRIVATE_KEY_COMMAND:
    'Program that prints the App’s private key, with its arguments, split at spaces; no shell is used. Only without a file.',
  ATMOS_PRO_GITHUB_APP_PRIVATE_KEY_FILE:
    'File with the App’s private key, where the configuration file leaves out `github.private_key_file`.',
  ATMOS_PRO_GITHUB_WEBHOOK_SECRET:
    'Secret of the GitHub App’s webhook, where the configuration file leaves out `github.webhook_secret_files`; while it is rotated, the new and the old one with a blank between them.',
  ATMOS_PRO_GITHUB_CLIENT_ID:
    'Client id of the GitHub App, where the configuration file leaves out `dashboard.client_id`.',
  ATMOS_PRO_GITHUB_CLIENT_SECRET:
    'Client secret of the GitHub App, where the configuration file leaves out `dashboard.client_secret_file`: enables the dashboard.',
  ATMOS_PRO_TOKEN_ENCRYPTION_KEY:
    'Key that the tokens of jobs are stored encrypted with until they expire: enables their revocation. 32 random bytes in Base64, such as `openssl rand -base64 32` prints them; while it is rotated, the new and the old one with a blank between them.',
  ATMOS_PRO_TOKEN_ENCRYPTION_KEY_FILE: 'File with this key, or with the new and the old one.',
  OTEL_EXPORTER_OTLP_ENDPOINT:
    'Collector that traces are sent to, OTLP over HTTP, such as `http://localhost:4318`: enables tracing. OpenTelemetry’s other variables (`OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_TRACES_SAMPLER`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_BSP_…`) work as usual.',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'The same with its path, for traces alone.',
  OTEL_SDK_DISABLED: '`true` disables tracing.',
  OTEL_SERVICE_NAME: 'Name of the service in traces; `atmos-pro` by default.',
  OTEL_TRACES_EXPORTER: '`none` disables tracing.',
  ATMOS_PRO_LOG_LEVEL: 'Minimum log level: trace, debug, info (the default), warn, error or fatal.',
} as const satisfies Record<string, string>;

type EnvironmentVariable = keyof typeof serverVariables;
export type ServerEnvironment = Readonly<Partial<Record<EnvironmentVariable, string | undefined>>>;

/** The registered variables; an empty one counts as absent, as compose files and workflows produce them. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): ServerEnvironment {
  return Object.fromEntries(
    Object.keys(serverVariables).flatMap((name) => {
      const value = variables[name];
      return value === undefined || value.trim() === '' ? [] : [[name, value]];
    }),
  );
}
