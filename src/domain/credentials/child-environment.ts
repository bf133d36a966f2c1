/**
 * The environment of git and atmos: an allow-list. A checkout can make both of them run its own commands, so they get what they need and
 * not what buys credentials: no ACTIONS_*, no inputs and state of the step, and none of the files by which a step sets variables.
 */
type Environment = Readonly<Record<string, string | undefined>>;

/** Names, or prefixes with `*` at the end, in upper case. */
type Names = readonly string[];

const anyProgram: Names = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'PWD',
  'TMPDIR',
  'TMP',
  'TEMP',
  'TZ',
  'TERM',
  'LANG',
  'LANGUAGE',
  'LC_*',
  'XDG_*',
  'CI',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CURL_CA_BUNDLE',
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'RUNNER_TRACKING_ID',
  // Windows.
  'APPDATA',
  'COMMONPROGRAMFILES*',
  'COMSPEC',
  'HOMEDRIVE',
  'HOMEPATH',
  'LOCALAPPDATA',
  'NUMBER_OF_PROCESSORS',
  'OS',
  'PATHEXT',
  'PROCESSOR_*',
  'PROGRAMDATA',
  'PROGRAMFILES*',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'USERNAME',
  'USERPROFILE',
  'WINDIR',
];

/** git's own, which includes what an earlier step of setup-sts configured, and what GitHub's CLI reads as a credential helper. */
const git: Names = ['GIT_*', 'GH_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GH_HOST', 'GH_CONFIG_DIR', 'GITHUB_TOKEN'];

/** Of Atmos and of the programs that it runs to describe stacks, and what tells Atmos where it runs. */
const atmos: Names = [
  ...git,
  'ATMOS_*',
  'TF_*',
  'TOFU_*',
  'TERRAFORM_*',
  'TERRAGRUNT_*',
  'HELM_*',
  'HELMFILE_*',
  'KUBE*',
  'PACKER_*',
  'PKR_*',
  'AWS_*',
  'ARM_*',
  'AZURE_*',
  'CLOUDSDK_*',
  'GCLOUD_*',
  'GCP_*',
  'GOOGLE_*',
  'SOPS_*',
  'VAULT_*',
  'GOMAXPROCS',
  'GOMEMLIMIT',
  'NO_COLOR',
  'FORCE_COLOR',
  'GITHUB_ACTIONS',
  'GITHUB_ACTOR*',
  'GITHUB_API_URL',
  'GITHUB_BASE_REF',
  'GITHUB_EVENT_*',
  'GITHUB_GRAPHQL_URL',
  'GITHUB_HEAD_REF',
  'GITHUB_JOB',
  'GITHUB_REF*',
  'GITHUB_REPOSITORY*',
  'GITHUB_RUN_*',
  'GITHUB_SERVER_URL',
  'GITHUB_SHA',
  'GITHUB_WORKFLOW*',
  'GITHUB_WORKSPACE',
  'RUNNER_ARCH',
  'RUNNER_NAME',
  'RUNNER_OS',
  'RUNNER_TEMP',
  'RUNNER_TOOL_CACHE',
];

function pick(environment: Environment, names: Names): Record<string, string> {
  const whole = new Set(names.filter((name) => !name.endsWith('*')));
  const prefixes = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  const isAllowed = (name: string) =>
    whole.has(name) || prefixes.some((prefix) => prefix !== '' && name.startsWith(prefix));
  const found = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isAllowed(entry[0].toUpperCase()),
  );
  return Object.fromEntries(found);
}

export function toGitEnvironment(environment: Environment): Record<string, string> {
  return pick(environment, [...anyProgram, ...git]);
}

/** `more`: what the workflow adds, names or prefixes with `*` at the end. */
export function toAtmosEnvironment(
  environment: Environment,
  more: readonly string[] = [],
): Record<string, string> {
  return pick(environment, [...anyProgram, ...atmos, ...more.map((name) => name.toUpperCase())]);
}

/** What is wrong with a name that the workflow adds; completes the sentence "Input … ". `undefined` if nothing is. */
export function passedNameProblem(name: string): string | undefined {
  return /^[A-Za-z_][A-Za-z0-9_]{0,127}\*?$/.test(name)
    ? undefined
    : 'must be names of variables; `*` is allowed at the end, after at least one character';
}
