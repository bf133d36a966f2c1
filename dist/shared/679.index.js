export const id = 679;
export const ids = [679];
export const modules = {

/***/ 7679:
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
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
// EXTERNAL MODULE: ./src/domain/trust-policy/policy-path.js
var policy_path = __webpack_require__(9938);
// EXTERNAL MODULE: ./src/domain/trust-policy/report/report.js
var report = __webpack_require__(5981);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
;// CONCATENATED MODULE: ./src/runner/bounded-file.js
/** Reads an untrusted file of a checkout: a regular file of bounded size, never through a symbolic link. */



const problems = {
    ELOOP: 'is a symbolic link; it must be a regular file',
    EISDIR: 'is a directory; it must be a regular file',
    EACCES: 'cannot be read: permission denied',
    EPERM: 'cannot be read: permission denied',
};
async function readUpTo(file, limit) {
    const buffer = Buffer.alloc(limit + 1);
    let length = 0;
    while (length < buffer.length) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length);
        if (bytesRead === 0)
            break;
        length += bytesRead;
    }
    return buffer.subarray(0, length);
}
/** Reads at most `maxBytes`. Does not wait for a pipe or a device. Never rejects because of what is at the path. */
async function readBoundedFile(path, maxBytes) {
    let file;
    try {
        file = await (0,promises_.open)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NOFOLLOW | external_node_fs_.constants.O_NONBLOCK);
        const stat = await file.stat();
        if (!stat.isFile()) {
            const problem = stat.isDirectory() ? problems['EISDIR'] : 'is not a regular file';
            return { kind: 'unusable', problem: problem ?? '' };
        }
        const content = await readUpTo(file, maxBytes);
        if (content.length <= maxBytes)
            return { kind: 'content', content };
        const size = Math.max(stat.size, content.length);
        return { kind: 'unusable', size, problem: `is too large: ${size} bytes, the limit is ${maxBytes}` };
    }
    catch (error) {
        const code = (0,errors/* systemErrorCode */.vq)(error) ?? '';
        if (code === 'ENOENT' || code === 'ENOTDIR')
            return { kind: 'absent' };
        return { kind: 'unusable', problem: problems[code] ?? `cannot be read: ${code || String(error)}` };
    }
    finally {
        await file?.close();
    }
}

// EXTERNAL MODULE: ./src/runner/confined-path.js
var confined_path = __webpack_require__(2588);
;// CONCATENATED MODULE: ./src/runner/check-policies.js
/** Lints the policies of a checkout, with CODEOWNERS and the sample callers. Needs no network and no token. */







/** The default files. The second pattern finds files that the server does not read. */
const defaultPolicyPatterns = [`${policy_path/* policyDirectory */.eL}/*.yaml`, `${policy_path/* policyDirectory */.eL}/*.yml`];
/** Where GitHub looks for CODEOWNERS, in its order. */
const codeownersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
/** GitHub ignores a larger CODEOWNERS: 3 MiB. */
const maxCodeownersBytes = 3 * 1_048_576;
/** Largest policy that is read to its end, in bytes; above its own limit the linter reports it as too large. */
const maxReadBytes = 65_536;
async function readCodeowners(root) {
    const files = await Promise.all(codeownersPaths.map(async (path) => {
        const file = await readBoundedFile((0,external_node_path_.join)(root, path), maxCodeownersBytes);
        return file.kind === 'content' ? [{ path, content: file.content }] : [];
    }));
    return files.flat();
}
/** The nearest directory above `path` that has `.git`: a checkout, or a worktree of one. */
async function findCheckout(path) {
    for (let directory = (0,external_node_path_.dirname)(path);; directory = (0,external_node_path_.dirname)(directory)) {
        const found = await (0,promises_.stat)((0,external_node_path_.join)(directory, '.git')).then(() => true, () => false);
        if (found)
            return directory;
        if (directory === (0,external_node_path_.dirname)(directory))
            return undefined;
    }
}
/** Reads each CODEOWNERS once. */
function createOwnersReader({ root, codeowners }) {
    const read = new Map();
    const ownersOf = (checkout) => {
        const known = read.get(checkout) ?? readCodeowners(checkout);
        read.set(checkout, known);
        return known;
    };
    return async (path) => {
        if (codeowners === false)
            return undefined;
        const checkout = codeowners === true ? root : await findCheckout(path);
        return checkout === undefined ? undefined : ownersOf(checkout);
    };
}
async function readPolicyFile(path) {
    const file = await readBoundedFile(path, maxReadBytes);
    return file.kind === 'absent' ? { kind: 'unusable', problem: 'does not exist' } : file;
}
async function checkCallers(root, path, policies) {
    const [{ reportCallers }, { maxCallersBytes }] = await Promise.all([
        Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(391), __webpack_require__.e(177)]).then(__webpack_require__.bind(__webpack_require__, 1177)),
        Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(391)]).then(__webpack_require__.bind(__webpack_require__, 7391)),
    ]);
    const file = await readBoundedFile((0,confined_path/* confinePath */.ey)(path, 'claims', { workspace: root }), maxCallersBytes);
    if (file.kind === 'absent')
        throw new errors/* ActionError */.lZ('INPUT_INVALID', `Input "claims" names a file that does not exist: ${JSON.stringify(path)}.`, {
            hint: 'Set `claims` to a path relative to the root of the checkout.',
        });
    if (file.kind === 'content')
        return reportCallers(path, new TextDecoder('utf-8').decode(file.content), policies);
    const start = { line: 1, column: 1 };
    const finding = (0,report/* createFileFinding */.Aj)('file-unusable', { start, end: start }, `The file ${file.problem}.`);
    return { file: { path, findings: [finding] } };
}
/**
 * A symbolic link, a directory, a file that is too large or not text is a finding, not an error. `onFile` is called after each file.
 * Throws INPUT_INVALID if the file of callers does not exist.
 */
async function checkPolicies(check, onFile = () => { }) {
    const { root, paths, callers } = check;
    const ownersOf = createOwnersReader(check);
    const { reportPolicy } = await Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(803), __webpack_require__.e(165)]).then(__webpack_require__.bind(__webpack_require__, 8165));
    const policies = [];
    for (const path of paths) {
        const full = (0,external_node_path_.resolve)(root, path);
        const report = reportPolicy(path, await readPolicyFile(full), { codeowners: await ownersOf(full) });
        policies.push(report);
        onFile(report);
    }
    if (callers === undefined)
        return { files: policies };
    const { file, results } = await checkCallers(root, callers, policies);
    onFile(file);
    return { files: [...policies, file], callers: results };
}

;// CONCATENATED MODULE: ./actions/validate-trust-policy/inputs.js
/** The inputs of `validate-trust-policy`. */

const inputTable = {
    files: { kind: 'list', default: defaultPolicyPatterns.join(',') },
    'allow-empty': { kind: 'flag', default: 'false' },
    'fail-on': { kind: 'choice', choices: ['error', 'warning', 'never'], default: 'error' },
    'sarif-file': { kind: 'text' },
    claims: { kind: 'text' },
    codeowners: { kind: 'flag', default: 'true' },
};

;// CONCATENATED MODULE: ./src/domain/trust-policy/report/annotations.js
/** Findings as GitHub's annotations, as data for the caller to print. */

/** What GitHub shows of one step, of each kind. */
const maxAnnotationsPerLevel = 10;
const levels = {
    error: 'error',
    mistake: 'error',
    warning: 'warning',
    note: 'notice',
};
/** The annotations that GitHub will show, of all that there are. */
function planAnnotations(files) {
    const all = (0,report/* listWorstFirst */.uX)(files).map(({ file, finding }) => {
        const { start, end } = finding.range;
        const columns = start.line === end.line ? { column: start.column, endColumn: end.column } : {};
        return {
            level: levels[finding.severity],
            file: file.path,
            line: start.line,
            endLine: end.line,
            ...columns,
            title: `Trust policy: ${finding.id}`,
            message: finding.message,
        };
    });
    const shown = [...new Set(report/* severities */.gO.map((severity) => levels[severity]))].flatMap((kind) => all.filter(({ level }) => level === kind).slice(0, maxAnnotationsPerLevel));
    return { shown, hidden: all.length - shown.length };
}

// EXTERNAL MODULE: ./src/base/markup.js
var markup = __webpack_require__(8879);
// EXTERNAL MODULE: ./src/domain/trust-policy/claims.js
var trust_policy_claims = __webpack_require__(7167);
// EXTERNAL MODULE: ./src/domain/trust-policy/permissions.js
var permissions = __webpack_require__(284);
;// CONCATENATED MODULE: ./src/domain/trust-policy/report/describe-rule.js
/** A rule of a policy as text: which callers it allows, and what they may do. */


