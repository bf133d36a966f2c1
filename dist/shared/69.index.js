export const id = 69;
export const ids = [69];
export const modules = {

/***/ 7069:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/runner/run-action.js
var run_action = __webpack_require__(4012);
// EXTERNAL MODULE: ./src/client/locks/release-locks.js
var release_locks = __webpack_require__(5954);
// EXTERNAL MODULE: ./src/runner/drop-locks.js
var drop_locks = __webpack_require__(2230);
// EXTERNAL MODULE: ./src/runner/lock-files.js + 1 modules
var lock_files = __webpack_require__(3479);
// EXTERNAL MODULE: ./actions/lock-stack/server.js
var server = __webpack_require__(3832);
// EXTERNAL MODULE: ./actions/lock-stack/state.js
var state = __webpack_require__(5750);
;// CONCATENATED MODULE: ./actions/lock-stack/release.js
/** Frees what the main step took, and says loudly when it was not held until now. Warns, never more. */





function nameOf({ id, key }) {
    return id || key;
}
/** Ends the heartbeat first: a renewal after the release would take the lock again. */
async function endHeartbeat({ locks, folder: path }, runner) {
    const folder = (await (0,lock_files/* findLockFolders */.Ob)(runner.environment)).find((found) => found.path === path);
    if (folder === undefined)
        return { locks, kept: [] };
    const wanted = await (0,lock_files/* readWanted */.oY)(path);
    await (0,drop_locks/* dropLocks */.G)(folder, locks.map(nameOf), runner);
    return {
        locks: wanted === undefined ? locks : locks.filter((lock) => wanted.includes(nameOf(lock))),
        kept: await (0,lock_files/* readKeptLocks */.bA)(path),
    };
}
async function warnOfLoss(key, reason, runner) {
    const text = `THE LOCK ON ${key} WAS LOST WHILE THE JOB RAN: what ran since then was not protected, and somebody else may have changed the stack. ${reason}`;
    await runner.warning(text, 'DENIED_LOCK_LOST');
    await runner.addSummary(`> [!WARNING]\n> The lock on \`${key.replaceAll('`', '')}\` was lost while the job ran. The log says how.\n`);
}
async function report(outcome, lostBefore, runner) {
    const { key } = outcome;
    const reason = lostBefore ?? (outcome.status === 'lost' ? outcome.message : undefined);
    if (reason !== undefined)
        await warnOfLoss(key, reason, runner);
    if (outcome.status === 'failed') {
        const text = `${key} could not be released and stays locked until its TTL is over: ${outcome.reason}`;
        await runner.warning(text, 'REMOTE_REFUSED');
    }
    if (outcome.status === 'released' && reason === undefined)
        runner.logger.info(`Released: ${key}.`);
}
/** What the run's jobs share stays for the next of them. */
async function leave(locks, kept, runner) {
    for (const { id, key } of locks) {
        const lost = kept.find((lock) => lock.id === id && lock.status === 'lost');
        if (lost === undefined)
            runner.logger.info(`Left to the run: ${key}.`);
        else
            await warnOfLoss(key, lost.reason ?? '', runner);
    }
}
async function release(runner) {
    const taken = (0,state/* readTaken */.W)(runner);
    if (taken === undefined)
        return;
    const { locks, kept } = await endHeartbeat(taken, runner);
    if (taken.isShared)
        return leave(locks, kept, runner);
    const outcomes = await (0,release_locks/* releaseLocks */.w)(locks, taken.server, {
        ...(0,server/* openLockServer */.X)(taken.connection, runner),
        clock: runner.clock,
        random: runner.random,
    });
    for (const [index, outcome] of outcomes.entries()) {
        const id = locks[index]?.id;
        const lost = kept.find((lock) => lock.id === id && lock.status === 'lost');
        await report(outcome, lost?.reason, runner);
    }
}

;// CONCATENATED MODULE: ./actions/lock-stack/post.js
/** Post step of `lock-stack`: runs always, after a failed or cancelled job too. */


async function run() {
    await (0,run_action/* runAction */.C)(release, { onFailure: 'warn' });
}


/***/ }),

