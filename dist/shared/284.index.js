export const id = 284;
export const ids = [284];
export const modules = {

/***/ 7284:
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
// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
;// CONCATENATED MODULE: ./src/base/start-early.js
/** Starts work before it is known whether its result is needed. */
/** `work`, already running. A failure counts where the result is awaited, and nowhere else. */
function startEarly(work) {
    work.catch(() => undefined);
    return work;
}

// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
;// CONCATENATED MODULE: ./src/domain/commits/change.js
/** The changes of a commit from CI: whole files, in their new state. */
/** Modes that git knows for what has content: a file, an executable file, a symbolic link. */
const fileModes = ['100644', '100755', '120000'];
/** One line for each problem. */
function describeProblem({ rule, path, message }) {
    return path === undefined ? `${message} (${rule})` : `${path}: ${message} (${rule})`;
}

// EXTERNAL MODULE: ./src/domain/commits/fold.js
var fold = __webpack_require__(3436);
// EXTERNAL MODULE: ./src/domain/commits/limits.js
var limits = __webpack_require__(5431);
;// CONCATENATED MODULE: ./src/domain/commits/check-content.js
/** Holds the content and the mode of one added file to their rules. */



/** Files that git reads from the checkout; as links they would make it read somewhere else, and `git fsck` complains. */
const gitFiles = new Set(['.gitmodules', '.gitattributes', '.gitignore', '.mailmap']);
function checkSize(path, bytes) {
    if (bytes <= limits/* maxFileBytes */.eV)
        return [];
    const message = `the file has ${bytes} bytes, and at most ${(0,limits/* describeBytes */.nI)(limits/* maxFileBytes */.eV)} are allowed`;
    return [{ rule: 'file-too-large', path: (0,base_text/* quotePath */.WG)(path), message }];
}
function checkTotal(bytes) {
    if (bytes <= limits/* maxTotalBytes */.cn)
        return [];
    const message = `the files have ${bytes} bytes together, and at most ${(0,limits/* describeBytes */.nI)(limits/* maxTotalBytes */.cn)} are allowed in one commit`;
    return [{ rule: 'commit-too-large', message }];
}
/** A link has to stay inside the repository. `target`: its content, where it is known. */
function checkLink(path, mode, target) {
    if (mode !== '120000')
        return [];
    const shown = (0,base_text/* quotePath */.WG)(path);
    const name = (0,fold/* foldDisguise */.T)(path.slice(path.lastIndexOf('/') + 1));
    if (gitFiles.has(name)) {
        return [{ rule: 'link-for-git', path: shown, message: 'git takes no symbolic link for this file' }];
    }
    if (target === undefined)
        return [];
    if (target === '' || (0,limits/* byteLength */.dp)(target) > limits/* maxPathBytes */.LD || /[\p{Cc}\ufffd\\]/u.test(target)) {
        const message = `the link's target is not a path of at most ${limits/* maxPathBytes */.LD} bytes`;
        return [{ rule: 'link-target', path: shown, message }];
    }
    return leavesRepository(path, target)
        ? [{ rule: 'link-outside', path: shown, message: 'the link leads out of the repository, or into `.git`' }]
        : [];
}
function leavesRepository(path, target) {
    if (target.startsWith('/') || /^[A-Za-z]:/.test(target))
        return true;
    const at = path.split('/').slice(0, -1);
    for (const segment of target.split('/')) {
        const name = (0,fold/* foldDisguise */.T)(segment);
        if (name === '..') {
            if (at.pop() === undefined)
                return true;
        }
        else if (name !== '' && name !== '.')
            at.push(name);
    }
    return at.includes('.git');
}

// EXTERNAL MODULE: ./src/domain/commits/path-rules.js
var path_rules = __webpack_require__(8482);
;// CONCATENATED MODULE: ./src/domain/commits/check-paths.js
/** Holds the paths of a commit against each rule of their own and against each other. */




function problem(rule, path, message) {
    return { rule, path: (0,base_text/* quotePath */.WG)(path), message };
}
function checkFileCount(count) {
    if (count === 0)
        return [{ rule: 'no-files', message: 'there is no changed file' }];
    if (count <= limits/* maxFiles */.Mr)
        return [];
    const message = `there are ${count} changed files, and at most ${limits/* maxFiles */.Mr} are allowed`;
    return [{ rule: 'too-many-files', message }];
}
function checkEach(paths) {
    return paths.flatMap((path) => {
        const found = (0,path_rules/* findPathProblem */.W0)(path);
        return found === undefined ? [] : [problem(found.name, path, found.message)];
    });
}
function checkRepeats(paths) {
    const seen = new Set();
    return paths.flatMap((path) => {
        const isRepeated = seen.has(path);
        seen.add(path);
        return isRepeated ? [problem('duplicate', path, 'the path is named twice')] : [];
    });
}
/** Only among files that are there afterwards: to rename a file in letter case alone is to delete one and to add one. */
function checkFolded(additions) {
    const seen = new Map();
    return additions.flatMap((path) => {
        const folded = (0,fold/* foldName */.z)(path);
        const other = seen.get(folded);
        seen.set(folded, path);
        if (other === undefined || other === path)
            return [];
        const message = `file systems that ignore letter case or composition take the path for ${(0,base_text/* quotePath */.WG)(other)}`;
        return [problem('case-duplicate', path, message)];
    });
}
function checkFolders(additions) {
    const files = new Map(additions.map((path) => [(0,fold/* foldName */.z)(path), path]));
    return additions.flatMap((path) => {
        const segments = (0,fold/* foldName */.z)(path).split('/');
        const file = segments.slice(1).map((_, index) => files.get(segments.slice(0, index + 1).join('/')));
        const other = file.find((found) => found !== undefined);
        if (other === undefined)
            return [];
        return [problem('file-and-folder', path, `the path goes through ${(0,base_text/* quotePath */.WG)(other)}, which is a file`)];
    });
}
/** Every problem; none when the commit may have these paths. */
function checkPaths({ additions, deletions }) {
    const deleted = new Set(deletions);
    const both = additions.filter((path) => deleted.has(path));
    return [
        ...checkFileCount(additions.length + deletions.length),
        ...checkEach([...additions, ...deletions]),
        ...checkRepeats(additions),
        ...checkRepeats(deletions),
        ...both.map((path) => problem('added-and-deleted', path, 'the path is both added and deleted')),
        ...checkFolded(additions),
        ...checkFolders(additions),
    ];
}

;// CONCATENATED MODULE: ./src/domain/commits/judge-staged.js
/** Sorts what is staged into what is sent and what is refused, by the rules that the server has too. */






const submoduleMode = '160000';
const linkMode = '120000';
/** The mode if it is a new one, and none that a new file has anyway: the contract has no modes, so it is sent where it must be. */
function modeToSend({ status, oldMode, newMode }) {
    const usual = status === 'A' ? '100644' : oldMode;
    return newMode === usual ? undefined : fileModes.find((mode) => mode === newMode);
}
/** Whether the content has to be read to judge the file: a link of a size that its target may have. */
function mayBeTarget({ status, newMode, newId }, sizes) {
    return status !== 'D' && newMode === linkMode && (sizes.get(newId) ?? 0) <= limits/* maxPathBytes */.LD;
}
function judge(change, { sizes, targets }) {
    const { status, path, oldMode, newMode, newId } = change;
    const shown = (0,base_text/* quotePath */.WG)(path);
    const broken = (0,path_rules/* findPathProblem */.W0)(path);
    if (broken !== undefined)
        return [{ rule: broken.name, path: shown, message: broken.message }];
    if (status === 'U') {
        return [{ rule: 'unmerged', path: shown, message: 'a merge left conflicts in the file' }];
    }
    if (newMode === submoduleMode || oldMode === submoduleMode) {
        const message = 'it is a submodule, and only files can be committed from CI';
        return [{ rule: 'submodule', path: shown, message }];
    }
    if (status === 'D')
        return [];
    const tooLarge = checkSize(path, sizes.get(newId) ?? 0);
    // Without a target: too long to be one.
    return newMode === linkMode
        ? [...tooLarge, ...checkLink(path, linkMode, targets.get(newId) ?? '')]
        : tooLarge;
}
function judgeStaged(changes, known) {
    const additions = [];
    const deletions = [];
    const refused = [];
    for (const change of changes) {
        const { status, path, newId } = change;
        const [problem] = judge(change, known);
        const mode = modeToSend(change);
        if (problem !== undefined)
            refused.push({ ...problem, file: path });
        else if (status === 'D')
            deletions.push({ path });
        else
            additions.push({ path, id: newId, mode });
    }
    const paths = {
        additions: additions.map(({ path }) => path),
        deletions: deletions.map(({ path }) => path),
    };
    const problems = additions.length + deletions.length === 0 ? [] : checkPaths(paths);
    return { additions, deletions, refused, problems };
}
/** What Git LFS puts into a repository in place of a large file; its object is somewhere else. */
function isLfsPointer(content) {
    const start = 'version https://git-lfs.github.com/spec/v1\n';
    return (Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, start.length)).toString() ===
        start);
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./src/domain/commits/parse-staged.js
/** Reads `git diff --cached --raw --no-abbrev --no-renames -z`: what is staged, without names that git has quoted. */

