export const id = 686;
export const ids = [686];
export const modules = {

/***/ 9684:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ compileGlob)
/* harmony export */ });
/** Globs over claims: `*` is any run of characters, `?` is one, everything else is itself. */
const anyRun = -1;
const anyOne = -2;
/** Pattern as code points, a run of `*` collapsed into one. */
function readPattern(pattern) {
    const tokens = [];
    for (const character of pattern) {
        if (character === '*') {
            if (tokens.at(-1) !== anyRun)
                tokens.push(anyRun);
        }
        else
            tokens.push(character === '?' ? anyOne : (character.codePointAt(0) ?? 0));
    }
    return Int32Array.from(tokens);
}
/**
 * Greedy walk: on a mismatch the last `*` takes one more character. Only the last `*` is ever tried again, since an
 * earlier one could gain nothing by taking more; so each of the `value.length` retries costs at most one pass over the pattern.
 */
function matchTokens(tokens, value) {
    let token = 0;
    let position = 0;
    let retryToken = -1;
    let retryPosition = 0;
    while (position < value.length) {
        const expected = tokens[token];
        if (expected === anyRun) {
            token += 1;
            if (token === tokens.length)
                return true;
            retryToken = token;
            retryPosition = position;
            continue;
        }
        const actual = value.codePointAt(position) ?? 0;
        if (expected === actual || expected === anyOne) {
            token += 1;
            position += actual > 0xffff ? 2 : 1;
        }
        else if (retryToken >= 0) {
            retryPosition += (value.codePointAt(retryPosition) ?? 0) > 0xffff ? 2 : 1;
            position = retryPosition;
            token = retryToken;
        }
        else
            return false;
    }
    return token === tokens.length || (token === tokens.length - 1 && tokens[token] === anyRun);
}
/**
 * A test of whole values against `pattern` (docs/trust-policies.md#patterns), compared as they are: no case folding, no trimming, no Unicode
 * normalization. Characters are Unicode code points; `*` crosses `/`, `:` and line ends. Takes time in pattern × value at worst.
 */
function compileGlob(pattern) {
    if (!/[*?]/.test(pattern))
        return (value) => value === pattern;
    const tokens = readPattern(pattern);
    return (value) => matchTokens(tokens, value);
}


/***/ }),

/***/ 217:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  s: () => (/* binding */ loadAtmosSettings)
});

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
;// CONCATENATED MODULE: ./src/domain/atmos-config/find-atmos-config.js
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
            return [{ path, directory, text, followImports: options.followImports ?? true }];
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
function splitList(text, directory) {
    const items = (text ?? '').split(',').map((item) => item.trim());
    return items.filter((item) => item !== '').map((item) => joinPath(directory, item));
}
/** Files with their text, lowest precedence first; empty when Atmos is not configured here. */
async function findAtmosConfig(around, reader) {
    const { workingDirectory, homeDirectory, environment, platform } = around;
    const found = [];
    const files = splitList(environment['ATMOS_CONFIG'], workingDirectory);
    const directories = splitList(environment['ATMOS_CONFIG_PATH'], workingDirectory);
    for (const path of files) {
        const text = await reader.readText(path, maxConfigBytes);
        if (text !== undefined) {
            found.push({ path, directory: joinPath(path, '..'), text, followImports: true });
        }
    }
    for (const directory of directories) {
        found.push(...(await readDirectory(directory, reader, { hidden: true })));
    }
    if (files.length + directories.length > 0) {
        return found;
    }
    const system = platform === 'win32' ? environment['LOCALAPPDATA'] : '/usr/local/etc/atmos';
    found.push(...(system ? await readDirectory(system, reader, { followImports: false }) : []));
    found.push(...(homeDirectory ? await readDirectory(joinPath(homeDirectory, '.atmos'), reader) : []));
    found.push(...(await readFallbacks(around, reader)));
    found.push(...(await readDirectory(workingDirectory, reader)));
    const selected = environment['ATMOS_CLI_CONFIG_PATH'];
    found.push(...(selected ? await readDirectory(joinPath(workingDirectory, selected), reader) : []));
    return found;
}

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
    const checkout = joinPath(directory, '');
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

// EXTERNAL MODULE: ./src/domain/patterns/glob.js
var glob = __webpack_require__(9684);
;// CONCATENATED MODULE: ./src/domain/atmos-config/expand-import.js
/** Turns an `import:` entry of atmos.yaml into files: a file, a directory, or a pattern with `*`, `?` and `**`. */


