export const id = 964;
export const ids = [964,853,185];
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

/***/ 9964:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readAtmosConfig: () => (/* binding */ readAtmosConfig),
/* harmony export */   readSettings: () => (/* binding */ readSettings)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _config_tree_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6853);
/* harmony import */ var _parse_config_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(543);
/* harmony import */ var _read_values_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9185);
/**
 * Finds in an atmos.yaml what the Actions need: `settings.pro`, the `atmos/pro` provider and the `github/sts` integration.
 *
 * The integration and its provider beat `settings.pro`, being the narrower statement. A provider's keys are read under
 * `spec`, as Atmos does, and beside `kind`, as the documentation shows. `settings.pro.token` and `github_oidc` are not
 * read: a job gets a session of its own.
 */




/** Names under `auth.<group>` whose `kind` is the given one. */
function findKind(values, group, kind) {
    return values.names(['auth', group]).filter((name) => values.text(['auth', group, name, 'kind']) === kind);
}
function chooseIntegration(values) {
    const names = findKind(values, 'integrations', 'github/sts');
    const [name] = names;
    if (names.length > 1) {
        values.report(['auth', 'integrations'], `it has several github/sts integrations (${names.join(', ')}); set the inputs of the action`);
        return undefined;
    }
    return name === undefined ? undefined : ['auth', 'integrations', name];
}
/** The provider that the integration goes through, else the only one there is. */
function chooseProvider(values, integration) {
    const names = findKind(values, 'providers', 'atmos/pro');
    const via = integration && [...integration, 'via'];
    const identity = via && values.text([...via, 'identity']);
    const named = (via && values.text([...via, 'provider'])) ??
        (identity && values.text(['auth', 'identities', identity.toLowerCase(), 'via', 'provider']));
    const chosen = names.find((name) => name === named?.toLowerCase()) ?? (names.length === 1 ? names[0] : undefined);
    if (chosen === undefined && names.length > 1) {
        values.report(['auth', 'providers'], `it has several atmos/pro providers (${names.join(', ')}) and no integration chooses one; set the inputs of the action`);
    }
    return chosen === undefined ? undefined : ['auth', 'providers', chosen];
}
function readMode(values, root, path) {
    const mode = values.text(path);
    const node = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_3__.findNode)(root, path);
    if (mode === 'env' || mode === 'file')
        return mode;
    if (mode === undefined || node === undefined)
        return undefined;
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_CONFIG_INVALID', `${(0,_config_tree_js__WEBPACK_IMPORTED_MODULE_3__.formatLocation)(node.location)}: ${path.join('.')} is ${JSON.stringify(mode)}, it takes "env" or "file".`);
}
/** Zero and less mean the default, as for the Atmos CLI. */
function readPositive(text) {
    const value = Number(text);
    return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
/** Settings from a tree; undefined (no file) gives none. @throws ActionError `INPUT_CONFIG_INVALID` with the place. */
function readSettings(root) {
    const values = (0,_read_values_js__WEBPACK_IMPORTED_MODULE_2__.createValueReader)(root);
    const pro = ['settings', 'pro'];
    const integration = chooseIntegration(values);
    const provider = chooseProvider(values, integration);
    const spec = integration && [...integration, 'spec'];
    const fromProvider = (key) => provider && (values.text([...provider, 'spec', key]) ?? values.text([...provider, key]));
    const sources = spec && values.texts([...spec, 'repos']);
    const settings = {
        baseUrl: fromProvider('base_url') ?? values.text([...pro, 'base_url']),
        endpoint: fromProvider('endpoint') ?? values.text([...pro, 'endpoint']),
        workspaceId: fromProvider('workspace_id') ?? values.text([...pro, 'workspace_id']),
        audience: fromProvider('audience'),
        sources: sources?.length === 0 ? undefined : sources,
        policyName: spec && values.text([...spec, 'policy_name']),
        gitConfigMode: (spec && readMode(values, root, [...spec, 'git_config_mode'])) ??
            readMode(values, root, [...pro, 'git_sts', 'git_config_mode']),
        tokenEnv: spec && values.text([...spec, 'token_env'], { mayBeTemplate: true }),
        revokeOnExit: (spec && values.flag([...spec, 'revoke_on_exit'])) ??
            values.flag([...pro, 'git_sts', 'revoke_on_exit']),
        maxPayloadBytes: readPositive(values.text([...pro, 'max_payload_bytes'])),
    };
    const present = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
    // All settings are optional.
    return { settings: present, unusable: values.unusable };
}
/**
 * Settings from the text of one file, its imports left aside.
 * @throws ActionError `INPUT_CONFIG_INVALID` with file, line and column.
 */
function readAtmosConfig(text, fileName, options) {
    return readSettings((0,_parse_config_js__WEBPACK_IMPORTED_MODULE_1__/* .parseConfig */ .o)(text, fileName, options));
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


/***/ })

};
