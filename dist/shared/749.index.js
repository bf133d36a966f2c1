export const id = 749;
export const ids = [749];
export const modules = {

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

/***/ 8466:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Df: () => (/* binding */ withoutCommands),
/* harmony export */   ay: () => (/* binding */ overrideLocal),
/* harmony export */   wW: () => (/* binding */ parseScopedConfig)
/* harmony export */ });
/* harmony import */ var _entry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3526);
/**
 * Settings that git must not take from the configuration of a checkout (`.git/config` and its includes), because they name commands that
 * git would run, or a proxy, an address or a certificate that decides who receives credentials. Configuration of the machine, of the user
 * and of the job stays in force.
 */

/** For every command: no hooks, no monitor, no prompt, no signature check, no transport that is a command. */
const withoutCommands = [
    { key: 'core.hooksPath', value: '/dev/null' },
    { key: 'core.fsmonitor', value: 'false' },
    { key: 'core.askPass', value: '' },
    { key: 'log.showSignature', value: 'false' },
    { key: 'protocol.ext.allow', value: 'never' },
    // Maintenance runs `gc.recentObjectsHook`, a list of commands that nothing empties.
    { key: 'gc.auto', value: '0' },
    { key: 'maintenance.auto', value: 'false' },
    // Files of a checkout can look like a bare repository with a configuration of its own. git 2.38 and later refuse it then.
    { key: 'safe.bareRepository', value: 'explicit' },
];
/** Output of `git config --list --show-scope -z`: scope, NUL, key, line feed, value, NUL. A key without a value is true. */
function parseScopedConfig(output) {
    const parts = output.split('\0');
    return Array.from({ length: Math.floor(parts.length / 2) }, (_, index) => {
        const scope = parts[2 * index] ?? '';
        const text = parts[2 * index + 1] ?? '';
        const end = text.indexOf('\n');
        return end === -1
            ? { scope, key: text, value: 'true' }
            : { scope, key: text.slice(0, end), value: text.slice(end + 1) };
    });
}
/** What `git lfs install --local` writes, as actions/checkout does with `lfs: true`. */
const lfsFilters = new Set([
    'git-lfs clean -- %f',
    'git-lfs smudge -- %f',
    'git-lfs smudge --skip -- %f',
    'git-lfs filter-process',
    'git-lfs filter-process --skip',
]);
/**
 * What actions/checkout writes with `ssh-key`: the program, where systems install it and no checkout can put one, a key, and options that
 * cannot name a command.
 */