/** Most directories that one pattern may visit. */
const maxDirectories = 500;
const remotePattern = /^(?:[a-z][a-z0-9+.-]*:\/\/|[a-z0-9]+::|git@|(?:github|gitlab|bitbucket)\.(?:com|org)\/|mock:)/i;
/** Whether Atmos would download it. */
function isRemoteImport(entry) {
    return remotePattern.test(entry);
}
async function walk(directory, segments, visit) {
    const [segment = '', ...rest] = segments;
    visit.left -= 1;
    const names = visit.left < 0 ? undefined : await visit.reader.list(directory);
    if (names === undefined) {
        return [];
    }
    const found = [];
    if (segment === '**') {
        found.push(...(rest.length === 0 ? [] : await walk(directory, rest, visit)));
        for (const name of names) {
            found.push(...(await walk(joinPath(directory, name), segments, visit)));
        }
        return found;
    }
    // A name holds no `/`, so `*` stays within its segment.
    const matches = (0,glob/* compileGlob */.S)(segment);
    for (const path of names.filter(matches).map((name) => joinPath(directory, name))) {
        found.push(...(rest.length === 0 ? [path] : await walk(path, rest, visit)));
    }
    return found;
}
function compareDepth(left, right) {
    const depth = left.split('/').length - right.split('/').length;
    return depth !== 0 ? depth : left < right ? -1 : 1;
}
/** Of `x.yaml` and `x.yml` the first counts; shallow files come before deep ones, then by name. */
function order(paths) {
    const unique = new Set(paths);
    return [...unique]
        .filter((path) => !(path.endsWith('.yml') && unique.has(`${path.slice(0, -'.yml'.length)}.yaml`)))
        .sort(compareDepth);
}
/** YAML files under a directory, at any depth. */
async function listConfigFiles(directory, reader) {
    const visit = { reader, left: maxDirectories };
    const paths = await walk(directory, ['**', '*'], visit);
    return order(paths.filter((path) => /\.ya?ml$/.test(path)));
}
/** Files that a local entry means, in the order in which they are laid over each other. */
async function expandImport(entry, base, reader) {
    const path = joinPath(base, entry);
    if (!/[*?]/.test(path)) {
        if ((await reader.list(path)) !== undefined) {
            return listConfigFiles(path, reader);
        }
        return /\.[^/.]+$/.test(path) ? [path] : [`${path}.yaml`, `${path}.yml`];
    }
    const segments = path.split('/');
    const first = segments.findIndex((segment) => /[*?]/.test(segment));
    const visit = { reader, left: maxDirectories };
    const root = segments.slice(0, first).join('/') || '/';
    const suffixes = /\.[^/.]+$/.test(path) ? [''] : ['.yaml', '.yml'];
    const found = [];
    for (const suffix of suffixes) {
        const pattern = segments.slice(first);
        found.push(...(await walk(root, pattern.with(-1, `${pattern.at(-1)}${suffix}`), visit)));
    }
    return order(found);
}

;// CONCATENATED MODULE: ./src/domain/atmos-config/load-atmos-config.js
/**
 * Reads everything that Atmos would read here and gives the settings that the Actions need.
 *
 * A file lies over its imports, those over its `atmos.d` and `.atmos.d` (the git root's lowest). An imported file is laid
 * before what it imports itself, as Atmos does. Where no file is found nothing is parsed, nor the YAML library loaded.
 */




