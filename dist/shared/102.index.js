export const id = 102;
export const ids = [102];
export const modules = {

/***/ 8879:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EX: () => (/* binding */ markupCode),
/* harmony export */   My: () => (/* binding */ escapeMarkup),
/* harmony export */   VP: () => (/* binding */ markupTable)
/* harmony export */ });
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1592);
/** Text that somebody else wrote inside Markdown: shown as it is, and nothing in it is markup. */

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

/***/ 4018:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ cutBatch),
/* harmony export */   X: () => (/* binding */ defaultMaxPayloadBytes)
/* harmony export */ });
/** Cuts an upload into requests that fit (docs/wire.md#chunks), by the bytes that are really sent. */
/** Largest request, in bytes, unless atmos.yaml says otherwise: what the Atmos CLI sends at most. */
const defaultMaxPayloadBytes = 4_194_304;
/** Room for the three batch fields, in bytes. */
const batchFieldBytes = 200;
function cutRuns(sizes, room) {
    const runs = [];
    let start = 0;
    let bytes = 0;
    sizes.forEach((size, index) => {
        const more = index === start ? size : size + 1;
        if (index > start && bytes + more > room) {
            runs.push([start, index]);
            start = index;
            bytes = size;
        }
        else {
            bytes += more;
        }
    });
    return [...runs, [start, sizes.length]];
}
/**
 * The parts in order. One that fits has no batch fields. An item that alone is larger than `maxBytes` goes alone: a server
 * may still take it, and says so if not.
 */
function cutBatch({ head, field, items }, { maxBytes, batchId }) {
    const texts = items.map((item) => JSON.stringify(item));
    const opening = `${JSON.stringify(head).slice(0, -1)},"${field}":[`;
    const sizes = texts.map((text) => Buffer.byteLength(text));
    const overhead = Buffer.byteLength(opening) + 2;
    const part = (start, end, batch) => {
        const own = sizes.slice(start, end).reduce((sum, size) => sum + size, 0);
        return {
            text: () => `${opening}${texts.slice(start, end).join(',')}]${batch}}`,
            bytes: overhead + own + Math.max(0, end - start - 1) + batch.length,
            items: end - start,
        };
    };
    const whole = part(0, texts.length, '');
    if (texts.length < 2 || whole.bytes <= maxBytes)
        return [whole];
    const runs = cutRuns(sizes, Math.max(1, maxBytes - overhead - batchFieldBytes));
    return runs.map(([start, end], index) => {
        const fields = { batch_id: batchId, batch_index: index, batch_total: runs.length };
        return part(start, end, `,${JSON.stringify(fields).slice(1, -1)}`);
    });
}


/***/ }),

/***/ 7763:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ describeRepository)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/** The repository as an upload names it. From the runner's own words: a remote's address may hold a credential. */

/** `repository` is `owner/name`. Throws INPUT_INVALID when the two are not what the runner sets. */
function describeRepository(serverUrl, repository) {
    const [owner = '', name = '', ...more] = repository.split('/');
    const url = URL.canParse(serverUrl) ? new URL(serverUrl) : undefined;
    if (url === undefined || owner === '' || name === '' || more.length > 0) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INPUT_INVALID', 'GITHUB_SERVER_URL and GITHUB_REPOSITORY do not name a repository.', {
            hint: 'The runner sets them; look for a step that overwrites them.',
        });
    }
    return {
        repo_url: `${url.origin}/${owner}/${name}`,
        repo_name: name,
        repo_owner: owner,
        repo_host: url.host,
    };
}


/***/ }),

/***/ 9839:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ sendAgain),
/* harmony export */   o: () => (/* binding */ sendUpload)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _base_retry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5161);
/** Sends the parts of an upload one after another, each again when that may help (docs/wire.md#retries). */


