/** The one error class of the project and the closed list of its codes. */

/**
 * Every code with the remedy that `docs/troubleshooting.md` prints for it. Families: `INPUT_*` is for the reader
 * to fix, `DENIED_*` was decided by a policy or a setting, `REMOTE_*` is a server that failed, `INTERNAL_*` is a bug.
 */
export const errorCodes = {
  INPUT_INVALID:
    'An input has a value that the action does not accept. The message names the input and what it takes.',
  INPUT_MISSING:
    'A required input or environment variable is missing. Set it in the workflow or in atmos.yaml.',
  INPUT_WORKFLOW_DECIDES:
    'A file of the checkout, such as atmos.yaml, names a server, an audience or a variable for a token. Only the workflow may do that. Add the line of the message to the step, or remove the setting from the file.',
  INPUT_CONFIG_INVALID:
    'A configuration file does not fit its schema. The message names the file, line and column.',
  INPUT_GIT_CONFIG_INVALID:
    'git refuses its configuration, or GIT_CONFIG_COUNT and its GIT_CONFIG_KEY_n / GIT_CONFIG_VALUE_n do not fit together, so every git command would fail. Find the earlier step that sets them.',
  INPUT_GIT_TOO_OLD:
    'git is too old to be kept from running commands that a checkout names, so the step does not use it. Install git 2.31 or newer.',
  INPUT_GIT_MISSING: 'git is not installed, or not on the PATH. Git 2.31 or newer is needed.',
  INPUT_FILE_UNUSABLE:
    'A file or directory on the runner cannot be read or written. The message names it; check its owner, mode and free space.',
  INPUT_ATMOS_MISSING:
    'atmos is not installed, or not on the PATH. Install it in an earlier step, run the job in its container image, or give the step a file with its output.',
  INPUT_ATMOS_FAILED:
    'atmos failed. Its output is in the log above the message. To reproduce the error, run the same command in the checkout.',
  INPUT_STACKS_INVALID:
    'The input is not the JSON output of `atmos describe affected` or `atmos describe stacks`. Check the input file and the flags.',
  INPUT_PLAN_INVALID:
    'The file in plan-json is not the JSON of a Terraform or OpenTofu plan. Write it with `terraform show -json` from the file of `terraform plan -out`.',
  INPUT_EVENT_UNSUPPORTED:
    'The event of the workflow has no check that affected stacks could be attached to. Use pull_request, pull_request_target or merge_group, set `upload: false`, or give base or head.',
  INPUT_BASE_UNKNOWN:
    'The commit to compare with could not be found. Check out with fetch-depth: 0, or set the input base.',
  INPUT_POLICY_INVALID:
    'A trust policy has findings of a severity that fails the step. The annotations are at their lines, and the summary has all of them.',
  INPUT_COMMIT_INVALID:
    'The message, the branch or a staged file breaks a rule for commits from CI. The message names each of them; leave files out with `add`, or with `refused-files: skip`.',
  INPUT_ID_TOKEN_PERMISSION:
    'This job cannot request an OIDC token. Add `permissions: id-token: write` to the job. Pull requests from forks never get one.',
  DENIED_EXCHANGE: 'The server refused the ID token. The message says which check failed.',
  DENIED_PERMISSION:
    'The repository lacks a permission row in the server configuration, or the feature is off in the workspace.',
  DENIED_SESSION:
    'The server no longer accepts the session. Run the job again; on a self-hosted server check that all replicas share their signing keys.',
  DENIED_SOURCES:
    'A repository that the workflow named was not granted. The summary says why and what to change.',
  DENIED_LOCK:
    'Another run holds the lock. The message says which run, why and until when. To wait for the lock, set `wait`.',
  DENIED_LOCK_LOST:
    'The lock ended before its job did, so the rest of the job was not protected. Set a longer ttl, and check whether the runner slept or lost its network.',
  DENIED_COMMIT:
    'The server did not commit. The message says why; when the branch has moved on, the run of its newest commit makes the changes.',
  DENIED_ADMIN:
    'The admin token is unknown, or it is not valid for the workspace. Check ATMOS_PRO_ADMIN_TOKEN, --workspace, and `admin_tokens` in the server’s configuration.',
  REMOTE_UNREACHABLE:
    'The server could not be reached or did not answer in time. Check base-url, proxy and TLS settings.',
  REMOTE_REFUSED: 'The server returned an error. See the message for its text and the trace id.',
  REMOTE_MALFORMED:
    'The response is not in the format of the Atmos Pro API. Check that base-url points to an Atmos Pro API.',
  REMOTE_STORE:
    'The database did not answer, is busy or is full. Check DATABASE_URL, the disk and the database’s log. The workflow needs no change.',
  INTERNAL: 'This is a bug in Atmos Pro Actions. Please report it with the trace id or the log.',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof errorCodes;

export interface ActionErrorOptions {
  /** What to do about it, one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown | undefined;
  /** Set when a retry may succeed; `afterMs` is the wait that the server asked for, in milliseconds. */
  readonly retry?: { readonly afterMs?: number | undefined } | undefined;
}

/** `code` of an error of Node.js, such as `ENOENT`; `undefined` for any other value. */
export function systemErrorCode(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** A broken promise: says what happened (`message`), which kind it is (`code`) and what to do (`hint`). */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly retry: { readonly afterMs?: number | undefined } | undefined;

  constructor(code: ErrorCode, message: string, options: ActionErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.retry = options.retry;
  }
}
