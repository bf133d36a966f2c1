export const id = 477;
export const ids = [477];
export const modules = {

/***/ 4477:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/runner/inputs.js
var runner_inputs = __webpack_require__(2879);
// EXTERNAL MODULE: ./src/runner/run-action.js
var run_action = __webpack_require__(4012);
// EXTERNAL MODULE: ./src/runner/atmos-inputs.js
var atmos_inputs = __webpack_require__(9578);
// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
;// CONCATENATED MODULE: ./actions/upload-instances/inputs.js
/** The inputs of `upload-instances`. */


const inputTable = {
    upload: { kind: 'flag', default: 'true' },
    'confirm-removals': { kind: 'flag', default: 'false' },
    ...atmos_inputs/* atmosInputs */.K0,
    ...runner_connection/* connectionInputs */.eu,
};

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
// EXTERNAL MODULE: ./src/domain/stacks/items.js
var items = __webpack_require__(1662);
;// CONCATENATED MODULE: ./src/client/stacks/read-instances.js
/**
 * The inventory, from what `atmos describe stacks --format json` writes: every component that is not abstract, with its
 * three switches collapsed into what a server reads (docs/wire.md#inventory-upload).
 */



function asObject(value) {
    return (0,base_text/* isRecord */.u4)(value) ? value : undefined;
}
/** Only a boolean counts: an unrendered template is ignored. */
function readSwitch(object, byDefault) {
    const enabled = object?.['enabled'];
    return typeof enabled === 'boolean' ? enabled : byDefault;
}
function collapse(pro, metadata) {
    const block = asObject(pro);
    if (block === undefined)
        return { pro, isEnabled: false, hasDriftDetection: false };
    const isEnabled = readSwitch(metadata, true) && readSwitch(block, true);
    const drift = asObject(block['drift_detection']);
    if (drift === undefined)
        return { pro: { ...block, enabled: isEnabled }, isEnabled, hasDriftDetection: false };
    const hasDriftDetection = isEnabled && readSwitch(drift, false);
    const collapsed = {
        ...block,
        enabled: isEnabled,
        drift_detection: { ...drift, enabled: hasDriftDetection },
    };
    return { pro: collapsed, isEnabled, hasDriftDetection };
}
/** Undefined for an abstract component, which only others inherit from. */
function readInstance(name, value) {
    const section = asObject(value);
    if (section === undefined)
        return undefined;
    const metadata = asObject(section['metadata']);
    if (metadata?.['type'] === 'abstract')
        return undefined;
    const settings = asObject(section['settings']);
    if (settings === undefined || !('pro' in settings))
        return { item: name, isEnabled: false, hasDriftDetection: false };
    const { pro, ...switches } = collapse(settings['pro'], metadata);
    return { item: { ...name, settings: { pro } }, ...switches };
}
/** Sorted by stack and component. Throws INPUT_STACKS_INVALID. */
function readInstances(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        value = undefined;
    }
    const stacks = asObject(value);
    if (stacks === undefined) {
        throw new errors/* ActionError */.lZ('INPUT_STACKS_INVALID', 'The description of the stacks is not a JSON object.', {
            hint: 'It must be what `atmos describe stacks --format json` writes. Check the input file, and that flags do not change the format.',
        });
    }
    return Object.entries(stacks)
        .flatMap(([stack, content]) => Object.entries(asObject(asObject(content)?.['components']) ?? {}).flatMap(([component_type, components]) => Object.entries(asObject(components) ?? {}).map(([component, section]) => readInstance({ component, stack, component_type }, section))))
        .filter((instance) => instance !== undefined)
        .sort(({ item: one }, { item: other }) => (0,items/* compareInstances */._)(one, other));
}

