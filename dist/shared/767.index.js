export const id = 767;
export const ids = [767];
export const modules = {

/***/ 2767:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/runner/run-action.js
var run_action = __webpack_require__(4012);
// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/client/locks/release-locks.js
var release_locks = __webpack_require__(5954);
// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
// EXTERNAL MODULE: ./src/runner/heartbeat-folder.js + 1 modules
var heartbeat_folder = __webpack_require__(8778);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/base/retry.js
var retry = __webpack_require__(5161);
// EXTERNAL MODULE: ./actions/lock-stack/state.js
var state = __webpack_require__(5750);
// EXTERNAL MODULE: ./actions/lock-stack/texts.js
var texts = __webpack_require__(2019);
;// CONCATENATED MODULE: ./actions/lock-stack/abandon.js
/**
 * In the post step: withdraws a request of the main step that ended before it knew the outcome, because it was killed or the server did not
 * answer. Leaves the queue, gives back what was not confirmed, and releases what may have been.
 */







/** Returns whether there was something to withdraw; `undefined` if the server cannot do it. */
async function withdraw({ connection, locks, ...order }, runner) {
    const requests = (0,client/* connectLocks */.VL)(connection, { action: 'lock-stack' }, (0,runner_connection/* apiPorts */.nL)(connection, runner));
    const isLeft = await (0,retry/* retry */.L5)(() => requests.stopWaiting(order), retry/* peerRetry */.r1, runner);
    // A shared lock may be in use by another job of the run.
    if (order.scope === 'run' || isLeft === undefined)
        return isLeft;
    const outcomes = await (0,release_locks/* releaseLocks */.w)(locks, 'renewing', { ...requests, ...runner });
    const failed = outcomes.find((outcome) => outcome.status === 'failed');
    if (failed !== undefined)
        throw new errors/* ActionError */.lZ('REMOTE_REFUSED', failed.reason);
    return isLeft || outcomes.some(({ status }) => status === 'released');
}
async function abandon(runner) {
    const requested = await (0,state/* readRequested */.LM)(runner);
    if (requested === undefined)
        return;
    const { keys } = requested;
    try {
        const isFound = await withdraw(requested, runner);
        if (isFound === undefined)
            await runner.warning((0,texts/* describeUnknownOutcome */.EE)(keys), 'Lock');
        else
            runner.logger.info((0,texts/* describeAbandoned */.OI)(keys, isFound));
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ))
            throw error;
        await runner.warning((0,texts/* describeFailedAbandonment */.ap)(keys, error.message), error.code);
    }
}

;// CONCATENATED MODULE: ./actions/lock-stack/release.js
/** Releases the locks of the main step, and warns if one was lost. Never fails the job. */