/** A pattern without a wildcard is the value itself. */
function isExact({ kind, pattern }) {
    return kind === 'glob' && !/[*?]/.test(pattern);
}
function quoted({ kind, pattern }) {
    return kind === 'regex' ? `the expression ${JSON.stringify(pattern)}` : JSON.stringify(pattern);
}
/** A value in quotes if it has a space, a comma or the like, so that it does not read as another condition. */
function plain(value) {
    return /^[\w./@:%+#[\]-]+$/.test(value) ? value : JSON.stringify(value);
}
/** `one X` for a value, `any Y that matches "…"` for a pattern. */
function describe_rule_name(matcher, one, many) {
    if (isExact(matcher))
        return `${one} ${plain(matcher.pattern)}`.trim();
    if (matcher.kind === 'glob' && matcher.pattern === '*')
        return `any ${many}`;
    return `any ${many} that matches ${quoted(matcher)}`;
}
/** A ref by its kind: branch, tag, pull request. */
function describeRef(matcher) {
    const { kind, pattern } = matcher;
    const within = /^refs\/(heads|tags)\/(.+)$/.exec(pattern);
    if (kind === 'regex' || within === null)
        return `on ${describe_rule_name(matcher, 'ref', 'ref')}`;
    const [, folder, short = ''] = within;
    const word = folder === 'heads' ? 'branch' : 'tag';
    return `on ${describe_rule_name({ ...matcher, pattern: short }, word, word)}`;
}
const tails = [
    [/^\*$/, () => 'from any branch, tag or pull request'],
    [/^pull_request$/, () => 'for pull requests'],
    [/^environment:(.+)$/, (rest) => `in ${nameGlob(rest, 'environment')}`],
    [/^ref:(refs\/.+)$/, (rest) => describeRef({ ...emptyMatcher, pattern: rest })],
];
const nowhere = { line: 1, column: 1 };
const emptyMatcher = {
    claim: 'ref',
    kind: 'glob',
    pattern: '',
    range: { start: nowhere, end: nowhere },
    matches: () => false,
};
function nameGlob(pattern, word) {
    return describe_rule_name({ ...emptyMatcher, pattern }, word, word);
}
/** `repo:OWNER/NAME:TAIL` taken apart where that is certain; anything else stays a quoted subject. */
function describeSubject(matcher) {
    const [, repository, tail] = /^repo:([^:*?]+\/[^:/]+):(.+)$/.exec(matcher.pattern) ?? [];
    const words = tails.flatMap(([pattern, describe]) => {
        const match = tail === undefined ? null : pattern.exec(tail);
        return match ? [describe(match[1] ?? '')] : [];
    })[0];
    if (matcher.kind === 'regex' || repository === undefined || words === undefined) {
        if (matcher.kind === 'glob' && matcher.pattern === '*')
            return ['with any subject'];
        return [
            isExact(matcher)
                ? `with the subject ${plain(matcher.pattern)}`
                : `with a subject that matches ${quoted(matcher)}`,
        ];
    }
    return [`of ${nameGlob(repository, /[*?]/.test(repository) ? 'repository' : '')}`, words];
}
const describers = {
    repository: (matcher) => `of ${describe_rule_name(matcher, '', 'repository')}`,
    repository_id: (matcher) => `of ${describe_rule_name(matcher, 'the repository with the id', 'repository id')}`,
    repository_owner: (matcher) => `of ${describe_rule_name(matcher, 'repositories of', 'owner')}`,
    repository_owner_id: (matcher) => `of ${describe_rule_name(matcher, 'the owner with the id', 'owner id')}`,
    repository_visibility: (matcher) => isExact(matcher)
        ? `of a repository that is ${plain(matcher.pattern)}`
        : `of ${describe_rule_name(matcher, '', 'repository visibility')}`,
    subject: describeSubject,
    workflow_ref: (matcher) => `in ${describe_rule_name(matcher, 'the workflow', 'workflow')}`,
    job_workflow_ref: (matcher) => `running ${describe_rule_name(matcher, 'the reusable workflow', 'reusable workflow')}`,
    event_name: (matcher) => `for ${describe_rule_name(matcher, 'the event', 'event')}`,
    ref: describeRef,
    base_ref: (matcher) => `for pull requests into ${describe_rule_name(matcher, 'branch', 'branch')}`,
    head_ref: (matcher) => `for pull requests from ${describe_rule_name(matcher, 'branch', 'branch')}`,
    ref_type: (matcher) => `on ${describe_rule_name(matcher, 'a', 'kind of ref')}`,
    environment: (matcher) => `in ${describe_rule_name(matcher, 'environment', 'environment')}`,
    actor: (matcher) => `started by ${describe_rule_name(matcher, '', 'actor')}`,
    actor_id: (matcher) => `started by ${describe_rule_name(matcher, 'the account with the id', 'account id')}`,
    runner_environment: (matcher) => isExact(matcher) ? `on a ${plain(matcher.pattern)} runner` : `on ${describe_rule_name(matcher, '', 'kind of runner')}`,
    sha: (matcher) => `at ${describe_rule_name(matcher, 'commit', 'commit')}`,
};
/** Levels with the permissions that have them: `read contents, metadata; write issues`. */
function describePermissions(permissions) {
    const levels = ['read', 'write', 'admin'];
    return levels
        .map((level) => [level, Object.keys(permissions).filter((key) => permissions[key] === level)])
        .filter(([, names]) => names.length > 0)
        .map(([level, names]) => `${level} ${names.join(', ')}`)
        .join('; ');
}
/** Claims are told in the order of the table above, whatever their order in the file. */
function describeRule(rule) {
    const claims = Object.keys(describers).filter(trust_policy_claims/* isMatchableClaim */.eL);
    const phrases = claims.flatMap((claim) => rule.matchers
        .filter((matcher) => matcher.claim === claim)
        .flatMap((matcher) => describers[claim](matcher)));
    return {
        rule: rule.index + 1,
        line: rule.range.start.line,
        who: phrases.length === 0 ? 'nobody' : `jobs ${phrases.join(', ')}`,
        what: describePermissions((0,permissions/* unitePermissions */.oc)([permissions/* basePermissions */.gj, rule.permissions])),
    };
}

;// CONCATENATED MODULE: ./src/domain/trust-policy/report/report-document.js
/** A report as JSON, for programs: the action's output and `--format json`. */


function toFinding({ id, severity, message, range, fix }) {
    return { id, severity, message, range, fix };
}
/** Whether the file has no error. */
function isValid({ findings }) {
    return findings.every(({ severity }) => severity !== 'error');
}
function toReportDocument(files, { callers, maxFindings = Infinity, rules = true } = {}) {
    const counts = (0,report/* countFindings */.Gt)(files);
    const all = (0,report/* listWorstFirst */.uX)(files);
    const kept = new Set(all.slice(0, maxFindings).map(({ finding }) => finding));
    return {
        valid: counts.error === 0,
        errors: counts.error,
        mistakes: counts.mistake,
        warnings: counts.warning,
        notes: counts.note,
        truncated: kept.size < all.length || !rules ? true : undefined,
        files: files.map((file) => ({
            path: file.path,
            valid: isValid(file),
            findings: file.findings.filter((finding) => kept.has(finding)).map(toFinding),
            rules: rules && file.policy?.status === 'valid' ? file.policy.rules.map(describeRule) : undefined,
        })),
        callers,
    };
}
/** The document as text of at most `maxLength` UTF-16 code units; says less until it fits. */
function renderBoundedReport(files, maxLength, { callers } = {}) {
    const full = JSON.stringify(toReportDocument(files, { callers }));
    if (full.length <= maxLength)
        return full;
    for (const maxFindings of [1_000, 100, 10]) {
        const shorter = JSON.stringify(toReportDocument(files, { callers, maxFindings, rules: false }));
        if (shorter.length <= maxLength)
            return shorter;
    }
    const { files: _, callers: __, ...counts } = toReportDocument(files, { maxFindings: 0, rules: false });
    return JSON.stringify({ ...counts, truncated: true, files: [] });
}

;// CONCATENATED MODULE: ./src/domain/trust-policy/report/render-summary.js
/** The job summary: for each policy who may mint what, in words, and everything that was found. Markdown. */




/** GitHub takes 1 MiB of summary from one step; the rest is left for a closing sentence. */
const maxSummaryLength = 900_000;
const marks = { error: '❌', mistake: '❌', warning: '⚠️', note: 'ℹ️' };
function renderRules({ policy }) {
    if (policy?.status !== 'valid')
        return [];
    const rows = policy.rules.map((rule) => {
        const { who, what, line } = describeRule(rule);
        return [`${rule.index + 1} (line ${line})`, (0,markup/* escapeMarkup */.My)(who), (0,markup/* escapeMarkup */.My)(what)];
    });
    return [(0,markup/* markupTable */.VP)(['Rule', 'Who', 'May mint a token to'], rows)];
}
function renderFindings({ findings }) {
    if (findings.length === 0)
        return [];
    const rows = findings.map(({ severity, id, message, range, fix }) => [
        `${range.start.line}:${range.start.column}`,
        `${marks[severity]} ${severity}`,
        (0,markup/* markupCode */.EX)(id),
        message.split('\n').map(markup/* escapeMarkup */.My).join('<br>') +
            (fix === undefined ? '' : `<br>Fix: ${(0,markup/* markupCode */.EX)(fix.text.trim() || 'remove it')}`),
    ]);
    return [(0,markup/* markupTable */.VP)(['At', 'Severity', 'Rule', 'What was found'], rows)];
}
function renderFile(file) {
    const state = isValid(file) ? 'valid' : 'invalid, so it denies every job';
    const heading = `### ${(0,markup/* markupCode */.EX)(file.path)}`;
    const verdict = file.policy === undefined ? [] : [`This policy is ${state}.`];
    return [heading, ...verdict, ...renderRules(file), ...renderFindings(file)].join('\n\n');
}
function renderCallers(results) {
    const rows = results.map(({ name, policy, expect, decision, passed, permissions }) => [
        passed ? '✅' : '❌',
        (0,markup/* escapeMarkup */.My)(name),
        (0,markup/* markupCode */.EX)(policy),
        expect,
        (0,markup/* escapeMarkup */.My)(permissions === undefined ? decision : `granted: ${describePermissions(permissions)}`),
    ]);
    return ['### Callers', (0,markup/* markupTable */.VP)(['', 'Caller', 'Policy', 'Must be', 'Is'], rows)].join('\n\n');
}
/** Files come whole or not at all, those with findings first; what does not fit is counted. Ends without a newline. */
function renderPolicySummary(files, { callers } = {}) {
    const sections = ['## Trust policies', `${(0,report/* describeFindingCounts */.d6)(files)}.`];
    if (callers !== undefined)
        sections.push(renderCallers(callers));
    let length = sections.join('').length;
    let left = 0;
    for (const file of files.toSorted((a, b) => Number(isValid(a)) - Number(isValid(b)))) {
        const section = renderFile(file);
        length += section.length + 2;
        if (length > maxSummaryLength)
            left += 1;
        else
            sections.push(section);
    }
    if (left > 0)
        sections.push(`${left} more files do not fit here; the output report and the SARIF file have them.`);
    return sections.join('\n\n');
}

;// CONCATENATED MODULE: ./actions/validate-trust-policy/outputs.js
/** The outputs of `validate-trust-policy`. */


/** Longest report, in UTF-16 code units. All outputs of a job together may have 1 MiB. */
const maxReportLength = 524_288;
/** Every output by its name in `action.yml`. */
function toOutputs({ files, callers }, sarifFile) {
    const counts = (0,report/* countFindings */.Gt)(files);
    return {
        valid: String(counts.error === 0),
        errors: String(counts.error),
        mistakes: String(counts.mistake),
        warnings: String(counts.warning),
        'sarif-file': sarifFile ?? '',
        report: renderBoundedReport(files, maxReportLength, { callers }),
    };
}

;// CONCATENATED MODULE: ./actions/validate-trust-policy/report.js
/** Reports the result: annotations, log, SARIF file, outputs and the job summary. */





async function writeSarif({ files }, { sarifFile, confinement }) {
    if (sarifFile === undefined)
        return;
    const { renderSarif } = await __webpack_require__.e(/* import() */ 887).then(__webpack_require__.bind(__webpack_require__, 6887));
    await (0,confined_path/* writeConfinedFile */.cQ)(sarifFile, renderSarif(files), { input: 'sarif-file', confinement });
}
async function reportPolicies(result, settings, runner) {
    const { files, callers } = result;
    const { shown, hidden } = planAnnotations(files);
    runner.annotate(shown);
    runner.logger.info((0,report/* describeFindingCounts */.d6)(files));
    if (hidden > 0)
        runner.logger.info(`GitHub limits annotations; ${hidden} more findings are in the job summary.`);
    await writeSarif(result, settings);
    await runner.addSummary(renderPolicySummary(files, { callers }));
    await runner.setOutputs(toOutputs(result, settings.sarifFile));
}

;// CONCATENATED MODULE: ./actions/validate-trust-policy/settings.js
/** Puts the settings of `validate-trust-policy` together. */

/** Throws INPUT_INVALID for a path outside of the workspace. */
function resolveSettings(inputs, environment) {
    const confinement = (0,confined_path/* stepConfinement */.nF)(environment);
    const { 'sarif-file': sarifFile, claims } = inputs;
    if (sarifFile !== undefined)
        (0,confined_path/* confinePath */.ey)(sarifFile, 'sarif-file', confinement);
    if (claims !== undefined)
        (0,confined_path/* confinePath */.ey)(claims, 'claims', { workspace: confinement.workspace });
    return {
        files: inputs.files,
        allowEmpty: inputs['allow-empty'],
        failOn: inputs['fail-on'],
        sarifFile,
        claims,
        codeowners: inputs.codeowners,
        confinement,
    };
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
;// CONCATENATED MODULE: ./src/domain/trust-policy/report/code-frame.js
/** Shows the place of a finding: the line before, the line itself, and a mark below it. */

/** Most characters of a line that are shown. */
const maxShownLength = 120;
/** Characters that are kept before the mark in a longer line. */
const leadLength = 40;
const plainPaint = (_style, text) => text;
/** Lines of the frame without line ends; none when the text does not have that line. */
function renderFrame(text, range, { paint = plainPaint, color = 'red' } = {}) {
    const lines = text.split(/\r\n?|\n/);
    const line = lines[range.start.line - 1];
    if (line === undefined)
        return [];
    const width = String(range.start.line).length;
    const row = (number, shown) => `${paint('dim', `${String(number ?? '').padStart(width)} |`)}${shown === '' ? '' : ` ${shown}`}`;
    const from = Math.max(0, range.start.column - 1 - (line.length > maxShownLength ? leadLength : Infinity));
    const cut = (shown) => (0,base_text/* escapeUnprintable */.O8)(shown.slice(from, from + maxShownLength));
    const end = range.end.line > range.start.line ? line.length + 1 : range.end.column;
    const lead = cut(line.slice(0, range.start.column - 1)).length;
    const marked = cut(line.slice(0, Math.max(end, range.start.column + 1) - 1)).length - lead;
    const before = range.start.line > 1 ? lines[range.start.line - 2] : undefined;
    return [
        ...(before === undefined ? [] : [row(range.start.line - 1, cut(before))]),
        row(range.start.line, cut(line)),
        row(undefined, `${' '.repeat(lead)}${paint(color, '^'.repeat(Math.max(1, marked)))}`),
    ];
}

;// CONCATENATED MODULE: ./src/domain/trust-policy/report/render-text.js
/** A report for a terminal: each finding with the piece of the policy that it is about. */





const colors = { error: 'red', mistake: 'red', warning: 'yellow', note: 'cyan' };
function painter(color) {
    return color ? (style, text) => (0,external_node_util_.styleText)(style, text, { validateStream: false }) : plainPaint;
}
function renderFix(finding) {
    if (finding.fix === undefined)
        return [];
    const text = (0,base_text/* escapeUnprintable */.O8)(finding.fix.text.trim());
    return [text === '' ? '  fix: remove it' : `  fix: write ${text}`];
}
function renderFinding(file, finding, paint) {
    const { severity, range, id, message } = finding;
    const { line, column } = range.start;
    const at = `${(0,base_text/* escapeUnprintable */.O8)(file.path)}:${line}:${column}`;
    const frame = file.text === undefined ? [] : renderFrame(file.text, range, { paint, color: colors[severity] });
    return [
        `${paint('bold', at)} ${paint(colors[severity], severity)} ${paint('dim', id)}`,
        ...message.split('\n').map((part) => `  ${(0,base_text/* escapeUnprintable */.O8)(part)}`),
        ...frame.map((row) => `  ${row}`),
        ...renderFix(finding),
    ];
}
/** Which callers each rule allows and what it grants; nothing for an invalid policy. */
function render_text_renderRules({ policy }) {
    if (policy?.status !== 'valid')
        return [];
    return policy.rules.map((rule) => {
        const { who, what, line } = describeRule(rule);
        return `  rule ${rule.index + 1} (line ${line}) allows ${(0,base_text/* escapeUnprintable */.O8)(who)} to ${what}`;
    });
}
/** Findings of one file; one line when there are none. Then what its rules say, if asked. Lines without line ends. */
function renderFileText(file, { color = false, rules = false } = {}) {
    const paint = painter(color);
    const described = rules ? render_text_renderRules(file) : [];
    if (file.findings.length === 0)
        return [`${(0,base_text/* escapeUnprintable */.O8)(file.path)}: ${paint('green', 'ok')}`, ...described];
    const findings = file.findings.flatMap((finding) => [...renderFinding(file, finding, paint), '']);
    if (described.length === 0)
        return findings;
    return [...findings, `${(0,base_text/* escapeUnprintable */.O8)(file.path)}:`, ...described, ''];
}
/** The whole report; ends with a line that counts. */
function renderText(files, options = {}) {
    const paint = painter(options.color ?? false);
    const lines = files.flatMap((file) => renderFileText(file, options));
    return `${[...lines, paint('bold', describeFindingCounts(files))].join('\n')}\n`;
}

// EXTERNAL MODULE: ./src/runner/globs.js
var globs = __webpack_require__(1823);
;// CONCATENATED MODULE: ./src/runner/find-files.js




const maxPatterns = 100;
/** In characters. */
const maxPatternLength = 1_024;
/** Most files that all patterns together may match. */
const maxFoundFiles = 2_000;
/** Most directory entries that are visited. */
const maxVisitedEntries = 200_000;
function invalidPattern(message, hint) {
    return new errors/* ActionError */.lZ('INPUT_INVALID', message, { hint });
}
function checkPattern(pattern) {
    const shown = JSON.stringify(pattern.slice(0, 200));
    if (pattern.length > maxPatternLength)
        throw invalidPattern(`The pattern ${shown}… has ${pattern.length} characters, the limit is ${maxPatternLength}.`, 'Split it into several patterns.');
    const path = pattern.replace(/^!/, '').replace(/^(\.\/)+/, '');
    const parts = path.split(/[/\\{},|()]/);
    if (/^(?:[/\\~]|[A-Za-z]:)/.test(path) || parts.includes('..') || path.includes('\0')) {
        throw invalidPattern(`The pattern ${shown} is outside of the workspace.`, 'Use a pattern relative to the root of the checkout, without "..".');
    }
    return pattern.startsWith('!') ? `!${path}` : path;
}
/** Compiles the common forms `a/b/c.yaml` and `a/b/*.yaml` without minimatch, which takes longer to load than the linter runs. */
function compilePlain(pattern) {
    const [, directory, star, suffix] = /^((?:[\w.-]+\/)*)(\*?)([\w.-]+)$/.exec(pattern) ?? [];
    if (directory === undefined || suffix === undefined || pattern.split('/').includes('.'))
        return undefined;
    return {
        match: (path, partial = false) => {
            if (partial)
                return directory.startsWith(`${path}/`);
            const name = path.slice(directory.length);
            if (!path.startsWith(directory) || name.includes('/'))
                return false;
            return star === '' ? name === suffix : name.endsWith(suffix);
        },
    };
}
async function compile(patterns) {
    return Promise.all(patterns.map(async (pattern) => {
        const plain = compilePlain(pattern);
        if (plain !== undefined)
            return plain;
        const { Minimatch } = await __webpack_require__.e(/* import() */ 662).then(__webpack_require__.bind(__webpack_require__, 8662));
        return new Minimatch(pattern, globs/* globOptions */.BN);
    }));
}
async function list(directory) {
    try {
        return await (0,promises_.readdir)(directory, { withFileTypes: true });
    }
    catch (cause) {
        const code = (0,errors/* systemErrorCode */.vq)(cause);
        if (code === 'ENOENT' || code === 'ENOTDIR')
            return [];
        throw new errors/* ActionError */.lZ('INPUT_FILE_UNUSABLE', `The directory ${directory} cannot be read.`, { cause });
    }
}
/**
 * Sorted paths, relative to `root` and with `/`, that match a pattern. Directories are left out, unless they have the extension of a
 * YAML file: they are in the place of a file. A pattern that starts with `!` excludes paths. `.git` and `node_modules` are skipped unless
 * a pattern names them.
 *
 * Throws INPUT_INVALID for a pattern outside of `root` and above a limit.
 */
async function findFiles(root, patterns) {
    if (patterns.length > maxPatterns)
        throw invalidPattern(`There are ${patterns.length} patterns, the limit is ${maxPatterns}.`, 'Use fewer, wider patterns.');
    const checked = patterns.map(checkPattern);
    const wanted = await compile(checked.filter((pattern) => !pattern.startsWith('!')));
    const unwanted = await compile(checked.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)));
    const skipped = ['.git', 'node_modules'].filter((name) => !checked.some((pattern) => pattern.includes(name)));
    const found = [];
    let visited = 0;
    async function walk(directory) {
        for (const entry of await list((0,external_node_path_.join)(root, directory))) {
            visited += 1;
            if (visited > maxVisitedEntries)
                throw invalidPattern(`The patterns search more than ${maxVisitedEntries} directory entries.`, 'Use narrower patterns.');
            const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
            if (skipped.includes(entry.name))
                continue;
            const matches = wanted.some((pattern) => pattern.match(path)) && !unwanted.some((pattern) => pattern.match(path));
            if (matches && (!entry.isDirectory() || /\.ya?ml$/.test(entry.name)))
                found.push(path);
            if (found.length > maxFoundFiles)
                throw invalidPattern(`The patterns match more than ${maxFoundFiles} files.`, 'Use narrower patterns.');
            if (entry.isDirectory() && wanted.some((pattern) => pattern.match(path, true)))
                await walk(path);
        }
    }
    await walk('');
    return found.sort();
}

