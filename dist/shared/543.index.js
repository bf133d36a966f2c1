export const id = 543;
export const ids = [543,853];
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

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  parseConfig: () => (/* binding */ parseConfig)
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
        return { kind: 'unusable', reason: `only Atmos can evaluate ${tag}`, location };
    }
    const value = (0,dist/* isScalar */.jn)(node) ? evaluateEnvFunction(String(node.value), context.environment) : undefined;
    if (value === undefined) {
        throw invalidConfig(location, '!env takes the name of a variable and, optionally, a default');
    }
    return 'reason' in value
        ? { kind: 'unusable', reason: value.reason, location }
        : { kind: 'scalar', value: value.value, location };
}
function convert(node, depth, context) {
    const location = context.locate(node?.range?.[0]);
    context.count += 1;
    if (context.count > maxNodes || depth > maxDepth) {
        throw invalidConfig(location, `the file has more than ${maxNodes} values or is nested deeper than ${maxDepth}`);
    }
    if ((0,dist/* isAlias */.Vj)(node)) {
        const target = node.resolve(context.document);
        if (target === undefined) {
            throw invalidConfig(location, `the alias *${node.source} has no anchor before it`);
        }
        return convert(target, depth + 1, context);
    }
    if (node?.tag?.startsWith('!') === true) {
        return convertTagged(node, node.tag, context);
    }
    if ((0,dist/* isSeq */.oP)(node)) {
        return { kind: 'list', items: node.items.map((item) => convert(item, depth + 1, context)), location };
    }
    if ((0,dist/* isMap */.jh)(node)) {
        let merged;
        const entries = new Map();
        for (const { key, value } of node.items) {
            // Atmos' configuration library ignores the case of keys.
            const name = String((0,dist/* isScalar */.jn)(key) ? key.value : key).toLowerCase();
            const child = convert(value, depth + 1, context);
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
    const tree = convert(document.contents, 0, { ...options, document, locate, count: 0 });
    if (tree.kind === 'scalar' && tree.value === null) {
        return undefined;
    }
    if (tree.kind !== 'map') {
        throw invalidConfig(tree.location, 'the file is not a mapping of keys');
    }
    return tree;
}


/***/ })

};
