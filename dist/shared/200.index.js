export const id = 200;
export const ids = [200,853,532,185];
export const modules = {

/***/ 6853:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findNode: () => (/* binding */ findNode),
/* harmony export */   formatLocation: () => (/* binding */ formatLocation),
/* harmony export */   layConfig: () => (/* binding */ layConfig)
/* harmony export */ });
/** A configuration file as a tree that remembers where each value stands, and how such trees are laid over each other. */
function formatLocation({ file, line, column }) {
    return `${file}:${line}:${column}`;
}
/** `over` wins; maps are merged key by key, everything else is replaced whole, lists too. */
function layConfig(under, over) {
    if (under?.kind !== 'map' || over.kind !== 'map') {
        return over;
    }
    const entries = new Map(under.entries);
    for (const [key, node] of over.entries) {
        entries.set(key, layConfig(entries.get(key), node));
    }
    return { ...over, entries };
}
/** The node at a dotted path. Stops early, at what hides the rest, when it meets an `unusable` node. */
function findNode(root, path) {
    let node = root;
    for (const key of path) {
        if (node?.kind === 'unusable') {
            return node;
        }
        node = node?.kind === 'map' ? node.entries.get(key) : undefined;
    }
    return node?.kind === 'unset' ? undefined : node;
}


/***/ }),

/***/ 858:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GK: () => (/* binding */ expandImport),
/* harmony export */   iz: () => (/* binding */ listConfigFiles),
/* harmony export */   m7: () => (/* binding */ isRemoteImport)
/* harmony export */ });
/* harmony import */ var _patterns_glob_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9684);
/* harmony import */ var _find_atmos_config_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3437);
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
            found.push(...(await walk((0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(directory, name), segments, visit)));
        }
        return found;
    }
    // A name holds no `/`, so `*` stays within its segment.
    const matches = (0,_patterns_glob_js__WEBPACK_IMPORTED_MODULE_1__/* .compileGlob */ .S)(segment);
    for (const path of names.filter(matches).map((name) => (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(directory, name))) {
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
    const path = (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(base, entry);
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


/***/ }),

/***/ 532:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   addTree: () => (/* binding */ addTree),
/* harmony export */   flatten: () => (/* binding */ flatten)
/* harmony export */ });
/* harmony import */ var _config_tree_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6853);
/**
 * The layers of one configuration. Atmos keeps the values of YAML functions, such as `!env`, above all plain ones: in a file that is laid
 * over, a plain value does not replace them.
 */

/** What of a tree its YAML functions gave. */
function evaluatedPart(node) {
    if (node.kind !== 'map') {
        return (node.kind === 'scalar' || node.kind === 'unusable') && node.isEvaluated ? node : undefined;
    }
    const entries = new Map();
    for (const [key, child] of node.entries) {
        const part = evaluatedPart(child);
        if (part !== undefined)
            entries.set(key, part);
    }
    return entries.size === 0 ? undefined : { ...node, entries };
}
/** Lays a tree over all that is there. `pinsAll` pins its plain values too. */
function addTree(layers, tree, options = {}) {
    if (tree === undefined)
        return;
    layers.plain = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_0__.layConfig)(layers.plain, tree);
    const pinned = options.pinsAll ? tree : evaluatedPart(tree);
    if (pinned !== undefined)
        layers.pinned = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_0__.layConfig)(layers.pinned, pinned);
}
/** One tree of the layers. */
function flatten({ plain, pinned }) {
    return pinned === undefined ? plain : (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_0__.layConfig)(plain, pinned);
}


/***/ }),

/***/ 1200:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   addProfileFile: () => (/* binding */ addProfileFile),
/* harmony export */   loadFoundFile: () => (/* binding */ loadFoundFile),
/* harmony export */   loadRootDefaults: () => (/* binding */ loadRootDefaults)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _expand_import_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(858);
/* harmony import */ var _find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3437);
/* harmony import */ var _layers_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(532);
/* harmony import */ var _parse_config_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(543);
/* harmony import */ var _read_values_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9185);
/**
 * Loads a configuration file with what counts with it: its imports, and the files of its `atmos.d` and `.atmos.d`.
 *
 * An imported file is laid before what it imports itself, as Atmos does.
 */