const statuses = ['A', 'M', 'D', 'T', 'U'];
const header = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40}(?:[0-9a-f]{24})?) ([0-9a-f]{40}(?:[0-9a-f]{24})?) ([AMDTU])$/;
/** Throws INTERNAL for anything else, such as what a later git may print. */
function parseStaged(output) {
    const fields = output.split('\0');
    if (fields.pop() !== '')
        throw unreadable();
    const changes = [];
    for (let at = 0; at < fields.length; at += 2) {
        const match = header.exec(fields[at] ?? '');
        const path = fields[at + 1];
        const [, oldMode = '', newMode = '', oldId = '', newId = '', letter] = match ?? [];
        const status = statuses.find((known) => known === letter);
        if (status === undefined || path === undefined)
            throw unreadable();
        changes.push({ status, path, oldMode, newMode, oldId, newId });
    }
    return changes;
}
function unreadable() {
    return new errors/* ActionError */.lZ('INTERNAL', 'What git says about staged changes could not be read.');
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/domain/git-config/override-local.js
var override_local = __webpack_require__(8466);
// EXTERNAL MODULE: ./src/git/git-environment.js
var git_environment = __webpack_require__(9566);
// EXTERNAL MODULE: ./src/git/run-git.js
var run_git = __webpack_require__(6178);
;// CONCATENATED MODULE: ./src/git/embedded-repositories.js
/**
 * Repositories inside of a checkout, such as submodules. To stage files, git looks for changes in each that the index has, and does so with
 * the configuration of that repository.
 */







/** Most repositories that are looked into. Each costs three runs of git. */
const maxRepositories = 500;
/** Longest path that a message repeats, in characters. */
const maxShownLength = 200;
const embedded_repositories_linkMode = '160000 ';
function refuse(path, fault) {
    return new errors/* ActionError */.lZ('INPUT_GIT_CONFIG_INVALID', `The repository ${(0,base_text/* quoteText */.ol)(path, maxShownLength)} inside of the checkout ${fault}, so it could make git run a command.`, { hint: 'Remove it from the checkout, or restore its .git directory.' });
}
/** Paths of the repositories that the index of `options.directory` links to and that are checked out. */
async function listLinked(options) {
    const { stdout } = await (0,run_git/* runGit */.E)(['ls-files', '--stage', '-z'], options);
    const links = stdout.split('\0').filter((line) => line.startsWith(embedded_repositories_linkMode));
    const paths = links.map((line) => line.slice(line.indexOf('\t') + 1));
    const found = [];
    for (const path of paths) {
        // It cannot be named on a command line as git names it.
        if (path.includes('\ufffd'))
            throw refuse(path, 'has a name that is not UTF-8');
        const at = (0,external_node_path_.join)(options.directory, path);
        const isCheckedOut = await (0,promises_.lstat)((0,external_node_path_.join)(at, '.git')).then(() => true, () => false);
        if (isCheckedOut)
            found.push(at);
    }
    return found;
}
/** How git runs in a repository for the one around it. */
function inside(directory, { environment, config }) {
    return { directory, config, environment: { ...environment, GIT_DIR: '.git' } };
}
/** `options`, without the commands that the configuration of repositories in the checkout names. Throws INPUT_GIT_CONFIG_INVALID if it cannot be read. */
async function overrideEmbedded(options) {
    let safe = options;
    let count = 0;
    const left = [...(await listLinked(options))];
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
        count += 1;
        if (count > maxRepositories)
            throw refuse(path, `is one of more than ${maxRepositories}`);
        const here = { ...inside(path, safe), anyExitCode: true };
        const where = await (0,run_git/* runGit */.E)(['rev-parse', '--is-inside-work-tree', '--show-prefix'], here);
        // Its files may be elsewhere, and other repositories among them.
        if (where.exitCode !== 0 || where.stdout.trim() !== 'true')
            throw refuse(path, 'cannot be read, or has its files elsewhere');
        const listed = await (0,run_git/* runGit */.E)(['config', '--list', '--show-scope', '-z'], here);
        if (listed.exitCode !== 0)
            throw refuse(path, 'has a configuration that git does not accept');
        safe = (0,git_environment/* addEntries */.SS)(safe, (0,override_local/* overrideLocal */.ay)((0,override_local/* parseScopedConfig */.wW)(listed.stdout)));
        left.push(...(await listLinked(inside(path, safe))));
    }
    return safe;
}