const checkoutSsh = /^(?:"(?:(?:\/usr(?:\/local)?)?\/bin|\/opt\/homebrew\/bin)\/ssh"|"C:\\(?:Windows\\System32\\OpenSSH|Program Files\\Git\\usr\\bin)\\ssh\.exe"|ssh)(?: -i "[^"$`\\]+"| -o (?:StrictHostKeyChecking|CheckHostIP)=(?:yes|no)| -o "UserKnownHostsFile=[^"$`\\]+")*$/;
/** Kinds of settings that name a command, or lead a request with credentials elsewhere, with the value that does neither. */
function kindOf(key) {
    const parts = (0,_entry_js__WEBPACK_IMPORTED_MODULE_0__/* .parseGitConfigKey */ .J)(key);
    const name = `${parts?.section.toLowerCase()}.${parts?.subsection === undefined ? '' : '*.'}${parts?.name.toLowerCase()}`;
    switch (name) {
        case 'core.sshcommand':
            return { kind: 'single', neutral: 'ssh' };
        case 'core.alternaterefscommand':
            return { kind: 'single', neutral: 'true' };
        case 'remote.*.uploadpack':
            return { kind: 'single', neutral: 'git-upload-pack' };
        case 'http.proxy':
        case 'http.*.proxy':
        case 'remote.*.proxy':
        case 'http.curloptresolve':
        case 'http.*.curloptresolve':
            return { kind: 'single', neutral: '' };
        case 'http.sslverify':
        case 'http.*.sslverify':
            return { kind: 'single', neutral: 'true' };
        case 'http.sslcainfo':
        case 'http.*.sslcainfo':
        case 'http.sslcapath':
        case 'http.*.sslcapath':
            return { kind: 'single', neutral: '' };
        case 'http.followredirects':
        case 'http.*.followredirects':
            return { kind: 'single', neutral: 'initial' };
        case 'filter.*.clean':
        case 'filter.*.smudge':
        case 'filter.*.process':
            return { kind: 'single', neutral: '' };
        // git-lfs runs it as a part of its own filter, and fails with this one: what it makes of a file cannot be told without it.
        case 'lfs.*.clean':
        case 'lfs.*.smudge':
            return { kind: 'single', neutral: 'false' };
        case 'credential.helper':
        case 'credential.*.helper':
            return { kind: 'helpers', neutral: '' };
        default:
            return undefined;
    }
}
function isHarmless({ key, value }) {
    return key.startsWith('filter.lfs.')
        ? lfsFilters.has(value)
        : key === 'core.sshcommand' && checkoutSsh.test(value);
}
/** From 2.54 on, any configuration can name hooks, besides those of `core.hooksPath`. They are off, like those, in every scope. */
function withoutConfiguredHooks(entries) {
    const names = entries.flatMap(({ key }) => /^hook\.(.+)\.(?:command|event)$/s.exec(key)?.[1] ?? []);
    return [...new Set(names)].map((name) => ({ key: `hook.${name}.enabled`, value: 'false' }));
}
/** Entries to put after all others, so that no command of the checkout's own configuration is left. */
function overrideLocal(entries) {
    const isLocal = ({ scope }) => scope === 'local' || scope === 'worktree';
    const hostile = entries.filter((entry) => isLocal(entry) && kindOf(entry.key) !== undefined && !isHarmless(entry));
    const others = entries.filter((entry) => !isLocal(entry));
    const singles = hostile.filter(({ key }) => kindOf(key)?.kind === 'single').map(({ key }) => key);
    const overrides = [...new Set(singles)].map((key) => ({
        key,
        value: others.findLast((entry) => entry.key === key)?.value ?? kindOf(key)?.neutral ?? '',
    }));
    const drivers = new Set(singles.filter((key) => key.startsWith('filter.')).map((key) => key.slice(0, key.lastIndexOf('.'))));
    const optional = [...drivers]
        .filter((driver) => !others.some(({ key }) => key.startsWith(`${driver}.`)))
        .map((driver) => ({ key: `${driver}.required`, value: 'false' }));
    // An empty helper clears the list, for every address.
    const helpers = hostile.some(({ key }) => kindOf(key)?.kind === 'helpers')
        ? [
            ...hostile
                .filter(({ key }) => kindOf(key)?.kind === 'helpers')
                .map(({ key }) => ({ key, value: '' })),
            ...others.filter(({ key }) => kindOf(key)?.kind === 'helpers'),
        ].map(({ key, value }) => ({ key, value }))
        : [];
    // The first proxy command that fits wins, so it cannot be overridden; only git:// uses it.
    const proxy = entries.some((entry) => isLocal(entry) && entry.key === 'core.gitproxy')
        ? [{ key: 'protocol.git.allow', value: 'never' }]
        : [];
    return [...overrides, ...optional, ...helpers, ...proxy, ...withoutConfiguredHooks(entries)];
}


/***/ }),

/***/ 9566:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MB: () => (/* binding */ trustDirectory),
/* harmony export */   Oo: () => (/* binding */ readingEnvironment),
/* harmony export */   SS: () => (/* binding */ addEntries),
/* harmony export */   aN: () => (/* binding */ runsNoCommands),
/* harmony export */   h5: () => (/* binding */ gitOptions)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5664);
/* harmony import */ var _domain_credentials_child_environment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4841);
/* harmony import */ var _domain_git_config_environment_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5067);
/* harmony import */ var _domain_git_config_git_version_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6751);
/* harmony import */ var _domain_git_config_override_local_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8466);
/* harmony import */ var _read_git_config_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7072);
/* harmony import */ var _run_git_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(6178);
/** How git runs in a checkout that is not trusted: with an environment of its own, and without the commands that `.git/config` names. */









/**
 * Adds to the environment of a child that git in it accepts the directory even if another user owns it, as in a container job, and asks for
 * no password. Later steps are not affected.
 */
