export const id = 496;
export const ids = [496];
export const modules = {

/***/ 2496:
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
;// CONCATENATED MODULE: ./src/client/stacks/status.js
/** Builds the report about a plan or an apply for a server (docs/wire.md#instance-status). */
/** How a step ended, in GitHub's words. */
const outcomes = ['success', 'failure', 'cancelled', 'skipped'];
const withoutEnd = 'it says neither that there is drift nor that there is none.';
function exitCodeOf({ command, outcome, hasChanges }) {
    if (outcome === 'failure')
        return 1;
    if (outcome !== 'success')
        return { reason: `The step was ${outcome}: ${withoutEnd}` };
    if (command !== 'plan')
        return 0;
    if (hasChanges === undefined)
        return { reason: 'A plan succeeds with changes and without; give exit-code or has-changes.' };
    return hasChanges ? 2 : 0;
}
/** The exit code beats the outcome: only it tells changes from none. */
function decideStatus(facts) {
    const command = facts.command === 'plan' ? 'plan' : 'apply';
    if (facts.exitCode !== undefined)
        return { status: 'send', command, exitCode: facts.exitCode };
    if (facts.outcome === undefined)
        return { status: 'incomplete' };
    const found = exitCodeOf(facts);
    return typeof found === 'number'
        ? { status: 'send', command, exitCode: found }
        : { status: 'skip', reason: found.reason };
}

// EXTERNAL MODULE: ./src/domain/stacks/limits.js
var limits = __webpack_require__(6292);
// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
;// CONCATENATED MODULE: ./actions/upload-status/inputs.js
/** The inputs of `upload-status`. */



function nameProblem(name) {
    return name.length > limits/* maxNameLength */.ws ? `must be at most ${limits/* maxNameLength */.ws} characters` : undefined;
}
const inputTable = {
    component: { kind: 'text', required: true, problem: nameProblem },
    stack: { kind: 'text', required: true, problem: nameProblem },
    command: { kind: 'choice', choices: ['plan', 'apply', 'deploy'], required: true },
    'exit-code': { kind: 'integer', minimum: 0, maximum: 255 },
    outcome: { kind: 'choice', choices: outcomes },
    'has-changes': { kind: 'flag' },
    'fail-on-error': { kind: 'flag', default: 'false' },
    ...runner_connection/* connectionInputs */.eu,
};

;// CONCATENATED MODULE: ./actions/upload-status/outputs.js
/** The outputs of `upload-status`. */
/** Every output by its name in `action.yml`. */
function toOutputs(isUploaded) {
    return { uploaded: String(isUploaded) };
}

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client_client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/client/stacks/send-upload.js
var send_upload = __webpack_require__(9839);
;// CONCATENATED MODULE: ./actions/upload-status/send.js
/** Sends the status of one instance. */






/** Whether it was sent. Throws INPUT_MISSING without an exit code and an outcome, and the errors of the server. */
async function sendStatus({ connection, instance, facts }, runner) {
    const decision = decideStatus(facts);
    const name = `${instance.component} in ${instance.stack}`;
    if (decision.status === 'skip') {
        await runner.notice(`The status of ${name} was not uploaded. ${decision.reason}`, 'Status');
        return false;
    }
    if (decision.status === 'incomplete') {
        throw new errors/* ActionError */.lZ('INPUT_MISSING', `The status of ${name} has no exit code and no outcome.`, {
            hint: 'Set `exit-code` to the exit code of Terraform, or `outcome` to the outcome of the step that ran it.',
        });
    }
    const { client, withSession } = (0,client_client/* connectApi */.Xm)(connection, 'upload-status', (0,runner_connection/* apiPorts */.nL)(connection, runner));
    // Built once: every attempt sends the same report.
    const report = {
        command: decision.command,
        exit_code: decision.exitCode,
        last_run: (0,base_text/* toTimestamp */.C)(runner.clock.now()),
    };
    await (0,send_upload/* sendAgain */.F)(() => withSession((session) => client.sendStatus(session, instance, report)), runner);
    runner.logger.info(`Uploaded: ${decision.command} of ${name}, exit code ${decision.exitCode}.`);
    return true;
}

// EXTERNAL MODULE: ./src/git/atmos-settings.js + 3 modules
var atmos_settings = __webpack_require__(8802);
// EXTERNAL MODULE: ./src/runner/environment.js
var environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./actions/upload-status/settings.js
/** Puts the settings of `upload-status` together. */




/** Throws INPUT_MISSING or INPUT_INVALID. */
async function resolveSettings(inputs, runner) {
    const { component, stack, command, outcome } = inputs;
    const repository = (0,environment/* readVariable */.n)('GITHUB_REPOSITORY', runner.environment);
    if (repository === undefined) {
        throw new errors/* ActionError */.lZ('INPUT_MISSING', 'GITHUB_REPOSITORY is not set.', {
            hint: 'The runner sets it. Check for an earlier step that overwrites it.',
        });
    }
    return {
        connection: (0,runner_connection/* resolveConnection */.XC)(inputs, runner.environment, await (0,atmos_settings/* loadAtmosSettings */.s)(runner)),
        instance: { repository, stack, component },
        facts: { command, outcome, exitCode: inputs['exit-code'], hasChanges: inputs['has-changes'] },
    };
}

;// CONCATENATED MODULE: ./actions/upload-status/main.js
/** The step of `upload-status`: settings, upload, output. */






/** Read before the inputs are checked: an invalid one must not fail the job either. */
const fails = /^\s*true\s*$/i;
async function run() {
    const onFailure = fails.test(process.env['INPUT_FAIL-ON-ERROR'] ?? '') ? 'fail' : 'warn';
    await (0,run_action/* runAction */.C)(async (runner) => {
        runner.presetOutputs(toOutputs(false));
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const settings = await resolveSettings(inputs, runner);
        await runner.setOutputs(toOutputs(await sendStatus(settings, runner)));
    }, { onFailure });
}


/***/ }),

