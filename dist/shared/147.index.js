export const id = 147;
export const ids = [147];
export const modules = {

/***/ 4147:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
;// CONCATENATED MODULE: ./src/client/locks/renew-locks.js
/**
 * Keeps run locks alive while their job lives: renews at a third of the TTL and notices a loss. A lost lock is never taken
 * again, because only a renewal is requested. A server that does not support renewals grants an ended lock again. The new grant is
 * recognized by its id and released at once, unless another job of the same run took it on purpose in the meantime.
 */

/** How often the environment is checked, in milliseconds. */
const tickMs = 200;
/** Pause after a renewal that failed, in milliseconds, where a third of the TTL is not shorter. */
const failurePauseMs = 2_000;
/** Longest and shortest request, in milliseconds: one that does not end before the lock would hide that the lock has. */
const longestRequestMs = 10_000;
const shortestRequestMs = 2_000;
/** No job lasts longer, in milliseconds: GitHub ends one on a self-hosted runner after five days. */
const longestLifeMs = 5 * 24 * 60 * 60_000;
function lost(reason, until) {
    return { status: 'lost', reason, until };
}
/** New states by id; those of which nothing is known are left out. */
async function renewOnce(held, order, ports) {
    const sentAt = ports.clock.now();
    const left = Math.min(...held.map(({ until }) => until)) - sentAt;
    const timeoutMs = Math.max(shortestRequestMs, Math.min(longestRequestMs, left));
    const keys = held.map(({ key }) => key);
    const answer = await ports.takeLocks({ ...order, keys }, { timeoutMs });
    if (answer.status === 'unsupported') {
        throw new errors/* ActionError */.lZ('REMOTE_REFUSED', 'The server no longer knows how to renew.');
    }
    if (answer.status === 'held') {
        const [only, ...more] = held;
        if (only !== undefined && more.length === 0)
            return new Map([[only.id, lost(answer.message, only.until)]]);
        const each = [];
        for (const lock of held)
            each.push(...(await renewOnce([lock], order, ports)));
        return new Map(each);
    }
    const until = sentAt + order.ttlSeconds.renewing * 1_000;
    const ids = new Set(answer.grants.map(({ id }) => id));
    const mine = new Set(held.map(({ id }) => id));
    const strays = answer.grants.filter(({ id, outcome }) => !mine.has(id) && outcome !== 'renewed');
    for (const { id } of strays)
        await ports.releaseLock({ id });
    return new Map(held.map((lock) => [
        lock.id,
        ids.has(lock.id)
            ? { status: 'held', until }
            : lost('The lock expired or was released by another caller, and was not taken again.', lock.until),
    ]));
}
/** Ends when nothing is left to keep, or when the job is gone; what is held then ends with its TTL. Never rejects for a failed request. */
async function keepLocks(request, ports) {
    const { takenAt } = request;
    const order = { ...request.order, renewOnly: true, waitSeconds: undefined };
    const { clock } = ports;
    const intervalMs = (order.ttlSeconds.renewing * 1_000) / 3;
    let locks = request.locks.map((lock) => ({ ...lock, status: 'held' }));
    let nextAt = takenAt + intervalMs;
    let failure = '';
    async function change(update) {
        const next = locks.map((lock) => (lock.status === 'held' ? update(lock) : lock));
        const isChanged = next.some((lock, index) => lock !== locks[index]);
        locks = next;
        if (isChanged)
            await ports.report(locks);
    }
    await ports.report(locks);
    for (;;) {
        const wanted = await ports.readWanted();
        if (wanted === undefined || !ports.isJobAlive() || clock.now() - takenAt > longestLifeMs)
            return;
        await change((lock) => (wanted.includes(lock.id) ? lock : { ...lock, status: 'dropped' }));
        const held = locks.filter(({ status }) => status === 'held');
        if (held.length === 0)
            return;
        // Also when all of the time seems to be over: should a clock have been set ahead, the server knows better.
        if (clock.now() >= nextAt) {
            try {
                const sentAt = clock.now();
                const renewal = await renewOnce(held, order, ports);
                await change((lock) => ({ ...lock, ...renewal.get(lock.id) }));
                nextAt = sentAt + intervalMs;
            }
            catch (error) {
                failure = error instanceof Error ? error.message : String(error);
                nextAt = clock.now() + Math.min(intervalMs, failurePauseMs);
            }
        }
        const now = clock.now();
        await change((lock) => now < lock.until
            ? lock
            : { ...lock, ...lost(`It could not be renewed before it ran out: ${failure}`, lock.until) });
        await clock.sleep(tickMs);
    }
}

// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
// EXTERNAL MODULE: ./src/runner/heartbeat-folder.js + 1 modules
var heartbeat_folder = __webpack_require__(8778);
// EXTERNAL MODULE: ./src/runner/job-process.js
var job_process = __webpack_require__(3743);
// EXTERNAL MODULE: ./src/runner/runner.js + 3 modules
var runner_runner = __webpack_require__(5059);
// EXTERNAL MODULE: ./src/runner/clock.js
var clock = __webpack_require__(3638);
;// CONCATENATED MODULE: ./src/runner/steady-clock.js

/** Starts at the time of day. If that is set ahead, the clock runs ahead, which ends a lock too early, not too late. */
function createSteadyClock({ wall, uptime } = { wall: Date.now, uptime: () => performance.now() }) {
    let last = { wall: wall(), uptime: uptime() };
    let time = last.wall;
    return {
        now() {
            const next = { wall: wall(), uptime: uptime() };
            time += Math.max(next.wall - last.wall, next.uptime - last.uptime);
            last = next;
            return time;
        },
        sleep: clock/* systemClock */.m.sleep,
    };
}

// EXTERNAL MODULE: ./actions/lock-stack/state.js
var state = __webpack_require__(5750);
;// CONCATENATED MODULE: ./actions/lock-stack/heartbeat.js
/** The background process of `lock-stack`: renews the locks of the step until the post step or the end of the job. */








/** Timeout of a request, in milliseconds. The post step waits for a request that is in flight. */
const timeoutMs = 10_000;
async function run() {
    const { connection, locks, order, takenAt, folder, job } = await (0,state/* readHeartbeatStart */.$d)(await (0,job_process/* receiveStart */.Kh)());
    const runner = (0,runner_runner/* createRunner */.j)(process.env);
    // The output of this process is not in the log of the job, so there is nothing to mask.
    const ports = (0,runner_connection/* apiPorts */.nL)(connection, { ...runner, maskSecrets: async () => { } });
    const server = (0,client/* connectLocks */.VL)(connection, { action: 'lock-stack', timeoutMs }, ports);
    await keepLocks({ locks, order, takenAt }, {
        ...server,
        readWanted: () => (0,heartbeat_folder/* readWanted */.oY)(folder),
        isJobAlive: () => (0,job_process/* isAlive */._n)(job),
        report: (kept) => (0,heartbeat_folder/* writeKeptLocks */.qW)(folder, kept),
        clock: createSteadyClock(),
    });
}


/***/ }),

