export const id = 60;
export const ids = [60];
export const modules = {

/***/ 6060:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/base/errors.js
var errors = __webpack_require__(5664);
;// CONCATENATED MODULE: ./src/domain/credentials/token-name.js
/** Names of variables that may contain a token: an allow-list by form, because many variables make a later step run something. */
/** A word that says that the variable contains a secret. */
const tokenWord = /(?:^|_)(?:TOKENS?|PAT|SECRET|PASSWORD)(?:_|$)/;
/** Variables of programs that nearly every step runs. Their values name commands, files, addresses or identities. */
const reserved = /^(?:ACTIONS|BASH|DYLD|ENV|GIT|GITHUB|INPUT|JAVA|LD|NODE|NPM|PATH|PERL|PYTHON|RUBY|RUNNER|SSH|SSL|STATE)(?:_|$)|^(?:NODE|PYTHON|RUBY|PERL)|_PROXY$/;
/**
 * What is wrong with a name for the token's variable; completes the sentence "token-env …". `undefined` if nothing is. Case does not
 * matter: it does not on Windows.
 */
function tokenNameProblem(name) {
    const upper = name.toUpperCase();
    if (reserved.test(upper))
        return 'must not name a variable of the runner, the shell, git or a language';
    return tokenWord.test(upper) ? undefined : 'must contain the word TOKEN, PAT, SECRET or PASSWORD';
}

;// CONCATENATED MODULE: ./src/client/sts/name-template.js
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
            // Go's print adds spaces only between operands that are not strings, and these are all strings.
            return head === 'print' ? values.join('') : formatStrings(values);
        };
    }
    const operand = parseOperand(head);
    if (rest.length > 0 || !isFirst) {
        throw new UnsupportedTemplate(`${JSON.stringify(head)} is not a function and takes no arguments`);
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
            throw new errors/* ActionError */.lZ('INPUT_INVALID', `token-env template ${JSON.stringify(template)}: ${error.message}.`, {
                hint: 'A template may use {{ .owner }}, {{ .host }}, string constants, print, and printf with %s.',
            });
        }
    };
    const parts = guard(() => parseParts(template));
    return (data) => guard(() => parts.map((part) => part(data)).join(''));
}

;// CONCATENATED MODULE: ./src/client/sts/token-env.js
/** Decides under which environment variables the minted tokens are exported (docs/wire.md#github-tokens-sts). */



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
        throw new errors/* ActionError */.lZ('INPUT_INVALID', `token-env is ${JSON.stringify(name)}, which no shell can read as a variable.`, {
            hint: 'Use letters, digits and underscores, or a template such as `GH_TOKEN_{{ .owner }}`.',
        });
    }
}
/** Throws INPUT_INVALID for a name under which no token may be exported, whether the workflow chose it or it comes from an owner's name. */
function checkTokenNames(names) {
    for (const name of names) {
        const problem = tokenNameProblem(name);
        if (problem === undefined)
            continue;
        throw new errors/* ActionError */.lZ('INPUT_INVALID', `token-env ${problem}, got ${JSON.stringify(name)}.`, {
            hint: 'Set `token-env` to a name such as `MODULES_TOKEN`, or to a template such as `GH_TOKEN_{{ .owner }}`.',
        });
    }
}
/** Before there are tokens: throws INPUT_INVALID for a name or template that cannot be used. */
function checkTokenEnv(tokenEnv) {
    const sample = { host: 'github.com', owner: 'owner', token: 'token' };
    checkTokenNames(Object.keys(resolveTokenEnvironment(tokenEnv, [sample]).variables));
}
/**
 * Names for the tokens that have a value and an owner. A literal name is exported only when there is exactly one token;
 * a template is rendered for each, an empty result exports nothing, and of two equal names the later token wins.
 * @throws ActionError `INPUT_INVALID` for a name or template that cannot be used.
 */
function resolveTokenEnvironment(tokenEnv, tokens) {
    if (tokenEnv.length > maxTokenEnvLength) {
        throw new errors/* ActionError */.lZ('INPUT_INVALID', `token-env is longer than ${maxTokenEnvLength} characters.`);
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
            notice: `${usable.length} tokens were issued, so ${tokenEnv} was not set. To export each one, set token-env: ${tokenEnv}_{{ .owner }}. Git uses all of them.`,
        };
    }
    return { variables: { [tokenEnv]: only.token } };
}

