/** The environment variables that commands read, besides those of the server, with a description of each. */

export const cliVariables = {
  ATMOS_PRO_ADMIN_TOKEN:
    'Admin token for `atmos-pro locks`, `audit list` and `audit export`. There is no option for it, because every process on the machine can read command-line arguments.',
  ATMOS_PRO_BASE_URL: 'Address of the server for the same commands, if `--url` is not given.',
  ATMOS_PRO_WORKSPACE_ID: 'Workspace for the same commands, if `--workspace` is not given.',
  FORCE_COLOR: 'Forces colors even without a terminal; `0` or `false` disables them.',
  HTTPS_PROXY:
    'Proxy for https requests. `HTTP_PROXY` and `NO_PROXY` are supported too. Commands with `--url` never use a proxy for an http address, which must be on loopback.',
  INIT_CWD:
    'Set by `npm run`: the directory in which the command was typed. Paths on the command line are relative to it.',
  NO_COLOR: 'Disables colors if it is not empty.',
} as const satisfies Record<string, string>;
