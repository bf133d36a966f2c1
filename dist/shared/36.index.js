export const id = 36;
export const ids = [36];
export const modules = {

/***/ 4036:
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
// EXTERNAL MODULE: ./src/domain/stacks/items.js
var stacks_items = __webpack_require__(1662);
;// CONCATENATED MODULE: ./src/client/stacks/count-affected.js
/** How much a change touches. */

/** The items and their dependents. */
function flattenInstances(items) {
    return items.flatMap((item) => [item, ...flattenInstances(item.dependents)]);
}
function countAffected(items) {
    const affected = new Set(items.map(stacks_items/* instanceKey */.p));
    const dependents = new Set();
    const collect = (below) => {
        for (const dependent of below) {
            const key = (0,stacks_items/* instanceKey */.p)(dependent);
            if (!affected.has(key))
                dependents.add(key);
            collect(dependent.dependents);
        }
    };
    for (const { dependents: below } of items)
        collect(below);
    return {
        affected: items.length,
        stacks: new Set(items.map(({ stack }) => stack)).size,
        deleted: items.filter(({ deleted }) => deleted === true).length,
        dependents: dependents.size,
    };
}
function some(count, one, many) {
    return `${count} ${count === 1 ? one : many}`;
}
/** One line for the log and the summary, without a full stop. */
function describeAffectedCounts({ affected, stacks, deleted, dependents }) {
    if (affected === 0)
        return 'Nothing is affected';
    const parts = [
        `${some(affected, 'component', 'components')} in ${some(stacks, 'stack', 'stacks')} affected`,
        ...(deleted === 0 ? [] : [`${deleted} of them deleted`]),
        `${some(dependents, 'other depends', 'others depend')} on them`,
    ];
    return parts.join(', ');
}

;// CONCATENATED MODULE: ./src/client/stacks/narrow-affected.js
/** Leaves out of a set of affected components what is not wanted, and keeps the rest true to itself. */

/** The dependents of an item that is left out move up, so they still come after what it depended on. */
function narrowDependents(dependents, isWanted) {
    const kept = new Map();
    for (const dependent of dependents) {
        const below = narrowDependents(dependent.dependents, isWanted);
        const found = isWanted(dependent) ? [{ ...dependent, dependents: below }] : below;
        for (const item of found)
            if (!kept.has((0,stacks_items/* instanceKey */.p)(item)))
                kept.set((0,stacks_items/* instanceKey */.p)(item), item);
    }
    return markIncluded([...kept.values()]);
}
/** Every instance of the trees below each of the items, with the number of items below which it stands. */
function countBelow(items) {
    const counts = new Map();
    for (const item of items) {
        const below = new Set();
        const collect = (dependents) => {
            for (const dependent of dependents) {
                below.add((0,stacks_items/* instanceKey */.p)(dependent));
                collect(dependent.dependents);
            }
        };
        collect(item.dependents);
        for (const key of below)
            counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
}
/** An item whose parent was left out has become a root, which the flag must say. */
function markIncluded(items) {
    const counts = countBelow(items);
    return items.map((item) => ({ ...item, included_in_dependents: counts.has((0,stacks_items/* instanceKey */.p)(item)) }));
}
/** The components that are wanted, each with the dependents that are. */
function narrowAffected(components, isWanted) {
    const kept = components.filter(({ item }) => isWanted(item));
    const items = markIncluded(kept.map(({ item }) => ({ ...item, dependents: narrowDependents(item.dependents, isWanted) })));
    return kept.map((component, index) => ({ ...component, item: items[index] ?? component.item }));
}

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
// EXTERNAL MODULE: ./src/domain/stacks/limits.js
var limits = __webpack_require__(6292);
;// CONCATENATED MODULE: ./src/client/stacks/read-affected.js
/** Reads what `atmos describe affected --format json` wrote, whatever its release, down to what is sent and shown. */




function invalid(problem) {
    return new errors/* ActionError */.lZ('INPUT_STACKS_INVALID', `The description of what is affected ${problem}.`, {
        hint: 'It must be what `atmos describe affected --format json` writes. Check the input file, and that flags do not change the format.',
    });
}
function readName(object, key) {
    const name = object[key];
    if (typeof name === 'string' && name !== '' && name.length <= limits/* maxNameLength */.ws && !name.includes('\0'))
        return name;
    throw invalid(`has an item without a usable "${key}" (a text of 1 to ${limits/* maxNameLength */.ws} characters)`);
}
/** A list; Go writes `null` for an empty one. */
function readList(value) {
    if (value === null || value === undefined)
        return [];
    if (Array.isArray(value))
        return value;
    throw invalid('has something else where a list belongs');
}
/** A later Atmos has `pro` beside `settings`; a block there that holds something wins whole (docs/wire.md#affected-stacks-upload). */
function readProSettings(object) {
    const { pro, settings } = object;
    if ((0,base_text/* isRecord */.u4)(pro) && Object.keys(pro).length > 0)
        return { pro };
    return (0,base_text/* isRecord */.u4)(settings) && 'pro' in settings ? { pro: settings['pro'] } : null;
}
function readDependents(value, depth) {
    const dependents = readList(value);
    if (dependents.length > 0 && depth > limits/* maxDependentsDepth */.Cp)
        throw invalid(`nests dependents deeper than ${limits/* maxDependentsDepth */.Cp} levels`);
    return dependents.map((dependent) => {
        if (!(0,base_text/* isRecord */.u4)(dependent))
            throw invalid('has a dependent that is not an object');
        // The order is the CLI's.
        return {
            component: readName(dependent, 'component'),
            component_type: '',
            component_path: '',
            stack: readName(dependent, 'stack'),
            stack_slug: '',
            dependents: readDependents(dependent['dependents'], depth + 1),
            included_in_dependents: dependent['included_in_dependents'] === true,
            settings: readProSettings(dependent),
        };
    });
}
function readText(value) {
    return typeof value === 'string' ? value : '';
}
function readComponent(source) {
    if (!(0,base_text/* isRecord */.u4)(source))
        throw invalid('has an item that is not an object');
    const deletionType = readText(source['deletion_type']);
    const item = {
        component: readName(source, 'component'),
        component_type: '',
        component_path: '',
        stack: readName(source, 'stack'),
        stack_slug: '',
        affected: '',
        affected_all: null,
        dependents: readDependents(source['dependents'], 1),
        included_in_dependents: source['included_in_dependents'] === true,
        settings: readProSettings(source),
        deleted: source['deleted'] === true ? true : undefined,
        deletion_type: deletionType === '' ? undefined : deletionType,
    };
    const [type, reason] = [readText(source['component_type']), readText(source['affected'])];
    const componentType = type || 'terraform';
    return { item, componentType, reason, source };
}
/** Sorted, since Atmos writes them in no order. `null` is an empty list. Throws INPUT_STACKS_INVALID. */
function readAffected(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        throw invalid('is not JSON');
    }
    return readList(value)
        .map(readComponent)
        .sort(({ item: one }, { item: other }) => (0,stacks_items/* compareInstances */._)(one, other));
}

// EXTERNAL MODULE: ./src/git/atmos-version.js
var atmos_version = __webpack_require__(4929);
// EXTERNAL MODULE: ./src/git/describe-stacks.js
var describe_stacks = __webpack_require__(4959);
// EXTERNAL MODULE: ./src/runner/confined-path.js
var confined_path = __webpack_require__(2588);
// EXTERNAL MODULE: ./src/runner/globs.js
var globs = __webpack_require__(1823);
// EXTERNAL MODULE: ./src/runner/stacks-file.js
var stacks_file = __webpack_require__(982);
;// CONCATENATED MODULE: ./actions/upload-affected/affected.js
/** The affected components, as atmos describes them now or described them before, narrowed by the inputs. */








async function runAtmos({ query, stack, excludeLocked }, base, runner) {
    const { directory, minimumVersion, passed } = query;
    const ports = { environment: runner.environment, logger: runner.logger, passed };
    const file = (0,stacks_file/* newStacksFile */.WN)('affected', runner.random.uuid(), runner.environment);
    if (minimumVersion !== undefined)
        await (0,atmos_version/* checkAtmosVersion */.F)(minimumVersion, directory, ports);
    await (0,describe_stacks/* describeAffected */.w)({ ...query, file, base, stack, excludeLocked }, ports);
    return file;
}
/** Throws INPUT_ATMOS_*, INPUT_STACKS_INVALID or INPUT_FILE_UNUSABLE. */
async function findAffected(settings, comparison, runner) {
    const { query } = settings;
    const selection = await (0,globs/* compileSelection */.q0)(query.include, query.exclude);
    const file = query.file ?? (await runAtmos(settings, comparison?.baseSha ?? '', runner));
    const all = readAffected(await (0,stacks_file/* readStacksFile */.oe)(file));
    const { componentTypes } = settings;
    if (selection === undefined && componentTypes.length === 0)
        return { components: all, file, leftOut: 0 };
    // When nothing is affected, no pattern can match.
    const idle = selection?.findIdle('include', flattenInstances(all.map(({ item }) => item))) ?? [];
    if (all.length > 0 && idle.length > 0) {
        await runner.warning((0,globs/* describeIdle */.qL)('include', idle, 'affected component'), 'Affected stacks');
    }
    const isOfType = (type) => componentTypes.length === 0 || componentTypes.includes(type);
    const typed = all.filter(({ componentType }) => isOfType(componentType));
    const components = narrowAffected(typed, selection?.isWanted ?? (() => true));
    const narrowed = (0,stacks_file/* newStacksFile */.WN)('affected', runner.random.uuid(), runner.environment);
    const text = JSON.stringify(components.map(({ source }) => source));
    const confinement = (0,confined_path/* stepConfinement */.nF)(runner.environment);
    await (0,confined_path/* writeConfinedFile */.cQ)(narrowed, text, { input: 'file', confinement });
    return { components, file: narrowed, leftOut: all.length - components.length };
}

;// CONCATENATED MODULE: ./src/domain/stacks/plan-base.js
/**
 * Which commits an event compares (docs/wire.md#base-and-head-commits): the methods to find the base, best first, and the head under
 * which the server stores the upload. Reads the event only; `src/git` carries out the methods.
 */

/** The events that have a check to attach an upload to (docs/wire.md#base-and-head-commits). */
const uploadEvents = ['pull_request', 'pull_request_target', 'merge_group'];
function isUploadEvent(name) {
    return uploadEvents.some((event) => event === name);
}
const shaPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
function readObject(value, key) {
    const found = (0,base_text/* isRecord */.u4)(value) ? value[key] : undefined;
    return (0,base_text/* isRecord */.u4)(found) ? found : {};
}
/** A full commit id; `''` for anything else, and for the zeros that mean "none". */
function readSha(object, key) {
    const value = object[key];
    return typeof value === 'string' && shaPattern.test(value) && !/^0+$/.test(value) ? value : '';
}
/** Name of a branch without `refs/heads/`; `''` for what git would not take as one. */
function readBranchName(value) {
    const name = typeof value === 'string' ? value.replace(/^refs\/heads\//, '') : '';
    const isSafe = /^[^\p{Cc} ~^:?*[\\-][^\p{Cc} ~^:?*[\\]{0,254}$/u.test(name);
    return isSafe && !name.includes('..') && !name.includes('@{') && !name.endsWith('/') ? name : '';
}
function lastResort(baseRef) {
    const branch = readBranchName(baseRef);
    return branch === ''
        ? { kind: 'default-branch', source: 'the default branch, as there is no GITHUB_BASE_REF' }
        : { kind: 'branch', branch, source: 'GITHUB_BASE_REF', isLastResort: true };
}
function planPullRequest({ payload, baseRef }) {
    const pullRequest = readObject(payload, 'pull_request');
    const base = readObject(pullRequest, 'base');
    const headSha = readSha(readObject(pullRequest, 'head'), 'sha');
    const branch = readBranchName(base['ref']) || readBranchName(baseRef);
    const baseSha = readSha(base, 'sha');
    const isClosed = payload['action'] === 'closed';
    const mergeSha = isClosed && pullRequest['merged'] === true ? readSha(pullRequest, 'merge_commit_sha') : '';
    const ways = [];
    if (mergeSha !== '')
        ways.push({ kind: 'before-merge', mergeSha, headSha, baseSha });
    if (branch !== '')
        ways.push({ kind: 'merge-base', branch });
    if (isClosed)
        ways.push({ kind: 'parent' });
    if (baseSha !== '')
        ways.push({ kind: 'commit', sha: baseSha, source: 'event.pull_request.base.sha' });
    return { headSha: headSha || undefined, ways: [...ways, lastResort(baseRef)] };
}
function planMergeGroup({ payload, baseRef }) {
    const group = readObject(payload, 'merge_group');
    const sha = readSha(group, 'base_sha');
    const ways = [];
    if (sha !== '')
        ways.push({ kind: 'commit', sha, source: 'event.merge_group.base_sha' });
    const places = [
        { branch: readBranchName(baseRef), source: 'GITHUB_BASE_REF' },
        { branch: readBranchName(group['base_ref']), source: 'event.merge_group.base_ref' },
    ];
    for (const place of places)
        if (place.branch !== '')
            ways.push({ kind: 'branch', ...place, isLastResort: false });
    ways.push({ kind: 'default-branch', source: 'the default branch' });
    return { headSha: readSha(group, 'head_sha') || undefined, ways };
}
function planPush({ payload }) {
    const defaultBranch = { kind: 'default-branch', source: 'the default branch' };
    if (payload['forced'] === true)
        return { headSha: undefined, ways: [{ kind: 'parent' }, defaultBranch] };
    const before = readSha(payload, 'before');
    if (before === '')
        return { headSha: undefined, ways: [defaultBranch] };
    return { headSha: undefined, ways: [{ kind: 'commit', sha: before, source: 'event.before' }] };
}
function planBase(event) {
    switch (event.name) {
        case 'pull_request':
        case 'pull_request_target':
            return planPullRequest(event);
        case 'merge_group':
            return planMergeGroup(event);
        case 'push':
            return planPush(event);
        default:
            return { headSha: undefined, ways: [{ kind: 'default-branch', source: 'the default branch' }] };
    }
}

;// CONCATENATED MODULE: ./src/git/find-commit.js
/** Finds the commit that an input names. */



/** Longest revision that a message repeats, in characters. */
const maxShownLength = 200;
/** Full SHA of `revision`: 7 to 40 hex digits are a commit, anything else is a ref. Throws INPUT_BASE_UNKNOWN. */
async function findCommit(revision, input, history) {
    const isSha = /^[0-9a-f]{7,40}$/.test(revision);
    const found = await (revision.length === 40 && isSha ? history.ensure(revision) : history.find(revision));
    const branch = isSha ? '' : readBranchName(revision.replace(/^origin\//, ''));
    const sha = found ?? (branch === '' ? undefined : await history.branchTip(branch));
    if (sha !== undefined)
        return sha;
    throw new errors/* ActionError */.lZ('INPUT_BASE_UNKNOWN', `Input "${input}" is not a commit of the checkout or of origin: ${(0,base_text/* quoteText */.ol)(revision, maxShownLength)}.`, { hint: 'Use a full commit SHA or the name of a branch, or check out with `fetch-depth: 0`.' });
}

// EXTERNAL MODULE: ./src/git/git-environment.js
var git_environment = __webpack_require__(9566);
// EXTERNAL MODULE: ./src/git/run-git.js
var run_git = __webpack_require__(6178);
;// CONCATENATED MODULE: ./src/git/history.js
/** The commits of a checkout. Commits that a shallow checkout lacks are fetched from `origin`, within limits. */


/** By how many commits a shallow checkout is deepened, step by step: about 10,000 in all. */
const deepenSteps = [100, 400, 1_600, 8_000];
function openCheckout(directory, environment) {
    let options;
    const run = async (...args) => {
        options ??= (0,git_environment/* gitOptions */.h5)(directory, environment);
        const { exitCode, stdout } = await (0,run_git/* runGit */.E)(args, { ...(await options), anyExitCode: true });
        return { ok: exitCode === 0, text: stdout.trim(), raw: stdout };
    };
    return {
        run,
        fetch: async (...args) => (await run('fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...args)).ok,
        isShallow: async () => (await run('rev-parse', '--is-shallow-repository')).text === 'true',
    };
}
async function history_findCommit({ run }, revision) {
    const { ok, text } = await run('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
    return ok && text !== '' ? text : undefined;
}
/** `revision`, or after a fetch of `ref`, `fetched`. */
async function findOrFetch(checkout, revision, { ref, fetched }) {
    const here = await history_findCommit(checkout, revision);
    if (here !== undefined)
        return here;
    // A full checkout must not become a shallow one.
    const depth = (await checkout.isShallow()) ? ['--depth=1'] : [];
    return (await checkout.fetch(...depth, 'origin', ref)) ? history_findCommit(checkout, fetched) : undefined;
}
async function parentsOf({ run }, sha) {
    const { raw } = await run('cat-file', 'commit', sha);
    const [header = ''] = raw.split('\n\n', 1);
    return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent]) => parent ?? '');
}
async function findMergeBase(checkout, one, other) {
    for (const step of [0, ...deepenSteps]) {
        if (step > 0) {
            if (!(await checkout.isShallow()))
                return undefined;
            // Both ends are named: only what is reached from them is deepened.
            if (!(await checkout.fetch(`--deepen=${step}`, 'origin', one, other)))
                return undefined;
        }
        const { ok, text } = await checkout.run('merge-base', one, other);
        if (ok && text !== '')
            return text;
    }
    return undefined;
}
async function readAuthorships({ run }, range, { limit, merges }) {
    const format = '--format=%H%x00%an%x00%ae%x00%at%x00%B%x01';
    const how = merges === 'left-out' ? '--no-merges' : '--first-parent';
    const { raw } = await run('log', '--topo-order', how, `--max-count=${limit}`, format, range);
    return raw
        .split('\x01')
        .map((entry) => entry.replace(/^\n/, ''))
        .filter((entry) => entry !== '')
        .map((entry) => ({
        sha: entry.slice(0, entry.indexOf('\0')),
        mark: entry.slice(entry.indexOf('\0')),
    }));
}
function openHistory(directory, environment) {
    const checkout = openCheckout(directory, environment);
    return {
        find: (revision) => history_findCommit(checkout, revision),
        ensure: (sha) => findOrFetch(checkout, sha, { ref: sha, fetched: sha }),
        branchTip(branch) {
            const name = `refs/remotes/origin/${branch}`;
            return findOrFetch(checkout, name, { ref: `+refs/heads/${branch}:${name}`, fetched: name });
        },
        defaultTip: () => findOrFetch(checkout, 'refs/remotes/origin/HEAD', { ref: 'HEAD', fetched: 'FETCH_HEAD' }),
        parents: (sha) => parentsOf(checkout, sha),
        mergeBase: (one, other) => findMergeBase(checkout, one, other),
        isAncestor: async (ancestor, descendant) => (await checkout.run('merge-base', '--is-ancestor', ancestor, descendant)).ok,
        authorships: (range, options) => readAuthorships(checkout, range, options),
    };
}

;// CONCATENATED MODULE: ./src/git/before-merge.js
/** Most commits of a pull request that are compared. GitHub rebases at most 100. */
const maxCommits = 250;
/** The parent of a merge commit that did not come with the pull request: the first one, unless the merge was made by hand. */
async function baseParent(parents, headSha, history) {
    for (const parent of parents) {
        const isHead = parent === headSha || (headSha !== '' && (await history.isAncestor(headSha, parent)));
        if (!isHead)
            return parent;
    }
    return parents[0];
}
/** After a rebase the branch has copies of the pull request's commits; a squash is one new commit. */
async function beforeCopies({ mergeSha, headSha }, parent, history) {
    const head = headSha === '' ? undefined : await history.ensure(headSha);
    const fork = head === undefined ? undefined : await history.mergeBase(mergeSha, head);
    if (fork === undefined)
        return parent;
    const originals = await history.authorships(`${fork}..${head}`, {
        limit: maxCommits,
        merges: 'left-out',
    });
    const marks = new Set(originals.map(({ mark }) => mark));
    const copies = await history.authorships(`${fork}..${mergeSha}`, {
        limit: originals.length,
        merges: 'first-parent',
    });
    const others = copies.findIndex(({ mark }) => !marks.has(mark));
    const count = Math.max(1, others === -1 ? copies.length : others);
    const oldest = copies[count - 1]?.sha ?? mergeSha;
    return (await history.parents(oldest))[0] ?? parent;
}
/** `undefined` if the merge cannot be fetched. */
async function findBeforeMerge(merge, history) {
    const { mergeSha, headSha, baseSha } = merge;
    if ((await history.ensure(mergeSha)) === undefined)
        return undefined;
    // Fast-forward: there is no commit of the merge.
    if (mergeSha === headSha)
        return baseSha === '' || baseSha === headSha ? undefined : history.ensure(baseSha);
    const parents = await history.parents(mergeSha);
    for (const parent of parents)
        await history.ensure(parent);
    const [parent, ...more] = parents;
    if (parent === undefined)
        return undefined;
    const before = await (more.length > 0
        ? baseParent(parents, headSha, history)
        : beforeCopies(merge, parent, history));
    return before === undefined ? undefined : history.ensure(before);
}

;// CONCATENATED MODULE: ./src/git/resolve-base.js
/** Tries the candidates for the base of a comparison until one of them is a commit. */


async function beforeMerge(way, checkout, { history, logger }) {
    const before = await findBeforeMerge(way, history);
    const sha = before === undefined ? undefined : await history.mergeBase(before, checkout);
    if (before === undefined || sha === undefined)
        return undefined;
    const isOther = checkout !== way.mergeSha && checkout !== way.headSha;
    if (isOther && (await history.isAncestor(way.mergeSha, checkout)))
        logger.warn(`The checkout is ahead of the merge commit ${way.mergeSha}, so later changes count as affected too. Check out github.event.pull_request.merge_commit_sha.`);
    const source = sha === before
        ? 'the base branch before the merge'
        : 'merge base of the pull request and its base branch before the merge';
    return { sha, source };
}
async function follow(way, checkout, ports) {
    const { history, logger } = ports;
    const found = (sha, source) => sha === undefined ? undefined : { sha, source };
    switch (way.kind) {
        case 'before-merge':
            return beforeMerge(way, checkout, ports);
        case 'merge-base': {
            const tip = await history.branchTip(way.branch);
            const sha = tip === undefined ? undefined : await history.mergeBase(checkout, tip);
            // The checkout is on the branch itself: there is nothing to compare.
            return sha === checkout ? undefined : found(sha, `merge base with ${way.branch}`);
        }
        case 'parent': {
            const [parent] = await history.parents(checkout);
            return found(parent === undefined ? undefined : await history.ensure(parent), 'parent of the checked-out commit');
        }
        case 'commit':
            return found(await history.ensure(way.sha), way.source);
        case 'branch': {
            const tip = await history.branchTip(way.branch);
            if (tip !== undefined && way.isLastResort)
                logger.warn(`The base is the tip of ${way.branch}, so changes that were merged there meanwhile count as affected too. Check out with \`fetch-depth: 0\`, or give the job \`contents: read\`.`);
            return found(tip, `the tip of ${way.branch} (${way.source})`);
        }
        case 'default-branch':
            return found(await history.defaultTip(), way.source);
    }
}
/** Throws INPUT_BASE_UNKNOWN if no candidate is a commit, or nothing is checked out. */
async function resolveBase(plan, ports) {
    const checkout = await ports.history.find('HEAD');
    if (checkout === undefined) {
        throw new errors/* ActionError */.lZ('INPUT_BASE_UNKNOWN', 'There is no git checkout.', {
            hint: 'Run actions/checkout before this step.',
        });
    }
    for (const way of plan.ways) {
        const found = await follow(way, checkout, ports);
        if (found !== undefined)
            return { baseSha: found.sha, headSha: plan.headSha ?? checkout, source: found.source };
    }
    throw new errors/* ActionError */.lZ('INPUT_BASE_UNKNOWN', 'The commit to compare with is not in the checkout and cannot be fetched.', { hint: 'Check out with `fetch-depth: 0`, keep the credentials of actions/checkout, or set `base`.' });
}

// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
// EXTERNAL MODULE: ./src/runner/job-event.js
var job_event = __webpack_require__(6922);
// EXTERNAL MODULE: ./src/runner/atmos-inputs.js
var atmos_inputs = __webpack_require__(9578);
// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
;// CONCATENATED MODULE: ./actions/upload-affected/inputs.js
/** The inputs of `upload-affected`. */


/** A full commit id, SHA-1 or SHA-256. */
const commitPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
function commitProblem(text) {
    return commitPattern.test(text) ? undefined : 'must be a full commit SHA';
}
/** A later Atmos may have more types. */
function componentTypeProblem(text) {
    return /^[a-z][a-z0-9_-]{0,63}$/.test(text) ? undefined : 'takes component types such as `terraform`';
}
const inputTable = {
    upload: { kind: 'flag', default: 'true' },
    base: { kind: 'text' },
    head: { kind: 'text', problem: commitProblem },
    stack: { kind: 'text' },
    'exclude-locked': { kind: 'flag', default: 'false' },
    'component-types': { kind: 'list', problem: componentTypeProblem },
    ...atmos_inputs/* atmosInputs */.K0,
    ...runner_connection/* connectionInputs */.eu,
};

;// CONCATENATED MODULE: ./actions/upload-affected/compare.js
/** Decides which two commits are compared, and rejects an event that no server accepts. */








function checkEvent({ destination, base, head }, environment) {
    const name = (0,runner_environment/* readVariable */.n)('GITHUB_EVENT_NAME', environment) ?? '';
    if (destination === undefined ||
        base !== undefined ||
        head !== undefined ||
        name === '' ||
        isUploadEvent(name))
        return;
    throw new errors/* ActionError */.lZ('INPUT_EVENT_UNSUPPORTED', `Atmos Pro does not accept affected stacks for the event ${JSON.stringify(name)}, only for ${uploadEvents.join(', ')}.`, { hint: 'Run the workflow on one of these events, set `upload: false`, or set `base` or `head`.' });
}
/** SHA of the input `base`. */
async function findBase({ base, head, query }, history) {
    const isTakenAsIs = head !== undefined && query.file !== undefined;
    if (base === undefined || (isTakenAsIs && commitPattern.test(base)))
        return base;
    return findCommit(base, 'base', history);
}
/**
 * Checks what the workflow decides, before anything is sent: throws INPUT_EVENT_UNSUPPORTED, and INPUT_BASE_UNKNOWN for the input `base`. The
 * comparison reads the event and may fetch commits. It throws INPUT_BASE_UNKNOWN.
 */
async function planComparison(settings, runner) {
    const { head, destination, query } = settings;
    checkEvent(settings, runner.environment);
    if (query.file !== undefined && destination === undefined)
        return async () => undefined;
    const history = openHistory(query.directory, runner.environment);
    const base = await findBase(settings, history);
    return async () => {
        const plan = planBase(await (0,job_event/* readJobEvent */.k)(runner.environment));
        const found = base === undefined
            ? await resolveBase(plan, { history, logger: runner.logger })
            : {
                baseSha: base,
                headSha: head ?? plan.headSha ?? (await findCommit('HEAD', 'head', history)),
                source: 'the input base',
            };
        const comparison = { ...found, headSha: head ?? found.headSha };
        runner.logger.info(`Comparing ${comparison.headSha} with ${comparison.baseSha} (${comparison.source}).`);
        return comparison;
    };
}

// EXTERNAL MODULE: ./src/base/markup.js
var markup = __webpack_require__(8879);
;// CONCATENATED MODULE: ./src/domain/stacks/graph.js
/**
 * The dependency graph behind a forest of affected items. A tree repeats an instance wherever it can be reached, so
 * nodes are keyed by stack and component, and each nesting is an edge from parent to child (docs/wire.md#affected-stacks-upload).
 */
/** Orders names as `Array.sort` does for text. */
function compareText(one, other) {
    return one < other ? -1 : one > other ? 1 : 0;
}

;// CONCATENATED MODULE: ./src/domain/stacks/settings.js
/** The one part of `settings` that is kept: `pro`, as JSON text, whatever it holds. */

/** JSON text of `settings.pro`; nothing where there is none. */
function settings_readProSettings(settings) {
    if (!(0,base_text/* isRecord */.u4)(settings) || !Object.hasOwn(settings, 'pro'))
        return undefined;
    const { pro } = settings;
    if (pro === null || pro === undefined)
        return undefined;
    // JSON writes lone surrogates and control characters as escapes, so the text itself is well-formed.
    return JSON.stringify(pro);
}

;// CONCATENATED MODULE: ./src/domain/stacks/received-item.js
/** Reads one item of an affected upload, at the top level or nested, by an allow-list (docs/wire.md#affected-stacks-upload). */



/** A name that both stores take: not empty, bounded, without NUL and lone surrogates. */
function nameProblem(what, value) {
    if (typeof value !== 'string' || value === '')
        return `${what} is not a text with at least one character`;
    if (value.length > limits/* maxNameLength */.ws)
        return `${what} is longer than ${limits/* maxNameLength */.ws} characters`;
    if (!(0,base_text/* isStorable */.zu)(value))
        return `${what} is not valid Unicode text`;
    return undefined;
}
/** Names the instance that an item is about. */
function readNames({ stack, component, }) {
    const problem = nameProblem('`stack`', stack) ?? nameProblem('`component`', component);
    if (problem !== undefined || typeof stack !== 'string' || typeof component !== 'string') {
        return { status: 'invalid', problem: problem ?? 'an item has no names' };
    }
    return { status: 'read', value: { stack, component } };
}
const deletionTypes = ['component', 'stack'];
function readReceivedItem(item) {
    if (!(0,base_text/* isRecord */.u4)(item))
        return { status: 'invalid', problem: 'an item is not an object' };
    const { dependents, deletion_type: deletionType } = item;
    const names = readNames(item);
    if (names.status === 'invalid')
        return names;
    const { stack, component } = names.value;
    const name = `${component} in ${stack}`;
    if (dependents !== undefined && dependents !== null && !Array.isArray(dependents)) {
        return { status: 'invalid', problem: `${name}: \`dependents\` is not a list` };
    }
    // A non-empty `pro` beside `settings` wins whole (docs/wire.md#affected-stacks-upload).
    const beside = (0,base_text/* isRecord */.u4)(item['pro']) && Object.keys(item['pro']).length > 0 ? { pro: item['pro'] } : undefined;
    const pro = settings_readProSettings(beside ?? item['settings']);
    if (pro !== undefined && pro.length > limits/* maxSettingsLength */.yO) {
        const problem = `${name}: \`settings.pro\` is longer than ${limits/* maxSettingsLength */.yO} characters`;
        return { status: 'invalid', problem };
    }
    return {
        status: 'read',
        value: {
            stack,
            component,
            pro,
            includedInDependents: item['included_in_dependents'] === true,
            deleted: item['deleted'] === true,
            deletionType: deletionTypes.find((known) => known === deletionType),
            dependents: Array.isArray(dependents) ? dependents : [],
        },
    };
}

;// CONCATENATED MODULE: ./src/domain/stacks/graph-builder.js
/** Builds a dependency graph item by item. Its memory grows with the distinct instances, not with the upload. */



function draftOf({ byName }, stack, component) {
    const key = `${stack}\0${component}`;
    const known = byName.get(key);
    if (known !== undefined)
        return known;
    const draft = {
        stack,
        component,
        affected: false,
        included: false,
        deleted: false,
        deletionType: undefined,
        pro: undefined,
        children: new Set(),
        place: 0,
    };
    byName.set(key, draft);
    return draft;
}
function note(draft, item, isTop) {
    draft.pro ??= item.pro;
    draft.deleted ||= item.deleted;
    draft.deletionType ??= item.deletionType;
    if (!isTop)
        return;
    draft.affected = true;
    draft.included ||= item.includedInDependents;
}
function graph_builder_link(drafts, { children }, child) {
    const before = children.size;
    children.add(child);
    drafts.edges += children.size - before;
}
function boundProblem({ byName, edges, affected }) {
    if (affected > limits/* maxItems */.Xm)
        return `more than ${limits/* maxItems */.Xm} affected items`;
    if (byName.size > limits/* maxGraphNodes */.gJ)
        return `more than ${limits/* maxGraphNodes */.gJ} distinct instances`;
    if (edges > limits/* maxGraphEdges */.Pw)
        return `more than ${limits/* maxGraphEdges */.Pw} distinct dependencies`;
    return undefined;
}
/** Reads an item and makes it a child of `parent`, if there is one. */
function enter(drafts, unread, parent) {
    const read = readReceivedItem(unread);
    if (read.status === 'invalid')
        return read.problem;
    const item = read.value;
    const draft = draftOf(drafts, item.stack, item.component);
    note(draft, item, parent === undefined);
    if (parent !== undefined)
        graph_builder_link(drafts, parent, draft);
    return boundProblem(drafts) ?? { item, draft, next: 0 };
}
function addItem(drafts, unread) {
    drafts.affected += 1;
    const top = enter(drafts, unread, undefined);
    if (typeof top === 'string')
        return top;
    // Without recursion: a tree may be deeper than the call stack.
    const path = [top];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
        if (frame.next === frame.item.dependents.length) {
            path.pop();
            continue;
        }
        if (path.length > limits/* maxDependentsDepth */.Cp) {
            return `${top.item.component} in ${top.item.stack}: dependents nested deeper than ${limits/* maxDependentsDepth */.Cp} levels`;
        }
        const child = enter(drafts, frame.item.dependents[frame.next], frame.draft);
        if (typeof child === 'string')
            return child;
        frame.next += 1;
        path.push(child);
    }
    return undefined;
}
function mergeGraph(drafts, { nodes }) {
    const merged = nodes.map((node) => ({ node, draft: draftOf(drafts, node.stack, node.component) }));
    for (const { node, draft } of merged) {
        note(draft, { ...node, includedInDependents: node.affected && !node.root }, node.affected);
        if (node.affected)
            drafts.affected += 1;
        for (const index of node.dependents) {
            const child = merged[index]?.draft;
            if (child !== undefined)
                graph_builder_link(drafts, draft, child);
        }
    }
    return boundProblem(drafts);
}
function toGraph({ byName, edges }) {
    const order = [...byName.values()].sort((one, other) => compareText(one.stack, other.stack) || compareText(one.component, other.component));
    for (const [place, draft] of order.entries())
        draft.place = place;
    const nodes = order.map(({ children, included, place: _, ...draft }) => {
        const dependents = Array.from(children, ({ place }) => place).sort((a, b) => a - b);
        return { ...draft, root: draft.affected && !included, dependents };
    });
    return { nodes, edgeCount: edges };
}
function createGraphBuilder() {
    const drafts = { byName: new Map(), edges: 0, affected: 0 };
    return {
        add: (item) => addItem(drafts, item),
        merge: (part) => mergeGraph(drafts, part),
        build: () => toGraph(drafts),
    };
}
/** The graph of a whole upload. `items` are its top-level items, not yet validated. */
function buildGraph(items) {
    const builder = createGraphBuilder();
    for (const item of items) {
        const problem = builder.add(item);
        if (problem !== undefined)
            return { status: 'invalid', problem };
    }
    return { status: 'built', graph: builder.build() };
}

;// CONCATENATED MODULE: ./src/domain/stacks/render-mermaid.js
/** Renders dependencies as a Mermaid diagram, as detailed as it stays readable and within Mermaid's limits. */

/** A diagram with more boxes than this is unreadable. */
const maxBoxes = 150;
/** Mermaid draws 500; releases before 10.7 drew 280. */
const maxEdges = 280;
/** Mermaid refuses more than 50,000 characters. */
const maxTextLength = 45_000;
/** In characters. */
const maxLabelLength = 80;
/** Inside quotes: whatever could be markup, or end the label, as a code of its own. */
function label(text) {
    const shown = text.length > maxLabelLength ? `${text.slice(0, maxLabelLength - 1)}…` : text;
    return `"${shown.replace(/[^\p{L}\p{N} ._/:,()…-]/gu, (character) => `#${character.codePointAt(0)};`)}"`;
}
function fits(lines) {
    const text = lines.join('\n');
    return text.length > maxTextLength ? undefined : text;
}
/** A thick line around what is affected. */
function affectedStyle({ nodes }) {
    return {
        classOf: (node) => (nodes[node]?.affected === true ? 'affected' : ''),
        definitions: { affected: 'stroke-width:3px' },
    };
}
function drawInstances({ nodes, edgeCount }, style) {
    if (nodes.length > maxBoxes || edgeCount > maxEdges)
        return undefined;
    const byStack = Map.groupBy(nodes.map((node, index) => ({ ...node, index })), ({ stack }) => stack);
    const groups = [...byStack].flatMap(([stack, members], index) => [
        `  subgraph s${index} [${label(stack)}]`,
        ...members.map(({ index: at, component }) => {
            const name = style.classOf(at);
            return `    n${at}[${label(component)}]${name === '' ? '' : `:::${name}`}`;
        }),
        '  end',
    ]);
    const arrows = nodes.flatMap(({ dependents }, from) => dependents.map((to) => `  n${from} --> n${to}`));
    const classes = Object.entries(style.definitions).map(([name, look]) => `  classDef ${name} ${look}`);
    return fits(['flowchart LR', ...groups, ...arrows, ...classes]);
}
function drawStacks({ nodes }) {
    const stacks = [...new Set(nodes.map(({ stack }) => stack))].sort(compareText);
    const places = new Map(stacks.map((stack, index) => [stack, index]));
    const placeOf = (stack) => places.get(stack ?? '') ?? -1;
    const arrows = new Set();
    for (const { stack, dependents } of nodes) {
        const from = placeOf(stack);
        for (const dependent of dependents) {
            const to = placeOf(nodes[dependent]?.stack);
            if (from !== to)
                arrows.add(`  s${from} --> s${to}`);
        }
    }
    if (stacks.length > maxBoxes || arrows.size > maxEdges || arrows.size === 0)
        return undefined;
    const counts = Map.groupBy(nodes, ({ stack }) => stack);
    const boxes = stacks.map((stack, index) => `  s${index}[${label(`${stack} (${counts.get(stack)?.length ?? 0})`)}]`);
    return fits(['flowchart LR', ...boxes, ...arrows]);
}
/** Each instance, else each stack, else undefined: then only counts are left. Undefined too when nothing depends on anything. */
function renderMermaid(graph, style = affectedStyle(graph)) {
    if (graph.edgeCount === 0)
        return undefined;
    const instances = drawInstances(graph, style);
    if (instances !== undefined)
        return { detail: 'instances', text: instances };
    const stacks = drawStacks(graph);
    return stacks === undefined ? undefined : { detail: 'stacks', text: stacks };
}

;// CONCATENATED MODULE: ./src/client/stacks/render-affected.js
/** The job summary of what is affected: counts, a table, and what depends on what. Markdown. */





/** GitHub takes 1 MiB of summary from one step, and drops it whole above that. */
const maxTableBytes = 800_000;
const maxRows = 1_000;
function render_affected_countBelow({ dependents }) {
    const below = new Set();
    const collect = (items) => {
        for (const item of items) {
            below.add((0,stacks_items/* instanceKey */.p)(item));
            collect(item.dependents);
        }
    };
    collect(dependents);
    return below.size;
}
function describeReason(item, reason) {
    if (item.deleted !== true)
        return (0,markup/* markupCode */.EX)(reason);
    return item.deletion_type === 'stack' ? 'deleted with its stack' : 'deleted';
}
function* rows(components) {
    for (const { item, componentType, reason } of components) {
        yield [
            (0,markup/* markupCode */.EX)(item.stack),
            (0,markup/* markupCode */.EX)(item.component),
            (0,markup/* markupCode */.EX)(componentType),
            describeReason(item, reason),
            String(render_affected_countBelow(item)),
        ];
    }
}
/** Names only: a graph that is drawn needs no settings. */
function shapeOf({ stack, component, dependents }) {
    return { stack, component, dependents: dependents.map(shapeOf) };
}
/** Undefined beyond what a graph may hold. */
function graphOf(components) {
    const result = buildGraph(components.map(({ item }) => shapeOf(item)));
    return result.status === 'built' ? result.graph : undefined;
}
function renderDiagram(graph) {
    const heading = '### What depends on what';
    if (graph === undefined)
        return [heading, 'Too much to draw, and to count.'];
    const diagram = renderMermaid(graph);
    if (diagram !== undefined) {
        const words = {
            instances: 'An arrow leads to what depends on its start; affected components have a thick line.',
            stacks: 'Too many components to draw: the stacks, with how many there are of each.',
        };
        return [heading, words[diagram.detail], `\`\`\`mermaid\n${diagram.text}\n\`\`\``];
    }
    const { nodes, edgeCount } = graph;
    return edgeCount === 0
        ? []
        : [heading, `Too much to draw: ${nodes.length} components, ${edgeCount} dependencies.`];
}
/** Ends without a newline. Under 1 MiB whatever is affected. */
function renderAffected({ components, notes }) {
    const counts = describeAffectedCounts(countAffected(components.map(({ item }) => item)));
    const sections = ['## Affected stacks', [`${counts}.`, ...notes].join(' ')];
    if (components.length > 0) {
        sections.push((0,markup/* markupTable */.VP)(['Stack', 'Component', 'Type', 'Why', 'Depend on it'], rows(components), {
            maxRows,
            maxBytes: maxTableBytes,
        }), ...renderDiagram(graphOf(components)));
    }
    return sections.join('\n\n');
}

;// CONCATENATED MODULE: ./src/client/stacks/affected-output.js
function listOutputs(components) {
    return components.map(({ item, componentType, reason }) => ({
        stack: item.stack,
        component: item.component,
        component_type: componentType,
        affected: reason,
        deleted: item.deleted === true,
    }));
}

;// CONCATENATED MODULE: ./src/client/stacks/matrix.js
/** Renders affected components as job matrices, ready for `strategy.matrix`, which makes at most 256 jobs. */

/** GitHub makes no more jobs from one matrix. */
const maxMatrixJobs = 256;
/** The instances that exist, each once: a deleted one has nothing to plan. */
function listInstances(components) {
    const instances = new Map();
    for (const { item, componentType } of components) {
        const { stack, component } = item;
        if (item.deleted === true)
            continue;
        const key = `${componentType}\0${(0,stacks_items/* instanceKey */.p)({ stack, component })}`;
        instances.set(key, { stack, component, component_type: componentType });
    }
    return [...instances.values()];
}
/** Undefined when there are more instances than one matrix takes: a part would look like the whole. */
function buildMatrix(instances) {
    return instances.length > maxMatrixJobs ? undefined : { include: instances };
}
/** The same spread over matrices of at most 256, as even as can be; enough for 65,536 instances. */
function buildMatrixGroups(instances) {
    const count = Math.ceil(instances.length / maxMatrixJobs);
    const size = Math.ceil(instances.length / Math.max(1, count));
    const groups = Array.from({ length: count }, (_, index) => ({
        group: `${index + 1}/${count}`,
        matrix: { include: instances.slice(index * size, (index + 1) * size) },
    }));
    return { include: groups };
}

;// CONCATENATED MODULE: ./actions/upload-affected/outputs.js
/** The outputs of `upload-affected`. */


/**
 * Limit for all three lists, in UTF-16 code units: the outputs of a job may have 1 MiB, which GitHub counts in UTF-16. The rest is for
 * paths and IDs, and for an output of another step.
 */
const maxOutputLength = 500_000;
/** Texts that fit into the limit after those before them; `''` for the others. */
function fitTogether(texts) {
    let left = maxOutputLength;
    const fitting = Object.entries(texts).map(([name, text]) => {
        if (text.length > left)
            return [name, ''];
        left -= text.length;
        return [name, text];
    });
    // The same keys.
    return Object.fromEntries(fitting);
}
/** Every output by its name in `action.yml`. */
function toOutputs({ components, file, baseSha, headSha }) {
    const instances = listInstances(components);
    const matrix = buildMatrix(instances);
    // The matrices first: later jobs depend on them.
    const { affected, ...matrices } = fitTogether({
        matrix: matrix === undefined ? '' : JSON.stringify(matrix),
        'matrix-groups': JSON.stringify(buildMatrixGroups(instances)),
        affected: JSON.stringify(listOutputs(components)),
    });
    return {
        affected,
        'has-affected': String(components.length > 0),
        count: String(components.length),
        ...matrices,
        file,
        base: baseSha,
        head: headSha,
    };
}

;// CONCATENATED MODULE: ./actions/upload-affected/report.js
/** Reports the affected components: log, outputs and job summary. */



function notesOn({ comparison, isUploaded, leftOut }) {
    const narrowed = `The inputs left out ${leftOut} more (\`include\`, \`exclude\`, \`component-types\`), which were not uploaded.`;
    return [
        ...(comparison === undefined
            ? []
            : [
                `Compared ${comparison.headSha.slice(0, 12)} with ${comparison.baseSha.slice(0, 12)} (${comparison.source}).`,
            ]),
        isUploaded ? 'Uploaded to the Atmos Pro server.' : 'Not uploaded.',
        ...(leftOut > 0 ? [narrowed] : []),
    ];
}
async function reportAffected(result, runner) {
    const { components, file, comparison, leftOut } = result;
    const items = components.map(({ item }) => item);
    const left = leftOut > 0 ? ` \`include\`, \`exclude\` and \`component-types\` left out ${leftOut} more.` : '';
    runner.logger.info(`${describeAffectedCounts(countAffected(items))}.${left}`);
    const outputs = toOutputs({
        components,
        file,
        baseSha: comparison?.baseSha ?? '',
        headSha: comparison?.headSha ?? '',
    });
    await runner.setOutputs(outputs);
    if (outputs.affected === '')
        await runner.notice('The list is too large for the output `affected`. Use the output `file`.', 'Affected stacks');
    if (outputs.matrix === '')
        await runner.warning('There are more components than GitHub allows in one matrix, so the output `matrix` is empty. Use `matrix-groups` with a reusable workflow.', 'Affected stacks');
    await runner.addSummary(renderAffected({ components, notes: notesOn(result) }));
}

// EXTERNAL MODULE: ./src/client/stacks/upload-destination.js + 1 modules
var upload_destination = __webpack_require__(1453);
// EXTERNAL MODULE: ./src/git/atmos-settings.js + 3 modules
var atmos_settings = __webpack_require__(8802);
;// CONCATENATED MODULE: ./actions/upload-affected/settings.js
/** Puts the settings of `upload-affected` together. */




/** Throws INPUT_MISSING or INPUT_INVALID. */
async function resolveSettings(inputs, runner) {
    const { environment } = runner;
    (0,atmos_inputs/* checkFileAlone */.Aj)(inputs, [
        ['stack', inputs.stack !== undefined],
        ['exclude-locked', inputs['exclude-locked']],
    ]);
    const atmos = inputs.upload ? await (0,atmos_settings/* loadAtmosSettings */.s)(runner, { profiles: inputs.profile }) : undefined;
    return {
        destination: atmos && (0,upload_destination/* toUploadDestination */.P)((0,runner_connection/* resolveConnection */.XC)(inputs, environment, atmos), environment, atmos),
        base: inputs.base,
        head: inputs.head,
        stack: inputs.stack,
        excludeLocked: inputs['exclude-locked'],
        componentTypes: inputs['component-types'] ?? [],
        query: await (0,atmos_inputs/* resolveAtmosQuery */.Vc)(inputs, environment),
    };
}

// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client_client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/client/stacks/cut-batch.js
var cut_batch = __webpack_require__(4018);
// EXTERNAL MODULE: ./src/client/stacks/send-upload.js
var send_upload = __webpack_require__(9839);
;// CONCATENATED MODULE: ./actions/upload-affected/upload.js
/** Sends the affected components to the server. */




/** Starts a session. `undefined` when nothing is to be sent. */
async function openAffectedUpload({ destination }, runner) {
    if (destination === undefined)
        return undefined;
    const { connection, repository, maxPayloadBytes } = destination;
    const { client, withSession } = (0,client_client/* connectApi */.Xm)(connection, 'upload-affected', (0,runner_connection/* apiPorts */.nL)(connection, runner));
    await withSession(async () => undefined);
    return async (components, comparison) => {
        const head = {
            head_sha: comparison?.headSha ?? '',
            base_sha: comparison?.baseSha ?? '',
            ...repository,
        };
        const items = components.map(({ item }) => item);
        const cut = { maxBytes: maxPayloadBytes, batchId: runner.random.uuid() };
        const parts = (0,cut_batch/* cutBatch */.L)({ head, field: 'stacks', items }, cut);
        await (0,send_upload/* sendUpload */.o)(parts, (json) => withSession((session) => client.sendAffected(session, json)), runner);
    };
}

;// CONCATENATED MODULE: ./actions/upload-affected/main.js
/** The step of `upload-affected`: settings, session, comparison, affected components, upload, report. */








async function run() {
    await (0,run_action/* runAction */.C)(async (runner) => {
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const settings = await resolveSettings(inputs, runner);
        const compare = await planComparison(settings, runner);
        // Opened before commits are fetched and atmos runs, which may take minutes: a missing permission shows at once.
        const upload = await openAffectedUpload(settings, runner);
        const comparison = await compare();
        const affected = await findAffected(settings, comparison, runner);
        await upload?.(affected.components, comparison);
        await reportAffected({ ...affected, comparison, isUploaded: upload !== undefined }, runner);
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

/***/ 6237:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g2: () => (/* binding */ loadGitHub),
/* harmony export */   lD: () => (/* binding */ checkEventFile),
/* harmony export */   rM: () => (/* binding */ deleteInstallationToken)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5664);
/* harmony import */ var _base_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1592);
/* harmony import */ var _base_version_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(999);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3677);
/**
 * The only door to `@actions/github`: the event that started the job, and GitHub's REST API as an action calls it. The package reads the
 * event and the proxy variables when it is loaded, so it is loaded in the steps that need it, at their first need.
 */





/** Largest event that GitHub sends, in bytes. */
const maxEventBytes = 26_214_400;
/** The version of GitHub's REST API that the requests are written for. */
const apiVersion = '2022-11-28';
/** Whole request, in milliseconds. */
const requestTimeoutMs = 10_000;
let loading;
/** Throws INPUT_FILE_UNUSABLE when the file of the event is missing, too large or not a JSON object. */
async function checkEventFile(environment) {
    const path = (0,_environment_js__WEBPACK_IMPORTED_MODULE_2__/* .readVariable */ .n)('GITHUB_EVENT_PATH', environment);
    if (path === undefined)
        return;
    try {
        if ((await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path)).size > maxEventBytes)
            throw new Error(`larger than ${maxEventBytes} bytes`);
        const payload = JSON.parse(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path, 'utf8'));
        if (!(0,_base_text_js__WEBPACK_IMPORTED_MODULE_3__/* .isRecord */ .u4)(payload))
            throw new Error('not a JSON object');
    }
    catch (cause) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('INPUT_FILE_UNUSABLE', `The event of the job cannot be read: ${path}.`, {
            hint: 'The runner sets GITHUB_EVENT_PATH. Check for an earlier step that overwrites it.',
            cause,
        });
    }
}
/** Loads the package while the variable is hidden: a missing event makes it print, a broken one makes it throw. */
async function importWithoutEvent() {
    const path = process.env['GITHUB_EVENT_PATH'];
    delete process.env['GITHUB_EVENT_PATH'];
    try {
        return await Promise.all(/* import() */[__webpack_require__.e(31), __webpack_require__.e(329)]).then(__webpack_require__.bind(__webpack_require__, 9329));
    }
    finally {
        if (path !== undefined)
            process.env['GITHUB_EVENT_PATH'] = path;
    }
}
/** A broken event must not keep a step from calling GitHub. */
async function importGitHub(environment) {
    const isUsable = await checkEventFile(environment).then(() => true, () => false);
    return isUsable ? Promise.all(/* import() */[__webpack_require__.e(31), __webpack_require__.e(329)]).then(__webpack_require__.bind(__webpack_require__, 9329)) : importWithoutEvent();
}
/** `environment` is that of the process: the package reads no other. */
function loadGitHub(environment) {
    loading ??= importGitHub(environment);
    return loading;
}
/** The package chooses the proxy for the job's own GitHub only; requests to another one go through the step's `fetch`. */
function toWebFetch(fetch) {
    return async (url, { headers } = {}) => {
        const { status, body } = await fetch({
            method: 'DELETE',
            url: String(url),
            headers: Object.fromEntries(new Headers(headers)),
            timeoutMs: requestTimeoutMs,
        });
        return new Response(body === '' ? null : body, { status });
    };
}
const silent = { debug: () => { }, info: () => { }, warn: () => { }, error: () => { } };
/** Whether GitHub answered, with a status that Octokit takes for a failure. */
function statusOf(error) {
    if (!(error instanceof Error) || !('response' in error) || error.response === undefined)
        return undefined;
    return 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}
/**
 * Ends an installation's access token with itself. Returns GitHub's status, whatever it is; follows no redirect. Rejects with
 * REMOTE_UNREACHABLE when there is no answer within 10 seconds.
 */
async function deleteInstallationToken({ apiUrl, token }, { environment, fetch }) {
    const { context, getOctokit } = await loadGitHub(environment);
    const isOwn = new URL(apiUrl).origin === new URL(context.apiUrl).origin;
    const octokit = getOctokit(token, {
        baseUrl: apiUrl,
        userAgent: `atmos-pro-actions/${_base_version_js__WEBPACK_IMPORTED_MODULE_4__/* .version */ .r}`,
        log: silent,
        ...(isOwn ? {} : { request: { fetch: toWebFetch(fetch) } }),
    });
    const signal = AbortSignal.timeout(requestTimeoutMs);
    try {
        const { status } = await octokit.request('DELETE /installation/token', {
            headers: { 'x-github-api-version': apiVersion },
            request: { signal, redirect: 'manual', log: silent },
        });
        return status;
    }
    catch (error) {
        const status = statusOf(error);
        if (status !== undefined)
            return status;
        const message = error instanceof Error ? error.message : '';
        const reason = signal.aborted ? `no response within ${requestTimeoutMs / 1_000} s` : message;
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('REMOTE_UNREACHABLE', `DELETE ${apiUrl}/installation/token failed: ${reason || 'no connection'}.`, { cause: error, retry: {} });
    }
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

/***/ 6922:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ readJobEvent)
/* harmony export */ });
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3677);
/* harmony import */ var _github_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6237);


/** `environment` is that of the process. Throws INPUT_FILE_UNUSABLE when the event's file is not the JSON of an event. */
async function readJobEvent(environment) {
    await (0,_github_js__WEBPACK_IMPORTED_MODULE_1__/* .checkEventFile */ .lD)(environment);
    const { context } = await (0,_github_js__WEBPACK_IMPORTED_MODULE_1__/* .loadGitHub */ .g2)(environment);
    return {
        name: context.eventName ?? '',
        payload: context.payload,
        baseRef: (0,_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .readVariable */ .n)('GITHUB_BASE_REF', environment) ?? '',
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
