export const id = 710;
export const ids = [710];
export const modules = {

/***/ 3329:
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
    'plan-json': { kind: 'text' },
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
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: ./src/base/result.js
var result = __webpack_require__(5062);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./src/domain/drift/fingerprint.js
/** Computes the fingerprint of a change, by which those of different plans are compared. */

/** The same for the same change in any stack, repository and provider version. 64 hexadecimal digits. */
function fingerprintChange({ type, action, attributes, }) {
    const parts = JSON.stringify([type, action, attributes.toSorted()]);
    return (0,external_node_crypto_.createHash)('sha256').update(parts).digest('hex');
}

;// CONCATENATED MODULE: ./src/domain/drift/plan-summary.js
/**
 * The summary of a plan: what it changes, without values. Made in the job, sent with a status (docs/wire.md#plan-summary), kept by the server.
 * Its parts are names from provider schemas, counts, and names of tags and labels. It has no values, addresses or hashes of values.
 */
const planActions = ['create', 'update', 'delete', 'replace', 'forget'];
/** `drift`: changed outside Terraform. `config`: changed in the configuration, or not known to have drifted. */
const changeOrigins = ['drift', 'config'];
/** Bounds of a summary, the same in the job and on the server. */
const planLimits = {
    changes: 200,
    attributes: 50,
    /** Of one path, in characters. */
    attributeLength: 200,
    /** Of one path. */
    segments: 8,
    /** Of a name in a path, and of a type. */
    nameLength: 64,
    providerLength: 128,
    count: 1_000_000,
    /** Of the summary as JSON: the rest of a status fits into the 64 KiB of a request beside it. */
    bytes: 60 * 1024,
};
const plan_summary_name = `[A-Za-z_][A-Za-z0-9_-]{0,${planLimits.nameLength - 1}}`;
/** As sources of regular expressions, for the schema of the request. */
const planPatterns = {
    type: `^${plan_summary_name}$`,
    provider: '^[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9][A-Za-z0-9_-]*$',
    attribute: `^${plan_summary_name}(\\.${plan_summary_name}){0,${planLimits.segments - 1}}$`,
};

;// CONCATENATED MODULE: ./src/domain/drift/attribute-names.js
/**
 * Which names of a plan may leave the job. The names of a provider's schema may. The keys of a map are data: a user, a host name or a
 * token can be one. A plan does not tell maps from objects, so a name is judged by its place:
 *
 * - the attributes of a resource, and of an object in a list (a nested block), are names of the schema;
 * - the keys of an object that is not in a list are taken for keys of a map, and named only below tags, labels and annotations,
 *   whose keys are names by their purpose. Any other path ends at the map.
 *
 * In lists and maps, a name that looks like a token is left out as well: a list may hold maps, and a tag may have any key.
 */
/** Names that a provider can declare. */
const schemaName = /^[a-z_][a-z0-9_]{0,63}$/;
const labelName = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const labelMap = /(?:^|_)(?:tags|labels|annotations)(?:_all)?$/;
const maxLength = 40;
const maxWords = 6;
/** Between two separators: `CostCenterOwnerName`. */
const maxJoinedWords = 4;
const maxWordLength = 16;
const maxCapitals = 8;
const maxDigits = 4;
/** Random letters come without vowels sooner or later; short abbreviations do too. */
function isPronounceable(word) {
    return word.length < 4 || (/[aeiouy]/i.test(word) && !/[^aeiouy]{5}/i.test(word));
}
function isWord(word) {
    if (/^\d+$/.test(word))
        return true;
    if (/^[A-Z]+$/.test(word))
        return word.length <= maxCapitals;
    const isLongEnough = word.length >= (/^[A-Z]/.test(word) ? 3 : 2);
    return isLongEnough && word.length <= maxWordLength && isPronounceable(word);
}
/** A part without separators: words, and digits at one place. `s3` and `x` are too short to give anything away. */
function isJoined(part) {
    if (part.length <= 2)
        return true;
    const words = part.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
    const numbers = words.filter((word) => /^\d/.test(word));
    return numbers.length <= 1 && words.length - numbers.length <= maxJoinedWords && words.every(isWord);
}
/** `CostCenter`, `cidr_blocks`, `team-name`: words. Tokens, hashes, UUIDs and keys are not, but for the odd one. */
function consistsOfWords(name) {
    const parts = name.split(/[_-]/);
    return (name.length <= maxLength &&
        parts.length <= maxWords &&
        name.replace(/\D/g, '').length <= maxDigits &&
        parts.every(isJoined));
}
function mayBeNamed(name, place) {
    if (place === 'resource')
        return schemaName.test(name);
    if (place === 'list')
        return schemaName.test(name) && consistsOfWords(name);
    return labelMap.test(place.map) && labelName.test(name) && consistsOfWords(name);
}

;// CONCATENATED MODULE: ./src/domain/drift/changed-paths.js
/** The paths at which a resource differs before and after, as names alone. */



/** Longest lists whose elements are compared one by one. */
const maxElements = 1_000;
function read(value, key) {
    if (Array.isArray(value))
        return typeof key === 'number' ? value[key] : undefined;
    return (0,base_text/* isRecord */.u4)(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
/** What Terraform leaves out is null. */
function isEqual(one, other) {
    if (one === other || (one ?? null) === (other ?? null))
        return true;
    if (Array.isArray(one))
        return (Array.isArray(other) &&
            one.length === other.length &&
            one.every((element, index) => isEqual(element, other[index])));
    if (!(0,base_text/* isRecord */.u4)(one) || !(0,base_text/* isRecord */.u4)(other))
        return false;
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    for (const key of keys)
        if (!isEqual(read(one, key), read(other, key)))
            return false;
    return true;
}
function hasMark(marks) {
    if (marks === true)
        return true;
    if (Array.isArray(marks))
        return marks.some(hasMark);
    return (0,base_text/* isRecord */.u4)(marks) && Object.values(marks).some(hasMark);
}
function isChanged({ before, after, unknown }) {
    return hasMark(unknown) || !isEqual(before, after);
}
function at(change, before, after = before) {
    return {
        before: read(change.before, before),
        after: read(change.after, after),
        unknown: read(change.unknown, after),
        sensitiveBefore: read(change.sensitiveBefore, before),
        sensitiveAfter: read(change.sensitiveAfter, after),
    };
}
/** Whether both are lists of objects that may be compared one by one. */
function areComparable(before, after) {
    return [before, after].every((list) => Array.isArray(list) && list.length <= maxElements && list.every(base_text/* isRecord */.u4));
}
/** Indexes of elements by their content. */
function indexElements(list) {
    const places = new Map();
    for (const [index, element] of list.entries()) {
        const text = JSON.stringify(element);
        const known = places.get(text);
        if (known === undefined)
            places.set(text, [index]);
        else
            known.push(index);
    }
    return places;
}
/**
 * The elements of a list of objects that differ, as pairs of indexes: those that have an equal on the other side are left out, because
 * sets have no order and lists move. `undefined`: elements came or went, or they are not objects.
 */
function pairElements({ before, after, unknown }) {
    if (!Array.isArray(before) || !Array.isArray(after) || !areComparable(before, after))
        return undefined;
    const places = indexElements(before);
    const added = [...after.keys()].filter((index) => {
        if (hasMark(read(unknown, index)))
            return true;
        return places.get(JSON.stringify(after[index]))?.shift() === undefined;
    });
    const removed = [...places.values()].flat().sort((one, other) => one - other);
    if (removed.length !== added.length)
        return undefined;
    return removed.map((from, order) => [from, added[order] ?? from]);
}
class PathCollector {
    paths = new Set();
    isCut = false;
    /** `segments`: names from the resource to the value. */
    add(segments) {
        const path = segments.join('.');
        if (segments.length === 0 || path.length > planLimits.attributeLength)
            this.isCut = true;
        else
            this.paths.add(path);
    }
    walk(change, segments, place) {
        const { before, after, unknown, sensitiveBefore, sensitiveAfter } = change;
        if (!isChanged(change))
            return;
        const isHidden = unknown === true || sensitiveBefore === true || sensitiveAfter === true;
        const shape = before ?? after ?? unknown;
        if (isHidden || segments.length === planLimits.segments)
            this.add(segments);
        else if ((0,base_text/* isRecord */.u4)(shape) && (0,base_text/* isRecord */.u4)(before ?? shape) && (0,base_text/* isRecord */.u4)(after ?? shape))
            this.walkObject(change, segments, place);
        else if (Array.isArray(before) && Array.isArray(after))
            this.walkList(change, segments);
        else
            this.add(segments);
    }
    /** A key that may not be named ends the path at its object. A resource has each of its attributes before or after. */
    walkObject(change, segments, place) {
        const unknown = place === 'resource' ? undefined : change.unknown;
        const objects = [change.before, change.after, unknown].filter(base_text/* isRecord */.u4);
        for (const key of new Set(objects.flatMap((object) => Object.keys(object)))) {
            const inner = at(change, key);
            if (mayBeNamed(key, place))
                this.walk(inner, [...segments, key], { map: key });
            else if (isChanged(inner))
                this.add(segments);
        }
    }
    /** Elements that came or went, or that are not objects, end the path at their list. */
    walkList(change, segments) {
        const pairs = pairElements(change);
        if (pairs === undefined || pairs.length === 0)
            this.add(segments);
        for (const [before, after] of pairs ?? [])
            this.walk(at(change, before, after), segments, 'list');
    }
}
/** Sorted. `isCut`: there are changes that no path names. */
function findChangedPaths(change) {
    const collector = new PathCollector();
    collector.walk(change, [], 'resource');
    return { paths: [...collector.paths].sort(), isCut: collector.isCut };
}

;// CONCATENATED MODULE: ./src/domain/drift/read-plan.js
/** Reads the resource changes of a plan into what a summary needs of them. */




const isType = new RegExp(planPatterns.type);
const isProvider = new RegExp(planPatterns.provider);
const unreadable = { kind: 'unreadable' };
/** `undefined`: nothing changes. A replacement is written as two actions, in either order, or as `create` and `forget`. */
function readAction(actions) {
    if (actions.includes('create'))
        return actions.length > 1 ? 'replace' : 'create';
    return ['update', 'delete', 'forget'].find((action) => actions.includes(action));
}
/** The attributes that force a replacement, also where their new value is unknown: of a replaced resource most values are. */
function readForcing({ before, replace_paths: paths }) {
    if (!Array.isArray(paths) || !(0,base_text/* isRecord */.u4)(before))
        return [];
    const names = paths.map((path) => (Array.isArray(path) ? path[0] : undefined));
    const isAttribute = (name) => typeof name === 'string' && Object.hasOwn(before, name);
    return names.filter((name) => isAttribute(name) && mayBeNamed(name, 'resource'));
}
/** More paths than a summary may have become the attributes that they are in. */
function boundPaths(paths) {
    if (paths.length <= planLimits.attributes)
        return { paths, isCut: false };
    const attributes = [...new Set(paths.map((path) => path.replace(/\..*/s, '')))];
    return { paths: attributes.slice(0, planLimits.attributes), isCut: true };
}
function readAttributes(change, action) {
    if (action !== 'update' && action !== 'replace')
        return { paths: [], isCut: false };
    const { paths, isCut } = findChangedPaths({
        before: change['before'],
        after: change['after'],
        // Of a replaced resource everything that the provider computes is unknown.
        unknown: action === 'update' ? change['after_unknown'] : undefined,
        sensitiveBefore: change['before_sensitive'],
        sensitiveAfter: change['after_sensitive'],
    });
    const forcing = action === 'replace' ? readForcing(change) : [];
    const missing = forcing.filter((name) => !paths.some((path) => path === name || path.startsWith(`${name}.`)));
    const bounded = boundPaths([...new Set([...paths, ...missing])].sort());
    return { paths: bounded.paths, isCut: isCut || bounded.isCut };
}
/** `json`: an element of `resource_changes` or `resource_drift`. Throws a SyntaxError for text that is not JSON. */
function readResource(json) {
    const resource = JSON.parse(json);
    const change = (0,base_text/* isRecord */.u4)(resource) ? resource['change'] : undefined;
    if (!(0,base_text/* isRecord */.u4)(resource) || !(0,base_text/* isRecord */.u4)(change) || !Array.isArray(change['actions']))
        return unreadable;
    if (resource['mode'] === 'data')
        return { kind: 'none' };
    const action = readAction(change['actions']);
    if (action === undefined)
        return { kind: 'none' };
    const { address, deposed, type, provider_name: source } = resource;
    if (typeof address !== 'string' || typeof type !== 'string' || typeof source !== 'string')
        return unreadable;
    // Without the host, which differs between Terraform and OpenTofu, and may be a private one.
    const provider = source.split('/').slice(-2).join('/');
    if (!isType.test(type) || !isProvider.test(provider))
        return unreadable;
    if (provider.length > planLimits.providerLength)
        return unreadable;
    const { paths, isCut } = readAttributes(change, action);
    const whole = typeof deposed === 'string' ? `${address} ${deposed}` : address;
    return { kind: 'change', facts: { address: whole, type, provider, action, attributes: paths }, isCut };
}

;// CONCATENATED MODULE: ./src/domain/drift/scan-plan.js
/**
 * Finds the resource changes in the JSON of a plan as it streams by: most of a plan is state and configuration, which is passed over
 * without being parsed or kept.
 */
/** The lists of a plan whose elements are wanted (https://developer.hashicorp.com/terraform/internals/json-format). */
const planSections = ['resource_drift', 'resource_changes'];
/** Largest resource that is read, in bytes, and its deepest nesting. Beyond that it is left out. */
const elementLimits = { bytes: 16 * 1024 * 1024, depth: 64 };
const quote = 0x22;
const backslash = 0x5c;
/** Of a key or of the version, in bytes. */
const maxKeptText = 64;
const rootDepth = 1;
const listDepth = 2;
function isOpening(byte) {
    return byte === 0x7b || byte === 0x5b;
}
function isClosing(byte) {
    return byte === 0x7d || byte === 0x5d;
}
function isBlank(byte) {
    return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
function sectionOf(key) {
    return planSections.find((section) => section === key);
}
/** Keeps a position in the document over chunks that may end anywhere. */
class PlanScanner {
    keys = new Set();
    formatVersion;
    leftOut = 0;
    end = 'empty';
    depth = 0;
    isInText = false;
    isEscaped = false;
    /** Of the root object: whether a text is a key, and the key of the value that follows. */
    isKey = true;
    key = '';
    kept = [];
    /** Of the element that is being read: where it begins in this chunk, what earlier chunks have of it. */
    start = -1;
    parts = [];
    size = 0;
    isTooLarge = false;
    take;
    /** `take` is called for each element of the sections, in the order of the document. */
    constructor(take) {
        this.take = take;
    }
    write(chunk) {
        let index = 0;
        if (this.start >= 0)
            this.start = 0;
        while (index < chunk.length) {
            index = this.isInText ? this.passText(chunk, index) : this.passToken(chunk, index);
            if (this.end === 'start' || this.end === 'rest')
                return;
        }
        // A copy: the reader uses its buffer again. `slice` of a Buffer would be none.
        if (this.start >= 0)
            this.keep(new Uint8Array(chunk.subarray(this.start)));
    }
    finish() {
        const { end, keys, formatVersion, leftOut } = this;
        return { end, keys, formatVersion, leftOut };
    }
    passText(chunk, from) {
        const isKept = this.depth === rootDepth;
        for (let index = from; index < chunk.length; index += 1) {
            const byte = chunk[index] ?? 0;
            if (this.isEscaped)
                this.isEscaped = false;
            else if (byte === backslash)
                this.isEscaped = true;
            else if (byte === quote) {
                this.isInText = false;
                if (isKept)
                    this.endRootText();
                return index + 1;
            }
            if (isKept && this.kept.length <= maxKeptText)
                this.kept.push(byte);
        }
        return chunk.length;
    }
    endRootText() {
        const text = Buffer.from(this.kept).toString('utf8');
        if (this.isKey) {
            this.key = text;
            // The root of a plan has some twenty keys.
            if (this.keys.size < maxKeptText)
                this.keys.add(text);
        }
        else if (this.key === 'format_version' && this.kept.length <= maxKeptText) {
            this.formatVersion = text;
        }
    }
    passToken(chunk, from) {
        for (let index = from; index < chunk.length; index += 1) {
            const byte = chunk[index] ?? 0;
            if (byte === quote && this.depth > 0) {
                this.isInText = true;
                this.kept = [];
                return index + 1;
            }
            if (isOpening(byte))
                this.open(byte, index);
            else if (isClosing(byte) && this.depth > 0)
                this.close(chunk, index);
            else if (this.depth === rootDepth)
                this.passRootByte(byte);
            else if (this.depth === 0 && !isBlank(byte))
                this.end = this.end === 'complete' ? 'rest' : 'start';
            if (this.end === 'start' || this.end === 'rest')
                return index;
        }
        return chunk.length;
    }
    passRootByte(byte) {
        if (byte === 0x2c)
            this.isKey = true;
        else if (byte === 0x3a)
            this.isKey = false;
    }
    open(byte, index) {
        if (this.depth === 0) {
            const isFirst = this.end === 'empty';
            this.end = isFirst ? (byte === 0x7b ? 'incomplete' : 'start') : 'rest';
        }
        if (this.depth === listDepth && byte === 0x7b && sectionOf(this.key) !== undefined) {
            this.start = index;
            this.isTooLarge = false;
        }
        this.depth += 1;
        if (this.depth > listDepth + elementLimits.depth)
            this.isTooLarge = true;
    }
    close(chunk, index) {
        this.depth -= 1;
        if (this.depth === 0)
            this.end = 'complete';
        if (this.depth !== listDepth || this.start < 0)
            return;
        this.keep(chunk.subarray(this.start, index + 1));
        const section = sectionOf(this.key);
        if (this.isTooLarge || section === undefined)
            this.leftOut += 1;
        else
            this.take(section, Buffer.concat(this.parts).toString('utf8'));
        this.start = -1;
        this.parts = [];
        this.size = 0;
    }
    keep(part) {
        this.size += part.length;
        if (this.size > elementLimits.bytes)
            this.isTooLarge = true;
        if (this.isTooLarge)
            this.parts = [];
        else
            this.parts.push(part);
    }
}

;// CONCATENATED MODULE: ./src/domain/drift/summarize-plan.js
/** Makes the summary of a plan from its JSON, a chunk at a time and in bounded memory. */





/** Most resources of a plan that are kept until its end; later ones are counted alone. */
const maxResources = 100_000;
/** Longest address that is kept, in characters. */
const maxAddressLength = 4_096;
/**
 * What of a planned change undoes drift. An attribute that changed outside Terraform and is planned to change is drift, and so is a
 * resource that is gone and will be created. The rest comes from the configuration, as far as a plan tells.
 */
function splitByOrigin(planned, drifted) {
    const { action, attributes } = planned;
    if (drifted === undefined)
        return [{ attributes, origin: 'config' }];
    if (action === 'create')
        return [{ attributes, origin: drifted.action === 'delete' ? 'drift' : 'config' }];
    const changed = new Set(drifted.attributes);
    const back = attributes.filter((path) => changed.has(path));
    const rest = attributes.filter((path) => !changed.has(path));
    if (back.length === 0)
        return [{ attributes, origin: 'config' }];
    const parts = [{ attributes: back, origin: 'drift' }];
    return rest.length === 0 ? parts : [...parts, { attributes: rest, origin: 'config' }];
}
/** Drift that leads to no planned change is noise, such as a computed time, unless the plan was asked for nothing else. */
function* listParts({ planned, drifted }) {
    if (planned.length === 0) {
        for (const facts of drifted.values())
            yield [facts, { attributes: facts.attributes, origin: 'drift' }];
    }
    for (const facts of planned)
        for (const part of splitByOrigin(facts, drifted.get(facts.address)))
            yield [facts, part];
}
function groupChanges(found) {
    const groups = new Map();
    for (const [{ type, provider, action }, { attributes, origin }] of listParts(found)) {
        const key = JSON.stringify([origin, type, action, attributes]);
        const known = groups.get(key);
        const resources = Math.min((known?.resources ?? 0) + 1, planLimits.count);
        const fingerprint = known?.fingerprint ?? fingerprintChange({ type, action, attributes });
        groups.set(key, { type, provider, action, attributes, origin, resources, fingerprint });
    }
    return [...groups.values()];
}
const rankOf = (origin) => changeOrigins.indexOf(origin);
/** Drift first, then what concerns most resources: what a limit cuts off is the least. */
function compareChanges(one, other) {
    return (rankOf(one.origin) - rankOf(other.origin) ||
        other.resources - one.resources ||
        (one.fingerprint < other.fingerprint ? -1 : 1));
}
/** As many changes as fit. */
function boundSummary(whole) {
    let left = planLimits.bytes - JSON.stringify({ ...whole, changes: [], truncated: false }).length;
    const changes = [];
    for (const change of whole.changes.slice(0, planLimits.changes)) {
        left -= JSON.stringify(change).length + 1;
        if (left < 0)
            break;
        changes.push(change);
    }
    return { ...whole, changes, truncated: whole.truncated || changes.length < whole.changes.length };
}
function findFault({ end, keys, formatVersion }) {
    if (end === 'empty' || end === 'start')
        return 'not-json';
    // `plan -json` prints a message a line, each with a level.
    if (keys.has('@level'))
        return 'log';
    if (end === 'rest')
        return 'not-json';
    if (end === 'incomplete')
        return 'incomplete';
    // A state has a version as well, but nothing planned.
    if (formatVersion === undefined || !keys.has('planned_values'))
        return 'not-plan';
    return formatVersion.startsWith('1.') ? undefined : 'version';
}
/** Takes the JSON of one plan in chunks, then `finish` gives its summary. */
class PlanSummarizer {
    found;
    scanner;
    isBroken = false;
    constructor() {
        const zeros = Object.fromEntries([...planActions, 'drift'].map((name) => [name, 0]));
        // Every key is in the list above.
        const counts = zeros;
        this.found = { planned: [], drifted: new Map(), counts, isCut: false };
        this.scanner = new PlanScanner((section, json) => {
            try {
                this.add(section === 'resource_drift', readResource(json));
            }
            catch (error) {
                if (!(error instanceof SyntaxError))
                    throw error;
                this.isBroken = true;
            }
        });
    }
    write(chunk) {
        this.scanner.write(chunk);
    }
    finish() {
        const scanned = this.scanner.finish();
        const fault = findFault(scanned) ?? (this.isBroken ? 'not-json' : undefined);
        if (fault !== undefined)
            return (0,result/* refuse */.T)({ tag: fault, message: describeFault(fault, scanned) });
        const { counts, isCut } = this.found;
        const changes = [...groupChanges(this.found)].sort(compareChanges);
        const truncated = isCut || scanned.leftOut > 0;
        return { status: 'ok', value: boundSummary({ version: 1, counts: { ...counts }, changes, truncated }) };
    }
    add(isDrift, read) {
        const { found } = this;
        if (read.kind === 'none')
            return;
        if (read.kind === 'unreadable') {
            found.isCut = true;
            return;
        }
        const { facts } = read;
        const counter = isDrift ? 'drift' : facts.action;
        found.counts[counter] = Math.min(found.counts[counter] + 1, planLimits.count);
        const isFull = found.planned.length + found.drifted.size >= maxResources;
        if (read.isCut || isFull)
            found.isCut = true;
        if (isFull)
            return;
        if (!isDrift)
            found.planned.push(facts);
        else if (facts.address.length <= maxAddressLength)
            found.drifted.set(facts.address, facts);
    }
}
/** Completes "The file …". */
function describeFault(fault, { formatVersion }) {
    switch (fault) {
        case 'not-json':
            return 'is not JSON';
        case 'log':
            return 'is the log of `terraform plan -json`, not a plan';
        case 'incomplete':
            return 'ends in the middle of the plan';
        case 'not-plan':
            return 'is JSON, but not a plan';
        case 'version':
            return `has a plan in an unsupported format: expected \`format_version\` 1.x, got ${JSON.stringify(formatVersion)}`;
    }
}

;// CONCATENATED MODULE: ./src/runner/plan-file.js
/** Summarizes the plan that a job has written as JSON, without holding the whole file in memory. */





/** Largest plan, in bytes. Memory does not depend on it, time does. */
const maxPlanBytes = 1024 * 1024 * 1024;
const chunkBytes = 1024 * 1024;
const hint = 'Write the file with `terraform show -json <plan file>`.';
/** A byte order mark is dropped. PowerShell before 7 writes UTF-16, which becomes UTF-8. */
function withoutMark(first, write) {
    const mark = Buffer.from(first.subarray(0, 2)).toString('latin1');
    const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : undefined;
    if (encoding !== undefined) {
        const decoder = new TextDecoder(encoding);
        return (chunk) => write(Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8'));
    }
    const hasMark = mark === '\xef\xbb' && first[2] === 0xbf;
    let skip = hasMark ? 3 : 0;
    return (chunk) => {
        write(chunk.subarray(skip));
        skip = 0;
    };
}
async function readChunks(file, write) {
    const buffer = Buffer.alloc(chunkBytes);
    let writeText;
    for (let position = 0;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
        if (bytesRead === 0)
            return;
        position += bytesRead;
        const chunk = buffer.subarray(0, bytesRead);
        writeText ??= withoutMark(chunk, write);
        writeText(chunk);
    }
}
async function openPlan(path) {
    // Without waiting for the writer of a pipe.
    const file = await (0,promises_.open)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NONBLOCK);
    const found = await file.stat();
    const problem = !found.isFile()
        ? 'is not a regular file'
        : found.size > maxPlanBytes
            ? `is too large: ${found.size} bytes, the limit is ${maxPlanBytes}`
            : undefined;
    if (problem === undefined)
        return file;
    await file.close();
    throw new errors/* ActionError */.lZ('INPUT_FILE_UNUSABLE', `The plan ${(0,base_text/* quotePath */.WG)(path)} ${problem}.`, { hint });
}
/**
 * The summary of the plan at `path`. Throws INPUT_FILE_UNUSABLE for a file that cannot be read, and INPUT_PLAN_INVALID for one that is
 * not the JSON of a plan. No error has a part of the content.
 */
async function summarizePlanFile(path) {
    const summarizer = new PlanSummarizer();
    try {
        const file = await openPlan(path);
        try {
            await readChunks(file, (chunk) => summarizer.write(chunk));
        }
        finally {
            await file.close();
        }
    }
    catch (cause) {
        if (cause instanceof errors/* ActionError */.lZ)
            throw cause;
        const code = (0,errors/* systemErrorCode */.vq)(cause) ?? String(cause);
        const problem = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${code}`;
        throw new errors/* ActionError */.lZ('INPUT_FILE_UNUSABLE', `The plan ${(0,base_text/* quotePath */.WG)(path)} ${problem}.`, { hint, cause });
    }
    const result = summarizer.finish();
    if (result.status === 'ok')
        return result.value;
    throw new errors/* ActionError */.lZ('INPUT_PLAN_INVALID', `The file ${(0,base_text/* quotePath */.WG)(path)} ${result.refusal.message}.`, {
        hint,
    });
}

;// CONCATENATED MODULE: ./actions/upload-status/send.js
/** Sends the status of one instance. */







/** A failed command has left no plan, or an old one. A plan that cannot be read must not cost the status. */
async function summarizePlan(path, { command, exitCode }) {
    const hasPlan = exitCode === 0 || (command === 'plan' && exitCode === 2);
    if (path === undefined || !hasPlan)
        return {};
    try {
        return { plan: await summarizePlanFile(path) };
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.lZ)
            return { problem: error };
        throw error;
    }
}
function describePlan({ counts, changes, truncated }) {
    const { create, update, replace, drift } = counts;
    const parts = [
        `${create} to create`,
        `${update} to update`,
        `${replace} to replace`,
        `${counts.delete} to delete`,
        `${drift} changed outside Terraform`,
    ];
    const kinds = `${changes.length} ${changes.length === 1 ? 'kind' : 'kinds'} of change${truncated ? ', and more that were left out' : ''}`;
    return `Plan summary: ${parts.join(', ')}; ${kinds}.`;
}
/** Throws INPUT_MISSING without an exit code and an outcome, and the errors of the server. */
async function sendStatus({ connection, instance, facts, planJson }, runner) {
    const decision = decideStatus(facts);
    const name = `${instance.component} in ${instance.stack}`;
    if (decision.status === 'skip') {
        await runner.notice(`The status of ${name} was not uploaded. ${decision.reason}`, 'Status');
        return { isUploaded: false };
    }
    if (decision.status === 'incomplete') {
        throw new errors/* ActionError */.lZ('INPUT_MISSING', `The status of ${name} has no exit code and no outcome.`, {
            hint: 'Set `exit-code` to the exit code of Terraform, or `outcome` to the outcome of the step that ran it.',
        });
    }
    const { client, withSession } = (0,client_client/* connectApi */.Xm)(connection, 'upload-status', (0,runner_connection/* apiPorts */.nL)(connection, runner));
    const { plan, problem } = await summarizePlan(planJson, decision);
    // Built once: every attempt sends the same report.
    const report = {
        command: decision.command,
        exit_code: decision.exitCode,
        last_run: (0,base_text/* toTimestamp */.C)(runner.clock.now()),
        plan,
    };
    const answer = await (0,send_upload/* sendAgain */.F)(() => withSession((session) => client.sendStatus(session, instance, report)), runner);
    runner.logger.info(`Uploaded: ${decision.command} of ${name}, exit code ${decision.exitCode}.`);
    if (plan !== undefined) {
        runner.logger.info(describePlan(plan));
        if (answer.isPlanKept !== true)
            runner.logger.info('The server did not keep the plan summary.');
    }
    return { isUploaded: true, planProblem: problem };
}

// EXTERNAL MODULE: ./src/git/atmos-settings.js + 3 modules
var atmos_settings = __webpack_require__(8802);
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
        planJson: inputs['plan-json'],
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
        const { isUploaded, planProblem } = await sendStatus(settings, runner);
        await runner.setOutputs(toOutputs(isUploaded));
        if (planProblem !== undefined)
            throw planProblem;
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