;// CONCATENATED MODULE: ./actions/validate-trust-policy/validate.js
/** Finds the policies of the checkout and checks them. Each file is in the log as soon as it is checked. */




/** Paths of the policies. Throws INPUT_INVALID if there are none: a green step that checked nothing would mislead. */
async function findPolicies({ files, allowEmpty, confinement }, runner) {
    const paths = await findFiles(confinement.workspace, files);
    if (paths.length > 0)
        return paths;
    const isDefault = files.join() === defaultPolicyPatterns.join();
    const text = isDefault
        ? 'The checkout has no trust policies in .atmos/pro/sts.'
        : `No file matches the input "files": ${files.join(', ')}.`;
    if (!allowEmpty) {
        throw new errors/* ActionError */.lZ('INPUT_INVALID', text, {
            hint: 'Run actions/checkout before this step. To pass without policies, set `allow-empty: true`.',
        });
    }
    await runner.warning(`${text} Nothing was checked.`, 'Trust policies');
    return paths;
}
/** Throws INPUT_INVALID if no file matches, unless the workflow allows it. */
async function validate(settings, runner) {
    const { codeowners, claims: callers, confinement } = settings;
    const root = confinement.workspace;
    const paths = await findPolicies(settings, runner);
    return checkPolicies({ root, paths, codeowners, callers }, (file) => {
        for (const line of renderFileText(file))
            runner.logger.info(line);
    });
}

