export const id = 532;
export const ids = [532,853];
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


/***/ })

};
