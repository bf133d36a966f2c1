/** Every environment variable that an action reads, with what it is for. Nothing else is looked at. */

export const environmentVariables = {
  ACTIONS_ID_TOKEN_REQUEST_TOKEN:
    'Bearer token for the runner’s ID-token endpoint; there only with `id-token: write`.',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'The runner’s ID-token endpoint; there only with `id-token: write`.',
  ATMOS_BASE_PATH: 'Directory that imports in atmos.yaml are relative to, as for the Atmos CLI.',
  ATMOS_CLI_CONFIG_PATH: 'Directory of atmos.yaml, as for the Atmos CLI.',
  ATMOS_CONFIG: 'Configuration files in place of the search, as for the Atmos CLI.',
  ATMOS_CONFIG_PATH: 'Configuration directories in place of the search, as for the Atmos CLI.',
  ATMOS_GIT_ROOT_BASEPATH: '`false` leaves the git root out of the search for atmos.yaml.',
  ATMOS_PRO_BASE_URL: 'Address of the Atmos Pro server when the input is absent.',
  ATMOS_PRO_ENDPOINT: 'Path of the API on that server when the input is absent.',
  ATMOS_PRO_WORKSPACE_ID: 'Workspace id when the input is absent.',
  GIT_CONFIG_COUNT: 'Number of git configuration entries that earlier steps put into the environment.',
  GITHUB_ACTOR: 'Who started the run, so that a commit of the App’s does not lead to another one.',
  GITHUB_API_URL: 'Address of the REST API of the GitHub that runs the job.',
  GITHUB_BASE_REF: 'Branch that a pull request is for, to find the commit to compare with.',
  GITHUB_EVENT_NAME:
    'Event of the workflow: which commits are compared, and whether an upload has a check to go to.',
  GITHUB_EVENT_PATH: 'File with the event’s payload.',
  GITHUB_HEAD_REF: 'Head branch of the pull request, which is committed to.',
  GITHUB_REPOSITORY: 'The caller, `owner/name`, for people only: identity is what the ID token proves.',
  GITHUB_SERVER_URL: 'Address of the GitHub that runs the job.',
  GITHUB_WORKSPACE: 'Directory of the checkout, where atmos.yaml is looked for.',
  HOME: 'Home directory, where `~/.atmos` is looked for.',
  HTTPS_PROXY: 'Proxy for https requests; `HTTP_PROXY` and `NO_PROXY` count too, in lower case as well.',
  NODE_EXTRA_CA_CERTS: 'File with certificates of a private authority; read by Node itself at start.',
  RUNNER_DEBUG: '`1` when the user asked for debug logging.',
  RUNNER_TEMP:
    'Directory that is emptied after the job; git configuration files and the state of locks go there.',
} as const satisfies Record<string, string>;

export type EnvironmentName = keyof typeof environmentVariables;
/** Variables of the process, or of a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a registered variable; an empty one counts as absent, as the runner means it. */
export function readVariable(name: EnvironmentName, environment: Environment): string | undefined {
  return environment[name] || undefined;
}