// EXTERNAL MODULE: ./src/runner/inputs.js
var runner_inputs = __webpack_require__(2879);
// EXTERNAL MODULE: ./src/runner/run-action.js
var run_action = __webpack_require__(4012);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
;// CONCATENATED MODULE: ./src/client/sts/exclusion-advice.js
/** Reason of a named repository that the server neither granted nor excluded. */
const noAnswerReason = 'no_answer';
/** One sentence for the reader of the job; reasons that are not known here get a general one. */
function adviseOnExclusion({ repo, reason, message }, policyName) {
    const path = `.atmos/pro/sts/${policyName}.yaml`;
    switch (reason) {
        case 'no_trust_policy':
            return `Commit ${path} with a rule for this job to the default branch of ${repo}.`;
        case 'trust_policy_denied':
            return message === undefined
                ? `No rule of ${path} in ${repo} matches this job. Compare its rules with the claims of this job, which are in the log and the job summary.`
                : `No rule of ${path} in ${repo} matches this job: the explanation in the job summary says which claim did not, and what to change.`;
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

;// CONCATENATED MODULE: ./src/client/sts/outcome.js

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
/** Whether a policy denied the job and the server did not say why, which it says only to jobs of the source's owner. */
function hasBareDenial({ refused, others }) {
    return [...refused, ...others].some(({ reason, message }) => reason === 'trust_policy_denied' && message === undefined);
}

;// CONCATENATED MODULE: ./src/client/sts/refusal.js
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
    return new errors/* ActionError */.lZ('DENIED_SOURCES', `Named by the workflow and not granted: ${listExclusions(refused)}.`, {
        hint: `${advice} To continue without them, set allow-excluded: true.`,
    });
}

// EXTERNAL MODULE: ./src/base/markup.js
var markup = __webpack_require__(8879);
;// CONCATENATED MODULE: ./src/client/sts/summary.js
/** The job summary of a mint: what was granted, what was excluded and what to do about it. Markdown; no secret is in it. */


/** Most rows of one table; GitHub takes 1 MiB per step. */
const maxRows = 100;
function renderPermissions({ permissions }) {
    if (permissions === undefined)
        return 'not stated';
    return Object.entries(permissions)
        .map(([name, level]) => (0,markup/* markupCode */.EX)(`${name}: ${level}`))
        .join('<br>');
}
function renderGrants(grants) {
    const rows = grants.flatMap((grant) => {
        const names = grant.repositories.length > 0 ? grant.repositories : [`${grant.owner}/? (not stated)`];
        return names.map((name) => [
            (0,markup/* markupCode */.EX)(name),
            renderPermissions(grant),
            (0,markup/* escapeMarkup */.My)(grant.expiresAt ?? 'not stated'),
        ]);
    });
    return (0,markup/* markupTable */.VP)(['Repository', 'Permissions', 'Expires'], rows, { maxRows });
}
function renderExclusions(exclusions, policyName) {
    const rows = exclusions.map((exclusion) => [
        (0,markup/* markupCode */.EX)(exclusion.repo),
        (0,markup/* markupCode */.EX)(exclusion.reason),
        (0,markup/* escapeMarkup */.My)(adviseOnExclusion(exclusion, policyName)),
    ]);
    const details = exclusions
        .slice(0, maxRows)
        .filter(({ message }) => message !== undefined)
        .map(({ repo, message = '' }) => `<details><summary>Why ${(0,markup/* markupCode */.EX)(repo)} was excluded</summary>\n\n<pre>${message.split('\n').map(markup/* escapeMarkup */.My).join('\n')}</pre>\n\n</details>`);
    return [(0,markup/* markupTable */.VP)(['Repository', 'Reason', 'What to do'], rows, { maxRows }), ...details].join('\n\n');
}
/** @param claims those of the job, where a denial is not explained. Sections without rows are left out. Ends without a newline. */
function renderTokenSummary(outcome, policyName, claims = []) {
    const { grants, refused, others } = outcome;
    const sections = ['## GitHub tokens for other repositories'];
    sections.push(grants.length > 0 ? renderGrants(grants) : 'No token was granted.');
    if (refused.length > 0) {
        sections.push('### Named by the workflow, not granted', renderExclusions(refused, policyName));
    }
    if (others.length > 0)
        sections.push('### Also excluded', renderExclusions(others, policyName));
    if (claims.length > 0) {
        const rows = claims.map(([claim, value]) => [(0,markup/* markupCode */.EX)(claim), (0,markup/* markupCode */.EX)(value)]);
        sections.push('### Claims of this job', (0,markup/* markupTable */.VP)(['Claim', 'Value'], rows));
    }
    return sections.join('\n\n');
}

// EXTERNAL MODULE: ./src/domain/credentials/token-form.js
var token_form = __webpack_require__(3753);
// EXTERNAL MODULE: ./src/git/git-config-file.js
var git_config_file = __webpack_require__(6480);
;// CONCATENATED MODULE: ./src/domain/git-config/basic-credential.js
/** The form in which a token travels to git's HTTP endpoints. */
/** User name that GitHub documents for installation tokens over HTTPS. */
const tokenUser = 'x-access-token';
/**
 * Base64 of `x-access-token:TOKEN`. As secret as the token: the caller that builds a git configuration masks this form too,
 * since the runner does not recognize a token behind base64.
 */
function basicCredential(token) {
    return Buffer.from(`${tokenUser}:${token}`, 'utf8').toString('base64');
}

;// CONCATENATED MODULE: ./src/domain/git-config/grant.js
/** Checks the answer of a server before any part of it reaches a git configuration key. */

const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
const namePattern = /^[A-Za-z0-9_.-]{1,100}$/;
function malformed(what) {
    return new errors/* ActionError */.lZ('REMOTE_MALFORMED', `The server granted a token with ${what}.`, {
        hint: 'Nothing of this answer was given to git. Check that base-url points to the server that you mean.',
    });
}
function resolveOrigin(host, serverUrl) {
    if (!hostPattern.test(host)) {
        throw malformed(`the invalid host ${JSON.stringify(host)}`);
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
        throw malformed(`the repository ${JSON.stringify(repository)}, which does not belong to ${JSON.stringify(owner)}`);
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

;// CONCATENATED MODULE: ./src/domain/git-config/url-rules.js
const noUrlRules = { fetch: [], push: [] };
const keyPattern = /^url\.(.*)\.(insteadof|pushinsteadof)$/is;
/** The rewriting rules among `entries`. Section and name are compared without case, the base is kept as it is. */
function readUrlRules(entries) {
    const found = entries.flatMap(({ key, value: prefix }) => {
        const [, base, name = ''] = keyPattern.exec(key) ?? [];
        return base === undefined ? [] : [{ base, prefix, isPush: name.toLowerCase() === 'pushinsteadof' }];
    });
    const of = (push) => found.filter(({ isPush }) => isPush === push).map(({ base, prefix }) => ({ base, prefix }));
    return { fetch: of(false), push: of(true) };
}
/**
 * The rule that git applies to `address`: the longest prefix wins, and of equal ones that whose base was mentioned first.
 * `undefined` if none applies.
 */
function findUrlRule(rules, address) {
    const mentionOf = ({ base }) => rules.findIndex((rule) => rule.base === base);
    let best;
    for (const rule of rules) {
        if (!address.startsWith(rule.prefix))
            continue;
        const longer = rule.prefix.length - (best?.prefix.length ?? -1);
        if (best === undefined || longer > 0 || (longer === 0 && mentionOf(rule) < mentionOf(best)))
            best = rule;
    }
    return best;
}
/** The rules that can apply to an address that begins with `prefix`, by the first mention of their bases in all rules. */
function selectUrlRules(rules, prefix) {
    const select = (all) => {
        const bases = [...new Set(all.map(({ base }) => base))];
        return all
            .filter((rule) => rule.prefix.startsWith(prefix) || prefix.startsWith(rule.prefix))
            .toSorted((a, b) => bases.indexOf(a.base) - bases.indexOf(b.base));
    };
    return { fetch: select(rules.fetch), push: select(rules.push) };
}
function apply(rule, address) {
    return rule.base + address.slice(rule.prefix.length);
}
/** The address that git fetches from. */
function resolveFetchUrl(rules, address) {
    const rule = findUrlRule(rules.fetch, address);
    return rule === undefined ? address : apply(rule, address);
}
/** The address that git pushes to, for a remote without `pushurl`. */
function resolvePushUrl(rules, address) {
    const rule = findUrlRule(rules.push, address);
    return rule === undefined ? resolveFetchUrl(rules, address) : apply(rule, address);
}
/** `includeIf "gitdir:…"` and the like. A condition on remotes does not depend on the directory. */
const conditionPattern = /^includeif\.(?!hasconfig:).*\.path$/is;
/** From the output of `git config --list --show-scope -z`: scope and entry take turns; name and value are parted by a line break. */
function readScopedUrlRules(output) {
    const fields = output.split('\0');
    const entries = Array.from({ length: Math.floor(fields.length / 2) }, (_, index) => {
        const [scope = '', text = ''] = fields.slice(2 * index, 2 * index + 2);
        const end = text.indexOf('\n');
        return {
            scope,
            key: end === -1 ? text : text.slice(0, end),
            value: end === -1 ? '' : text.slice(end + 1),
        };
    });
    const shared = entries.filter(({ scope }) => scope !== 'local' && scope !== 'worktree');
    return {
        everywhere: readUrlRules(shared),
        workspace: readUrlRules(entries),
        isConditional: shared.some(({ key }) => conditionPattern.test(key)),
    };
}

;// CONCATENATED MODULE: ./src/domain/git-config/capture.js

/** What can follow the name of a repository in that of another one. A percent sign begins an encoded character. */
const nameCharacters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.%'];
const keyNames = { fetch: 'insteadOf', push: 'pushInsteadOf' };
/** The base that the job's rules give to every address that begins with `prefix`. */
function baseOf(prefix, direction, rules) {
    const rule = (direction === 'push' ? findUrlRule(rules.push, prefix) : undefined) ?? findUrlRule(rules.fetch, prefix);
    return rule === undefined ? prefix : rule.base + prefix.slice(rule.prefix.length);
}
function listExceptions({ address }, direction, rules) {
    const own = rules[direction];
    // Pushing falls back to the rules for fetching. A rule for pushing would hide the longer ones of these.
    const hidden = direction === 'push' ? rules.fetch.map(({ prefix }) => prefix) : [];
    const longer = hidden.filter((prefix) => prefix.length > address.length && prefix.startsWith(address));
    return [...new Set([...nameCharacters.map((character) => `${address}${character}`), ...longer])]
        .filter((prefix) => !own.some((rule) => rule.prefix === prefix))
        .map((prefix) => ({ prefix, base: baseOf(prefix, direction, rules) }));
}
/**
 * @param jobRules the rules of the job.
 * Of two rules for the same prefix git takes the first: captures of longer addresses must come before the exceptions of shorter ones.
 */
function buildCapture(capture, jobRules, options) {
    const rules = selectUrlRules(jobRules, capture.address);
    return capture.directions.flatMap((direction) => [
        { base: capture.url, prefix: capture.address },
        ...(options.hasExceptions ? listExceptions(capture, direction, rules) : []),
    ].map(({ base, prefix }) => ({ key: `url.${base}.${keyNames[direction]}`, value: prefix })));
}

;// CONCATENATED MODULE: ./src/domain/git-config/addresses.js
/** At `example.ghe.com` the user of SSH addresses is `example`, everywhere else it is `git`. */
function sshUsersOf(hostname) {
    const enterprise = /^([a-z0-9-]+)\.ghe\.com$/.exec(hostname)?.[1];
    return enterprise === undefined ? ['git'] : ['git', enterprise];
}
function listSshForms(hostname, user) {
    const form = (name, prefix, allowsExceptions = true) => ({
        name,
        prefix,
        allowsExceptions,
    });
    return [
        form('scp', `${user}@${hostname}:`, false),
        form('ssh', `ssh://${user}@${hostname}/`),
        form('ssh-port', `ssh://${user}@${hostname}:22/`),
        // GitHub's documented SSH over the HTTPS port.
        ...(hostname === 'github.com' ? [form('ssh-https-port', 'ssh://git@ssh.github.com:443/')] : []),
        form('git-ssh', `git+ssh://${user}@${hostname}/`),
        form('scp-slash', `${user}@${hostname}:/`, false),
        form('ssh-git', `ssh+git://${user}@${hostname}/`),
    ];
}
/** Forms of addresses at the host of `repository`, the most common ones first. */
function listAddressForms({ origin, hostname }) {
    const web = (name, prefix) => ({ name, prefix, allowsExceptions: true });
    const isHttps = origin.startsWith('https:');
    return [
        web('https', `${origin}/`),
        ...sshUsersOf(hostname).flatMap((user) => listSshForms(hostname, user)),
        // The header belongs to the HTTPS URL. After a redirect git does not look it up again.
        ...(isHttps ? [web('http', `http:${origin.slice('https:'.length)}/`)] : []),
        ...(hostname === 'github.com' ? [web('www', 'https://www.github.com/')] : []),
    ];
}
/** Whether git asks `repository` at its own HTTPS URL when it is given `url`: then the header goes with the request. */
function isServedByHeader(url, repository, path) {
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
        return false;
    const parsed = new URL(url);
    const wanted = new URL(`${repository.origin}/${path}`).pathname;
    const asked = parsed.pathname.replace(/\/$/, '').replace(/\.git$/, '');
    return `${parsed.protocol}//${parsed.host}` === repository.origin && asked === wanted;
}

;// CONCATENATED MODULE: ./src/domain/git-config/plan-captures.js
/** Decides which addresses of the granted repositories need a rule, and where the rule is kept. */


/** Captures with exceptions. Each takes 67 rules, and git reads all of them at every command: 16 make `git status` 1.5 times as slow. */
const maxCaptures = 16;
/** Above this many repositories, captures get no exceptions: see {@link planMany}. */
const maxRepositories = 8;
/** Captures without exceptions: 2,000 make `git status` 2.5 times as slow. */
const maxPlainCaptures = 2_000;
/** Get a rule with any number of repositories. */
const commonForms = ['https', 'scp', 'ssh'];
const suffixes = ['.git', ''];
/** Where git is led elsewhere than to the URL that has the header. A rule of the job for exactly this address is left alone. */
function findDirections(address, { repository, path }, { everywhere: rules, workspace }) {
    // Exceptions cannot restore two things: where the checkout has rules of its own, its addresses are left to them.
    const [here, there] = [rules, workspace].map((own) => JSON.stringify(selectUrlRules(own, address)));
    if (here !== there)
        return [];
    const isServed = (url) => isServedByHeader(url, repository, path);
    const isTaken = (direction) => rules[direction].some(({ prefix }) => prefix === address);
    const needed = {
        fetch: !isServed(resolveFetchUrl(rules, address)),
        push: findUrlRule(rules.push, address) !== undefined && !isServed(resolvePushUrl(rules, address)),
    };
    return ['fetch', 'push'].filter((direction) => needed[direction] && !isTaken(direction));
}
/** Every rule that the repositories need. */
function listCaptures(repositories, rules) {
    return repositories.flatMap((repository) => repository.paths.flatMap((path) => listAddressForms(repository).flatMap((form) => 
    // Where the rules of the job are not known, exceptions cannot restore them. Behind `.git` there is hardly a neighbor.
    (rules.isConditional ? suffixes.slice(0, 1) : suffixes).flatMap((suffix) => {
        const address = `${form.prefix}${path}${suffix}`;
        const url = `${repository.origin}/${path}${suffix}`;
        const directions = findDirections(address, { repository, path }, rules);
        return directions.length === 0 ? [] : [{ form, suffix, path, address, url, directions }];
    }))));
}
/** Common addresses first. */
const order = [
    'https.git',
    'https',
    'scp.git',
    'ssh.git',
    'ssh',
    'scp',
    'ssh-port.git',
    'ssh-port',
    'git-ssh.git',
    'scp-slash.git',
    'ssh-https-port.git',
    'http.git',
    'http',
    'scp-slash',
    'git-ssh',
    'ssh-https-port',
    'www.git',
    'www',
];
/** One group for each spelling, all repositories of it or none, so that it does not matter in which order the server lists them. */
function groupBySpelling(captures) {
    const groups = Map.groupBy(captures, ({ form, suffix }) => `${form.name}${suffix}`);
    const rank = (name) => (order.indexOf(name) + order.length + 1) % (order.length + 1);
    return [...groups].sort(([a], [b]) => rank(a) - rank(b)).map(([, group]) => group);
}
const countDirections = (captures) => captures.reduce((sum, { directions }) => sum + directions.length, 0);
function takeWithin(groups, limit) {
    const taken = [];
    for (const group of groups) {
        if (countDirections([...taken, ...group]) <= limit)
            taken.push(...group);
    }
    return taken;
}
/**
 * For many repositories, exceptions would make every git command slow. Only addresses that end in `.git` get a rule: it also applies to
 * names such as `mod.github.io`, next to `mod`, and to no other name.
 */
function planMany(captures) {
    const plain = captures.filter(({ suffix }) => suffix === '.git');
    const common = plain.filter(({ form }) => commonForms.includes(form.name));
    const rest = plain.filter((capture) => !common.includes(capture));
    return [...common, ...takeWithin(groupBySpelling(rest), maxPlainCaptures - countDirections(common))];
}
/** actions/checkout rewrites some forms itself, and an exception would win over its rule: those apply where the address is a remote. */
function allowsExceptions({ form, suffix }) {
    return form.allowsExceptions || suffix === '.git';
}
/** The rules that the repositories need, as far as git stays fast. */
function planCaptures(repositories, rules) {
    const captures = listCaptures(repositories, rules);
    const paths = new Set(captures.map(({ path }) => path));
    if (paths.size > maxRepositories) {
        return { everywhere: planMany(captures), inRepositories: [], hasExceptions: false };
    }
    const taken = takeWithin(groupBySpelling(captures), maxCaptures);
    return {
        everywhere: taken.filter(allowsExceptions),
        inRepositories: taken.filter((capture) => !allowsExceptions(capture)),
        hasExceptions: true,
    };
}

;// CONCATENATED MODULE: ./src/domain/git-config/rule-files.js
/**
 * Files with the rules for addresses. They contain no secret. `main.config` is included by every git command; it includes the others only
 * in a repository that has exactly the address as a remote. Git reads that condition (`hasconfig:remote.*.url`) from 2.36 on, in
 * `clone` too; an older git passes over it. To evaluate it, git reads all files that it could include, so they have to be few.
 */


/** Name of the file that git is told to include. */
const mainRuleFile = 'main.config';
/** An address as a literal in a pattern of git. */
function escapePattern(text) {
    return text.replace(/[\\*?[\]]/g, '\\$&');
}
function includeForRemote(pattern, path) {
    return { key: `includeIf.hasconfig:remote.*.url:${pattern}.path`, value: path };
}
/** Longest first: {@link buildCapture} says why. */
function sortByLength(captures) {
    return captures.toSorted((a, b) => b.address.length - a.address.length);
}
/** Next to `acme/acme` there often is `acme/acme.github.io`. */
function isNamedLikeOwner({ path }) {
    const [owner = '', name] = path.toLowerCase().split('/');
    return owner === name;
}
/** All files, the main one first; none where no rule is needed. */
function buildRuleFiles(repositories, rules) {
    const { everywhere, inRepositories, hasExceptions } = planCaptures(repositories, rules);
    if (everywhere.length + inRepositories.length === 0)
        return [];
    const build = (captures) => sortByLength(captures).flatMap((capture) => buildCapture(capture, rules.everywhere, { hasExceptions: hasExceptions || isNamedLikeOwner(capture) }));
    const groups = [
        ...Map.groupBy(sortByLength(inRepositories), ({ form, path }) => `${form.prefix}${path}`).values(),
    ];
    const files = groups.map((group, index) => ({
        name: `remote-${index}.config`,
        group,
        entries: build(group),
    }));
    const conditions = files.flatMap(({ name, group }) => group.flatMap(({ address }) => [address, `${address}/`].map((remote) => includeForRemote(escapePattern(remote), name))));
    return [
        { name: mainRuleFile, entries: [...conditions, ...build(everywhere)] },
        ...files.map(({ name, entries }) => ({ name, entries })),
    ];
}

;// CONCATENATED MODULE: ./src/domain/git-config/build-git-config.js
/**
 * Decides the git configuration that makes granted repositories readable, whatever spelling of their address is used,
 * and leaves every other address as it was.
 *
 * Tokens travel as per-repository headers and never inside an address: a header beats credentials in an address, a more
 * specific `http.<url>` beats a less specific one in any file, and an address ends up in `git remote -v`, in traces and
 * in the arguments of child processes.
 */




function buildHeader(url, credential) {
    const key = `http.${url}.extraheader`;
    // Values of equal keys accumulate, and two Authorization headers are an error: the empty value drops what came before.
    return [
        { key, value: '' },
        { key, value: `Authorization: Basic ${credential}` },
    ];
}
function buildHeaders({ origin, paths, token }) {
    const credential = basicCredential(token);
    // Keys match whole path segments: `acme/mod` does not cover `acme/mod.git`.
    return paths.flatMap((path) => [
        ...buildHeader(`${origin}/${path}`, credential),
        ...buildHeader(`${origin}/${path}.git`, credential),
    ]);
}
/** @throws ActionError `REMOTE_MALFORMED` for a grant that cannot be one; nothing is configured then. */
function buildGitConfig(grants, options = {}) {
    const repositories = grant_resolveGrants(grants, options.serverUrl ?? 'https://github.com');
    const jobRules = options.jobRules ?? { everywhere: noUrlRules, workspace: noUrlRules };
    return {
        headers: repositories.flatMap(buildHeaders),
        rules: buildRuleFiles(repositories, jobRules),
    };
}

// EXTERNAL MODULE: ./src/domain/git-config/environment.js
var git_config_environment = __webpack_require__(5067);
;// CONCATENATED MODULE: ./src/domain/git-config/mode.js
/** Decides how the configuration is carried: in the environment or in a file. */
/**
 * Above this many repositories the file is the default. Each takes four entries of the environment, and git looks each entry up by
 * name: 50 repositories make `git status` 1.5 times as slow, 100 2.4 times, a file 1.1 times.
 */
const maxEnvironmentRepositories = 50;
/**
 * `requested` wins, except that on Windows `env` becomes `file`: there an empty variable (the reset of a header) may vanish.
 * By default, the environment up to {@link maxEnvironmentRepositories}: a file can be read by its user alone, and git
 * fails where it may not read a file that it is told to include.
 */
function chooseGitConfigMode(input) {
    if (input.requested === 'file' || input.requested === 'none')
        return { mode: input.requested };
    if (input.platform === 'win32') {
        return { mode: 'file', reason: 'empty environment variables may be lost on Windows' };
    }
    if (input.requested === undefined && input.repositories > maxEnvironmentRepositories) {
        return {
            mode: 'file',
            reason: `${input.repositories} repositories are more than the ${maxEnvironmentRepositories} that the environment carries well`,
        };
    }
    return { mode: 'env' };
}

// EXTERNAL MODULE: ./src/domain/git-config/entry.js
var entry = __webpack_require__(3526);
;// CONCATENATED MODULE: ./src/domain/git-config/render-git-config-file.js
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
            throw new errors/* ActionError */.lZ('INTERNAL', `A git configuration file cannot hold the key ${JSON.stringify(key)}.`);
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
 * Entries that include the file at `path` (absolute). The second one is where a container action finds it; git skips
 * a file that does not exist.
 * @param temp RUNNER_TEMP. A file outside of it has no place in a container.
 */
function includeGitConfigFile(path, temp) {
    const inContainer = temp !== undefined && path.startsWith(temp) ? `${containerTemp}${path.slice(temp.length)}` : path;
    return [...new Set([path, inContainer.replaceAll('\\', '/')])].map((value) => ({
        key: 'include.path',
        value,
    }));
}

// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
;// CONCATENATED MODULE: ./actions/setup-sts/git-carrier.js
/** Passes the git configuration to later steps: in the environment, or in a file that only the job's user can read. */









function requireTemp(runner) {
    const directory = (0,runner_environment/* readVariable */.n)('RUNNER_TEMP', runner.environment);
    if (directory !== undefined)
        return directory;
    throw new errors/* ActionError */.lZ('INPUT_MISSING', 'RUNNER_TEMP is not set, so the git configuration cannot be written to a file.', {
        hint: 'Set `git-config` to `env` or `none`, or check for an earlier step that overwrites RUNNER_TEMP.',
    });
}
/** The job's own repository keeps the credential of the job, unless `sources` names it. */
function leaveOutOwn(grants, settings, runner) {
    const own = (0,runner_environment/* readVariable */.n)('GITHUB_REPOSITORY', runner.environment)?.toLowerCase();
    const server = new URL((0,runner_environment/* readVariable */.n)('GITHUB_SERVER_URL', runner.environment) ?? 'https://github.com');
    const isNamed = settings.sources?.some((source) => source.toLowerCase() === own);
    if (own === undefined || isNamed)
        return grants;
    return grants.map((grant) => {
        const isHere = [server.host, server.hostname].includes(grant.host.toLowerCase());
        const kept = grant.repositories.filter((name) => !isHere || name.toLowerCase() !== own);
        if (kept.length < grant.repositories.length) {
            runner.logger.info(`git is not configured for ${own}, the repository of this job, because \`sources\` does not list it.`);
        }
        return { ...grant, repositories: kept };
    });
}
async function planRules(config, runner) {
    if (config.rules.length === 0)
        return {};
    const parent = await (0,git_config_file/* chooseRulesParent */.vO)((0,runner_environment/* readVariable */.n)('RUNNER_TEMP', runner.environment));
    const files = config.rules.map(({ name, entries }) => ({ name, content: renderGitConfigFile(entries) }));
    return { rules: { directory: (0,external_node_path_.join)(parent, `atmos-pro-git-${runner.random.uuid()}`), files } };
}
/** Throws INPUT_GIT_CONFIG_INVALID if the entries of earlier steps are invalid. */
async function planGitConfig(grants, { settings, jobRules }, runner) {
    const { environment, logger } = runner;
    const usable = leaveOutOwn(grants.filter(({ host, owner }) => host !== '' && owner !== ''), settings, runner);
    const { mode, reason } = chooseGitConfigMode({
        requested: settings.gitConfig,
        repositories: usable.reduce((sum, { repositories }) => sum + repositories.length, 0),
        platform: process.platform,
    });
    if (mode === 'none')
        return { variables: {} };
    const config = buildGitConfig(usable.map((grant) => ({ ...grant, spellings: settings.sources ?? [] })), { serverUrl: (0,runner_environment/* readVariable */.n)('GITHUB_SERVER_URL', environment), jobRules });
    if (config.headers.length === 0)
        return { variables: {} };
    const temp = (0,runner_environment/* readVariable */.n)('RUNNER_TEMP', environment);
    const { rules } = await planRules(config, runner);
    const included = rules === undefined ? [] : includeGitConfigFile((0,external_node_path_.join)(rules.directory, mainRuleFile), temp);
    if (mode === 'env')
        return { ...(0,git_config_environment/* appendToEnvironment */.f)([...config.headers, ...included], environment), rules };
    if (reason !== undefined)
        logger.info(`The git configuration is written to a file: ${reason}.`);
    const directory = requireTemp(runner);
    const name = `atmos-pro-git-${runner.random.uuid()}.config`;
    const carried = [...includeGitConfigFile((0,external_node_path_.join)(directory, name), temp), ...included];
    const file = { directory, name, content: renderGitConfigFile(config.headers) };
    return { ...(0,git_config_environment/* appendToEnvironment */.f)(carried, environment), file, rules };
}

// EXTERNAL MODULE: ./src/domain/git-config/git-version.js
var git_version = __webpack_require__(6751);
// EXTERNAL MODULE: ./src/git/run-git.js
var run_git = __webpack_require__(6178);
;// CONCATENATED MODULE: ./actions/setup-sts/git-version.js
/** Warns about a git that silently ignores configuration in the environment. */



/** `undefined` without git, which a later step may install. */
async function askGit() {
    try {
        return (await (0,run_git/* runGit */.E)(['--version'])).stdout;
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.lZ)
            return undefined;
        throw error;
    }
}
/** Only warns: the tokens are valid, and a later step may use another git, such as one in a container. */
async function warnAboutOldGit(runner) {
    const text = await askGit();
    const version = text === undefined ? undefined : (0,git_version/* parseGitVersion */.Gm)(text);
    if (version === undefined || (0,git_version/* readsEnvironmentConfig */.lk)(version))
        return;
    const { major, minor } = git_version/* minGitVersion */.xX;
    await runner.warning(`git ${version.major}.${version.minor} does not read configuration from the environment, so it does not use the tokens. Install git ${major}.${minor} or newer, or use the output \`token\`.`, 'GitHub STS');
}

;// CONCATENATED MODULE: ./actions/setup-sts/outputs.js
/** Earliest expiry; `undefined` if the server returned none. */
function firstExpiry(times) {
    return times.filter((time) => time !== undefined).sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}
/** Every output by its name in `action.yml`. `token` is empty if there are several. */
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
/** Gives the tokens to the job: first the state for the post step, then summary, verdict, git, environment and outputs. */













async function reportOutcome({ outcome, claims }, settings, runner) {
    const { grants, refused, others } = outcome;
    const { logger } = runner;
    const told = hasBareDenial(outcome) ? claims : [];
    if (told.length > 0)
        logger.info('Claims of this job, to compare with the rules of the policy:');
    for (const [claim, value] of told)
        logger.info(`  ${claim}: ${(0,base_text/* escapeUnprintable */.O8)(value)}`);
    for (const { owner, repositories, expiresAt } of grants) {
        const names = repositories.join(', ') || 'repositories not listed by the server';
        logger.info(`Granted by ${owner || 'the server'}: ${names}${expiresAt ? `, until ${expiresAt}` : ''}`);
        if (repositories.length > 0 || settings.gitConfig === 'none')
            continue;
        const text = `The server did not list the repositories of ${owner}, so git is not configured for them. List them in \`sources\`.`;
        await runner.warning(text, 'GitHub STS');
    }
    if (others.length > 0) {
        const text = `Not granted, and not in \`sources\`: ${listExclusions(others)}.`;
        await runner.notice(text, 'GitHub STS');
    }
    if (refused.length > 0 && settings.allowExcluded) {
        await runner.warning(`In \`sources\`, but not granted: ${listExclusions(refused)}.`, 'GitHub STS');
    }
    if (grants.length === 0)
        await runner.warning('No token was granted.', 'GitHub STS');
    await runner.addSummary(renderTokenSummary(outcome, settings.policyName, told));
}
/**
 * Saves what can be a token, for the post step. Throws REMOTE_MALFORMED if something else is among it: a server must not choose the text
 * of a variable.
 */
async function keepTokens({ tokens }, revoke, runner) {
    const usable = tokens.filter(({ token }) => (0,token_form/* isGitHubToken */.J)(token));
    await (0,state/* saveTokens */.yH)(usable, revoke, runner);
    if (usable.length === tokens.length)
        return;
    throw new errors/* ActionError */.lZ('REMOTE_MALFORMED', 'The server returned a token that is not in a format of GitHub.', {
        hint: 'Check that `base-url` points to an Atmos Pro server.',
    });
}
/**
 * Throws DENIED_SOURCES if a repository of `sources` is not granted, unless the workflow allows that, and REMOTE_MALFORMED if a token is not
 * one of GitHub. The post step revokes the tokens.
 */
async function deliverTokens({ answer, claims }, { settings, jobRules }, runner) {
    await keepTokens(answer, settings.revoke, runner);
    const outcome = judgeOutcome(answer, settings.sources);
    await reportOutcome({ outcome, claims }, settings, runner);
    if (outcome.refused.length > 0 && !settings.allowExcluded) {
        const { excluded } = toOutputs(outcome);
        await runner.setOutputs({ excluded });
        throw describeRefusal(outcome.refused, settings.policyName);
    }
    const plan = await planGitConfig(outcome.grants, { settings, jobRules }, runner);
    const tokenEnvironment = resolveTokenEnvironment(settings.tokenEnv, outcome.grants);
    checkTokenNames(Object.keys(tokenEnvironment.variables));
    if (tokenEnvironment.notice !== undefined)
        runner.logger.info(tokenEnvironment.notice);
    const changes = {
        gitConfig: plan.restore,
        file: plan.file === undefined ? undefined : (0,external_node_path_.join)(plan.file.directory, plan.file.name),
        rules: plan.rules?.directory,
        tokenVariables: Object.keys(tokenEnvironment.variables),
    };
    await (0,state/* saveChanges */.Zm)(changes, runner);
    if (plan.file !== undefined) {
        const { directory, name, content } = plan.file;
        await (0,git_config_file/* writeGitConfigFile */.qI)(directory, content, { name });
    }
    if (plan.rules !== undefined)
        await (0,git_config_file/* writeGitRules */.T_)(plan.rules.directory, plan.rules.files);
    await runner.exportVariables({ ...plan.variables, ...tokenEnvironment.variables });
    await runner.setOutputs(toOutputs(outcome));
    // Environment and file both need a git that reads its configuration from the environment.
    if (Object.keys(plan.variables).length > 0)
        await warnAboutOldGit(runner);
}

// EXTERNAL MODULE: ./src/runner/connection.js + 2 modules
var runner_connection = __webpack_require__(3694);
;// CONCATENATED MODULE: ./src/domain/sts/limits.js
/** Limits of a token request that actions and the server share. */
/** Most source repositories of one request. */
const maxSources = 200;

// EXTERNAL MODULE: ./src/domain/trust-policy/policy-path.js
var policy_path = __webpack_require__(9938);
;// CONCATENATED MODULE: ./actions/setup-sts/rules.js
/** Syntax of repositories and policy names, from inputs and from atmos.yaml. */


/** Each returns the problem, which completes a sentence that starts with the name of the setting, or `undefined`. */
function sourceProblem(value) {
    const wellFormed = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/.test(value);
    const name = value.slice(value.indexOf('/') + 1);
    return wellFormed && name !== '.' && name !== '..' ? undefined : 'takes repositories as owner/name';
}
/** Names each once, without the `.git` of an address: no name at GitHub ends in it. */
function withoutGitSuffix(sources) {
    return [...new Set(sources.map((source) => source.replace(/\.git$/i, '')))];
}
function sourcesProblem(values) {
    return values.length > maxSources ? `takes at most ${maxSources} repositories` : undefined;
}
/** The name becomes part of a path. */
function policyNameProblem(value) {
    return (0,policy_path/* isPolicyName */.oj)(value)
        ? undefined
        : 'takes the name of a policy file without .yaml: 1 to 64 letters, digits, dots, hyphens and underscores';
}

;// CONCATENATED MODULE: ./actions/setup-sts/inputs.js
/** The inputs of `setup-sts`. Those without a default fall back to the environment, then atmos.yaml, then the defaults of `settings.ts`. */


const inputTable = {
    sources: { kind: 'list', problem: sourceProblem },
    'policy-name': { kind: 'text', problem: policyNameProblem },
    'git-config': { kind: 'choice', choices: ['env', 'file', 'none'] },
    'token-env': { kind: 'text' },
    'allow-excluded': { kind: 'flag', default: 'false' },
    revoke: { kind: 'flag' },
    ...runner_connection/* connectionInputs */.eu,
};

// EXTERNAL MODULE: ./src/git/read-git-config.js
var read_git_config = __webpack_require__(7072);
;// CONCATENATED MODULE: ./actions/setup-sts/job-git.js
/** Reads the job's own git configuration before anything is minted: whether git works at all, and which addresses it rewrites. */





const hint = 'Find the earlier step that set this git configuration and fix it, or set `git-config: none`.';
/**
 * The rules for addresses that the job has. `undefined` without git, which a later step may install. Throws
 * INPUT_GIT_CONFIG_INVALID if every git command of the job would fail.
 */
async function readJobGit(runner) {
    // Names the variable at fault, which git does not.
    (0,git_config_environment/* appendToEnvironment */.f)([], runner.environment);
    try {
        const workspace = (0,runner_environment/* readVariable */.n)('GITHUB_WORKSPACE', runner.environment);
        const { listed, probe } = await (0,read_git_config/* readGitConfiguration */.D)(workspace);
        (0,read_git_config/* refuseFatal */.H)(probe, hint);
        (0,read_git_config/* refuseFatal */.H)(listed, hint);
        // What a git has that is too old for this list does not matter: it does not read our entries either.
        return listed.exitCode === 0 ? readScopedUrlRules(listed.stdout) : undefined;
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.lZ && error.code === 'INPUT_GIT_MISSING')
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: ./src/client/client.js + 5 modules
var client_client = __webpack_require__(5560);
// EXTERNAL MODULE: ./src/base/retry.js
var retry = __webpack_require__(5161);
;// CONCATENATED MODULE: ./src/client/sts/acquire-tokens.js
/** Trades the job's session for GitHub tokens. A denial is final at once. */

/**
 * All tokens that the policies grant, masked, and the sources that they do not. Throws the last ActionError when a server
 * keeps failing or refuses.
 */
async function acquireTokens(request, ports) {
    const { sources, policyName } = request;
    const body = { policyName, sources: sources && [...sources] };
    const answer = await ports.withSession((session) => (0,retry/* retry */.L5)(() => ports.mintTokens(session, body), retry/* peerRetry */.r1, ports));
    await ports.maskSecrets(answer.tokens.map(({ token }) => token));
    return answer;
}

;// CONCATENATED MODULE: ./src/client/sts/own-claims.js
/** Reads the claims of the job's own ID token, for the reader of a denial. Nothing is verified: the server has done that. */

/** Longest value that is shown, in UTF-16 code units. */
const maxShownValue = 256;
/** Claims that trust policies match on, under the names of the token, and those that explain a denial. */
const shownClaims = [
    ...['sub', 'repository', 'repository_owner', 'repository_id', 'repository_owner_id', 'ref', 'ref_type'],
    ...[
        'environment',
        'event_name',
        'actor',
        'actor_id',
        'workflow_ref',
        'job_workflow_ref',
        'sha',
        'head_ref',
        'base_ref',
        'repository_visibility',
        'runner_environment',
    ],
];
/** Claims without a value are left out; empty for a text that is not a token. Never throws. */
function readOwnClaims(idToken) {
    try {
        const payload = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
        if (!(0,base_text/* isRecord */.u4)(payload))
            return [];
        return shownClaims.flatMap((claim) => {
            const value = payload[claim];
            return typeof value === 'string' && value !== '' ? [[claim, value.slice(0, maxShownValue)]] : [];
        });
    }
    catch {
        return [];
    }
}

;// CONCATENATED MODULE: ./actions/setup-sts/mint.js
/** Mints the tokens at the server. */





/** The response of the server. Every token is masked, as it is and as a Basic credential. */
async function mintTokens(settings, runner) {
    const maskSecrets = (secrets) => runner.maskSecrets(secrets.flatMap((secret) => [secret, basicCredential(secret)]));
    let claims = [];
    const api = (0,runner_connection/* apiPorts */.nL)(settings, { ...runner, maskSecrets });
    const requestIdToken = async () => {
        const token = await api.requestIdToken();
        claims = readOwnClaims(token);
        return token;
    };
    const ports = { ...api, requestIdToken };
    const { client, withSession } = (0,client_client/* connectApi */.Xm)(settings, 'setup-sts', ports);
    const answer = await acquireTokens(settings, { ...ports, withSession, mintTokens: client.mintTokens });
    return { answer, claims };
}

// EXTERNAL MODULE: ./src/domain/credentials/decide-destination.js
var decide_destination = __webpack_require__(7198);
// EXTERNAL MODULE: ./src/git/atmos-settings.js + 3 modules
var atmos_settings = __webpack_require__(8802);
;// CONCATENATED MODULE: ./actions/setup-sts/settings.js
/** Puts the settings of `setup-sts` together: inputs, then `ATMOS_PRO_*`, then atmos.yaml for what is asked for, then the defaults. */




/** The defaults, those of the Atmos CLI. */
const builtIn = {
    policyName: 'default',
};
const overruledRevocation = 'atmos.yaml sets revoke_on_exit to false. The tokens are revoked all the same: set `revoke: false` under `with:` to keep them.';
function check(settings) {
    const { sources = [], policyName } = settings;
    const nameProblem = policyNameProblem(policyName);
    if (nameProblem !== undefined)
        throw (0,runner_connection/* settingInvalid */.QM)('policy-name', nameProblem);
    const problem = sourcesProblem(sources) ?? sources.map(sourceProblem).find(Boolean);
    if (problem !== undefined)
        throw (0,runner_connection/* settingInvalid */.QM)('sources', problem);
    return settings;
}
/**
 * Throws INPUT_MISSING without a workspace ID, INPUT_INVALID with the name of an invalid setting, INPUT_WORKFLOW_DECIDES for what only the
 * workflow may decide.
 */
async function resolveSettings(inputs, runner) {
    const atmos = await (0,atmos_settings/* loadAtmosSettings */.s)(runner);
    const sources = withoutGitSuffix(inputs.sources ?? atmos.sources ?? []);
    const connection = (0,runner_connection/* resolveConnection */.XC)(inputs, runner.environment, atmos);
    const tokenEnv = (0,decide_destination/* decideTokenEnv */.vj)({ workflow: inputs['token-env'], checkout: atmos.tokenEnv });
    if (tokenEnv.status === 'refused')
        throw (0,runner_connection/* workflowDecides */.jF)(tokenEnv.refusal);
    const revoke = (0,decide_destination/* decideRevocation */.ZI)(inputs.revoke);
    if (revoke && atmos.revokeOnExit === false)
        runner.logger.info(overruledRevocation);
    return check({
        ...connection,
        sources: sources.length === 0 ? undefined : sources,
        policyName: inputs['policy-name'] ?? atmos.policyName ?? builtIn.policyName,
        gitConfig: inputs['git-config'] ?? atmos.gitConfigMode,
        tokenEnv: tokenEnv.value,
        allowExcluded: inputs['allow-excluded'],
        revoke,
    });
}

;// CONCATENATED MODULE: ./actions/setup-sts/main.js
/** Main step of `setup-sts`: settings, mint, delivery. */








async function run() {
    await (0,run_action/* runAction */.C)(async (runner) => {
        const inputs = (0,runner_inputs/* readInputs */.K)(inputTable, runner.environment);
        const settings = await resolveSettings(inputs, runner);
        // Checked before the mint: these would fail after it.
        const jobRules = settings.gitConfig === 'none' ? undefined : await readJobGit(runner);
        checkTokenEnv(settings.tokenEnv);
        const minted = await mintTokens(settings, runner);
        await deliverTokens(minted, { settings, jobRules }, runner);
    });
}


/***/ }),

/***/ 3054:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   He: () => (/* binding */ readTokens),
/* harmony export */   J$: () => (/* binding */ readTokenChanges),
/* harmony export */   Zm: () => (/* binding */ saveChanges),
/* harmony export */   yH: () => (/* binding */ saveTokens)
/* harmony export */ });
/* harmony import */ var _src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6715);
/** State for the post step of `setup-sts`: the tokens to revoke and the changes to restore. */

