export const id = 334;
export const ids = [334];
export const modules = {

/***/ 7334:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/runner/inputs.js
var runner_inputs = __webpack_require__(2879);
// EXTERNAL MODULE: ./src/runner/run-action.js + 6 modules
var run_action = __webpack_require__(6568);
// EXTERNAL MODULE: ./src/errors.js
var errors = __webpack_require__(6986);
;// CONCATENATED MODULE: ./src/sts/name-template.js
/**
 * The part of Go's text/template that can name a variable: text, `{{ .owner }}`, `{{ .host }}`, string constants, `print`,
 * `printf` with `%s` and `%v`, pipelines, comments and trim markers. Everything else is refused by name, never guessed.
 */

class UnsupportedTemplate extends Error {
}
const stringSource = String.raw `"(?:[^"\\\n]|\\.)*"|${'`'}[^${'`'}]*${'`'}`;
/** A whole action; Go wants a blank between a trim marker and what it trims away from. */
const actionPattern = new RegExp(String.raw `\{\{(-[ \t\r\n])?(?:(/\*[\s\S]*?\*/)|((?:${stringSource}|(?!\}\})[^"${'`'}])*?))([ \t\r\n]-)?\}\}`, 'y');
const wordPattern = new RegExp(String.raw `([ \t\r\n]+)|(\|)|(${stringSource}|\$?\.[\w.]*|\w+)|[\s\S]`, 'g');
function readString(literal) {
    if (literal.startsWith('`')) {
        return literal.slice(1, -1);
    }
    if (/\\[^"\\nt]/.test(literal)) {
        throw new UnsupportedTemplate(`the escape in ${literal} is not supported`);
    }
    return literal
        .slice(1, -1)
        .replace(/\\(.)/g, (_match, escaped) => ({ n: '\n', t: '\t' })[escaped] ?? escaped);
}
function parseOperand(word) {
    switch (word) {
        case '.owner':
        case '$.owner':
            return (data) => data.owner;
        case '.host':
        case '$.host':
            return (data) => data.host;
        default: {
            if (!/^["`]/.test(word)) {
                throw new UnsupportedTemplate(`${JSON.stringify(word)} is not supported`);
            }
            const text = readString(word);
            return () => text;
        }
    }
}
function formatStrings([pattern, ...values]) {
    const rest = [...values];
    const text = pattern?.replace(/%([\s\S]?)/g, (_match, verb) => {
        const value = verb === '%' ? '%' : /[sv]/.test(verb) ? rest.shift() : undefined;
        if (value === undefined) {
            throw new UnsupportedTemplate('printf takes %s, %v and %% only, and a value for each');
        }
        return value;
    });
    if (text === undefined || rest.length > 0) {
        throw new UnsupportedTemplate('printf takes a pattern and as many values as it names');
    }
    return text;
}
function parseCommand([head = '', ...rest], isFirst) {
    if (head === 'print' || head === 'printf') {
        const operands = rest.map(parseOperand);
        return (data, piped) => {
            const values = [...operands.map((operand) => operand(data)), ...piped];
            // Go's print puts blanks only between operands that are no strings, and all of these are.
            return head === 'print' ? values.join('') : formatStrings(values);
        };
    }
    const operand = parseOperand(head);
    if (rest.length > 0 || !isFirst) {
        throw new UnsupportedTemplate(`${JSON.stringify(head)} is no function, it takes nothing`);
    }
    return operand;
}
function parsePipeline(source) {
    const commands = [[]];
    let separated = true;
    for (const [text, blank, pipe, word] of source.matchAll(wordPattern)) {
        if (pipe !== undefined) {
            commands.push([]);
        }
        else if (word !== undefined && separated) {
            commands.at(-1)?.push(word);
        }
        else if (blank === undefined) {
            throw new UnsupportedTemplate(`${JSON.stringify(text)} is not supported there`);
        }
        separated = word === undefined;
    }
    if (commands.some((words) => words.length === 0)) {
        throw new UnsupportedTemplate('an action, or a part of a pipeline, is empty');
    }
    const parsed = commands.map((words, index) => parseCommand(words, index === 0));
    return (data) => parsed.reduce((piped, command) => [command(data, piped)], []).join('');
}
function parseParts(template) {
    const parts = [];
    let position = 0;
    let trimNext = false;
    while (position < template.length) {
        const start = template.indexOf('{{', position);
        const end = start < 0 ? template.length : start;
        let text = template.slice(position, end);
        if (trimNext) {
            text = text.replace(/^[ \t\r\n]+/, '');
        }
        trimNext = false;
        position = end;
        if (start >= 0) {
            actionPattern.lastIndex = start;
            const match = actionPattern.exec(template);
            if (match === null) {
                throw new UnsupportedTemplate('an action does not end');
            }
            const [whole, trimBefore, comment, pipeline = '', trimAfter] = match;
            if (trimBefore !== undefined) {
                text = text.replace(/[ \t\r\n]+$/, '');
            }
            trimNext = trimAfter !== undefined;
            position = start + whole.length;
            const before = text;
            parts.push(() => before, ...(comment === undefined ? [parsePipeline(pipeline)] : []));
        }
        else {
            parts.push(() => text);
        }
    }
    return parts;
}
/**
 * Compiles a template; the result renders it.
 * @throws ActionError `INPUT_INVALID` for anything outside the part that is described above, when compiling or rendering.
 */
function parseNameTemplate(template) {
    const guard = (work) => {
        try {
            return work();
        }
        catch (error) {
            if (!(error instanceof UnsupportedTemplate)) {
                throw error;
            }
            throw new errors/* ActionError */.l('INPUT_INVALID', `token-env template ${JSON.stringify(template)}: ${error.message}.`, {
                hint: 'A template may use {{ .owner }}, {{ .host }}, string constants, print, and printf with %s.',
            });
        }
    };
    const parts = guard(() => parseParts(template));
    return (data) => guard(() => parts.map((part) => part(data)).join(''));
}

;// CONCATENATED MODULE: ./src/sts/token-env.js
/** Decides under which environment variables the minted tokens are exported (wire contract §5.5, `token_env`). */


/** Name that Atmos uses, and reads itself, when none is configured. */
const defaultTokenEnv = 'ATMOS_PRO_GITHUB_TOKEN';
/** Longest configured name or template, in characters. */
const maxTokenEnvLength = 512;
const templateMarker = '{{';
/** Upper case, every other character an underscore; per code point, as Go maps runes one to one. */
function sanitizeName(text) {
    return Array.from(text, (character) => {
        const upper = character.toUpperCase();
        return /^[A-Z0-9_]$/.test(upper) ? upper : '_';
    }).join('');
}
function checkLiteral(name) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        throw new errors/* ActionError */.l('INPUT_INVALID', `token-env is ${JSON.stringify(name)}, which no shell can read as a variable.`, {
            hint: 'Use letters, digits and underscores, or a template such as `GH_TOKEN_{{ .owner }}`.',
        });
    }
}
/**
 * Names for the tokens that have a value and an owner. A literal name is exported only when there is exactly one token;
 * a template is rendered for each, an empty result exports nothing, and of two equal names the later token wins.
 * @throws ActionError `INPUT_INVALID` for a name or template that cannot be used.
 */
function resolveTokenEnvironment(tokenEnv, tokens) {
    if (tokenEnv.length > maxTokenEnvLength) {
        throw new errors/* ActionError */.l('INPUT_INVALID', `token-env is longer than ${maxTokenEnvLength} characters.`);
    }
    const usable = tokens.filter(({ token, owner }) => token !== '' && owner !== '');
    if (tokenEnv.includes(templateMarker)) {
        const render = parseNameTemplate(tokenEnv);
        const named = usable.map(({ host, owner, token }) => [sanitizeName(render({ host, owner })), token]);
        return { variables: Object.fromEntries(named.filter(([name]) => name !== '')) };
    }
    checkLiteral(tokenEnv);
    const [only, ...others] = usable;
    if (only === undefined) {
        return { variables: {} };
    }
    if (others.length > 0) {
        return {
            variables: {},
            notice: `${usable.length} tokens were minted, so none is exported as ${tokenEnv}; a template such as ${tokenEnv}_{{ .owner }} names each. Git uses all of them.`,
        };
    }
    return { variables: { [tokenEnv]: only.token } };
}

;// CONCATENATED MODULE: ./src/atmos-config/find-atmos-config.js
/** Largest configuration file, in bytes. */
const maxConfigBytes = 1024 * 1024;
/** Most parent directories looked at. */
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
            return [{ path, directory, text, followImports: options.followImports ?? true }];
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
function splitList(text, directory) {
    const items = (text ?? '').split(',').map((item) => item.trim());
    return items.filter((item) => item !== '').map((item) => joinPath(directory, item));
}
/** Files with their text, lowest precedence first; empty when Atmos is not configured here. */
async function findAtmosConfig(around, reader) {
    const { workingDirectory, homeDirectory, environment, platform } = around;
    const found = [];
    const files = splitList(environment['ATMOS_CONFIG'], workingDirectory);
    const directories = splitList(environment['ATMOS_CONFIG_PATH'], workingDirectory);
    for (const path of files) {
        const text = await reader.readText(path, maxConfigBytes);
        if (text !== undefined) {
            found.push({ path, directory: joinPath(path, '..'), text, followImports: true });
        }
    }
    for (const directory of directories) {
        found.push(...(await readDirectory(directory, reader, { hidden: true })));
    }
    if (files.length + directories.length > 0) {
        return found;
    }
    const system = platform === 'win32' ? environment['LOCALAPPDATA'] : '/usr/local/etc/atmos';
    found.push(...(system ? await readDirectory(system, reader, { followImports: false }) : []));
    found.push(...(homeDirectory ? await readDirectory(joinPath(homeDirectory, '.atmos'), reader) : []));
    found.push(...(await readFallbacks(around, reader)));
    found.push(...(await readDirectory(workingDirectory, reader)));
    const selected = environment['ATMOS_CLI_CONFIG_PATH'];
    found.push(...(selected ? await readDirectory(joinPath(workingDirectory, selected), reader) : []));
    return found;
}

;// CONCATENATED MODULE: ./src/atmos-config/expand-import.js
/** Turns an `import:` entry of atmos.yaml into files: a file, a directory, or a pattern with `*`, `?` and `**`. */

/** Most directories that one pattern may visit. */
const maxDirectories = 500;
const remotePattern = /^(?:[a-z][a-z0-9+.-]*:\/\/|[a-z0-9]+::|git@|(?:github|gitlab|bitbucket)\.(?:com|org)\/|mock:)/i;
/** Whether Atmos would download it. */
function isRemoteImport(entry) {
    return remotePattern.test(entry);
}
function compileSegment(segment) {
    const source = segment
        .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
        .replace(/\*+/g, '[^/]*')
        .replaceAll('?', '[^/]');
    return new RegExp(`^${source}$`);
}
async function walk(directory, segments, visit) {
    const [segment = '', ...rest] = segments;
    visit.left -= 1;
    const names = visit.left < 0 ? undefined : await visit.reader.list(directory);
    if (names === undefined) {
        return [];
    }
    const found = [];
    if (segment === '**') {
        found.push(...(rest.length === 0 ? [] : await walk(directory, rest, visit)));
        for (const name of names) {
            found.push(...(await walk(joinPath(directory, name), segments, visit)));
        }
        return found;
    }
    const pattern = compileSegment(segment);
    for (const path of names.filter((name) => pattern.test(name)).map((name) => joinPath(directory, name))) {
        found.push(...(rest.length === 0 ? [path] : await walk(path, rest, visit)));
    }
    return found;
}
function compareDepth(left, right) {
    const depth = left.split('/').length - right.split('/').length;
    return depth !== 0 ? depth : left < right ? -1 : 1;
}
/** Of `x.yaml` and `x.yml` the first counts; shallow files come before deep ones, then by name. */
function order(paths) {
    const unique = new Set(paths);
    return [...unique]
        .filter((path) => !(path.endsWith('.yml') && unique.has(`${path.slice(0, -'.yml'.length)}.yaml`)))
        .sort(compareDepth);
}
/** YAML files under a directory, at any depth. */
async function listConfigFiles(directory, reader) {
    const visit = { reader, left: maxDirectories };
    const paths = await walk(directory, ['**', '*'], visit);
    return order(paths.filter((path) => /\.ya?ml$/.test(path)));
}
/** Files that a local entry means, in the order in which they are laid over each other. */
async function expandImport(entry, base, reader) {
    const path = joinPath(base, entry);
    if (!/[*?]/.test(path)) {
        if ((await reader.list(path)) !== undefined) {
            return listConfigFiles(path, reader);
        }
        return /\.[^/.]+$/.test(path) ? [path] : [`${path}.yaml`, `${path}.yml`];
    }
    const segments = path.split('/');
    const first = segments.findIndex((segment) => /[*?]/.test(segment));
    const visit = { reader, left: maxDirectories };
    const root = segments.slice(0, first).join('/') || '/';
    const suffixes = /\.[^/.]+$/.test(path) ? [''] : ['.yaml', '.yml'];
    const found = [];
    for (const suffix of suffixes) {
        const pattern = segments.slice(first);
        found.push(...(await walk(root, pattern.with(-1, `${pattern.at(-1)}${suffix}`), visit)));
    }
    return order(found);
}

;// CONCATENATED MODULE: ./src/atmos-config/load-atmos-config.js
/**
 * Reads everything that Atmos would read here and gives the settings that the Actions need.
 *
 * A file lies over its imports, those over its `atmos.d` and `.atmos.d` (the git root's lowest). An imported file is laid
 * before what it imports itself, as Atmos does. Where no file is found nothing is parsed, nor the YAML library loaded.
 */



/** Most files of one configuration. */
const maxFiles = 500;
/** Deepest chain of imports, as in Atmos. */
const maxImportDepth = 10;
/** Imported on demand: the YAML library takes longer to load than most steps take to their first request. */
async function loadModules() {
    const [{ layConfig }, { parseConfig }, { createValueReader }, { readSettings }] = await Promise.all([
        __webpack_require__.e(/* import() */ 452).then(__webpack_require__.bind(__webpack_require__, 5452)),
        Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(234)]).then(__webpack_require__.bind(__webpack_require__, 7234)),
        __webpack_require__.e(/* import() */ 568).then(__webpack_require__.bind(__webpack_require__, 8568)),
        Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(973)]).then(__webpack_require__.bind(__webpack_require__, 9973)),
    ]);
    return { layConfig, parseConfig, createValueReader, readSettings };
}
function parse(loader, text, path) {
    loader.filesLeft -= 1;
    if (loader.filesLeft < 0) {
        throw new errors/* ActionError */.l('INPUT_CONFIG_INVALID', `${path}: the configuration has more than ${maxFiles} files.`);
    }
    return loader.modules.parseConfig(text, path, { environment: loader.around.environment });
}
/** Directory that relative imports are resolved against: `base_path`, else the git root, else the file's own. */
function resolveBase(loader, declared, directory) {
    const { environment, workingDirectory } = loader.around;
    const runtime = environment['ATMOS_BASE_PATH'];
    const base = runtime || declared || '';
    if (/^\.\.?(?:[\\/]|$)/.test(base)) {
        return joinPath(runtime ? workingDirectory : directory, base);
    }
    return joinPath(loader.gitRoot ?? directory, base);
}
async function layImports(loader, under, importer) {
    const values = loader.modules.createValueReader(importer.tree);
    const entries = importer.depth > maxImportDepth ? [] : (values.texts(['import']) ?? []);
    const base = resolveBase(loader, values.text(['base_path']), importer.directory);
    let result = under;
    for (const [index, entry] of entries.entries()) {
        if (isRemoteImport(entry)) {
            values.report(['import'], `entry ${index + 1} is remote, which is not downloaded here`);
        }
        for (const path of isRemoteImport(entry) ? [] : await expandImport(entry, base, loader.reader)) {
            const text = await loader.reader.readText(path, maxConfigBytes);
            const tree = text === undefined ? undefined : parse(loader, text, path);
            if (tree !== undefined) {
                result = loader.modules.layConfig(result, tree);
                const nested = { tree, directory: joinPath(path, '..'), depth: importer.depth + 1 };
                result = await layImports(loader, result, nested);
            }
        }
    }
    loader.unusable.push(...values.unusable);
    return result;
}
async function layDefaults(loader, directory) {
    const directories = [...new Set([loader.gitRoot ?? directory, directory])];
    let result;
    for (const name of directories.flatMap((parent) => [
        joinPath(parent, 'atmos.d'),
        joinPath(parent, '.atmos.d'),
    ])) {
        for (const path of await listConfigFiles(name, loader.reader)) {
            const text = await loader.reader.readText(path, maxConfigBytes);
            const tree = text === undefined ? undefined : parse(loader, text, path);
            result = tree === undefined ? result : loader.modules.layConfig(result, tree);
        }
    }
    return result;
}
async function loadFile(loader, file) {
    const tree = parse(loader, file.text, file.path);
    if (!file.followImports) {
        return tree;
    }
    const defaults = await layDefaults(loader, file.directory);
    if (tree === undefined) {
        return defaults;
    }
    const imported = await layImports(loader, defaults, { tree, directory: file.directory, depth: 1 });
    return loader.modules.layConfig(imported, tree);
}
/**
 * @throws ActionError `INPUT_CONFIG_INVALID` with file, line and column; whatever `reader` rejects with.
 */