/** As the Atmos CLI has it: one try and three more, after 1, 2 and 4 s; a `Retry-After` is obeyed up to the longest. */
const uploadRetry = { attempts: 4, baseDelayMs: 1_000, maxDelayMs: 30_000 };
/** Refused sessions of one request after which no new one is tried; each stands for two requests, as the first is renewed. */
const maxRefusedSessions = 2;
/** Another session may be good at another replica of the server, so a refused one is worth one more round. */
function retryOptions(logger) {
    let refusedSessions = 0;
    return {
        ...uploadRetry,
        isRetryable(error) {
            if (!(error instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l))
                return false;
            if (error.code === 'DENIED_SESSION')
                refusedSessions += 1;
            const isWorthIt = error.code === 'DENIED_SESSION' ? refusedSessions < maxRefusedSessions : error.retry !== undefined;
            if (!isWorthIt)
                return false;
            logger.info(`Trying again: ${error.message}`);
            return error.retry?.afterMs === undefined ? true : { afterMs: error.retry.afterMs };
        },
    };
}
/** The result of `send`, which makes one request. Rejects with its last failure. */
function sendAgain(send, ports) {
    return (0,_base_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .retry */ .L5)(send, retryOptions(ports.logger), ports);
}
/** The first part that fails for good ends it: a server acts on a whole batch only. */
async function sendUpload(parts, send, ports) {
    for (const [index, part] of parts.entries()) {
        const json = part.text();
        await sendAgain(() => send(json), ports);
        const which = parts.length === 1 ? '' : `Part ${index + 1} of ${parts.length}: `;
        ports.logger.info(`${which}${part.items} sent, ${part.bytes} bytes.`);
    }
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
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _entry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3526);
/** Carries entries in `GIT_CONFIG_COUNT` and its numbered pairs, after whatever is there already, and takes them out again. */


/** Git's own limit (INT_MAX). */
const maxCount = 2_147_483_647;
/** A pair that means nothing to git: takes the place of one of ours when later pairs must keep their numbers. */
const placeholder = { key: 'atmospro.removed', value: 'true' };
const countName = 'GIT_CONFIG_COUNT';
const keyName = (index) => `GIT_CONFIG_KEY_${index}`;
const valueName = (index) => `GIT_CONFIG_VALUE_${index}`;
function unusable(variable, problem) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INPUT_GIT_CONFIG_INVALID', `${variable} ${problem}, so every git command fails.`, {
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
        if ((0,_entry_js__WEBPACK_IMPORTED_MODULE_1__/* .parseGitConfigKey */ .J)(key) === undefined) {
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
        end,
        firstKey: entries[0]?.key ?? '',
        previousCount,
        previous,
    };
    return { variables, previousCount, restore };
}
/**
 * Variables to set so that none of our entries is left. A variable that did not exist becomes empty, since a step cannot
 * unset one; git reads an empty count as none. Pairs that somebody appended after ours, or wrote over them, stay.
 */
function restoreEnvironment(restore, environment) {
    const variables = {};
    if (restore.start === restore.end) {
        return variables;
    }
    const untouched = environment[countName] === String(restore.end);
    const count = untouched ? restore.start : (parseCount(environment[countName]) ?? 0);
    const ours = environment[keyName(restore.start)] === restore.firstKey;
    for (let index = restore.start; index < restore.end; index += 1) {
        if (index >= count) {
            variables[keyName(index)] = restore.previous[keyName(index)] ?? '';
            variables[valueName(index)] = restore.previous[valueName(index)] ?? '';
        }
        else if (ours) {
            variables[keyName(index)] = placeholder.key;
            variables[valueName(index)] = placeholder.value;
        }
    }
    if (untouched) {
        variables[countName] = restore.previousCount ?? '';
    }
    return variables;
}


/***/ }),

/***/ 8454:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W3: () => (/* binding */ flagProblem),
/* harmony export */   dv: () => (/* binding */ findRelease),
/* harmony export */   eZ: () => (/* binding */ isOlderRelease),
/* harmony export */   fV: () => (/* binding */ releaseProblem)
/* harmony export */ });
/** What a workflow may say to atmos, and what an installed release is held against. */
/** Flags that would take the result elsewhere, or in another shape. */
const ownFlags = [
    'upload',
    'file',
    'format',
    'output-file',
    'query',
    'base',
    'ref',
    'sha',
    'repo-path',
    'help',
];
/** `1.218.0`, perhaps with `v` before it. */
const releasePattern = /(?<![\w.])v?(\d+)\.(\d+)\.(\d+)(?![\d.])/;
/** What is wrong with a further flag, as an input says it. */
function flagProblem(flag) {
    const [, name] = /^--([a-z][a-z0-9-]*)(?:=[^\p{Cc}]*)?$/u.exec(flag) ?? [];
    if (name === undefined)
        return 'takes flags such as --logs-level=Debug, each with its value after "="';
    return ownFlags.includes(name) ? `must leave --${name} to this action` : undefined;
}
/** What is wrong with a least release, as an input says it. */
function releaseProblem(text) {
    return /^v?\d+\.\d+\.\d+$/.test(text) ? undefined : 'takes a release such as 1.218.0';
}
/** The first release that a text names, without `v`; undefined for a development build, which has none. */
function findRelease(text) {
    const [, ...parts] = releasePattern.exec(text) ?? [];
    return parts.length === 0 ? undefined : parts.join('.');
}
function isOlderRelease(one, other) {
    const [mine, yours] = [one, other].map((release) => release.replace(/^v/, '').split('.').map(Number));
    const index = mine?.findIndex((part, place) => part !== yours?.[place]) ?? -1;
    return index !== -1 && (mine?.[index] ?? 0) < (yours?.[index] ?? 0);
}