;// CONCATENATED MODULE: ./src/git/staged-changes.js
/** Stages files of a checkout and reads what is staged, from the index: files may change after they were staged. */






/** Throws INPUT_INVALID if `directory` is not in a checkout. */
async function openCheckout(directory, environment) {
    if (!(await isDirectory(directory))) {
        throw new errors/* ActionError */.lZ('INPUT_INVALID', `The directory ${directory} does not exist.`, {
            hint: 'Run actions/checkout before this step, and set `directory` to its `path`.',
        });
    }
    const [here, top] = await Promise.all([
        (0,git_environment/* gitOptions */.h5)(directory, environment),
        findTop(directory, environment),
    ]);
    if (top.exitCode !== 0) {
        throw new errors/* ActionError */.lZ('INPUT_INVALID', `There is no git checkout in ${directory}.`, {
            hint: 'Run actions/checkout before this step, and set `directory` to its `path`.',
        });
    }
    const root = top.stdout.replace(/\r?\n$/, '');
    const options = root === directory ? here : await (0,git_environment/* gitOptions */.h5)(root, environment);
    return createCheckout(options);
}
function createCheckout(options) {
    return {
        stage: ({ add, all }) => stage({ add, all }, options),
        async listStaged() {
            const args = [
                'diff',
                '--cached',
                '--raw',
                '--no-abbrev',
                '--no-renames',
                '--no-ext-diff',
                '--no-textconv',
                '-z',
            ];
            // A path with intent to add has no content yet. Changes inside of a submodule are not staged here.
            const { stdout } = await (0,run_git/* runGit */.E)([...args, '--ita-invisible-in-index', '--ignore-submodules=dirty'], options);
            return parseStaged(stdout);
        },
        async readSizes(ids) {
            const { stdout } = await (0,run_git/* runGit */.E)(['cat-file', '--batch-check=%(objectname) %(objectsize)'], {
                ...options,
                input: lines(ids),
            });
            const pairs = stdout
                .trim()
                .split('\n')
                .map((line) => line.split(' '));
            return new Map(pairs.map(([id = '', size]) => [id, Number(size)]));
        },
        async readContents(ids) {
            const { stdout } = await (0,run_git/* runGitBytes */.j)(['cat-file', '--batch'], { ...options, input: lines(ids) });
            return readBatch(stdout);
        },
        head: () => readHead(options),
        parents: () => readParents(options),
    };
}
async function findTop(directory, environment) {
    const options = { directory, environment: await (0,git_environment/* readingEnvironment */.Oo)(directory, environment) };
    return (0,run_git/* runGit */.E)(['rev-parse', '--show-toplevel'], { ...options, anyExitCode: true });
}
async function readHead(options) {
    const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'];
    const { stdout } = await (0,run_git/* runGit */.E)(args, { ...options, anyExitCode: true });
    return stdout.trim() || undefined;
}
async function readParents(options) {
    // As it is stored: `rev-parse HEAD^2` finds no parent at the border of a shallow checkout.
    const { stdout } = await (0,run_git/* runGit */.E)(['cat-file', 'commit', 'HEAD'], { ...options, anyExitCode: true });
    const [header = ''] = stdout.split('\n\n', 1);
    return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id = '']) => id);
}
function lines(ids) {
    return [...new Set(ids)].map((id) => `${id}\n`).join('');
}
async function isDirectory(path) {
    return (0,promises_.stat)(path).then((found) => found.isDirectory(), () => false);
}
/** A pathspec that excludes. Alone, it would stand for all other files. */
const exclusion = /^:(?:[!^]|\/[!^]|\([^)]*\bexclude\b)/;
/** The message of git in English. */
const unmatched = /^fatal: pathspec '(.*)' did not match any files$/m;
function cannotStage(stderr) {
    const reason = stderr.trim().split('\n')[0]?.slice(0, 300) ?? '';
    return new errors/* ActionError */.lZ('INPUT_INVALID', `git cannot stage the files: ${reason}`, {
        hint: 'Check the pathspecs in `add`. They are relative to the root of the checkout.',
    });
}
async function stage({ add, all }, options) {
    const safe = await overrideEmbedded(options);
    const git = { ...safe, environment: { ...safe.environment, LC_ALL: 'C' }, anyExitCode: true };
    if (all) {
        const { exitCode, stderr } = await (0,run_git/* runGit */.E)(['add', '--all'], git);
        if (exitCode !== 0)
            throw cannotStage(stderr);
        return [];
    }
    const without = [];
    for (let left = add; left.length > 0;) {
        // Pathspecs through stdin: there is no limit of length, and none of them is an option.
        const { exitCode, stderr } = await (0,run_git/* runGit */.E)(['add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul'], {
            ...git,
            input: left.map((pathspec) => `${pathspec}\0`).join(''),
        });
        if (exitCode === 0)
            break;
        const [, missing = ''] = unmatched.exec(stderr) ?? [];
        const rest = left.filter((pathspec) => pathspec !== missing);
        const names = rest.some((pathspec) => !exclusion.test(pathspec));
        if (rest.length === left.length || !names)
            throw cannotStage(stderr);
        without.push(missing);
        left = rest;
    }
    return without;
}
/** Output of `git cat-file --batch`: for each object `<id> blob <size>`, a line feed, the content, a line feed. */
function readBatch(output) {
    const contents = new Map();
    for (let at = 0; at < output.length;) {
        const end = output.indexOf('\n', at);
        const [id = '', kind, size = ''] = output.toString('latin1', at, end).split(' ');
        const from = end + 1;
        const to = from + Number(size);
        if (end === -1 || kind !== 'blob' || !(to < output.length)) {
            throw new errors/* ActionError */.lZ('INTERNAL', 'The output of git cat-file --batch is malformed.');
        }
        contents.set(id, output.subarray(from, to));
        at = to + 1;
    }
    return contents;
}