/***/ 9839:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ sendAgain),
/* harmony export */   o: () => (/* binding */ sendUpload)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _base_retry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5161);
/** Sends the parts of an upload one after another, each again when that may help (docs/wire.md#retries). */


/** Same as the Atmos CLI: one attempt and three retries, after 1, 2 and 4 s; a `Retry-After` is obeyed up to the longest. */
const uploadRetry = { attempts: 4, baseDelayMs: 1_000, maxDelayMs: 30_000 };
/** Refused sessions of one request after which no new one is tried; each stands for two requests, as the first is renewed. */
const maxRefusedSessions = 2;
/** A new session may be valid at another replica of the server, so a refused one is worth one more round. */
function retryOptions(logger) {
    let refusedSessions = 0;
    return {
        ...uploadRetry,
        isRetryable(error) {
            if (!(error instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
                return false;
            if (error.code === 'DENIED_SESSION')
                refusedSessions += 1;
            const isWorthIt = error.code === 'DENIED_SESSION' ? refusedSessions < maxRefusedSessions : error.retry !== undefined;
            if (!isWorthIt)
                return false;
            logger.info(`Trying again: ${error.message}`);
            return error.retry?.afterMs === undefined ? true : { afterMs: error.retry.afterMs };
        },
    };
}
/** The result of `send`, which makes one request. Rejects with its last failure. */
function sendAgain(send, ports) {
    return (0,_base_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .retry */ .L5)(send, retryOptions(ports.logger), ports);
}
/** The first part that fails for good ends it: a server acts on a whole batch only. */
async function sendUpload(parts, send, ports) {
    for (const [index, part] of parts.entries()) {
        const json = part.text();
        await sendAgain(() => send(json), ports);
        const which = parts.length === 1 ? '' : `Part ${index + 1} of ${parts.length}: `;
        ports.logger.info(`${which}${part.items} sent, ${part.bytes} bytes.`);
    }
}


/***/ }),

