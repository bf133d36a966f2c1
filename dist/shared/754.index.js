export const id = 754;
export const ids = [754];
export const modules = {

/***/ 6754:
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
// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
;// CONCATENATED MODULE: ./actions/unlock-stack/inputs.js
/** The inputs of `unlock-stack`. */

/** The server has the same limit, in characters. */
const maxReasonLength = 512;
const inputTable = {
    'lock-id': {
        kind: 'list',
        problem: (id) => /^[A-Za-z0-9_.:-]{1,64}$/.test(id) ? undefined : 'must be the output `lock-id` of lock-stack',
    },
    component: { kind: 'text' },
    stack: { kind: 'text' },
    key: { kind: 'text' },
    keys: { kind: 'list' },
    force: { kind: 'flag', default: 'false' },
    reason: {
        kind: 'text',
        problem: (text) => text.length > maxReasonLength ? `must be at most ${maxReasonLength} characters` : undefined,
    },
    ...runner_connection/* connectionInputs */.eu,
};

;// CONCATENATED MODULE: ./actions/unlock-stack/outputs.js
/** The outputs of `unlock-stack`. */
/** Every output by its name in `action.yml`. */
function toOutputs(released) {
    return { released: String(released > 0) };
}

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/client/locks/resolve-keys.js + 1 modules
var resolve_keys = __webpack_require__(5317);
// EXTERNAL MODULE: ./src/git/atmos-settings.js + 3 modules
var atmos_settings = __webpack_require__(8802);
// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./actions/unlock-stack/settings.js
/** Puts the settings of `unlock-stack` together. */





function resolveForce({ force, reason }) {
    if (!force)
        return {};
    if (reason !== undefined)
        return { force: { reason } };
    throw new errors/* ActionError */.lZ('INPUT_MISSING', '`force` requires a reason, which is recorded in the audit log.', {
        hint: 'Set the input `reason`.',
    });
}
function nameTargets(inputs, environment) {
    const { component, stack, key, keys, 'lock-id': ids = [] } = inputs;
    const named = (0,resolve_keys/* resolveKeys */.L)({ component, stack, key, keys }, (0,runner_environment/* readVariable */.n)('GITHUB_REPOSITORY', environment));
    const [only, ...more] = ids;
    if (ids.length === 0 && named.length === 0) {
        throw new errors/* ActionError */.lZ('INPUT_MISSING', 'No lock is named.', {
            hint: 'Set `lock-id`, or `component` and `stack`, or `key`, or `keys`. `lock-id` is empty if lock-stack did not acquire the lock.',
        });
    }
    if (named.length === 0)
        return ids.map((id) => ({ id }));
    if (ids.length === 0)
        return named.map((name) => ({ key: name }));
    if (only !== undefined && more.length === 0 && named.length === 1) {
        return named.map((name) => ({ key: name, id: only }));
    }
    throw new errors/* ActionError */.lZ('INPUT_INVALID', '`lock-id` with several IDs or keys must be used alone.', {
        hint: 'Remove the keys. The IDs are sufficient.',
    });
}
/** Throws INPUT_MISSING or INPUT_INVALID. */
async function resolveSettings(inputs, runner) {
    const { environment } = runner;
    const atmos = await (0,atmos_settings/* loadAtmosSettings */.s)(runner);
    const force = resolveForce(inputs);
    const repository = (0,runner_environment/* readVariable */.n)('GITHUB_REPOSITORY', environment);
    for (const text of (0,resolve_keys/* describeForeignKeys */.a)(inputs, repository))
        await runner.notice(text, 'Lock');
    return {
        targets: nameTargets(inputs, environment).map((target) => ({ ...target, ...force })),
        connection: (0,runner_connection/* resolveConnection */.XC)(inputs, environment, atmos),
    };
}

// EXTERNAL MODULE: ./src/base/retry.js
var retry = __webpack_require__(5161);
// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/runner/heartbeat-folder.js + 1 modules
var heartbeat_folder = __webpack_require__(8778);
;// CONCATENATED MODULE: ./actions/unlock-stack/unlock.js
/** Releases the locks that the workflow names. The heartbeats of this job stop renewing them first. */





/** Several steps may have acquired the same key, one after the other. */
function findKnown(target, folders) {
    const isMeant = ({ id, key }) => target.id === undefined ? key.toLowerCase() === target.key?.toLowerCase() : id === target.id;
    return folders.flatMap((folder) => folder.locks.filter(isMeant).map((lock) => ({ folder, lock })));
}
/** Runs `work` while no heartbeat renews the lock. If it fails, the lock is kept, and the post step releases it. */
async function withoutHeartbeat(known, work, runner) {
    const before = [];
    for (const { folder, lock } of known) {
        before.push({ path: folder.path, wanted: (await (0,heartbeat_folder/* readWanted */.oY)(folder.path)) ?? [] });
        await (0,heartbeat_folder/* dropLocks */.G)(folder, [lock.id || lock.key], runner);
    }
    try {
        return await work();
    }
    catch (error) {
        for (const { path, wanted } of before)
            await (0,heartbeat_folder/* writeWanted */.Xq)(path, wanted);
        throw error;
    }
}
/** The lock as the server identifies it: a server without renewal knows only keys. */
function addressOf(target, [known]) {
    const { force } = target;
    if (known?.folder.server === 'plain') {
        return { key: known.lock.key, force };
    }
    return target;
}
function describe({ key, id = '' }) {
    return key ?? `the lock ${id}`;
}
/** A release by ID can be retried. By key, a retry might release the lock of another job. */
function release(server, target, runner) {
    const work = () => server.releaseLock(target);
    return target.id === undefined ? work() : (0,retry/* retry */.L5)(work, retry/* peerRetry */.r1, runner);
}
async function reportRelease(answer, name, runner) {
    if (answer.status === 'released')
        runner.logger.info(`Released: ${name}.`);
    if (answer.status === 'absent')
        await runner.notice(`Nothing to release. ${answer.message}`, 'Lock');
}
/** The number of released locks. Throws DENIED_LOCK, after all targets, if a holder's run is still in progress. */
async function unlock({ targets, connection }, runner) {
    const folders = await (0,heartbeat_folder/* findLockFolders */.Ob)(runner.environment);
    const server = (0,client/* connectLocks */.VL)(connection, { action: 'unlock-stack' }, (0,runner_connection/* apiPorts */.nL)(connection, runner));
    const guarded = [];
    const outcomes = [];
    for (const target of targets) {
        const known = findKnown(target, folders);
        const address = addressOf(target, known);
        const answer = await withoutHeartbeat(known, () => release(server, address, runner), runner);
        const name = address.key ?? known[0]?.lock.key ?? describe(address);
        await reportRelease(answer, name, runner);
        outcomes.push({ name, status: answer.status });
        if (answer.status === 'guarded')
            guarded.push(answer.message);
    }
    const { renderUnlock } = await __webpack_require__.e(/* import() */ 536).then(__webpack_require__.bind(__webpack_require__, 536));
    await runner.addSummary(renderUnlock(outcomes));
    if (guarded.length === 0)
        return outcomes.filter(({ status }) => status === 'released').length;
    throw new errors/* ActionError */.lZ('DENIED_LOCK', guarded.join(' '), {
        hint: 'Wait for the holder, or set `force` and `reason`, which requires the permission ws:locks:force.',
    });
}

;// CONCATENATED MODULE: ./actions/unlock-stack/main.js
/** The step of `unlock-stack`: settings, release, output. */






async function run() {
    await (0,run_action/* runAction */.C)(async (runner) => {
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const settings = await resolveSettings(inputs, runner);
        await runner.setOutputs(toOutputs(await unlock(settings, runner)));
    });
}


/***/ })

};
