export const id = 776;
export const ids = [776];
export const modules = {

/***/ 8879:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EX: () => (/* binding */ markupCode),
/* harmony export */   My: () => (/* binding */ escapeMarkup),
/* harmony export */   VP: () => (/* binding */ markupTable)
/* harmony export */ });
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1592);
/** Untrusted text inside Markdown: shown literally, never as markup. */

/** On one line, for prose and table cells. */
function escapeMarkup(text) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeUnprintable */ .O8)(text).replace(/[^\p{L}\p{N} .,:;/()'"=-]/gu, (character) => `&#${character.codePointAt(0)};`);
}
/** `''` for an empty text. */
function markupCode(text) {
    return text === '' ? '' : `<code>${escapeMarkup(text)}</code>`;
}
/** The cells are Markdown already. Rows over the limits are counted in a last line. */
function markupTable(headings, rows, { maxRows = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY } = {}) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    const lines = [line(headings), line(headings.map(() => '---'))];
    let bytes = 0;
    let left = 0;
    for (const row of rows) {
        const text = left > 0 || lines.length - 2 >= maxRows ? undefined : line(row);
        bytes += text === undefined ? 0 : Buffer.byteLength(text) + 1;
        if (text === undefined || bytes > maxBytes)
            left += 1;
        else
            lines.push(text);
    }
    return lines.join('\n') + (left === 0 ? '' : `\n\n… and ${left} more.`);
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

/***/ 4841:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bu: () => (/* binding */ passedNameProblem),
/* harmony export */   Tx: () => (/* binding */ toGitEnvironment),
/* harmony export */   fE: () => (/* binding */ toAtmosEnvironment)
/* harmony export */ });
const anyProgram = [
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'SHELL',
    'PWD',
    'TMPDIR',
    'TMP',
    'TEMP',
    'TZ',
    'TERM',
    'LANG',
    'LANGUAGE',
    'LC_*',
    'XDG_*',
    'CI',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'CURL_CA_BUNDLE',
    'SSH_AUTH_SOCK',
    'SSH_AGENT_PID',
    'RUNNER_TRACKING_ID',
    // Windows.
    'APPDATA',
    'COMMONPROGRAMFILES*',
    'COMSPEC',
    'HOMEDRIVE',
    'HOMEPATH',
    'LOCALAPPDATA',
    'NUMBER_OF_PROCESSORS',
    'OS',
    'PATHEXT',
    'PROCESSOR_*',
    'PROGRAMDATA',
    'PROGRAMFILES*',
    'SYSTEMDRIVE',
    'SYSTEMROOT',
    'USERNAME',
    'USERPROFILE',
    'WINDIR',
];
/** git's own, which includes what an earlier step of setup-sts configured, and what GitHub's CLI reads as a credential helper. */
const git = ['GIT_*', 'GH_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GH_HOST', 'GH_CONFIG_DIR', 'GITHUB_TOKEN'];
/** Of Atmos and of the programs that it runs to describe stacks, and what tells Atmos where it runs. */
const atmos = [
    ...git,
    'ATMOS_*',
    'TF_*',
    'TOFU_*',
    'TERRAFORM_*',
    'TERRAGRUNT_*',
    'HELM_*',
    'HELMFILE_*',
    'KUBE*',
    'PACKER_*',
    'PKR_*',
    'AWS_*',
    'ARM_*',
    'AZURE_*',
    'CLOUDSDK_*',
    'GCLOUD_*',
    'GCP_*',
    'GOOGLE_*',
    'SOPS_*',
    'VAULT_*',
    'GOMAXPROCS',
    'GOMEMLIMIT',
    'NO_COLOR',
    'FORCE_COLOR',
    'GITHUB_ACTIONS',
    'GITHUB_ACTOR*',
    'GITHUB_API_URL',
    'GITHUB_BASE_REF',
    'GITHUB_EVENT_*',
    'GITHUB_GRAPHQL_URL',
    'GITHUB_HEAD_REF',
    'GITHUB_JOB',
    'GITHUB_REF*',
    'GITHUB_REPOSITORY*',
    'GITHUB_RUN_*',
    'GITHUB_SERVER_URL',
    'GITHUB_SHA',
    'GITHUB_WORKFLOW*',
    'GITHUB_WORKSPACE',
    'RUNNER_ARCH',
    'RUNNER_NAME',
    'RUNNER_OS',
    'RUNNER_TEMP',
    'RUNNER_TOOL_CACHE',
];
function pick(environment, names) {
    const whole = new Set(names.filter((name) => !name.endsWith('*')));
    const prefixes = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
    const isAllowed = (name) => whole.has(name) || prefixes.some((prefix) => prefix !== '' && name.startsWith(prefix));
    const found = Object.entries(environment).filter((entry) => entry[1] !== undefined && isAllowed(entry[0].toUpperCase()));
    return Object.fromEntries(found);
}
function toGitEnvironment(environment) {
    return pick(environment, [...anyProgram, ...git]);
}
/** `more`: what the workflow adds, names or prefixes with `*` at the end. */
function toAtmosEnvironment(environment, more = []) {
    return pick(environment, [...anyProgram, ...atmos, ...more.map((name) => name.toUpperCase())]);
}
/** What is wrong with a name that the workflow adds; completes the sentence "Input … ". `undefined` if nothing is. */
function passedNameProblem(name) {
    return /^[A-Za-z_][A-Za-z0-9_]{0,127}\*?$/.test(name)
        ? undefined
        : 'must be names of variables; `*` is allowed at the end, after at least one character';
}


