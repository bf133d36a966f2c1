export const id = 164;
export const ids = [164];
export const modules = {

/***/ 3164:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/runner/run-action.js
var run_action = __webpack_require__(4012);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/base/retry.js
var retry = __webpack_require__(5161);
;// CONCATENATED MODULE: ./src/client/sts/github-api-url.js
/** Which REST API answers for a host of repositories: github.com, a subdomain of ghe.com, or a GitHub Enterprise Server. */
/**
 * Address of the REST API for `host` (a port included where there is one, empty for the job's own), without a slash at its end. The job's own GitHub
 * is believed about its address, all others follow GitHub's documented scheme over https.
 */
function githubApiUrl(host, own) {
    const { serverUrl, apiUrl } = own;
    const name = host.toLowerCase();
    if (serverUrl !== undefined && apiUrl !== undefined && URL.canParse(serverUrl)) {
        const ownHosts = ['', new URL(serverUrl).host, new URL(serverUrl).hostname];
        if (ownHosts.includes(name))
            return apiUrl.replace(/\/+$/, '');
    }
    if (name === '' || name === 'github.com')
        return 'https://api.github.com';
    if (name.endsWith('.ghe.com'))
        return `https://api.${name}`;
    return `https://${name}/api/v3`;
}

;// CONCATENATED MODULE: ./src/client/sts/revoke-tokens.js
/** Ends minted tokens at GitHub before they expire by themselves: `DELETE /installation/token` with each token. */



/** A request takes 10 seconds at most, so a dead GitHub delays a job by about half a minute. */
const retryOptions = {
    attempts: 3,
    baseDelayMs: 500,
    maxDelayMs: 5_000,
    isRetryable: (error) => error instanceof errors/* ActionError */.l && error.retry !== undefined,
};
/** Answers that mean GitHub no longer accepts the token. */
const deadStatuses = new Set([401, 404]);
async function deleteToken(apiUrl, token, ports) {
    const status = await ports.deleteInstallationToken({ apiUrl, token });
    if (status === 204 || deadStatuses.has(status))
        return status;
    const transient = status >= 500 || status === 429 || status === 403;
    throw new errors/* ActionError */.l('REMOTE_REFUSED', `GitHub answered ${status}.`, {
        retry: transient ? {} : undefined,
    });
}
async function revokeToken(token, own, ports) {
    const { host, owner } = token;
    const apiUrl = githubApiUrl(host, own);
    try {
        const status = await (0,retry/* retry */.L5)(() => deleteToken(apiUrl, token.token, ports), retryOptions, ports);
        return { status: deadStatuses.has(status) ? 'dead' : 'revoked', owner, host };
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.l))
            throw error;
        return { status: 'failed', owner, host, reason: error.message };
    }
}
/** Revokes all at once; one result per token in the same order. A failure is a result: the others still go. */
async function revokeTokens(tokens, own, ports) {
    return Promise.all(tokens.map((token) => revokeToken(token, own, ports)));
}

// EXTERNAL MODULE: ./src/domain/git-config/environment.js
var environment = __webpack_require__(5067);
// EXTERNAL MODULE: ./src/git/git-config-file.js
var git_config_file = __webpack_require__(6480);
// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
// EXTERNAL MODULE: ./src/runner/github.js
var github = __webpack_require__(6237);
// EXTERNAL MODULE: ./actions/setup-sts/state.js
var state = __webpack_require__(3054);
;// CONCATENATED MODULE: ./actions/setup-sts/cleanup.js
/** The post step: takes the changes back and revokes the tokens. Warns about what it could not do, never more. */






/** The post steps of earlier actions still run: none of them should meet a revoked token. */
async function takeBackChanges(runner) {
    const { gitConfig, file, tokenVariables } = (0,state/* readChanges */.St)(runner);
    const restored = gitConfig === undefined ? {} : (0,environment/* restoreEnvironment */.k)(gitConfig, runner.environment);
    const cleared = Object.fromEntries(tokenVariables.map((name) => [name, '']));
    await runner.exportVariables({ ...restored, ...cleared });
    if (file !== undefined)
        await (0,git_config_file/* removeGitConfigFile */.j)(file);
}
async function revokeAll(runner) {
    const tokens = (0,state/* readTokens */.He)(runner);
    const serverUrl = (0,runner_environment/* readVariable */.n)('GITHUB_SERVER_URL', runner.environment);
    const apiUrl = (0,runner_environment/* readVariable */.n)('GITHUB_API_URL', runner.environment);
    const own = {
        ...(serverUrl === undefined ? {} : { serverUrl }),
        ...(apiUrl === undefined ? {} : { apiUrl }),
    };
    const ports = {
        clock: runner.clock,
        random: runner.random,
        deleteInstallationToken: (call) => (0,github/* deleteInstallationToken */.rM)(call, runner),
    };
    for (const result of await revokeTokens(tokens, own, ports)) {
        const name = `The token for ${result.owner} on ${result.host}`;
        if (result.status === 'failed') {
            const text = `${name} could not be revoked and lives until it expires: ${result.reason}`;
            await runner.warning(text, 'REMOTE_REFUSED');
        }
        else {
            runner.logger.info(result.status === 'revoked' ? `${name} is revoked.` : `${name} was no longer valid.`);
        }
    }
}
/** Both parts are tried whatever becomes of the other; the first failure is thrown at the end. */
async function cleanUp(runner) {
    const results = await Promise.allSettled([takeBackChanges(runner), revokeAll(runner)]);
    for (const result of results)
        if (result.status === 'rejected')
            throw result.reason;
}

