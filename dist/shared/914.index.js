export const id = 914;
export const ids = [914];
export const modules = {

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

/***/ 1592:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ toTimestamp),
/* harmony export */   O8: () => (/* binding */ escapeUnprintable),
/* harmony export */   Ow: () => (/* binding */ cleanLine),
/* harmony export */   WG: () => (/* binding */ quotePath),
/* harmony export */   ol: () => (/* binding */ quoteText),
/* harmony export */   u4: () => (/* binding */ isRecord),
/* harmony export */   v3: () => (/* binding */ cleanLines)
/* harmony export */ });
/* unused harmony exports maxServerTextLength, toLine */
/** Text that somebody else wrote, made safe to show; and the small conversions that every part needs. */
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


/***/ }),

/***/ 999:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ version)
/* harmony export */ });
/** Version of this project, as servers see it in `User-Agent`; a test holds it equal to `package.json`. */
const version = '0.1.0';


/***/ }),

/***/ 5687:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  N: () => (/* binding */ openAnswer),
  J: () => (/* binding */ readAnswer)
});

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
;// CONCATENATED MODULE: ./src/client/retry-after.js
/** The wait that a peer asks for in `Retry-After`. */
/**
 * Milliseconds to wait, at least 0; undefined when the header is absent or senseless. A date is read against the answer's
 * own `Date`, so that a wrong clock on this machine does not matter.
 */
function retryAfterMs(headers) {
    const value = headers['retry-after']?.trim();
    if (value === undefined || value === '')
        return undefined;
    if (/^\d{1,9}$/.test(value))
        return Number(value) * 1000;
    const difference = Date.parse(value) - Date.parse(headers['date'] ?? '');
    return Number.isNaN(difference) ? undefined : Math.max(0, difference);
}

;// CONCATENATED MODULE: ./src/client/answer.js
/** Reads a server's answer: its envelope, or the error that it stands for (wire contract §1.3, leniently on optional fields). */



