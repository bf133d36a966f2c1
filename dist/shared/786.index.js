export const id = 786;
export const ids = [786];
export const modules = {

/***/ 5317:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ describeForeignKeys),
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
/** Segments of `owner/repo/stack/component`, at least. */
const wholeKeySegments = 4;
/**
 * A message about each key that reads like one of another repository, and is a stack and a component of this one. Components may have slashes,
 * so it is not an error.
 */
function describeForeignKeys(inputs, repository) {
    const own = `${repository?.toLowerCase()}/`;
    const texts = [...new Set([...(inputs.key === undefined ? [] : [inputs.key]), ...(inputs.keys ?? [])])];
    return texts
        .filter((text) => text.split('/').length >= wholeKeySegments && !text.toLowerCase().startsWith(own))
        .map((text) => `The key ${JSON.stringify(text)} is read as stack/component of this repository: ${repository}/${text}. A job cannot lock a stack of another repository.`);
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