/** One entry per token: each becomes an environment variable of the post step, whose length is limited. */
async function saveTokens(tokens, revoke, runner) {
    const entries = tokens.map(({ host, owner, token }, index) => [
        `token-${index}`,
        JSON.stringify({ host, owner, token }),
    ]);
    await runner.saveState({
        'token-count': String(tokens.length),
        revoke: String(revoke),
        ...Object.fromEntries(entries),
    });
}
/** The tokens to revoke: none if `revoke` is `false`, or if no token was minted. */
async function readTokens(runner) {
    if (runner.readState('revoke') !== 'true')
        return [];
    const count = Number(runner.readState('token-count') ?? 0);
    const saved = Array.from({ length: count }, (_, index) => runner.readState(`token-${index}`));
    const texts = saved.filter((text) => text !== undefined);
    return Promise.all(texts.map((text) => (0,_src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .parseSavedState */ .C)('token', text)));
}
async function saveChanges(changes, runner) {
    await runner.saveState({ changes: JSON.stringify(changes) });
}
async function readTokenChanges(runner) {
    const text = runner.readState('changes');
    return text === undefined ? { tokenVariables: [] } : (0,_src_runner_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .parseSavedState */ .C)('changes', text);
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

/***/ 6480:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T_: () => (/* binding */ writeGitRules),
/* harmony export */   js: () => (/* binding */ removeGitConfigFile),
/* harmony export */   md: () => (/* binding */ removeGitRules),
/* harmony export */   qI: () => (/* binding */ writeGitConfigFile),
/* harmony export */   vO: () => (/* binding */ chooseRulesParent)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1455);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8161);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5664);
/** Writes the git configuration of a job and removes it: the tokens, for their user alone, and the rules, for every user of the machine. */






