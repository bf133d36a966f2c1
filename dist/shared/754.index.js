export const id = 754;
export const ids = [754];
export const modules = {

/***/ 6754:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/runner/inputs.js
var runner_inputs = __webpack_require__(2879);
// EXTERNAL MODULE: ./src/runner/run-action.js
var run_action = __webpack_require__(4012);
// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
;// CONCATENATED MODULE: ./actions/unlock-stack/inputs.js
/** The inputs of `unlock-stack`. */

/** The server has the same limit, in characters. */
const maxReasonLength = 512;
const inputTable = {
    'lock-id': {
        kind: 'list',
        problem: (id) => /^[A-Za-z0-9_.:-]{1,64}$/.test(id) ? undefined : 'must be the output `lock-id` of lock-stack',
    },
    component: { kind: 'text' },
    stack: { kind: 'text' },
    key: { kind: 'text' },
    keys: { kind: 'list' },
    force: { kind: 'flag', default: 'false' },
    reason: {
        kind: 'text',
        problem: (text) => text.length > maxReasonLength ? `must be at most ${maxReasonLength} characters` : undefined,
    },
    ...runner_connection/* connectionInputs */.eu,
};

;// CONCATENATED MODULE: ./actions/unlock-stack/outputs.js
/** The outputs of `unlock-stack`. */
/** Every output by its name in `action.yml`. */
function toOutputs(released) {
    return { released: String(released > 0) };
}

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/client/locks/resolve-keys.js + 1 modules
var resolve_keys = __webpack_require__(5317);
// EXTERNAL MODULE: ./src/git/atmos-settings.js + 5 modules
var atmos_settings = __webpack_require__(217);
// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./actions/unlock-stack/settings.js
/** Puts the settings of `unlock-stack` together. */





function resolveForce({ force, reason }) {
    if (!force)
        return {};
    if (reason !== undefined)
        return { force: { reason } };
    throw new errors/* ActionError */.lZ('INPUT_MISSING', '`force` requires a reason, which is recorded in the audit log.', {
        hint: 'Set the input `reason`.',
    });
}
function nameTargets(inputs, environment) {
    const { component, stack, key, keys, 'lock-id': ids = [] } = inputs;
    const named = (0,resolve_keys/* resolveKeys */.L)({ component, stack, key, keys }, (0,runner_environment/* readVariable */.n)('GITHUB_REPOSITORY', environment));
    const [only, ...more] = ids;
    if (ids.length === 0 && named.length === 0) {
        throw new errors/* ActionError */.lZ('INPUT_MISSING', 'No lock is named.', {
            hint: 'Set `lock-id`, or `component` and `stack`, or `key`, or `keys`. `lock-id` is empty if lock-stack did not acquire the lock.',
        });
    }
    if (named.length === 0)
        return ids.map((id) => ({ id }));
    if (ids.length === 0)
        return named.map((name) => ({ key: name }));
    if (only !== undefined && more.length === 0 && named.length === 1) {
        return named.map((name) => ({ key: name, id: only }));
    }
    throw new errors/* ActionError */.lZ('INPUT_INVALID', '`lock-id` with several IDs or keys must be used alone.', {
        hint: 'Remove the keys. The IDs are sufficient.',
    });
}
/** Throws INPUT_MISSING or INPUT_INVALID. */
async function resolveSettings(inputs, runner) {
    const { environment } = runner;
    const atmos = await (0,atmos_settings/* loadAtmosSettings */.s)(runner);
    const force = resolveForce(inputs);
    return {
        targets: nameTargets(inputs, environment).map((target) => ({ ...target, ...force })),
        connection: (0,runner_connection/* resolveConnection */.XC)(inputs, environment, atmos),
    };
}

// EXTERNAL MODULE: ./src/base/retry.js
var retry = __webpack_require__(5161);
// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/runner/heartbeat-folder.js + 1 modules
var heartbeat_folder = __webpack_require__(8778);
;// CONCATENATED MODULE: ./actions/unlock-stack/unlock.js
/** Releases the locks that the workflow names. The heartbeats of this job stop renewing them first. */





/** Several steps may have acquired the same key, one after the other. */
function findKnown(target, folders) {
    const isMeant = ({ id, key }) => target.id === undefined ? key.toLowerCase() === target.key?.toLowerCase() : id === target.id;
    return folders.flatMap((folder) => folder.locks.filter(isMeant).map((lock) => ({ folder, lock })));
}
/** Runs `work` while no heartbeat renews the lock. If it fails, the lock is kept, and the post step releases it. */
async function withoutHeartbeat(known, work, runner) {
    const before = [];
    for (const { folder, lock } of known) {
        before.push({ path: folder.path, wanted: (await (0,heartbeat_folder/* readWanted */.oY)(folder.path)) ?? [] });
        await (0,heartbeat_folder/* dropLocks */.G)(folder, [lock.id || lock.key], runner);
    }
    try {
        return await work();
    }
    catch (error) {
        for (const { path, wanted } of before)
            await (0,heartbeat_folder/* writeWanted */.Xq)(path, wanted);
        throw error;
    }
}
/** The lock as the server identifies it: a server without renewal knows only keys. */
function addressOf(target, [known]) {
    const { force } = target;
    if (known?.folder.server === 'plain') {
        return { key: known.lock.key, force };
    }
    return target;
}
function describe({ key, id = '' }) {
    return key ?? `the lock ${id}`;
}
/** A release by ID can be retried. By key, a retry might release the lock of another job. */
function release(server, target, runner) {
    const work = () => server.releaseLock(target);
    return target.id === undefined ? work() : (0,retry/* retry */.L5)(work, retry/* peerRetry */.r1, runner);
}
async function reportRelease(answer, name, runner) {
    if (answer.status === 'released')
        runner.logger.info(`Released: ${name}.`);
    if (answer.status === 'absent')
        await runner.notice(`Nothing to release. ${answer.message}`, 'Lock');
}
/** The number of released locks. Throws DENIED_LOCK, after all targets, if a holder's run is still in progress. */
async function unlock({ targets, connection }, runner) {
    const folders = await (0,heartbeat_folder/* findLockFolders */.Ob)(runner.environment);
    const server = (0,client/* connectLocks */.VL)(connection, { action: 'unlock-stack' }, (0,runner_connection/* apiPorts */.nL)(connection, runner));
    const guarded = [];
    let released = 0;
    for (const target of targets) {
        const known = findKnown(target, folders);
        const address = addressOf(target, known);
        const answer = await withoutHeartbeat(known, () => release(server, address, runner), runner);
        await reportRelease(answer, address.key ?? known[0]?.lock.key ?? describe(address), runner);
        if (answer.status === 'released')
            released += 1;
        if (answer.status === 'guarded')
            guarded.push(answer.message);
    }
    if (guarded.length === 0)
        return released;
    throw new errors/* ActionError */.lZ('DENIED_LOCK', guarded.join(' '), {
        hint: 'Wait for the holder, or set `force` and `reason`, which requires the permission ws:locks:force.',
    });
}

;// CONCATENATED MODULE: ./actions/unlock-stack/main.js
/** The step of `unlock-stack`: settings, release, output. */






async function run() {
    await (0,run_action/* runAction */.C)(async (runner) => {
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const settings = await resolveSettings(inputs, runner);
        await runner.setOutputs(toOutputs(await unlock(settings, runner)));
    });
}


/***/ }),