/** Statuses that pass by themselves; every other 4xx stays what it is. */
const transientStatuses = new Set([408, 425, 429]);
/** Tags of the server with which its own message is the whole advice, or the address is what is wrong: the hints of a status would mislead. */
const hintsByTag = {
    RouteNotFound: 'base-url has no path of the API in it, such as /api/v1: that is what endpoint is for.',
    InstanceNotFound: 'upload-instances tells the server what there is. Component and stack are compared letter by letter.',
};
const notTheApiHint = 'Check that base-url and endpoint point to an Atmos Pro API.';
function isTransient(status) {
    return status >= 500 || transientStatuses.has(status);
}
/** The JSON object of a body, undefined for anything else. The parser's error is dropped: it quotes the body, which may hold tokens. */
function parseEnvelope(body) {
    try {
        const value = JSON.parse(body);
        return (0,base_text/* isRecord */.u4)(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
/** The first text that says something, else the status. */
function messageOf(envelope, status) {
    const texts = [envelope?.errorMessage, envelope?.error];
    const message = texts
        .map((text) => (typeof text === 'string' ? (0,base_text/* cleanLine */.Ow)(text) : ''))
        .find((text) => text !== '');
    return message ?? `status ${status} without an explanation`;
}
function traceOf(envelope) {
    const traceId = envelope?.traceId;
    return typeof traceId === 'string' && traceId !== '' ? ` (trace_id: ${(0,base_text/* cleanLine */.Ow)(traceId)})` : '';
}
function retryOf(response) {
    if (!isTransient(response.status))
        return {};
    const afterMs = retryAfterMs(response.headers);
    return { retry: afterMs === undefined ? {} : { afterMs } };
}
function redirected(operation, response) {
    const target = response.headers['location'] ?? '';
    const origin = URL.canParse(target) ? ` to ${new URL(target).origin}` : '';
    return new errors/* ActionError */.l('REMOTE_REFUSED', `${operation.name} was redirected${origin}, which is not followed.`, {
        hint: 'Set base-url to the final address of the server.',
    });
}
function refused(operation, response, envelope) {
    const { status } = response;
    const tag = envelope?.errorTag;
    const hintByTag = typeof tag === 'string' && Object.hasOwn(hintsByTag, tag) ? hintsByTag[tag] : undefined;
    const listed = tag === 'RouteNotFound' ? undefined : operation.codes[status];
    const code = status < 300 ? operation.refusalCode : (listed ?? 'REMOTE_REFUSED');
    const hint = hintByTag ??
        operation.hints[status] ??
        (status >= 500 ? 'The server failed; its operator finds the request by its trace id.' : undefined);
    const message = `${operation.name} was refused: ${messageOf(envelope, status)}${traceOf(envelope)}`;
    return new errors/* ActionError */.l(code, message, { ...(hint === undefined ? {} : { hint }), ...retryOf(response) });
}
/**
 * Throws REMOTE_MALFORMED when it is not the API that answered, REMOTE_REFUSED for a redirect. `data` is `{}` when it is
 * absent or null.
 */
function openAnswer(operation, response) {
    const { status } = response;
    if (status >= 300 && status < 400)
        throw redirected(operation, response);
    const envelope = parseEnvelope(response.body);
    if (envelope === undefined && !isTransient(status)) {
        const message = `${operation.name} got an answer (status ${status}) that is not the API's JSON object.`;
        throw new errors/* ActionError */.l('REMOTE_MALFORMED', message, { hint: notTheApiHint });
    }
    if (status >= 400 || envelope?.success !== true) {
        const context = envelope?.context;
        const errorTag = envelope?.errorTag;
        return {
            status: 'refused',
            httpStatus: status,
            errorTag: typeof errorTag === 'string' ? errorTag : '',
            message: messageOf(envelope, status),
            context: (0,base_text/* isRecord */.u4)(context) ? context : {},
            error: refused(operation, response, envelope),
        };
    }
    const data = envelope.data ?? {};
    if ((0,base_text/* isRecord */.u4)(data))
        return { status: 'ok', data };
    throw new errors/* ActionError */.l('REMOTE_MALFORMED', `${operation.name}: "data" of the answer is not an object.`, {
        hint: notTheApiHint,
    });
}
/** The `data` of a successful answer; throws the operation's error for a refusal. */
function readAnswer(operation, response) {
    const answer = openAnswer(operation, response);
    if (answer.status === 'refused')
        throw answer.error;
    return answer.data;
}


/***/ }),

/***/ 7624:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ encodeCommit),
/* harmony export */   b: () => (/* binding */ createCommitCalls)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _base_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1592);
/* harmony import */ var _answer_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5687);
/* harmony import */ var _send_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1660);
/** The request of a client for a commit (wire contract §1.11). The body has what the contract has, and `mode` where it matters. */




/** Whole exchange, in milliseconds: the upload of many files, and then GitHub. */
const timeoutMs = 90_000;
const operation = {
    name: 'The commit',
    codes: {
        400: 'INPUT_COMMIT_INVALID',
        401: 'DENIED_SESSION',
        403: 'DENIED_PERMISSION',
        409: 'DENIED_COMMIT',
        413: 'INPUT_COMMIT_INVALID',
    },
    refusalCode: 'REMOTE_REFUSED',
    hints: {
        403: 'This repository needs the permission ws:commits:create, and the job has to run for a pull request of the repository itself, not of a fork.',
        404: 'Check workspace-id and endpoint, that this repository is imported, and that the GitHub App is installed on it.',
        409: 'Nothing was committed. The run of the newest commit makes the changes; or run this job again on it.',
        413: 'Commit fewer or smaller files.',
    },
};
function encodeCommit({ branch, message, comment, additions, deletions, base, }) {
    const body = {
        branch,
        changes: {
            additions: additions.map(({ path, content, mode }) => ({
                path,
                contents: Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64'),
                ...(mode === undefined ? {} : { mode }),
            })),
            deletions: deletions.map(({ path }) => ({ path })),
        },
        commitMessage: message,
        ...(comment === undefined ? {} : { comment }),
    };
    return { json: JSON.stringify(body), base };
}
function createCommitCalls(send) {
    return {
        async createCommit(session, { json, base }) {
            const path = base === undefined ? '/git/commit' : `/git/commit?base=${base}`;
            const response = await send({ method: 'POST', path, body: new _send_js__WEBPACK_IMPORTED_MODULE_2__/* .JsonText */ .k(json), timeoutMs, session });
            const answer = (0,_answer_js__WEBPACK_IMPORTED_MODULE_1__/* .openAnswer */ .N)(operation, response);
            if (answer.status === 'refused') {
                if (answer.errorTag === 'CommitLoop')
                    return { status: 'loop', message: answer.message };
                throw answer.error;
            }
            const { sha, created, comment } = answer.data;
            if (typeof sha !== 'string' || !/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(sha)) {
                throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('REMOTE_MALFORMED', 'The server answered without the id of the commit.');
            }
            return {
                status: 'committed',
                sha,
                created: created !== false,
                comment: typeof comment === 'string' ? (0,_base_text_js__WEBPACK_IMPORTED_MODULE_3__/* .cleanLine */ .Ow)(comment) : undefined,
            };
        },
    };
}