// EXTERNAL MODULE: ./src/runner/job-event.js
var job_event = __webpack_require__(6922);
;// CONCATENATED MODULE: ./actions/commit/collect.js
/** Stages, checks and reads the files of a commit. */









function invalid(problems) {
    const lines = problems.slice(0, limits/* maxProblems */.d4).map(describeProblem);
    if (problems.length > limits/* maxProblems */.d4)
        lines.push(`and ${problems.length - limits/* maxProblems */.d4} more`);
    return new errors/* ActionError */.lZ('INPUT_COMMIT_INVALID', `Nothing was committed: ${lines.join('; ')}.`);
}
/**
 * The checked-out commit. By default actions/checkout checks out the merge of a pull request into its target, which is on no branch: then its
 * second parent, the head of the pull request.
 */
async function findBase(checkout, runner) {
    const [head, parents] = await Promise.all([checkout.head(), checkout.parents()]);
    const [, second] = parents;
    if (parents.length !== 2 || second === undefined)
        return head;
    const { payload } = await (0,job_event/* readJobEvent */.k)(runner.environment);
    const pull = payload['pull_request'];
    const pullHead = (0,base_text/* isRecord */.u4)(pull) && (0,base_text/* isRecord */.u4)(pull['head']) ? pull['head']['sha'] : undefined;
    return second === pullHead ? second : head;
}
/** Empty if nothing is staged, or all files are left out. Throws INPUT_INVALID, INPUT_COMMIT_INVALID. */
async function judgeChanges(settings, runner) {
    const checkout = await openCheckout(settings.directory, runner.environment);
    for (const pathspec of await checkout.stage(settings.staging)) {
        await runner.notice(`${(0,base_text/* quotePath */.WG)(pathspec)} in \`add\` matches no files.`, 'Commit');
    }
    const staged = await checkout.listStaged();
    if (staged.length === 0)
        return { additions: [], deletions: [], skipped: [], checkout };
    // Counted before files are left out, as the Atmos CLI does.
    const tooMany = checkFileCount(staged.length);
    if (tooMany.length > 0)
        throw invalid(tooMany);
    const files = staged.filter(({ status, newMode }) => !['D', 'U'].includes(status) && newMode !== '160000');
    const sizes = await checkout.readSizes(files.map(({ newId }) => newId));
    const linkIds = staged.filter((change) => mayBeTarget(change, sizes)).map(({ newId }) => newId);
    const links = linkIds.length === 0 ? [] : await checkout.readContents(linkIds);
    const targets = new Map([...links].map(([id, content]) => [id, content.toString('utf8')]));
    const judged = judgeStaged(staged, { sizes, targets });
    const { additions, deletions, refused } = judged;
    const total = additions.reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0);
    const problems = [...(settings.skipsRefused ? [] : refused), ...judged.problems, ...checkTotal(total)];
    if (problems.length > 0)
        throw invalid(problems);
    for (const problem of refused)
        await runner.warning(`Left out: ${describeProblem(problem)}.`, 'Commit');
    return { additions, deletions, skipped: refused, checkout };
}
async function readJudged(judged, runner) {
    const { deletions, skipped, checkout } = judged;
    const ids = judged.additions.map(({ id }) => id);
    const [contents, base] = await Promise.all([checkout.readContents(ids), findBase(checkout, runner)]);
    const read = judged.additions.map(({ id, ...file }) => {
        const content = contents.get(id);
        if (content === undefined)
            throw new errors/* ActionError */.lZ('INTERNAL', `git returned no content for ${(0,base_text/* quotePath */.WG)(file.path)}.`);
        return { ...file, content };
    });
    for (const { path, content } of read) {
        if (!isLfsPointer(content))
            continue;
        await runner.notice(`${(0,base_text/* quotePath */.WG)(path)} is in Git LFS. Only its pointer is committed; upload the object with git lfs push.`, 'Commit');
    }
    return { additions: read, deletions, base, skipped };
}