/** Never reuse a file: one that exists, above all a link, could leak the tokens. */
const flags = node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_WRONLY | node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_CREAT | node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_EXCL | (node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_NOFOLLOW ?? 0);
/** Permission to enter a directory, for users who are neither owner nor in the group. */
const othersMayEnter = 0o001;
/** Whether every user of the machine can open a readable file in `directory`. Always true on Windows, which has other permissions. */
async function isOpenToAll(directory) {
    if (process.platform === 'win32')
        return true;
    const { mode } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.stat)(directory);
    const parent = (0,node_path__WEBPACK_IMPORTED_MODULE_4__.dirname)(directory);
    return (mode & othersMayEnter) !== 0 && (parent === directory || isOpenToAll(parent));
}
/**
 * Where files belong that git is told to include: `temp` (RUNNER_TEMP), or the temporary directory of the machine if it is not set, or if
 * other users cannot enter it. Git fails where it may not read a file that it is told to include.
 */
async function chooseRulesParent(temp) {
    if (temp === undefined)
        return (0,node_os__WEBPACK_IMPORTED_MODULE_3__.tmpdir)();
    const isOpen = await isOpenToAll(temp).catch(() => true);
    return isOpen ? temp : (0,node_os__WEBPACK_IMPORTED_MODULE_3__.tmpdir)();
}
/** Writes files without secrets to the new `directory`, readable for all. Throws INPUT_FILE_UNUSABLE if that fails; nothing is left behind. */
async function writeGitRules(directory, files) {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)(directory);
        await Promise.all(files.map(({ name, content }) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.writeFile)((0,node_path__WEBPACK_IMPORTED_MODULE_4__.join)(directory, name), content)));
        // Regardless of the umask of the runner.
        await Promise.all(files.map(({ name }) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.chmod)((0,node_path__WEBPACK_IMPORTED_MODULE_4__.join)(directory, name), 0o644)));
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.chmod)(directory, 0o755);
    }
    catch (cause) {
        if ((0,_base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .systemErrorCode */ .vq)(cause) !== 'EEXIST')
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(directory, { recursive: true, force: true }).catch(() => undefined);
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .ActionError */ .lZ('INPUT_FILE_UNUSABLE', `The git configuration cannot be written to ${directory}.`, {
            hint: 'Check that the job can write to RUNNER_TEMP, and that the disk is not full.',
            cause,
        });
    }
}
/** Removes what {@link writeGitRules} wrote. It is not an error if it does not exist. */
async function removeGitRules(directory) {
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(directory, { recursive: true, force: true });
}
async function writeNew(path, text) {
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.open)(path, flags, 0o600);
    try {
        await file.writeFile(text, 'utf8');
    }
    finally {
        await file.close();
    }
}
/**
 * Writes `text` to a new file in `directory` (`RUNNER_TEMP`), mode 0600, and returns its path. `name`: file name, if it has to be known
 * before; by default one that cannot be guessed. Throws INPUT_FILE_UNUSABLE if the file cannot be created; nothing is left behind.
 */
