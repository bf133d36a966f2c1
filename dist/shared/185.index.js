export const id = 185;
export const ids = [185,853];
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