;// CONCATENATED MODULE: ./actions/setup-sts/post.js
/** Post step of `setup-sts`: runs always, after a failed or cancelled job too. */


async function run() {
    await (0,run_action/* runAction */.C)(cleanUp, { onFailure: 'warn' });
}


/***/ }),

/***/ 3054:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   He: () => (/* binding */ readTokens),
/* harmony export */   St: () => (/* binding */ readChanges),
/* harmony export */   Zm: () => (/* binding */ saveChanges),
/* harmony export */   yH: () => (/* binding */ saveTokens)
/* harmony export */ });
/** What the post step has to know, kept in the runner's state: the tokens to revoke and the changes to take back. */
/** One entry per token: each becomes an environment variable of the post step, and those are limited in length. */
async function saveTokens(tokens, revoke, runner) {
    const entries = tokens.map(({ host, owner, token }, index) => [
        `token-${index}`,
        JSON.stringify({ host, owner, token }),
    ]);
    await runner.saveState({
        'token-count': String(tokens.length),
        revoke: String(revoke),
        ...Object.fromEntries(entries),
    });
}
/** Tokens that are to be revoked; none when the workflow keeps them, or when none was minted. */
function readTokens(runner) {
    if (runner.readState('revoke') !== 'true')
        return [];
    const count = Number(runner.readState('token-count') ?? 0);
    return Array.from({ length: count }, (_, index) => JSON.parse(runner.readState(`token-${index}`) ?? 'null')).filter((token) => token !== null);
}
async function saveChanges(changes, runner) {
    await runner.saveState({ changes: JSON.stringify(changes) });
}
function readChanges(runner) {
    const text = runner.readState('changes');
    return text === undefined ? { tokenVariables: [] } : JSON.parse(text);
}


/***/ }),

/***/ 5664:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ errorCodes),
/* harmony export */   l: () => (/* binding */ ActionError)
/* harmony export */ });
/** The one error class of the project and the closed list of its codes. */
/**
 * Every code with the remedy that `docs/troubleshooting.md` prints for it. Families: `INPUT_*` is for the reader to
 * mend, `DENIED_*` was decided by a policy or a setting, `REMOTE_*` is a peer that failed, `INTERNAL_*` is ours.
 */