/** Most files of one configuration. */
const maxFiles = 500;
/** Deepest chain of imports, as in Atmos. */
const maxImportDepth = 10;
/** Throws INPUT_CONFIG_INVALID for invalid text, and over the limit of files. */
function parse(loader, text, path) {
    loader.filesRead += 1;
    if (loader.filesRead > maxFiles) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_CONFIG_INVALID', `${path}: the configuration has more than ${maxFiles} files.`);
    }
    return (0,_parse_config_js__WEBPACK_IMPORTED_MODULE_3__/* .parseConfig */ .o)(text, path, { environment: loader.around.environment });
}
async function read(loader, path, reader) {
    const text = await reader.readText(path, _find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .maxConfigBytes */ .aF);
    return text === undefined ? undefined : parse(loader, text, path);
}
/** Directory that relative imports are resolved against: `base_path`, else the git root, else the file's own. */
function resolveBase(loader, declared, directory) {
    const { environment, workingDirectory } = loader.around;
    const runtime = environment['ATMOS_BASE_PATH'];
    const base = runtime || declared || '';
    if (/^\.\.?(?:[\\/]|$)/.test(base)) {
        return (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(runtime ? workingDirectory : directory, base);
    }
    return (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(loader.gitRoot ?? directory, base);
}
/** Resolves to whether the file imports anything. */
async function addImports(loader, layers, importer) {
    const values = (0,_read_values_js__WEBPACK_IMPORTED_MODULE_4__.createValueReader)(importer.tree);
    const entries = importer.depth > maxImportDepth ? [] : (values.texts(['import']) ?? []);
    const base = resolveBase(loader, values.text(['base_path']), (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(importer.path, '..'));
    const reader = await loader.readers.importsOf(importer.path);
    for (const [index, entry] of entries.entries()) {
        if ((0,_expand_import_js__WEBPACK_IMPORTED_MODULE_1__/* .isRemoteImport */ .m7)(entry)) {
            values.report(['import'], `entry ${index + 1} is remote, which is not downloaded here`);
        }
        for (const path of (0,_expand_import_js__WEBPACK_IMPORTED_MODULE_1__/* .isRemoteImport */ .m7)(entry) ? [] : await (0,_expand_import_js__WEBPACK_IMPORTED_MODULE_1__/* .expandImport */ .GK)(entry, base, reader)) {
            const tree = await read(loader, path, reader);
            if (tree !== undefined) {
                (0,_layers_js__WEBPACK_IMPORTED_MODULE_5__.addTree)(layers, tree);
                await addImports(loader, layers, { tree, path, depth: importer.depth + 1 });
            }
        }
    }
    loader.unusable.push(...values.unusable);
    return entries.length > 0;
}
/** The git root's lie lowest. */
async function addDefaults(loader, layers, { path: file, directory }) {
    const reader = await loader.readers.importsOf(file);
    for (const parent of new Set([loader.gitRoot ?? directory, directory])) {
        await addDirectories(loader, layers, { parent, reader });
    }
}
async function addDirectories(loader, layers, { parent, reader }) {
    for (const name of _find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .defaultsDirectories */ .qd) {
        for (const path of await (0,_expand_import_js__WEBPACK_IMPORTED_MODULE_1__/* .listConfigFiles */ .iz)((0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(parent, name), reader)) {
            (0,_layers_js__WEBPACK_IMPORTED_MODULE_5__.addTree)(layers, await read(loader, path, reader));
        }
    }
}
/** What the root of the work tree has in `atmos.d` and `.atmos.d`. Their imports do not count, as in Atmos. */
async function loadRootDefaults(loader, gitRoot) {
    const layers = {};
    const reader = await loader.readers.importsOf((0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(gitRoot, 'atmos.yaml'));
    await addDirectories(loader, layers, { parent: gitRoot, reader });
    return (0,_layers_js__WEBPACK_IMPORTED_MODULE_5__.flatten)(layers);
}
/** A file that the search found, with its imports and defaults. */
async function loadFoundFile(loader, file) {
    const tree = parse(loader, file.text, file.path);
    const importer = tree && { tree, path: file.path, depth: 1 };
    const layers = {};
    if (file.imports === 'under') {
        await addDefaults(loader, layers, file);
        if (importer !== undefined)
            await addImports(loader, layers, importer);
    }
    (0,_layers_js__WEBPACK_IMPORTED_MODULE_5__.addTree)(layers, tree);
    if (file.imports === 'over' && importer !== undefined)
        await addImports(loader, layers, importer);
    return (0,_layers_js__WEBPACK_IMPORTED_MODULE_5__.flatten)(layers);
}
/** Lays a file of a profile over the layers. One with imports pins all that it says, as in Atmos. */
async function addProfileFile(loader, layers, file) {
    const tree = await read(loader, file.path, file.reader);
    const pinsAll = tree !== undefined && (await addImports(loader, layers, { tree, path: file.path, depth: 1 }));
    (0,_layers_js__WEBPACK_IMPORTED_MODULE_5__.addTree)(layers, tree, { pinsAll });
}


/***/ }),

/***/ 543:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  o: () => (/* binding */ parseConfig)
});

// EXTERNAL MODULE: ../../node_modules/yaml/dist/index.js
var dist = __webpack_require__(3483);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/domain/atmos-config/config-tree.js
var config_tree = __webpack_require__(6853);
;// CONCATENATED MODULE: ./src/domain/atmos-config/env-function.js
/** Atmos' YAML function `!env NAME [default]` (docs/wire.md#atmosyaml). */
const argumentPattern = /\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^\s"'][^\s]*))(?=\s|$)/y;
function splitArguments(text) {
    const words = [];
    const trimmed = text.trim();
    argumentPattern.lastIndex = 0;
    while (argumentPattern.lastIndex < trimmed.length) {
        const match = argumentPattern.exec(trimmed);
        if (match === null) {
            return undefined;
        }
        const [, double, single, plain] = match;
        words.push(double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? plain ?? '');
    }
    return words;
}
/** Words in the names of variables that contain secrets, such as ATMOS_PRO_GITHUB_TOKEN. */
const secretWord = /TOKEN|SECRET|PASS|KEY|CREDENTIAL|AUTH|PRIVATE|CERT/;
/**
 * Whether a file of the checkout may read the variable: Atmos' own settings and the name of the repository. The values are sent to the
 * server, so a file must not choose among all variables of the job.
 */
function isReadable(name) {
    const isKnown = /^(?:ATMOS_[A-Z0-9_]+|GITHUB_REPOSITORY(?:_[A-Z_]+)?)$/.test(name);
    return isKnown && !secretWord.test(name);
}
/**
 * Value of `!env` with the text after the tag: the variable where it exists, else the default, else empty; trimmed, as
 * Atmos does in atmos.yaml. Other variables than `ATMOS_*` and `GITHUB_REPOSITORY*` are not read. Undefined when the text is not one or two arguments.
 */
function evaluateEnvFunction(text, environment) {
    const words = splitArguments(text);
    const [name, fallback = '', ...more] = words ?? [];
    if (name === undefined || more.length > 0) {
        return undefined;
    }
    if (!isReadable(name)) {
        return { reason: '!env reads only ATMOS_* and GITHUB_REPOSITORY* here, and no secret' };
    }
    return { value: (environment[name] ?? fallback).trim() };
}

;// CONCATENATED MODULE: ./src/domain/atmos-config/parse-config.js
/** Parses one Atmos configuration file, YAML functions included. The only module that loads the YAML library. */




/** Most values in one file, aliases counted each time they are used. */
const maxNodes = 100_000;
/** Deepest nesting. */
const maxDepth = 64;
function invalidConfig(location, problem, hint) {
    return new errors/* ActionError */.lZ('INPUT_CONFIG_INVALID', `${(0,config_tree.formatLocation)(location)}: ${problem}.`, { hint });
}
function convertTagged(node, tag, context) {
    const location = context.locate(node.range?.[0]);
    if (tag === '!unset') {
        return { kind: 'unset', location };
    }
    if (tag !== '!env') {
        return { kind: 'unusable', reason: `only Atmos can evaluate ${tag}`, location, isEvaluated: true };
    }
    const value = (0,dist/* isScalar */.jn)(node) ? evaluateEnvFunction(String(node.value), context.environment) : undefined;
    if (value === undefined) {
        throw invalidConfig(location, '!env takes the name of a variable and, optionally, a default');
    }
    return 'reason' in value
        ? { kind: 'unusable', reason: value.reason, location, isEvaluated: true }
        : { kind: 'scalar', value: value.value, location, isEvaluated: true };
}
/** `path`: keys that lead to the node, and an empty text for each list and alias on the way. */
function convert(node, path, context) {
    const location = context.locate(node?.range?.[0]);
    context.count += 1;
    if (context.count > maxNodes || path.length > maxDepth) {
        throw invalidConfig(location, `the file has more than ${maxNodes} values or is nested deeper than ${maxDepth}`);
    }
    if ((0,dist/* isAlias */.Vj)(node)) {
        const target = node.resolve(context.document);
        if (target === undefined) {
            throw invalidConfig(location, `the alias *${node.source} has no anchor before it`);
        }
        return convert(target, [...path, ''], context);
    }
    if (node?.tag?.startsWith('!') === true) {
        return convertTagged(node, node.tag, context);
    }
    if ((0,dist/* isSeq */.oP)(node)) {
        return { kind: 'list', items: node.items.map((item) => convert(item, [...path, ''], context)), location };
    }
    if ((0,dist/* isMap */.jh)(node)) {
        let merged;
        const entries = new Map();
        for (const { key, value } of node.items) {
            const written = String((0,dist/* isScalar */.jn)(key) ? key.value : key);
            // Atmos' configuration library ignores the case of keys, but names of variables keep theirs.
            const name = path[0] === 'env' ? written : written.toLowerCase();
            const child = convert(value, [...path, name], context);
            if (name === '<<') {
                const parents = child.kind === 'list' ? child.items.toReversed() : [child];
                merged = parents.reduce(config_tree.layConfig, merged);
            }
            else {
                entries.set(name, child);
            }
        }
        return {
            ...(0,config_tree.layConfig)(merged?.kind === 'map' ? merged : undefined, { kind: 'map', entries, location }),
            location,
        };
    }
    const value = (0,dist/* isScalar */.jn)(node) ? node.value : null;
    return typeof value === 'string' ||
        typeof value === 'number' ||
        typeof value === 'boolean' ||
        value === null
        ? { kind: 'scalar', value, location }
        : { kind: 'unusable', reason: 'its type is not one of JSON', location };
}
/**
 * Tree of one file; undefined for a file without content.
 * @throws ActionError `INPUT_CONFIG_INVALID` with file, line and column, for text that is not YAML, is not a mapping, or is
 * over a bound.
 */
function parseConfig(text, file, options) {
    const lines = new dist/* LineCounter */.HN();
    const document = (0,dist/* parseDocument */.Tp)(text, {
        lineCounter: lines,
        prettyErrors: false,
        logLevel: 'error',
    });
    const locate = (offset = 0) => {
        const { line, col } = lines.linePos(offset);
        return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    const [error] = document.errors;
    if (error !== undefined) {
        throw invalidConfig(locate(error.pos[0]), error.message.replace(/\.?\s*$/, ''));
    }
    if (document.contents === null) {
        return undefined;
    }
    const tree = convert(document.contents, [], { ...options, document, locate, count: 0 });
    if (tree.kind === 'scalar' && tree.value === null) {
        return undefined;
    }
    if (tree.kind !== 'map') {
        throw invalidConfig(tree.location, 'the file is not a mapping of keys');
    }
    return tree;
}


/***/ }),