// EXTERNAL MODULE: ./src/git/atmos-version.js
var atmos_version = __webpack_require__(4929);
// EXTERNAL MODULE: ./src/git/describe-stacks.js
var describe_stacks = __webpack_require__(4959);
// EXTERNAL MODULE: ./src/runner/globs.js
var globs = __webpack_require__(1823);
// EXTERNAL MODULE: ./src/runner/stacks-file.js
var stacks_file = __webpack_require__(982);
;// CONCATENATED MODULE: ./actions/upload-instances/inventory.js
/** The instances of the repository, as atmos describes them now or described them before, narrowed by the inputs. */





async function runAtmos(query, runner) {
    const { directory, minimumVersion, passed } = query;
    const ports = { environment: runner.environment, logger: runner.logger, passed };
    const file = (0,stacks_file/* newStacksFile */.WN)('stacks', runner.random.uuid(), runner.environment);
    if (minimumVersion !== undefined)
        await (0,atmos_version/* checkAtmosVersion */.F)(minimumVersion, directory, ports);
    await (0,describe_stacks/* describeStacks */.P)({ ...query, file }, ports);
    return file;
}
/** Flags of atmos that leave stacks or components out. */
const narrowingFlag = /^--(?:stack|components|component-types|tags|labels)(?:=|$)/;
/** Throws INPUT_ATMOS_*, INPUT_STACKS_INVALID or INPUT_FILE_UNUSABLE. */
async function findInventory({ query }, runner) {
    const selection = await (0,globs/* compileSelection */.q0)(query.include, query.exclude);
    const all = readInstances(await (0,stacks_file/* readStacksFile */.oe)(query.file ?? (await runAtmos(query, runner))));
    const named = all.map(({ item }) => item);
    for (const input of ['include', 'exclude']) {
        const idle = selection?.findIdle(input, named) ?? [];
        if (idle.length > 0)
            await runner.warning((0,globs/* describeIdle */.qL)(input, idle, 'instance'), 'Inventory');
    }
    const instances = selection === undefined ? all : all.filter(({ item }) => selection.isWanted(item));
    const leftOut = all.length - instances.length;
    const isPartial = leftOut > 0 || query.flags.some((flag) => narrowingFlag.test(flag));
    return { instances, leftOut, isPartial };
}

// EXTERNAL MODULE: ./src/base/markup.js
var markup = __webpack_require__(8879);
;// CONCATENATED MODULE: ./src/client/stacks/render-instances.js
/** The job summary of an inventory. Markdown. */

/** GitHub takes 1 MiB of summary from one step. */
const maxTableBytes = 800_000;
const maxRows = 1_000;
/** Disabled is whatever Atmos Pro shall not act on, for whichever of the switches. */
function countInstances(instances) {
    const enabled = instances.filter(({ isEnabled }) => isEnabled).length;
    return {
        count: instances.length,
        enabled,
        disabled: instances.length - enabled,
        driftEnabled: instances.filter(({ hasDriftDetection }) => hasDriftDetection).length,
    };
}
/** One line for the log and the summary, without a full stop. */
function describeInstances(instances) {
    const { count, enabled, disabled, driftEnabled } = countInstances(instances);
    return `${count} ${count === 1 ? 'instance' : 'instances'}: ${enabled} enabled, ${disabled} disabled, ${driftEnabled} with drift detection`;
}
/** `notes` are sentences. Ends without a newline. */
function renderInstances(instances, notes) {
    const sections = ['## Inventory', [`${describeInstances(instances)}.`, ...notes].join(' ')];
    const rows = instances.map(({ item, isEnabled, hasDriftDetection }) => [
        (0,markup/* markupCode */.EX)(item.stack),
        (0,markup/* markupCode */.EX)(item.component),
        (0,markup/* markupCode */.EX)(item.component_type),
        isEnabled ? 'yes' : 'no',
        hasDriftDetection ? 'yes' : 'no',
    ]);
    if (rows.length > 0) {
        const headings = ['Stack', 'Component', 'Type', 'Enabled', 'Drift detection'];
        sections.push((0,markup/* markupTable */.VP)(headings, rows, { maxRows, maxBytes: maxTableBytes }));
    }
    return sections.join('\n\n');
}