async function writeGitConfigFile(directory, text, options = {}) {
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_4__.join)(directory, options.name ?? `atmos-pro-git-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}.config`);
    try {
        await writeNew(path, text);
    }
    catch (cause) {
        if ((0,_base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .systemErrorCode */ .vq)(cause) !== 'EEXIST') {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(path, { force: true }).catch(() => undefined);
        }
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .ActionError */ .lZ('INPUT_FILE_UNUSABLE', `The git configuration cannot be written to ${path}.`, {
            hint: 'Check that the job can write to RUNNER_TEMP, and that the disk is not full.',
            cause,
        });
    }
    return path;
}
/** Removes the file. It is not an error if it does not exist. Throws INPUT_FILE_UNUSABLE if it cannot be removed. */
async function removeGitConfigFile(path) {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.unlink)(path);
    }
    catch (cause) {
        if ((0,_base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .systemErrorCode */ .vq)(cause) !== 'ENOENT') {
            throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .ActionError */ .lZ('INPUT_FILE_UNUSABLE', `The git configuration cannot be removed: ${path}.`, {
                cause,
            });
        }
    }
}


/***/ }),

/***/ 6715:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ readJobState),
/* harmony export */   C: () => (/* binding */ parseSavedState)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5664);
/** Reads what steps of a job and the heartbeat keep for each other. Other programs of the job can change it, so it is checked. */

function isValid(entry, kind, validate) {
    return entry[kind] !== undefined && validate(entry);
}
/** `value` as state of the given kind. Throws an error with `code` if it is something else; `source` names where it was found. */
async function readJobState(kind, value, { source, code }) {
    const { validateJobState } = await __webpack_require__.e(/* import() */ 298).then(__webpack_require__.t.bind(__webpack_require__, 9060, 19));
    const entry = { [kind]: value };
    if (isValid(entry, kind, validateJobState))
        return entry[kind];
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, `${source} is malformed.`);
}
/** State that the main step saved for the post step. Throws INTERNAL if it cannot be read. */
async function parseSavedState(kind, text) {
    const problem = { source: `The saved state "${kind}"`, code: 'INTERNAL' };
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        // The text of the parser would quote the state, which may contain a token.
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(problem.code, `${problem.source} is not JSON.`);
    }
    return readJobState(kind, value, problem);
}


/***/ })

};