/***/ }),

/***/ 3526:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ parseGitConfigKey)
/* harmony export */ });
/** One git configuration entry, and what git accepts as its key. */
/** Git takes an empty section from the environment, though a file cannot hold one. */
const sectionPattern = /^[A-Za-z0-9-]*$/;
const namePattern = /^[A-Za-z][A-Za-z0-9-]*$/;
/**
 * Splits a key as git does: the name follows the last dot, the section ends at the first one, everything between is
 * the subsection. Undefined where git would refuse the key, which makes every git command fail.
 */
function parseGitConfigKey(key) {
    const last = key.lastIndexOf('.');
    const first = key.indexOf('.');
    if (last < 1) {
        return undefined;
    }
    const section = key.slice(0, first);
    const subsection = first === last ? undefined : key.slice(first + 1, last);
    const name = key.slice(last + 1);
    if (!sectionPattern.test(section) || !namePattern.test(name) || subsection?.includes('\n')) {
        return undefined;
    }
    return { section, subsection, name };
}


/***/ }),

/***/ 5067:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ appendToEnvironment),
/* harmony export */   k: () => (/* binding */ restoreEnvironment)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5664);
/* harmony import */ var _entry_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3526);
/** Carries entries in `GIT_CONFIG_COUNT` and its numbered pairs, after whatever is there already, and takes them out again. */



/** Git's own limit (INT_MAX). */
const maxCount = 2_147_483_647;
/** A pair without meaning for git: replaces one that this action added when later pairs must keep their numbers. */
const placeholder = { key: 'atmospro.removed', value: 'true' };
/** Hex digits of a fingerprint. */
const fingerprintLength = 16;
const countName = 'GIT_CONFIG_COUNT';
const keyName = (index) => `GIT_CONFIG_KEY_${index}`;
const valueName = (index) => `GIT_CONFIG_VALUE_${index}`;
function fingerprint(key, value) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(`${key}\0${value}`).digest('hex').slice(0, fingerprintLength);
}
function unusable(variable, problem) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('INPUT_GIT_CONFIG_INVALID', `${variable} ${problem}, so every git command fails.`, {
        hint: `Find the earlier step or the \`env:\` block that sets ${countName} and make its ${countName}, GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n fit together, or unset ${countName} before this step.`,
    });
}
/** Reads a count as git does (strtoul): absent, empty and zero mean none; leading blanks and a plus sign pass. */
function parseCount(text) {
    if (text === undefined || text === '') {
        return 0;
    }
    const match = /^[ \t\n\v\f\r]*([+-]?)([0-9]+)$/.exec(text);
    const count = Number(match?.[2]);
    return match === null || count > maxCount || (match[1] === '-' && count !== 0) ? undefined : count;
}
/** Pairs that are already there. @throws ActionError `INPUT_GIT_CONFIG_INVALID` where git itself would give up. */
function countInherited(environment) {
    const text = environment[countName];
    const count = parseCount(text);
    if (count === undefined) {
        throw unusable(countName, `is ${JSON.stringify(text?.slice(0, 40))}, not a number of entries`);
    }
    for (let index = 0; index < count; index += 1) {
        const key = environment[keyName(index)];
        if (key === undefined) {
            throw unusable(keyName(index), `is missing though ${countName} is ${count}`);
        }
        if ((0,_entry_js__WEBPACK_IMPORTED_MODULE_2__/* .parseGitConfigKey */ .J)(key) === undefined) {
            throw unusable(keyName(index), 'is not a git configuration key');
        }
        if (environment[valueName(index)] === undefined) {
            throw unusable(valueName(index), `is missing though ${countName} is ${count}`);
        }
    }
    return count;
}
/**
 * Numbers `entries` after the pairs of `environment`.
 * @throws ActionError `INPUT_GIT_CONFIG_INVALID` when what is there already makes git fail: naming the variable beats stacking on it.
 */