;// CONCATENATED MODULE: ./actions/commit/outputs.js
/** The outputs of `commit`. */
const nothing = { sha: '', committed: false, files: [], skipped: [] };
/** Every output by its name in `action.yml`. */
function toOutputs({ sha, committed, files, skipped }) {
    return {
        sha,
        committed: String(committed),
        files: JSON.stringify(files),
        skipped: JSON.stringify(skipped),
    };
}

// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client_client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/client/commits/commit-call.js
var commit_call = __webpack_require__(7624);
// EXTERNAL MODULE: ./src/client/stacks/send-upload.js
var send_upload = __webpack_require__(9839);
// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
;// CONCATENATED MODULE: ./actions/commit/send.js
/** Sends a commit to the server. */




/** Starts a session. */
async function openCommit({ connection, branch, message, comment }, runner) {
    const { client, withSession } = (0,client_client/* connectApi */.Xm)(connection, 'commit', (0,runner_connection/* apiPorts */.nL)(connection, runner));
    await withSession(async () => undefined);
    return ({ additions, deletions, base }) => {
        const body = (0,commit_call/* encodeCommit */.C)({ branch, message, comment, additions, deletions, base });
        return (0,send_upload/* sendAgain */.F)(() => withSession((session) => client.createCommit(session, body)), runner);
    };
}

