export const id = 651;
export const ids = [651];
export const modules = {

/***/ 3651:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

;// CONCATENATED MODULE: ./src/runner/cancellation.js
/**
 * How the runner cancels a step: SIGINT when a job is cancelled, SIGTERM 7.5 s later. On Windows it sends Ctrl+C and Ctrl+Break, which
 * Node.js turns into SIGINT and SIGBREAK.
 */
/** Aborted at the first such signal. After this call a signal no longer ends the process by itself. */
function watchCancellation() {
    const controller = new AbortController();
    const cancel = () => controller.abort(new Error('The job was cancelled.'));
    // A signal that the system does not know never arrives.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'])
        process.on(signal, cancel);
    return controller.signal;
}

// EXTERNAL MODULE: ./src/runner/inputs.js
var runner_inputs = __webpack_require__(2879);
// EXTERNAL MODULE: ./src/runner/run-action.js
var run_action = __webpack_require__(4012);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/client/locks/release-locks.js
var release_locks = __webpack_require__(5954);
// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
// EXTERNAL MODULE: ./src/runner/heartbeat-folder.js + 1 modules
var heartbeat_folder = __webpack_require__(8778);
// EXTERNAL MODULE: ./src/runner/job-process.js
var job_process = __webpack_require__(3743);
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
;// CONCATENATED MODULE: ./actions/lock-stack/outputs.js
/** The outputs of `lock-stack`. With several locks, every output has one line per lock, in the same order. */

/** Every output by its name in `action.yml`. */
function toOutputs(result) {
    const isTaken = 'grants' in result;
    const grants = isTaken ? result.grants : [];
    const lines = (read) => grants.map(read).join('\n');
    const [firstExpiry] = grants.map(({ expiresAt }) => expiresAt ?? '').sort();
    return {
        acquired: String(isTaken),
        'lock-id': lines(({ id }) => id),
        key: lines(({ key }) => key),
        'fencing-token': lines(({ fencingToken }) => String(fencingToken ?? '')),
        'expires-at': isTaken ? firstExpiry || (0,base_text/* toTimestamp */.C)(result.until) : '',
        holder: isTaken ? (grants[0]?.runUrl ?? '') : result.holder || result.message,
        'lost-file': isTaken ? result.lostFile : '',
    };
}

// EXTERNAL MODULE: ./actions/lock-stack/state.js
var state = __webpack_require__(5750);
// EXTERNAL MODULE: ./actions/lock-stack/texts.js
var texts = __webpack_require__(2019);
;// CONCATENATED MODULE: ./actions/lock-stack/deliver.js
/** Delivers the result of `lock-stack`: first the state for the post step, then the heartbeat, then log and outputs. */









/** The locks that this step acquired. A lock that the job held before is not one of them; a shared lock is renewed by each job. */
function ownLocks({ grants, isRepeat }, until, isShared = false) {
    return grants
        .filter(({ outcome, pending }) => outcome !== 'renewed' || pending || isRepeat || isShared)
        .map(({ id, key }) => ({ id, key, until }));
}
async function keepAlive(taken, result, settings) {
    const { server, locks, folder } = taken;
    const start = {
        ...taken,
        order: settings.order,
        takenAt: result.takenAt,
        job: (0,job_process/* markJobProcess */.ew)(),
    };
    const heartbeat = await (0,job_process/* leaveRunning */.x5)('heartbeat', start, folder);
    await (0,heartbeat_folder/* describeLockFolder */.J9)({ path: folder, server, locks, heartbeat });
}
async function deliverTaken(result, settings, runner) {
    const { connection, order, heartbeat } = settings;
    const { server, ttlSeconds, grants } = result;
    const until = result.takenAt + ttlSeconds * 1_000;
    const isShared = order.scope === 'run';
    const locks = ownLocks(result, until, isShared);
    const folder = (0,heartbeat_folder/* lockFolderPath */.x_)(runner.random.uuid(), runner.environment);
    const isBound = order.kind === 'run' && locks.length > 0;
    const renews = isBound && heartbeat && server === 'renewing';
    if (isBound) {
        const taken = { connection, server, locks, isShared, folder };
        await (0,state/* saveTaken */.zM)(taken, runner);
        await (0,state/* forgetRequested */.IJ)(runner);
        await (0,heartbeat_folder/* createLockFolder */.AY)({ path: folder, server, locks, heartbeat: undefined });
        if (renews)
            await keepAlive(taken, result, settings);
    }
    else {
        await (0,state/* forgetRequested */.IJ)(runner);
    }
    for (const grant of grants) {
        const wasHeld = grant.outcome === 'renewed' && !result.isRepeat;
        runner.logger.info((0,texts/* describeLockGrant */.RF)(grant, { wasHeld, isShared, renews, ttlSeconds }));
    }
    if (isShared && server === 'plain')
        await runner.notice(texts/* sharingUnsupported */.IQ, 'Lock');
    if (heartbeat && server === 'plain')
        await runner.notice((0,texts/* describeFixedTerm */.wt)(ttlSeconds), 'Lock');
    await runner.setOutputs(toOutputs({ grants, until, lostFile: isBound ? (0,heartbeat_folder/* lostFile */.p4)(folder) : '' }));
    const { renderLocksSummary } = await __webpack_require__.e(/* import() */ 791).then(__webpack_require__.bind(__webpack_require__, 2791));
    await runner.addSummary(renderLocksSummary(grants, (0,texts/* describeTerm */.sA)({ renews, ttlSeconds })));
}
async function deliverHeld({ by, waitedMs }, settings, runner) {
    await (0,state/* forgetRequested */.IJ)(runner);
    await runner.setOutputs(toOutputs(by));
    const waited = settings.waitMs === 0 ? '' : ` Waited ${Math.round(waitedMs / 1_000)} s.`;
    const text = `${by.message}${waited}`;
    const { renderHeld } = await __webpack_require__.e(/* import() */ 791).then(__webpack_require__.bind(__webpack_require__, 2791));
    await runner.addSummary(renderHeld(settings.order.keys, text));
    if (settings.failIfLocked) {
        throw new errors/* ActionError */.lZ('DENIED_LOCK', text, { hint: (0,texts/* describeHeldHint */.OV)(settings.waitMs) });
    }
    await runner.warning(`Not locked. ${text}`, 'Lock');
}
async function deliverCancelled({ acquired, isUncertain }, settings, runner) {
    if (acquired !== undefined) {
        const { grants, server, takenAt, ttlSeconds } = acquired;
        const locks = ownLocks({ ...acquired, isRepeat: false, waitedMs: 0 }, takenAt + ttlSeconds * 1_000);
        const { connection } = settings;
        const requests = (0,client/* connectLocks */.VL)(connection, { action: 'lock-stack' }, (0,runner_connection/* apiPorts */.nL)(connection, runner));
        await (0,release_locks/* releaseLocks */.w)(locks, server, { ...requests, ...runner });
        runner.logger.info(`Released: ${grants.map(({ key }) => key).join(', ')}.`);
    }
    if (!isUncertain)
        await (0,state/* forgetRequested */.IJ)(runner);
    throw new errors/* ActionError */.lZ('DENIED_LOCK', 'The job was cancelled while it waited for the lock.', {
        hint: (0,texts/* describeCancelHint */.fm)(isUncertain),
    });
}
/** Throws DENIED_LOCK if the lock is held and `fail-if-locked` is set, and after a cancellation. */
async function deliver(result, settings, runner) {
    switch (result.status) {
        case 'acquired':
            return deliverTaken(result, settings, runner);
        case 'held':
            return deliverHeld(result, settings, runner);
        case 'cancelled':
            return deliverCancelled(result, settings, runner);
    }
}

;// CONCATENATED MODULE: ./src/domain/locks/words.js
/** Messages about locks. The CLI shows the message alone, so it says everything (docs/wire.md#locks). */


/** Longest lock message, in characters. */
const maxMessageLength = 1_024;
/** Free text of a caller, on one line. */
function quote(text) {
    return `“${toLine(text).replace(/\s+/g, ' ')}”`;
}
function describeHolder(holder) {
    const { repository, runId, runAttempt, actor, workflow, deployment } = holder;
    if (deployment !== undefined) {
        const run = runId === '' ? '' : `, run ${runId}`;
        const place = repository === '' ? '' : ` in ${repository}`;
        return `the deployment of ${deployment.subject}${place} (${workflow}${run})`;
    }
    const who = [workflow, actor === '' ? '' : `started by ${actor}`].filter((part) => part !== '');
    return `run ${runId} (attempt ${runAttempt}) of ${repository}${who.length === 0 ? '' : ` (${who.join(', ')})`}`;
}
/** `key` is the key as people read it. */
function describeLock(record, key) {
    const message = record.message === '' ? '' : ` with the message ${quote(record.message)}`;
    const until = record.kind === 'deployment' ? 'until its runs have ended' : `until ${toTimestamp(record.expiresAt)}`;
    const link = record.holder.runUrl === '' ? '' : ` (${record.holder.runUrl})`;
    return `${key} is held by ${describeHolder(record.holder)}${message}, since ${toTimestamp(record.createdAt)} ${until}${link}`;
}
function sayHeld(record, key, options) {
    const lead = 'Stack is already locked';
    if (options.why === 'grace') {
        return `${lead}: the lock of ${describeHolder(record.holder)} on ${key} ran out at ${toTimestamp(record.expiresAt)} without a release; it is kept a few seconds in case its holder was only slow. Try again after ${toTimestamp(record.freeAt + 1_000)}. ${record.holder.runUrl}`;
    }
    const relation = relationTo(record.holder, options.caller);
    const sibling = relation === 'sibling'
        ? ' That is another job of this very run; take the lock with scope `run` to share it between jobs.'
        : relation === 'older'
            ? ' That is a newer attempt of this very run.'
            : '';
    return `${lead}: ${describeLock(record, key)}.${sibling}`;
}
function describeEnd({ ended, expiresAt }) {
    return ended === undefined || ended.by === 'expired'
        ? `expired at ${toTimestamp(expiresAt)}`
        : `was ended at ${toTimestamp(ended.at)} (${ended.by.replace('_', ' ')})`;
}
/** A renewal without a lock. `record`: the latest grant of the key. */
function sayLost(record, key, caller) {
    return record !== undefined && relationTo(record.holder, caller) === 'same'
        ? `There is nothing to renew: the lock that this job had taken on ${key} ${describeEnd(record)}.`
        : `There is nothing to renew: this job does not hold ${key}.`;
}
/** A free key that is kept for those who wait. */
function sayKept(key, { holder, joinedAt }) {
    return `Stack is already locked: ${key} goes to ${describeHolder(holder)}, which has waited in the queue since ${toTimestamp(joinedAt)}. To join the queue, set the input \`wait\` of lock-stack. ${holder.runUrl}`.trimEnd();
}
/** A place in the queue, for the job that has it. `ahead`: how many others come first. */
function sayPlace(ahead, first) {
    return first === undefined
        ? 'Next in the queue.'
        : `Number ${ahead + 1} in the queue, which ${describeHolder(first.holder)} heads since ${toTimestamp(first.joinedAt)}.`;
}
function sayGuarded(record, key, run) {
    if (record.kind === 'deployment')
        return `Stack is locked by a deployment: ${describeLock(record, key)}. The server releases the lock when the runs of the deployment have ended. To override, release it by force with a reason, which takes the permission ws:locks:force.`;
    const state = run === 'unknown'
        ? 'GitHub could not say whether that run is over, so it counts as in progress'
        : 'That run is still in progress';
    return `Stack is locked by another run: ${describeLock(record, key)}. ${state}. It releases the lock itself; to override, release it by force with a reason, which takes the permission ws:locks:force.`;
}
function sayAbsent(key, lost) {
    const what = key === undefined ? '' : `: nothing holds ${key}`;
    if (lost === undefined)
        return `Lock not found${what}.`;
    const advice = (lost.ended?.by ?? 'expired') === 'expired' ? ' Ask for a longer TTL.' : '';
    return `Lock not found${what}. The lock that this job had taken ${describeEnd(lost)}: everything that ran since then was not protected.${advice}`;
}

;// CONCATENATED MODULE: ./actions/lock-stack/inputs.js
/** The inputs of `lock-stack`. */


/** Largest TTL of the wire format, in seconds. The limit of the server is lower. */
const maxTtlSeconds = 2_147_483_647;
/** GitHub ends a job after at most five days; in seconds. */
const maxWaitSeconds = 432_000;
const inputTable = {
    component: { kind: 'text' },
    stack: { kind: 'text' },
    key: { kind: 'text' },
    keys: { kind: 'list' },
    ttl: { kind: 'integer', minimum: 1, maximum: maxTtlSeconds },
    message: {
        kind: 'text',
        default: 'Locked by lock-stack',
        problem: (text) => text.length > maxMessageLength ? `must be at most ${maxMessageLength} characters` : undefined,
    },
    kind: { kind: 'choice', choices: ['run', 'hold'], default: 'run' },
    scope: { kind: 'choice', choices: ['job', 'run'], default: 'job' },
    wait: { kind: 'integer', minimum: 0, maximum: maxWaitSeconds, default: '0' },
    heartbeat: { kind: 'flag', default: 'true' },
    'fail-if-locked': { kind: 'flag', default: 'true' },
    ...runner_connection/* connectionInputs */.eu,
};

// EXTERNAL MODULE: ./src/client/locks/resolve-keys.js + 1 modules
var resolve_keys = __webpack_require__(5317);
// EXTERNAL MODULE: ./src/git/atmos-settings.js + 3 modules
var atmos_settings = __webpack_require__(8802);
// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./actions/lock-stack/settings.js
/** Puts the settings of `lock-stack` together. */





/** TTL of a lock that is renewed, in seconds: a job that was killed keeps the lock for this long. */
const renewedTtlSeconds = 60;
/** TTL of a lock that is not renewed, or not between two jobs, in seconds: longer than most jobs. */
const fixedTtlSeconds = 3_600;
/** Throws INPUT_MISSING or INPUT_INVALID. */
async function resolveSettings(inputs, runner) {
    const { environment } = runner;
    const atmos = await (0,atmos_settings/* loadAtmosSettings */.s)(runner);
    const { component, stack, key, keys, kind, scope, message, ttl } = inputs;
    const repository = (0,runner_environment/* readVariable */.n)('GITHUB_REPOSITORY', environment);
    const named = (0,resolve_keys/* resolveKeys */.L)({ component, stack, key, keys }, repository);
    for (const text of (0,resolve_keys/* describeForeignKeys */.a)(inputs, repository))
        await runner.notice(text, 'Lock');
    if (named.length === 0) {
        throw new errors/* ActionError */.lZ('INPUT_MISSING', 'No lock is named.', {
            hint: 'Set `component` and `stack`, or `key`, or `keys`.',
        });
    }
    const heartbeat = inputs.heartbeat && kind === 'run';
    const ttlSeconds = {
        renewing: ttl ?? (heartbeat && scope === 'job' ? renewedTtlSeconds : fixedTtlSeconds),
        plain: ttl ?? fixedTtlSeconds,
    };
    return {
        connection: (0,runner_connection/* resolveConnection */.XC)(inputs, environment, atmos),
        order: { keys: named, message, kind, scope, ttlSeconds },
        waitMs: inputs.wait * 1_000,
        heartbeat,
        failIfLocked: inputs['fail-if-locked'],
    };
}

;// CONCATENATED MODULE: ./src/client/locks/acquire-locks.js
/**
 * Takes all keys or none, once. Which kind of server it is shows in the first request: one that renews takes all keys in one
 * transaction and repeats are renewals; for others, such as the hosted one, a repeat is a conflict, so nothing is repeated
 * and several keys are taken one after the other, in sorted order, and given back when one is held. A server that can grants for a few
 * seconds first, until the grant is confirmed: if this job is killed before it has the answer, the lock is free again at once.
 */

async function giveBack(taken, ports) {
    const left = [];
    for (const { key } of taken.toReversed()) {
        await ports.releaseLock({ key }).catch(() => left.push(key));
    }
    return left;
}
/** Whether a failed request may have been granted: no response, or a response from a proxy in between. */
function leavesOpen(error) {
    return error instanceof errors/* ActionError */.lZ && (error.code === 'REMOTE_UNREACHABLE' || error.retry !== undefined);
}
/** The failure of one key of several; says what could not be undone. */
function partial(error, key, left) {
    if (!(error instanceof errors/* ActionError */.lZ))
        return error;
    const maybe = leavesOpen(error)
        ? ` ${key} may have been taken all the same; it is free again when its TTL is over.`
        : '';
    const rest = left.length === 0 ? '' : ` Not given back, until their TTL is over: ${left.join(', ')}.`;
    return new errors/* ActionError */.lZ(error.code, `${error.message}${maybe}${rest}`, {
        cause: error,
        hint: error.hint,
    });
}
async function takeOneByOne(order, ports) {
    const takenAt = ports.clock.now();
    const grants = [];
    for (const key of [...order.keys].sort()) {
        let answer;
        try {
            answer = await ports.takeLock(key, order);
        }
        catch (error) {
            throw partial(error, key, await giveBack(grants, ports));
        }
        if (answer.status === 'granted') {
            grants.push(...answer.grants);
            continue;
        }
        const left = await giveBack(grants, ports);
        if (left.length > 0) {
            const text = `${key} is held, and what had been taken before it was not given back: ${left.join(', ')}.`;
            throw new errors/* ActionError */.lZ('REMOTE_REFUSED', text, { hint: 'They are free again when their TTL is over.' });
        }
        const by = answer.status === 'held'
            ? answer
            : { status: 'held', message: '', holder: '', lockId: '', position: undefined };
        return { status: 'held', server: 'plain', by };
    }
    return { status: 'acquired', server: 'plain', grants, ttlSeconds: order.ttlSeconds.plain, takenAt };
}
/** Attempts when a grant has ended before it was confirmed: the answer was slow, or an admin released the lock. */
const maxConfirmations = 2;
/** `held`: they ended before the confirmation arrived. */
async function acquire_locks_confirm(grants, order, ports) {
    await ports.onPending?.(grants.filter(({ pending }) => pending));
    const answer = await ports.takeLocks({ ...order, renewOnly: true, waitSeconds: undefined });
    if (answer.status === 'unsupported') {
        throw new errors/* ActionError */.lZ('REMOTE_REFUSED', 'The server no longer knows how to renew.');
    }
    if (answer.status === 'held')
        return answer;
    const confirmed = answer.grants.map((grant, index) => {
        const { outcome, pending } = grants[index] ?? {};
        return { ...grant, outcome, pending };
    });
    return { status: 'granted', grants: confirmed };
}
/** Rejects with what the ports reject with; on a `plain` server such an error is never marked as retryable. */
async function acquireLocks(order, ports) {
    if (order.server === 'plain')
        return takeOneByOne(order, ports);
    for (let left = maxConfirmations;; left -= 1) {
        const askedAt = ports.clock.now();
        const answer = await ports.takeLocks({ ...order, confirm: true });
        if (answer.status === 'unsupported')
            return takeOneByOne(order, ports);
        if (answer.status === 'held')
            return { status: 'held', server: 'renewing', by: answer };
        const confirmedAt = ports.clock.now();
        const isPending = answer.grants.some(({ pending }) => pending);
        const confirmed = isPending ? await acquire_locks_confirm(answer.grants, order, ports) : answer;
        if (confirmed.status === 'held') {
            if (left > 1)
                continue;
            return { status: 'held', server: 'renewing', by: confirmed };
        }
        return {
            status: 'acquired',
            server: 'renewing',
            grants: confirmed.grants,
            ttlSeconds: order.ttlSeconds.renewing,
            takenAt: isPending ? confirmedAt : askedAt,
        };
    }
}

// EXTERNAL MODULE: ./src/base/retry.js
var retry = __webpack_require__(5161);
;// CONCATENATED MODULE: ./src/client/locks/wait-for-locks.js
/**
 * Asks for locks until they are granted, the wait is over or the job is cancelled. A server with a queue keeps each request until
 * it is this job's turn, for a while, and is asked again at once; of one without, such as the hosted one, it is the next to ask who gets a free
 * key, so waiters ask often, and with chance in their rhythm.
 */


/** First and longest pause between two attempts, in milliseconds. A self-hosted server hands over within a second; the hosted one is spared. */
const pauses = {
    renewing: { baseDelayMs: 250, maxDelayMs: 800 },
    plain: { baseDelayMs: 1_000, maxDelayMs: 10_000 },
};
/**
 * Longest wait of one request at a server with a queue, in seconds. A server that does not notice that this job was killed keeps its place, and
 * perhaps grants it the lock, for this long and a lease of 3 s more.
 */
const requestWaitSeconds = 3;
/** A response from the queue within this time, in milliseconds, was not a wait: the server has no room or is about to stop. */
const soonMs = 500;
/** What this job may have in the server's queue. */
function openPlace(order, signal, ports) {
    let isAsked = false;
    /** No request was under way since. */
    let isLeft = false;
    let leaving = Promise.resolve(false);
    /** Whether a place was given up: nothing can be granted to it any more. */
    function leave() {
        if (!isAsked || isLeft)
            return leaving;
        isLeft = true;
        leaving = leaving.then(() => ports.stopWaiting(order).catch(() => false));
        return leaving;
    }
    // At once, also while a request is under way: it is answered then.
    signal.addEventListener('abort', () => void leave(), { once: true });
    return {
        leave,
        /** A request has ended, which may have been overtaken by the one that gave the place up, and have taken it again. */
        ended() {
            isLeft = false;
        },
        /** The server turned out to have no queue. */
        forget() {
            isAsked = false;
        },
        /** What the next request may wait, in seconds: the first is for saying at once who is ahead. */
        waitSeconds(server, remainingMs) {
            if (server === 'plain' || remainingMs <= 0)
                return undefined;
            if (!isAsked) {
                isAsked = true;
                return 0;
            }
            return Math.min(requestWaitSeconds, Math.ceil(remainingMs / 1_000));
        },
    };
}
/** Pause before the next attempt, in milliseconds. */
function pauseAfter(by, { askedMs, attempt }, { server, random }) {
    if (by?.position !== undefined && (askedMs >= soonMs || attempt === 1))
        return 0;
    return (0,retry/* backoffDelay */.EY)(attempt, pauses[by === undefined ? 'plain' : (server ?? 'plain')], random);
}
/** Rejects when the server keeps failing for all retries and for the whole wait. The error carries the locks granted during a cancellation. */
async function waitForLocks(order, { waitMs, signal }, ports) {
    const { clock, random } = ports;
    const start = clock.now();
    const place = openPlace(order, signal, ports);
    let { server } = order;
    /** Requests without an answer since the last one that had one: any of them may have been granted. */
    let failures = 0;
    const elapsed = () => clock.now() - start;
    /** With a place that was still there to give up nothing was granted. */
    async function cancel() {
        const isUncertain = !(await place.leave()) && failures > 0;
        return { status: 'cancelled', acquired: undefined, isUncertain, waitedMs: elapsed() };
    }
    const isRetryable = (error) => {
        if (leavesOpen(error))
            failures += 1;
        return !signal.aborted && retry/* peerRetry */.r1.isRetryable(error);
    };
    for (let attempt = 1;; attempt += 1) {
        let last;
        const askedAt = clock.now();
        try {
            const waitSeconds = place.waitSeconds(server, waitMs - elapsed());
            const asked = { ...order, server, waitSeconds };
            const work = () => acquireLocks(asked, ports);
            const result = await (0,retry/* retry */.L5)(work, { ...retry/* peerRetry */.r1, signal, isRetryable }, ports).finally(place.ended);
            server = result.server;
            if (server === 'plain')
                place.forget();
            const waitedMs = elapsed();
            if (result.status === 'acquired') {
                if (signal.aborted)
                    return { status: 'cancelled', acquired: result, isUncertain: false, waitedMs };
                return { ...result, isRepeat: failures > 0, waitedMs };
            }
            ports.onHeld(result.by, waitedMs);
            failures = 0;
            last = result;
        }
        catch (error) {
            if (signal.aborted)
                return cancel();
            if (retry/* peerRetry */.r1.isRetryable(error) === false || elapsed() >= waitMs) {
                await place.leave();
                throw error;
            }
        }
        if (last !== undefined && elapsed() >= waitMs && !signal.aborted) {
            await place.leave();
            return { ...last, waitedMs: elapsed() };
        }
        const timing = { askedMs: clock.now() - askedAt, attempt };
        const pause = pauseAfter(last?.by, timing, { server, random });
        try {
            await clock.sleep(Math.min(pause, Math.max(0, waitMs - elapsed())), signal);
        }
        catch (error) {
            if (signal.aborted)
                return cancel();
            throw error;
        }
    }
}

;// CONCATENATED MODULE: ./actions/lock-stack/take.js
/** Acquires the locks of the step, and waits for them if asked to. The log names the run that is in the way. */





/** Interval between log lines while nothing changes, in milliseconds. */
const reminderMs = 60_000;
/** How long a request may take after the job was cancelled, in milliseconds: its response tells whether there is a lock to release. */
const cancelGraceMs = 2_000;
function sayWaiting(runner, waitMs) {
    let said = '';
    let saidAt = 0;
    return ({ message, lockId, position }, waitedMs) => {
        if (waitMs === 0)
            return;
        const what = `${lockId || message}/${position ?? 0}`;
        if (what === said && waitedMs - saidAt < reminderMs)
            return;
        said = what;
        saidAt = waitedMs;
        const seconds = `${Math.round(waitedMs / 1_000)} of ${Math.round(waitMs / 1_000)} s`;
        runner.logger.info(`Waiting (${seconds}). ${message}`);
    };
}
function delayed(signal, milliseconds, runner) {
    const controller = new AbortController();
    signal.addEventListener('abort', () => {
        void runner.clock.sleep(milliseconds).then(() => controller.abort(signal.reason));
    });
    return controller.signal;
}
/** Keeps the state for the post step, in case that this step is killed. */
function keepRequested({ connection, order }, runner) {
    const requested = { ...order, connection, locks: [] };
    let isSaved = false;
    return {
        async beforeTake() {
            if (isSaved)
                return;
            isSaved = true;
            await (0,state/* saveRequested */.UR)(requested, runner);
        },
        async onPending(grants) {
            const until = runner.clock.now() + order.ttlSeconds.renewing * 1_000;
            const locks = grants.map(({ id, key }) => ({ id, key, until }));
            await (0,state/* saveRequested */.UR)({ ...requested, locks }, runner);
        },
    };
}
/** Rejects with the last error of a server that keeps failing. */
async function takeJobLocks(settings, signal, runner) {
    const { connection, order, waitMs } = settings;
    const { beforeTake, onPending } = keepRequested(settings, runner);
    const options = { action: 'lock-stack', signal: delayed(signal, cancelGraceMs, runner), beforeTake };
    const server = (0,client/* connectLocks */.VL)(connection, options, (0,runner_connection/* apiPorts */.nL)(connection, runner));
    const { clock, random } = runner;
    const onHeld = sayWaiting(runner, waitMs);
    try {
        return await waitForLocks(order, { waitMs, signal }, { ...server, clock, random, onHeld, onPending });
    }
    catch (error) {
        // A refusal is an outcome. After a failure the outcome is unknown.
        if (!leavesOpen(error))
            await (0,state/* forgetRequested */.IJ)(runner);
        throw error;
    }
}

;// CONCATENATED MODULE: ./actions/lock-stack/main.js
/** Main step of `lock-stack`: settings, lock, delivery. */







async function run() {
    const cancellation = watchCancellation();
    await (0,run_action/* runAction */.C)(async (runner) => {
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const settings = await resolveSettings(inputs, runner);
        const result = await takeJobLocks(settings, cancellation, runner);
        await deliver(result, settings, runner);
    });
}


/***/ }),