/***/ 3832:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ openLockServer)
/* harmony export */ });
/* harmony import */ var _src_client_connect_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9962);
/* harmony import */ var _src_client_locks_with_session_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9057);
/* harmony import */ var _src_runner_api_ports_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8581);
/** The server's locks, as this job. */



function openLockServer(connection, runner, options = {}) {
    return (0,_src_client_locks_with_session_js__WEBPACK_IMPORTED_MODULE_2__/* .createLockServer */ .T)((0,_src_client_connect_js__WEBPACK_IMPORTED_MODULE_0__/* .connectApi */ .X)(connection, 'lock-stack', (0,_src_runner_api_ports_js__WEBPACK_IMPORTED_MODULE_1__/* .apiPorts */ .n)(connection, runner)), options);
}


/***/ }),

/***/ 5750:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ readTaken),
/* harmony export */   z: () => (/* binding */ saveTaken)
/* harmony export */ });
/** What the post step and the heartbeat have to know. */
async function saveTaken(taken, runner) {
    await runner.saveState({ taken: JSON.stringify(taken) });
}
function readTaken(runner) {
    const text = runner.readState('taken');
    return text === undefined ? undefined : JSON.parse(text);
}


/***/ }),

/***/ 5954:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ releaseLocks)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _base_retry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5161);
/** Frees what a step took, and nothing else; finds out whether it still held it. */


/** By id a release may be repeated: a grant is freed once, and a later one of the key has another id. */
async function releaseById({ id, key }, ports) {
    let isRepeat = false;
    const answer = await (0,_base_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .retry */ .L5)(() => ports.releaseLock({ key, id }), {
        ..._base_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .peerRetry */ .r1,
        isRetryable(error) {
            isRepeat = true;
            return _base_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .peerRetry */ .r1.isRetryable(error);
        },
    }, ports);
    // The first try may have freed it and its answer have been lost.
    return answer.status === 'absent' && isRepeat ? { status: 'released' } : answer;
}
async function releaseOne(lock, server, ports) {
    const { key, until } = lock;
    // By key alone it might be somebody else's by now.
    if (server === 'plain' && ports.clock.now() >= until) {
        return { key, status: 'lost', message: 'Its TTL ran out before the job ended.' };
    }
    try {
        const answer = await (server === 'plain' ? ports.releaseLock({ key }) : releaseById(lock, ports));
        if (answer.status === 'released')
            return { key, status: 'released' };
        return { key, status: 'lost', message: answer.message };
    }
    catch (error) {
        if (error instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l)
            return { key, status: 'failed', reason: error.message };
        throw error;
    }
}
/** One outcome per lock, in their order. Failures of the server are outcomes: one lock does not keep another. */
async function releaseLocks(locks, server, ports) {
    const outcomes = [];
    for (const lock of locks)
        outcomes.push(await releaseOne(lock, server, ports));
    return outcomes;
}


/***/ }),

/***/ 9057:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ createLockServer)
/* harmony export */ });
/** The requests about locks, each with a session that is there when it is needed. */
/** Longest request that gives up a place, in milliseconds: a cancelled job has little time. */
const stopTimeoutMs = 2_000;
function createLockServer({ client, withSession }, options = {}) {
    // It goes out when the job is cancelled, which ends the other requests.
    const { signal: _cancelled, ...stopOptions } = { ...options, timeoutMs: stopTimeoutMs };
    return {
        takeLock: (key, order) => withSession((session) => client.takeLock(session, { ...order, keys: [key] }, options)),
        takeLocks: (order, more) => withSession((session) => client.takeLocks(session, order, { ...options, ...more })),
        stopWaiting: (order) => withSession((session) => client.stopWaiting(session, order, stopOptions)),
        releaseLock: (target) => withSession((session) => client.releaseLock(session, target, options)),
    };
}


/***/ }),

/***/ 2230:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ dropLocks)
/* harmony export */ });
/* harmony import */ var _job_process_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3743);
/* harmony import */ var _lock_files_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3479);