const errorCodes = {
    INPUT_INVALID: 'An input has a value that the action does not accept. The message names the input and what it takes.',
    INPUT_MISSING: 'A required input or environment variable is absent. Set it in the workflow or in atmos.yaml.',
    INPUT_CONFIG_INVALID: 'A configuration file does not fit its schema. The message names the file, line and column.',
    INPUT_GIT_CONFIG_INVALID: 'GIT_CONFIG_COUNT and its GIT_CONFIG_KEY_n / GIT_CONFIG_VALUE_n do not fit together, so every git command would fail. Find the earlier step that exports them.',
    INPUT_GIT_MISSING: 'git is not installed, or not on the PATH. Git 2.31 or newer is needed.',
    INPUT_FILE_UNUSABLE: 'A file or directory on the runner cannot be read or written. The message names it; check its owner, mode and free space.',
    INPUT_ATMOS_MISSING: 'atmos is not installed, or not on the PATH. Install it in an earlier step, run the job in its container image, or give the step a file with its output.',
    INPUT_ATMOS_FAILED: 'atmos ended with an error. Its own words are in the log above the message; run the same command in the checkout to see it again.',
    INPUT_STACKS_INVALID: 'What should be the JSON of `atmos describe affected` or `atmos describe stacks` is something else. Check the input file and the flags.',
    INPUT_EVENT_UNSUPPORTED: 'The event of the workflow has no check that affected stacks could be attached to. Use pull_request, pull_request_target or merge_group, set `upload: false`, or give base or head.',
    INPUT_BASE_UNKNOWN: 'The commit to compare with could not be found. Check out with fetch-depth: 0, or set the input base.',
    INPUT_POLICY_INVALID: 'A trust policy has findings of a severity that fails the step. The annotations are at their lines, and the summary has all of them.',
    INPUT_COMMIT_INVALID: 'The message, the branch or a staged file breaks a rule for commits from CI. The message names each of them; leave files out with `add`, or with `refused-files: skip`.',
    INPUT_ID_TOKEN_PERMISSION: 'The job may not ask for an ID token. Add `permissions: id-token: write` to the job. Pull requests from forks never get one.',
    DENIED_EXCHANGE: 'The server refused the ID token. The message says which check failed.',
    DENIED_PERMISSION: 'The repository lacks a permission row in the server configuration, or the feature is off in the workspace.',
    DENIED_SESSION: 'The server no longer accepts the session. Run the job again; on a self-hosted server check that all replicas share their signing keys.',
    DENIED_SOURCES: 'A repository that the workflow named was not granted. The summary says why and what to change.',
    DENIED_LOCK: 'Somebody else holds the lock, or may not be interrupted. The message says who, why and until when; `wait` waits for it.',
    DENIED_LOCK_LOST: 'A lock ended while the job that had taken it still ran, so what ran since was not protected. Ask for a longer ttl, and see whether the runner slept or lost its network.',
    DENIED_COMMIT: 'The server did not commit. The message says why; when the branch has moved on, the run of its newest commit makes the changes.',
    DENIED_ADMIN: 'The server does not know the admin token, or the token is not good for the workspace. Check ATMOS_PRO_ADMIN_TOKEN, --workspace, and `admin_tokens` in the server’s configuration.',
    REMOTE_UNREACHABLE: 'The peer could not be reached or did not answer in time. Check base-url, proxy and TLS settings.',
    REMOTE_REFUSED: 'The peer answered with an error. The message carries its words and, where it gave one, a trace id.',
    REMOTE_MALFORMED: 'The peer answered with something that is not the agreed format. Check that base-url points to an Atmos Pro API.',
    REMOTE_STORE: 'The database did not answer, is busy or full. Check DATABASE_URL, the disk and the database’s log; nothing needs mending in the workflow.',
    INTERNAL: 'A defect of ours. Please report it with the trace id or the log.',
};
/** A broken promise: says what happened (`message`), which kind it is (`code`) and what to do (`hint`). */
class ActionError extends Error {
    name = 'ActionError';
    code;
    hint;
    retry;
    constructor(code, message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.code = code;
        this.hint = options.hint;
        this.retry = options.retry;
    }
}


/***/ }),

/***/ 5161:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EY: () => (/* binding */ backoffDelay),
/* harmony export */   L5: () => (/* binding */ retry),
/* harmony export */   r1: () => (/* binding */ peerRetry)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/** Repeats what may succeed when tried again: exponential backoff with jitter, slept through the clock port. */

/**
 * How a request to a peer is repeated. Tries in all, first wait and longest wait in milliseconds; a `Retry-After` is obeyed up
 * to the longest. Worth another try is what its error says so.
 */
const peerRetry = {
    attempts: 3,
    baseDelayMs: 500,
    maxDelayMs: 30_000,
    isRetryable(error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l) || error.retry === undefined)
            return false;
        return error.retry.afterMs === undefined ? true : { afterMs: error.retry.afterMs };
    },
};
/** Wait before try `attempt + 1`, in milliseconds: half fixed, half chance, so that callers do not return in step. */
function backoffDelay(attempt, options, random) {
    const ceiling = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (attempt - 1));
    return ceiling / 2 + (ceiling / 2) * random.fraction();
}
/** The result of the first try that succeeds, or the failure of the last. Never sleeps after the last try. */
async function retry(work, options, ports) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return await work(attempt);
        }
        catch (error) {
            const verdict = options.isRetryable(error);
            if (verdict === false || attempt >= options.attempts)
                throw error;
            const delay = verdict === true
                ? backoffDelay(attempt, options, ports.random)
                : Math.min(verdict.afterMs, options.maxDelayMs);
            await ports.clock.sleep(delay, options.signal);
        }
    }
}


/***/ }),

/***/ 999:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ version)
/* harmony export */ });
/** Version of this project, as servers see it in `User-Agent`; a test holds it equal to `package.json`. */
const version = '0.1.0';


/***/ }),

