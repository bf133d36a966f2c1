/** Every environment variable that an action reads, with its purpose. */

export const actionVariables = {
  ACTIONS_ID_TOKEN_REQUEST_TOKEN:
    'Bearer token for the OIDC endpoint of the runner. Set only with `id-token: write`.',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'URL of the OIDC endpoint of the runner. Set only with `id-token: write`.',
  ATMOS_BASE_PATH: 'Base directory of imports in atmos.yaml, as for the Atmos CLI.',
  ATMOS_CLI_CONFIG_PATH: 'Directory of atmos.yaml, as for the Atmos CLI.',
  ATMOS_CONFIG: 'Configuration files to use instead of the search, as for the Atmos CLI.',
  ATMOS_CONFIG_PATH: 'Configuration directories to use instead of the search, as for the Atmos CLI.',
  ATMOS_GIT_ROOT_BASEPATH: '`false` excludes the git root from the search for atmos.yaml.',
  ATMOS_PROFILE: 'Profiles of atmos.yaml, comma-separated, as for the Atmos CLI.',
  ATMOS_PRO_AUDIENCE: 'Audience of the OIDC token, if the input is not set.',
  ATMOS_PRO_BASE_URL: 'URL of the Atmos Pro server, if the input is not set.',
  ATMOS_PRO_ENDPOINT: 'Path of the API on the server, if the input is not set.',
  ATMOS_PRO_WORKSPACE_ID: 'Workspace ID, if the input is not set.',
  ATMOS_XDG_CONFIG_HOME: 'Replaces `XDG_CONFIG_HOME` in the search for profiles, as for the Atmos CLI.',
  GIT_CONFIG_COUNT: 'Number of git configuration entries that earlier steps set in the environment.',
  GITHUB_ACTOR: 'User or bot that started the run, for loop prevention.',
  GITHUB_API_URL: 'URL of the REST API of the GitHub that runs the job.',
  GITHUB_BASE_REF: 'Base branch of the pull request, to find the commit to compare with.',
  GITHUB_EVENT_NAME:
    'Event of the workflow. It decides which commits are compared, and whether affected stacks can be uploaded.',
  GITHUB_EVENT_PATH: 'File with the payload of the event.',
  GITHUB_HEAD_REF: 'Head branch of the pull request, to which commits are added.',
  GITHUB_REPOSITORY: 'Repository of the job, `owner/name`. Not an identity: only the OIDC token proves that.',
  GITHUB_SERVER_URL: 'URL of the GitHub that runs the job.',
  GITHUB_WORKSPACE: 'Directory of the checkout, where the search for atmos.yaml starts.',
  HOME: 'Home directory, for `~/.atmos`.',
  HTTPS_PROXY: 'Proxy for https requests. `HTTP_PROXY` and `NO_PROXY` are supported too, also in lower case.',
  NODE_EXTRA_CA_CERTS:
    'File with certificates of a private certificate authority. Node.js reads it at start.',
  RUNNER_DEBUG: '`1` if debug logging is enabled.',
  RUNNER_TEMP: 'Temporary directory of the job, for git configuration files and the state of locks.',
  XDG_CONFIG_HOME: 'Configuration directory of the user, `~/.config` by default, for `atmos/profiles` in it.',
} as const satisfies Record<string, string>;

export type EnvironmentName = keyof typeof actionVariables;
/** Variables of the process, or of a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a registered variable. An empty one counts as not set, as in the runner. */
export function readVariable(name: EnvironmentName, environment: Environment): string | undefined {
  return environment[name] || undefined;
}