/***/ }),

/***/ 9962:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  X: () => (/* binding */ connectApi)
});

// EXTERNAL MODULE: ./src/base/version.js
var version = __webpack_require__(999);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/client/answer.js + 1 modules
var client_answer = __webpack_require__(5687);
// EXTERNAL MODULE: ./src/client/commits/commit-call.js
var commit_call = __webpack_require__(7624);
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
;// CONCATENATED MODULE: ./src/client/locks/read-answer.js
/**
 * Reads what a server says about locks. The hosted one knows fewer fields than ours, so all but the fact itself may be
 * missing; its words reach the log, so they are made fit for one.
 */


/** What an id may look like; it goes into files and outputs. */
const idPattern = /^[A-Za-z0-9_.:-]{1,128}$/;
/** The server does not know the path or the method. */
const unknownRouteStatuses = new Set([404, 405, 501]);
const heldStatuses = new Set([409, 423]);
const outcomes = ['created', 'renewed', 'taken_over'];
function readText(value) {
    return typeof value === 'string' ? (0,base_text/* cleanLine */.Ow)(value) : '';
}
function malformed(what) {
    return new errors/* ActionError */.l('REMOTE_MALFORMED', `The server's answer about the lock is not usable: ${what}.`, {
        hint: 'Check that base-url points to an Atmos Pro API; its operator should see the request in the log.',
    });
}
/** `askedKey` stands in for a key that the server does not repeat. */
function readGrant(value, askedKey) {
    if (!(0,base_text/* isRecord */.u4)(value))
        throw malformed('a lock is not an object');
    const { id, fencingToken, expiresAt, holder, outcome } = value;
    const name = typeof id === 'string' ? id : '';
    if (name !== '' && !idPattern.test(name))
        throw malformed('an id has characters that do not belong there');
    const time = readText(expiresAt);
    return {
        id: name,
        key: readText(value['key']) || askedKey,
        fencingToken: Number.isSafeInteger(fencingToken) ? Number(fencingToken) : undefined,
        expiresAt: Number.isNaN(Date.parse(time)) ? undefined : time,
        outcome: outcomes.find((known) => known === outcome),
        runUrl: ((0,base_text/* isRecord */.u4)(holder) && readText(holder['runUrl'])) || undefined,
    };
}
function isHeld({ httpStatus, errorTag, message }) {
    return heldStatuses.has(httpStatus) || errorTag === 'LockHeld' || /\balready locked\b/i.test(message);
}
function readHeld({ message, context }) {
    const id = readText(context['lock_id']);
    const position = context['position'];
    return {
        status: 'held',
        message,
        holder: readText(context['run_url']) || readText(context['locked_by']),
        lockId: idPattern.test(id) ? id : '',
        position: Number.isSafeInteger(position) ? Number(position) : undefined,
    };
}
/** Throws the refusal's error when it is about something else than a holder. */
function readTakeAnswer(answer, key) {
    if (answer.status === 'ok')
        return { status: 'granted', grants: [readGrant(answer.data, key)] };
    if (isHeld(answer))
        return readHeld(answer);
    throw answer.error;
}
/** As many grants as were asked for, or none. */
function readTakeManyAnswer(answer, keys) {
    if (answer.status === 'refused')
        return readTakeAnswer(answer, '');
    const { locks } = answer.data;
    if (!Array.isArray(locks) || locks.length !== keys.length) {
        throw malformed(`${keys.length} locks were asked for and another number came`);
    }
    const grants = locks.map((lock, index) => readGrant(lock, keys[index] ?? ''));
    if (grants.some(({ id }) => id === ''))
        throw malformed('a lock has no id');
    return { status: 'granted', grants };
}
/** Whether an answer, in whatever format, means that the path is unknown; a site around an API may send elsewhere. */
function isUnknownRoute(httpStatus) {
    return unknownRouteStatuses.has(httpStatus) || (httpStatus >= 300 && httpStatus < 400);
}
/** A 404 is about the lock when it says so; any other is about the address. */
function readReleaseAnswer(answer) {
    if (answer.status === 'ok')
        return { status: 'released' };
    const { httpStatus, errorTag, message, error } = answer;
    const isAbsent = errorTag === 'LockNotFound' || /\block not found\b|\bno (?:such )?lock\b/i.test(message);
    if (isAbsent)
        return { status: 'absent', message };
    if (heldStatuses.has(httpStatus))
        return { status: 'guarded', message };
    throw error;
}