/***/ 3437:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gt: () => (/* binding */ findAtmosConfig),
/* harmony export */   LF: () => (/* binding */ hasDefaults),
/* harmony export */   aF: () => (/* binding */ maxConfigBytes),
/* harmony export */   b9: () => (/* binding */ splitItems),
/* harmony export */   ky: () => (/* binding */ findGitRoot),
/* harmony export */   qM: () => (/* binding */ replacesSearch),
/* harmony export */   qd: () => (/* binding */ defaultsDirectories),
/* harmony export */   uJ: () => (/* binding */ joinPath)
/* harmony export */ });
/** Largest configuration file, in bytes. */
const maxConfigBytes = 1024 * 1024;
/** Most parent directories that are searched. */
const maxParents = 64;
const fileNames = ['atmos.yaml', 'atmos.yml'];
const hiddenFileNames = ['.atmos.yaml', '.atmos.yml'];
const ownConfiguration = new Set([
    'atmos.yaml',
    '.atmos.yaml',
    '.atmos',
    '.atmos.d',
    'atmos.d',
]);
/** Joins with `/`, which every platform takes; an absolute `path` stands for itself. */
function joinPath(directory, path) {
    if (/^(?:[A-Za-z]:)?[\\/]/.test(path)) {
        return path;
    }
    const parts = directory.split(/[\\/]/).filter((part, index) => part !== '' || index === 0);
    for (const part of path.split(/[\\/]/)) {
        if (part === '..') {
            parts.pop();
        }
        else if (part !== '.' && part !== '') {
            parts.push(part);
        }
    }
    return parts.join('/') || '/';
}
function parentsOf(directory) {
    const parents = [];
    let current = directory.replace(/[\\/]+$/, '');
    while (/[\\/]/.test(current) && parents.length < maxParents) {
        current = current.slice(0, Math.max(current.lastIndexOf('/'), current.lastIndexOf('\\')));
        parents.push(current === '' ? '/' : current);
    }
    return parents;
}
/** Root of the git work tree around `directory`: the nearest one with a `.git`. */
async function findGitRoot(directory, reader) {
    for (const candidate of [directory, ...parentsOf(directory)]) {
        if ((await reader.list(candidate))?.includes('.git') === true) {
            return candidate;
        }
    }
    return undefined;
}
async function readDirectory(directory, reader, options = {}) {
    for (const name of options.hidden ? [...fileNames, ...hiddenFileNames] : fileNames) {
        const path = joinPath(directory, name);
        const text = await reader.readText(path, maxConfigBytes);
        if (text !== undefined) {
            return [{ path, directory, text, imports: options.imports ?? 'under' }];
        }
    }
    return [];
}
async function readFallbacks(around, reader) {
    const { workingDirectory, environment } = around;
    const names = (await reader.list(workingDirectory)) ?? [];
    if (environment['ATMOS_CLI_CONFIG_PATH'] || names.some((name) => ownConfiguration.has(name))) {
        return [];
    }
    const found = [];
    for (const parent of parentsOf(workingDirectory)) {
        if (found.length === 0) {
            found.push(...(await readDirectory(parent, reader)));
        }
    }
    const root = environment['ATMOS_GIT_ROOT_BASEPATH'] === 'false'
        ? undefined
        : await findGitRoot(workingDirectory, reader);
    const known = found.some(({ directory }) => directory === root);
    return root === undefined || known || root === workingDirectory
        ? found
        : [...found, ...(await readDirectory(root, reader))];
}
/** Directories whose files count without being imported, lowest first. */
const defaultsDirectories = ['atmos.d', '.atmos.d'];
/** Whether the root of the work tree has such a directory, which Atmos reads even where it finds no configuration file. */
async function hasDefaults(gitRoot, reader) {
    const names = gitRoot === undefined ? [] : ((await reader.list(gitRoot)) ?? []);
    return defaultsDirectories.some((name) => names.includes(name));
}
/** Items between commas, trimmed, empty ones left out. */
function splitItems(text) {
    const items = (text ?? '').split(',').map((item) => item.trim());
    return items.filter((item) => item !== '');
}
/** Whether `ATMOS_CONFIG` or `ATMOS_CONFIG_PATH` replaces the search. */
function replacesSearch({ environment }) {
    return [environment['ATMOS_CONFIG'], environment['ATMOS_CONFIG_PATH']].some((text) => splitItems(text).length > 0);
}
/** Files with their text, lowest precedence first; empty when Atmos is not configured here. */
async function findAtmosConfig(around, reader) {
    const { workingDirectory, homeDirectory, environment, platform } = around;
    const found = [];
    for (const item of splitItems(environment['ATMOS_CONFIG'])) {
        const path = joinPath(workingDirectory, item);
        const text = await reader.readText(path, maxConfigBytes);
        if (text !== undefined) {
            found.push({ path, directory: joinPath(path, '..'), text, imports: 'over' });
        }
    }
    for (const item of splitItems(environment['ATMOS_CONFIG_PATH'])) {
        found.push(...(await readDirectory(joinPath(workingDirectory, item), reader, { hidden: true })));
    }
    if (replacesSearch(around)) {
        return found;
    }
    const system = platform === 'win32' ? environment['LOCALAPPDATA'] : '/usr/local/etc/atmos';
    found.push(...(system ? await readDirectory(system, reader, { imports: 'none' }) : []));
    found.push(...(homeDirectory ? await readDirectory(joinPath(homeDirectory, '.atmos'), reader) : []));
    found.push(...(await readFallbacks(around, reader)));
    found.push(...(await readDirectory(workingDirectory, reader)));
    const selected = environment['ATMOS_CLI_CONFIG_PATH'];
    found.push(...(selected ? await readDirectory(joinPath(workingDirectory, selected), reader) : []));
    return found;
}


