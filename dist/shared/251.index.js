export const id = 251;
export const ids = [251];
export const modules = {

/***/ 5664:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fv: () => (/* binding */ errorCodes),
/* harmony export */   lZ: () => (/* binding */ ActionError),
/* harmony export */   vq: () => (/* binding */ systemErrorCode)
/* harmony export */ });
/** The one error class of the project and the closed list of its codes. */
/**
 * Every code with the remedy that `docs/troubleshooting.md` prints for it. Families: `INPUT_*` is for the reader
 * to fix, `DENIED_*` was decided by a policy or a setting, `REMOTE_*` is a server that failed, `INTERNAL_*` is a bug.
 */
const errorCodes = {
    INPUT_INVALID: 'An input has a value that the action does not accept. The message names the input and what it takes.',
    INPUT_MISSING: 'A required input or environment variable is missing. Set it in the workflow or in atmos.yaml.',
    INPUT_WORKFLOW_DECIDES: 'A file of the checkout, such as atmos.yaml, names a server, an audience or a variable for a token. Only the workflow may do that. Add the line of the message to the step, or remove the setting from the file.',
    INPUT_CONFIG_INVALID: 'A configuration file does not fit its schema. The message names the file, line and column.',
    INPUT_GIT_CONFIG_INVALID: 'git refuses its configuration, or GIT_CONFIG_COUNT and its GIT_CONFIG_KEY_n / GIT_CONFIG_VALUE_n do not fit together, so every git command would fail. Find the earlier step that sets them.',
    INPUT_GIT_TOO_OLD: 'git is too old to be kept from running commands that a checkout names, so the step does not use it. Install git 2.31 or newer.',
    INPUT_GIT_MISSING: 'git is not installed, or not on the PATH. Git 2.31 or newer is needed.',
    INPUT_FILE_UNUSABLE: 'A file or directory on the runner cannot be read or written. The message names it; check its owner, mode and free space.',
    INPUT_ATMOS_MISSING: 'atmos is not installed, or not on the PATH. Install it in an earlier step, run the job in its container image, or give the step a file with its output.',
    INPUT_ATMOS_FAILED: 'atmos failed. Its output is in the log above the message. To reproduce the error, run the same command in the checkout.',
    INPUT_STACKS_INVALID: 'The input is not the JSON output of `atmos describe affected` or `atmos describe stacks`. Check the input file and the flags.',
    INPUT_PLAN_INVALID: 'The file in plan-json is not the JSON of a Terraform or OpenTofu plan. Write it with `terraform show -json` from the file of `terraform plan -out`.',
    INPUT_EVENT_UNSUPPORTED: 'The event of the workflow has no check that affected stacks could be attached to. Use pull_request, pull_request_target or merge_group, set `upload: false`, or give base or head.',
    INPUT_BASE_UNKNOWN: 'The commit to compare with could not be found. Check out with fetch-depth: 0, or set the input base.',
    INPUT_POLICY_INVALID: 'A trust policy has findings of a severity that fails the step. The annotations are at their lines, and the summary has all of them.',
    INPUT_COMMIT_INVALID: 'The message, the branch or a staged file breaks a rule for commits from CI. The message names each of them; leave files out with `add`, or with `refused-files: skip`.',
    INPUT_ID_TOKEN_PERMISSION: 'This job cannot request an OIDC token. Add `permissions: id-token: write` to the job. Pull requests from forks never get one.',
    DENIED_EXCHANGE: 'The server refused the ID token. The message says which check failed.',
    DENIED_PERMISSION: 'The repository lacks a permission row in the server configuration, or the feature is off in the workspace.',
    DENIED_SESSION: 'The server no longer accepts the session. Run the job again; on a self-hosted server check that all replicas share their signing keys.',
    DENIED_SOURCES: 'A repository that the workflow named was not granted. The summary says why and what to change.',
    DENIED_LOCK: 'Another run holds the lock. The message says which run, why and until when. To wait for the lock, set `wait`.',
    DENIED_LOCK_LOST: 'The lock ended before its job did, so the rest of the job was not protected. Set a longer ttl, and check whether the runner slept or lost its network.',
    DENIED_COMMIT: 'The server did not commit. The message says why; when the branch has moved on, the run of its newest commit makes the changes.',
    DENIED_ADMIN: 'The admin token is unknown, or it is not valid for the workspace. Check ATMOS_PRO_ADMIN_TOKEN, --workspace, and `admin_tokens` in the server’s configuration.',
    REMOTE_UNREACHABLE: 'The server could not be reached or did not answer in time. Check base-url, proxy and TLS settings.',
    REMOTE_REFUSED: 'The server returned an error. See the message for its text and the trace id.',
    REMOTE_MALFORMED: 'The response is not in the format of the Atmos Pro API. Check that base-url points to an Atmos Pro API.',
    REMOTE_STORE: 'The database did not answer, is busy or is full. Check DATABASE_URL, the disk and the database’s log. The workflow needs no change.',
    INTERNAL: 'This is a bug in Atmos Pro Actions. Please report it with the trace id or the log.',
};
/** `code` of an error of Node.js, such as `ENOENT`; `undefined` for any other value. */
function systemErrorCode(error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    return typeof code === 'string' ? code : undefined;
}
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
 * How a request is retried: attempts in all, first wait and longest wait in milliseconds. A `Retry-After` is obeyed up
 * to the longest wait. Only errors that say so are retried.
 */