;// CONCATENATED MODULE: ./actions/upload-instances/outputs.js
/** The outputs of `upload-instances`. */

/** Every output by its name in `action.yml`. */
function toOutputs({ instances, isPartial }, isUploaded) {
    const { count, enabled, disabled, driftEnabled } = countInstances(instances);
    return {
        uploaded: String(isUploaded),
        count: String(count),
        enabled: String(enabled),
        disabled: String(disabled),
        'drift-enabled': String(driftEnabled),
        partial: String(isPartial),
    };
}

;// CONCATENATED MODULE: ./actions/upload-instances/report.js
/** Reports the inventory, and whether it is partial: log, outputs and job summary. */


async function reportInstances(inventory, isUploaded, runner) {
    const { instances, leftOut, isPartial } = inventory;
    runner.logger.info(`${describeInstances(instances)}.`);
    const partial = `The inventory is partial: ${leftOut > 0 ? `${leftOut} instances are left out` : 'a flag of atmos narrows it'}. A self-hosted server keeps the others; the hosted server may remove them.`;
    if (isPartial)
        await runner.warning(partial, 'Inventory');
    await runner.setOutputs(toOutputs(inventory, isUploaded));
    const notes = [
        isUploaded ? 'Uploaded to the Atmos Pro server.' : 'Not uploaded.',
        ...(isPartial ? [partial] : []),
    ];
    await runner.addSummary(renderInstances(instances, notes));
}

// EXTERNAL MODULE: ./src/client/stacks/upload-destination.js + 1 modules
var upload_destination = __webpack_require__(1453);
// EXTERNAL MODULE: ./src/git/atmos-settings.js + 3 modules
var atmos_settings = __webpack_require__(8802);
;// CONCATENATED MODULE: ./actions/upload-instances/settings.js
/** Puts the settings of `upload-instances` together. */




/** Throws INPUT_MISSING or INPUT_INVALID. */
async function resolveSettings(inputs, runner) {
    const { environment } = runner;
    (0,atmos_inputs/* checkFileAlone */.Aj)(inputs, []);
    const atmos = inputs.upload ? await (0,atmos_settings/* loadAtmosSettings */.s)(runner, { profiles: inputs.profile }) : undefined;
    return {
        destination: atmos && (0,upload_destination/* toUploadDestination */.P)((0,runner_connection/* resolveConnection */.XC)(inputs, environment, atmos), environment, atmos),
        confirmRemovals: inputs['confirm-removals'],
        query: await (0,atmos_inputs/* resolveAtmosQuery */.Vc)(inputs, environment),
    };
}

// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client_client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/client/stacks/cut-batch.js
var cut_batch = __webpack_require__(4018);
// EXTERNAL MODULE: ./src/client/stacks/send-upload.js
var send_upload = __webpack_require__(9839);
;// CONCATENATED MODULE: ./actions/upload-instances/upload.js
/** Sends the inventory to the server. */





/** What a self-hosted server is told about missing instances. Throws INPUT_INVALID for a partial inventory that confirms removals. */
function completenessOf({ isPartial }, confirmRemovals, { connection }) {
    if (isPartial && confirmRemovals) {
        throw new errors/* ActionError */.lZ('INPUT_INVALID', 'A partial inventory cannot confirm removals.', {
            hint: 'Remove `confirm-removals`, or the `include`, `exclude` or flag that narrows the inventory.',
        });
    }
    if ((0,runner_connection/* isHosted */.OZ)(connection) || !(isPartial || confirmRemovals))
        return {};
    return { complete: confirmRemovals };
}
/** Starts a session. `undefined` when nothing is to be sent. */
async function openInstancesUpload({ destination, confirmRemovals }, runner) {
    if (destination === undefined)
        return undefined;
    const { connection, repository, maxPayloadBytes } = destination;
    const { client, withSession } = (0,client_client/* connectApi */.Xm)(connection, 'upload-instances', (0,runner_connection/* apiPorts */.nL)(connection, runner));
    await withSession(async () => undefined);
    return async (inventory) => {
        const { instances } = inventory;
        if (instances.length === 0) {
            await runner.notice('The inventory is empty, so nothing was uploaded.', 'Inventory');
            return false;
        }
        const head = { ...repository, ...completenessOf(inventory, confirmRemovals, destination) };
        const items = instances.map(({ item }) => item);
        const cut = { maxBytes: maxPayloadBytes, batchId: runner.random.uuid() };
        const parts = (0,cut_batch/* cutBatch */.L)({ head, field: 'instances', items }, cut);
        await (0,send_upload/* sendUpload */.o)(parts, (json) => withSession((session) => client.sendInstances(session, json)), runner);
        return true;
    };
}