/***/ 9185:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createValueReader: () => (/* binding */ createValueReader)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _config_tree_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6853);
/** Reads typed values from a configuration tree and collects those that only Atmos can work out. */


/** Longest text value, in characters. */
const maxTextLength = 2_048;
/** Longest list. */
const maxItems = 1_000;
const trueWords = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const falseWords = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);
function wrongType(node, path, wanted) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_CONFIG_INVALID', `${(0,_config_tree_js__WEBPACK_IMPORTED_MODULE_1__.formatLocation)(node.location)}: ${path.join('.')} must be ${wanted}.`);
}
function createReport(unusable) {
    return (node, path, reason) => {
        const key = path.join('.');
        const location = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_1__.formatLocation)(node.location);
        unusable.set(`${location} ${key}`, { location, key, reason });
    };
}
function createReadText(report) {
    return (node, path, options = {}) => {
        if (node.kind === 'unusable') {
            return report(node, path, `${node.reason}; set the input of the action or a variable instead`);
        }
        if (node.kind === 'scalar' && node.value === null) {
            return undefined;
        }
        // A whole number is its digits. YAML may have changed the text of any other value.
        const value = node.kind === 'scalar' && Number.isSafeInteger(node.value) ? String(node.value) : undefined;
        const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : value;
        if (text === undefined) {
            throw wrongType(node, path, 'a text; put it in quotes');
        }
        if (text.length > maxTextLength) {
            throw wrongType(node, path, `at most ${maxTextLength} characters`);
        }
        if (options.mayBeTemplate !== true && text.includes('{{')) {
            return report(node, path, 'it is a template, which is not rendered here; write the value itself');
        }
        return text === '' ? undefined : text;
    };
}
function readFlag(node, path, readText) {
    if (node.kind === 'scalar' && typeof node.value === 'boolean')
        return node.value;
    const word = readText(node, path);
    if (word === undefined || trueWords.has(word) || falseWords.has(word)) {
        return word === undefined ? undefined : trueWords.has(word);
    }
    throw wrongType(node, path, 'true or false');
}
function readTexts(node, path, readText) {
    if (node.kind === 'scalar' && node.value === null)
        return undefined;
    if (node.kind === 'map')
        throw wrongType(node, path, 'a list of texts');
    if (node.kind !== 'list') {
        // A comma-separated text is a list to Atmos' configuration library.
        return readText(node, path)
            ?.split(',')
            .map((item) => item.trim());
    }
    if (node.items.length > maxItems) {
        throw wrongType(node, path, `a list of at most ${maxItems}`);
    }
    const texts = node.items.map((item, index) => readText(item, [...path, String(index)]));
    // A list with an unusable item is shorter than its author meant, so none of it is used.
    return texts.includes(undefined) ? undefined : texts.filter((text) => text !== undefined);
}
/** @throws ActionError `INPUT_CONFIG_INVALID` from each reading function, for a value of the wrong type or over a bound. */
function createValueReader(root) {
    const unusable = new Map();
    const report = createReport(unusable);
    const readText = createReadText(report);
    return {
        get unusable() {
            return [...unusable.values()];
        },
        report(path, reason) {
            const node = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_1__.findNode)(root, path);
            if (node !== undefined)
                report(node, path, reason);
        },
        text(path, options) {
            const node = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_1__.findNode)(root, path);
            return node && readText(node, path, options);
        },
        flag(path) {
            const node = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_1__.findNode)(root, path);
            return node && readFlag(node, path, readText);
        },
        texts(path) {
            const node = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_1__.findNode)(root, path);
            return node && readTexts(node, path, readText);
        },
        names(path) {
            const node = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_1__.findNode)(root, path);
            if (node?.kind === 'unusable') {
                report(node, path, `${node.reason}; set the inputs of the action instead`);
            }
            return node?.kind === 'map' ? [...node.entries.keys()] : [];
        },
    };
}


/***/ }),

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


/***/ })

};