function trustDirectory(directory, environment) {
    const { variables } = (0,_domain_git_config_environment_js__WEBPACK_IMPORTED_MODULE_4__/* .appendToEnvironment */ .f)([{ key: 'safe.directory', value: directory }], environment);
    return { ...environment, GIT_TERMINAL_PROMPT: '0', ...variables };
}
/** For git that another program runs. */
function runsNoCommands(environment) {
    return append(environment, _domain_git_config_override_local_js__WEBPACK_IMPORTED_MODULE_6__/* .withoutCommands */ .Df);
}
function append(environment, entries) {
    return { ...environment, ...(0,_domain_git_config_environment_js__WEBPACK_IMPORTED_MODULE_4__/* .appendToEnvironment */ .f)(entries, environment).variables };
}
/** Adds configuration to the environment of git, over all that is there. */
function addEntries(options, entries) {
    return entries.length === 0 ? options : { ...options, environment: append(options.environment, entries) };
}
function exists(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path).then(() => true, () => false);
}
async function looksBare(directory) {
    const has = (name) => exists((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, name));
    return (await has('HEAD')) && ((await has('commondir')) || ((await has('objects')) && (await has('refs'))));
}
/**
 * Whether git, looking for a repository from `directory` upward, comes to files of a checkout that look like a bare one. Its configuration
 * would be theirs. From 2.38 on, git itself refuses that (`safe.bareRepository`).
 */
async function isInBareRepository(directory) {
    let at = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(directory).catch(() => directory);
    while (!(await looksBare(at))) {
        if (at === (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(at) || (await exists((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(at, '.git'))))
            return false;
        at = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(at);
    }
    return true;
}
const brokenHint = 'Find the earlier step that set this git configuration, and fix it.';
async function tooOld(directory, environment) {
    const { stdout } = await (0,_run_git_js__WEBPACK_IMPORTED_MODULE_8__/* .runGit */ .E)(['--version'], { directory, environment, anyExitCode: true });
    const version = (0,_domain_git_config_git_version_js__WEBPACK_IMPORTED_MODULE_5__/* .parseGitVersion */ .Gm)(stdout);
    const found = version === undefined ? 'This git' : `git ${(0,_domain_git_config_git_version_js__WEBPACK_IMPORTED_MODULE_5__/* .describeGitVersion */ .MX)(version)}`;
    const needed = (0,_domain_git_config_git_version_js__WEBPACK_IMPORTED_MODULE_5__/* .describeGitVersion */ .MX)(_domain_git_config_git_version_js__WEBPACK_IMPORTED_MODULE_5__/* .minGitVersion */ .xX);
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('INPUT_GIT_TOO_OLD', `${found} does not read configuration from the environment, so a checkout could make it run commands.`, { hint: `Install git ${needed} or newer.` });
}
/** The environment of git in `directory`, without overrides. For what runs no commands, whatever the configuration says. */
async function readingEnvironment(directory, environment) {
    const trusted = trustDirectory(directory, (0,_domain_credentials_child_environment_js__WEBPACK_IMPORTED_MODULE_3__/* .toGitEnvironment */ .Tx)(environment));
    const isBare = trusted['GIT_DIR'] === undefined && (await isInBareRepository(directory));
    // Leads git to a repository that does not exist.
    return isBare ? { ...trusted, GIT_DIR: (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, '.git') } : trusted;
}
/**
 * Options of {@link runGit} for the checkout around `directory`. Throws INPUT_GIT_TOO_OLD if git would ignore the overrides, and
 * INPUT_GIT_CONFIG_INVALID if it refuses its configuration: without the list, it is unknown what to override.
 */
async function gitOptions(directory, environment) {
    const base = await readingEnvironment(directory, environment);
    const args = ['config', '--list', '--show-scope', '-z'];
    const listed = await (0,_run_git_js__WEBPACK_IMPORTED_MODULE_8__/* .runGit */ .E)(args, { directory, environment: base, anyExitCode: true });
    (0,_read_git_config_js__WEBPACK_IMPORTED_MODULE_7__/* .refuseFatal */ .H)(listed, brokenHint);
    const entries = (0,_domain_git_config_override_local_js__WEBPACK_IMPORTED_MODULE_6__/* .parseScopedConfig */ .wW)(listed.stdout);
    // An entry of the environment, as all overrides are.
    const readsEnvironment = entries.some(({ scope, key, value }) => scope === 'command' && key === 'safe.directory' && value === directory);
    if (listed.exitCode !== 0 || !readsEnvironment)
        throw await tooOld(directory, base);
    return { directory, environment: append(base, (0,_domain_git_config_override_local_js__WEBPACK_IMPORTED_MODULE_6__/* .overrideLocal */ .ay)(entries)), config: _domain_git_config_override_local_js__WEBPACK_IMPORTED_MODULE_6__/* .withoutCommands */ .Df };
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