/** Longest wait, in milliseconds: one request of the renewing process. */
const patienceMs = 12_000;
const pollMs = 50;
/** `names`: ids, or keys of locks without one. Ends the process when it does not listen. */
async function dropLocks(folder, names, { clock }) {
    const { path, heartbeat } = folder;
    const wanted = (await (0,_lock_files_js__WEBPACK_IMPORTED_MODULE_1__/* .readWanted */ .oY)(path)) ?? [];
    await (0,_lock_files_js__WEBPACK_IMPORTED_MODULE_1__/* .writeWanted */ .Xq)(path, wanted.filter((name) => !names.includes(name)));
    if (heartbeat === undefined)
        return;
    const deadline = clock.now() + patienceMs;
    while ((0,_job_process_js__WEBPACK_IMPORTED_MODULE_0__/* .isAlive */ ._n)(heartbeat)) {
        const kept = await (0,_lock_files_js__WEBPACK_IMPORTED_MODULE_1__/* .readKeptLocks */ .bA)(path);
        const isDropped = kept.every(({ id, status }) => status !== 'held' || !names.includes(id));
        if (kept.length > 0 && isDropped)
            return;
        if (clock.now() > deadline)
            return (0,_job_process_js__WEBPACK_IMPORTED_MODULE_0__/* .endProcess */ .JZ)(heartbeat);
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
/* harmony export */   x5: () => (/* binding */ leaveRunning)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1421);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5664);
/** Processes around a step: the one that runs the job, and one that the step leaves running behind it. */