;// CONCATENATED MODULE: ./actions/validate-trust-policy/verdict.js
/** Decides whether the findings fail the step. */


/** Throws INPUT_POLICY_INVALID if there is a finding of the severity or worse. */
function failOn(severity, files) {
    if ((0,report/* countFailing */.aO)(files, severity) === 0)
        return;
    throw new errors/* ActionError */.lZ('INPUT_POLICY_INVALID', `Trust policies: ${(0,report/* describeFindingCounts */.d6)(files)}.`, {
        hint: 'Fix the findings in the annotations and the job summary.',
    });
}

;// CONCATENATED MODULE: ./actions/validate-trust-policy/main.js
/** The step of `validate-trust-policy`: settings, findings, report, verdict. */







async function run() {
    await (0,run_action/* runAction */.C)(async (runner) => {
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const settings = resolveSettings(inputs, runner.environment);
        const result = await validate(settings, runner);
        await reportPolicies(result, settings, runner);
        failOn(settings.failOn, result.files);
    });
}


/***/ }),

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

/***/ 3436:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ foldDisguise),
/* harmony export */   z: () => (/* binding */ foldName)
/* harmony export */ });
/** Brings names together that some file system takes for the same one. */
/**
 * Characters that HFS+ ignores when it compares names, and all others that Unicode calls ignorable: they are invisible, so two
 * names that differ in it alone look the same.
 */
const ignorable = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
/** Through upper case, because several lower-case letters may share one. */
function foldCase(text) {
    return text.toUpperCase().toLowerCase();
}
/** As file systems that ignore case and composition compare names. */
function foldName(name) {
    return foldCase(name.normalize('NFC').replace(ignorable, '')).normalize('NFC');
}
/** Also what only looks alike: full-width letters, ligatures, the two dots in one character. */
function foldDisguise(name) {
    return foldCase(name.normalize('NFKC').replace(ignorable, '')).normalize('NFKC');
}


/***/ }),

/***/ 5431:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L5: () => (/* binding */ maxBranchLength),
/* harmony export */   LD: () => (/* binding */ maxPathBytes),
/* harmony export */   Mr: () => (/* binding */ maxFiles),
/* harmony export */   R4: () => (/* binding */ maxCommentBytes),
/* harmony export */   cn: () => (/* binding */ maxTotalBytes),
/* harmony export */   d4: () => (/* binding */ maxProblems),
/* harmony export */   dp: () => (/* binding */ byteLength),
/* harmony export */   eV: () => (/* binding */ maxFileBytes),
/* harmony export */   jx: () => (/* binding */ maxSegmentBytes),
/* harmony export */   nI: () => (/* binding */ describeBytes),
/* harmony export */   ng: () => (/* binding */ maxMessageBytes)
/* harmony export */ });
/* unused harmony export maxCommitBodyBytes */
/** Bounds of a commit from CI. The Atmos CLI has the first five (docs/wire.md#commits), the server has all of them. */
/** Longest commit message, in bytes of UTF-8. */
const maxMessageBytes = 500;
/** Longest comment, in bytes of UTF-8. */
const maxCommentBytes = 2_000;
/** Longest branch name, in characters, which are ASCII. */
const maxBranchLength = 256;
/** Most files of one commit, deleted ones included. */
const maxFiles = 200;
/** Largest file, in bytes. */
const maxFileBytes = 2 * 1024 * 1024;
/**
 * All files of one commit together, in bytes. The Atmos CLI knows no such limit and would send up to 400 MiB, which cannot
 * be passed on to GitHub before the client gives up after 30 s.
 */
const maxTotalBytes = 48 * 1024 * 1024;
/** Body of a request with that much, in bytes: base64 makes 4 of 3, and there is a MiB for everything else. */
const maxCommitBodyBytes = (maxTotalBytes / 3) * 4 + 1024 * 1024;
/** Longest path, in bytes of UTF-8. */
const maxPathBytes = 1_024;
/** Longest name between two slashes, in bytes of UTF-8: what the usual file systems take. */
const maxSegmentBytes = 255;
/** Most problems that are told at once. */
const maxProblems = 20;
/** UTF-8 length. */
function byteLength(text) {
    return Buffer.byteLength(text, 'utf8');
}
/** Bytes for people, such as `2 MiB (2097152 bytes)`. */
function describeBytes(bytes) {
    return bytes % (1024 * 1024) === 0 ? `${bytes / (1024 * 1024)} MiB (${bytes} bytes)` : `${bytes} bytes`;
}


/***/ }),

/***/ 8482:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JL: () => (/* binding */ isGit),
/* harmony export */   W0: () => (/* binding */ findPathProblem)
/* harmony export */ });
/* unused harmony export pathRules */
/* harmony import */ var _fold_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3436);
/* harmony import */ var _limits_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5431);
/**
 * Which paths a commit from CI may not touch: one list of named refusals, the same for the action and the server. They
 * keep a commit inside the repository, on every file system that it may be checked out on, and away from what runs in CI.
 *
 * `.gitmodules`, `.gitattributes` and `.gitignore` are files like any other: a caller that may change them through here may
 * change every script of the branch as well. As symbolic links they are refused with the modes (`check-changes.ts`).
 */


/** As NTFS reads a name: without what follows a colon, and without dots and blanks at the end. */
function asNtfs(segment) {
    return (0,_fold_js__WEBPACK_IMPORTED_MODULE_1__/* .foldDisguise */ .T)(segment)
        .replace(/:.*$/s, '')
        .replace(/[. ]+$/, '');
}
/** 8.3 names that Windows gives to `.git` and `.github`, counted or with a hash. */
const shortGit = /^(?:git~\d+|gi[0-9a-f]{4}~\d+)$/;
const shortGitHub = /^(?:github~\d+|gi[0-9a-f]{4}~\d+)$/;
/** `.git`, or a name that some file system takes for it. */
function isGit(segment) {
    const name = asNtfs(segment);
    return name === '.git' || shortGit.test(name);
}
/** At the root only: elsewhere the name means nothing to GitHub. */
function isGitHub(segment) {
    const name = asNtfs(segment);
    return name === '.github' || shortGitHub.test(name);
}
/** `..` also as one character, full-width, or with something invisible in it. */
function isDots(segment, count) {
    return segment === '.'.repeat(count) || (segment !== '' && (0,_fold_js__WEBPACK_IMPORTED_MODULE_1__/* .foldDisguise */ .T)(segment) === '.'.repeat(count));
}
/** In the order in which they are held against a path; the first one that is broken names the refusal. */
const pathRules = [
    { name: 'empty', message: 'the path is empty', breaks: (path) => path === '' },
    {
        name: 'not-unicode',
        message: 'the path is not valid Unicode',
        // A replacement character is what reading invalid UTF-8 leaves.
        breaks: (path) => !path.isWellFormed() || path.includes('\ufffd'),
    },
    {
        name: 'control-character',
        message: 'the path holds a control character or a line separator',
        breaks: (path) => /[\p{Cc}\u2028\u2029]/u.test(path),
    },
    {
        name: 'too-long',
        message: `the path is longer than ${_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .maxPathBytes */ .LD} bytes, or a name in it than ${_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .maxSegmentBytes */ .jx}`,
        breaks: (path, segments) => (0,_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .byteLength */ .dp)(path) > _limits_js__WEBPACK_IMPORTED_MODULE_0__/* .maxPathBytes */ .LD || segments.some((segment) => (0,_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .byteLength */ .dp)(segment) > _limits_js__WEBPACK_IMPORTED_MODULE_0__/* .maxSegmentBytes */ .jx),
    },
    { name: 'backslash', message: 'the path holds a backslash', breaks: (path) => path.includes('\\') },
    {
        name: 'absolute',
        message: 'the path is absolute; it has to begin at the root of the repository',
        breaks: (path) => path.startsWith('/'),
    },
    {
        name: 'drive-letter',
        message: 'the path begins with a drive letter',
        breaks: (path) => /^[A-Za-z]:/.test((0,_fold_js__WEBPACK_IMPORTED_MODULE_1__/* .foldDisguise */ .T)(path)),
    },
    {
        name: 'parent-segment',
        message: 'the path goes through `..`',
        breaks: (_, segments) => segments.some((segment) => isDots(segment, 2)),
    },
    {
        name: 'dot-segment',
        message: 'the path goes through `.`',
        breaks: (_, segments) => segments.some((segment) => isDots(segment, 1)),
    },
    {
        name: 'empty-segment',
        message: 'the path holds two slashes in a row or ends in one',
        breaks: (_, segments) => segments.includes(''),
    },
    {
        name: 'git-folder',
        message: 'the path goes through `.git`, or through a name that a file system takes for it',
        breaks: (_, segments) => segments.some(isGit),
    },
    {
        name: 'github-folder',
        message: 'the path is in `.github`, which holds the workflows, or in a name that a file system takes for it',
        breaks: (_, segments) => isGitHub(segments[0] ?? ''),
    },
    {
        name: 'stream',
        message: 'the path holds a colon, which names a stream of a file on Windows',
        breaks: (path) => path.includes(':') || (0,_fold_js__WEBPACK_IMPORTED_MODULE_1__/* .foldDisguise */ .T)(path).includes(':'),
    },
    {
        name: 'trailing-dot-or-space',
        message: 'a name in the path ends in a dot or a blank, which Windows drops',
        breaks: (_, segments) => segments.some((segment) => /[. ]$/.test((0,_fold_js__WEBPACK_IMPORTED_MODULE_1__/* .foldDisguise */ .T)(segment))),
    },
    {
        name: 'hidden-character',
        message: 'the path holds a character that cannot be seen or that turns text around',
        breaks: (path) => /\p{Cf}/u.test(path),
    },
    {
        name: 'disguised-separator',
        message: 'the path holds a character that is turned into a slash or a backslash on some systems',
        breaks: (path, segments) => (0,_fold_js__WEBPACK_IMPORTED_MODULE_1__/* .foldDisguise */ .T)(path).split('/').length !== segments.length || (0,_fold_js__WEBPACK_IMPORTED_MODULE_1__/* .foldDisguise */ .T)(path).includes('\\'),
    },
];
/** The first rule that `path` breaks. */
function findPathProblem(path) {
    const segments = path.split('/');
    return pathRules.find((rule) => rule.breaks(path, segments));
}