const peerRetry = {
    attempts: 3,
    baseDelayMs: 500,
    maxDelayMs: 30_000,
    isRetryable(error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ) || error.retry === undefined)
            return false;
        return error.retry.afterMs === undefined ? true : { afterMs: error.retry.afterMs };
    },
};
/** Wait before attempt `attempt + 1`, in milliseconds: half fixed, half chance, so that callers do not return in step. */
function backoffDelay(attempt, options, random) {
    const ceiling = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (attempt - 1));
    return ceiling / 2 + (ceiling / 2) * random.fraction();
}
/** The result of the first attempt that succeeds, or the failure of the last one. Never sleeps after the last attempt. */
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

/***/ 1592:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ toTimestamp),
/* harmony export */   O8: () => (/* binding */ escapeUnprintable),
/* harmony export */   Ow: () => (/* binding */ cleanLine),
/* harmony export */   S5: () => (/* binding */ toLine),
/* harmony export */   WG: () => (/* binding */ quotePath),
/* harmony export */   ol: () => (/* binding */ quoteText),
/* harmony export */   u4: () => (/* binding */ isRecord),
/* harmony export */   v3: () => (/* binding */ cleanLines),
/* harmony export */   zu: () => (/* binding */ isStorable)
/* harmony export */ });
/* unused harmony exports maxServerTextLength, toCodePoints */
/** Untrusted text, made safe to show; and the small conversions that every part needs. */
/** Longest text of a server that is repeated, in characters. */
const maxServerTextLength = 2_000;
/** Longest path that is repeated, in characters. */
const maxShownPathLength = 200;
/** Control characters, lone surrogates, line separators, and the invisible characters that hide or reorder text. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const unprintableRun = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function toCodePoints(text) {
    return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
/** One line: each run of unprintable characters becomes a space. */
function toLine(text) {
    return text.replace(unprintableRun, ' ').trim();
}
/** One line that shows what is hidden: a tab becomes a space, every other unprintable character `\u{…}`. */
function escapeUnprintable(text) {
    return text
        .replaceAll('\t', ' ')
        .replace(unprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
/** In double quotes and escaped, so that no part of it is taken for something else. Longer text is cut at `maxLength` characters. */
function quoteText(text, maxLength = Number.POSITIVE_INFINITY) {
    const isCut = text.length > maxLength;
    const quoted = escapeUnprintable(JSON.stringify(isCut ? text.slice(0, maxLength).toWellFormed() : text));
    return isCut ? `${quoted}…` : quoted;
}
/** A path of a repository, for people. */
function quotePath(path) {
    return quoteText(path, maxShownPathLength);
}
/**
 * One printable line of at most `maxServerTextLength` characters, for the log of a job: `::` and `##[`, which would start a
 * command of the runner, are separated by a space.
 */
function cleanLine(text) {
    const line = toLine(text.slice(0, 2 * maxServerTextLength));
    const harmless = line.replace(/:(?=:)|##(?=\[)/g, '$& ');
    return harmless.length > maxServerTextLength ? `${harmless.slice(0, maxServerTextLength - 1)}…` : harmless;
}
/** The same for several lines, joined by `\n`: indentation is kept, empty lines are dropped. */
function cleanLines(text) {
    const lines = text.slice(0, 2 * maxServerTextLength).split(/\r\n|[\r\n]/);
    return lines
        .map((line) => `${/^ */.exec(line)?.[0] ?? ''}${cleanLine(line)}`)
        .filter((line) => line.trim() !== '')
        .join('\n');
}
/** RFC 3339 in UTC and whole seconds, rounded down: `2026-03-01T09:00:00Z`. `time`: milliseconds since the Unix epoch. */
function toTimestamp(time) {
    return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
/** Whether every database stores the text as it is: PostgreSQL takes no NUL, and half a surrogate pair has no UTF-8. */
function isStorable(text) {
    return !text.includes('\0') && text.isWellFormed();
}


/***/ }),

/***/ 3638:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ systemClock),
/* harmony export */   v: () => (/* binding */ systemRandom)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8500);
/** The system's clock and randomness, as ports. */

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
/* harmony export */   C: () => (/* binding */ loadCore),
/* harmony export */   X: () => (/* binding */ whenCoreLoads)
/* harmony export */ });
let loading;
let waiting = [];
async function load() {
    const core = await Promise.all(/* import() */[__webpack_require__.e(31), __webpack_require__.e(32), __webpack_require__.e(692)]).then(__webpack_require__.bind(__webpack_require__, 692));
    for (const use of waiting)
        use(core);
    waiting = [];
    return core;
}
function loadCore() {
    loading ??= load();
    return loading;
}
/** Calls `use` as soon as the package is loaded, before those that wait for {@link loadCore} continue. Does not load it. */
function whenCoreLoads(use) {
    if (loading === undefined)
        waiting.push(use);
    else
        void loading.then(use);
}