/***/ }),

/***/ 1662:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ compareInstances),
/* harmony export */   p: () => (/* binding */ instanceKey)
/* harmony export */ });
/**
 * What travels of an affected component: allow-listed fields, and zeroed ones just as the Atmos CLI serialises them, since a
 * server may have been written against those (docs/wire.md#affected-stacks-upload).
 */
/** Equal for equal instances only: no name holds a NUL. */
function instanceKey({ stack, component }) {
    return `${stack}\0${component}`;
}
/** By stack, then component, in code units: the order of every list that is sent or shown. */
function compareInstances(one, other) {
    if (one.stack !== other.stack)
        return one.stack < other.stack ? -1 : 1;
    if (one.component === other.component)
        return 0;
    return one.component < other.component ? -1 : 1;
}


/***/ }),

/***/ 4929:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ checkAtmosVersion)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _domain_stacks_atmos_flags_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8454);
/* harmony import */ var _run_atmos_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1392);
/** Checks the installed atmos against the minimum version of a workflow. */



/** Throws INPUT_ATMOS_FAILED if it is older. A development build, which has no version, passes with a log line. */
async function checkAtmosVersion(minimum, directory, ports) {
    const found = (0,_domain_stacks_atmos_flags_js__WEBPACK_IMPORTED_MODULE_2__/* .findRelease */ .dv)(await (0,_run_atmos_js__WEBPACK_IMPORTED_MODULE_1__/* .runAtmos */ .O)(['version', '--format', 'json'], directory, ports));
    if (found === undefined) {
        ports.logger.info('atmos does not report its version, so atmos-version is not checked.');
        return;
    }
    if (!(0,_domain_stacks_atmos_flags_js__WEBPACK_IMPORTED_MODULE_2__/* .isOlderRelease */ .eZ)(found, minimum))
        return;
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INPUT_ATMOS_FAILED', `atmos ${found} is older than the minimum version, ${minimum}.`, { hint: 'Install a newer version in an earlier step.' });
}


/***/ }),

/***/ 4959:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ describeStacks),
/* harmony export */   w: () => (/* binding */ describeAffected)
/* harmony export */ });
/* harmony import */ var _run_atmos_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1392);
/** Runs atmos to describe the affected components, or all stacks, into a file. */

function commonFlags(options) {
    return [
        '--format=json',
        `--file=${options.file}`,
        `--process-templates=${options.processTemplates}`,
        `--process-functions=${options.processFunctions}`,
        ...options.skip.map((name) => `--skip=${name}`),
        ...options.profiles.map((name) => `--profile=${name}`),
        ...(options.identity === undefined ? [] : [`--identity=${options.identity}`]),
        ...options.flags,
    ];
}
/** Without `--upload`: the action uploads the result itself. */
async function describeAffected(options, ports) {
    const own = [
        `--base=${options.base}`,
        '--include-dependents=true',
        '--include-settings=true',
        ...(options.stack === undefined ? [] : [`--stack=${options.stack}`]),
        ...(options.excludeLocked ? ['--exclude-locked=true'] : []),
    ];
    await (0,_run_atmos_js__WEBPACK_IMPORTED_MODULE_0__/* .runAtmos */ .O)(['describe', 'affected', ...own, ...commonFlags(options)], options.directory, ports);
}
/** Settings and metadata only: variables, environments and backends are not written to the file. */
async function describeStacks(options, ports) {
    const own = ['--sections=settings,metadata'];
    await (0,_run_atmos_js__WEBPACK_IMPORTED_MODULE_0__/* .runAtmos */ .O)(['describe', 'stacks', ...own, ...commonFlags(options)], options.directory, ports);
}


/***/ }),