/***/ }),

/***/ 6292:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cp: () => (/* binding */ maxDependentsDepth),
/* harmony export */   Pw: () => (/* binding */ maxGraphEdges),
/* harmony export */   Xm: () => (/* binding */ maxItems),
/* harmony export */   gJ: () => (/* binding */ maxGraphNodes),
/* harmony export */   ws: () => (/* binding */ maxNameLength),
/* harmony export */   yO: () => (/* binding */ maxSettingsLength)
/* harmony export */ });
/* unused harmony exports maxChunkBytes, maxBatchChunks, maxTypeLength, maxNamedCycles, maxCycleLength */
/** Bounds of uploads, shared by client and server. */
/** Largest body of one chunk, in bytes. The CLI cuts by count, so one may be well above its own 4 MiB (docs/wire.md#chunks). */
const maxChunkBytes = (/* unused pure expression or super */ null && (32 * 1024 * 1024));
/** Most chunks of one batch. */
const maxBatchChunks = 10_000;
/** Most items of one upload: affected stacks at the top level, or instances. */
const maxItems = 100_000;
/** Longest name of a stack or component, in characters. */
const maxNameLength = 512;
/** Longest type of a component, in characters. */
const maxTypeLength = 128;
/** Largest `settings.pro` of one item, in characters of JSON. */
const maxSettingsLength = 256 * 1024;
/** How deep dependents may be nested. */
const maxDependentsDepth = 1_000;
/** Most distinct instances of one graph. */
const maxGraphNodes = 200_000;
/** Most distinct edges of one graph. */
const maxGraphEdges = 1_000_000;
/** Most cycles that are named; all are counted. */
const maxNamedCycles = 20;
/** Most instances that are named in one cycle. */
const maxCycleLength = 50;


/***/ }),

/***/ 8802:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  s: () => (/* binding */ loadAtmosSettings)
});

// EXTERNAL MODULE: ./src/domain/atmos-config/find-atmos-config.js
var find_atmos_config = __webpack_require__(3437);
;// CONCATENATED MODULE: ./src/domain/atmos-config/confine-reader.js
/**
 * Confines what the files of a checkout name to the checkout. Files elsewhere, such as `~/.atmos` and those that a variable of the workflow
 * names, belong to the machine or to the workflow, and may import what they like.
 */

