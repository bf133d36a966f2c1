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
 * is trusted about its address, all others follow GitHub's documented scheme over https.
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
    isRetryable: (error) => error instanceof errors/* ActionError */.lZ && error.retry !== undefined,
};
/** Answers that mean GitHub no longer accepts the token. */
const deadStatuses = new Set([401, 404]);
async function deleteToken(apiUrl, token, ports) {
    const status = await ports.deleteInstallationToken({ apiUrl, token });
    if (status === 204 || deadStatuses.has(status))
        return status;
    const transient = status >= 500 || status === 429 || status === 403;
    throw new errors/* ActionError */.lZ('REMOTE_REFUSED', `GitHub answered ${status}.`, {
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
        if (!(error instanceof errors/* ActionError */.lZ))
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
/** The post step: restores the environment and revokes the tokens. Never fails the job. */






/** The post steps of earlier actions run after this one: they must not use a revoked token. */
async function restoreChanges(runner) {
    const { gitConfig, file, rules, tokenVariables } = await (0,state/* readTokenChanges */.J$)(runner);
    const restored = gitConfig === undefined ? {} : (0,environment/* restoreEnvironment */.k)(gitConfig, runner.environment);
    const cleared = Object.fromEntries(tokenVariables.map((name) => [name, '']));
    await runner.exportVariables({ ...restored, ...cleared });
    if (file !== undefined)
        await (0,git_config_file/* removeGitConfigFile */.js)(file);
    if (rules !== undefined)
        await (0,git_config_file/* removeGitRules */.md)(rules);
}
async function revokeAll(runner) {
    const tokens = await (0,state/* readTokens */.He)(runner);
    const own = {
        serverUrl: (0,runner_environment/* readVariable */.n)('GITHUB_SERVER_URL', runner.environment),
        apiUrl: (0,runner_environment/* readVariable */.n)('GITHUB_API_URL', runner.environment),
    };
    const ports = {
        clock: runner.clock,
        random: runner.random,
        deleteInstallationToken: (call) => (0,github/* deleteInstallationToken */.rM)(call, runner),
    };
    for (const result of await revokeTokens(tokens, own, ports)) {
        const name = `The token for ${result.owner} on ${result.host}`;
        if (result.status === 'failed') {
            const text = `${name} could not be revoked and is valid until it expires: ${result.reason}`;
            await runner.warning(text, 'REMOTE_REFUSED');
        }
        else {
            runner.logger.info(result.status === 'revoked' ? `${name} is revoked.` : `${name} was no longer valid.`);
        }
    }
}
/** Runs both parts even if one fails. Throws the first error at the end. */
async function cleanUp(runner) {
    const results = await Promise.allSettled([restoreChanges(runner), revokeAll(runner)]);
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
/* harmony export */   J$: () => (/* binding */ readTokenChanges),
/* harmony export */   Zm: () => (/* binding */ saveChanges),
/* harmony export */   yH: () => (/* binding */ saveTokens)
/* harmony export */ });
/* harmony import */ var _src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6715);
/** State for the post step of `setup-sts`: the tokens to revoke and the changes to restore. */

/** One entry per token: each becomes an environment variable of the post step, whose length is limited. */
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
/** The tokens to revoke: none if `revoke` is `false`, or if no token was minted. */
async function readTokens(runner) {
    if (runner.readState('revoke') !== 'true')
        return [];
    const count = Number(runner.readState('token-count') ?? 0);
    const saved = Array.from({ length: count }, (_, index) => runner.readState(`token-${index}`));
    const texts = saved.filter((text) => text !== undefined);
    return Promise.all(texts.map((text) => (0,_src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .parseSavedState */ .C)('token', text)));
}
async function saveChanges(changes, runner) {
    await runner.saveState({ changes: JSON.stringify(changes) });
}
async function readTokenChanges(runner) {
    const text = runner.readState('changes');
    return text === undefined ? { tokenVariables: [] } : (0,_src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .parseSavedState */ .C)('changes', text);
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
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5664);
/* harmony import */ var _entry_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3526);
/** Carries entries in `GIT_CONFIG_COUNT` and its numbered pairs, after whatever is there already, and takes them out again. */