/***/ }),

/***/ 7167:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ph: () => (/* binding */ isPolicyClaim),
/* harmony export */   QL: () => (/* binding */ laterClaims),
/* harmony export */   Vf: () => (/* binding */ unmatchedClaims),
/* harmony export */   eL: () => (/* binding */ isMatchableClaim),
/* harmony export */   hz: () => (/* binding */ matchableClaims),
/* harmony export */   lD: () => (/* binding */ maxClaimLength),
/* harmony export */   zC: () => (/* binding */ isLaterClaim)
/* harmony export */ });
/* unused harmony export policyClaims */
/** The claims that a policy may name, and the ID token's name of each. */
/** Policy claim → claim of the ID token, in every version of the language (docs/trust-policies.md#claims). */
const policyClaims = {
    subject: 'sub',
    repository: 'repository',
    repository_owner: 'repository_owner',
    ref: 'ref',
    ref_type: 'ref_type',
    actor: 'actor',
    workflow_ref: 'workflow_ref',
    environment: 'environment',
    sha: 'sha',
};
/** What `atmos-pro.com/v1alpha2` can match on besides, under the token's own names, as the beginning of a sentence. */
const laterClaims = {
    event_name: 'event_name is the event that started the run',
    job_workflow_ref: 'job_workflow_ref is the reusable workflow that the job runs, not the file of the caller',
    repository_id: 'repository_id is the number of the repository, which no other one ever gets',
    repository_owner_id: 'repository_owner_id is the number of the owner, which no other one ever gets',
    repository_visibility: 'repository_visibility is public, private or internal',
    actor_id: 'actor_id is the number of the account that started the run',
    runner_environment: 'runner_environment is github-hosted or self-hosted',
    base_ref: 'base_ref is the branch that a pull request would change',
    head_ref: 'head_ref is the branch of a pull request',
};
/** All claims of the newest version, and the ID token's name of each; those that it adds come last. */
const matchableClaims = {
    ...policyClaims,
    event_name: 'event_name',
    job_workflow_ref: 'job_workflow_ref',
    repository_id: 'repository_id',
    repository_owner_id: 'repository_owner_id',
    repository_visibility: 'repository_visibility',
    actor_id: 'actor_id',
    runner_environment: 'runner_environment',
    base_ref: 'base_ref',
    head_ref: 'head_ref',
};
/** Claims of GitHub's ID tokens that no version can match on. */
const unmatchedClaims = new Set([
    ...['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'enterprise', 'enterprise_id', 'check_run_id'],
    ...['run_id', 'run_number', 'run_attempt', 'workflow_sha', 'job_workflow_sha', 'ref_protected'],
]);
/** Longest claim value that is matched, in UTF-16 code units; a longer one matches nothing. */
const maxClaimLength = 1024;
function isPolicyClaim(name) {
    return Object.hasOwn(policyClaims, name);
}
function isLaterClaim(name) {
    return Object.hasOwn(laterClaims, name);
}
function isMatchableClaim(name) {
    return isPolicyClaim(name) || isLaterClaim(name);
}


/***/ }),

/***/ 2840:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  uP: () => (/* binding */ createFinding),
  BW: () => (/* binding */ findingRules),
  TM: () => (/* binding */ maxFindings),
  Tc: () => (/* binding */ sortFindings)
});

;// CONCATENATED MODULE: ./src/domain/trust-policy/rules/caller.js
/** Findings about the callers that a rule allows: more than its author may expect, or none. */
const callerRules = {
    'match-all': {
        severity: 'warning',
        summary: 'Any verified caller meets the rule.',
        description: 'Every job of every repository that the server verifies, pull requests included, may mint a token. Fine for a repository that everybody in the workspace may read; name the callers otherwise.',
        failing: { rules: '- match:\n    subject: "*"\n' },
        passing: { rules: '- match:\n    repository_owner: "acme"\n' },
    },
    'wildcard-before-slash': {
        severity: 'warning',
        summary: 'A wildcard in the name of the owner.',
        description: '`*` also stands for `/`, so `acme*` matches `acme-evil/anything`, and anyone can register `acme-evil`. Put the wildcard behind the slash. Not reported when another claim of the rule pins the owner.',
        failing: { rules: '- match:\n    repository: "acme*"\n' },
        passing: { rules: '- match:\n    repository: "acme/*"\n' },
    },
    'no-caller-anchor': {
        severity: 'warning',
        summary: 'The rule does not say which repository may call.',
        description: 'Without `subject`, `repository` or `repository_owner` any repository with such a branch, environment or workflow meets the rule. A pattern that matches every repository restricts nothing. In `v1alpha2`, the id of a repository or an owner will do. `job_workflow_ref` alone will not: every caller of a reusable workflow chooses its inputs.',
        failing: { rules: '- match:\n    environment: "production"\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "production"\n' },
    },
    'pull-request-reachable': {
        severity: 'warning',
        summary: 'The subject admits runs for pull requests.',
        description: 'A subject such as `repo:acme/infra:*` is met by branches and also by `…:pull_request`, where the code has not been reviewed. Say `:ref:refs/heads/main`, add `ref` or `environment`, or write `:pull_request` out if it is meant. `:environment:*` does not exclude pull requests either: their jobs can name any environment, and GitHub creates one that does not exist. In `v1alpha2`, `event_name` can exclude pull requests too, or name them. Only `subject` is checked; `repository` on its own says every run of the repository.',
        failing: { rules: '- match:\n    subject: "repo:acme/infra:*"\n' },
        passing: { rules: '- match:\n    subject: "repo:acme/infra:ref:refs/heads/*"\n' },
    },
    'workflow-any-ref': {
        severity: 'warning',
        summary: 'The workflow file is trusted on any branch.',
        description: '`workflow_ref` ends in `@` and the ref that the file was taken from. A glob that ends before or at it accepts the file as anybody has changed it on a branch. Name the ref, or pin `ref` in the same rule. The same holds for `job_workflow_ref` in `v1alpha2`.',
        failing: {
            rules: '- match:\n    repository: "acme/infra"\n    workflow_ref: "acme/infra/.github/workflows/deploy.yml@*"\n',
        },
        passing: {
            rules: '- match:\n    repository: "acme/infra"\n    workflow_ref: "acme/infra/.github/workflows/deploy.yml@refs/heads/main"\n',
        },
    },
    'actor-without-repository': {
        severity: 'note',
        summary: 'An actor is a name that can change hands.',
        description: 'A login can be released and registered by another person, and the actor stays the first one when another person runs the job again. Say in the same rule which repository may call. In `v1alpha2`, `actor_id` and `repository_id` do not change hands.',
        failing: { rules: '- match:\n    repository_owner: "acme"\n    actor: "octocat"\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n    actor: "octocat"\n' },
    },
    'unreachable-rule': {
        severity: 'warning',
        summary: 'No run can meet the rule.',
        description: 'Two claims of the rule never hold together. A job with an environment has the subject `…:environment:NAME` and not `…:ref:…`, and a colon in the name is `%3A` there. In `v1alpha2`, a run of the event `push` has no ref of a pull request and no `base_ref`. Reported only when it is certain, with GitHub’s usual form of the subject.',
        failing: {
            rules: '- match:\n    subject: "repo:acme/infra:ref:refs/heads/main"\n    environment: "production"\n',
        },
        passing: {
            rules: '- match:\n    subject: "repo:acme/infra:environment:production"\n    environment: "production"\n',
        },
    },
    'pull-request-ref': {
        severity: 'warning',
        summary: 'A rule for pull requests names the ref of a branch.',
        description: 'A run for a pull request has the ref `refs/pull/N/merge` and a subject that ends in `:pull_request`. [Only a run that the merge starts](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context) (`types: [closed]`) has the ref of the branch that it was merged into. For pull requests into a branch use `base_ref`.',
        failing: {
            rules: '- match:\n    repository: "acme/infra"\n    event_name: "pull_request"\n    ref: "refs/heads/main"\n',
            version: 'v1alpha2',
            also: ['extension'],
        },
        passing: { rules: '- match:\n    subject: "repo:acme/infra:pull_request"\n' },
    },
    'id-wildcard': {
        severity: 'warning',
        summary: 'A wildcard in an id.',
        description: 'GitHub numbers the repositories and accounts of everybody in one sequence, so `42*` also matches those of strangers. An id that begins with such digits can be had by creating repositories. Write the whole id, and a rule for each.',
        failing: {
            rules: '- match:\n    repository_id: "42*"\n',
            version: 'v1alpha2',
            also: ['extension', 'no-caller-anchor'],
        },
        passing: { rules: '- match:\n    subject: "repo:acme@7/infra@42:ref:refs/heads/main"\n' },
    },
    'outsider-event': {
        severity: 'warning',
        summary: 'An event that people without write access can cause.',
        description: 'Anyone who can see a public repository can open a pull request, comment, star or fork. `pull_request_target`, `issue_comment`, `issues`, `discussion`, `discussion_comment`, `fork`, `watch` and `workflow_run` then run with the ID token of the default branch, often on text or code from outside. Not reported if the rule names an `environment` (not any, as `*` does), an `actor` or an `actor_id`.',
        failing: {
            rules: '- match:\n    repository: "acme/infra"\n    event_name: "pull_request_target"\n',
            version: 'v1alpha2',
            also: ['extension'],
        },
        passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "production"\n' },
    },
    'head-ref-chosen': {
        severity: 'warning',
        summary: 'The rule trusts the name of the branch of a pull request.',
        description: '`head_ref` is the name that the author of the pull request gave to the branch, also in a fork. It says what a run is about, not who may start it. Not reported if the rule names an `environment` (not any, as `*` does), an `actor` or an `actor_id`.',
        failing: {
            rules: '- match:\n    repository: "acme/infra"\n    head_ref: "release/*"\n',
            version: 'v1alpha2',
            also: ['extension'],
        },
        passing: { rules: '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/release/*"\n' },
    },
    'foreign-workflow': {
        severity: 'warning',
        summary: 'The workflow is in another repository than the caller.',
        description: '`workflow_ref` is the file that started the run, and that file is in the calling repository, even if the job calls a reusable workflow of another one. Only a workflow that a ruleset of an organization requires is elsewhere. The reusable workflow is the claim `job_workflow_ref`, which `atmos-pro.com/v1alpha2` has.',
        failing: {
            rules: '- match:\n    repository: "acme/app"\n    workflow_ref: "acme/shared/.github/workflows/plan.yml@refs/heads/main"\n',
        },
        passing: {
            rules: '- match:\n    repository: "acme/app"\n    workflow_ref: "acme/app/.github/workflows/plan.yml@refs/heads/main"\n',
        },
    },
    'shadowed-rule': {
        severity: 'note',
        summary: 'Another rule already lets in the same callers.',
        description: 'Every job that matches this rule also matches the other one, which grants at least as much. Delete this rule, or narrow the other one. The order of rules does not matter.',
        failing: {
            rules: '- match:\n    repository: "acme/*"\n- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n',
        },
        passing: {
            rules: '- match:\n    repository: "acme/*"\n- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n  permissions:\n    issues: write\n',
        },
    },
    'duplicate-rule': {
        severity: 'note',
        summary: 'The policy has a duplicate rule.',
        description: 'Same callers, same permissions. Remove one.',
        failing: {
            rules: '- match:\n    repository: "acme/infra"\n- match:\n    repository: "acme/infra"\n',
        },
        passing: { rules: '- match:\n    repository: "acme/infra"\n- match:\n    repository: "acme/platform"\n' },
    },
};