;// CONCATENATED MODULE: ./src/client/locks/lock-calls.js
/** The requests of a client about locks: one each, with what their refusals mean. */


/** As the Atmos CLI has it. */
const defaultTimeoutMs = 30_000;
const addressHint = 'Check that endpoint is the path of the API and that the server has locks.';
function operation(name, permission) {
    return {
        name,
        codes: { 401: 'DENIED_SESSION', 403: 'DENIED_PERMISSION' },
        refusalCode: 'REMOTE_REFUSED',
        hints: {
            403: `This repository needs the permission ${permission} in the workspace.`,
            404: addressHint,
            405: addressHint,
        },
    };
}
const takeOperation = operation('The lock', 'ws:locks:create');
const releaseOperation = operation('The release of the lock', 'ws:locks:delete');
const forceOperation = operation('The forced release of the lock', 'ws:locks:force');
/** The default is not sent: an older server does not know the field. */
function sentScope({ scope }) {
    return scope === 'run' ? scope : undefined;
}
function createLockCalls(send) {
    return {
        async takeLock(session, { keys, ttlSeconds, message }, { signal, timeoutMs = defaultTimeoutMs } = {}) {
            const [key = ''] = keys;
            const body = { key, ttl: ttlSeconds.plain, lockMessage: message };
            const request = { method: 'POST', path: '/locks', body, timeoutMs, session, signal };
            return readTakeAnswer((0,client_answer/* openAnswer */.N)(takeOperation, await send(request)), key);
        },
        async takeLocks(session, order, { signal, timeoutMs = defaultTimeoutMs } = {}) {
            const { keys, waitSeconds, kind } = order;
            const body = {
                keys: [...keys],
                ttl: order.ttlSeconds.renewing,
                lockMessage: order.message,
                properties: { kind, scope: sentScope(order), renewOnly: order.renewOnly || undefined },
                waitSeconds,
            };
            const path = '/locks:acquire-many';
            const response = await send({ method: 'POST', path, body, timeoutMs, session, signal });
            if (isUnknownRoute(response.status))
                return { status: 'unsupported' };
            return readTakeManyAnswer((0,client_answer/* openAnswer */.N)(takeOperation, response), keys);
        },
        async stopWaiting(session, order, { signal, timeoutMs = defaultTimeoutMs } = {}) {
            const scope = sentScope(order);
            const body = {
                keys: [...order.keys],
                properties: scope === undefined ? undefined : { scope },
            };
            const path = '/locks:stop-waiting';
            const response = await send({ method: 'POST', path, body, timeoutMs, session, signal });
            if (isUnknownRoute(response.status))
                return false;
            const answer = (0,client_answer/* openAnswer */.N)(takeOperation, response);
            if (answer.status === 'refused')
                throw answer.error;
            return answer.data['left'] === true;
        },
        async releaseLock(session, { key, id, force }, { signal, timeoutMs = defaultTimeoutMs } = {}) {
            const forced = force === undefined ? undefined : true;
            const body = { key, id, force: forced, reason: force?.reason };
            const response = await send({ method: 'DELETE', path: '/locks', body, timeoutMs, session, signal });
            return readReleaseAnswer((0,client_answer/* openAnswer */.N)(force === undefined ? releaseOperation : forceOperation, response));
        },
    };
}