/***/ 3110:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ gitEnvironment),
/* harmony export */   j: () => (/* binding */ openHistory)
/* harmony export */ });
/* harmony import */ var _domain_git_config_environment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5067);
/* harmony import */ var _run_git_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6178);
/** The commits of a checkout. Commits that a shallow checkout lacks are fetched from `origin`, within limits. */


/** By how many commits a shallow checkout is deepened, step by step: about 10,000 in all. */
const deepenSteps = [100, 400, 1_600, 8_000];
/**
 * The environment of the process, in which git accepts the directory even if another user owns it, as in a container job. Later steps
 * are not affected.
 */
function gitEnvironment(directory, environment) {
    const { variables } = (0,_domain_git_config_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .appendToEnvironment */ .f)([{ key: 'safe.directory', value: directory }], environment);
    const given = Object.entries(environment).filter((entry) => entry[1] !== undefined);
    return { ...Object.fromEntries(given), GIT_TERMINAL_PROMPT: '0', ...variables };
}
function openHistory(directory, environment) {
    const childEnvironment = gitEnvironment(directory, environment);
    const git = async (...args) => {
        const options = { directory, environment: childEnvironment, anyExitCode: true };
        const { exitCode, stdout } = await (0,_run_git_js__WEBPACK_IMPORTED_MODULE_1__/* .runGit */ .E)(args, options);
        return { ok: exitCode === 0, text: stdout.trim(), raw: stdout };
    };
    const isShallow = async () => (await git('rev-parse', '--is-shallow-repository')).text === 'true';
    const fetch = async (...args) => (await git('fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...args)).ok;
    async function find(revision) {
        const { ok, text } = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
        return ok && text !== '' ? text : undefined;
    }
    /** A full checkout must not become a shallow one. */
    async function fetchTip(...refs) {
        return fetch(...((await isShallow()) ? ['--depth=1'] : []), 'origin', ...refs);
    }
    async function ensure(sha) {
        const here = await find(sha);
        if (here !== undefined)
            return here;
        return (await fetchTip(sha)) ? find(sha) : undefined;
    }
    async function knownMergeBase(one, other) {
        const { ok, text } = await git('merge-base', one, other);
        return ok && text !== '' ? text : undefined;
    }
    return {
        find,
        ensure,
        async branchTip(branch) {
            const name = `refs/remotes/origin/${branch}`;
            const here = await find(name);
            if (here !== undefined)
                return here;
            return (await fetchTip(`+refs/heads/${branch}:${name}`)) ? find(name) : undefined;
        },
        async defaultTip() {
            const here = await find('refs/remotes/origin/HEAD');
            if (here !== undefined)
                return here;
            return (await fetchTip('HEAD')) ? find('FETCH_HEAD') : undefined;
        },
        async parents(sha) {
            const { raw } = await git('cat-file', 'commit', sha);
            const [header = ''] = raw.split('\n\n', 1);
            return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent]) => parent ?? '');
        },
        async mergeBase(one, other) {
            for (const step of [0, ...deepenSteps]) {
                if (step > 0) {
                    if (!(await isShallow()))
                        return undefined;
                    // Both ends are named: only what is reached from them is deepened.
                    if (!(await fetch(`--deepen=${step}`, 'origin', one, other)))
                        return undefined;
                }
                const found = await knownMergeBase(one, other);
                if (found !== undefined)
                    return found;
            }
            return undefined;
        },
        isAncestor: async (ancestor, descendant) => (await git('merge-base', '--is-ancestor', ancestor, descendant)).ok,
        async authorships(range, { limit, merges }) {
            const format = '--format=%H%x00%an%x00%ae%x00%at%x00%B%x01';
            const how = merges === 'left-out' ? '--no-merges' : '--first-parent';
            const { raw } = await git('log', '--topo-order', how, `--max-count=${limit}`, format, range);
            return raw
                .split('\x01')
                .map((entry) => entry.replace(/^\n/, ''))
                .filter((entry) => entry !== '')
                .map((entry) => ({
                sha: entry.slice(0, entry.indexOf('\0')),
                mark: entry.slice(entry.indexOf('\0')),
            }));
        },
    };
}


/***/ }),

/***/ 1392:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ runAtmos)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _history_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3110);
/** Runs atmos and streams its messages to the log. */


