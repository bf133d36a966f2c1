export const id = 596;
export const ids = [596,853];
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

/***/ 7596:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findProfiles: () => (/* binding */ findProfiles)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _config_tree_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6853);
/* harmony import */ var _expand_import_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(858);
/* harmony import */ var _find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3437);
/**
 * Finds the profiles of a configuration where Atmos does (docs/wire.md#atmosyaml).
 *
 * Only the workflow names a profile by a path; the files of a profile lie over all others, in the order in which the profiles are named.
 */




/** Most profiles at once. */
const maxProfiles = 50;
/** Longest name, in characters. */
const maxNameLength = 255;
function invalidProfile(name, problem, hint) {
    const shown = JSON.stringify(name.slice(0, maxNameLength));
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_CONFIG_INVALID', `Profile ${shown} ${problem}.`, { hint });
}
/** Throws INPUT_CONFIG_INVALID for more profiles than the limit, and for a name that leaves the directory of the profiles. */
function checkNames({ names, source }) {
    if (names.length > maxProfiles) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_CONFIG_INVALID', `${source} names ${names.length} profiles, the limit is ${maxProfiles}.`);
    }
    for (const name of names) {
        const parts = name.split(/[\\/]/);
        if (name.length > maxNameLength || parts.some((part) => part === '' || part === '.' || part === '..')) {
            throw invalidProfile(name, `in ${source} is not the name of a directory of profiles`);
        }
    }
}
/** Directories of the files that Atmos calls its configuration's: the last one's, or all that the workflow names. */
function configDirectories(loader, files) {
    const directories = files.map(({ directory }) => directory);
    if (directories.length === 0)
        return [loader.around.workingDirectory];
    return (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .replacesSearch */ .qM)(loader.around) ? directories : directories.slice(-1);
}
/** The user's configuration directory, as of the XDG Base Directory Specification. */
function userDirectory({ around }) {
    const { environment, homeDirectory, platform } = around;
    const fallback = platform === 'win32' ? environment['LOCALAPPDATA'] : homeDirectory && (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(homeDirectory, '.config');
    return environment['ATMOS_XDG_CONFIG_HOME'] || environment['XDG_CONFIG_HOME'] || fallback;
}
/** Where profiles are searched, highest priority first. A directory that a file of the checkout names is in the checkout. */
async function listPlaces(loader, files, base) {
    const { readers } = loader;
    const directories = configDirectories(loader, files);
    const below = async (way) => Promise.all(directories.map(async (directory) => ({
        directory: (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(directory, way),
        reader: await readers.importsOf((0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(directory, 'atmos.yaml')),
    })));
    const places = [];
    const declared = (0,_config_tree_js__WEBPACK_IMPORTED_MODULE_3__.findNode)(base.root, ['profiles', 'base_path'])?.location.file;
    if (base.path !== undefined && declared !== undefined) {
        const own = files.find(({ path }) => (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .replacesSearch */ .qM)(loader.around) && path === declared);
        const directory = (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(own?.directory ?? directories[0] ?? '/', base.path);
        places.push({ directory, reader: await readers.importsOf(declared) });
    }
    places.push(...(await below('.atmos/profiles')));
    const user = userDirectory(loader);
    if (user) {
        places.push({
            directory: (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)((0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(loader.around.workingDirectory, user), 'atmos/profiles'),
            reader: readers.search,
        });
    }
    return [...places, ...(await below('profiles'))];
}
/** Names of all profiles, for the hint of a wrong one. */
async function listNames(places) {
    const names = [];
    for (const { directory, reader } of places) {
        for (const name of (await reader.list(directory)) ?? []) {
            if ((await reader.list((0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(directory, name))) !== undefined)
                names.push(name);
        }
    }
    return [...new Set(names)].sort();
}
/**
 * Files of each profile. Throws INPUT_CONFIG_INVALID for an invalid name, and for a profile that does not exist or has no files, as Atmos refuses it; where nothing is
 * configured, as before a checkout, one that does not exist is left out and reported.
 */
async function findProfiles(loader, files, asked) {
    const { chosen, values, root } = asked;
    checkNames(chosen);
    const places = await listPlaces(loader, files, { root, path: values.text(['profiles', 'base_path']) });
    const found = [];
    for (const name of chosen.names) {
        let place;
        for (const { directory, reader } of places) {
            const path = (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(directory, name);
            if (place === undefined && (await reader.list(path)) !== undefined)
                place = { directory: path, reader };
        }
        if (place === undefined && loader.filesRead === 0) {
            const reason = 'there is no atmos.yaml and no such profile here';
            loader.unusable.push({ location: chosen.source, key: `profile ${JSON.stringify(name)}`, reason });
            continue;
        }
        if (place === undefined) {
            const known = (await listNames(places)).slice(0, maxProfiles).join(', ');
            throw invalidProfile(name, `of ${chosen.source} does not exist`, `Fix the name${known && `. Profiles here: ${known}`}.`);
        }
        const paths = await (0,_expand_import_js__WEBPACK_IMPORTED_MODULE_1__/* .listConfigFiles */ .iz)(place.directory, place.reader);
        if (paths.length === 0)
            throw invalidProfile(name, `has no YAML file in ${place.directory}`);
        found.push({ paths, reader: place.reader });
    }
    return found;
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
