export const id = 99;
export const ids = [99];
export const modules = {

/***/ 1099:
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
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
;// CONCATENATED MODULE: ./src/domain/commits/change.js
/** What a commit from CI changes: whole files, as they shall be. */
/** Modes that git knows for what has content: a file, an executable file, a symbolic link. */
const fileModes = ['100644', '100755', '120000'];
/** One line for each problem. */
function describeProblem({ rule, path, message }) {
    return path === undefined ? `${message} (${rule})` : `${path}: ${message} (${rule})`;
}

;// CONCATENATED MODULE: ./src/domain/commits/fold.js
/** Brings names together that some file system takes for the same one. */
/**
 * What HFS+ leaves out when it compares names, and everything else that Unicode calls ignorable: nobody sees it, so two
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

;// CONCATENATED MODULE: ./src/domain/commits/limits.js
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

;// CONCATENATED MODULE: ./src/domain/commits/check-content.js
/** Holds the content and the mode of one added file to their rules. */



/** Files that git reads from the checkout; as links they would make it read somewhere else, and `git fsck` complains. */
const gitFiles = new Set(['.gitmodules', '.gitattributes', '.gitignore', '.mailmap']);
function checkSize(path, bytes) {
    if (bytes <= maxFileBytes)
        return [];
    const message = `the file has ${bytes} bytes, and at most ${describeBytes(maxFileBytes)} are allowed`;
    return [{ rule: 'file-too-large', path: (0,base_text/* quotePath */.WG)(path), message }];
}
function checkTotal(bytes) {
    if (bytes <= maxTotalBytes)
        return [];
    const message = `the files have ${bytes} bytes together, and at most ${describeBytes(maxTotalBytes)} are allowed in one commit`;
    return [{ rule: 'commit-too-large', message }];
}
/** A link has to stay inside the repository. `target`: its content, where it is known. */
function checkLink(path, mode, target) {
    if (mode !== '120000')
        return [];
    const shown = (0,base_text/* quotePath */.WG)(path);
    const name = foldDisguise(path.slice(path.lastIndexOf('/') + 1));
    if (gitFiles.has(name)) {
        return [{ rule: 'link-for-git', path: shown, message: 'git takes no symbolic link for this file' }];
    }
    if (target === undefined)
        return [];
    if (target === '' || byteLength(target) > maxPathBytes || /[\p{Cc}\ufffd\\]/u.test(target)) {
        const message = `the link's target is not a path of at most ${maxPathBytes} bytes`;
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
        const name = foldDisguise(segment);
        if (name === '..') {
            if (at.pop() === undefined)
                return true;
        }
        else if (name !== '' && name !== '.')
            at.push(name);
    }
    return at.includes('.git');
}

;// CONCATENATED MODULE: ./src/domain/commits/path-rules.js
/**
 * Which paths a commit from CI may not touch: one list of named refusals, the same for the action and the server. They
 * keep a commit inside the repository, on every file system that somebody may check it out on, and away from what runs in CI.
 *
 * `.gitmodules`, `.gitattributes` and `.gitignore` are files like any other: whoever may change them through here may
 * change every script of the branch as well. As symbolic links they are refused with the modes (`check-changes.ts`).
 */


/** As NTFS reads a name: without what follows a colon, and without dots and blanks at the end. */
function asNtfs(segment) {
    return foldDisguise(segment)
        .replace(/:.*$/s, '')
        .replace(/[. ]+$/, '');
}
/** 8.3 names that Windows gives to `.git` and `.github`, counted or with a hash. */
const shortGit = /^(?:git~\d+|gi[0-9a-f]{4}~\d+)$/;
const shortGitHub = /^(?:github~\d+|gi[0-9a-f]{4}~\d+)$/;
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
    return segment === '.'.repeat(count) || (segment !== '' && foldDisguise(segment) === '.'.repeat(count));
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
        message: `the path is longer than ${maxPathBytes} bytes, or a name in it than ${maxSegmentBytes}`,
        breaks: (path, segments) => byteLength(path) > maxPathBytes || segments.some((segment) => byteLength(segment) > maxSegmentBytes),
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
        breaks: (path) => /^[A-Za-z]:/.test(foldDisguise(path)),
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
        breaks: (path) => path.includes(':') || foldDisguise(path).includes(':'),
    },
    {
        name: 'trailing-dot-or-space',
        message: 'a name in the path ends in a dot or a blank, which Windows drops',
        breaks: (_, segments) => segments.some((segment) => /[. ]$/.test(foldDisguise(segment))),
    },
    {
        name: 'hidden-character',
        message: 'the path holds a character that cannot be seen or that turns text around',
        breaks: (path) => /\p{Cf}/u.test(path),
    },
    {
        name: 'disguised-separator',
        message: 'the path holds a character that is turned into a slash or a backslash on some systems',
        breaks: (path, segments) => foldDisguise(path).split('/').length !== segments.length || foldDisguise(path).includes('\\'),
    },
];
/** The first rule that `path` breaks. */
function findPathProblem(path) {
    const segments = path.split('/');
    return pathRules.find((rule) => rule.breaks(path, segments));
}