function nameOf({ id, key }) {
    return id || key;
}
/** Stops the heartbeat before the release: a later renewal would acquire the lock again. */
async function endHeartbeat({ locks, folder: path }, runner) {
    const folder = await (0,heartbeat_folder/* findLockFolder */.DV)(path);
    if (folder === undefined)
        return { locks, kept: [] };
    const wanted = await (0,heartbeat_folder/* readWanted */.oY)(path);
    await (0,heartbeat_folder/* dropLocks */.G)(folder, locks.map(nameOf), runner);
    return {
        locks: wanted === undefined ? locks : locks.filter((lock) => wanted.includes(nameOf(lock))),
        kept: await (0,heartbeat_folder/* readKeptLocks */.bA)(path),
    };
}
async function warnOfLoss(key, reason, runner) {
    await runner.warning((0,texts/* describeLoss */.$4)(key, reason), 'DENIED_LOCK_LOST');
    await runner.addSummary((0,texts/* renderLoss */.s2)(key));
}
async function report(outcome, lostBefore, runner) {
    const { key } = outcome;
    const reason = lostBefore ?? (outcome.status === 'lost' ? outcome.message : undefined);
    if (reason !== undefined)
        await warnOfLoss(key, reason, runner);
    if (outcome.status === 'failed') {
        await runner.warning((0,texts/* describeFailedRelease */._D)(key, outcome.reason), 'REMOTE_REFUSED');
    }
    if (outcome.status === 'released' && reason === undefined)
        runner.logger.info(`Released: ${key}.`);
}
/** A shared lock stays for the other jobs of the run. */
async function leave(locks, kept, runner) {
    for (const { id, key } of locks) {
        const lost = kept.find((lock) => lock.id === id && lock.status === 'lost');
        if (lost === undefined)
            runner.logger.info(`Kept for the other jobs of the run: ${key}.`);
        else
            await warnOfLoss(key, lost.reason ?? '', runner);
    }
}
async function release(runner) {
    await abandon(runner);
    const taken = await (0,state/* readTaken */.Wu)(runner);
    if (taken === undefined)
        return;
    const { locks, kept } = await endHeartbeat(taken, runner);
    if (taken.isShared)
        return leave(locks, kept, runner);
    const { connection, server } = taken;
    const requests = (0,client/* connectLocks */.VL)(connection, { action: 'lock-stack' }, (0,runner_connection/* apiPorts */.nL)(connection, runner));
    const { clock, random } = runner;
    const outcomes = await (0,release_locks/* releaseLocks */.w)(locks, server, { ...requests, clock, random });
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

/***/ 2019:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $4: () => (/* binding */ describeLoss),
/* harmony export */   EE: () => (/* binding */ describeUnknownOutcome),
/* harmony export */   IQ: () => (/* binding */ sharingUnsupported),
/* harmony export */   OI: () => (/* binding */ describeAbandoned),
/* harmony export */   OV: () => (/* binding */ describeHeldHint),
/* harmony export */   RF: () => (/* binding */ describeLockGrant),
/* harmony export */   _D: () => (/* binding */ describeFailedRelease),
/* harmony export */   ap: () => (/* binding */ describeFailedAbandonment),
/* harmony export */   fm: () => (/* binding */ describeCancelHint),
/* harmony export */   s2: () => (/* binding */ renderLoss),
/* harmony export */   sA: () => (/* binding */ describeTerm),
/* harmony export */   wt: () => (/* binding */ describeFixedTerm)
/* harmony export */ });
/** How long a lock lasts. */
function describeTerm(facts) {
    return facts.renews
        ? `renewed every ${Math.round(facts.ttlSeconds / 3)} s until the job ends`
        : `for ${facts.ttlSeconds} s`;
}
/** One line per lock. `wasHeld`: by this job, or this run, before the step. */
function describeLockGrant({ key, fencingToken }, facts) {
    const holder = facts.isShared ? 'This run' : 'This job';
    const what = facts.wasHeld ? `${holder} already holds the lock` : 'Locked';
    const term = describeTerm(facts);
    const token = fencingToken === undefined ? '' : `, fencing token ${fencingToken}`;
    return `${what}: ${key}, ${term}${token}.`;
}
const sharingUnsupported = 'This server cannot share a lock between jobs: another job of the run cannot acquire it. Acquire it in one job, and release it with unlock-stack in the last one.';
function describeFixedTerm(ttlSeconds) {
    return `This server cannot renew locks. The lock expires ${ttlSeconds} s after it was acquired, even if the job is still running. Set \`ttl\` to more than the job takes.`;
}
/** `waitMs`: how long the step waited at most. */
function describeHeldHint(waitMs) {
    const wait = waitMs === 0
        ? 'Set `wait` to wait for the lock'
        : `Set \`wait\` to more than ${Math.round(waitMs / 1_000)} to wait longer`;
    return `${wait}, or \`fail-if-locked: false\` to continue without the lock.`;
}
/** `isUncertain`: a request had no response when the job was cancelled. */
function describeCancelHint(isUncertain) {
    return isUncertain
        ? 'The last request had no response. If it acquired the lock, the post step releases it, or it expires after its TTL.'
        : 'This step holds no lock.';
}
/** `isFound`: something was given up. */
function describeAbandoned(keys, isFound) {
    const which = keys.join(', ');
    return isFound
        ? `The main step ended while it requested ${which}. The request was withdrawn.`
        : `The main step ended while it requested ${which}. The server has no open request of it.`;
}
/** At a server that knows locks by their keys only: the lock of the key may be another job's. */
function describeUnknownOutcome(keys) {
    return `The main step ended while it requested ${keys.join(', ')}, and this server cannot withdraw a request. If it acquired the lock, the lock expires after its TTL. To release it earlier, run unlock-stack.`;
}
function describeFailedAbandonment(keys, reason) {
    return `The main step ended while it requested ${keys.join(', ')}, and the request could not be withdrawn. If the lock was acquired, it expires after its TTL: ${reason}`;
}
function describeLoss(key, reason) {
    return `The lock on ${key} was LOST while the job was running. Changes since then were not protected, and another job may have changed the stack. ${reason}`;
}
function renderLoss(key) {
    return `> [!WARNING]\n> The lock on \`${key.replaceAll('`', '')}\` was lost while the job was running. See the log for the reason.\n`;
}
function describeFailedRelease(key, reason) {
    return `${key} could not be released and stays locked until its TTL expires: ${reason}`;
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
    // The first attempt may have freed it, and its response may have been lost.
    return answer.status === 'absent' && isRepeat ? { status: 'released' } : answer;
}
async function releaseOne(lock, server, ports) {
    const { key, until } = lock;
    // Without the id, the key alone could name another holder's lock by now.
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
        if (error instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ)
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