function appendToEnvironment(entries, environment) {
    const start = countInherited(environment);
    const end = start + entries.length;
    const variables = {};
    const previous = {};
    entries.forEach((entry, offset) => {
        variables[keyName(start + offset)] = entry.key;
        variables[valueName(start + offset)] = entry.value;
    });
    for (const name of Object.keys(variables)) {
        const value = environment[name];
        if (value !== undefined) {
            previous[name] = value;
        }
    }
    const previousCount = environment[countName];
    if (entries.length > 0) {
        variables[countName] = String(end);
    }
    const restore = {
        start,
        pairs: entries.map(({ key, value }) => fingerprint(key, value)),
        previousCount,
        previous,
    };
    return { variables, previousCount, restore };
}
/**
 * Variables to set so that none of our entries is left. Only pairs whose key and value are ours are touched: pairs that
 * another step appended after them, or wrote over them, stay, also under the same count. A variable that did not exist becomes empty,
 * since a step cannot unset one; git reads an empty count as none.
 */
function restoreEnvironment(restore, environment) {
    const { start, pairs, previous, previousCount } = restore;
    const isOurs = (index) => {
        const [key, value] = [environment[keyName(index)], environment[valueName(index)]];
        return key !== undefined && value !== undefined && fingerprint(key, value) === pairs[index - start];
    };
    const count = parseCount(environment[countName]) ?? 0;
    let last = count;
    while (last > start && isOurs(last - 1))
        last -= 1;
    const variables = {};
    for (const index of pairs.map((_pair, offset) => start + offset).filter(isOurs)) {
        const isRead = index < last;
        variables[keyName(index)] = isRead ? placeholder.key : (previous[keyName(index)] ?? '');
        variables[valueName(index)] = isRead ? placeholder.value : (previous[valueName(index)] ?? '');
    }
    if (last < count)
        variables[countName] = last === start ? (previousCount ?? '') : String(last);
    return variables;
}


/***/ }),

/***/ 6751:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gm: () => (/* binding */ parseGitVersion),
/* harmony export */   MX: () => (/* binding */ describeGitVersion),
/* harmony export */   lk: () => (/* binding */ readsEnvironmentConfig),
/* harmony export */   xX: () => (/* binding */ minGitVersion)
/* harmony export */ });
/** Decides whether a git reads configuration from `GIT_CONFIG_COUNT`; an older one passes over it without a word. */
/** First version that reads `GIT_CONFIG_COUNT`, which both ways of carrying the configuration need. */
const minGitVersion = { major: 2, minor: 31 };
/** From the output of `git --version`; undefined for any other text. */
function parseGitVersion(text) {
    const match = /^git version (\d{1,4})\.(\d{1,4})(?:\.|\s|-|$)/.exec(text);
    return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}