;// CONCATENATED MODULE: ./actions/upload-instances/main.js
/** The step of `upload-instances`: settings, inventory, upload, report. */







async function run() {
    await (0,run_action/* runAction */.C)(async (runner) => {
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const settings = await resolveSettings(inputs, runner);
        // Opened before atmos runs, which may take minutes: a missing permission shows at once.
        const upload = await openInstancesUpload(settings, runner);
        const inventory = await findInventory(settings, runner);
        const isUploaded = (await upload?.(inventory)) ?? false;
        await reportInstances(inventory, isUploaded, runner);
    });
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

/***/ 1453:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  P: () => (/* binding */ toUploadDestination)
});

// EXTERNAL MODULE: ./src/client/stacks/cut-batch.js
var cut_batch = __webpack_require__(4018);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
;// CONCATENATED MODULE: ./src/client/stacks/repository.js
/** The repository as an upload names it. Read from the runner's variables, since the URL of a git remote may hold a credential. */

/** `repository` is `owner/name`. Throws INPUT_INVALID when the two are not what the runner sets. */
function describeRepository(serverUrl, repository) {
    const [owner = '', name = '', ...more] = repository.split('/');
    const url = URL.canParse(serverUrl) ? new URL(serverUrl) : undefined;
    if (url === undefined || owner === '' || name === '' || more.length > 0) {
        throw new errors/* ActionError */.lZ('INPUT_INVALID', 'GITHUB_SERVER_URL and GITHUB_REPOSITORY do not name a repository.', {
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

;// CONCATENATED MODULE: ./src/client/stacks/upload-destination.js


/** Throws INPUT_INVALID when the variables of the runner do not name a repository. */
function toUploadDestination(connection, environment, { maxPayloadBytes = cut_batch/* defaultMaxPayloadBytes */.X }) {
    const { GITHUB_SERVER_URL: serverUrl = '', GITHUB_REPOSITORY: name = '' } = environment;
    return { connection, repository: describeRepository(serverUrl, name), maxPayloadBytes };
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
/** Decides which flags a workflow may pass to atmos, and whether an installed release is new enough. */
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
 * The fields of an affected component that are sent: allow-listed ones, and zeroed ones as the Atmos CLI serializes them, since a
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
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_ATMOS_FAILED', `atmos ${found} is older than the minimum version, ${minimum}.`, { hint: 'Install a newer version in an earlier step.' });
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

/***/ 1392:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ runAtmos)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _domain_credentials_child_environment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4841);
/* harmony import */ var _git_environment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9566);
/** Runs atmos and streams its messages to the log. */



/** Last lines of standard error that the error message repeats. */
const repeatedLines = 5;
const missingHint = 'Install atmos in an earlier step, run the job in the image ghcr.io/cloudposse/atmos, or set `file`.';
/**
 * Standard output of atmos. Its messages go to the log, where none of them is a workflow command. Throws INPUT_ATMOS_MISSING if atmos is
 * not installed, INPUT_ATMOS_FAILED if it fails.
 */
async function runAtmos(args, directory, { environment, passed, logger }) {
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
            env: (0,_git_environment_js__WEBPACK_IMPORTED_MODULE_2__/* .runsNoCommands */ .aN)((0,_git_environment_js__WEBPACK_IMPORTED_MODULE_2__/* .trustDirectory */ .MB)(directory, (0,_domain_credentials_child_environment_js__WEBPACK_IMPORTED_MODULE_1__/* .toAtmosEnvironment */ .fE)(environment, passed))),
            silent: true,
            ignoreReturnCode: true,
            listeners: { errline: say, stdout: (data) => output.push(data.toString('utf8')) },
        });
    }
    catch (cause) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_ATMOS_MISSING', 'atmos is not installed, or not on the PATH.', {
            hint: missingHint,
            cause,
        });
    }
    if (exitCode === 0)
        return output.join('');
    const reason = said.slice(-repeatedLines).join(' ').slice(0, 1_000);
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_ATMOS_FAILED', `atmos ${args.slice(0, 2).join(' ')} failed with exit code ${exitCode}${reason === '' ? '.' : `: ${reason}`}`);
}