// EXTERNAL MODULE: ./src/client/send.js + 1 modules
var client_send = __webpack_require__(1660);
;// CONCATENATED MODULE: ./src/client/stacks/upload-calls.js
/** The requests of a client about stacks: one each, with what their refusals mean (wire contract §1.7–1.9). */


/** As the Atmos CLI has it, in milliseconds. */
const timeoutMs = 30_000;
function upload_calls_operation(name, permission) {
    return {
        name,
        codes: { 401: 'DENIED_SESSION', 403: 'DENIED_PERMISSION' },
        refusalCode: 'REMOTE_REFUSED',
        hints: {
            400: 'Correct what the message names, in the settings.pro of the stack.',
            403: `This repository needs the permission ${permission} in the workspace.`,
            404: 'Check workspace-id and endpoint, that this repository is imported, and that the server has this route.',
            413: 'Set settings.pro.max_payload_bytes in atmos.yaml to what the server takes.',
        },
    };
}
const affectedOperation = upload_calls_operation('The upload of affected stacks', 'ws:affected-stacks:create');
const instancesOperation = upload_calls_operation('The upload of instances', 'ws:instances:create');
const statusOperation = upload_calls_operation('The upload of the status', 'ws:instances:update');
/** A success may come without a body: the status alone counts for the CLI. */
function accept(of, response) {
    const { status, body } = response;
    if (status >= 200 && status < 300 && body.trim() === '')
        return;
    (0,client_answer/* readAnswer */.J)(of, response);
}
/** As a form writes it, which is what servers read: a blank is `+`. */
function queryOf({ stack, component }) {
    return new URLSearchParams([
        ['stack', stack],
        ['component', component],
    ]).toString();
}
function createUploadCalls(send) {
    const post = (path, session, json) => send({ method: 'POST', path, body: new client_send/* JsonText */.k(json), timeoutMs, session });
    return {
        sendAffected: async (session, json) => accept(affectedOperation, await post('/affected-stacks', session, json)),
        sendInstances: async (session, json) => accept(instancesOperation, await post('/instances', session, json)),
        async sendStatus(session, target, report) {
            const repository = target.repository.split('/').map(encodeURIComponent).join('/');
            const path = `/repos/${repository}/instances?${queryOf(target)}`;
            accept(statusOperation, await send({ method: 'PATCH', path, body: report, timeoutMs, session }));
        },
    };
}

;// CONCATENATED MODULE: ./src/client/sts/read-answer.js
/**
 * Checks the `data` of `POST /sts` by hand: no schema library loads in an action. Optional fields may be missing or null;
 * what later goes into git's configuration or the environment must look like what it claims to be.
 */