// EXTERNAL MODULE: ./src/base/markup.js
var markup = __webpack_require__(8879);
;// CONCATENATED MODULE: ./actions/commit/summary.js
/** The job summary of a commit: its files, and the files that were left out. */

/** Limits of a table. A commit has at most 200 files. */
const bounds = { maxRows: 200, maxBytes: 256 * 1024 };
function renderSkipped(skipped) {
    const rows = skipped.map(({ path = '', message, rule }) => [
        (0,markup/* markupCode */.EX)(path),
        (0,markup/* markupCode */.EX)(`${message} (${rule})`),
    ]);
    return `### Left out\n\n${(0,markup/* markupTable */.VP)(['File', 'Reason'], rows, bounds)}`;
}
function renderCommitSummary({ additions, deletions, skipped }, { sha, branch }) {
    const rows = [
        ...additions.map(({ path }) => [(0,markup/* markupCode */.EX)(path), 'written']),
        ...deletions.map(({ path }) => [(0,markup/* markupCode */.EX)(path), 'deleted']),
    ];
    const sections = [
        `## Commit ${(0,markup/* markupCode */.EX)(sha)} on ${(0,markup/* markupCode */.EX)(branch)}`,
        (0,markup/* markupTable */.VP)(['File', 'Change'], rows, bounds),
    ];
    if (skipped.length > 0)
        sections.push(renderSkipped(skipped));
    return sections.join('\n\n');
}