/** True for an unknown version, since a wrong warning would mislead. */
function readsEnvironmentConfig(version) {
    if (version === undefined || version.major !== minGitVersion.major) {
        return version === undefined || version.major > minGitVersion.major;
    }
    return version.minor >= minGitVersion.minor;
}
/** `2.31` */
function describeGitVersion({ major, minor }) {
    return `${major}.${minor}`;
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

/***/ 7072:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ readGitConfiguration),
/* harmony export */   H: () => (/* binding */ refuseFatal)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5664);
/* harmony import */ var _base_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1592);
/* harmony import */ var _run_git_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6178);
/** Asks git for the whole configuration that it has in a directory, and whether it accepts it. */




/** `directory`: the checkout; the current directory if it does not exist. Throws INPUT_GIT_MISSING if git cannot be started. */
async function readGitConfiguration(directory) {
    const found = directory === undefined ? undefined : await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(directory).catch(() => undefined);
    const options = { directory: found?.isDirectory() ? directory : undefined, anyExitCode: true };
    const [listed, probe] = await Promise.all([
        (0,_run_git_js__WEBPACK_IMPORTED_MODULE_2__/* .runGit */ .E)(['config', '--list', '--show-scope', '-z'], options),
        (0,_run_git_js__WEBPACK_IMPORTED_MODULE_2__/* .runGit */ .E)(['var', 'GIT_PAGER'], options),
    ]);
    return { listed, probe };
}
/** With which git gives up, as it does over configuration that it refuses. */
const fatalExitCode = 128;
const maxComplaintLength = 300;
/** Throws INPUT_GIT_CONFIG_INVALID if git gave up. */
function refuseFatal({ exitCode, stderr }, hint) {
    if (exitCode !== fatalExitCode)
        return;
    const complaint = (0,_base_text_js__WEBPACK_IMPORTED_MODULE_3__/* .toLine */ .S5)(stderr).slice(0, maxComplaintLength) || `exit code ${exitCode}`;
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('INPUT_GIT_CONFIG_INVALID', `git does not work in this job: ${complaint}`, { hint });
}


/***/ }),

/***/ 6178:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ runGit),
/* harmony export */   j: () => (/* binding */ runGitBytes)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _domain_credentials_child_environment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4841);
/** Runs git. Loads @actions/exec at the first run. */


/**
 * Other processes of the machine can read the arguments, so they never contain a secret. Nothing is printed. Throws INPUT_GIT_MISSING if
 * git cannot be started, INTERNAL if it fails.
 */
async function runGit(args, options = {}) {
    const { stdout, ...rest } = await runGitBytes(args, options);
    return { ...rest, stdout: stdout.toString('utf8') };
}
/** As {@link runGit}, with binary output. */
async function runGitBytes(args, options = {}) {
    const { exec } = await __webpack_require__.e(/* import() */ 32).then(__webpack_require__.bind(__webpack_require__, 3032));
    const printed = [];
    const complained = [];
    let exitCode;
    try {
        const overrides = (options.config ?? []).flatMap(({ key, value }) => ['-c', `${key}=${value}`]);
        exitCode = await exec('git', [...overrides, ...args], {
            silent: true,
            ignoreReturnCode: true,
            listeners: {
                stdout: (chunk) => printed.push(chunk),
                stderr: (chunk) => complained.push(chunk),
            },
            ...(options.directory === undefined ? {} : { cwd: options.directory }),
            env: { ...(options.environment ?? (0,_domain_credentials_child_environment_js__WEBPACK_IMPORTED_MODULE_1__/* .toGitEnvironment */ .Tx)(process.env)) },
            ...(options.input === undefined ? {} : { input: Buffer.from(options.input, 'utf8') }),
        });
    }
    catch (cause) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_GIT_MISSING', 'git cannot be started.', { cause });
    }
    const stderr = Buffer.concat(complained).toString('utf8');
    if (exitCode !== 0 && options.anyExitCode !== true) {
        const [line = ''] = stderr.trim().split('\n').slice(-1);
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INTERNAL', `git ${args[0] ?? ''} failed with exit code ${exitCode}: ${line.slice(0, 500)}`);
    }
    return { exitCode, stdout: Buffer.concat(printed), stderr };
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