/** Git's own limit (INT_MAX). */
const maxCount = 2_147_483_647;
/** A pair without meaning for git: replaces one that this action added when later pairs must keep their numbers. */
const placeholder = { key: 'atmospro.removed', value: 'true' };
/** Hex digits of a fingerprint. */
const fingerprintLength = 16;
const countName = 'GIT_CONFIG_COUNT';
const keyName = (index) => `GIT_CONFIG_KEY_${index}`;
const valueName = (index) => `GIT_CONFIG_VALUE_${index}`;
function fingerprint(key, value) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(`${key}\0${value}`).digest('hex').slice(0, fingerprintLength);
}
function unusable(variable, problem) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('INPUT_GIT_CONFIG_INVALID', `${variable} ${problem}, so every git command fails.`, {
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
        if ((0,_entry_js__WEBPACK_IMPORTED_MODULE_2__/* .parseGitConfigKey */ .J)(key) === undefined) {
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
        pairs: entries.map(({ key, value }) => fingerprint(key, value)),
        previousCount,
        previous,
    };
    return { variables, previousCount, restore };
}
/**
 * Variables to set so that none of our entries is left. Only pairs whose key and value are ours are touched: pairs that
 * another step appended after them, or wrote over them, stay, also under the same count. A variable that did not exist becomes empty,
 * since a step cannot unset one; git reads an empty count as none.
 */
function restoreEnvironment(restore, environment) {
    const { start, pairs, previous, previousCount } = restore;
    const isOurs = (index) => {
        const [key, value] = [environment[keyName(index)], environment[valueName(index)]];
        return key !== undefined && value !== undefined && fingerprint(key, value) === pairs[index - start];
    };
    const count = parseCount(environment[countName]) ?? 0;
    let last = count;
    while (last > start && isOurs(last - 1))
        last -= 1;
    const variables = {};
    for (const index of pairs.map((_pair, offset) => start + offset).filter(isOurs)) {
        const isRead = index < last;
        variables[keyName(index)] = isRead ? placeholder.key : (previous[keyName(index)] ?? '');
        variables[valueName(index)] = isRead ? placeholder.value : (previous[valueName(index)] ?? '');
    }
    if (last < count)
        variables[countName] = last === start ? (previousCount ?? '') : String(last);
    return variables;
}


/***/ }),

/***/ 6480:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T_: () => (/* binding */ writeGitRules),
/* harmony export */   js: () => (/* binding */ removeGitConfigFile),
/* harmony export */   md: () => (/* binding */ removeGitRules),
/* harmony export */   qI: () => (/* binding */ writeGitConfigFile),
/* harmony export */   vO: () => (/* binding */ chooseRulesParent)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1455);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8161);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5664);
/** Writes the git configuration of a job and removes it: the tokens, for their user alone, and the rules, for every user of the machine. */






/** Never reuse a file: one that exists, above all a link, could leak the tokens. */
const flags = node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_WRONLY | node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_CREAT | node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_EXCL | (node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_NOFOLLOW ?? 0);
/** Permission to enter a directory, for users who are neither owner nor in the group. */
const othersMayEnter = 0o001;
/** Whether every user of the machine can open a readable file in `directory`. Always true on Windows, which has other permissions. */
async function isOpenToAll(directory) {
    if (process.platform === 'win32')
        return true;
    const { mode } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.stat)(directory);
    const parent = (0,node_path__WEBPACK_IMPORTED_MODULE_4__.dirname)(directory);
    return (mode & othersMayEnter) !== 0 && (parent === directory || isOpenToAll(parent));
}
/**
 * Where files belong that git is told to include: `temp` (RUNNER_TEMP), or the temporary directory of the machine if it is not set, or if
 * other users cannot enter it. Git fails where it may not read a file that it is told to include.
 */
async function chooseRulesParent(temp) {
    if (temp === undefined)
        return (0,node_os__WEBPACK_IMPORTED_MODULE_3__.tmpdir)();
    const isOpen = await isOpenToAll(temp).catch(() => true);
    return isOpen ? temp : (0,node_os__WEBPACK_IMPORTED_MODULE_3__.tmpdir)();
}
/** Writes files without secrets to the new `directory`, readable for all. Throws INPUT_FILE_UNUSABLE if that fails; nothing is left behind. */
async function writeGitRules(directory, files) {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)(directory);
        await Promise.all(files.map(({ name, content }) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.writeFile)((0,node_path__WEBPACK_IMPORTED_MODULE_4__.join)(directory, name), content)));
        // Regardless of the umask of the runner.
        await Promise.all(files.map(({ name }) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.chmod)((0,node_path__WEBPACK_IMPORTED_MODULE_4__.join)(directory, name), 0o644)));
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.chmod)(directory, 0o755);
    }
    catch (cause) {
        if ((0,_base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .systemErrorCode */ .vq)(cause) !== 'EEXIST')
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(directory, { recursive: true, force: true }).catch(() => undefined);
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .ActionError */ .lZ('INPUT_FILE_UNUSABLE', `The git configuration cannot be written to ${directory}.`, {
            hint: 'Check that the job can write to RUNNER_TEMP, and that the disk is not full.',
            cause,
        });
    }
}
/** Removes what {@link writeGitRules} wrote. It is not an error if it does not exist. */
async function removeGitRules(directory) {
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(directory, { recursive: true, force: true });
}
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
 * Writes `text` to a new file in `directory` (`RUNNER_TEMP`), mode 0600, and returns its path. `name`: file name, if it has to be known
 * before; by default one that cannot be guessed. Throws INPUT_FILE_UNUSABLE if the file cannot be created; nothing is left behind.
 */