/***/ }),

/***/ 9578:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Aj: () => (/* binding */ checkFileAlone),
/* harmony export */   K0: () => (/* binding */ atmosInputs),
/* harmony export */   Vc: () => (/* binding */ resolveAtmosQuery)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _domain_credentials_child_environment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4841);
/* harmony import */ var _domain_stacks_atmos_flags_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8454);
/* harmony import */ var _confined_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2588);
/* harmony import */ var _globs_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1823);
/* harmony import */ var _stacks_file_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(982);
/** The inputs of every action that has atmos describe stacks, and the settings that follow from them. */






const atmosInputs = {
    file: { kind: 'text' },
    include: { kind: 'list', problem: _globs_js__WEBPACK_IMPORTED_MODULE_3__/* .globProblem */ .AI },
    exclude: { kind: 'list', problem: _globs_js__WEBPACK_IMPORTED_MODULE_3__/* .globProblem */ .AI },
    'working-directory': { kind: 'text' },
    'atmos-version': { kind: 'text', problem: _domain_stacks_atmos_flags_js__WEBPACK_IMPORTED_MODULE_5__/* .releaseProblem */ .fV },
    profile: { kind: 'list' },
    identity: { kind: 'text' },
    'process-templates': { kind: 'flag', default: 'true' },
    'process-functions': { kind: 'flag', default: 'true' },
    skip: { kind: 'list' },
    flags: { kind: 'list', problem: _domain_stacks_atmos_flags_js__WEBPACK_IMPORTED_MODULE_5__/* .flagProblem */ .W3 },
    'pass-environment': { kind: 'list', problem: _domain_credentials_child_environment_js__WEBPACK_IMPORTED_MODULE_1__/* .passedNameProblem */ .Bu },
};
/** The inputs that only atmos reads. `profile` and `working-directory` have another use too. */
function atmosOnly(inputs) {
    return [
        ['atmos-version', inputs['atmos-version'] !== undefined],
        ['identity', inputs.identity !== undefined],
        ['process-templates', !inputs['process-templates']],
        ['process-functions', !inputs['process-functions']],
        ['skip', inputs.skip !== undefined],
        ['flags', inputs.flags !== undefined],
        ['pass-environment', inputs['pass-environment'] !== undefined],
    ];
}
/** Throws INPUT_INVALID if inputs for atmos are set together with `file`. `more`: further ones of the action, and whether they are set. */
function checkFileAlone(inputs, more) {
    if (inputs.file === undefined)
        return;
    const set = [...more, ...atmosOnly(inputs)].filter(([, isSet]) => isSet).map(([name]) => name);
    if (set.length === 0)
        return;
    const names = set.map((name) => `"${name}"`).join(', ');
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_INVALID', `atmos does not run with the input "file", so ${names} would be ignored.`, {
        hint: `Remove ${names}, or remove "file".`,
    });
}
/** Throws INPUT_INVALID for a path outside of the workspace and for a directory that does not exist. */
async function resolveAtmosQuery(inputs, environment) {
    return {
        file: inputs.file === undefined ? undefined : (0,_confined_path_js__WEBPACK_IMPORTED_MODULE_2__/* .confinePath */ .ey)(inputs.file, 'file', (0,_confined_path_js__WEBPACK_IMPORTED_MODULE_2__/* .stepConfinement */ .nF)(environment)),
        include: inputs.include ?? [],
        exclude: inputs.exclude ?? [],
        directory: await (0,_stacks_file_js__WEBPACK_IMPORTED_MODULE_4__/* .workingDirectory */ .p7)(inputs['working-directory'], environment),
        minimumVersion: inputs['atmos-version'],
        profiles: inputs.profile ?? [],
        identity: inputs.identity,
        processTemplates: inputs['process-templates'],
        processFunctions: inputs['process-functions'],
        skip: inputs.skip ?? [],
        flags: inputs.flags ?? [],
        passed: inputs['pass-environment'] ?? [],
    };
}