;// CONCATENATED MODULE: ./src/domain/trust-policy/rules/file.js
/** Findings about the file as a whole: its name, bytes and YAML. */
const sound = {};
const fileRules = {
    'file-name': {
        severity: 'error',
        summary: 'The file is not called `<name>.yaml`, so the server does not read it.',
        description: 'The server reads `.atmos/pro/sts/<name>.yaml` and nothing else. A policy in a `.yml` file has no effect. Rename it.',
        failing: { file: 'default.yml' },
        passing: { file: 'default.yaml' },
    },
    'file-too-large': {
        severity: 'error',
        summary: 'The file is larger than 32 KiB.',
        description: 'A larger file is not read at all. Fifty rules take about 10 KiB. Split the rules into several policies.',
        failing: { padding: 32_768 },
        passing: { padding: 16_384 },
    },
    'not-utf8': {
        severity: 'error',
        summary: 'The file is not UTF-8 text.',
        description: 'Save it as UTF-8. A letter in another encoding is a different pattern, even if it looks the same.',
        failing: { edit: ['"acme/infra"', '"acme/infra" # für alle'], encoding: 'latin1' },
        passing: { edit: ['"acme/infra"', '"acme/infra" # für alle'] },
    },
    'yaml-syntax': {
        severity: 'error',
        summary: 'The file is not YAML 1.2, or indents with tabs.',
        description: 'Also reported for directives (`%YAML`), for characters that YAML does not allow, and for nesting deeper than a policy can have.',
        failing: { edit: ['"acme/infra"', '"acme/infra'] },
        passing: sound,
    },
    'duplicate-key': {
        severity: 'error',
        summary: 'A mapping has a duplicate key.',
        description: 'Readers of YAML disagree on which of the two counts. Keep one, or write two rules.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n    repository: "acme/platform"\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n- match:\n    repository: "acme/platform"\n' },
    },
    alias: {
        severity: 'error',
        summary: 'Anchors and aliases are not allowed.',
        description: 'A reader must see the allowed callers on the line itself, and aliases can expand a small file into a huge one. Write the value out.',
        failing: {
            rules: '- match: &infra\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n- match: *infra\n  permissions:\n    issues: write\n',
        },
        passing: {
            rules: '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n  permissions:\n    issues: write\n',
        },
    },
    'custom-tag': {
        severity: 'error',
        summary: 'Tags are not allowed.',
        description: 'A tag makes some readers build something else than text. Quote a value that has to be text.',
        failing: { rules: '- match:\n    repository: !secret acme/infra\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n' },
    },
    'multiple-documents': {
        severity: 'error',
        summary: 'The file holds more than one YAML document.',
        description: 'One file is one policy. Put the other into a file of its own.',
        failing: { edit: ['kind: TrustPolicy\n', 'kind: TrustPolicy\n---\n'] },
        passing: sound,
    },
    'schema-comment': {
        severity: 'note',
        summary: 'No comment tells editors where the schema is.',
        description: 'With the line `# yaml-language-server: $schema=…` editors complete the names of claims and mark a typo while it is written. Also reported if the line names the schema of another version than `apiVersion`.',
        failing: {
            edit: [
                '# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json\n',
                '',
            ],
        },
        passing: sound,
    },
    codeowners: {
        severity: 'warning',
        summary: 'No code owner has to approve changes to the policy.',
        description: 'Anyone who may change the policy can mint tokens. GitHub reads the first of `.github/CODEOWNERS`, `CODEOWNERS` and `docs/CODEOWNERS`; in it the last pattern that matches decides, and an entry without owners takes them away. A later pattern such as `*` also replaces the owners that an earlier line names for the policies: put that line last. A file over 3 MB is not read. Checked only in a checkout.',
        failing: { codeowners: '/.atmos/ @acme/security\n*.yaml @acme/everyone\n/.atmos/pro/\n' },
        passing: { codeowners: '* @acme/everyone\n/.atmos/pro/sts/ @acme/security\n' },
    },
};

;// CONCATENATED MODULE: ./src/domain/trust-policy/rules/pattern.js
/** Findings about single patterns: globs and regular expressions. */
/** 260 characters. */
const longPattern = `acme/${'infra'.repeat(51)}`;
const patternRules = {
    'regex-invalid': {
        severity: 'error',
        summary: 'A regular expression that is not accepted.',
        description: 'The syntax is RE2: no backreferences and no lookaround, so that matching takes linear time. Very costly expressions are refused too.',
        failing: {
            rules: '- match:\n    repository: "acme/infra"\n    ref: {regex: "refs/heads/(?!main).*"}\n',
        },
        passing: {
            rules: '- match:\n    repository: "acme/infra"\n    ref: {regex: "refs/heads/(main|release/.+)"}\n',
        },
    },
    'pattern-empty': {
        severity: 'error',
        summary: 'An empty pattern.',
        description: 'An empty claim matches nothing. Leave the claim out if any value will do.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n    environment: ""\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "production"\n' },
    },
    'pattern-too-long': {
        severity: 'error',
        summary: 'A pattern of more than 256 characters.',
        description: 'Split it into several rules.',
        failing: { rules: `- match:\n    repository: "${longPattern}"\n` },
        passing: { rules: '- match:\n    repository: "acme/infra"\n' },
    },
    unmatchable: {
        severity: 'mistake',
        summary: 'No run can have such a value.',
        description: 'A ref begins with `refs/heads/`, `refs/tags/` or `refs/pull/`, a repository is `owner/name` without a scheme, and a colon in the name of an environment is `%3A` in the subject. The rule is valid and never matches, so the jobs that it is for are denied. A list in one pattern, such as `"acme/infra, acme/apps"`, is one value too: write a rule for each. In `v1alpha2`, an id is a decimal number, and `base_ref` and `head_ref` are short names such as `main`. Reported only when it is certain.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n    ref: "main"\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n' },
    },
    'regex-looks-like-glob': {
        severity: 'warning',
        summary: 'A regular expression that reads like a glob.',
        description: 'In a regular expression `*` repeats the character before it, so `refs/tags/*` matches `refs/tags` and `refs/tags//` but not `refs/tags/v1`. Write a plain string for a glob, or `.*` for any run of characters.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n    ref: {regex: "refs/tags/*"}\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n    ref: "refs/tags/*"\n' },
    },
    'glob-looks-like-regex': {
        severity: 'warning',
        summary: 'A glob that reads like a regular expression.',
        description: 'In a plain string only `*` and `?` are special; `^`, `$`, `(`, `|` and the rest are themselves, and hardly any claim holds them. Write `{regex: …}`, or one rule per alternative.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "^(staging|production)$"\n' },
        passing: {
            rules: '- match:\n    repository: "acme/infra"\n    environment: {regex: "staging|production"}\n',
        },
    },
    'redundant-anchor': {
        severity: 'note',
        summary: '`^` and `$` do nothing in a regular expression.',
        description: 'An expression always has to match the whole value, each alternative of it. Without the anchors it says the same.',
        failing: {
            rules: '- match:\n    repository: "acme/infra"\n    ref: {regex: "^refs/heads/(main|dev)$"}\n',
        },
        passing: { rules: '- match:\n    repository: "acme/infra"\n    ref: {regex: "refs/heads/(main|dev)"}\n' },
    },
};