/***/ 5750:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $d: () => (/* binding */ readHeartbeatStart),
/* harmony export */   IJ: () => (/* binding */ forgetRequested),
/* harmony export */   LM: () => (/* binding */ readRequested),
/* harmony export */   UR: () => (/* binding */ saveRequested),
/* harmony export */   Wu: () => (/* binding */ readTaken),
/* harmony export */   zM: () => (/* binding */ saveTaken)
/* harmony export */ });
/* harmony import */ var _src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6715);

async function saveRequested({ connection, keys, scope, locks }, runner) {
    await runner.saveState({ requested: JSON.stringify({ connection, keys, scope, locks }) });
}
/** The main step knows the outcome. */
async function forgetRequested(runner) {
    await runner.saveState({ requested: '' });
}
/** `undefined` unless the main step ended before it knew the outcome. */
async function readRequested(runner) {
    const text = runner.readState('requested');
    return text === undefined ? undefined : (0,_src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .parseSavedState */ .C)('requested', text);
}
async function saveTaken(taken, runner) {
    await runner.saveState({ taken: JSON.stringify(taken) });
}
async function readTaken(runner) {
    const text = runner.readState('taken');
    return text === undefined ? undefined : (0,_src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .parseSavedState */ .C)('taken', text);
}
/** In the heartbeat: the message that it was started with. */
function readHeartbeatStart(message) {
    const start = { source: 'The start message of the heartbeat', code: 'INTERNAL' };
    return (0,_src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .readJobState */ .$)('heartbeat', message, start);
}