/***/ 5317:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  L: () => (/* binding */ resolveKeys)
});

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/base/result.js
var result = __webpack_require__(5062);
;// CONCATENATED MODULE: ./src/domain/locks/lock-key.js
/** Decides what a lock's key means: whose repository it names, and the part that the server treats as opaque. */

/** Longest key, in characters. */
const maxKeyLength = 512;
function invalid(message) {
    return (0,result/* refuse */.T)({ tag: 'LockKeyInvalid', message });
}
const shape = /^([A-Za-z0-9_-]{1,39}\/[A-Za-z0-9._-]{1,100})\/(.+)$/s;
/** Neither storable everywhere nor readable in a message; line separators would forge lines of a log. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
/**
 * `owner/repo/stack/component` (docs/wire.md#locks). A key outside a repository arrives as `//stack/component` and
 * is refused, as is one with an empty stack or component.
 */
function readLockKey(text) {
    if (text.length > maxKeyLength) {
        return invalid(`The key is longer than ${maxKeyLength} characters.`);
    }
    const [, repository = '', path = ''] = shape.exec(text) ?? [];
    if (repository === '' || !/^[^/].*\/.*[^/]$/s.test(path)) {
        return invalid('The key is not of the form `owner/repo/stack/component`. Run inside a clone with a remote.');
    }
    return unprintable.test(path) ? invalid('The key contains control characters.') : (0,result.ok)({ repository, path });
}
/** The key as people read it, under the repository's name of today. */
function formatLockKey(key) {
    return `${key.repository}/${key.path}`;
}

;// CONCATENATED MODULE: ./src/client/locks/resolve-keys.js
/** Which locks a workflow means: a component in a stack, one key, or several. */