;// CONCATENATED MODULE: ./src/domain/trust-policy/rules/permission.js
/** Findings about what a rule grants. */
const permissionRules = {
    'permission-unknown': {
        severity: 'error',
        summary: 'Not a repository permission of GitHub Apps.',
        description: 'GitHub would refuse the whole token. The names are those of GitHub Apps, with underscores.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    pull-requests: write\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    pull_requests: write\n' },
    },
    'permission-unlisted': {
        severity: 'warning',
        summary: 'A permission that the installation holds, and the linter does not know.',
        description: 'The name is not in the list that this version was built with, but the installation of the GitHub App holds it, so it is new at GitHub and granted. Reported where the permissions of the installation are known: by the server and by `atmos-pro doctor`.',
        failing: {
            rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    a_new_permission: write\n',
            heldPermissions: ['a_new_permission'],
        },
        passing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    issues: write\n' },
    },
    'permission-level': {
        severity: 'error',
        summary: 'A level that this permission does not have.',
        description: 'Levels are `read`, `write` and `admin`; `workflows` begins at `write`, and `codespaces_metadata` ends at `read`.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    issues: wrtie\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    issues: write\n' },
    },
    'permissions-size': {
        severity: 'error',
        summary: '`permissions` is empty or has more than 40 entries.',
        description: 'Leave it out for reading contents and metadata only.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n  permissions: {}\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n' },
    },
    'write-covers-policy': {
        severity: 'warning',
        summary: 'The caller may edit this very policy.',
        description: 'With `contents: write` the caller can push a change of `.atmos/pro/sts/` and allow any other caller, unless a ruleset stops it. The server refuses the grant until a ruleset of the repository [protects the directory](#protect-trust-policies). With `administration: write` or `repository_custom_properties: write` the caller can remove a protection, so they are always refused. `sts.guard_policy_directory: false` in the workspace of the server allows all of them. Grant `pull_requests: write` if it only has to open pull requests from a fork or a branch that exists.',
        failing: {
            rules: '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n  permissions:\n    contents: write\n',
        },
        passing: {
            rules: '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n  permissions:\n    contents: read\n    pull_requests: write\n',
        },
    },
    'admin-grant': {
        severity: 'warning',
        summary: 'The rule grants `admin`.',
        description: 'Hardly any job needs it, and GitHub has the level for few permissions; elsewhere it means everything that the App holds.',
        failing: {
            rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    repository_projects: admin\n',
        },
        passing: {
            rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    repository_projects: write\n',
        },
    },
    'broad-write': {
        severity: 'warning',
        summary: 'A rule that allows too many callers grants write access.',
        description: 'The rule has one of `match-all`, `wildcard-before-slash`, `no-caller-anchor`, `pull-request-reachable`, `workflow-any-ref`, `id-wildcard`, `outsider-event` or `head-ref-chosen`, and grants `write` or more. Split it: a wide rule that reads, a narrow one that writes. The example has the other finding too.',
        failing: {
            rules: '- match:\n    subject: "repo:acme/infra:*"\n  permissions:\n    issues: write\n',
            also: ['pull-request-reachable'],
        },
        passing: {
            rules: '- match:\n    subject: "repo:acme/infra:ref:refs/heads/main"\n  permissions:\n    issues: write\n',
        },
    },
};

;// CONCATENATED MODULE: ./src/domain/trust-policy/rules/shape.js
/** Findings about the structure of a policy: keys, types, sizes. */
const shape_sound = {};
const shapeRules = {
    'wrong-type': {
        severity: 'error',
        summary: 'A mapping or a list is expected here.',
        description: 'Mostly a `-` too few or too many. Several values for one claim are several rules.',
        failing: { rules: '- match:\n    repository: ["acme/infra", "acme/platform"]\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n- match:\n    repository: "acme/platform"\n' },
    },
    'api-version': {
        severity: 'error',
        summary: '`apiVersion` is neither `atmos-pro.com/v1alpha1` nor `atmos-pro.com/v1alpha2`.',
        description: 'The version of the language. The second one has [nine more claims](trust-policies-v1alpha2.md), and the hosted Atmos Pro does not read it.',
        failing: { edit: ['atmos-pro.com/v1alpha1\nkind', 'atmos-pro.com/v1\nkind'] },
        passing: shape_sound,
    },
    extension: {
        severity: 'note',
        summary: 'The hosted Atmos Pro does not read `atmos-pro.com/v1alpha2`.',
        description: 'This server does. On the hosted Atmos Pro the whole file is invalid, so it denies every job. Use `v1alpha1` unless a rule needs one of the [claims of v1alpha2](trust-policies-v1alpha2.md).',
        failing: { rules: '- match:\n    repository_id: "42"\n    event_name: "push"\n', version: 'v1alpha2' },
        passing: shape_sound,
    },
    'other-dialect': {
        severity: 'error',
        summary: 'The file is a policy of another broker.',
        description: 'An octo-sts policy names `issuer`, `subject` and `claim_pattern` at the top level. `atmos-pro policy convert FILE` prints the equivalent policy, with a comment for everything that has none.',
        failing: {
            text: 'issuer: https://token.actions.githubusercontent.com\nsubject: repo:acme/infra:ref:refs/heads/main\npermissions:\n  contents: read\n',
        },
        passing: shape_sound,
    },
    kind: {
        severity: 'error',
        summary: '`kind` is not `TrustPolicy`.',
        description: 'Upper and lower case count.',
        failing: { edit: ['kind: TrustPolicy', 'kind: trust-policy'] },
        passing: shape_sound,
    },
    'metadata-name': {
        severity: 'error',
        summary: '`metadata.name` is not the name of the file.',
        description: 'The file is found by its name, and the name inside says that it was meant to be found there: a copied file does not become a policy by accident. Letters, digits, dots, hyphens and underscores, at most 64.',
        failing: { edit: ['name: default', 'name: default'], file: 'ci.yaml' },
        passing: { edit: ['name: default', 'name: ci'], file: 'ci.yaml' },
    },
    'rules-missing': {
        severity: 'error',
        summary: '`spec.rules` holds no rule.',
        description: 'To deny every job, delete the file.',
        failing: { rules: '[]\n' },
        passing: shape_sound,
    },
    'too-many-rules': {
        severity: 'error',
        summary: '`spec.rules` holds more than 50 rules.',
        description: 'Put other callers into another policy; they ask for it by its name.',
        failing: {
            rules: Array.from({ length: 51 }, (_, n) => `- match: {repository: "acme/app-${n}"}\n`).join(''),
        },
        passing: {
            rules: Array.from({ length: 50 }, (_, n) => `- match: {repository: "acme/app-${n}"}\n`).join(''),
        },
    },
    'unknown-key': {
        severity: 'error',
        summary: 'A key that the policy language does not have.',
        description: 'No key is ignored: a misspelled `permission` would silently grant less than intended.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n  permission:\n    issues: write\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    issues: write\n' },
    },
    'not-a-string': {
        severity: 'error',
        summary: 'A value that YAML reads as something else than text.',
        description: 'Numbers, `true`, `null` and nothing at all are not text. Put the value in quotes.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n    environment: 2026\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "2026"\n' },
    },
    'empty-match': {
        severity: 'error',
        summary: 'A rule without claims, which could never match.',
        description: 'To allow every caller, write `subject: "*"`.',
        failing: { rules: '- match: {}\n' },
        passing: { rules: '- match:\n    repository_owner: "acme"\n' },
    },
    'unknown-claim': {
        severity: 'error',
        summary: 'A claim that a policy cannot match on.',
        description: 'There are nine: `subject`, `repository`, `repository_owner`, `ref`, `ref_type`, `actor`, `workflow_ref`, `environment`, `sha`. `atmos-pro.com/v1alpha2` has [nine more](trust-policies-v1alpha2.md). The issuer is always enforced.',
        failing: { rules: '- match:\n    repositoryowner: "acme"\n' },
        passing: { rules: '- match:\n    repository_owner: "acme"\n' },
    },
    'ambiguous-scalar': {
        severity: 'warning',
        summary: 'A value that other readers of YAML do not read as text.',
        description: 'Without quotes `yes`, `on`, `1_000`, `12:30` and `2026-01-01` are text in YAML 1.2, and booleans, numbers and dates in YAML 1.1, which many tools still read. Put them in quotes.',
        failing: { rules: '- match:\n    repository: "acme/infra"\n    environment: on\n' },
        passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "on"\n' },
    },
};

;// CONCATENATED MODULE: ./src/domain/trust-policy/findings.js
/** The findings that a policy can have: the closed table of ids, and the shape of a finding. */





/** Every finding there is, in words and with two examples. Errors make the whole file invalid; nothing else does. */
const findingRules = {
    ...fileRules,
    ...shapeRules,
    ...patternRules,
    ...permissionRules,
    ...callerRules,
};
/** Most errors that a compiled policy is given; what is left out is of the same kinds. The linter gives all. */
const maxFindings = 100;
/** A finding of `id` with the severity that the table gives it. */
function createFinding(id, { range, message, fix }) {
    const rule = findingRules[id];
    return { id, severity: rule.severity, range, message, fix };
}
/** Findings in the order of the text. */
function sortFindings(findings) {
    return findings.toSorted((a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column);
}


/***/ }),

/***/ 284:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ZU: () => (/* binding */ capPermissions),
/* harmony export */   gj: () => (/* binding */ basePermissions),
/* harmony export */   oc: () => (/* binding */ unitePermissions),
/* harmony export */   x3: () => (/* binding */ isAccessLevel),
/* harmony export */   yy: () => (/* binding */ accessLevels)
/* harmony export */ });
/** Permissions as a lattice: union over rules, cap at what the installation holds. */
/** In rising order. */
const accessLevels = ['read', 'write', 'admin'];
function isAccessLevel(value) {
    return accessLevels.some((level) => level === value);
}
/** What every rule that matches grants, whatever else it says. */
const basePermissions = { contents: 'read', metadata: 'read' };
function rank(level) {
    return accessLevels.indexOf(level);
}
/** Per name the highest level of any. Names come out sorted, so that equal sets print equal. */
function unitePermissions(all) {
    const united = new Map();
    for (const [name, level] of all.flatMap((permissions) => Object.entries(permissions))) {
        const present = united.get(name);
        if (present === undefined || rank(level) > rank(present))
            united.set(name, level);
    }
    return Object.fromEntries([...united].sort(([a], [b]) => (a < b ? -1 : 1)));
}
/** Each entry at most at the level that `ceiling` has; an entry that it lacks is dropped. */
function capPermissions(permissions, ceiling) {
    return Object.fromEntries(Object.entries(permissions).flatMap(([name, level]) => {
        const held = Object.hasOwn(ceiling, name) ? ceiling[name] : undefined;
        if (held === undefined)
            return [];
        return [[name, rank(level) <= rank(held) ? level : held]];
    }));
}