/***/ }),

/***/ 8778:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  AY: () => (/* binding */ createLockFolder),
  J9: () => (/* binding */ describeLockFolder),
  G: () => (/* binding */ dropLocks),
  DV: () => (/* binding */ findLockFolder),
  Ob: () => (/* binding */ findLockFolders),
  x_: () => (/* binding */ lockFolderPath),
  p4: () => (/* binding */ lostFile),
  bA: () => (/* binding */ readKeptLocks),
  oY: () => (/* binding */ readWanted),
  qW: () => (/* binding */ writeKeptLocks),
  Xq: () => (/* binding */ writeWanted)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
// EXTERNAL MODULE: ./src/runner/job-process.js
var job_process = __webpack_require__(3743);
// EXTERNAL MODULE: ./src/runner/job-state.js
var job_state = __webpack_require__(6715);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./src/runner/whole-file.js
var whole_file = __webpack_require__(4742);
;// CONCATENATED MODULE: ./src/runner/shared-json.js
/** JSON files that processes of a job read and replace at the same time. */




/** Largest file, in bytes. */
const maxBytes = 1_048_576;
function unusable(path, cause) {
    const reason = (0,errors/* systemErrorCode */.vq)(cause) ?? (cause instanceof Error ? cause.message : '');
    return new errors/* ActionError */.lZ('INPUT_FILE_UNUSABLE', `The file ${path} cannot be used: ${reason}.`, {
        hint: 'lock-stack writes it. Check for an earlier step that changes it, and remove its folder.',
        cause,
    });
}
/** A regular file, never through a link at the path, and without waiting for a pipe. */
async function readRegularFile(path) {
    const flags = external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NOFOLLOW ?? 0) | (external_node_fs_.constants.O_NONBLOCK ?? 0);
    const file = await (0,promises_.open)(path, flags);
    try {
        const stat = await file.stat();
        if (!stat.isFile())
            throw new Error('it is not a regular file');
        if (stat.size > maxBytes)
            throw new Error(`it is larger than ${maxBytes} bytes`);
        return await file.readFile('utf8');
    }
    finally {
        await file.close();
    }
}
/** `undefined` if the file or its folder does not exist. Throws INPUT_FILE_UNUSABLE for a file that something else has changed. */
async function readSharedJson(path) {
    try {
        return JSON.parse(await (0,whole_file/* whileBusy */.l)(() => readRegularFile(path)));
    }
    catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes((0,errors/* systemErrorCode */.vq)(error) ?? ''))
            return undefined;
        throw unusable(path, error instanceof SyntaxError ? new Error('it is not JSON', { cause: error }) : error);
    }
}
/** Atomic: a reader sees the old text or the new one. Throws INPUT_FILE_UNUSABLE. */
async function replaceSharedJson(path, value) {
    try {
        await (0,whole_file/* replaceWholeFile */.s)(path, JSON.stringify(value));
    }
    catch (error) {
        throw unusable(path, error);
    }
}

;// CONCATENATED MODULE: ./src/runner/heartbeat-folder.js
/**
 * How the steps of a job and the heartbeat communicate: a folder per step with locks, in the job's temporary directory. Steps write
 * `wanted.json` (the locks to keep), the heartbeat writes `state.json`, and `lost` appears when a lock was lost. None of them contains a
 * secret.
 */