;// CONCATENATED MODULE: ./src/domain/commits/check-paths.js
/** Holds the paths of a commit against each rule of their own and against each other. */




function problem(rule, path, message) {
    return { rule, path: (0,base_text/* quotePath */.WG)(path), message };
}
function checkFileCount(count) {
    if (count === 0)
        return [{ rule: 'no-files', message: 'there is no changed file' }];
    if (count <= maxFiles)
        return [];
    const message = `there are ${count} changed files, and at most ${maxFiles} are allowed`;
    return [{ rule: 'too-many-files', message }];
}
function checkEach(paths) {
    return paths.flatMap((path) => {
        const found = findPathProblem(path);
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
        const folded = foldName(path);
        const other = seen.get(folded);
        seen.set(folded, path);
        if (other === undefined || other === path)
            return [];
        const message = `file systems that ignore letter case or composition take the path for ${(0,base_text/* quotePath */.WG)(other)}`;
        return [problem('case-duplicate', path, message)];
    });
}
function checkFolders(additions) {
    const files = new Map(additions.map((path) => [foldName(path), path]));
    return additions.flatMap((path) => {
        const segments = foldName(path).split('/');
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
/** The mode if it is a new one, and none that a new file has anyway: the contract has no modes, so it is sent where it must be. */
function modeToSend({ status, oldMode, newMode }) {
    const usual = status === 'A' ? '100644' : oldMode;
    return newMode === usual ? undefined : fileModes.find((mode) => mode === newMode);
}
function judge(change, size) {
    const { status, path, oldMode, newMode } = change;
    const shown = (0,base_text/* quotePath */.WG)(path);
    const broken = findPathProblem(path);
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
    const mode = newMode === '120000' ? newMode : undefined;
    return [...checkSize(path, size), ...checkLink(path, mode, undefined)];
}
/** `sizes`: in bytes by the id of the content. */
function judgeStaged(changes, sizes) {
    const additions = [];
    const deletions = [];
    const refused = [];
    for (const change of changes) {
        const { status, path, newId } = change;
        const [problem] = judge(change, sizes.get(newId) ?? 0);
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
    return new errors/* ActionError */.l('INTERNAL', 'What git says about staged changes could not be read.');
}

// EXTERNAL MODULE: ./src/git/history.js
var git_history = __webpack_require__(3110);
// EXTERNAL MODULE: ./src/git/run-git.js
var run_git = __webpack_require__(6178);
;// CONCATENATED MODULE: ./src/git/staged-changes.js
/** Stages files of a checkout and reads what is staged, from the index: files may change after they were staged. */





/** Throws INPUT_INVALID if `directory` is not in a checkout. */
async function openCheckout(directory, environment) {
    if (!(await isDirectory(directory))) {
        throw new errors/* ActionError */.l('INPUT_INVALID', `The directory ${directory} does not exist.`, {
            hint: 'Run actions/checkout before this step, and set `directory` to its `path`.',
        });
    }
    const outside = { directory, environment: (0,git_history/* gitEnvironment */._)(directory, environment), anyExitCode: true };
    const top = await (0,run_git/* runGit */.E)(['rev-parse', '--show-toplevel'], outside);
    if (top.exitCode !== 0) {
        throw new errors/* ActionError */.l('INPUT_INVALID', `There is no git checkout in ${directory}.`, {
            hint: 'Run actions/checkout before this step, and set `directory` to its `path`.',
        });
    }
    const root = top.stdout.replace(/\r?\n$/, '');
    const options = { directory: root, environment: (0,git_history/* gitEnvironment */._)(root, environment) };
    return {
        stage: ({ add, all }) => stage({ add, all }, options),
        async listStaged() {
            const args = ['diff', '--cached', '--raw', '--no-abbrev', '--no-renames', '--no-ext-diff', '-z'];
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
        async head() {
            const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'];
            const { stdout } = await (0,run_git/* runGit */.E)(args, { ...options, anyExitCode: true });
            return stdout.trim() || undefined;
        },
    };
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
    return new errors/* ActionError */.l('INPUT_INVALID', `git cannot stage the files: ${reason}`, {
        hint: 'Check the pathspecs in `add`. They are relative to the root of the checkout.',
    });
}
async function stage({ add, all }, options) {
    const git = { ...options, environment: { ...options.environment, LC_ALL: 'C' }, anyExitCode: true };
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
            throw new errors/* ActionError */.l('INTERNAL', 'The output of git cat-file --batch is malformed.');
        }
        contents.set(id, output.subarray(from, to));
        at = to + 1;
    }
    return contents;
}

;// CONCATENATED MODULE: ./actions/commit/collect.js
/** Stages, checks and reads the files of a commit. */








function invalid(problems) {
    const lines = problems.slice(0, maxProblems).map(describeProblem);
    if (problems.length > maxProblems)
        lines.push(`and ${problems.length - maxProblems} more`);
    return new errors/* ActionError */.l('INPUT_COMMIT_INVALID', `Nothing was committed: ${lines.join('; ')}.`);
}
/** Empty if nothing is staged, or all files are left out. Throws INPUT_INVALID, INPUT_COMMIT_INVALID. */
async function collectChanges(settings, runner) {
    const checkout = await openCheckout(settings.directory, runner.environment);
    for (const pathspec of await checkout.stage(settings.staging)) {
        await runner.notice(`${(0,base_text/* quotePath */.WG)(pathspec)} in \`add\` matches no files.`, 'Commit');
    }
    const staged = await checkout.listStaged();
    const base = await checkout.head();
    if (staged.length === 0)
        return { additions: [], deletions: [], base, skipped: [] };
    // Counted before files are left out, as the Atmos CLI does.
    const tooMany = checkFileCount(staged.length);
    if (tooMany.length > 0)
        throw invalid(tooMany);
    const files = staged.filter(({ status, newMode }) => !['D', 'U'].includes(status) && newMode !== '160000');
    const sizes = await checkout.readSizes(files.map(({ newId }) => newId));
    const judged = judgeStaged(staged, sizes);
    const { additions, deletions, refused } = judged;
    const total = additions.reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0);
    const problems = [...(settings.skipsRefused ? [] : refused), ...judged.problems, ...checkTotal(total)];
    if (problems.length > 0)
        throw invalid(problems);
    for (const problem of refused)
        await runner.warning(`Left out: ${describeProblem(problem)}.`, 'Commit');
    const contents = await checkout.readContents(additions.map(({ id }) => id));
    const read = additions.map(({ id, ...file }) => {
        const content = contents.get(id);
        if (content === undefined)
            throw new errors/* ActionError */.l('INTERNAL', `git returned no content for ${(0,base_text/* quotePath */.WG)(file.path)}.`);
        return { ...file, content };
    });
    for (const { path, content } of read) {
        if (!isLfsPointer(content))
            continue;
        await runner.notice(`${(0,base_text/* quotePath */.WG)(path)} is in Git LFS. Only its pointer is committed; upload the object with git lfs push.`, 'Commit');
    }
    return { additions: read, deletions, base, skipped: refused };
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




function sendCommit({ additions, deletions, base }, { connection, branch, message, comment }, runner) {
    const { client, withSession } = (0,client_client/* connectApi */.Xm)(connection, 'commit', (0,runner_connection/* apiPorts */.nL)(connection, runner));
    const body = (0,commit_call/* encodeCommit */.C)({ branch, message, comment, additions, deletions, base });
    return (0,send_upload/* sendAgain */.F)(() => withSession((session) => client.createCommit(session, body)), runner);
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
    const collected = await collectChanges(settings, runner);
    const { additions, deletions } = collected;
    const skipped = collected.skipped.map(({ file }) => file);
    const files = [...additions, ...deletions].map(({ path }) => path);
    if (files.length === 0) {
        const why = skipped.length > 0 ? 'every staged file was left out' : 'nothing is staged';
        if (settings.failIfEmpty)
            throw new errors/* ActionError */.l('INPUT_COMMIT_INVALID', `There is nothing to commit: ${why}.`);
        runner.logger.info(`There is nothing to commit: ${why}.`);
        return { ...nothing, skipped };
    }
    const answer = await sendCommit(collected, settings, runner);
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
    const bytes = byteLength(message);
    if (message.trim() === '')
        return [{ rule: 'message-empty', message: 'the commit message is empty' }];
    if (!(0,base_text/* isStorable */.zu)(message)) {
        return [{ rule: 'message-not-text', message: 'the commit message is not valid text' }];
    }
    if (bytes <= maxMessageBytes)
        return [];
    const text = `the commit message has ${bytes} bytes, and at most ${maxMessageBytes} are allowed`;
    return [{ rule: 'message-too-long', message: text }];
}
/** The empty comment is none. */
function checkComment(comment) {
    const bytes = byteLength(comment);
    if (!(0,base_text/* isStorable */.zu)(comment)) {
        return [{ rule: 'comment-not-text', message: 'the comment is not valid text' }];
    }
    if (bytes <= maxCommentBytes)
        return [];
    const text = `the comment has ${bytes} bytes, and at most ${maxCommentBytes} are allowed`;
    return [{ rule: 'comment-too-long', message: text }];
}
function checkBranch(branch) {
    if (branch.length > maxBranchLength) {
        const text = `the branch name has ${branch.length} characters, and at most ${maxBranchLength} are allowed`;
        return [{ rule: 'branch-too-long', message: text }];
    }
    if (branchPattern.test(branch) && !isMisshapen(branch))
        return [];
    const text = 'the branch name has to be made of ASCII letters, digits, `_`, `.`, `-` and `/` as git takes them';
    return [{ rule: 'branch-characters', message: text }];
}

// EXTERNAL MODULE: ./src/git/atmos-settings.js + 4 modules
var atmos_settings = __webpack_require__(2933);
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
    throw new errors/* ActionError */.l('INPUT_MISSING', 'There is no branch to commit to: GITHUB_HEAD_REF is empty.', {
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
    throw new errors/* ActionError */.l('INPUT_INVALID', 'The inputs "add" and "all" are mutually exclusive.', {
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
        throw new errors/* ActionError */.l('INPUT_COMMIT_INVALID', `Nothing was committed: ${problems.map(describeProblem).join('; ')}.`);
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
        await runner.setOutputs(toOutputs(nothing));
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


/***/ })

};