/***/ }),

/***/ 3677:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ readVariable)
/* harmony export */ });
/* unused harmony export actionVariables */
/** Every environment variable that an action reads, with its purpose. */
const actionVariables = {
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'Bearer token for the OIDC endpoint of the runner. Set only with `id-token: write`.',
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
    GITHUB_EVENT_NAME: 'Event of the workflow. It decides which commits are compared, and whether affected stacks can be uploaded.',
    GITHUB_EVENT_PATH: 'File with the payload of the event.',
    GITHUB_HEAD_REF: 'Head branch of the pull request, to which commits are added.',
    GITHUB_REPOSITORY: 'Repository of the job, `owner/name`. Not an identity: only the OIDC token proves that.',
    GITHUB_SERVER_URL: 'URL of the GitHub that runs the job.',
    GITHUB_WORKSPACE: 'Directory of the checkout, where the search for atmos.yaml starts.',
    HOME: 'Home directory, for `~/.atmos`.',
    HTTPS_PROXY: 'Proxy for https requests. `HTTP_PROXY` and `NO_PROXY` are supported too, also in lower case.',
    NODE_EXTRA_CA_CERTS: 'File with certificates of a private certificate authority. Node.js reads it at start.',
    RUNNER_DEBUG: '`1` if debug logging is enabled.',
    RUNNER_TEMP: 'Temporary directory of the job, for git configuration files and the state of locks.',
    XDG_CONFIG_HOME: 'Configuration directory of the user, `~/.config` by default, for `atmos/profiles` in it.',
};
/** The value of a registered variable. An empty one counts as not set, as in the runner. */
function readVariable(name, environment) {
    return environment[name] || undefined;
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
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
;// CONCATENATED MODULE: ./src/runner/https-fetch.js


/** Largest response that is read, in bytes. */
const maxResponseBytes = 8 * 1024 * 1024;
/** Codes of OpenSSL and Node.js for certificate problems, which a retry does not solve. */
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
/** Without the query, which may contain secrets. */
function nameOf(url) {
    return `${url.origin}${url.pathname}`;
}
function unreachable(url, request, cause) {
    const { name, message } = (0,base_text/* isRecord */.u4)(cause) ? cause : {};
    const code = (0,errors/* systemErrorCode */.vq)(cause);
    const timedOut = name === 'TimeoutError' || (name === 'AbortError' && request.signal?.aborted !== true);
    const reason = timedOut ? `no response within ${request.timeoutMs / 1000} s` : code || String(message);
    const certificate = code !== undefined && certificateProblem.test(code);
    return new errors/* ActionError */.lZ('REMOTE_UNREACHABLE', `${request.method} ${nameOf(url)} failed: ${reason}.`, {
        hint: certificate
            ? 'For a private certificate authority, set NODE_EXTRA_CA_CERTS to the file of its certificate.'
            : 'Check the URL, and that the runner can reach it (proxy, firewall).',
        cause,
        retry: certificate || request.signal?.aborted === true ? undefined : {},
    });
}
async function readBody(message) {
    const chunks = [];
    let size = 0;
    // Without an encoding, the chunks are buffers.
    for await (const chunk of message) {
        size += chunk.length;
        if (size > maxResponseBytes)
            throw new Error(`the response is larger than ${maxResponseBytes} bytes`);
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
function headersOf({ headers, body }) {
    const sent = { 'accept-encoding': 'identity', ...headers };
    return body === undefined ? sent : { ...sent, 'content-length': String(Buffer.byteLength(body)) };
}
function exchange(send, request, { url, onSent }) {
    const deadline = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
    return new Promise((resolve, reject) => {
        const outgoing = send(url, {
            method: request.method,
            headers: headersOf(request),
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
/** The `Fetch` of a step. Rejects with REMOTE_UNREACHABLE, marked for a retry unless the certificate is the problem. */
function createHttpsFetch({ environment, onSent = () => { } }) {
    const transportOf = createTransports(environment);
    return async (request) => {
        const url = new URL(request.url);
        const send = await transportOf(url.protocol);
        try {
            return await exchange(send, request, { url, onSent });
        }
        catch (cause) {
            throw unreachable(url, request, cause);
        }
    };
}

// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./src/runner/logger.js

/** Control characters could end a line or move the cursor; `::` and `##[` could start a workflow command. */
function plainLine(text) {
    return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/::|##\[/g, (found) => [...found].join(' '));
}
function render(message, fields) {
    const pairs = Object.entries(fields ?? {}).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    return plainLine(message + pairs.join(''));
}
/** Writes one line per call. `debug` writes only if debug logging is enabled. */
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
/** Renders an annotation at a place in a file as a workflow command. */
function escapeMessage(text) {
    return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
/** A colon or a comma would end the value of a property. */
function escapeProperty(text) {
    return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
/** One line, with its line feed. No value can end it early or start another command. */
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





function writeOutputs(outputs, core) {
    for (const [name, value] of Object.entries(outputs))
        core.setOutput(name, value);
}
/** The runner of this process. Loads `@actions/core` while the first request is in flight, or at first need. */
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
            writeOutputs(outputs, await (0,runner_core/* loadCore */.C)());
        },
        presetOutputs: (outputs) => (0,runner_core/* whenCoreLoads */.X)((core) => writeOutputs(outputs, core)),
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