/** Last lines of standard error that the error message repeats. */
const repeatedLines = 5;
const missingHint = 'Install atmos in an earlier step, run the job in the image ghcr.io/cloudposse/atmos, or set `file`.';
/**
 * Standard output of atmos. Its messages go to the log, where none of them is a workflow command. Throws INPUT_ATMOS_MISSING if atmos is
 * not installed, INPUT_ATMOS_FAILED if it fails.
 */
async function runAtmos(args, directory, { environment, logger }) {
    const { exec } = await __webpack_require__.e(/* import() */ 32).then(__webpack_require__.bind(__webpack_require__, 3032));
    const said = [];
    const output = [];
    const say = (line) => {
        if (line.trim() === '')
            return;
        said.push(line.trim());
        logger.info(line);
    };
    logger.info(`Running: atmos ${args.join(' ')}`);
    let exitCode;
    try {
        exitCode = await exec('atmos', [...args], {
            cwd: directory,
            env: (0,_history_js__WEBPACK_IMPORTED_MODULE_1__/* .gitEnvironment */ ._)(directory, environment),
            silent: true,
            ignoreReturnCode: true,
            listeners: { errline: say, stdout: (data) => output.push(data.toString('utf8')) },
        });
    }
    catch (cause) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INPUT_ATMOS_MISSING', 'atmos is not installed, or not on the PATH.', {
            hint: missingHint,
            cause,
        });
    }
    if (exitCode === 0)
        return output.join('');
    const reason = said.slice(-repeatedLines).join(' ').slice(0, 1_000);
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INPUT_ATMOS_FAILED', `atmos ${args.slice(0, 2).join(' ')} failed with exit code ${exitCode}${reason === '' ? '.' : `: ${reason}`}`);
}


/***/ }),

/***/ 6178:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ runGit),
/* harmony export */   j: () => (/* binding */ runGitBytes)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
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
        exitCode = await exec('git', [...args], {
            silent: true,
            ignoreReturnCode: true,
            listeners: {
                stdout: (chunk) => printed.push(chunk),
                stderr: (chunk) => complained.push(chunk),
            },
            ...(options.directory === undefined ? {} : { cwd: options.directory }),
            ...(options.environment === undefined ? {} : { env: { ...options.environment } }),
            ...(options.input === undefined ? {} : { input: Buffer.from(options.input, 'utf8') }),
        });
    }
    catch (cause) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INPUT_GIT_MISSING', 'git cannot be started.', { cause });
    }
    const stderr = Buffer.concat(complained).toString('utf8');
    if (exitCode !== 0 && options.anyExitCode !== true) {
        const [line = ''] = stderr.trim().split('\n').slice(-1);
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INTERNAL', `git ${args[0] ?? ''} failed with exit code ${exitCode}: ${line.slice(0, 500)}`);
    }
    return { exitCode, stdout: Buffer.concat(printed), stderr };
}


/***/ }),

/***/ 9578:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ atmosInputs),
/* harmony export */   V: () => (/* binding */ resolveAtmosQuery)
/* harmony export */ });
/* harmony import */ var _domain_stacks_atmos_flags_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8454);
/* harmony import */ var _confined_path_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2588);
/* harmony import */ var _globs_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1823);
/* harmony import */ var _stacks_file_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(982);
/** The inputs of every action that has atmos describe stacks, and the settings that follow from them. */




const atmosInputs = {
    file: { kind: 'text' },
    include: { kind: 'list', problem: _globs_js__WEBPACK_IMPORTED_MODULE_1__/* .globProblem */ .AI },
    exclude: { kind: 'list', problem: _globs_js__WEBPACK_IMPORTED_MODULE_1__/* .globProblem */ .AI },
    'working-directory': { kind: 'text' },
    'atmos-version': { kind: 'text', problem: _domain_stacks_atmos_flags_js__WEBPACK_IMPORTED_MODULE_3__/* .releaseProblem */ .fV },
    profile: { kind: 'list' },
    identity: { kind: 'text' },
    'process-templates': { kind: 'flag', default: 'true' },
    'process-functions': { kind: 'flag', default: 'true' },
    skip: { kind: 'list' },
    flags: { kind: 'list', problem: _domain_stacks_atmos_flags_js__WEBPACK_IMPORTED_MODULE_3__/* .flagProblem */ .W3 },
};
/** Throws INPUT_INVALID for a path outside of the workspace and for a directory that does not exist. */
async function resolveAtmosQuery(inputs, environment) {
    return {
        file: inputs.file === undefined ? undefined : (0,_confined_path_js__WEBPACK_IMPORTED_MODULE_0__/* .confinePath */ .ey)(inputs.file, 'file', (0,_confined_path_js__WEBPACK_IMPORTED_MODULE_0__/* .stepConfinement */ .nF)(environment)),
        include: inputs.include ?? [],
        exclude: inputs.exclude ?? [],
        directory: await (0,_stacks_file_js__WEBPACK_IMPORTED_MODULE_2__/* .workingDirectory */ .p7)(inputs['working-directory'], environment),
        minimumVersion: inputs['atmos-version'],
        profiles: inputs.profile ?? [],
        identity: inputs.identity,
        processTemplates: inputs['process-templates'],
        processFunctions: inputs['process-functions'],
        skip: inputs.skip ?? [],
        flags: inputs.flags ?? [],
    };
}


