/** The registry of environment variables that commands read besides those of the server, with a sentence each. */

export const environmentVariables = {
  ATMOS_PRO_ADMIN_TOKEN:
    'Token of an admin, for `atmos-pro locks`, `audit list` and `audit export`. It is read from here alone: arguments are seen by every process of the machine.',
  ATMOS_PRO_BASE_URL: 'Address of the server for the same commands, when `--url` is absent.',
  ATMOS_PRO_WORKSPACE_ID: 'Workspace for the same commands, when `--workspace` is absent.',
  FORCE_COLOR: 'Colours also where no terminal is; `0` or `false` for none.',
  HTTPS_PROXY:
    'Proxy for https requests; `HTTP_PROXY` and `NO_PROXY` count too. commands with `--url` send plain http, which is for loopback, directly.',
  NO_COLOR: 'No colours when it is not empty.',
} as const satisfies Record<string, string>;