const folderPrefix = 'atmos-pro-lock-';
function lostFile(folder) {
    return (0,external_node_path_.join)(folder, 'lost');
}
function requireTemp(environment) {
    const directory = (0,runner_environment/* readVariable */.n)('RUNNER_TEMP', environment);
    if (directory !== undefined)
        return directory;
    throw new errors/* ActionError */.lZ('INPUT_MISSING', 'RUNNER_TEMP is not set, so the state of the lock cannot be kept.', {
        hint: 'The runner sets it. Check for an earlier step that overwrites it.',
    });
}
function isAbsent(error) {
    return ['ENOENT', 'ENOTDIR'].includes((0,errors/* systemErrorCode */.vq)(error) ?? '');
}
/** `undefined` if the file does not exist. Throws INPUT_FILE_UNUSABLE if another program has changed it. */
async function readEntry(kind, path) {
    const value = await readSharedJson(path);
    if (value === undefined)
        return undefined;
    return (0,job_state/* readJobState */.$)(kind, value, { source: `The file ${path}`, code: 'INPUT_FILE_UNUSABLE' });
}
/** Path of a step's folder. Throws INPUT_MISSING outside of a runner. */
function lockFolderPath(name, environment) {
    return (0,external_node_path_.join)(requireTemp(environment), `${folderPrefix}${name}`);
}
async function createLockFolder(folder) {
    await (0,promises_.mkdir)(folder.path, { mode: 0o700, recursive: true });
    await writeWanted(folder.path, folder.locks.map(({ id, key }) => id || key));
    await describeLockFolder(folder);
}
function describeLockFolder({ path, ...content }) {
    return replaceSharedJson((0,external_node_path_.join)(path, 'folder.json'), content);
}
/** A directory of this user, not a link: what is written into the folder must not end up elsewhere. */
async function checkFolder(path) {
    const found = await (0,promises_.lstat)(path);
    const isOwn = process.getuid === undefined || found.uid === process.getuid() || process.getuid() === 0;
    if (found.isDirectory() && isOwn)
        return;
    throw new errors/* ActionError */.lZ('INPUT_FILE_UNUSABLE', `${path} is not a folder of lock-stack.`, {
        hint: 'Check for an earlier step that creates it, and remove it.',
    });
}
/** `undefined` if it does not exist. Throws INPUT_FILE_UNUSABLE if something else made or changed it. */
async function findLockFolder(path) {
    const content = await readEntry('lockFolder', (0,external_node_path_.join)(path, 'folder.json'));
    if (content === undefined)
        return undefined;
    await checkFolder(path);
    return { ...content, heartbeat: content.heartbeat, path };
}
/** The folders of all steps of this job. Throws INPUT_FILE_UNUSABLE if one of them is damaged. */
async function findLockFolders(environment) {
    const directory = (0,runner_environment/* readVariable */.n)('RUNNER_TEMP', environment);
    if (directory === undefined)
        return [];
    const names = await (0,promises_.readdir)(directory).catch((error) => {
        if (isAbsent(error))
            return [];
        throw new errors/* ActionError */.lZ('INPUT_FILE_UNUSABLE', `RUNNER_TEMP cannot be read: ${directory}.`, {
            cause: error,
        });
    });
    const folders = names
        .filter((name) => name.startsWith(folderPrefix))
        .map((name) => findLockFolder((0,external_node_path_.join)(directory, name)));
    return (await Promise.all(folders)).filter((folder) => folder !== undefined);
}
/** IDs of the locks to keep, keys for locks without an ID. `undefined` if the folder is gone. */
async function readWanted(path) {
    return readEntry('wanted', (0,external_node_path_.join)(path, 'wanted.json'));
}
function writeWanted(path, names) {
    return replaceSharedJson((0,external_node_path_.join)(path, 'wanted.json'), names);
}
/** The last report of the heartbeat. Empty before the first one. */
async function readKeptLocks(path) {
    return (await readEntry('keptLocks', (0,external_node_path_.join)(path, 'state.json'))) ?? [];
}
/** Also creates the file `lost` if a lock was lost. Steps wait for that file, so it appears with its text. */
async function writeKeptLocks(path, locks) {
    await replaceSharedJson((0,external_node_path_.join)(path, 'state.json'), locks);
    const lines = locks
        .filter(({ status }) => status === 'lost')
        .map(({ key, reason = '' }) => `${key}: ${reason}\n`);
    if (lines.length > 0)
        await (0,whole_file/* replaceWholeFile */.s)(lostFile(path), lines.join(''));
}
/** Longest wait, in milliseconds: one request of the heartbeat. */
const patienceMs = 12_000;
const pollMs = 50;
/**
 * Makes the heartbeat stop renewing locks before they are released. Otherwise a late renewal would acquire them again. `names`: IDs, or
 * keys of locks without an ID. Kills the heartbeat if it does not react and is provably that of the folder.
 */