/** Most tokens that one answer may hold: one per installation and permission set. */
const maxTokens = 200;
/** Most repositories over all tokens, and most exclusions. */
const maxRepositories = 5_000;
/** Empty means that the token is not meant for git. */
const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::\d{1,5})?)?$/;
const ownerPattern = /^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,99})?$/;
const repositoryPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/;
/** Both token formats of GitHub and room for another; nothing that could end a header or a line. */
const tokenPattern = /^[A-Za-z0-9._~+/=-]{1,4096}$/;
function read_answer_malformed(what) {
    return new errors/* ActionError */.l('REMOTE_MALFORMED', `The server's answer to the mint is not usable: ${what}.`, {
        hint: 'Check that base-url points to an Atmos Pro API; its operator should see the request in the log.',
    });
}
/** A list of at most `limit` items; absent and null are none. */
function readList(value, name, limit) {
    if (value === undefined || value === null)
        return [];
    if (!Array.isArray(value))
        throw read_answer_malformed(`${name} is not a list`);
    if (value.length > limit)
        throw read_answer_malformed(`${name} has more than ${limit} items`);
    return value;
}
function readMatch(value, name, pattern) {
    if (typeof value === 'string' && pattern.test(value))
        return value;
    throw read_answer_malformed(`${name} is absent or has characters that do not belong there`);
}
function readPermissions(value) {
    if (!(0,base_text/* isRecord */.u4)(value))
        throw read_answer_malformed('permissions is not an object');
    return Object.fromEntries(Object.entries(value).map(([name, level]) => [(0,base_text/* cleanLine */.Ow)(name), (0,base_text/* cleanLine */.Ow)(String(level))]));
}
function readToken(value) {
    if (!(0,base_text/* isRecord */.u4)(value))
        throw read_answer_malformed('a token is not an object');
    const { repositories, permissions, expiresAt } = value;
    return {
        host: readMatch(value['host'] ?? '', 'host', hostPattern),
        owner: readMatch(value['owner'] ?? '', 'owner', ownerPattern),
        token: readMatch(value['token'], 'token', tokenPattern),
        ...(typeof expiresAt === 'string' && !Number.isNaN(Date.parse(expiresAt))
            ? { expiresAt: (0,base_text/* cleanLine */.Ow)(expiresAt) }
            : {}),
        ...(Array.isArray(repositories) ? { repositories: readRepositories(repositories) } : {}),
        ...(permissions === undefined || permissions === null
            ? {}
            : { permissions: readPermissions(permissions) }),
    };
}
function readRepositories(value) {
    const list = readList(value, 'repositories', maxRepositories);
    return list.map((name) => readMatch(name, 'a repository name', repositoryPattern));
}
function readExclusion(value) {
    if (!(0,base_text/* isRecord */.u4)(value) || typeof value['repo'] !== 'string')
        throw read_answer_malformed('an exclusion names no repository');
    const { reason, message } = value;
    return {
        repo: (0,base_text/* cleanLine */.Ow)(value['repo']),
        reason: typeof reason === 'string' && reason !== '' ? (0,base_text/* cleanLine */.Ow)(reason) : 'unknown',
        ...(typeof message === 'string' && message !== '' ? { message: (0,base_text/* cleanLines */.v3)(message) } : {}),
    };
}
/** Throws REMOTE_MALFORMED for anything that is not an answer; never quotes a value, which might be a token. */
function readStsAnswer(data) {
    return {
        tokens: readList(data['tokens'], 'tokens', maxTokens).map(readToken),
        excluded: readList(data['excluded'], 'excluded', maxRepositories).map(readExclusion),
    };
}

;// CONCATENATED MODULE: ./src/client/client.js
/** The client of an Atmos Pro server, ours or the hosted one: one request per call, every refusal an `ActionError`. */







/** Whole exchange with the server, in milliseconds, as the Atmos CLI has it. */
const exchangeTimeoutMs = 30_000;
/** A mint over many installations takes a server longer than a login does. */
const mintTimeoutMs = 60_000;
/** Anything that may stand in a header. */
const sessionPattern = /^[\x21-\x7e]{1,16384}$/;
const exchangeOperation = {
    name: 'The exchange of the ID token',
    codes: { 401: 'DENIED_EXCHANGE', 403: 'DENIED_EXCHANGE', 404: 'DENIED_EXCHANGE' },
    refusalCode: 'DENIED_EXCHANGE',
    hints: {
        400: 'Check workspace-id and audience.',
        401: 'Check that audience is one that the server accepts, and that the clocks of server and GitHub agree.',
        403: 'Check that workspace-id is right and that this repository is imported into the workspace.',
        404: 'Check workspace-id, that this repository is imported and that the GitHub App is installed.',
    },
};
const mintOperation = {
    name: 'The mint of GitHub tokens',
    codes: { 401: 'DENIED_SESSION', 403: 'DENIED_PERMISSION' },
    refusalCode: 'REMOTE_REFUSED',
    hints: {
        400: 'The server wants a session of a GitHub Actions job and sources spelt owner/name.',
        403: 'GitHub STS must be on in the workspace, and this repository needs the permission ws:sts:create.',
        404: 'Check that endpoint is the path of the API and that the server has GitHub STS.',
    },
};
function createApiClient(options, ports) {
    const send = (0,client_send/* createSend */.R)(options, ports);
    return {
        ...createLockCalls(send),
        ...(0,commit_call/* createCommitCalls */.b)(send),
        ...createUploadCalls(send),
        async exchangeIdToken(body) {
            const path = '/auth/github-oidc';
            const response = await send({ method: 'POST', path, body, timeoutMs: exchangeTimeoutMs });
            const { token } = (0,client_answer/* readAnswer */.J)(exchangeOperation, response);
            if (typeof token === 'string' && sessionPattern.test(token))
                return { token };
            throw new errors/* ActionError */.l('REMOTE_MALFORMED', 'The exchange of the ID token brought no session.');
        },
        async mintTokens(session, body) {
            const timeoutMs = mintTimeoutMs;
            const response = await send({ method: 'POST', path: '/sts', body, timeoutMs, session });
            return readStsAnswer((0,client_answer/* readAnswer */.J)(mintOperation, response));
        },
    };
}