/***/ }),

/***/ 2588:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cQ: () => (/* binding */ writeConfinedFile),
/* harmony export */   ey: () => (/* binding */ confinePath),
/* harmony export */   nF: () => (/* binding */ stepConfinement)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5664);
/* harmony import */ var _base_text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1592);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3677);
/** Confines paths of a workflow to the workspace and the job's temporary directory, without symbolic links. */





/** The checkout, and the job's temporary directory. */
function stepConfinement(environment) {
    const temporary = (0,_environment_js__WEBPACK_IMPORTED_MODULE_3__/* .readVariable */ .n)('RUNNER_TEMP', environment);
    return {
        workspace: (0,_environment_js__WEBPACK_IMPORTED_MODULE_3__/* .readVariable */ .n)('GITHUB_WORKSPACE', environment) ?? process.cwd(),
        others: temporary === undefined ? [] : [temporary],
    };
}
function isBelow(directory, path) {
    const way = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(directory, path);
    return way !== '' && way !== '..' && !way.startsWith(`..${node_path__WEBPACK_IMPORTED_MODULE_1__.sep}`) && !(0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(way);
}
/** The absolute path. Throws INPUT_INVALID with the name of `input` if the path, as written, is outside of the confinement. */
function confinePath(path, input, { workspace, others = [] }) {
    const absolute = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(workspace, path);
    if (!path.includes('\0') &&
        [workspace, ...others].some((directory) => isBelow((0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(directory), absolute)))
        return absolute;
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .l('INPUT_INVALID', `Input "${input}" is outside of the workspace: ${(0,_base_text_js__WEBPACK_IMPORTED_MODULE_4__/* .quotePath */ .WG)(path)}.`, {
        hint: 'Use a path in the checkout or in RUNNER_TEMP.',
    });
}
/** The deepest parent directory of `path` that exists. */
async function existingParent(path) {
    const parent = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path);
    try {
        return await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(parent);
    }
    catch (error) {
        if (error.code !== 'ENOENT' || parent === path)
            throw error;
        return existingParent(parent);
    }
}
/**
 * Writes `text`, and creates directories as needed. A checkout is untrusted, so a symbolic link at the path or on the way that leaves
 * the confinement is INPUT_INVALID. Throws INPUT_FILE_UNUSABLE if the file cannot be written.
 */
async function writeConfinedFile(path, text, { input, confinement }) {
    const absolute = confinePath(path, input, confinement);
    const { workspace, others = [] } = confinement;
    try {
        const parent = await existingParent(absolute);
        const roots = await Promise.all([workspace, ...others].map((directory) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(directory)));
        const link = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(absolute).then((stat) => stat.isSymbolicLink(), () => false);
        if (link || !roots.some((directory) => parent === directory || isBelow(directory, (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(parent, '-'))))
            throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .l('INPUT_INVALID', `Input "${input}" goes through a symbolic link: ${(0,_base_text_js__WEBPACK_IMPORTED_MODULE_4__/* .quotePath */ .WG)(path)}.`, {
                hint: 'Use a path without symbolic links.',
            });
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(absolute), { recursive: true });
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)(absolute, text);
    }
    catch (cause) {
        if (cause instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .l)
            throw cause;
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .l('INPUT_FILE_UNUSABLE', `Input "${input}" names a file that cannot be written: ${(0,_base_text_js__WEBPACK_IMPORTED_MODULE_4__/* .quotePath */ .WG)(path)}.`, { cause });
    }
}


/***/ }),

/***/ 1823:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AI: () => (/* binding */ globProblem),
/* harmony export */   BN: () => (/* binding */ globOptions),
/* harmony export */   q0: () => (/* binding */ compileSelection)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/** Selects instances by globs on `stack/component`. */