/***/ 3526:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ parseGitConfigKey)
/* harmony export */ });
/** One git configuration entry, and what git accepts as its key. */
/** Git takes an empty section from the environment, though a file cannot hold one. */
const sectionPattern = /^[A-Za-z0-9-]*$/;
const namePattern = /^[A-Za-z][A-Za-z0-9-]*$/;
/**
 * Splits a key as git does: the name follows the last dot, the section ends at the first one, everything between is
 * the subsection. Undefined where git would refuse the key, which makes every git command fail.
 */
function parseGitConfigKey(key) {
    const last = key.lastIndexOf('.');
    const first = key.indexOf('.');
    if (last < 1) {
        return undefined;
    }
    const section = key.slice(0, first);
    const subsection = first === last ? undefined : key.slice(first + 1, last);
    const name = key.slice(last + 1);
    if (!sectionPattern.test(section) || !namePattern.test(name) || subsection?.includes('\n')) {
        return undefined;
    }
    return { section, subsection, name };
}


/***/ }),

/***/ 5067:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ appendToEnvironment),
/* harmony export */   k: () => (/* binding */ restoreEnvironment)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _entry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3526);
/** Carries entries in `GIT_CONFIG_COUNT` and its numbered pairs, after whatever is there already, and takes them out again. */


/** Git's own limit (INT_MAX). */
const maxCount = 2_147_483_647;
/** A pair that means nothing to git: takes the place of one of ours when later pairs must keep their numbers. */
const placeholder = { key: 'atmospro.removed', value: 'true' };
const countName = 'GIT_CONFIG_COUNT';
const keyName = (index) => `GIT_CONFIG_KEY_${index}`;
const valueName = (index) => `GIT_CONFIG_VALUE_${index}`;
function unusable(variable, problem) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INPUT_GIT_CONFIG_INVALID', `${variable} ${problem}, so every git command fails.`, {
        hint: `Find the earlier step or the \`env:\` block that sets ${countName} and make its ${countName}, GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n fit together, or unset ${countName} before this step.`,
    });
}
/** Reads a count as git does (strtoul): absent, empty and zero mean none; leading blanks and a plus sign pass. */
function parseCount(text) {
    if (text === undefined || text === '') {
        return 0;
    }
    const match = /^[ \t\n\v\f\r]*([+-]?)([0-9]+)$/.exec(text);
    const count = Number(match?.[2]);
    return match === null || count > maxCount || (match[1] === '-' && count !== 0) ? undefined : count;
}
/** Pairs that are already there. @throws ActionError `INPUT_GIT_CONFIG_INVALID` where git itself would give up. */
function countInherited(environment) {
    const text = environment[countName];
    const count = parseCount(text);
    if (count === undefined) {
        throw unusable(countName, `is ${JSON.stringify(text?.slice(0, 40))}, not a number of entries`);
    }
    for (let index = 0; index < count; index += 1) {
        const key = environment[keyName(index)];
        if (key === undefined) {
            throw unusable(keyName(index), `is missing though ${countName} is ${count}`);
        }
        if ((0,_entry_js__WEBPACK_IMPORTED_MODULE_1__/* .parseGitConfigKey */ .J)(key) === undefined) {
            throw unusable(keyName(index), 'is not a git configuration key');
        }
        if (environment[valueName(index)] === undefined) {
            throw unusable(valueName(index), `is missing though ${countName} is ${count}`);
        }
    }
    return count;
}
/**
 * Numbers `entries` after the pairs of `environment`.
 * @throws ActionError `INPUT_GIT_CONFIG_INVALID` when what is there already makes git fail: naming the variable beats stacking on it.
 */
function appendToEnvironment(entries, environment) {
    const start = countInherited(environment);
    const end = start + entries.length;
    const variables = {};
    const previous = {};
    entries.forEach((entry, offset) => {
        variables[keyName(start + offset)] = entry.key;
        variables[valueName(start + offset)] = entry.value;
    });
    for (const name of Object.keys(variables)) {
        const value = environment[name];
        if (value !== undefined) {
            previous[name] = value;
        }
    }
    const previousCount = environment[countName];
    if (entries.length > 0) {
        variables[countName] = String(end);
    }
    const restore = {
        start,
        end,
        firstKey: entries[0]?.key ?? '',
        previousCount,
        previous,
    };
    return { variables, previousCount, restore };
}
/**
 * Variables to set so that none of our entries is left. A variable that did not exist becomes empty, since a step cannot
 * unset one; git reads an empty count as none. Pairs that somebody appended after ours, or wrote over them, stay.
 */