/***/ 5750:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $d: () => (/* binding */ readHeartbeatStart),
/* harmony export */   IJ: () => (/* binding */ forgetRequested),
/* harmony export */   LM: () => (/* binding */ readRequested),
/* harmony export */   UR: () => (/* binding */ saveRequested),
/* harmony export */   Wu: () => (/* binding */ readTaken),
/* harmony export */   zM: () => (/* binding */ saveTaken)
/* harmony export */ });
/* harmony import */ var _src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6715);

async function saveRequested({ connection, keys, scope, locks }, runner) {
    await runner.saveState({ requested: JSON.stringify({ connection, keys, scope, locks }) });
}
/** The main step knows the outcome. */
async function forgetRequested(runner) {
    await runner.saveState({ requested: '' });
}
/** `undefined` unless the main step ended before it knew the outcome. */
async function readRequested(runner) {
    const text = runner.readState('requested');
    return text === undefined ? undefined : (0,_src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .parseSavedState */ .C)('requested', text);
}
async function saveTaken(taken, runner) {
    await runner.saveState({ taken: JSON.stringify(taken) });
}
async function readTaken(runner) {
    const text = runner.readState('taken');
    return text === undefined ? undefined : (0,_src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .parseSavedState */ .C)('taken', text);
}
/** In the heartbeat: the message that it was started with. */
function readHeartbeatStart(message) {
    const start = { source: 'The start message of the heartbeat', code: 'INTERNAL' };
    return (0,_src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .readJobState */ .$)('heartbeat', message, start);
}