/***/ }),

/***/ 1823:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AI: () => (/* binding */ globProblem),
/* harmony export */   BN: () => (/* binding */ globOptions),
/* harmony export */   q0: () => (/* binding */ compileSelection),
/* harmony export */   qL: () => (/* binding */ describeIdle)
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
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_INVALID', `Input "${input}" has ${globs.length} patterns, the limit is ${maxGlobs}.`, { hint: 'Use fewer, wider patterns.' });
    }
    const { Minimatch } = await __webpack_require__.e(/* import() */ 662).then(__webpack_require__.bind(__webpack_require__, 8662));
    return globs.map((glob) => {
        // A pattern without a slash matches whole stacks.
        const matcher = new Minimatch(glob.includes('/') ? glob : `${glob}/**`, globOptions);
        return { glob, matches: (path) => matcher.match(path) };
    });
}
/** `undefined` without patterns. Without `include`, everything that `exclude` does not match is selected. */
async function compileSelection(include, exclude) {
    if (include.length === 0 && exclude.length === 0)
        return undefined;
    const matchers = {
        include: await compile('include', include),
        exclude: await compile('exclude', exclude),
    };
    const isMatched = (input, path) => matchers[input].some(({ matches }) => matches(path));
    return {
        isWanted({ stack, component }) {
            const path = `${stack}/${component}`;
            return (include.length === 0 || isMatched('include', path)) && !isMatched('exclude', path);
        },
        findIdle(input, instances) {
            const paths = instances.map(({ stack, component }) => `${stack}/${component}`);
            return matchers[input].filter(({ matches }) => !paths.some(matches)).map(({ glob }) => glob);
        },
    };
}
/** For a warning: which patterns match nothing, and what they were compared with, such as `affected components`. */
function describeIdle(input, globs, what) {
    const named = globs.map((glob) => JSON.stringify(glob)).join(', ');
    return `No ${what} matches ${named} in \`${input}\`. Check the spelling.`;
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
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .lZ('INPUT_INVALID', `Input "working-directory" is not a directory: ${(0,_base_text_js__WEBPACK_IMPORTED_MODULE_7__/* .quotePath */ .WG)(input)}.`, { hint: 'Use a path relative to the root of the checkout.' });
}
/** Text in UTF-8, or in UTF-16 with a byte order mark, as PowerShell writes it. The mark is not part of the text. */
function decodeText(bytes) {
    const mark = bytes.toString('latin1', 0, 2);
    const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8';
    return new TextDecoder(encoding).decode(bytes);
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
            return decodeText(await file.readFile());
        }
        finally {
            await file.close();
        }
    }
    catch (cause) {
        const reason = (0,_base_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .systemErrorCode */ .vq)(cause) ?? String(cause);
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .lZ('INPUT_FILE_UNUSABLE', `The file ${path} cannot be read: ${reason}.`, {
            cause,
        });
    }
}


/***/ })

};