async function writeGitConfigFile(directory, text, options = {}) {
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_4__.join)(directory, options.name ?? `atmos-pro-git-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}.config`);
    try {
        await writeNew(path, text);
    }
    catch (cause) {
        if ((0,_base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .systemErrorCode */ .vq)(cause) !== 'EEXIST') {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(path, { force: true }).catch(() => undefined);
        }
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .ActionError */ .lZ('INPUT_FILE_UNUSABLE', `The git configuration cannot be written to ${path}.`, {
            hint: 'Check that the job can write to RUNNER_TEMP, and that the disk is not full.',
            cause,
        });
    }
    return path;
}
/** Removes the file. It is not an error if it does not exist. Throws INPUT_FILE_UNUSABLE if it cannot be removed. */
async function removeGitConfigFile(path) {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.unlink)(path);
    }
    catch (cause) {
        if ((0,_base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .systemErrorCode */ .vq)(cause) !== 'ENOENT') {
            throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .ActionError */ .lZ('INPUT_FILE_UNUSABLE', `The git configuration cannot be removed: ${path}.`, {
                cause,
            });
        }
    }
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
/* harmony import */ var _base_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1592);
/* harmony import */ var _base_version_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(999);
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
        if (!(0,_base_text_js__WEBPACK_IMPORTED_MODULE_3__/* .isRecord */ .u4)(payload))
            throw new Error('not a JSON object');
    }
    catch (cause) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('INPUT_FILE_UNUSABLE', `The event of the job cannot be read: ${path}.`, {
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
        return await Promise.all(/* import() */[__webpack_require__.e(31), __webpack_require__.e(329)]).then(__webpack_require__.bind(__webpack_require__, 9329));
    }
    finally {
        if (path !== undefined)
            process.env['GITHUB_EVENT_PATH'] = path;
    }
}
/** A broken event must not keep a step from calling GitHub. */
async function importGitHub(environment) {
    const isUsable = await checkEventFile(environment).then(() => true, () => false);
    return isUsable ? Promise.all(/* import() */[__webpack_require__.e(31), __webpack_require__.e(329)]).then(__webpack_require__.bind(__webpack_require__, 9329)) : importWithoutEvent();
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
        userAgent: `atmos-pro-actions/${_base_version_js__WEBPACK_IMPORTED_MODULE_4__/* .version */ .r}`,
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
        const reason = signal.aborted ? `no response within ${requestTimeoutMs / 1_000} s` : message;
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('REMOTE_UNREACHABLE', `DELETE ${apiUrl}/installation/token failed: ${reason || 'no connection'}.`, { cause: error, retry: {} });
    }
}


/***/ }),

/***/ 6715:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ readJobState),
/* harmony export */   C: () => (/* binding */ parseSavedState)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/** Reads what steps of a job and the heartbeat keep for each other. Other programs of the job can change it, so it is checked. */

function isValid(entry, kind, validate) {
    return entry[kind] !== undefined && validate(entry);
}
/** `value` as state of the given kind. Throws an error with `code` if it is something else; `source` names where it was found. */
async function readJobState(kind, value, { source, code }) {
    const { validateJobState } = await __webpack_require__.e(/* import() */ 298).then(__webpack_require__.t.bind(__webpack_require__, 9060, 19));
    const entry = { [kind]: value };
    if (isValid(entry, kind, validateJobState))
        return entry[kind];
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, `${source} is malformed.`);
}
/** State that the main step saved for the post step. Throws INTERNAL if it cannot be read. */
async function parseSavedState(kind, text) {
    const problem = { source: `The saved state "${kind}"`, code: 'INTERNAL' };
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        // The text of the parser would quote the state, which may contain a token.
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(problem.code, `${problem.source} is not JSON.`);
    }
    return readJobState(kind, value, problem);
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
/** Runs a step and catches its error: one annotation with code, message and hint, and the cause in the debug log. */




/** Any other error than an ActionError is a bug: INTERNAL. */
function asActionError(thrown) {
    if (thrown instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ)
        return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('INTERNAL', message, { cause: thrown });
}
/** Codes whose remedy says only that the message has it. */
const inMessage = new Set([
    'INPUT_INVALID',
    'INPUT_CONFIG_INVALID',
    'DENIED_EXCHANGE',
    'REMOTE_REFUSED',
]);
function textOf({ code, message, hint }) {
    const remedy = hint ?? (inMessage.has(code) ? undefined : _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .errorCodes */ .fv[code]);
    return remedy === undefined ? message : `${message}\n${remedy}`;
}
async function report(error, { onFailure }) {
    const core = await (0,_core_js__WEBPACK_IMPORTED_MODULE_3__/* .loadCore */ .C)();
    const text = textOf(error);
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
/** Runs `main` with the runner of this process. Never rejects: a failure sets the exit code. */
async function runAction(main, options = { onFailure: 'fail' }) {
    try {
        await main((0,_runner_js__WEBPACK_IMPORTED_MODULE_2__/* .createRunner */ .j)(process.env));
    }
    catch (thrown) {
        await report(asActionError(thrown), options);
    }
}


/***/ })

};