/** Most files of one configuration. */
const maxFiles = 500;
/** Deepest chain of imports, as in Atmos. */
const maxImportDepth = 10;
/** Imported on demand: the YAML library takes longer to load than most steps take to their first request. */
async function loadModules() {
    const [{ layConfig }, { parseConfig }, { createValueReader }, { readSettings }] = await Promise.all([
        __webpack_require__.e(/* import() */ 853).then(__webpack_require__.bind(__webpack_require__, 6853)),
        Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(543)]).then(__webpack_require__.bind(__webpack_require__, 543)),
        __webpack_require__.e(/* import() */ 185).then(__webpack_require__.bind(__webpack_require__, 9185)),
        Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(964)]).then(__webpack_require__.bind(__webpack_require__, 9964)),
    ]);
    return { layConfig, parseConfig, createValueReader, readSettings };
}
function parse(loader, text, path) {
    loader.filesLeft -= 1;
    if (loader.filesLeft < 0) {
        throw new errors/* ActionError */.lZ('INPUT_CONFIG_INVALID', `${path}: the configuration has more than ${maxFiles} files.`);
    }
    return loader.modules.parseConfig(text, path, { environment: loader.around.environment });
}
/** Directory that relative imports are resolved against: `base_path`, else the git root, else the file's own. */
function resolveBase(loader, declared, directory) {
    const { environment, workingDirectory } = loader.around;
    const runtime = environment['ATMOS_BASE_PATH'];
    const base = runtime || declared || '';
    if (/^\.\.?(?:[\\/]|$)/.test(base)) {
        return joinPath(runtime ? workingDirectory : directory, base);
    }
    return joinPath(loader.gitRoot ?? directory, base);
}
async function layImports(loader, under, importer) {
    const values = loader.modules.createValueReader(importer.tree);
    const entries = importer.depth > maxImportDepth ? [] : (values.texts(['import']) ?? []);
    const base = resolveBase(loader, values.text(['base_path']), joinPath(importer.path, '..'));
    const reader = await loader.readers.importsOf(importer.path);
    let result = under;
    for (const [index, entry] of entries.entries()) {
        if (isRemoteImport(entry)) {
            values.report(['import'], `entry ${index + 1} is remote, which is not downloaded here`);
        }
        for (const path of isRemoteImport(entry) ? [] : await expandImport(entry, base, reader)) {
            const text = await reader.readText(path, maxConfigBytes);
            const tree = text === undefined ? undefined : parse(loader, text, path);
            if (tree !== undefined) {
                result = loader.modules.layConfig(result, tree);
                const nested = { tree, path, depth: importer.depth + 1 };
                result = await layImports(loader, result, nested);
            }
        }
    }
    loader.unusable.push(...values.unusable);
    return result;
}
async function layDefaults(loader, { path: file, directory }) {
    const reader = await loader.readers.importsOf(file);
    const directories = [...new Set([loader.gitRoot ?? directory, directory])];
    let result;
    for (const name of directories.flatMap((parent) => [
        joinPath(parent, 'atmos.d'),
        joinPath(parent, '.atmos.d'),
    ])) {
        for (const path of await listConfigFiles(name, reader)) {
            const text = await reader.readText(path, maxConfigBytes);
            const tree = text === undefined ? undefined : parse(loader, text, path);
            result = tree === undefined ? result : loader.modules.layConfig(result, tree);
        }
    }
    return result;
}
async function loadFile(loader, file) {
    const tree = parse(loader, file.text, file.path);
    if (!file.followImports) {
        return tree;
    }
    const defaults = await layDefaults(loader, file);
    if (tree === undefined) {
        return defaults;
    }
    const imported = await layImports(loader, defaults, { tree, path: file.path, depth: 1 });
    return loader.modules.layConfig(imported, tree);
}
/**
 * @throws ActionError `INPUT_CONFIG_INVALID` with file, line and column; whatever `reader` rejects with.
 */
async function loadAtmosConfig(around, reader) {
    const readers = confineToCheckout(reader, around.checkout ?? around.workingDirectory);
    const files = await findAtmosConfig(around, readers.search);
    if (files.length === 0) {
        return { settings: {}, unusable: readers.left };
    }
    const modules = await loadModules();
    const gitRoot = await findGitRoot(around.workingDirectory, readers.search);
    const loader = { around, readers, gitRoot, unusable: [], modules, filesLeft: maxFiles };
    let root;
    for (const file of files) {
        const tree = await loadFile(loader, file);
        root = tree === undefined ? root : modules.layConfig(root, tree);
    }
    const { settings, unusable } = modules.readSettings(root);
    return { settings, unusable: [...readers.left, ...loader.unusable, ...unusable] };
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
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
async function loadAtmosSettings({ environment, logger, }) {
    const { settings, unusable } = await loadAtmosConfig({
        workingDirectory: environment['GITHUB_WORKSPACE'] || process.cwd(),
        homeDirectory: environment['HOME'] || undefined,
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
async function report(error, { onFailure }) {
    const core = await (0,_core_js__WEBPACK_IMPORTED_MODULE_3__/* .loadCore */ .C)();
    const text = `${error.message}\n${error.hint ?? _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .errorCodes */ .fv[error.code]}`;
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