/***/ }),

/***/ 2019:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $4: () => (/* binding */ describeLoss),
/* harmony export */   EE: () => (/* binding */ describeUnknownOutcome),
/* harmony export */   IQ: () => (/* binding */ sharingUnsupported),
/* harmony export */   OI: () => (/* binding */ describeAbandoned),
/* harmony export */   OV: () => (/* binding */ describeHeldHint),
/* harmony export */   RF: () => (/* binding */ describeLockGrant),
/* harmony export */   _D: () => (/* binding */ describeFailedRelease),
/* harmony export */   ap: () => (/* binding */ describeFailedAbandonment),
/* harmony export */   fm: () => (/* binding */ describeCancelHint),
/* harmony export */   s2: () => (/* binding */ renderLoss),
/* harmony export */   sA: () => (/* binding */ describeTerm),
/* harmony export */   wt: () => (/* binding */ describeFixedTerm)
/* harmony export */ });
/** How long a lock lasts. */
function describeTerm(facts) {
    return facts.renews
        ? `renewed every ${Math.round(facts.ttlSeconds / 3)} s until the job ends`
        : `for ${facts.ttlSeconds} s`;
}
/** One line per lock. `wasHeld`: by this job, or this run, before the step. */
function describeLockGrant({ key, fencingToken }, facts) {
    const holder = facts.isShared ? 'This run' : 'This job';
    const what = facts.wasHeld ? `${holder} already holds the lock` : 'Locked';
    const term = describeTerm(facts);
    const token = fencingToken === undefined ? '' : `, fencing token ${fencingToken}`;
    return `${what}: ${key}, ${term}${token}.`;
}
const sharingUnsupported = 'This server cannot share a lock between jobs: another job of the run cannot acquire it. Acquire it in one job, and release it with unlock-stack in the last one.';
function describeFixedTerm(ttlSeconds) {
    return `This server cannot renew locks. The lock expires ${ttlSeconds} s after it was acquired, even if the job is still running. Set \`ttl\` to more than the job takes.`;
}
/** `waitMs`: how long the step waited at most. */
function describeHeldHint(waitMs) {
    const wait = waitMs === 0
        ? 'Set `wait` to wait for the lock'
        : `Set \`wait\` to more than ${Math.round(waitMs / 1_000)} to wait longer`;
    return `${wait}, or \`fail-if-locked: false\` to continue without the lock.`;
}
/** `isUncertain`: a request had no response when the job was cancelled. */
function describeCancelHint(isUncertain) {
    return isUncertain
        ? 'The last request had no response. If it acquired the lock, the post step releases it, or it expires after its TTL.'
        : 'This step holds no lock.';
}
/** `isFound`: something was given up. */
function describeAbandoned(keys, isFound) {
    const which = keys.join(', ');
    return isFound
        ? `The main step ended while it requested ${which}. The request was withdrawn.`
        : `The main step ended while it requested ${which}. The server has no open request of it.`;
}
/** At a server that knows locks by their keys only: the lock of the key may be another job's. */
function describeUnknownOutcome(keys) {
    return `The main step ended while it requested ${keys.join(', ')}, and this server cannot withdraw a request. If it acquired the lock, the lock expires after its TTL. To release it earlier, run unlock-stack.`;
}
function describeFailedAbandonment(keys, reason) {
    return `The main step ended while it requested ${keys.join(', ')}, and the request could not be withdrawn. If the lock was acquired, it expires after its TTL: ${reason}`;
}
function describeLoss(key, reason) {
    return `The lock on ${key} was LOST while the job was running. Changes since then were not protected, and another job may have changed the stack. ${reason}`;
}
function renderLoss(key) {
    return `> [!WARNING]\n> The lock on \`${key.replaceAll('`', '')}\` was lost while the job was running. See the log for the reason.\n`;
}
function describeFailedRelease(key, reason) {
    return `${key} could not be released and stays locked until its TTL expires: ${reason}`;
}


