export const id = 496;
export const ids = [496];
export const modules = {

/***/ 2496:
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
;// CONCATENATED MODULE: ./src/client/stacks/status.js
/** Builds the report about a plan or an apply for a server (docs/wire.md#instance-status). */
/** How a step ended, in GitHub's words. */
const outcomes = ['success', 'failure', 'cancelled', 'skipped'];
const withoutEnd = 'it says neither that there is drift nor that there is none.';
function exitCodeOf({ command, outcome, hasChanges }) {
    if (outcome === 'failure')
        return 1;
    if (outcome !== 'success')
        return { reason: `The step was ${outcome}: ${withoutEnd}` };
    if (command !== 'plan')
        return 0;
    if (hasChanges === undefined)
        return { reason: 'A plan succeeds with changes and without; give exit-code or has-changes.' };
    return hasChanges ? 2 : 0;
}
/** The exit code beats the outcome: only it tells changes from none. */
function decideStatus(facts) {
    const command = facts.command === 'plan' ? 'plan' : 'apply';
    if (facts.exitCode !== undefined)
        return { status: 'send', command, exitCode: facts.exitCode };
    if (facts.outcome === undefined)
        return { status: 'incomplete' };
    const found = exitCodeOf(facts);
    return typeof found === 'number'
        ? { status: 'send', command, exitCode: found }
        : { status: 'skip', reason: found.reason };
}

// EXTERNAL MODULE: ./src/domain/stacks/limits.js
var limits = __webpack_require__(6292);
// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
;// CONCATENATED MODULE: ./actions/upload-status/inputs.js
/** The inputs of `upload-status`. */



function nameProblem(name) {
    return name.length > limits/* maxNameLength */.ws ? `must be at most ${limits/* maxNameLength */.ws} characters` : undefined;
}
const inputTable = {
    component: { kind: 'text', required: true, problem: nameProblem },
    stack: { kind: 'text', required: true, problem: nameProblem },
    command: { kind: 'choice', choices: ['plan', 'apply', 'deploy'], required: true },
    'exit-code': { kind: 'integer', minimum: 0, maximum: 255 },
    outcome: { kind: 'choice', choices: outcomes },
    'has-changes': { kind: 'flag' },
    'fail-on-error': { kind: 'flag', default: 'false' },
    ...runner_connection/* connectionInputs */.eu,
};

;// CONCATENATED MODULE: ./actions/upload-status/outputs.js
/** The outputs of `upload-status`. */
/** Every output by its name in `action.yml`. */
function toOutputs(isUploaded) {
    return { uploaded: String(isUploaded) };
}

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client_client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/client/stacks/send-upload.js
var send_upload = __webpack_require__(9839);
;// CONCATENATED MODULE: ./actions/upload-status/send.js
/** Sends the status of one instance. */






/** Whether it was sent. Throws INPUT_MISSING without an exit code and an outcome, and the errors of the server. */
async function sendStatus({ connection, instance, facts }, runner) {
    const decision = decideStatus(facts);
    const name = `${instance.component} in ${instance.stack}`;
    if (decision.status === 'skip') {
        await runner.notice(`The status of ${name} was not uploaded. ${decision.reason}`, 'Status');
        return false;
    }
    if (decision.status === 'incomplete') {
        throw new errors/* ActionError */.lZ('INPUT_MISSING', `The status of ${name} has no exit code and no outcome.`, {
            hint: 'Set `exit-code` to the exit code of Terraform, or `outcome` to the outcome of the step that ran it.',
        });
    }
    const { client, withSession } = (0,client_client/* connectApi */.Xm)(connection, 'upload-status', (0,runner_connection/* apiPorts */.nL)(connection, runner));
    // Built once: every attempt sends the same report.
    const report = {
        command: decision.command,
        exit_code: decision.exitCode,
        last_run: (0,base_text/* toTimestamp */.C)(runner.clock.now()),
    };
    await (0,send_upload/* sendAgain */.F)(() => withSession((session) => client.sendStatus(session, instance, report)), runner);
    runner.logger.info(`Uploaded: ${decision.command} of ${name}, exit code ${decision.exitCode}.`);
    return true;
}

// EXTERNAL MODULE: ./src/git/atmos-settings.js + 5 modules
var atmos_settings = __webpack_require__(217);
// EXTERNAL MODULE: ./src/runner/environment.js
var environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./actions/upload-status/settings.js
/** Puts the settings of `upload-status` together. */




/** Throws INPUT_MISSING or INPUT_INVALID. */
async function resolveSettings(inputs, runner) {
    const { component, stack, command, outcome } = inputs;
    const repository = (0,environment/* readVariable */.n)('GITHUB_REPOSITORY', runner.environment);
    if (repository === undefined) {
        throw new errors/* ActionError */.lZ('INPUT_MISSING', 'GITHUB_REPOSITORY is not set.', {
            hint: 'The runner sets it. Check for an earlier step that overwrites it.',
        });
    }
    return {
        connection: (0,runner_connection/* resolveConnection */.XC)(inputs, runner.environment, await (0,atmos_settings/* loadAtmosSettings */.s)(runner)),
        instance: { repository, stack, component },
        facts: { command, outcome, exitCode: inputs['exit-code'], hasChanges: inputs['has-changes'] },
    };
}

;// CONCATENATED MODULE: ./actions/upload-status/main.js
/** The step of `upload-status`: settings, upload, output. */






/** Read before the inputs are checked: an invalid one must not fail the job either. */
const fails = /^\s*true\s*$/i;
async function run() {
    const onFailure = fails.test(process.env['INPUT_FAIL-ON-ERROR'] ?? '') ? 'fail' : 'warn';
    await (0,run_action/* runAction */.C)(async (runner) => {
        runner.presetOutputs(toOutputs(false));
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const settings = await resolveSettings(inputs, runner);
        await runner.setOutputs(toOutputs(await sendStatus(settings, runner)));
    }, { onFailure });
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


/** Same as the Atmos CLI: one attempt and three retries, after 1, 2 and 4 s; a `Retry-After` is obeyed up to the longest. */
const uploadRetry = { attempts: 4, baseDelayMs: 1_000, maxDelayMs: 30_000 };
/** Refused sessions of one request after which no new one is tried; each stands for two requests, as the first is renewed. */
const maxRefusedSessions = 2;
/** A new session may be valid at another replica of the server, so a refused one is worth one more round. */
function retryOptions(logger) {
    let refusedSessions = 0;
    return {
        ...uploadRetry,
        isRetryable(error) {
            if (!(error instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
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

/***/ 6292:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cp: () => (/* binding */ maxDependentsDepth),
/* harmony export */   Pw: () => (/* binding */ maxGraphEdges),
/* harmony export */   Xm: () => (/* binding */ maxItems),
/* harmony export */   gJ: () => (/* binding */ maxGraphNodes),
/* harmony export */   ws: () => (/* binding */ maxNameLength),
/* harmony export */   yO: () => (/* binding */ maxSettingsLength)
/* harmony export */ });
/* unused harmony exports maxChunkBytes, maxBatchChunks, maxTypeLength, maxNamedCycles, maxCycleLength */
/** Bounds of uploads, shared by client and server. */
/** Largest body of one chunk, in bytes. The CLI cuts by count, so one may be well above its own 4 MiB (docs/wire.md#chunks). */
const maxChunkBytes = (/* unused pure expression or super */ null && (32 * 1024 * 1024));
/** Most chunks of one batch. */
const maxBatchChunks = 10_000;
/** Most items of one upload: affected stacks at the top level, or instances. */
const maxItems = 100_000;
/** Longest name of a stack or component, in characters. */
const maxNameLength = 512;
/** Longest type of a component, in characters. */
const maxTypeLength = 128;
/** Largest `settings.pro` of one item, in characters of JSON. */
const maxSettingsLength = 256 * 1024;
/** How deep dependents may be nested. */
const maxDependentsDepth = 1_000;
/** Most distinct instances of one graph. */
const maxGraphNodes = 200_000;
/** Most distinct edges of one graph. */
const maxGraphEdges = 1_000_000;
/** Most cycles that are named; all are counted. */
const maxNamedCycles = 20;
/** Most instances that are named in one cycle. */
const maxCycleLength = 50;


/***/ })

};