async function loadAtmosConfig(around, reader) {
    const files = await findAtmosConfig(around, reader);
    if (files.length === 0) {
        return { settings: {}, unusable: [] };
    }
    const modules = await loadModules();
    const gitRoot = await findGitRoot(around.workingDirectory, reader);
    const loader = { around, reader, gitRoot, unusable: [], modules, filesLeft: maxFiles };
    let root;
    for (const file of files) {
        const tree = await loadFile(loader, file);
        root = tree === undefined ? root : modules.layConfig(root, tree);
    }
    const { settings, unusable } = modules.readSettings(root);
    return { settings, unusable: [...loader.unusable, ...unusable] };
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
;// CONCATENATED MODULE: ./src/git/config-files.js
/**
 * Reads the files of an Atmos configuration from disk. Synchronously, although the port would let it wait: the search makes
 * some forty calls before the first request of a step, and each wait costs more than the call.
 */


/** Codes that mean "nothing of that kind here". */
const absent = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);
function unreadable(path, cause) {
    return new errors/* ActionError */.l('INPUT_FILE_UNUSABLE', `${path} could not be read.`, { cause });
}
async function readText(path, maxBytes) {
    try {
        const file = (0,external_node_fs_.openSync)(path, 'r');
        try {
            const { size } = (0,external_node_fs_.fstatSync)(file);
            if (size > maxBytes) {
                throw new errors/* ActionError */.l('INPUT_CONFIG_INVALID', `${path} is larger than ${maxBytes} bytes.`);
            }
            return (0,external_node_fs_.readFileSync)(file, 'utf8');
        }
        finally {
            (0,external_node_fs_.closeSync)(file);
        }
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.l || !absent.has(error.code)) {
            throw error instanceof errors/* ActionError */.l ? error : unreadable(path, error);
        }
        return undefined;
    }
}
async function list(path) {
    try {
        return (0,external_node_fs_.readdirSync)(path).sort();
    }
    catch (error) {
        // A directory above the job's own that may not be listed holds nothing for us.
        const { code } = error;
        if (absent.has(code) || code === 'EACCES' || code === 'EPERM') {
            return undefined;
        }
        throw unreadable(path, error);
    }
}
/** @throws ActionError `INPUT_FILE_UNUSABLE` for trouble other than absence, `INPUT_CONFIG_INVALID` over the bound. */
const configFiles = { readText, list };

// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./actions/setup-sts/atmos-settings.js
/** Reads what atmos.yaml says about the Atmos Pro server, where the Atmos CLI itself looks for it. */



/** Empty outside of a checkout with an atmos.yaml. Values that only Atmos can work out are left out, and named in the log. */
async function loadAtmosSettings(runner) {
    const { environment, logger } = runner;
    const homeDirectory = (0,runner_environment/* readVariable */.n)('HOME', environment);
    const { settings, unusable } = await loadAtmosConfig({
        workingDirectory: (0,runner_environment/* readVariable */.n)('GITHUB_WORKSPACE', environment) ?? process.cwd(),
        ...(homeDirectory === undefined ? {} : { homeDirectory }),
        platform: process.platform,
        environment,
    }, configFiles);
    for (const { location, key, reason } of unusable)
        logger.info(`${location}: ${key} is not used: ${reason}.`);
    return settings;
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/git/git-config-file.js
var git_config_file = __webpack_require__(6480);
;// CONCATENATED MODULE: ./src/sts/exclusion-advice.js
/** Reason of a named repository that the server neither granted nor excluded. */
const noAnswerReason = 'no_answer';
/** One sentence for the reader of the job; reasons that are not known here get a general one. */
function adviseOnExclusion({ repo, reason }, policyName) {
    const path = `.atmos/pro/sts/${policyName}.yaml`;
    switch (reason) {
        case 'no_trust_policy':
            return `Commit ${path} with a rule for this job to the default branch of ${repo}.`;
        case 'trust_policy_denied':
            return `No rule of ${path} in ${repo} matches this job: compare its rules with the job's ID token.`;
        case 'trust_policy_invalid':
            return `Correct ${path} in ${repo}; \`atmos-pro policy lint\` names the line.`;
        case 'not_installed_in_workspace':
            return `Check the spelling of ${repo}, import it into the workspace and install the GitHub App on it.`;
        case 'installation_suspended':
            return `An owner of the account must unsuspend the GitHub App for ${repo}.`;
        case noAnswerReason:
            return `The server said nothing about ${repo}: check its spelling and ask the server's operator.`;
        default:
            return `Ask the operator of the server why ${repo} is excluded.`;
    }
}

;// CONCATENATED MODULE: ./src/sts/outcome.js

function fold(names) {
    return new Set(names.map((name) => name.toLowerCase()));
}
/** Adds the repositories of tokens whose list the server left out: the named ones of the owner that nothing else speaks for. */
function resolveGrants(answer, sources) {
    const taken = new Set(fold([
        ...answer.excluded.map(({ repo }) => repo),
        ...answer.tokens.flatMap(({ repositories }) => repositories ?? []),
    ]));
    return answer.tokens.map((token) => {
        if (token.repositories !== undefined && token.repositories.length > 0) {
            return { ...token, repositories: token.repositories };
        }
        const prefix = `${token.owner.toLowerCase()}/`;
        const repositories = sources.filter((source) => {
            const name = source.toLowerCase();
            return name.startsWith(prefix) && !taken.has(name);
        });
        for (const name of repositories)
            taken.add(name.toLowerCase());
        return { ...token, repositories };
    });
}
/** `sources` is what the workflow named; absent when it asked for everything. Names are compared without case, as GitHub does. */
function judgeOutcome(answer, sources) {
    const grants = resolveGrants(answer, sources ?? []);
    const named = fold(sources ?? []);
    const isNamed = ({ repo }) => named.has(repo.toLowerCase());
    const answered = fold([
        ...grants.flatMap(({ repositories }) => repositories),
        ...answer.excluded.map(({ repo }) => repo),
    ]);
    const silent = (sources ?? []).filter((source) => !answered.has(source.toLowerCase()));
    return {
        grants,
        refused: [
            ...answer.excluded.filter(isNamed),
            ...silent.map((repo) => ({ repo, reason: noAnswerReason })),
        ],
        others: answer.excluded.filter((exclusion) => !isNamed(exclusion)),
    };
}

;// CONCATENATED MODULE: ./src/sts/refusal.js
/** The error of a step whose named repositories were not all granted. */


/** Most repositories that a message names; the summary has all. */
const maxNamed = 10;
/** `owner/name (reason)`, the first ones by name; for an annotation, of which GitHub shows few. */
function listExclusions(exclusions) {
    const names = exclusions.slice(0, maxNamed).map(({ repo, reason }) => `${repo} (${reason})`);
    const more = exclusions.length > maxNamed ? ` and ${exclusions.length - maxNamed} more` : '';
    return names.join(', ') + more;
}
/** `refused` has at least one entry. */
function describeRefusal(refused, policyName) {
    const [only, ...others] = refused;
    const advice = only !== undefined && others.length === 0
        ? adviseOnExclusion(only, policyName)
        : 'The job summary says for each what to do.';
    return new errors/* ActionError */.l('DENIED_SOURCES', `Named by the workflow and not granted: ${listExclusions(refused)}.`, {
        hint: `${advice} Set allow-excluded: true to go on without.`,
    });
}

;// CONCATENATED MODULE: ./src/sts/summary.js

/** Most rows of one table; GitHub takes 1 MiB per step. */
const maxRows = 100;
/** Names and words come from a server: nothing in them is markup. */
function escapeMarkup(text) {
    return text.replace(/[^\p{L}\p{N} \n.,:;/()'"=-]/gu, (character) => `&#${character.codePointAt(0)};`);
}
function code(text) {
    return `<code>${escapeMarkup(text)}</code>`;
}
function table(headings, rows) {
    const lines = [headings, headings.map(() => '---'), ...rows.slice(0, maxRows)];
    const more = rows.length > maxRows ? `\n\n… and ${rows.length - maxRows} more.` : '';
    return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n') + more;
}
function renderPermissions({ permissions }) {
    if (permissions === undefined)
        return 'not stated';
    return Object.entries(permissions)
        .map(([name, level]) => code(`${name}: ${level}`))
        .join('<br>');
}
function renderGrants(grants) {
    const rows = grants.flatMap((grant) => {
        const names = grant.repositories.length > 0 ? grant.repositories : [`${grant.owner}/? (not stated)`];
        return names.map((name) => [
            code(name),
            renderPermissions(grant),
            escapeMarkup(grant.expiresAt ?? 'not stated'),
        ]);
    });
    return table(['Repository', 'Permissions', 'Expires'], rows);
}
function renderExclusions(exclusions, policyName) {
    const rows = exclusions.map((exclusion) => [
        code(exclusion.repo),
        code(exclusion.reason),
        escapeMarkup(adviseOnExclusion(exclusion, policyName)),
    ]);
    const details = exclusions
        .slice(0, maxRows)
        .filter(({ message }) => message !== undefined)
        .map(({ repo, message = '' }) => `<details><summary>Why ${code(repo)} was excluded</summary>\n\n<pre>${escapeMarkup(message)}</pre>\n\n</details>`);
    return [table(['Repository', 'Reason', 'What to do'], rows), ...details].join('\n\n');
}
/** Sections without rows are left out. Ends without a newline. */
function renderSummary(outcome, policyName) {
    const { grants, refused, others } = outcome;
    const sections = ['## GitHub tokens for other repositories'];
    sections.push(grants.length > 0 ? renderGrants(grants) : 'No token was granted.');
    if (refused.length > 0) {
        sections.push('### Named by the workflow, not granted', renderExclusions(refused, policyName));
    }
    if (others.length > 0)
        sections.push('### Also excluded', renderExclusions(others, policyName));
    return sections.join('\n\n');
}

;// CONCATENATED MODULE: ./src/git-config/basic-credential.js
/** The form in which a token travels to git's HTTP endpoints. */
/** User name that GitHub documents for installation tokens over HTTPS. */
const tokenUser = 'x-access-token';
/**
 * Base64 of `x-access-token:TOKEN`. As secret as the token: whoever builds a git configuration masks this form too,
 * since the runner does not recognise a token behind base64.
 */
function basicCredential(token) {
    return Buffer.from(`${tokenUser}:${token}`, 'utf8').toString('base64');
}

;// CONCATENATED MODULE: ./src/git-config/grant.js
/** What a server granted, as far as git is concerned: checked before any of it reaches a configuration key. */

const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
const namePattern = /^[A-Za-z0-9_.-]{1,100}$/;
function malformed(what) {
    return new errors/* ActionError */.l('REMOTE_MALFORMED', `The server granted a token with ${what}.`, {
        hint: 'Nothing of this answer was given to git. Check that base-url points to the server that you mean.',
    });
}
function resolveOrigin(host, serverUrl) {
    if (!hostPattern.test(host)) {
        throw malformed(`the host ${JSON.stringify(host)}, which is none`);
    }
    const lower = host.toLowerCase();
    // A server may name this job's GitHub with or without the port that GITHUB_SERVER_URL has.
    return lower === serverUrl.host || lower === serverUrl.hostname ? serverUrl : new URL(`https://${lower}`);
}
function resolvePath(repository, owner) {
    const path = repository.includes('/') ? repository : `${owner}/${repository}`;
    const [pathOwner = '', name = '', ...more] = path.split('/');
    const wellFormed = more.length === 0 && namePattern.test(pathOwner) && namePattern.test(name);
    if (!wellFormed || name === '.' || name === '..' || pathOwner.toLowerCase() !== owner.toLowerCase()) {
        throw malformed(`the repository ${JSON.stringify(repository)}, which is none of ${JSON.stringify(owner)}`);
    }
    return name.length > 4 && name.endsWith('.git') ? path.slice(0, -4) : path;
}
function spell(path, spellings) {
    const lower = path.toLowerCase();
    const written = spellings
        .map((spelling) => spelling.trim().replace(/\.git$/, ''))
        .filter((spelling) => spelling.toLowerCase() === lower);
    return [...new Set([path, lower, ...written])];
}
/**
 * Flattens grants into repositories. A repository in several grants belongs to the first, as with Atmos' own rewrites.
 * @param serverUrl `GITHUB_SERVER_URL` of the job: gives scheme and port for its own host; any other host is HTTPS.
 * @throws ActionError `REMOTE_MALFORMED` for a host, owner, repository or token that cannot be one.
 */
function grant_resolveGrants(grants, serverUrl) {
    const server = new URL(serverUrl);
    const repositories = new Map();
    for (const { host, owner, token, repositories: names, spellings = [] } of grants) {
        const { origin, hostname } = resolveOrigin(host, server);
        if (!/^[\x21-\x7e]+$/.test(token)) {
            throw malformed('no usable value');
        }
        for (const name of names) {
            const path = resolvePath(name, owner);
            const identity = `${origin}/${path.toLowerCase()}`;
            if (!repositories.has(identity)) {
                repositories.set(identity, { origin, hostname, token, paths: spell(path, spellings) });
            }
        }
    }
    return [...repositories.values()];
}

;// CONCATENATED MODULE: ./src/git-config/build-git-config.js
/**
 * Decides the git configuration that makes granted repositories readable, whatever spelling of their address is used.
 *
 * Tokens travel as per-repository headers and never inside an address: a header beats credentials in an address, a more
 * specific `http.<url>` beats a less specific one in any file, and an address ends up in `git remote -v`, in traces and
 * in the arguments of child processes.
 */


/** What may follow a repository's name in that of another one, apart from letters and digits. */
const nameSeparators = ['-', '_', '.'];
function buildHeader(url, credential) {
    const key = `http.${url}.extraheader`;
    // Values of equal keys accumulate, and two Authorization headers are an error: the empty value drops what came before.
    return [
        { key, value: '' },
        { key, value: `Authorization: Basic ${credential}` },
    ];
}
function rewrite(base, spellings) {
    return spellings.map((value) => ({ key: `url.${base}.insteadOf`, value }));
}
/**
 * `insteadOf` is a plain prefix, so a form without `.git` also captures `acme/mod-2`, which somebody may reach with an
 * SSH key. Longer prefixes win: mapping `acme/mod-`, `acme/mod_` and `acme/mod.` to themselves leaves those alone.
 */
function guardSiblings(prefix) {
    return nameSeparators.flatMap((separator) => rewrite(`${prefix}${separator}`, [`${prefix}${separator}`]));
}
/** At `example.ghe.com` the user of SSH addresses is `example`, everywhere else it is `git`. */
function sshUsersOf(hostname) {
    const enterprise = /^([a-z0-9-]+)\.ghe\.com$/.exec(hostname)?.[1];
    return enterprise === undefined ? ['git'] : [enterprise, 'git'];
}
function rewriteSsh({ origin, hostname }, path) {
    const url = `${origin}/${path}`;
    return sshUsersOf(hostname).flatMap((user) => {
        const scp = `${user}@${hostname}:${path}`;
        const ssh = `ssh://${user}@${hostname}/${path}`;
        const suffixed = [
            `${scp}.git`,
            `${user}@${hostname}:/${path}.git`,
            `${ssh}.git`,
            `ssh://${user}@${hostname}:22/${path}.git`,
        ];
        if (hostname === 'github.com') {
            // GitHub's documented SSH over the HTTPS port.
            suffixed.push(`ssh://git@ssh.github.com:443/${path}.git`);
        }
        return [
            ...rewrite(`${url}.git`, suffixed),
            ...rewrite(url, [scp, ssh]),
            ...guardSiblings(scp),
            ...guardSiblings(ssh),
        ];
    });
}
function rewriteHttp({ origin, hostname }, path) {
    // The identity is longer than, and so beats, a whole-host rewrite to SSH or to an address with a token.
    const spellings = [`${origin}/${path}`];
    if (origin.startsWith('https:')) {
        // The header's key is HTTPS; a redirect would not make git look it up again.
        spellings.push(`http:${origin.slice('https:'.length)}/${path}`);
    }
    if (hostname === 'github.com') {
        spellings.push(`https://www.github.com/${path}`);
    }
    return rewrite(`${origin}/${path}`, spellings);
}
function buildRepository(repository) {
    const credential = basicCredential(repository.token);
    return repository.paths.flatMap((path) => {
        const url = `${repository.origin}/${path}`;
        return [
            // Keys match whole path segments: `acme/mod` does not cover `acme/mod.git`.
            ...buildHeader(url, credential),
            ...buildHeader(`${url}.git`, credential),
            ...rewriteSsh(repository, path),
            ...rewriteHttp(repository, path),
        ];
    });
}
/**
 * Entries for all grants, in the order in which git has to see them.
 * @throws ActionError `REMOTE_MALFORMED` for a grant that cannot be one; nothing is configured then.
 */
function buildGitConfig(grants, options = {}) {
    return grant_resolveGrants(grants, options.serverUrl ?? 'https://github.com').flatMap(buildRepository);
}

// EXTERNAL MODULE: ./src/git-config/environment.js
var git_config_environment = __webpack_require__(8414);
;// CONCATENATED MODULE: ./src/git-config/mode.js
/** Decides how the configuration is carried: in the environment or in a file. */
/**
 * Above this many repositories the environment becomes a burden: each takes 20 entries and about 4 KiB of every process of
 * the job, and git looks each entry up by name (1,000 of them took 30 to 140 ms a command, a file 15).
 */
const maxEnvironmentRepositories = 50;
/**
 * `requested` wins, except that `env` becomes `file` where it cannot work well: above
 * {@link maxEnvironmentRepositories}, and on Windows, where an empty variable (the reset of a header) may vanish.
 */
function chooseGitConfigMode(input) {
    const mode = input.requested ?? 'env';
    if (mode !== 'env') {
        return { mode };
    }
    if (input.platform === 'win32') {
        return { mode: 'file', reason: 'empty environment variables may be lost on Windows' };
    }
    if (input.repositories > maxEnvironmentRepositories) {
        return {
            mode: 'file',
            reason: `${input.repositories} repositories are more than the ${maxEnvironmentRepositories} that the environment carries well`,
        };
    }
    return { mode };
}

// EXTERNAL MODULE: ./src/git-config/entry.js
var entry = __webpack_require__(7295);
;// CONCATENATED MODULE: ./src/git-config/render-git-config-file.js
/** Writes entries in the syntax of a git configuration file, and the entries that make git read that file. */


const escapes = {
    '\\': '\\\\',
    '"': '\\"',
    '\n': '\\n',
    '\t': '\\t',
    '\b': '\\b',
};
function renderSection(section, subsection) {
    // Within a subsection git knows two escapes only and passes everything else through.
    return subsection === undefined
        ? `[${section}]`
        : `[${section} "${subsection.replace(/[\\"]/g, (character) => `\\${character}`)}"]`;
}
function renderValue(value) {
    return `"${value.replace(/[\\"\n\t\b]/g, (character) => escapes[character] ?? character)}"`;
}
/**
 * Text of a file that git reads as `entries`, in their order. Ends with a newline.
 * @throws ActionError `INTERNAL` for a key that git would refuse, a NUL, or a CR before a newline, which no file can hold.
 */
function renderGitConfigFile(entries) {
    let current;
    const lines = [];
    for (const { key, value } of entries) {
        const parts = (0,entry/* parseGitConfigKey */.J)(key);
        if (parts === undefined || parts.section === '' || /[\0\r]/.test(key) || /\0|\r/.test(value)) {
            throw new errors/* ActionError */.l('INTERNAL', `A git configuration file cannot hold the key ${JSON.stringify(key)}.`);
        }
        const section = renderSection(parts.section, parts.subsection);
        if (section !== current) {
            lines.push(section);
            current = section;
        }
        lines.push(`\t${parts.name} = ${renderValue(value)}`);
    }
    return lines.map((line) => `${line}\n`).join('');
}
/** Where the runner mounts `RUNNER_TEMP` for a Docker container action. */
const containerTemp = '/github/runner_temp';
/**
 * Entries that include the file at `path` (absolute). The second one is where a container action finds it; git passes
 * over a file that is not there.
 */
function includeGitConfigFile(path) {
    const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return [...new Set([path, `${containerTemp}/${name}`])].map((value) => ({ key: 'include.path', value }));
}

;// CONCATENATED MODULE: ./actions/setup-sts/git-carrier.js
/** Hands the git configuration to the following steps, in the environment or in a file that only the job's user can read. */







function requireTemp(runner) {
    const directory = (0,runner_environment/* readVariable */.n)('RUNNER_TEMP', runner.environment);
    if (directory !== undefined)
        return directory;
    throw new errors/* ActionError */.l('INPUT_MISSING', 'RUNNER_TEMP is not set, so there is no place for the git configuration.', {
        hint: 'The runner sets it; use git-config: env or none outside of one.',
    });
}
/** Throws INPUT_GIT_CONFIG_INVALID when the entries of earlier steps are unusable already. */
function planGitConfig(grants, settings, runner) {
    const { environment, logger } = runner;
    const usable = grants.filter(({ host, owner }) => host !== '' && owner !== '');
    const { mode, reason } = chooseGitConfigMode({
        requested: settings.gitConfig,
        repositories: usable.reduce((sum, { repositories }) => sum + repositories.length, 0),
        platform: process.platform,
    });
    if (mode === 'none')
        return { variables: {} };
    const serverUrl = (0,runner_environment/* readVariable */.n)('GITHUB_SERVER_URL', environment);
    const entries = buildGitConfig(usable.map((grant) => ({ ...grant, spellings: settings.sources ?? [] })), serverUrl === undefined ? {} : { serverUrl });
    if (entries.length === 0)
        return { variables: {} };
    if (mode === 'env')
        return (0,git_config_environment/* appendToEnvironment */.f)(entries, environment);
    if (reason !== undefined)
        logger.info(`The git configuration goes into a file: ${reason}.`);
    const directory = requireTemp(runner);
    const name = `atmos-pro-git-${runner.random.uuid()}.config`;
    const carrier = (0,git_config_environment/* appendToEnvironment */.f)(includeGitConfigFile((0,external_node_path_.join)(directory, name)), environment);
    return { ...carrier, file: { directory, name, content: renderGitConfigFile(entries) } };
}
/** Finds out before anything is minted whether entries could be added at all. */
function checkGitConfig(settings, runner) {
    if (settings.gitConfig !== 'none')
        (0,git_config_environment/* appendToEnvironment */.f)([], runner.environment);
}

;// CONCATENATED MODULE: ./actions/setup-sts/outputs.js
/** Earliest expiry, undefined when the server named none. */
function firstExpiry(times) {
    return times.filter((time) => time !== undefined).sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}
/** Every output by its name in `action.yml`; `token` only when it cannot be the wrong one. */
function toOutputs({ grants, refused, others }) {
    const [first, ...more] = grants;
    const excluded = [...refused, ...others].map(({ repo, reason }) => ({ repo, reason }));
    return {
        token: first !== undefined && more.length === 0 ? first.token : '',
        'token-count': String(grants.length),
        owners: JSON.stringify([...new Set(grants.map(({ owner }) => owner))]),
        repositories: JSON.stringify([...new Set(grants.flatMap(({ repositories }) => repositories))]),
        excluded: JSON.stringify(excluded),
        'expires-at': firstExpiry(grants.map(({ expiresAt }) => expiresAt)) ?? '',
    };
}

// EXTERNAL MODULE: ./actions/setup-sts/state.js
var state = __webpack_require__(3054);
;// CONCATENATED MODULE: ./actions/setup-sts/deliver.js
/** Gives the minted tokens to the job: state for the post step first, then summary, verdict, git, environment, outputs. */









async function reportOutcome(outcome, settings, runner) {
    const { grants, refused, others } = outcome;
    const { logger } = runner;
    for (const { owner, repositories, expiresAt } of grants) {
        const names = repositories.join(', ') || 'repositories that the server did not list';
        logger.info(`Granted by ${owner || 'the server'}: ${names}${expiresAt ? `, until ${expiresAt}` : ''}`);
        if (repositories.length > 0 || settings.gitConfig === 'none')
            continue;
        const text = `The server did not say which repositories of ${owner} are granted, so git is not configured for them. Name them in sources.`;
        await runner.warning(text, 'GitHub STS');
    }
    if (others.length > 0) {
        const text = `Excluded, and not named by the workflow: ${listExclusions(others)}.`;
        await runner.notice(text, 'GitHub STS');
    }
    if (refused.length > 0 && settings.allowExcluded) {
        await runner.warning(`Named and not granted: ${listExclusions(refused)}.`, 'GitHub STS');
    }
    if (grants.length === 0)
        await runner.warning('No token was granted.', 'GitHub STS');
    await runner.addSummary(renderSummary(outcome, settings.policyName));
}
/** Throws DENIED_SOURCES when a named repository is missing and the workflow does not allow that; the post step revokes the rest. */
async function deliverTokens(answer, settings, runner) {
    await (0,state/* saveTokens */.yH)(answer.tokens, settings.revoke, runner);
    const outcome = judgeOutcome(answer, settings.sources);
    await reportOutcome(outcome, settings, runner);
    if (outcome.refused.length > 0 && !settings.allowExcluded) {
        const { excluded } = toOutputs(outcome);
        await runner.setOutputs({ excluded });
        throw describeRefusal(outcome.refused, settings.policyName);
    }
    const plan = planGitConfig(outcome.grants, settings, runner);
    const tokenEnvironment = resolveTokenEnvironment(settings.tokenEnv, outcome.grants);
    if (tokenEnvironment.notice !== undefined)
        runner.logger.info(tokenEnvironment.notice);
    const changes = {
        ...(plan.restore === undefined ? {} : { gitConfig: plan.restore }),
        ...(plan.file === undefined ? {} : { file: (0,external_node_path_.join)(plan.file.directory, plan.file.name) }),
        tokenVariables: Object.keys(tokenEnvironment.variables),
    };
    await (0,state/* saveChanges */.Zm)(changes, runner);
    if (plan.file !== undefined) {
        const { directory, name, content } = plan.file;
        await (0,git_config_file/* writeGitConfigFile */.q)(directory, content, { name });
    }
    await runner.exportVariables({ ...plan.variables, ...tokenEnvironment.variables });
    await runner.setOutputs(toOutputs(outcome));
}

;// CONCATENATED MODULE: ./src/runner/loopback.js
/** Whether an address stays on this machine, where plain HTTP cannot be overheard. */
function isLoopback(url) {
    return (url.hostname === 'localhost' ||
        url.hostname.endsWith('.localhost') ||
        url.hostname === '[::1]' ||
        /^127(\.\d{1,3}){3}$/.test(url.hostname));
}

;// CONCATENATED MODULE: ./actions/setup-sts/rules.js
/** What a workspace id, an address, a source and a policy name may look like, wherever they were written. */

/** Most repositories that one request may name; the server has the same limit. */
const maxSources = 200;
/** Each returns what is wrong, as the rest of a sentence that begins with the setting's name; undefined when nothing is. */
function sourceProblem(value) {
    const wellFormed = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/.test(value);
    const name = value.slice(value.indexOf('/') + 1);
    return wellFormed && name !== '.' && name !== '..' ? undefined : 'takes repositories as owner/name';
}
function sourcesProblem(values) {
    return values.length > maxSources ? `takes at most ${maxSources} repositories` : undefined;
}
/** The name also goes into a path. */
function policyNameProblem(value) {
    return /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value)
        ? undefined
        : 'takes the name of a policy file without .yaml: 1 to 64 letters, digits, dots, hyphens and underscores';
}
/** The ID token is sent there, so it must be encrypted on its way. */
function baseUrlProblem(value) {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const carried = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
    if (url === undefined || !carried)
        return 'must be an https:// address (http:// only on this machine)';
    return url.username || url.password || url.search || url.hash
        ? 'must be an address without user, query or fragment'
        : undefined;
}
function endpointProblem(value) {
    return /^\/*[A-Za-z0-9._~-]+(?:\/+[A-Za-z0-9._~-]+)*\/*$/.test(value)
        ? undefined
        : 'must be a path such as api/v1';
}
function workspaceIdProblem(value) {
    return /^[\x21-\x7e]{1,128}$/.test(value) ? undefined : 'must be 1 to 128 characters without blanks';
}
function audienceProblem(value) {
    return /^[\x21-\x7e]{1,256}$/.test(value) ? undefined : 'must be 1 to 256 characters without blanks';
}

;// CONCATENATED MODULE: ./actions/setup-sts/inputs.js

const inputTable = {
    'workspace-id': { kind: 'text' },
    'base-url': { kind: 'text' },
    endpoint: { kind: 'text' },
    audience: { kind: 'text' },
    sources: { kind: 'list', problem: sourceProblem },
    'policy-name': { kind: 'text', problem: policyNameProblem },
    'git-config': { kind: 'choice', choices: ['env', 'file', 'none'] },
    'token-env': { kind: 'text' },
    'allow-excluded': { kind: 'flag', default: 'false' },
    revoke: { kind: 'flag' },
};

;// CONCATENATED MODULE: ./src/api/retry-after.js
/** The wait that a peer asks for in `Retry-After`. */
/**
 * Milliseconds to wait, at least 0; undefined when the header is absent or senseless. A date is read against the answer's
 * own `Date`, so that a wrong clock on this machine does not matter.
 */
function retryAfterMs(headers) {
    const value = headers['retry-after']?.trim();
    if (value === undefined || value === '')
        return undefined;
    if (/^\d{1,9}$/.test(value))
        return Number(value) * 1000;
    const difference = Date.parse(value) - Date.parse(headers['date'] ?? '');
    return Number.isNaN(difference) ? undefined : Math.max(0, difference);
}

;// CONCATENATED MODULE: ./src/api/server-text.js
/**
 * Words that a server sent, made fit for a log or a page. They are not ours: a line of them must not be read as a workflow
 * command, move the cursor, or hide itself.
 */
/** Longest text of a server that is repeated, in characters. */
const maxServerTextLength = 2_000;
/** Control characters, line separators, and the invisible format characters that reorder or hide text. */
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;
/** One printable line of at most `maxServerTextLength` characters; `::` and `##[` are pulled apart. */
function cleanLine(text) {
    const line = text
        .slice(0, 2 * maxServerTextLength)
        .replace(unprintable, ' ')
        .trim();
    const harmless = line.replace(/:(?=:)|##(?=\[)/g, '$& ');
    return harmless.length > maxServerTextLength ? `${harmless.slice(0, maxServerTextLength - 1)}…` : harmless;
}
/** The same for several lines: each one printable, joined by `\n`, indentation kept, empty ones dropped. */
function cleanLines(text) {
    const lines = text.slice(0, 2 * maxServerTextLength).split(/\r\n|[\r\n]/);
    const kept = lines
        .map((line) => `${/^ */.exec(line)?.[0] ?? ''}${cleanLine(line)}`)
        .filter((line) => line.trim() !== '');
    return kept.join('\n');
}

;// CONCATENATED MODULE: ./src/api/answer.js
/** Reads a server's answer: its envelope, or the error that it stands for (wire contract §1.3, leniently on optional fields). */



/** Statuses that pass by themselves; every other 4xx stays what it is. */
const transientStatuses = new Set([408, 425, 429]);
const notTheApiHint = 'Check that base-url and endpoint point to an Atmos Pro API.';
function isTransient(status) {
    return status >= 500 || transientStatuses.has(status);
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** The JSON object of a body, undefined for anything else. The parser's error is dropped: it quotes the body, which may hold tokens. */
function parseEnvelope(body) {
    try {
        const value = JSON.parse(body);
        return isRecord(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
/** The first text that says something, else the status. */
function messageOf(envelope, status) {
    const texts = [envelope?.errorMessage, envelope?.error];
    const message = texts
        .map((text) => (typeof text === 'string' ? cleanLine(text) : ''))
        .find((text) => text !== '');
    return message ?? `status ${status} without an explanation`;
}
function traceOf(envelope) {
    const traceId = envelope?.traceId;
    return typeof traceId === 'string' && traceId !== '' ? ` (trace_id: ${cleanLine(traceId)})` : '';
}
function retryOf(response) {
    if (!isTransient(response.status))
        return {};
    const afterMs = retryAfterMs(response.headers);
    return { retry: afterMs === undefined ? {} : { afterMs } };
}
function redirected(operation, response) {
    const target = response.headers['location'] ?? '';
    const origin = URL.canParse(target) ? ` to ${new URL(target).origin}` : '';
    return new errors/* ActionError */.l('REMOTE_REFUSED', `${operation.name} was redirected${origin}, which is not followed.`, {
        hint: 'Set base-url to the final address of the server.',
    });
}
function refused(operation, response, envelope) {
    const { status } = response;
    const code = status < 300 ? operation.refusalCode : (operation.codes[status] ?? 'REMOTE_REFUSED');
    const hint = operation.hints[status] ??
        (status >= 500 ? 'The server failed; its operator finds the request by its trace id.' : undefined);
    const message = `${operation.name} was refused: ${messageOf(envelope, status)}${traceOf(envelope)}`;
    return new errors/* ActionError */.l(code, message, { ...(hint === undefined ? {} : { hint }), ...retryOf(response) });
}
/**
 * The `data` of a successful answer, `{}` when it is absent or null. Throws the operation's error for any other answer,
 * REMOTE_MALFORMED when it is not the API that answered.
 */
function readAnswer(operation, response) {
    const { status } = response;
    if (status >= 300 && status < 400)
        throw redirected(operation, response);
    const envelope = parseEnvelope(response.body);
    if (envelope === undefined && !isTransient(status)) {
        const message = `${operation.name} got an answer (status ${status}) that is not the API's JSON object.`;
        throw new errors/* ActionError */.l('REMOTE_MALFORMED', message, { hint: notTheApiHint });
    }
    if (status >= 400 || envelope?.success !== true)
        throw refused(operation, response, envelope);
    const data = envelope.data ?? {};
    if (isRecord(data))
        return data;
    throw new errors/* ActionError */.l('REMOTE_MALFORMED', `${operation.name}: "data" of the answer is not an object.`, {
        hint: notTheApiHint,
    });
}

;// CONCATENATED MODULE: ./src/api/sts-answer.js
/**
 * Checks the `data` of `POST /sts` by hand: no schema library loads in an action. Optional fields may be missing or null;
 * what later goes into git's configuration or the environment must look like what it claims to be.
 */


/** Most tokens that one answer may hold: one per installation and permission set. */
const maxTokens = 200;
/** Most repositories over all tokens, and most exclusions. */
const maxRepositories = 5_000;
/** Empty means that the token is not meant for git. */
const sts_answer_hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::\d{1,5})?)?$/;
const ownerPattern = /^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,99})?$/;
const repositoryPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/;
/** Both token formats of GitHub and room for another; nothing that could end a header or a line. */
const tokenPattern = /^[A-Za-z0-9._~+/=-]{1,4096}$/;
function sts_answer_malformed(what) {
    return new errors/* ActionError */.l('REMOTE_MALFORMED', `The server's answer to the mint is not usable: ${what}.`, {
        hint: 'Check that base-url points to an Atmos Pro API; its operator should see the request in the log.',
    });
}
function sts_answer_isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** A list of at most `limit` items; absent and null are none. */
function readList(value, name, limit) {
    if (value === undefined || value === null)
        return [];
    if (!Array.isArray(value))
        throw sts_answer_malformed(`${name} is not a list`);
    if (value.length > limit)
        throw sts_answer_malformed(`${name} has more than ${limit} items`);
    return value;
}
function readMatch(value, name, pattern) {
    if (typeof value === 'string' && pattern.test(value))
        return value;
    throw sts_answer_malformed(`${name} is absent or has characters that do not belong there`);
}
function readPermissions(value) {
    if (!sts_answer_isRecord(value))
        throw sts_answer_malformed('permissions is not an object');
    return Object.fromEntries(Object.entries(value).map(([name, level]) => [cleanLine(name), cleanLine(String(level))]));
}
function readToken(value) {
    if (!sts_answer_isRecord(value))
        throw sts_answer_malformed('a token is not an object');
    const { repositories, permissions, expiresAt } = value;
    return {
        host: readMatch(value['host'] ?? '', 'host', sts_answer_hostPattern),
        owner: readMatch(value['owner'] ?? '', 'owner', ownerPattern),
        token: readMatch(value['token'], 'token', tokenPattern),
        ...(typeof expiresAt === 'string' && !Number.isNaN(Date.parse(expiresAt))
            ? { expiresAt: cleanLine(expiresAt) }
            : {}),
        ...(Array.isArray(repositories) ? { repositories: readRepositories(repositories) } : {}),
        ...(permissions === undefined || permissions === null
            ? {}
            : { permissions: readPermissions(permissions) }),
    };
}
function readRepositories(value) {
    const list = readList(value, 'repositories', maxRepositories);
    return list.map((name) => readMatch(name, 'a repository name', repositoryPattern));
}
function readExclusion(value) {
    if (!sts_answer_isRecord(value) || typeof value['repo'] !== 'string')
        throw sts_answer_malformed('an exclusion names no repository');
    const { reason, message } = value;
    return {
        repo: cleanLine(value['repo']),
        reason: typeof reason === 'string' && reason !== '' ? cleanLine(reason) : 'unknown',
        ...(typeof message === 'string' && message !== '' ? { message: cleanLines(message) } : {}),
    };
}
/** Throws REMOTE_MALFORMED for anything that is not an answer; never quotes a value, which might be a token. */
function readStsAnswer(data) {
    return {
        tokens: readList(data['tokens'], 'tokens', maxTokens).map(readToken),
        excluded: readList(data['excluded'], 'excluded', maxRepositories).map(readExclusion),
    };
}

;// CONCATENATED MODULE: ./src/api/url.js
/** Joins the configured address, the API's path and a route, whichever slashes the user wrote (wire contract §1.1). */
/** `base` may end in slashes and hold a path; `endpoint` may have slashes around it; `path` starts with one. */
function joinUrl(base, endpoint, path) {
    const parts = [base.replace(/\/+$/, ''), endpoint.replace(/^\/+|\/+$/g, ''), path.replace(/^\/+/, '')];
    return parts.filter((part) => part !== '').join('/');
}

;// CONCATENATED MODULE: ./src/api/client.js
/** The client of an Atmos Pro server, ours or the hosted one: one request per call, every refusal an `ActionError`. */




/** Whole exchange with the server, in milliseconds, as the Atmos CLI has it. */
const exchangeTimeoutMs = 30_000;
/** A mint over many installations takes a server longer than a login does. */
const mintTimeoutMs = 60_000;
/** Anything that may stand in a header. */
const sessionPattern = /^[\x21-\x7e]{1,16384}$/;
const exchangeOperation = {
    name: 'The exchange of the ID token',
    codes: { 401: 'DENIED_EXCHANGE', 403: 'DENIED_EXCHANGE', 404: 'DENIED_EXCHANGE' },
    refusalCode: 'DENIED_EXCHANGE',
    hints: {
        400: 'Check workspace-id and audience.',
        401: 'Check that audience is one that the server accepts, and that the clocks of server and GitHub agree.',
        403: 'Check that workspace-id is right and that this repository is imported into the workspace.',
        404: 'Check workspace-id, that this repository is imported and that the GitHub App is installed.',
    },
};
const mintOperation = {
    name: 'The mint of GitHub tokens',
    codes: { 401: 'DENIED_SESSION', 403: 'DENIED_PERMISSION' },
    refusalCode: 'REMOTE_REFUSED',
    hints: {
        400: 'The server wants a session of a GitHub Actions job and sources spelt owner/name.',
        403: 'GitHub STS must be on in the workspace, and this repository needs the permission ws:sts:create.',
        404: 'Check that endpoint is the path of the API and that the server has GitHub STS.',
    },
};
function createApiClient(options, ports) {
    async function post(operation, path, body, timeoutMs, session) {
        const response = await ports.fetch({
            method: 'POST',
            url: joinUrl(options.baseUrl, options.endpoint, path),
            headers: {
                accept: 'application/json',
                'content-type': 'application/json',
                'user-agent': options.userAgent,
                ...(session === undefined ? {} : { authorization: `Bearer ${session.token}` }),
            },
            body: JSON.stringify(body),
            timeoutMs,
        });
        return readAnswer(operation, response);
    }
    return {
        async exchangeIdToken(request) {
            const data = await post(exchangeOperation, '/auth/github-oidc', request, exchangeTimeoutMs);
            const { token } = data;
            if (typeof token === 'string' && sessionPattern.test(token))
                return { token };
            throw new errors/* ActionError */.l('REMOTE_MALFORMED', 'The exchange of the ID token brought no session.');
        },
        async mintTokens(session, request) {
            return readStsAnswer(await post(mintOperation, '/sts', request, mintTimeoutMs, session));
        },
    };
}

;// CONCATENATED MODULE: ./src/runner/id-token.js
/** Asks the runner for an ID token: the job's signed statement of who it is (wire contract §1.5). */



/** Whole request, in milliseconds. */
const requestTimeoutMs = 10_000;
function endpointOf(environment, audience) {
    const address = (0,runner_environment/* readVariable */.n)('ACTIONS_ID_TOKEN_REQUEST_URL', environment);
    const bearer = (0,runner_environment/* readVariable */.n)('ACTIONS_ID_TOKEN_REQUEST_TOKEN', environment);
    if (address === undefined || bearer === undefined) {
        throw new errors/* ActionError */.l('INPUT_ID_TOKEN_PERMISSION', 'The job may not ask for an ID token.', {
            hint: 'Add `permissions: id-token: write` to the job. Pull requests from forks never get one.',
        });
    }
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) {
        throw new errors/* ActionError */.l('INPUT_INVALID', 'ACTIONS_ID_TOKEN_REQUEST_URL must be an https address.', {
            hint: 'The runner sets it; look for a step that overwrites it.',
        });
    }
    url.searchParams.set('audience', audience);
    return { url, bearer };
}
function readValue(body) {
    try {
        const value = JSON.parse(body)?.value;
        return typeof value === 'string' && value !== '' ? value : undefined;
    }
    catch {
        return undefined;
    }
}
/**
 * One new ID token for `audience`. Throws INPUT_ID_TOKEN_PERMISSION when the job lacks the permission, REMOTE_* when the
 * runner's endpoint fails; its body is never quoted, since it may hold a token.
 */
async function requestIdToken(audience, environment, ports) {
    const { url, bearer } = endpointOf(environment, audience);
    const response = await ports.fetch({
        method: 'GET',
        url: url.href,
        headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
        timeoutMs: requestTimeoutMs,
    });
    if (response.status !== 200) {
        const transient = response.status >= 500 || response.status === 429;
        throw new errors/* ActionError */.l('REMOTE_REFUSED', `The runner's ID-token endpoint answered ${response.status}.`, {
            hint: 'This is GitHub’s side; see https://www.githubstatus.com and run the job again.',
            ...(transient ? { retry: {} } : {}),
        });
    }
    const token = readValue(response.body);
    if (token !== undefined)
        return token;
    throw new errors/* ActionError */.l('REMOTE_MALFORMED', 'The runner’s ID-token endpoint answered without a token.');
}

// EXTERNAL MODULE: ./src/retry.js
var retry = __webpack_require__(6147);
;// CONCATENATED MODULE: ./src/sts/acquire-tokens.js
/**
 * Trades the job's identity for GitHub tokens: ID token, session, mint. Decides what is tried again: an ID token is good for
 * one exchange only, so every further try asks for a new one; a denial is final at once.
 */


/** Tries in all, first wait and longest wait in milliseconds; a `Retry-After` is obeyed up to the longest. */
const retryOptions = {
    attempts: 3,
    baseDelayMs: 500,
    maxDelayMs: 30_000,
    isRetryable(error) {
        if (!(error instanceof errors/* ActionError */.l) || error.retry === undefined)
            return false;
        return error.retry.afterMs === undefined ? true : { afterMs: error.retry.afterMs };
    },
};
async function logIn(workspaceId, ports) {
    return (0,retry/* retry */.L)(async () => {
        const token = await ports.requestIdToken();
        await ports.maskSecrets([token]);
        const session = await ports.exchangeIdToken({ token, workspaceId });
        await ports.maskSecrets([session.token]);
        return session;
    }, retryOptions, ports);
}
/**
 * All tokens that the policies grant, masked, and what they do not. Throws the last ActionError when a peer keeps failing or
 * refuses. A session that is refused at the mint is replaced once: replicas may disagree on signing keys for a moment.
 */
async function acquireTokens(request, ports) {
    const { sources, policyName } = request;
    const body = { policyName, ...(sources === undefined ? {} : { sources: [...sources] }) };
    const mint = (session) => (0,retry/* retry */.L)(() => ports.mintTokens(session, body), retryOptions, ports);
    const session = await logIn(request.workspaceId, ports);
    const answer = await mint(session).catch(async (error) => {
        if (!(error instanceof errors/* ActionError */.l && error.code === 'DENIED_SESSION'))
            throw error;
        return mint(await logIn(request.workspaceId, ports));
    });
    await ports.maskSecrets(answer.tokens.map(({ token }) => token));
    return answer;
}

// EXTERNAL MODULE: ./src/version.js
var version = __webpack_require__(4493);
;// CONCATENATED MODULE: ./actions/setup-sts/mint.js
/** Connects the domain's view of a mint with the runner and the server. */





/** The server's answer; every secret in it is masked, in both forms in which it travels. */
function mintTokens(settings, runner) {
    const { baseUrl, endpoint } = settings;
    const client = createApiClient({ baseUrl, endpoint, userAgent: `atmos-pro-actions/${version/* version */.r} (setup-sts)` }, runner);
    return acquireTokens(settings, {
        requestIdToken: () => requestIdToken(settings.audience, runner.environment, runner),
        exchangeIdToken: client.exchangeIdToken,
        mintTokens: client.mintTokens,
        maskSecrets: (secrets) => runner.maskSecrets(secrets.flatMap((secret) => [secret, basicCredential(secret)])),
        clock: runner.clock,
        random: runner.random,
    });
}

;// CONCATENATED MODULE: ./actions/setup-sts/settings.js




/** What applies when nobody says otherwise: the hosted server, and what the Atmos CLI does. */
const builtIn = {
    baseUrl: 'https://atmos-pro.com',
    endpoint: 'api/v1',
    audience: 'atmos-pro.com',
    policyName: 'default',
    gitConfig: 'env',
    tokenEnv: defaultTokenEnv,
    revoke: true,
};
const checks = [
    ['workspace-id', 'workspaceId', workspaceIdProblem],
    ['base-url', 'baseUrl', baseUrlProblem],
    ['endpoint', 'endpoint', endpointProblem],
    ['audience', 'audience', audienceProblem],
    ['policy-name', 'policyName', policyNameProblem],
];
function fail(name, problem) {
    return new errors/* ActionError */.l('INPUT_INVALID', `The setting "${name}" ${problem}.`, {
        hint: 'Correct it where it is set: under `with:`, in an ATMOS_PRO_* variable, or in atmos.yaml.',
    });
}
function check(settings) {
    for (const [name, setting, problemOf] of checks) {
        const problem = problemOf(String(settings[setting]));
        if (problem !== undefined)
            throw fail(name, problem);
    }
    const { sources = [] } = settings;
    const problem = sourcesProblem(sources) ?? sources.map(sourceProblem).find(Boolean);
    if (problem !== undefined)
        throw fail('sources', problem);
    return settings;
}
/** Throws INPUT_MISSING without a workspace id, INPUT_INVALID for a value that cannot be right, naming the setting. */
function resolveSettings(inputs, environment, atmos) {
    const workspaceId = inputs['workspace-id'] ?? (0,runner_environment/* readVariable */.n)('ATMOS_PRO_WORKSPACE_ID', environment) ?? atmos.workspaceId;
    if (workspaceId === undefined) {
        throw new errors/* ActionError */.l('INPUT_MISSING', 'There is no workspace id.', {
            hint: 'Set the input workspace-id, the variable ATMOS_PRO_WORKSPACE_ID, or settings.pro.workspace_id in atmos.yaml.',
        });
    }
    const sources = inputs.sources ?? atmos.sources;
    return check({
        workspaceId,
        baseUrl: inputs['base-url'] ??
            (0,runner_environment/* readVariable */.n)('ATMOS_PRO_BASE_URL', environment) ??
            atmos.baseUrl ??
            builtIn.baseUrl,
        endpoint: inputs.endpoint ??
            (0,runner_environment/* readVariable */.n)('ATMOS_PRO_ENDPOINT', environment) ??
            atmos.endpoint ??
            builtIn.endpoint,
        audience: inputs.audience ?? atmos.audience ?? builtIn.audience,
        ...(sources === undefined || sources.length === 0 ? {} : { sources }),
        policyName: inputs['policy-name'] ?? atmos.policyName ?? builtIn.policyName,
        gitConfig: inputs['git-config'] ?? atmos.gitConfigMode ?? builtIn.gitConfig,
        tokenEnv: inputs['token-env'] ?? atmos.tokenEnv ?? builtIn.tokenEnv,
        allowExcluded: inputs['allow-excluded'],
        revoke: inputs.revoke ?? atmos.revokeOnExit ?? builtIn.revoke,
    });
}

;// CONCATENATED MODULE: ./actions/setup-sts/main.js
/** Main step of `setup-sts`: settings, mint, delivery. */









async function run() {
    await (0,run_action/* runAction */.C)(async (runner) => {
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const settings = resolveSettings(inputs, runner.environment, await loadAtmosSettings(runner));
        // What would fail after the mint fails before it.
        checkGitConfig(settings, runner);
        resolveTokenEnvironment(settings.tokenEnv, []);
        const answer = await mintTokens(settings, runner);
        await deliverTokens(answer, settings, runner);
    });
}


/***/ }),

/***/ 2879:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ readInputs)
/* harmony export */ });
/* unused harmony export maxInputLength */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6986);
/** Reads an action's inputs by a declarative table; the values' types follow from the table. */