/** Most patterns of one input. */
const maxGlobs = 100;
/** In characters. */
const maxGlobLength = 512;
/** How minimatch reads a pattern: the same on every system, with at most 1,000 alternatives from braces. */
const globOptions = {
    dot: true,
    nocomment: true,
    nonegate: true,
    platform: 'linux',
    braceExpandMax: 1_000,
};
/** What is wrong with a pattern, for the table of inputs. */
function globProblem(glob) {
    return glob.length > maxGlobLength ? `takes patterns of at most ${maxGlobLength} characters` : undefined;
}
async function compile(input, globs) {
    if (globs.length > maxGlobs) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INPUT_INVALID', `Input "${input}" has ${globs.length} patterns, the limit is ${maxGlobs}.`, { hint: 'Use fewer, wider patterns.' });
    }
    const { Minimatch } = await __webpack_require__.e(/* import() */ 662).then(__webpack_require__.bind(__webpack_require__, 8662));
    const matchers = globs.map(
    // A pattern without a slash matches whole stacks.
    (glob) => new Minimatch(glob.includes('/') ? glob : `${glob}/**`, globOptions));
    return (path) => matchers.some((matcher) => matcher.match(path));
}
/** `undefined` without patterns. Without `include`, everything that `exclude` does not match is selected. */
async function compileSelection(include, exclude) {
    if (include.length === 0 && exclude.length === 0)
        return undefined;
    const isIncluded = include.length === 0 ? () => true : await compile('include', include);
    const isExcluded = await compile('exclude', exclude);
    return ({ stack, component }) => {
        const path = `${stack}/${component}`;
        return isIncluded(path) && !isExcluded(path);
    };
}


/***/ }),

/***/ 982:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   WN: () => (/* binding */ newStacksFile),
/* harmony export */   oe: () => (/* binding */ readStacksFile),
/* harmony export */   p7: () => (/* binding */ workingDirectory)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1455);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8161);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5664);
/* harmony import */ var _base_text_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1592);
/* harmony import */ var _confined_path_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2588);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(3677);
/** The file that atmos writes for an action: where it is, and how it is read. */








/** Largest description of stacks, in bytes. Only a small part of it is sent. */
const maxFileBytes = 268_435_456;
/** A new path in the job's temporary directory. */
function newStacksFile(kind, id, environment) {
    return (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)((0,_environment_js__WEBPACK_IMPORTED_MODULE_6__/* .readVariable */ .n)('RUNNER_TEMP', environment) ?? (0,node_os__WEBPACK_IMPORTED_MODULE_2__.tmpdir)(), `atmos-${kind}-${id}.json`);
}
/** Where atmos runs. Throws INPUT_INVALID for a directory that does not exist or is outside of the workspace. */
async function workingDirectory(input, environment) {
    const confinement = (0,_confined_path_js__WEBPACK_IMPORTED_MODULE_5__/* .stepConfinement */ .nF)(environment);
    if (input === undefined || input === '.')
        return confinement.workspace;
    const path = (0,_confined_path_js__WEBPACK_IMPORTED_MODULE_5__/* .confinePath */ .ey)(input, 'working-directory', confinement);
    const isDirectory = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(path).then((found) => found.isDirectory(), () => false);
    if (isDirectory)
        return path;
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .l('INPUT_INVALID', `Input "working-directory" is not a directory: ${(0,_base_text_js__WEBPACK_IMPORTED_MODULE_7__/* .quotePath */ .WG)(input)}.`, { hint: 'Use a path relative to the root of the checkout.' });
}
/** A regular file, never through a symbolic link at its path. Throws INPUT_FILE_UNUSABLE. */
async function readStacksFile(path) {
    try {
        const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(path, node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NOFOLLOW | node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NONBLOCK);
        try {
            const found = await file.stat();
            if (!found.isFile())
                throw new Error('not a regular file');
            if (found.size > maxFileBytes)
                throw new Error(`too large: ${found.size} bytes, the limit is ${maxFileBytes}`);
            return await file.readFile('utf8');
        }
        finally {
            await file.close();
        }
    }
    catch (cause) {
        const { code, message } = cause;
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .l('INPUT_FILE_UNUSABLE', `The file ${path} cannot be read: ${code ?? message}.`, {
            cause,
        });
    }
}


/***/ })

};