;// CONCATENATED MODULE: ./actions/commit/commit.js
/** Commits the staged files: collects, sends and reports them. */






/** Throws INPUT_COMMIT_INVALID if there is nothing to commit and `fail-if-empty` is set. */
async function commitStaged(settings, runner) {
    const judged = await judgeChanges(settings, runner);
    const { additions, deletions } = judged;
    const skipped = judged.skipped.map(({ file }) => file);
    const files = [...additions, ...deletions].map(({ path }) => path);
    if (files.length === 0) {
        const why = skipped.length > 0 ? 'every staged file was left out' : 'nothing is staged';
        if (settings.failIfEmpty)
            throw new errors/* ActionError */.lZ('INPUT_COMMIT_INVALID', `There is nothing to commit: ${why}.`);
        runner.logger.info(`There is nothing to commit: ${why}.`);
        return { ...nothing, skipped };
    }
    // The session starts while git reads the files.
    const opening = startEarly(openCommit(settings, runner));
    const collected = await readJudged(judged, runner);
    const send = await opening;
    const answer = await send(collected);
    if (answer.status === 'loop') {
        await runner.notice(`Nothing was committed. ${answer.message}`, 'Commit');
        return { ...nothing, skipped };
    }
    const { sha, created, comment } = answer;
    const what = created ? 'Committed' : 'The branch already has the changes';
    runner.logger.info(`${what}: ${sha} on ${settings.branch}, ${files.length} ${files.length === 1 ? 'file' : 'files'}.`);
    if (comment === 'failed') {
        await runner.warning('The commit was created, but the comment could not be posted.', 'Commit');
    }
    await runner.addSummary(renderCommitSummary(collected, { sha, branch: settings.branch }));
    return { sha, committed: created, files, skipped };
}

;// CONCATENATED MODULE: ./actions/commit/inputs.js
/** The inputs of `commit`. */

const inputTable = {
    message: { kind: 'text', required: true },
    comment: { kind: 'text' },
    add: { kind: 'text' },
    all: { kind: 'flag', default: 'false' },
    directory: { kind: 'text' },
    'refused-files': { kind: 'choice', choices: ['fail', 'skip'], default: 'fail' },
    'fail-if-empty': { kind: 'flag', default: 'false' },
    'bot-login': { kind: 'text', default: 'atmos-pro[bot]' },
    ...runner_connection/* connectionInputs */.eu,
};

;// CONCATENATED MODULE: ./src/domain/commits/check-request.js
/** Holds the words of a commit from CI and its branch to their rules; the client asks here before it sends, the server again. */


/** ASCII on purpose, as in the CLI: no name that looks like another one. */
const branchPattern = /^[A-Za-z0-9_.\-/]+$/;
/** What git itself takes for no branch, although its characters are fine (git-check-ref-format). */
function isMisshapen(branch) {
    return (/^[-/]|\/$|\/\/|\.\.|\.$/.test(branch) ||
        branch.split('/').some((part) => part.startsWith('.') || part.toLowerCase().endsWith('.lock')));
}
function checkMessage(message) {
    const bytes = (0,limits/* byteLength */.dp)(message);
    if (message.trim() === '')
        return [{ rule: 'message-empty', message: 'the commit message is empty' }];
    if (!(0,base_text/* isStorable */.zu)(message)) {
        return [{ rule: 'message-not-text', message: 'the commit message is not valid text' }];
    }
    if (bytes <= limits/* maxMessageBytes */.ng)
        return [];
    const text = `the commit message has ${bytes} bytes, and at most ${limits/* maxMessageBytes */.ng} are allowed`;
    return [{ rule: 'message-too-long', message: text }];
}
/** The empty comment is none. */
function checkComment(comment) {
    const bytes = (0,limits/* byteLength */.dp)(comment);
    if (!(0,base_text/* isStorable */.zu)(comment)) {
        return [{ rule: 'comment-not-text', message: 'the comment is not valid text' }];
    }
    if (bytes <= limits/* maxCommentBytes */.R4)
        return [];
    const text = `the comment has ${bytes} bytes, and at most ${limits/* maxCommentBytes */.R4} are allowed`;
    return [{ rule: 'comment-too-long', message: text }];
}
function checkBranch(branch) {
    if (branch.length > limits/* maxBranchLength */.L5) {
        const text = `the branch name has ${branch.length} characters, and at most ${limits/* maxBranchLength */.L5} are allowed`;
        return [{ rule: 'branch-too-long', message: text }];
    }
    if (branchPattern.test(branch) && !isMisshapen(branch))
        return [];
    const text = 'the branch name has to be made of ASCII letters, digits, `_`, `.`, `-` and `/` as git takes them';
    return [{ rule: 'branch-characters', message: text }];
}