function restoreEnvironment(restore, environment) {
    const variables = {};
    if (restore.start === restore.end) {
        return variables;
    }
    const untouched = environment[countName] === String(restore.end);
    const count = untouched ? restore.start : (parseCount(environment[countName]) ?? 0);
    const ours = environment[keyName(restore.start)] === restore.firstKey;
    for (let index = restore.start; index < restore.end; index += 1) {
        if (index >= count) {
            variables[keyName(index)] = restore.previous[keyName(index)] ?? '';
            variables[valueName(index)] = restore.previous[valueName(index)] ?? '';
        }
        else if (ours) {
            variables[keyName(index)] = placeholder.key;
            variables[valueName(index)] = placeholder.value;
        }
    }
    if (untouched) {
        variables[countName] = restore.previousCount ?? '';
    }
    return variables;
}


/***/ }),

/***/ 6480:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ removeGitConfigFile),
/* harmony export */   q: () => (/* binding */ writeGitConfigFile)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5664);
/** Keeps the git configuration of a job in a file that nobody else can read, and takes it away again. */





/** Create, never reuse: whoever put something at that path first, a link above all, must not get the tokens. */
const flags = node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_WRONLY | node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_CREAT | node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_EXCL | (node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_NOFOLLOW ?? 0);
async function writeNew(path, text) {
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.open)(path, flags, 0o600);
    try {
        await file.writeFile(text, 'utf8');
    }
    finally {
        await file.close();
    }
}
/**
 * Writes `text` to a new file in `directory` (`RUNNER_TEMP`), mode 0600, and gives its path.
 * @param options.name File name, where it has to be known before; by default one that cannot be guessed.
 * @throws ActionError `INPUT_FILE_UNUSABLE` when the file cannot be created; nothing is left behind then.
 */
async function writeGitConfigFile(directory, text, options = {}) {
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(directory, options.name ?? `atmos-pro-git-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}.config`);
    try {
        await writeNew(path, text);
    }
    catch (cause) {
        if (cause.code !== 'EEXIST') {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(path, { force: true }).catch(() => undefined);
        }
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .l('INPUT_FILE_UNUSABLE', `The git configuration could not be written to ${path}.`, {
            hint: 'RUNNER_TEMP must be a directory that the job may write to and that has room.',
            cause,
        });
    }
    return path;
}
/** Removes the file; one that is gone already is fine. @throws ActionError `INPUT_FILE_UNUSABLE` when it stays. */
async function removeGitConfigFile(path) {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.unlink)(path);
    }
    catch (cause) {
        if (cause.code !== 'ENOENT') {
            throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .l('INPUT_FILE_UNUSABLE', `The git configuration ${path} could not be removed.`, {
                cause,
            });
        }
    }
}


/***/ }),

/***/ 3638:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ systemClock),
/* harmony export */   v: () => (/* binding */ systemRandom)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8500);
/** The machine's own time and chance behind the ports. */

const systemClock = {
    now: () => Date.now(),
    async sleep(milliseconds, signal) {
        await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(milliseconds, undefined, signal === undefined ? {} : { signal });
    },
};
const systemRandom = {
    fraction: () => Math.random(),
    uuid: () => crypto.randomUUID(),
};


/***/ }),

/***/ 2537:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ loadCore)
/* harmony export */ });
let loading;
function loadCore() {
    loading ??= Promise.all(/* import() */[__webpack_require__.e(31), __webpack_require__.e(32), __webpack_require__.e(692)]).then(__webpack_require__.bind(__webpack_require__, 692));
    return loading;
}


/***/ }),

/***/ 3677:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ readVariable)
/* harmony export */ });
/* unused harmony export environmentVariables */
/** Every environment variable that an action reads, with what it is for. Nothing else is looked at. */
const environmentVariables = {
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'Bearer token for the runner’s ID-token endpoint; there only with `id-token: write`.',
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
    GITHUB_EVENT_NAME: 'Event of the workflow: which commits are compared, and whether an upload has a check to go to.',
    GITHUB_EVENT_PATH: 'File with the event’s payload.',
    GITHUB_HEAD_REF: 'Head branch of the pull request, which is committed to.',
    GITHUB_REPOSITORY: 'The caller, `owner/name`, for people only: identity is what the ID token proves.',
    GITHUB_SERVER_URL: 'Address of the GitHub that runs the job.',
    GITHUB_WORKSPACE: 'Directory of the checkout, where atmos.yaml is looked for.',
    HOME: 'Home directory, where `~/.atmos` is looked for.',
    HTTPS_PROXY: 'Proxy for https requests; `HTTP_PROXY` and `NO_PROXY` count too, in lower case as well.',
    NODE_EXTRA_CA_CERTS: 'File with certificates of a private authority; read by Node itself at start.',
    RUNNER_DEBUG: '`1` when the user asked for debug logging.',
    RUNNER_TEMP: 'Directory that is emptied after the job; git configuration files and the state of locks go there.',
};
/** The value of a registered variable; an empty one counts as absent, as the runner means it. */
function readVariable(name, environment) {
    return environment[name] || undefined;
}


