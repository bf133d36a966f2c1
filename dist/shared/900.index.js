export const id = 900;
export const ids = [900,853];
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

/***/ 6900:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   declaredSettings: () => (/* binding */ declaredSettings)
/* harmony export */ });
/* harmony import */ var _config_tree_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6853);
/**
 * Variables of Atmos that the `env:` of a configuration sets. Atmos takes them as if the environment had them, unless it has them, before it reads
 * profiles. To the actions they remain what a file says.
 */

const settingOf = {
    ATMOS_PRO_BASE_URL: 'base_url',
    ATMOS_PRO_ENDPOINT: 'endpoint',
    ATMOS_PRO_WORKSPACE_ID: 'workspace_id',
};
function toTree([key, ...rest], leaf) {
    return key === undefined
        ? leaf
        : { kind: 'map', entries: new Map([[key, toTree(rest, leaf)]]), location: leaf.location };
}
/** A tree for each of these variables, with the setting that it decides. */
function declaredSettings(root, environment) {
    const variables = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_0__.findNode)(root, ['env']);
    return Object.entries(settingOf).flatMap(([name, key]) => {
        const node = variables?.kind === 'map' ? variables.entries.get(name) : undefined;
        const isDecided = node === undefined || environment[name] !== undefined;
        return isDecided ? [] : [toTree(['settings', 'pro', key], node)];
    });
}


/***/ })

};