// EXTERNAL MODULE: ./src/git/atmos-settings.js + 3 modules
var atmos_settings = __webpack_require__(8802);
// EXTERNAL MODULE: ./src/runner/confined-path.js
var confined_path = __webpack_require__(2588);
// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./actions/commit/settings.js
/** Puts the settings of `commit` together and checks message, comment and branch before anything is staged. */







/** The bot of the GitHub App, if it started the run. */
function findLoop(inputs, environment) {
    const actor = (0,runner_environment/* readVariable */.n)('GITHUB_ACTOR', environment);
    return actor?.toLowerCase() === inputs['bot-login'].toLowerCase() ? actor : undefined;
}
function readBranch(environment) {
    const branch = (0,runner_environment/* readVariable */.n)('GITHUB_HEAD_REF', environment);
    if (branch !== undefined)
        return branch;
    throw new errors/* ActionError */.lZ('INPUT_MISSING', 'There is no branch to commit to: GITHUB_HEAD_REF is empty.', {
        hint: 'Run this step in a workflow on `pull_request`.',
    });
}
/** One pathspec per line: a pathspec may contain commas. */
function readStaging({ add = '', all }) {
    const pathspecs = add
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    if (!all || pathspecs.length === 0)
        return { add: pathspecs, all };
    throw new errors/* ActionError */.lZ('INPUT_INVALID', 'The inputs "add" and "all" are mutually exclusive.', {
        hint: 'Remove one of them.',
    });
}
function readDirectory({ directory }, environment) {
    const { workspace } = (0,confined_path/* stepConfinement */.nF)(environment);
    return directory === undefined || directory === '.'
        ? workspace
        : (0,confined_path/* confinePath */.ey)(directory, 'directory', { workspace });
}
/** Throws INPUT_MISSING, INPUT_INVALID, or INPUT_COMMIT_INVALID with every limit that is exceeded. */
async function resolveSettings(inputs, runner) {
    const { environment } = runner;
    const atmos = await (0,atmos_settings/* loadAtmosSettings */.s)(runner);
    const { message, comment } = inputs;
    const branch = readBranch(environment);
    const problems = [...checkMessage(message), ...checkComment(comment ?? ''), ...checkBranch(branch)];
    if (problems.length > 0) {
        throw new errors/* ActionError */.lZ('INPUT_COMMIT_INVALID', `Nothing was committed: ${problems.map(describeProblem).join('; ')}.`);
    }
    return {
        connection: (0,runner_connection/* resolveConnection */.XC)(inputs, environment, atmos),
        branch,
        message,
        comment,
        staging: readStaging(inputs),
        directory: readDirectory(inputs, environment),
        skipsRefused: inputs['refused-files'] === 'skip',
        failIfEmpty: inputs['fail-if-empty'],
    };
}

;// CONCATENATED MODULE: ./actions/commit/main.js
/** The step of `commit`: loop prevention, settings, commit, outputs. */






async function run() {
    await (0,run_action/* runAction */.C)(async (runner) => {
        runner.presetOutputs(toOutputs(nothing));
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const bot = findLoop(inputs, runner.environment);
        if (bot !== undefined) {
            await runner.notice(`Nothing was committed: ${bot} started this run (loop prevention).`, 'Commit');
            return;
        }
        const settings = await resolveSettings(inputs, runner);
        await runner.setOutputs(toOutputs(await commitStaged(settings, runner)));
    });
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


/***/ })

};