// EXTERNAL MODULE: ./src/base/retry.js
var retry = __webpack_require__(5161);
;// CONCATENATED MODULE: ./src/client/session.js
/**
 * Trades the job's identity for a session at the server, and keeps one. An ID token is good for one exchange only, so every
 * further try asks for a new one.
 */


async function logIn(workspaceId, ports) {
    return (0,retry/* retry */.L5)(async () => {
        const token = await ports.requestIdToken();
        await ports.maskSecrets([token]);
        const session = await ports.exchangeIdToken({ token, workspaceId });
        await ports.maskSecrets([session.token]);
        return session;
    }, retry/* peerRetry */.r1, ports);
}
/**
 * Logs in when a session is first needed, and once more when the server no longer accepts it: it lasts for an hour, and
 * replicas may disagree on signing keys for a moment. Rejects with what `work` or the login rejects with.
 */
function createSessionKeeper(workspaceId, ports) {
    let session;
    return async (work) => {
        session ??= await logIn(workspaceId, ports);
        try {
            return await work(session);
        }
        catch (error) {
            if (!(error instanceof errors/* ActionError */.l && error.code === 'DENIED_SESSION'))
                throw error;
        }
        session = await logIn(workspaceId, ports);
        try {
            return await work(session);
        }
        catch (error) {
            // The next request shall not begin with what was just refused.
            if (error instanceof errors/* ActionError */.l && error.code === 'DENIED_SESSION')
                session = undefined;
            throw error;
        }
    };
}

;// CONCATENATED MODULE: ./src/client/connect.js
/** Opens an Atmos Pro server to a job: its requests, and a session for them when one is needed. */



/** Sends nothing yet. `action` is the name by which the server's log knows the client. */
function connectApi({ baseUrl, endpoint, workspaceId }, action, ports) {
    const userAgent = `atmos-pro-actions/${version/* version */.r} (${action})`;
    const client = createApiClient({ baseUrl, endpoint, userAgent }, ports);
    const { exchangeIdToken } = client;
    return { client, withSession: createSessionKeeper(workspaceId, { ...ports, exchangeIdToken }) };
}


/***/ }),

/***/ 1660:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  k: () => (/* binding */ JsonText),
  R: () => (/* binding */ createSend)
});

;// CONCATENATED MODULE: ./src/client/url.js
/** Joins the configured address, the API's path and a route, whichever slashes the user wrote (wire contract §1.1). */
/** `base` may end in slashes and hold a path; `endpoint` may have slashes around it; `path` starts with one. */
function joinUrl(base, endpoint, path) {
    const parts = [base.replace(/\/+$/, ''), endpoint.replace(/^\/+|\/+$/g, ''), path.replace(/^\/+/, '')];
    return parts.filter((part) => part !== '').join('/');
}

;// CONCATENATED MODULE: ./src/client/send.js
/** Sends one JSON request to an Atmos Pro server, as a client of it. */