/** Longest value of one input that is read, in characters. */
const maxInputLength = 65_536;
/** The runner's name of an input: upper case, spaces replaced, hyphens kept. */
function variableOf(name) {
    return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}
function invalid(name, problem) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INPUT_INVALID', `Input "${name}" ${problem}.`, {
        hint: 'Correct the value under `with:` in the workflow.',
    });
}
function parseFlag(name, text) {
    if (/^(true|True|TRUE)$/.test(text))
        return true;
    if (/^(false|False|FALSE)$/.test(text))
        return false;
    throw invalid(name, 'must be true or false');
}
function parseInteger(name, text, minimum, maximum) {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum)
        return value;
    throw invalid(name, `must be a whole number from ${minimum} to ${maximum}`);
}
/** Items of a list input: separated by line breaks or commas, trimmed, empty ones and repetitions dropped. */
function parseItems(text) {
    const items = text.split(/[\r\n,]+/).map((item) => item.trim());
    return [...new Set(items.filter((item) => item !== ''))];
}
function parseValue(name, spec, text) {
    const items = spec.kind === 'list' ? parseItems(text) : [text];
    for (const item of items) {
        const problem = spec.problem?.(item);
        if (problem !== undefined)
            throw invalid(name, `${problem}; ${JSON.stringify(item.slice(0, 200))} is not`);
    }
    switch (spec.kind) {
        case 'text':
            return text;
        case 'list':
            return items;
        case 'flag':
            return parseFlag(name, text);
        case 'integer':
            return parseInteger(name, text, spec.minimum, spec.maximum);
        case 'choice':
            if (spec.choices.includes(text))
                return text;
            throw invalid(name, `must be one of ${spec.choices.join(', ')}`);
    }
}
/**
 * The inputs of `table` from `INPUT_*`. An empty or blank input counts as absent, as an expression without a value gives.
 * Throws INPUT_MISSING, or INPUT_INVALID naming the input and what it takes.
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
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .l('INPUT_MISSING', `Input "${name}" is required.`, {
            hint: `Add \`${name}:\` under \`with:\` in the workflow.`,
        });
    });
    return Object.fromEntries(entries);
}


/***/ }),

/***/ 4493:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ version)
/* harmony export */ });
/** Version of this project, as servers see it in `User-Agent`; a test holds it equal to `package.json`. */
const version = '0.1.0';


/***/ })

};