/** Longest start of a process that is left running, in milliseconds. */
const startTimeoutMs = 20_000;
/** State letter and start of a process, on Linux; undefined elsewhere and for one that is not there. */
function statOf(pid) {
    if (process.platform !== 'linux')
        return undefined;
    try {
        // The name in parentheses may hold anything; the state follows it, the start is the 20th field after it.
        const stat = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.readFileSync)(`/proc/${pid}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
    }
    catch {
        return undefined;
    }
}
/** Pid 0 stands for a process outside of this container, which cannot be watched. */
function markProcess(pid) {
    return { pid, startedAt: statOf(pid)?.startedAt ?? '' };
}
/** What runs the job's steps: the runner's worker starts every step itself. */
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
        // Not being allowed to signal it means that it is there.
        return error.code === 'EPERM';
    }
    const stat = statOf(pid);
    if (stat === undefined || startedAt === '')
        return true;
    // A zombie has ended; nobody has asked how.
    return stat.startedAt === startedAt && stat.state !== 'Z';
}
/**
 * Starts the entry beside that of this step (`heartbeat` for `dist/<action>/heartbeat.js`) as a process of its own that
 * outlives the step, hands it `message`, and returns its mark once it has answered. It inherits the environment, with the
 * runner's RUNNER_TRACKING_ID, by which the runner ends at the end of the job what is left of it. Nothing is put into its
 * arguments. Detached: on Windows a child ends with its parent otherwise, and hears what is pressed in its console.
 */
function leaveRunning(entry, message) {
    const file = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(process.argv[1] ?? ''), `${entry}.js`);
    // At the root: on Windows nobody can remove the directory that a process is in, and the job's is the job's.
    const cwd = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.parse)(file).root;
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.fork)(file, [], { detached: true, windowsHide: true, cwd, stdio: 'ignore', execArgv: [] });
    return new Promise((resolve, reject) => {
        const fail = (reason, cause) => {
            clearTimeout(timer);
            child.kill('SIGKILL');
            reject(new _base_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .ActionError */ .l('INTERNAL', `The background process ${entry} did not start: ${reason}.`, { cause }));
        };
        const timer = setTimeout(() => fail('no answer in time'), startTimeoutMs);
        child.once('error', (error) => fail(error.message, error));
        child.once('exit', (code) => fail(`it ended with ${code}`));
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
/** In the process that was left running: what it was started with. Answers, and lets go of its parent. */
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
/** Ends it at once; one that is gone already is fine. */
function endProcess(mark) {
    if (mark.pid <= 0 || !isAlive(mark))
        return;
    try {
        process.kill(mark.pid, 'SIGKILL');
    }
    catch {
        // It ended meanwhile.
    }
}


/***/ }),

/***/ 3479:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  AY: () => (/* binding */ createLockFolder),
  J9: () => (/* binding */ describeLockFolder),
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
// EXTERNAL MODULE: ./src/base/retry.js
var retry = __webpack_require__(5161);
// EXTERNAL MODULE: ./src/runner/clock.js
var clock = __webpack_require__(3638);
;// CONCATENATED MODULE: ./src/runner/shared-json.js
/** JSON files that processes of a job read while others replace them. */



/** On Windows a file cannot be replaced while somebody reads it, nor opened while it is replaced: both take less than a moment. */
const busyRetry = {
    attempts: 40,
    baseDelayMs: 10,
    maxDelayMs: 100,
    isRetryable: (error) => ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error)),
};
const ports = { clock: clock/* systemClock */.m, random: clock/* systemRandom */.v };
function codeOf(error) {
    return error.code ?? '';
}
/** `undefined` when the file, or its folder, is not there. */
async function readSharedJson(path) {
    try {
        return JSON.parse(await (0,retry/* retry */.L5)(() => (0,promises_.readFile)(path, 'utf8'), busyRetry, ports));
    }
    catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes(codeOf(error)))
            return undefined;
        throw error;
    }
}
/** In one go: a reader sees the old text or the new one. */
async function replaceSharedJson(path, value) {
    const draft = `${path}.${process.pid}`;
    await (0,promises_.writeFile)(draft, JSON.stringify(value));
    await (0,retry/* retry */.L5)(() => (0,promises_.rename)(draft, path), busyRetry, ports);
}

;// CONCATENATED MODULE: ./src/runner/lock-files.js
/**
 * What the steps of a job and the process that renews its locks tell each other: a folder per step that took locks, in the
 * job's temporary directory. `wanted.json` is written by steps (which locks to keep), `state.json` by the renewing process,
 * `lost` appears when a lock was lost. No secret is in any of them.
 */





const folderPrefix = 'atmos-pro-lock-';
function lostFile(folder) {
    return (0,external_node_path_.join)(folder, 'lost');
}
function requireTemp(environment) {
    const directory = (0,runner_environment/* readVariable */.n)('RUNNER_TEMP', environment);
    if (directory !== undefined)
        return directory;
    throw new errors/* ActionError */.l('INPUT_MISSING', 'RUNNER_TEMP is not set, so there is no place for the state of the lock.', {
        hint: 'The runner sets it.',
    });
}
function isAbsent(error) {
    return ['ENOENT', 'ENOTDIR'].includes(error.code ?? '');
}
/** Where a step's folder will be; throws INPUT_MISSING outside of a runner. */
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
/** Those of this job, whichever step made them. */
async function findLockFolders(environment) {
    const directory = (0,runner_environment/* readVariable */.n)('RUNNER_TEMP', environment);
    if (directory === undefined)
        return [];
    const names = await (0,promises_.readdir)(directory).catch((error) => {
        if (isAbsent(error))
            return [];
        throw error;
    });
    const folders = names
        .filter((name) => name.startsWith(folderPrefix))
        .map(async (name) => {
        const path = (0,external_node_path_.join)(directory, name);
        const content = (await readSharedJson((0,external_node_path_.join)(path, 'folder.json')));
        return content === undefined ? [] : [{ ...content, path }];
    });
    return (await Promise.all(folders)).flat();
}
/** Ids of the locks that are still wanted, keys for those without one; `undefined` when the folder is gone. */
async function readWanted(path) {
    return (await readSharedJson((0,external_node_path_.join)(path, 'wanted.json')));
}
function writeWanted(path, names) {
    return replaceSharedJson((0,external_node_path_.join)(path, 'wanted.json'), names);
}
/** What the renewing process said last; empty before that. */
async function readKeptLocks(path) {
    return (await readSharedJson((0,external_node_path_.join)(path, 'state.json'))) ?? [];
}
/** Also makes the file that says so when a lock was lost. */
async function writeKeptLocks(path, locks) {
    await replaceSharedJson((0,external_node_path_.join)(path, 'state.json'), locks);
    const lines = locks
        .filter(({ status }) => status === 'lost')
        .map(({ key, reason = '' }) => `${key}: ${reason}\n`);
    if (lines.length > 0)
        await (0,promises_.writeFile)(lostFile(path), lines.join(''));
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


/***/ })

};