/** By its spelling; `..` in it is for `isBelow` to resolve. */
function isNamedBelow(path, directory) {
    const spell = (text) => text.replaceAll('\\', '/');
    return spell(path).startsWith(`${spell(directory).replace(/\/+$/, '')}/`);
}
/** `directory`: absolute path of the checkout. */
function confineToCheckout(reader, directory) {
    const checkout = (0,find_atmos_config/* joinPath */.uJ)(directory, '');
    const left = new Map();
    function confine(concerns) {
        async function isAllowed(path) {
            if (!concerns(path) || (await reader.isBelow(path, checkout)))
                return true;
            left.set(path, { location: path, key: 'the file', reason: 'it is outside of the checkout' });
            return false;
        }
        return {
            readText: async (path, maxBytes) => (await isAllowed(path)) ? reader.readText(path, maxBytes) : undefined,
            list: async (path) => ((await isAllowed(path)) ? reader.list(path) : undefined),
            isBelow: reader.isBelow,
        };
    }
    const search = confine((path) => isNamedBelow(path, checkout));
    const inside = confine(() => true);
    return {
        search,
        importsOf: async (path) => isNamedBelow(path, checkout) || (await reader.isBelow(path, checkout)) ? inside : search,
        get left() {
            return [...left.values()];
        },
    };
}

;// CONCATENATED MODULE: ./src/domain/atmos-config/load-atmos-config.js
/**
 * Reads everything that Atmos would read here and gives the settings that the Actions need.
 *
 * A file lies over its imports, those over its `atmos.d` and `.atmos.d`, and profiles over all of them. The `atmos.d`
 * and `.atmos.d` of the git root count without a file too. Where nothing of this is found and no profile is asked for, nothing is parsed, nor the YAML library loaded.
 */


/** Imported on demand: the YAML library takes longer to load than most steps take to their first request. */
async function loadModules() {
    const [{ layConfig }, { declaredSettings }, { flatten }, { addProfileFile, loadFoundFile, loadRootDefaults }, { chooseProfiles }, { createValueReader }, { readSettings },] = await Promise.all([
        __webpack_require__.e(/* import() */ 853).then(__webpack_require__.bind(__webpack_require__, 6853)),
        __webpack_require__.e(/* import() */ 900).then(__webpack_require__.bind(__webpack_require__, 6900)),
        __webpack_require__.e(/* import() */ 532).then(__webpack_require__.bind(__webpack_require__, 532)),
        Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(200)]).then(__webpack_require__.bind(__webpack_require__, 1200)),
        __webpack_require__.e(/* import() */ 698).then(__webpack_require__.bind(__webpack_require__, 4317)),
        __webpack_require__.e(/* import() */ 185).then(__webpack_require__.bind(__webpack_require__, 9185)),
        Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(964)]).then(__webpack_require__.bind(__webpack_require__, 9964)),
    ]);
    const profiles = { addProfileFile, chooseProfiles };
    return {
        layConfig,
        declaredSettings,
        flatten,
        loadFoundFile,
        loadRootDefaults,
        createValueReader,
        readSettings,
        ...profiles,
    };
}
function asksForProfile({ environment, profiles = [] }) {
    return profiles.length > 0 || (0,find_atmos_config/* splitItems */.b9)(environment['ATMOS_PROFILE']).length > 0;
}
/** Lays the profiles over the files. Without any file, as before a checkout, a profile that does not exist is left out and reported. */
async function addProfiles(modules, loader, base) {
    const root = base.layers.plain;
    const values = modules.createValueReader(root);
    const chosen = modules.chooseProfiles(loader.around, values);
    if (chosen.names.length > 0) {
        const { findProfiles } = await __webpack_require__.e(/* import() */ 596).then(__webpack_require__.bind(__webpack_require__, 7596));
        const found = await findProfiles(loader, base.files, { chosen, values, root });
        for (const { paths, reader } of found) {
            for (const path of paths)
                await modules.addProfileFile(loader, base.layers, { path, reader });
        }
    }
    loader.unusable.push(...values.unusable);
}
/**
 * @throws ActionError `INPUT_CONFIG_INVALID` with file, line and column, or with the name of a profile; whatever `reader` rejects with.
 */