/***/ }),

/***/ 5954:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ releaseLocks)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/* harmony import */ var _base_retry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5161);
/** Frees what a step took, and nothing else; finds out whether it still held it. */


/** By id a release may be repeated: a grant is freed once, and a later one of the key has another id. */
async function releaseById({ id, key }, ports) {
    let isRepeat = false;
    const answer = await (0,_base_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .retry */ .L5)(() => ports.releaseLock({ key, id }), {
        ..._base_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .peerRetry */ .r1,
        isRetryable(error) {
            isRepeat = true;
            return _base_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .peerRetry */ .r1.isRetryable(error);
        },
    }, ports);
    // The first attempt may have freed it, and its response may have been lost.
    return answer.status === 'absent' && isRepeat ? { status: 'released' } : answer;
}
async function releaseOne(lock, server, ports) {
    const { key, until } = lock;
    // Without the id, the key alone could name another holder's lock by now.
    if (server === 'plain' && ports.clock.now() >= until) {
        return { key, status: 'lost', message: 'Its TTL ran out before the job ended.' };
    }
    try {
        const answer = await (server === 'plain' ? ports.releaseLock({ key }) : releaseById(lock, ports));
        if (answer.status === 'released')
            return { key, status: 'released' };
        return { key, status: 'lost', message: answer.message };
    }
    catch (error) {
        if (error instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ)
            return { key, status: 'failed', reason: error.message };
        throw error;
    }
}
/** One outcome per lock, in their order. Failures of the server are outcomes: one lock does not keep another. */
async function releaseLocks(locks, server, ports) {
    const outcomes = [];
    for (const lock of locks)
        outcomes.push(await releaseOne(lock, server, ports));
    return outcomes;
}


/***/ })

};