async function dropLocks(folder, names, { clock }) {
    const { path, heartbeat } = folder;
    const wanted = (await readWanted(path)) ?? [];
    await writeWanted(path, wanted.filter((name) => !names.includes(name)));
    if (heartbeat === undefined)
        return;
    const deadline = clock.now() + patienceMs;
    while ((0,job_process/* mayRun */.xP)(heartbeat, path)) {
        const kept = await readKeptLocks(path);
        const isDropped = kept.every(({ id, status }) => status !== 'held' || !names.includes(id));
        if (kept.length > 0 && isDropped)
            return;
        if (clock.now() > deadline)
            return (0,job_process/* endProcess */.JZ)(heartbeat, path);
        await clock.sleep(pollMs);
    }
}


/***/ }),

/***/ 3743:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JZ: () => (/* binding */ endProcess),
/* harmony export */   Kh: () => (/* binding */ receiveStart),
/* harmony export */   _n: () => (/* binding */ isAlive),
/* harmony export */   ew: () => (/* binding */ markJobProcess),
/* harmony export */   x5: () => (/* binding */ leaveRunning),
/* harmony export */   xP: () => (/* binding */ mayRun)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1421);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5664);
/** Processes around a step: the one that runs the job, and a background process that outlives the step. */




/** Variable of a background process by which it is known: only the process that was started for a folder has its path. */
const folderVariable = 'ATMOS_PRO_LOCK_FOLDER';
/** Longest start of a background process, in milliseconds. */
const startTimeoutMs = 20_000;
/** State letter and start of a process, on Linux. `undefined` elsewhere, and if there is no such process. */
function statOf(pid) {
    if (process.platform !== 'linux')
        return undefined;
    try {
        // The name in parentheses may contain anything. The state follows it; the start is the 20th field after it.
        const stat = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.readFileSync)(`/proc/${pid}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
    }
    catch {
        return undefined;
    }
}
/** PID 0 is a process outside of this container, which cannot be watched. */
function markProcess(pid) {
    return { pid, startedAt: statOf(pid)?.startedAt ?? '' };
}
/** The process that runs the job: the worker of the runner is the parent of every step. */
function markJobProcess() {
    return markProcess(process.ppid);
}
function isAlive({ pid, startedAt }) {
    if (pid <= 0)
        return true;
    try {
        process.kill(pid, 0);
    }
    catch (error) {
        // EPERM: the process exists, but belongs to another user.
        return (0,_base_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .systemErrorCode */ .vq)(error) === 'EPERM';
    }
    const stat = statOf(pid);
    if (stat === undefined || startedAt === '')
        return true;
    // A zombie has ended; its parent has not read its exit code.
    return stat.startedAt === startedAt && stat.state !== 'Z';
}
/**
 * Starts an entry of this action (`heartbeat` for `dist/<action>/heartbeat.js`) as a process that outlives the step, sends it
 * `message`, and returns its mark after it has answered. It inherits the environment, including RUNNER_TRACKING_ID, by which the runner
 * kills what is left at the end of the job. Its arguments are empty: other processes can read them. Detached: otherwise, on Windows, it
 * would end with its parent and receive the console's Ctrl+C.
 */
function leaveRunning(entry, message, folder) {
    const file = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(process.argv[1] ?? ''), `${entry}.js`);
    // At the root: on Windows the working directory of a process cannot be removed, and the job may remove its own.
    const cwd = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.parse)(file).root;
    const env = { ...process.env, [folderVariable]: folder };
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.fork)(file, [], {
        detached: true,
        windowsHide: true,
        cwd,
        env,
        stdio: 'ignore',
        execArgv: [],
    });
    return new Promise((resolve, reject) => {
        const fail = (reason, cause) => {
            clearTimeout(timer);
            child.kill('SIGKILL');
            reject(new _base_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .ActionError */ .lZ('INTERNAL', `The background process ${entry} did not start: ${reason}.`, { cause }));
        };
        const timer = setTimeout(() => fail(`no answer within ${startTimeoutMs / 1_000} s`), startTimeoutMs);
        child.once('error', (error) => fail(error.message, error));
        child.once('exit', (code) => fail(`it exited with code ${code}`));
        child.once('message', () => {
            clearTimeout(timer);
            child.removeAllListeners();
            if (child.connected)
                child.disconnect();
            child.unref();
            resolve(markProcess(child.pid ?? 0));
        });
        child.send(message);
    });
}
/** In the background process: the message that it was started with. Answers, and disconnects from its parent. */
function receiveStart() {
    return new Promise((resolve) => {
        process.once('message', (message) => {
            process.send?.('started', () => {
                if (process.connected)
                    process.disconnect();
                resolve(message);
            });
        });
    });
}
/**
 * Whether the process was started for `folder`, on Linux: by its start and by a variable that only that process has. Elsewhere nothing
 * proves it. A file that names a process is not proof: another program of the job can write it.
 */
function isProven({ pid, startedAt }, folder) {
    if (pid <= 1 || startedAt === '' || statOf(pid)?.startedAt !== startedAt)
        return false;
    try {
        const variables = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.readFileSync)(`/proc/${pid}/environ`, 'utf8').split('\0');
        return variables.includes(`${folderVariable}=${folder}`);
    }
    catch {
        return false;
    }
}
/** Whether the background process of `folder` may still be running. */
function mayRun(mark, folder) {
    return isAlive(mark) && (process.platform !== 'linux' || isProven(mark, folder));
}
/** Kills the background process of `folder`, if it is proven to be that. It is not an error if it has ended. */
function endProcess(mark, folder) {
    if (!isAlive(mark) || !isProven(mark, folder))
        return;
    try {
        process.kill(mark.pid, 'SIGKILL');
    }
    catch {
        // It has just ended.
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

/***/ 4742:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ whileBusy),
/* harmony export */   s: () => (/* binding */ replaceWholeFile)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1455);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5664);
/* harmony import */ var _base_retry_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5161);
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3638);
/** Files that other processes read at any time: the new text is there whole, or not at all. */





/** On Windows a file cannot be replaced while it is read, nor opened while it is replaced. Both are over in milliseconds. */
const busyRetry = {
    attempts: 40,
    baseDelayMs: 10,
    maxDelayMs: 100,
    isRetryable: (error) => ['EPERM', 'EACCES', 'EBUSY'].includes((0,_base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .systemErrorCode */ .vq)(error) ?? ''),
};
const ports = { clock: _clock_js__WEBPACK_IMPORTED_MODULE_4__/* .systemClock */ .m, random: _clock_js__WEBPACK_IMPORTED_MODULE_4__/* .systemRandom */ .v };
/** Repeats what fails on a file that another process is reading or replacing. */
function whileBusy(use) {
    return (0,_base_retry_js__WEBPACK_IMPORTED_MODULE_3__/* .retry */ .L5)(use, busyRetry, ports);
}
/**
 * Atomic: a reader sees the old text or the new one. A link at `path` is replaced, not followed. `mode`: of a new file by default. Rejects
 * with the error of the file system; nothing is left behind.
 */
async function replaceWholeFile(path, text, { mode } = {}) {
    // A new file under a name that cannot be guessed: one that exists could be a link.
    const draft = `${path}.${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}`;
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.writeFile)(draft, text, { flag: 'wx', mode });
        await whileBusy(() => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(draft, path));
    }
    catch (error) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(draft, { force: true }).catch(() => undefined);
        throw error;
    }
}


/***/ })

};