async function loadAtmosConfig(around, reader) {
    const readers = confineToCheckout(reader, around.checkout ?? around.workingDirectory);
    const files = await (0,find_atmos_config/* findAtmosConfig */.Gt)(around, readers.search);
    const gitRoot = await (0,find_atmos_config/* findGitRoot */.ky)(around.workingDirectory, readers.search);
    const hasOnlyDefaults = files.length === 0 && !(0,find_atmos_config/* replacesSearch */.qM)(around) && (await (0,find_atmos_config/* hasDefaults */.LF)(gitRoot, readers.search));
    if (files.length === 0 && !hasOnlyDefaults && !asksForProfile(around)) {
        return { settings: {}, unusable: readers.left };
    }
    const modules = await loadModules();
    const loader = { around, readers, gitRoot, unusable: [], filesRead: 0 };
    const layers = {};
    for (const file of files) {
        const tree = await modules.loadFoundFile(loader, file);
        layers.plain = tree === undefined ? layers.plain : modules.layConfig(layers.plain, tree);
    }
    if (hasOnlyDefaults && gitRoot !== undefined)
        layers.plain = await modules.loadRootDefaults(loader, gitRoot);
    const declared = modules.declaredSettings(layers.plain, around.environment);
    await addProfiles(modules, loader, { files, layers });
    for (const tree of declared)
        layers.plain = modules.layConfig(layers.plain, tree);
    const { settings, unusable } = modules.readSettings(modules.flatten(layers));
    return { settings, unusable: [...readers.left, ...loader.unusable, ...unusable] };
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
;// CONCATENATED MODULE: ./src/git/config-files.js
/**
 * Reads the files of an Atmos configuration. Synchronous although the port is not: the search makes about forty calls before the first
 * request of a step, and an asynchronous call takes longer than the call itself.
 */



/** Codes that mean that there is no such file or directory. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);
function unreadable(path, cause) {
    return new errors/* ActionError */.lZ('INPUT_FILE_UNUSABLE', `${path} cannot be read.`, { cause });
}
async function readText(path, maxBytes) {
    try {
        // Without waiting for a pipe.
        const file = (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NONBLOCK ?? 0));
        try {
            const stat = (0,external_node_fs_.fstatSync)(file);
            if (!stat.isFile())
                return undefined;
            const { size } = stat;
            if (size > maxBytes) {
                throw new errors/* ActionError */.lZ('INPUT_CONFIG_INVALID', `${path} is too large: ${size} bytes, the limit is ${maxBytes}.`);
            }
            return (0,external_node_fs_.readFileSync)(file, 'utf8');
        }
        finally {
            (0,external_node_fs_.closeSync)(file);
        }
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.lZ || !absent.has((0,errors/* systemErrorCode */.vq)(error))) {
            throw error instanceof errors/* ActionError */.lZ ? error : unreadable(path, error);
        }
        return undefined;
    }
}
async function list(path) {
    try {
        return (0,external_node_fs_.readdirSync)(path).sort();
    }
    catch (error) {
        // A parent directory that the job cannot list has no configuration for it.
        const code = (0,errors/* systemErrorCode */.vq)(error);
        if (absent.has(code) || code === 'EACCES' || code === 'EPERM') {
            return undefined;
        }
        throw unreadable(path, error);
    }
}
async function isBelow(path, directory) {
    let way;
    try {
        way = (0,external_node_path_.relative)(external_node_fs_.realpathSync.native(directory), external_node_fs_.realpathSync.native(path));
    }
    catch (error) {
        const code = (0,errors/* systemErrorCode */.vq)(error);
        if (absent.has(code))
            return true;
        if (code === 'EACCES' || code === 'EPERM')
            return false;
        throw unreadable(path, error);
    }
    return way !== '..' && !way.startsWith(`..${external_node_path_.sep}`) && !(0,external_node_path_.isAbsolute)(way);
}
/** Throws INPUT_FILE_UNUSABLE for errors other than a missing file, INPUT_CONFIG_INVALID above the limit. */
const configFiles = { readText, list, isBelow };

