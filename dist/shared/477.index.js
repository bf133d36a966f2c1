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
    ...atmos_inputs/* atmosInputs */.K,
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
/** Only a boolean counts: a template that nobody rendered says nothing. */
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
function readInstance(stack, type, component, value) {
    const section = asObject(value);
    if (section === undefined)
        return undefined;
    const metadata = asObject(section['metadata']);
    if (metadata?.['type'] === 'abstract')
        return undefined;
    const name = { component, stack, component_type: type };
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
        throw new errors/* ActionError */.l('INPUT_STACKS_INVALID', 'The description of the stacks is not a JSON object.', {
            hint: 'It must be what `atmos describe stacks --format json` writes. Check the input file, and that flags do not change the format.',
        });
    }
    return Object.entries(stacks)
        .flatMap(([stack, content]) => Object.entries(asObject(asObject(content)?.['components']) ?? {}).flatMap(([type, components]) => Object.entries(asObject(components) ?? {}).map(([name, section]) => readInstance(stack, type, name, section))))
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
    const { directory, minimumVersion } = query;
    const file = (0,stacks_file/* newStacksFile */.WN)('stacks', runner.random.uuid(), runner.environment);
    if (minimumVersion !== undefined)
        await (0,atmos_version/* checkAtmosVersion */.F)(minimumVersion, directory, runner);
    await (0,describe_stacks/* describeStacks */.P)({ ...query, file }, runner);
    return file;
}
/** Flags of atmos that leave stacks or components out. */
const narrowingFlag = /^--(?:stack|components|component-types|tags|labels)(?:=|$)/;
/** Throws INPUT_ATMOS_*, INPUT_STACKS_INVALID or INPUT_FILE_UNUSABLE. */
async function findInventory({ query }, runner) {
    const isWanted = await (0,globs/* compileSelection */.q0)(query.include, query.exclude);
    const all = readInstances(await (0,stacks_file/* readStacksFile */.oe)(query.file ?? (await runAtmos(query, runner))));
    const instances = isWanted === undefined ? all : all.filter(({ item }) => isWanted(item));
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

// EXTERNAL MODULE: ./src/client/stacks/cut-batch.js
var cut_batch = __webpack_require__(4018);
// EXTERNAL MODULE: ./src/client/stacks/repository.js
var repository = __webpack_require__(7763);
// EXTERNAL MODULE: ./src/git/atmos-settings.js + 4 modules
var atmos_settings = __webpack_require__(2933);
// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./actions/upload-instances/settings.js
/** Puts the settings of `upload-instances` together. */






async function resolveDestination(inputs, runner) {
    const { environment } = runner;
    const atmos = await (0,atmos_settings/* loadAtmosSettings */.s)(runner);
    return {
        connection: (0,runner_connection/* resolveConnection */.XC)(inputs, environment, atmos),
        repository: (0,repository/* describeRepository */.M)((0,runner_environment/* readVariable */.n)('GITHUB_SERVER_URL', environment) ?? '', (0,runner_environment/* readVariable */.n)('GITHUB_REPOSITORY', environment) ?? ''),
        maxPayloadBytes: atmos.maxPayloadBytes ?? cut_batch/* defaultMaxPayloadBytes */.X,
    };
}
/** Throws INPUT_MISSING or INPUT_INVALID. */
async function resolveSettings(inputs, runner) {
    return {
        destination: inputs.upload ? await resolveDestination(inputs, runner) : undefined,
        confirmRemovals: inputs['confirm-removals'],
        query: await (0,atmos_inputs/* resolveAtmosQuery */.V)(inputs, runner.environment),
    };
}

// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client_client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/client/stacks/send-upload.js
var send_upload = __webpack_require__(9839);
;// CONCATENATED MODULE: ./actions/upload-instances/upload.js
/** Sends the inventory to the server. */





/** What a self-hosted server is told about missing instances. Throws INPUT_INVALID for a partial inventory that confirms removals. */
function completenessOf({ isPartial }, confirmRemovals, { connection }) {
    if (isPartial && confirmRemovals) {
        throw new errors/* ActionError */.l('INPUT_INVALID', 'A partial inventory cannot confirm removals.', {
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


/***/ })

};