/***/ }),

/***/ 6237:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g2: () => (/* binding */ loadGitHub),
/* harmony export */   lD: () => (/* binding */ checkEventFile),
/* harmony export */   rM: () => (/* binding */ deleteInstallationToken)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5664);
/* harmony import */ var _base_version_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(999);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3677);
/**
 * The only door to `@actions/github`: the event that started the job, and GitHub's REST API as an action calls it. The package reads the
 * event and the proxy variables when it is loaded, so it is loaded in the steps that need it, at their first need.
 */




/** Largest event that GitHub sends, in bytes. */
const maxEventBytes = 26_214_400;
/** The version of GitHub's REST API that the requests are written for. */
const apiVersion = '2022-11-28';
/** Whole request, in milliseconds. */
const requestTimeoutMs = 10_000;
let loading;
/** Throws INPUT_FILE_UNUSABLE when the file of the event is missing, too large or not a JSON object. */
async function checkEventFile(environment) {
    const path = (0,_environment_js__WEBPACK_IMPORTED_MODULE_2__/* .readVariable */ .n)('GITHUB_EVENT_PATH', environment);
    if (path === undefined)
        return;
    try {
        if ((await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path)).size > maxEventBytes)
            throw new Error(`larger than ${maxEventBytes} bytes`);
        const payload = JSON.parse(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path, 'utf8'));
        if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
            throw new Error('not a JSON object');
        }
    }
    catch (cause) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .l('INPUT_FILE_UNUSABLE', `The event of the job cannot be read from ${path}.`, {
            hint: 'The runner sets GITHUB_EVENT_PATH. Check for an earlier step that overwrites it.',
            cause,
        });
    }
}
/** Loads the package while the variable is hidden: a missing event makes it print, a broken one makes it throw. */
async function importWithoutEvent() {
    const path = process.env['GITHUB_EVENT_PATH'];
    delete process.env['GITHUB_EVENT_PATH'];
    try {
        return await Promise.all(/* import() */[__webpack_require__.e(31), __webpack_require__.e(329)]).then(__webpack_require__.bind(__webpack_require__, 1329));
    }
    finally {
        if (path !== undefined)
            process.env['GITHUB_EVENT_PATH'] = path;
    }
}
/** A broken event must not keep a step from calling GitHub. */
async function importGitHub(environment) {
    const isUsable = await checkEventFile(environment).then(() => true, () => false);
    return isUsable ? Promise.all(/* import() */[__webpack_require__.e(31), __webpack_require__.e(329)]).then(__webpack_require__.bind(__webpack_require__, 1329)) : importWithoutEvent();
}
/** `environment` is that of the process: the package reads no other. */
function loadGitHub(environment) {
    loading ??= importGitHub(environment);
    return loading;
}
/** The package chooses the proxy for the job's own GitHub only; requests to another one go through the step's `fetch`. */
function toWebFetch(fetch) {
    return async (url, { headers } = {}) => {
        const { status, body } = await fetch({
            method: 'DELETE',
            url: String(url),
            headers: Object.fromEntries(new Headers(headers)),
            timeoutMs: requestTimeoutMs,
        });
        return new Response(body === '' ? null : body, { status });
    };
}
const silent = { debug: () => { }, info: () => { }, warn: () => { }, error: () => { } };
/** Whether GitHub answered, with a status that Octokit takes for a failure. */
function statusOf(error) {
    if (!(error instanceof Error) || !('response' in error) || error.response === undefined)
        return undefined;
    return 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}
/**
 * Ends an installation's access token with itself. Returns GitHub's status, whatever it is; follows no redirect. Rejects with
 * REMOTE_UNREACHABLE when there is no answer within 10 seconds.
 */
async function deleteInstallationToken({ apiUrl, token }, { environment, fetch }) {
    const { context, getOctokit } = await loadGitHub(environment);
    const isOwn = new URL(apiUrl).origin === new URL(context.apiUrl).origin;
    const octokit = getOctokit(token, {
        baseUrl: apiUrl,
        userAgent: `atmos-pro-actions/${_base_version_js__WEBPACK_IMPORTED_MODULE_3__/* .version */ .r}`,
        log: silent,
        ...(isOwn ? {} : { request: { fetch: toWebFetch(fetch) } }),
    });
    const signal = AbortSignal.timeout(requestTimeoutMs);
    try {
        const { status } = await octokit.request('DELETE /installation/token', {
            headers: { 'x-github-api-version': apiVersion },
            request: { signal, redirect: 'manual', log: silent },
        });
        return status;
    }
    catch (error) {
        const status = statusOf(error);
        if (status !== undefined)
            return status;
        const message = error instanceof Error ? error.message : '';
        const reason = signal.aborted ? `no answer within ${requestTimeoutMs / 1_000} s` : message;
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .l('REMOTE_UNREACHABLE', `DELETE ${apiUrl}/installation/token failed: ${reason || 'no connection'}.`, { cause: error, retry: {} });
    }
}