/***/ }),

/***/ 9938:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   eL: () => (/* binding */ policyDirectory),
/* harmony export */   k1: () => (/* binding */ policyPath),
/* harmony export */   oj: () => (/* binding */ isPolicyName)
/* harmony export */ });
/* unused harmony export policyNamePattern */
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/** Where a policy lies in its repository. */

/** Directory of all policies of a repository. */
const policyDirectory = '.atmos/pro/sts';
/** Name of a policy, as a pattern for JSON Schema. It goes into a path, hence the narrow alphabet and no `..`. */
const policyNamePattern = '^(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';
const policyName = new RegExp(policyNamePattern);
function isPolicyName(name) {
    return policyName.test(name);
}
/** Path from the root of the repository; throws `INPUT_INVALID` for a name that could leave the directory. */
function policyPath(name) {
    if (!isPolicyName(name)) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('INPUT_INVALID', `${JSON.stringify(name.slice(0, 80))} is not a policy name.`, {
            hint: 'A policy name has 1 to 64 letters, digits, dots, hyphens and underscores, and no two dots in a row.',
        });
    }
    return `${policyDirectory}/${name}.yaml`;
}


/***/ }),

/***/ 6207:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ readingRules),
/* harmony export */   U: () => (/* binding */ reportRules)
/* harmony export */ });
/* harmony import */ var _findings_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2840);
/** Everything that a report can say: the findings in a policy, and those about files around it. */

/** Found by who reads files, not by the linter. */
const readingRules = {
    'file-unusable': {
        severity: 'error',
        summary: 'The path is not a readable regular file.',
        description: 'A policy, and a file of callers, is a regular file. The server takes a symbolic link or a directory at the path of a policy for a policy that is not valid.',
    },
    'callers-invalid': {
        severity: 'error',
        summary: 'The file of callers does not fit its schema.',
        description: 'What the file may hold is in `schemas/v1alpha1/policy-callers.json`. None of its callers was asked.',
    },
    'caller-outcome': {
        severity: 'error',
        summary: 'A caller does not get what it must get.',
        description: 'The file of callers says for each caller whether a policy must allow it, and with which permissions. Correct the policy, or the file if the new outcome is meant.',
    },
};
/** All rules by id, those of the language first. */
const reportRules = { ..._findings_js__WEBPACK_IMPORTED_MODULE_0__/* .findingRules */ .BW, ...readingRules };


/***/ }),

/***/ 5981:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Aj: () => (/* binding */ createFileFinding),
/* harmony export */   Gt: () => (/* binding */ countFindings),
/* harmony export */   aO: () => (/* binding */ countFailing),
/* harmony export */   d6: () => (/* binding */ describeFindingCounts),
/* harmony export */   gO: () => (/* binding */ severities),
/* harmony export */   uX: () => (/* binding */ listWorstFirst)
/* harmony export */ });
/* harmony import */ var _report_rules_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6207);
/** The findings in the policies of a checkout: the one shape that every format is made from. */

/** A finding about a file. */
function createFileFinding(id, range, message) {
    return { id, severity: _report_rules_js__WEBPACK_IMPORTED_MODULE_0__/* .readingRules */ .S[id].severity, range, message };
}
/** Worst first. */
const severities = ['error', 'mistake', 'warning', 'note'];
function countFindings(files) {
    const counts = { error: 0, mistake: 0, warning: 0, note: 0 };
    for (const { findings } of files)
        for (const { severity } of findings)
            counts[severity] += 1;
    return counts;
}
function countFailing(files, failOn) {
    const { error, mistake, warning } = countFindings(files);
    return { error: error + mistake, warning: error + mistake + warning, never: 0 }[failOn];
}
/** Every finding, errors first, otherwise in the order of the files. */
function listWorstFirst(files) {
    const located = files.flatMap((file) => file.findings.map((finding) => ({ file, finding })));
    return severities.flatMap((severity) => located.filter(({ finding }) => finding.severity === severity));
}
/** `2 errors, 1 warning in 3 files`, for people. */
function describeFindingCounts(files) {
    const counts = countFindings(files);
    const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;
    const found = severities.filter((severity) => counts[severity] > 0);
    const what = found.map((severity) => count(counts[severity], severity)).join(', ') || 'no findings';
    return `${what} in ${count(files.length, 'file')}`;
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
/* harmony import */ var _base_text_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1592);
/* harmony import */ var _domain_commits_path_rules_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8482);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3677);
/* harmony import */ var _whole_file_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4742);
/** Confines paths of a workflow to the workspace and the job's temporary directory, without symbolic links. */







const permissionBits = 0o777;
/** The checkout, and the job's temporary directory. */
function stepConfinement(environment) {
    const temporary = (0,_environment_js__WEBPACK_IMPORTED_MODULE_4__/* .readVariable */ .n)('RUNNER_TEMP', environment);
    return {
        workspace: (0,_environment_js__WEBPACK_IMPORTED_MODULE_4__/* .readVariable */ .n)('GITHUB_WORKSPACE', environment) ?? process.cwd(),
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
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('INPUT_INVALID', `Input "${input}" is outside of the workspace: ${(0,_base_text_js__WEBPACK_IMPORTED_MODULE_6__/* .quotePath */ .WG)(path)}.`, {
        hint: 'Use a path in the checkout or in RUNNER_TEMP.',
    });
}
/** The deepest directory on the way to `path` that exists, as it is spelled. */
async function existingPath(path) {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(path);
        return path;
    }
    catch (error) {
        if ((0,_base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .systemErrorCode */ .vq)(error) !== 'ENOENT' || (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path) === path)
            throw error;
        return existingPath((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path));
    }
}
/** Hooks and configuration of git are programs that later steps run. `path` has no links. */
function isInGitFolder(root, path) {
    return (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(root, path).split(node_path__WEBPACK_IMPORTED_MODULE_1__.sep).some(_domain_commits_path_rules_js__WEBPACK_IMPORTED_MODULE_3__/* .isGit */ .JL);
}
/**
 * Writes `text` in one step, with the mode of a file that it replaces, and creates directories as needed. A checkout is untrusted, so a symbolic link at the path or on the way that leaves
 * the confinement is INPUT_INVALID, and so is a path in `.git`, also through a link. Throws INPUT_FILE_UNUSABLE if the file cannot be written.
 */
async function writeConfinedFile(path, text, { input, confinement }) {
    const absolute = confinePath(path, input, confinement);
    const { workspace, others = [] } = confinement;
    try {
        const existing = await existingPath((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(absolute));
        const parent = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(existing);
        const roots = await Promise.all([workspace, ...others].map((directory) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(directory)));
        const old = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(absolute).catch(() => undefined);
        if (old?.isSymbolicLink() ||
            !roots.some((directory) => parent === directory || isBelow(directory, (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(parent, '-'))))
            throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('INPUT_INVALID', `Input "${input}" goes through a symbolic link: ${(0,_base_text_js__WEBPACK_IMPORTED_MODULE_6__/* .quotePath */ .WG)(path)}.`, {
                hint: 'Use a path without symbolic links.',
            });
        // What does not exist yet has no links.
        const real = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(parent, (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(existing, absolute));
        if ([absolute, real].some((target) => [...roots, workspace].some((root) => isBelow(root, target) && isInGitFolder(root, target))))
            throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('INPUT_INVALID', `Input "${input}" is in a git directory: ${(0,_base_text_js__WEBPACK_IMPORTED_MODULE_6__/* .quotePath */ .WG)(path)}.`, {
                hint: 'Use a path outside of `.git`.',
            });
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(absolute), { recursive: true });
        await (0,_whole_file_js__WEBPACK_IMPORTED_MODULE_5__/* .replaceWholeFile */ .s)(absolute, text, { mode: old?.isFile() ? old.mode & permissionBits : undefined });
    }
    catch (cause) {
        if (cause instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ)
            throw cause;
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('INPUT_FILE_UNUSABLE', `Input "${input}" names a file that cannot be written: ${(0,_base_text_js__WEBPACK_IMPORTED_MODULE_6__/* .quotePath */ .WG)(path)}.`, { cause });
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


/***/ }),

/***/ 4742:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ whileBusy),
/* harmony export */   s: () => (/* binding */ replaceWholeFile)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1455);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5664);
/* harmony import */ var _base_retry_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5161);
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3638);
/** Files that other processes read at any time: the new text is there whole, or not at all. */





/** On Windows a file cannot be replaced while it is read, nor opened while it is replaced. Both are over in milliseconds. */
const busyRetry = {
    attempts: 40,
    baseDelayMs: 10,
    maxDelayMs: 100,
    isRetryable: (error) => ['EPERM', 'EACCES', 'EBUSY'].includes((0,_base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .systemErrorCode */ .vq)(error) ?? ''),
};
const ports = { clock: _clock_js__WEBPACK_IMPORTED_MODULE_4__/* .systemClock */ .m, random: _clock_js__WEBPACK_IMPORTED_MODULE_4__/* .systemRandom */ .v };
/** Repeats what fails on a file that another process is reading or replacing. */
function whileBusy(use) {
    return (0,_base_retry_js__WEBPACK_IMPORTED_MODULE_3__/* .retry */ .L5)(use, busyRetry, ports);
}
/**
 * Atomic: a reader sees the old text or the new one. A link at `path` is replaced, not followed. `mode`: of a new file by default. Rejects
 * with the error of the file system; nothing is left behind.
 */
async function replaceWholeFile(path, text, { mode } = {}) {
    // A new file under a name that cannot be guessed: one that exists could be a link.
    const draft = `${path}.${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}`;
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.writeFile)(draft, text, { flag: 'wx', mode });
        await whileBusy(() => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(draft, path));
    }
    catch (error) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(draft, { force: true }).catch(() => undefined);
        throw error;
    }
}


/***/ })

};