/** JSON that was written before: an upload is measured in bytes as it is cut, and not written twice. */
class JsonText {
    text;
    constructor(text) {
        this.text = text;
    }
}
function createSend(options, ports) {
    return ({ method, path, body, timeoutMs, session, signal }) => ports.fetch({
        method,
        url: joinUrl(options.baseUrl, options.endpoint, path),
        headers: {
            accept: 'application/json',
            'content-type': 'application/json',
            'user-agent': options.userAgent,
            ...(session === undefined ? {} : { authorization: `Bearer ${session.token}` }),
        },
        body: body instanceof JsonText ? body.text : JSON.stringify(body),
        timeoutMs,
        ...(signal === undefined ? {} : { signal }),
    });
}


/***/ }),

/***/ 8581:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  n: () => (/* binding */ apiPorts)
});

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
// EXTERNAL MODULE: ./src/runner/loopback.js
var loopback = __webpack_require__(5635);
;// CONCATENATED MODULE: ./src/runner/id-token.js
/** Asks the runner for an ID token: the job's signed statement of who it is (docs/wire.md#id-token-and-audience). */



/** Whole request, in milliseconds. */
const requestTimeoutMs = 10_000;
function endpointOf(environment, audience) {
    const address = (0,runner_environment/* readVariable */.n)('ACTIONS_ID_TOKEN_REQUEST_URL', environment);
    const bearer = (0,runner_environment/* readVariable */.n)('ACTIONS_ID_TOKEN_REQUEST_TOKEN', environment);
    if (address === undefined || bearer === undefined) {
        throw new errors/* ActionError */.l('INPUT_ID_TOKEN_PERMISSION', 'The job may not ask for an ID token.', {
            hint: 'Add `permissions: id-token: write` to the job. Pull requests from forks never get one.',
        });
    }
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && (0,loopback/* isLoopback */.U)(url)))) {
        throw new errors/* ActionError */.l('INPUT_INVALID', 'ACTIONS_ID_TOKEN_REQUEST_URL must be an https address.', {
            hint: 'The runner sets it; look for a step that overwrites it.',
        });
    }
    url.searchParams.set('audience', audience);
    return { url, bearer };
}
function readValue(body) {
    try {
        const value = JSON.parse(body)?.value;
        return typeof value === 'string' && value !== '' ? value : undefined;
    }
    catch {
        return undefined;
    }
}
/**
 * One new ID token for `audience`. Throws INPUT_ID_TOKEN_PERMISSION when the job lacks the permission, REMOTE_* when the
 * runner's endpoint fails; its body is never quoted, since it may hold a token.
 */
async function requestIdToken(audience, environment, ports) {
    const { url, bearer } = endpointOf(environment, audience);
    const response = await ports.fetch({
        method: 'GET',
        url: url.href,
        headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
        timeoutMs: requestTimeoutMs,
    });
    if (response.status !== 200) {
        const transient = response.status >= 500 || response.status === 429;
        throw new errors/* ActionError */.l('REMOTE_REFUSED', `The runner's ID-token endpoint answered ${response.status}.`, {
            hint: 'This is GitHub’s side; see https://www.githubstatus.com and run the job again.',
            ...(transient ? { retry: {} } : {}),
        });
    }
    const token = readValue(response.body);
    if (token !== undefined)
        return token;
    throw new errors/* ActionError */.l('REMOTE_MALFORMED', 'The runner’s ID-token endpoint answered without a token.');
}

;// CONCATENATED MODULE: ./src/runner/api-ports.js

/** The runner's own ports, and ID tokens for the audience of `connection`. */
function apiPorts({ audience }, runner) {
    const { environment, fetch, clock, random } = runner;
    return {
        fetch,
        clock,
        random,
        maskSecrets: (secrets) => runner.maskSecrets(secrets),
        requestIdToken: () => requestIdToken(audience, environment, runner),
    };
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

/***/ 5635:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ isLoopback)
/* harmony export */ });
/** Whether an address stays on this machine, where plain HTTP cannot be overheard. */
function isLoopback(url) {
    return (url.hostname === 'localhost' ||
        url.hostname.endsWith('.localhost') ||
        url.hostname === '[::1]' ||
        /^127(\.\d{1,3}){3}$/.test(url.hostname));
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