/** Most keys of one step; the server has the same limit. */
const maxKeys = 100;
function resolve_keys_invalid(message, hint) {
    return new errors/* ActionError */.lZ('INPUT_INVALID', message, { hint });
}
/** `stack/component`, or a whole key of this repository; its name may differ in case. */
function completeKey(text, repository) {
    const isWhole = text.toLowerCase().startsWith(`${repository.toLowerCase()}/`);
    const key = `${repository}/${isWhole ? text.slice(repository.length + 1) : text}`;
    const parsed = readLockKey(key);
    if (parsed.status === 'ok')
        return key;
    throw resolve_keys_invalid(`${JSON.stringify(text)} is not a lock key: ${parsed.refusal.message}`, 'Write stack/component.');
}
function namedBy({ component, stack, key, keys = [] }) {
    const isPair = component !== undefined || stack !== undefined;
    if ([isPair, key !== undefined, keys.length > 0].filter(Boolean).length > 1) {
        throw resolve_keys_invalid('component and stack, key, and keys exclude each other.', 'Keep one of the three.');
    }
    if (key !== undefined)
        return [key];
    if (keys.length > 0)
        return keys;
    if (!isPair)
        return [];
    if (component === undefined || stack === undefined) {
        throw new errors/* ActionError */.lZ('INPUT_MISSING', 'component and stack belong together.', { hint: 'Set both.' });
    }
    return [`${stack}/${component}`];
}
/** Whole keys, each once; none when nothing is named. `repository`: `owner/name` of the job. Throws INPUT_INVALID or INPUT_MISSING. */
function resolveKeys(inputs, repository) {
    const named = namedBy(inputs);
    if (named.length === 0)
        return [];
    if (repository === undefined) {
        throw new errors/* ActionError */.lZ('INPUT_MISSING', 'GITHUB_REPOSITORY is not set, so the lock has no key.', {
            hint: 'The runner sets it.',
        });
    }
    const keys = [...new Set(named.map((text) => completeKey(text, repository)))];
    if (keys.length > maxKeys)
        throw resolve_keys_invalid(`A step takes at most ${maxKeys} keys.`, 'Use several steps.');
    return keys;
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
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./src/base/retry.js
var retry = __webpack_require__(5161);
// EXTERNAL MODULE: ./src/runner/clock.js
var clock = __webpack_require__(3638);
;// CONCATENATED MODULE: ./src/runner/shared-json.js
/** JSON files that processes of a job read and replace at the same time. */






/** On Windows a file cannot be replaced while it is read, nor opened while it is replaced. Both are over in milliseconds. */
const busyRetry = {
    attempts: 40,
    baseDelayMs: 10,
    maxDelayMs: 100,
    isRetryable: (error) => ['EPERM', 'EACCES', 'EBUSY'].includes((0,errors/* systemErrorCode */.vq)(error) ?? ''),
};
/** Largest file, in bytes. */
const maxBytes = 1_048_576;
const ports = { clock: clock/* systemClock */.m, random: clock/* systemRandom */.v };
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
        return JSON.parse(await (0,retry/* retry */.L5)(() => readRegularFile(path), busyRetry, ports));
    }
    catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes((0,errors/* systemErrorCode */.vq)(error) ?? ''))
            return undefined;
        throw unusable(path, error instanceof SyntaxError ? new Error('it is not JSON', { cause: error }) : error);
    }
}
/** Atomic: a reader sees the old text or the new one. Throws INPUT_FILE_UNUSABLE. */
async function replaceSharedJson(path, value) {
    // A new file under a name that cannot be guessed: one that exists could be a link.
    const draft = `${path}.${(0,external_node_crypto_.randomUUID)()}`;
    try {
        await (0,promises_.writeFile)(draft, JSON.stringify(value), { flag: 'wx' });
        await (0,retry/* retry */.L5)(() => (0,promises_.rename)(draft, path), busyRetry, ports);
    }
    catch (error) {
        await (0,promises_.rm)(draft, { force: true }).catch(() => undefined);
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
/** Also creates the file `lost` if a lock was lost. */
async function writeKeptLocks(path, locks) {
    await replaceSharedJson((0,external_node_path_.join)(path, 'state.json'), locks);
    const lines = locks
        .filter(({ status }) => status === 'lost')
        .map(({ key, reason = '' }) => `${key}: ${reason}\n`);
    if (lines.length > 0)
        await (0,promises_.writeFile)(lostFile(path), lines.join(''));
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
    const { validateJobState } = await __webpack_require__.e(/* import() */ 60).then(__webpack_require__.t.bind(__webpack_require__, 9060, 19));
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


/***/ })

};