;// CONCATENATED MODULE: ./src/git/atmos-settings.js
/** Reads the Atmos Pro settings of atmos.yaml, which is searched where the Atmos CLI searches it. */


/** Empty without an atmos.yaml. Values that only Atmos can evaluate are ignored, and the log names them. */
async function loadAtmosSettings({ environment, logger }, { profiles } = {}) {
    const { settings, unusable } = await loadAtmosConfig({
        workingDirectory: environment['GITHUB_WORKSPACE'] || process.cwd(),
        homeDirectory: environment['HOME'] || undefined,
        profiles,
        platform: process.platform,
        environment,
    }, configFiles);
    for (const { location, key, reason } of unusable)
        logger.info(`${location}: ${key} is ignored: ${reason}.`);
    return settings;
}


/***/ }),

/***/ 2879:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ readInputs)
/* harmony export */ });
/* unused harmony export maxInputLength */
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _base_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1592);
/** Reads an action's inputs by a declarative table; the values' types follow from the table. */


/** Longest value of one input that is read, in characters. */
const maxInputLength = 65_536;
/** The runner's name of an input: upper case, spaces replaced, hyphens kept. */
function variableOf(name) {
    return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}
function invalid(name, problem) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_INVALID', `Input "${name}" ${problem}.`, {
        hint: 'Fix the value under `with:` in the workflow.',
    });
}
/** Longest value that a message repeats, in characters. */
const maxShownLength = 200;
function shown(value) {
    return (0,_base_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteText */ .ol)(value, maxShownLength);
}
function parseFlag(name, text) {
    if (/^(true|True|TRUE)$/.test(text))
        return true;
    if (/^(false|False|FALSE)$/.test(text))
        return false;
    throw invalid(name, `must be true or false, got ${shown(text)}`);
}
function parseInteger(name, { minimum, maximum }, text) {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum)
        return value;
    throw invalid(name, `must be an integer from ${minimum} to ${maximum}, got ${shown(text)}`);
}
/** Items of a list, separated by line breaks or commas: trimmed, without empty items and duplicates. */
function parseItems(text) {
    const items = text.split(/[\r\n,]+/).map((item) => item.trim());
    return [...new Set(items.filter((item) => item !== ''))];
}
function parseValue(name, spec, text) {
    const items = spec.kind === 'list' ? parseItems(text) : [text];
    for (const item of items) {
        const problem = spec.problem?.(item);
        if (problem !== undefined)
            throw invalid(name, `${problem}, got ${shown(item)}`);
    }
    switch (spec.kind) {
        case 'text':
            return text;
        case 'list':
            return items;
        case 'flag':
            return parseFlag(name, text);
        case 'integer':
            return parseInteger(name, spec, text);
        case 'choice':
            if (spec.choices.includes(text))
                return text;
            throw invalid(name, `must be one of ${spec.choices.join(', ')}, got ${shown(text)}`);
    }
}
/**
 * The inputs of `table` from `INPUT_*`. An empty or blank input counts as not set: an expression without a value gives one. Throws
 * INPUT_MISSING, or INPUT_INVALID with the name of the input and what it accepts.
 */
function readInputs(table, environment) {
    const entries = Object.entries(table).map(([name, spec]) => {
        const given = environment[variableOf(name)]?.trim() || undefined;
        if (given !== undefined && given.length > maxInputLength) {
            throw invalid(name, `must be at most ${maxInputLength} characters`);
        }
        const text = given ?? spec.default;
        if (text !== undefined)
            return [name, parseValue(name, spec, text)];
        if (spec.required === undefined)
            return [name, undefined];
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_MISSING', `Input "${name}" is required.`, {
            hint: `Add \`${name}:\` under \`with:\` in the workflow.`,
        });
    });
    // `parseValue` returns what each kind of input is typed as.
    return Object.fromEntries(entries);
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