/***/ }),

/***/ 4012:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ runAction)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5664);
/* harmony import */ var _core_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2537);
/* harmony import */ var _runner_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5059);
/** Runs a step and is the only place that catches: one annotation with code, message and hint; the cause for debuggers. */




/** Whatever was thrown, as an error with a code: what is not ours by name is a defect. */
function asActionError(thrown) {
    if (thrown instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .l)
        return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .l('INTERNAL', message, { cause: thrown });
}
async function report(error, { onFailure }) {
    const core = await (0,_core_js__WEBPACK_IMPORTED_MODULE_3__/* .loadCore */ .C)();
    const text = `${error.message}\n${error.hint ?? _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .errorCodes */ .f[error.code]}`;
    if (onFailure === 'fail') {
        core.error(text, { title: error.code });
        process.exitCode = 1;
    }
    else {
        core.warning(text, { title: error.code });
    }
    if (error.cause === undefined || !core.isDebug())
        return;
    core.startGroup(`Cause of ${error.code}`);
    for (const line of (0,node_util__WEBPACK_IMPORTED_MODULE_0__.inspect)(error.cause, { depth: 3, breakLength: 120 }).split('\n'))
        core.debug(line);
    core.endGroup();
}
/** Runs `main` with the runner of this process. Never rejects; the exit code says how it went. */
async function runAction(main, options = { onFailure: 'fail' }) {
    try {
        await main((0,_runner_js__WEBPACK_IMPORTED_MODULE_2__/* .createRunner */ .j)(process.env));
    }
    catch (thrown) {
        await report(asActionError(thrown), options);
    }
}


/***/ }),

/***/ 5059:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  j: () => (/* binding */ createRunner)
});

// EXTERNAL MODULE: ./src/runner/clock.js
var clock = __webpack_require__(3638);
// EXTERNAL MODULE: ./src/runner/core.js
var runner_core = __webpack_require__(2537);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
;// CONCATENATED MODULE: ./src/runner/https-fetch.js

/** Largest answer that is read, in bytes. */
const maxResponseBytes = 8 * 1024 * 1024;
/** OpenSSL and Node name certificate trouble like this; it does not pass by itself. */
const certificateProblem = /CERT|TLS|SSL|SELF_SIGNED|ISSUER|ALTNAME/;
/** One kept-alive agent per scheme; each of the two modules is loaded only when its scheme occurs. */
function createTransports(environment) {
    const agentOptions = { keepAlive: true, proxyEnv: environment };
    const transports = new Map();
    async function load(protocol) {
        const { request, Agent } = protocol === 'https:' ? await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 4708, 19)) : await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 7067, 19));
        const agent = new Agent(agentOptions);
        return (url, options) => request(url, { ...options, agent });
    }
    return (protocol) => {
        const transport = transports.get(protocol) ?? load(protocol);
        transports.set(protocol, transport);
        return transport;
    };
}
/** Without the query, which may hold what is not for logs. */
function nameOf(url) {
    return `${url.origin}${url.pathname}`;
}
function unreachable(url, request, cause) {
    const { code, name, message } = cause;
    const timedOut = name === 'TimeoutError' || (name === 'AbortError' && request.signal?.aborted !== true);
    const reason = timedOut ? `no answer within ${request.timeoutMs / 1000} s` : code || message;
    const certificate = code !== undefined && certificateProblem.test(code);
    return new errors/* ActionError */.l('REMOTE_UNREACHABLE', `${request.method} ${nameOf(url)} failed: ${reason}.`, {
        hint: certificate
            ? 'The TLS certificate was not accepted. For a private certificate authority set NODE_EXTRA_CA_CERTS to its file.'
            : 'Check that the address is right and that the runner may reach it (proxy, firewall).',
        cause,
        ...(certificate || request.signal?.aborted === true ? {} : { retry: {} }),
    });
}
async function readBody(message) {
    const chunks = [];
    let size = 0;
    for await (const chunk of message) {
        size += chunk.length;
        if (size > maxResponseBytes)
            throw new Error(`the answer is larger than ${maxResponseBytes} bytes`);
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}
function flatten(headers) {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]));
}
function exchange(send, url, request, onSent) {
    const deadline = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
    const length = request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) };
    return new Promise((resolve, reject) => {
        const outgoing = send(url, {
            method: request.method,
            headers: { 'accept-encoding': 'identity', ...request.headers, ...length },
            signal,
        });
        outgoing.once('finish', onSent);
        outgoing.once('error', (error) => reject(deadline.aborted ? deadline.reason : error));
        outgoing.once('response', (message) => {
            readBody(message).then((body) => resolve({ status: message.statusCode ?? 0, headers: flatten(message.headers), body }), (error) => {
                outgoing.destroy();
                reject(deadline.aborted ? deadline.reason : error);
            });
        });
        outgoing.end(request.body);
    });
}
/** The `Fetch` of a step. Rejects with REMOTE_UNREACHABLE, marked for another try unless a certificate was at fault. */
function createHttpsFetch({ environment, onSent = () => { } }) {
    const transportOf = createTransports(environment);
    return async (request) => {
        const url = new URL(request.url);
        const send = await transportOf(url.protocol);
        try {
            return await exchange(send, url, request, onSent);
        }
        catch (cause) {
            throw unreachable(url, request, cause);
        }
    };
}

// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./src/runner/logger.js

/** Control characters end a line or move the cursor; `::` and `##[` start a command of the runner. */
function plainLine(text) {
    return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/::|##\[/g, (found) => [...found].join(' '));
}
function render(message, fields) {
    const pairs = Object.entries(fields ?? {}).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    return plainLine(message + pairs.join(''));
}
/** A logger that writes one line per call; `debug` only shows when the user asked for it. */
function createLogger(environment, write) {
    const debugging = (0,runner_environment/* readVariable */.n)('RUNNER_DEBUG', environment) === '1';
    return {
        debug(message, fields) {
            if (debugging)
                write(`::debug::${render(message, fields).replaceAll('%', '%25')}\n`);
        },
        info: (message, fields) => write(`${render(message, fields)}\n`),
        warn: (message, fields) => write(`${render(`Warning: ${message}`, fields)}\n`),
        error: (message, fields) => write(`${render(`Error: ${message}`, fields)}\n`),
    };
}

;// CONCATENATED MODULE: ./src/runner/workflow-command.js
/** An annotation as the line that makes the runner show it, at a place in a file. */
function escapeMessage(text) {
    return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
/** A colon or a comma would end the value. */
function escapeProperty(text) {
    return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
/** One line, with its end. Nothing in the values can end it early or begin another command. */
function renderAnnotation({ level, message, ...place }) {
    const properties = {
        file: place.file,
        line: place.line,
        endLine: place.endLine,
        col: place.column,
        endColumn: place.endColumn,
        title: place.title,
    };
    const pairs = Object.entries(properties)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    return `::${level} ${pairs.join(',')}::${escapeMessage(message)}\n`;
}

;// CONCATENATED MODULE: ./src/runner/runner.js





/** The runner of this process. `@actions/core` is loaded behind the first request, not before it. */
function createRunner(environment) {
    return {
        environment,
        fetch: createHttpsFetch({ environment, onSent: () => void (0,runner_core/* loadCore */.C)() }),
        clock: clock/* systemClock */.m,
        random: clock/* systemRandom */.v,
        logger: createLogger(environment, (text) => process.stdout.write(text)),
        async maskSecrets(secrets) {
            const core = await (0,runner_core/* loadCore */.C)();
            for (const secret of secrets)
                if (secret !== '')
                    core.setSecret(secret);
        },
        async setOutputs(outputs) {
            const core = await (0,runner_core/* loadCore */.C)();
            for (const [name, value] of Object.entries(outputs))
                core.setOutput(name, value);
        },
        async saveState(state) {
            const core = await (0,runner_core/* loadCore */.C)();
            for (const [name, value] of Object.entries(state))
                core.saveState(name, value);
        },
        readState: (name) => environment[`STATE_${name}`] || undefined,
        async exportVariables(variables) {
            if (Object.keys(variables).length === 0)
                return;
            const core = await (0,runner_core/* loadCore */.C)();
            for (const [name, value] of Object.entries(variables))
                core.exportVariable(name, value);
        },
        async addSummary(markdown) {
            if (!environment['GITHUB_STEP_SUMMARY'])
                return;
            const core = await (0,runner_core/* loadCore */.C)();
            await core.summary.addRaw(markdown, true).write();
        },
        async notice(message, title) {
            (await (0,runner_core/* loadCore */.C)()).notice(message, { title });
        },
        async warning(message, title) {
            (await (0,runner_core/* loadCore */.C)()).warning(message, { title });
        },
        annotate(annotations) {
            process.stdout.write(annotations.map(renderAnnotation).join(''));
        },
    };
}


/***/ })

};
