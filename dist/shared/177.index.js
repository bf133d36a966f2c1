export const id = 177;
export const ids = [177];
export const modules = {

/***/ 9120:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AO: () => (/* binding */ looksLikeGlob),
/* harmony export */   V8: () => (/* binding */ toIntendedGlob)
/* harmony export */ });
/* unused harmony exports readsAsGlob, toIntendedRegex */
/** Decides whether a regular expression was probably meant as a glob. */
/** What is itself, or stands for one character: neither has an operator in it. */
const inert = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]/g;
/** `*` or `?` where a glob has it and an expression hardly ever: behind a separator. */
const globStar = /(?:^|[/:@_-])[*?]/;
/** The same where the rest shows that its author knows expressions: an optional hyphen is not unusual there. */
const globStarInRegex = /[/:]\*/;
const onlyRegex = /[\\[\](){}|+^$]|\.[*?]/;
/** `refs/tags/*`, and `repo:acme/*:ref:refs/tags/.*`: in an expression a `*` repeats the character before it. */
function looksLikeGlob(regex) {
    const operators = regex.replace(inert, 'x');
    return (onlyRegex.test(regex) ? globStarInRegex : globStar).test(operators);
}
/** The glob that the author of such an expression had in mind. */
function toIntendedGlob(regex) {
    return regex
        .replace(/^\^/, '')
        .replace(/\$$/, '')
        .replaceAll('.*', '*')
        .replace(/\\([^\w\s])/g, '$1');
}
/** Whether `*` and `?` are the only operators, as in `feature*`: hardly anybody means the last letter, any number of times. */
function readsAsGlob(regex) {
    return looksLikeGlob(regex) || (/[*?]/.test(regex) && !onlyRegex.test(regex));
}
/** The expression that matches what the author had in mind. */
function toIntendedRegex(regex) {
    return onlyRegex.test(regex)
        ? regex.replace(/(?<=[/:])\*/g, '.*')
        : regex.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
}


/***/ }),

/***/ 9684:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ compileGlob)
/* harmony export */ });
/** Globs over claims: `*` is any run of characters, `?` is one, everything else is itself. */
const anyRun = -1;
const anyOne = -2;
/** Pattern as code points, a run of `*` collapsed into one. */
function readPattern(pattern) {
    const tokens = [];
    for (const character of pattern) {
        if (character === '*') {
            if (tokens.at(-1) !== anyRun)
                tokens.push(anyRun);
        }
        else
            tokens.push(character === '?' ? anyOne : (character.codePointAt(0) ?? 0));
    }
    return Int32Array.from(tokens);
}
/**
 * Greedy walk: on a mismatch the last `*` takes one more character. Only the last `*` is ever tried again, since an
 * earlier one could gain nothing by taking more; so each of the `value.length` retries costs at most one pass over the pattern.
 */
function matchTokens(tokens, value) {
    let token = 0;
    let position = 0;
    let retryToken = -1;
    let retryPosition = 0;
    while (position < value.length) {
        const expected = tokens[token];
        if (expected === anyRun) {
            token += 1;
            if (token === tokens.length)
                return true;
            retryToken = token;
            retryPosition = position;
            continue;
        }
        const actual = value.codePointAt(position) ?? 0;
        if (expected === actual || expected === anyOne) {
            token += 1;
            position += actual > 0xffff ? 2 : 1;
        }
        else if (retryToken >= 0) {
            retryPosition += (value.codePointAt(retryPosition) ?? 0) > 0xffff ? 2 : 1;
            position = retryPosition;
            token = retryToken;
        }
        else
            return false;
    }
    return token === tokens.length || (token === tokens.length - 1 && tokens[token] === anyRun);
}
/**
 * A test of whole values against `pattern` (docs/trust-policies.md#patterns), compared as they are: no case folding, no trimming, no Unicode
 * normalization. Characters are Unicode code points; `*` crosses `/`, `:` and line ends. Takes time in pattern × value at worst.
 */
function compileGlob(pattern) {
    if (!/[*?]/.test(pattern))
        return (value) => value === pattern;
    const tokens = readPattern(pattern);
    return (value) => matchTokens(tokens, value);
}


/***/ }),

/***/ 1667:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ permissionsElsewhere),
/* harmony export */   R: () => (/* binding */ permissionCatalog)
/* harmony export */ });
/** GitHub's repository permissions and the levels it publishes for each. Generated by `scripts/permissions.ts`. */
/** In the order of their names. */
const permissionCatalog = {
    actions: ['read', 'write'],
    actions_variables: ['read', 'write'],
    administration: ['read', 'write'],
    artifact_metadata: ['read', 'write'],
    attestations: ['read', 'write'],
    checks: ['read', 'write'],
    code_quality: ['read', 'write'],
    codespaces: ['read', 'write'],
    codespaces_lifecycle_admin: ['read', 'write'],
    codespaces_metadata: ['read'],
    codespaces_secrets: ['write'],
    contents: ['read', 'write'],
    dependabot_secrets: ['read', 'write'],
    deployments: ['read', 'write'],
    discussions: ['read', 'write'],
    environments: ['read', 'write'],
    issues: ['read', 'write'],
    merge_queues: ['read', 'write'],
    metadata: ['read', 'write'],
    packages: ['read', 'write'],
    pages: ['read', 'write'],
    pull_requests: ['read', 'write'],
    repository_advisories: ['read', 'write'],
    repository_custom_properties: ['read', 'write'],
    repository_hooks: ['read', 'write'],
    repository_projects: ['read', 'write', 'admin'],
    secret_scanning_alerts: ['read', 'write'],
    secrets: ['read', 'write'],
    security_events: ['read', 'write'],
    single_file: ['read', 'write'],
    statuses: ['read', 'write'],
    vulnerability_alerts: ['read', 'write'],
    workflows: ['write'],
};
/** Permissions of organizations, users and enterprises, which a token for one repository never carries. */
const permissionsElsewhere = new Set([
    'blocking',
    'codespaces_user_secrets',
    'copilot_editor_context',
    'copilot_messages',
    'copilot_requests',
    'custom_properties_for_organizations',
    'email_addresses',
    'emails',
    'enterprise_custom_properties_for_organizations',
    'followers',
    'gists',
    'git_signing_ssh_public_keys',
    'git_ssh_keys',
    'gpg_keys',
    'interaction_limits',
    'issue_types',
    'keys',
    'knowledge_bases',
    'members',
    'organization_actions_variables',
    'organization_administration',
    'organization_announcement_banners',
    'organization_api_insights',
    'organization_campaigns',
    'organization_code_scanning_dismissal_requests',
    'organization_codespaces',
    'organization_codespaces_secrets',
    'organization_codespaces_settings',
    'organization_copilot_agent_settings',
    'organization_copilot_seat_management',
    'organization_custom_org_roles',
    'organization_custom_properties',
    'organization_custom_roles',
    'organization_dependabot_secrets',
    'organization_events',
    'organization_hooks',
    'organization_knowledge_bases',
    'organization_models',
    'organization_network_configurations',
    'organization_packages',
    'organization_personal_access_token_requests',
    'organization_personal_access_tokens',
    'organization_plan',
    'organization_private_registries',
    'organization_projects',
    'organization_secrets',
    'organization_self_hosted_runners',
    'organization_user_blocking',
    'plan',
    'private_repository_invitations',
    'profile',
    'starring',
    'team_discussions',
    'user_events',
    'user_models',
    'watching',
]);


/***/ }),

/***/ 1177:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  reportCallers: () => (/* binding */ reportCallers)
});

// EXTERNAL MODULE: ./src/domain/trust-policy/claims.js
var trust_policy_claims = __webpack_require__(7167);
// EXTERNAL MODULE: ./src/domain/trust-policy/subject.js
var trust_policy_subject = __webpack_require__(5520);
;// CONCATENATED MODULE: ./src/domain/trust-policy/match.js
/** One caller against single claims and whole rules. */


/** Reads the caller's subject once; the test that it gives has no state. */
function createClaimTest(claims) {
    const subject = (0,trust_policy_subject/* readSubject */.$)(claims);
    return (matcher) => {
        const value = claims[trust_policy_claims/* matchableClaims */.hz[matcher.claim]];
        // An absent claim matches nothing, not even "*"; GitHub writes some absent claims as "".
        if (value === undefined || value === '')
            return 'absent';
        const candidates = matcher.claim === 'subject' ? (subject?.candidates ?? []) : [value];
        const short = candidates.filter((candidate) => candidate.length <= trust_policy_claims/* maxClaimLength */.lD);
        if (short.some((candidate) => matcher.matches(candidate)))
            return 'matched';
        return short.length === 0 ? 'too-long' : 'not-matched';
    };
}
/** Every claim must match; a rule without claims matches no caller. */
function matchesRule(rule, test) {
    return rule.matchers.length > 0 && rule.matchers.every((matcher) => test(matcher) === 'matched');
}

// EXTERNAL MODULE: ./src/domain/patterns/glob.js
var glob = __webpack_require__(9684);
// EXTERNAL MODULE: ./src/domain/patterns/glob-in-regex.js
var glob_in_regex = __webpack_require__(9120);
;// CONCATENATED MODULE: ./src/domain/trust-policy/near-miss.js
/** Why a claim did not match although its author probably thinks it should. Hints only: nothing here decides. */




function matchesIgnoringCase(matcher, values) {
    const lower = values.map((value) => value.toLowerCase());
    const matches = matcher.kind === 'glob' ? (0,glob/* compileGlob */.S)(matcher.pattern.toLowerCase()) : matcher.matches;
    return lower.some((value) => matches(value));
}
/** Whether the rule matches the caller's job with another subject, for example the one of its ref without an environment. */
function matchesOtherSubject(matcher, claims, sub) {
    const other = (0,trust_policy_subject/* readSubject */.$)({ ...claims, sub });
    return (other?.candidates ?? []).some((candidate) => matcher.matches(candidate));
}
function findSubjectNearMisses(matcher, claims, subject) {
    const { tail, form } = subject;
    if (form === 'custom' || tail === undefined) {
        return matcher.pattern.startsWith('repo:') ? [{ kind: 'custom-subject' }] : [];
    }
    const misses = [];
    const environment = claims.environment ?? '';
    const head = subject.raw.slice(0, subject.raw.length - tail.length);
    if (environment !== '' && matchesOtherSubject(matcher, claims, `${head}ref:${claims.ref ?? ''}`)) {
        misses.push({ kind: 'environment-subject', environment });
    }
    if (tail === 'pull_request' && matcher.pattern.includes('refs/heads/'))
        misses.push({ kind: 'pull-request' });
    const encoded = subject.candidates.some((candidate) => candidate.includes('%3A'));
    if (encoded && subject.candidates.some((candidate) => matcher.matches(candidate.replaceAll('%3A', ':'))))
        misses.push({ kind: 'encoded-colon' });
    if (matcher.kind === 'glob' && /^repo:[^/]*@\d+\/[^:]*@\d+:/.test(matcher.pattern)) {
        const names = (0,glob/* compileGlob */.S)(matcher.pattern.replace(/@\d+/g, ''));
        if (subject.candidates.some((candidate) => names(candidate)))
            misses.push({ kind: 'other-ids' });
    }
    return misses;
}
const otherWorkflows = { workflow_ref: 'job_workflow_ref', job_workflow_ref: 'workflow_ref' };
const numericClaims = new Set(['repository_id', 'repository_owner_id', 'actor_id']);
function findOwnNearMisses(matcher, claims) {
    const { claim, pattern } = matcher;
    if (claim === 'workflow_ref' || claim === 'job_workflow_ref') {
        const other = otherWorkflows[claim];
        return matcher.matches(claims[other] ?? '') ? [{ kind: 'other-workflow', claim: other }] : [];
    }
    const isShort = claim === 'base_ref' || claim === 'head_ref';
    return isShort && pattern.startsWith('refs/') ? [{ kind: 'full-ref' }] : [];
}
/** For a claim that is there and did not match. */
function findNearMisses(matcher, claims) {
    const value = claims[trust_policy_claims/* matchableClaims */.hz[matcher.claim]] ?? '';
    const subject = matcher.claim === 'subject' ? (0,trust_policy_subject/* readSubject */.$)(claims) : undefined;
    const values = subject?.candidates ?? [value];
    const misses = subject ? findSubjectNearMisses(matcher, claims, subject) : [];
    if (matcher.claim === 'ref' && /^refs\/pull\//.test(value) && matcher.pattern.includes('refs/heads/')) {
        misses.push({ kind: 'pull-request' });
    }
    misses.push(...findOwnNearMisses(matcher, claims));
    if (matcher.kind === 'regex' && (0,glob_in_regex/* looksLikeGlob */.AO)(matcher.pattern)) {
        const intended = (0,glob/* compileGlob */.S)((0,glob_in_regex/* toIntendedGlob */.V8)(matcher.pattern));
        if (values.some((candidate) => intended(candidate)))
            misses.push({ kind: 'glob-in-regex' });
    }
    if (matchesIgnoringCase(matcher, values))
        misses.push({ kind: 'case' });
    // An id that begins like another one is another one.
    const plain = matcher.kind === 'glob' && !/[*?]/.test(matcher.pattern) && !numericClaims.has(matcher.claim);
    if (plain && values.some((candidate) => candidate.startsWith(matcher.pattern)))
        misses.push({ kind: 'prefix' });
    return misses;
}

;// CONCATENATED MODULE: ./src/domain/trust-policy/explain.js
/** Rule by rule and claim by claim: what matched, what did not, and what came close. */



/** Longest value that is repeated, in UTF-16 code units. */
const maxShownValue = 256;
/**
 * Most rules whose near misses are searched, the closest first; the search compiles and matches again, and a denial
 * must stay cheap under a hostile policy.
 */
const maxRulesWithNearMisses = 10;
function explainClaim(matcher, claims, test) {
    const outcome = test(matcher);
    const { claim, kind, pattern, range } = matcher;
    const value = claims[trust_policy_claims/* matchableClaims */.hz[claim]] ?? '';
    const shown = outcome === 'absent' ? undefined : value.slice(0, maxShownValue);
    return { claim, matcher: kind, pattern, line: range.start.line, outcome, value: shown, nearMisses: [] };
}
const namesOfIds = {
    repository_id: 'repository',
    repository_owner_id: 'repository_owner',
};
/** The names of the rule match, and its id does not: another repository has the name now. */
function findOtherIds(explained, { claim }) {
    const name = namesOfIds[claim];
    const isNamed = explained.claims.some((other) => other.claim === name && other.outcome === 'matched');
    return isNamed ? [{ kind: 'other-ids' }] : [];
}
function withNearMisses(rule, explained, claims) {
    const explainedClaims = explained.claims.map((claim, index) => {
        const matcher = rule.matchers[index];
        if (claim.outcome !== 'not-matched' || matcher === undefined)
            return claim;
        return { ...claim, nearMisses: [...findNearMisses(matcher, claims), ...findOtherIds(explained, claim)] };
    });
    return { ...explained, claims: explainedClaims };
}
/** How far a rule is from matching: the share of its claims that did not. */
function distance(rule) {
    return rule.claims.filter((claim) => claim.outcome !== 'matched').length / Math.max(rule.claims.length, 1);
}
/** The rules that came closest first; the order of the file among equals. */
function orderByDistance(rules) {
    return rules.toSorted((a, b) => distance(a) - distance(b) || a.rule - b.rule);
}
/** Also for an allowed caller. Rules in the order of the file. */
function explainTrustPolicy(policy, claims) {
    const test = createClaimTest(claims);
    const rules = policy.rules.map((rule) => ({
        rule: rule.index,
        line: rule.range.start.line,
        matched: matchesRule(rule, test),
        claims: rule.matchers.map((matcher) => explainClaim(matcher, claims, test)),
    }));
    const closest = new Set(orderByDistance(rules.filter((rule) => !rule.matched))
        .slice(0, maxRulesWithNearMisses)
        .map((rule) => rule.rule));
    const detailed = rules.map((explained, position) => {
        const rule = policy.rules[position];
        return rule && closest.has(explained.rule) ? withNearMisses(rule, explained, claims) : explained;
    });
    const reason = rules.some((rule) => rule.matched) ? 'rule-matched' : 'no-rule-matched';
    return { policyName: policy.name, reason, rules: detailed };
}

// EXTERNAL MODULE: ./src/domain/trust-policy/permissions.js
var trust_policy_permissions = __webpack_require__(284);
;// CONCATENATED MODULE: ./src/domain/trust-policy/decide.js
/** A policy and a verified caller → granted or denied. */



/**
 * The order of rules never matters. The grant is the union over all rules that match, on top of reading contents and metadata,
 * capped at the installation; it is never empty and the caller cannot change it. Pure, and never throws.
 */
function decideTrustPolicy(question) {
    const { policy, claims, installationPermissions } = question;
    if (policy === undefined)
        return { status: 'no_trust_policy' };
    if (policy.status === 'invalid')
        return { status: 'trust_policy_invalid', findings: policy.findings };
    const test = createClaimTest(claims);
    const matched = policy.rules.filter((rule) => matchesRule(rule, test));
    if (matched.length === 0) {
        return { status: 'trust_policy_denied', explanation: explainTrustPolicy(policy, claims) };
    }
    const united = (0,trust_policy_permissions/* unitePermissions */.oc)([trust_policy_permissions/* basePermissions */.gj, ...matched.map((rule) => rule.permissions)]);
    const permissions = (0,trust_policy_permissions/* capPermissions */.ZU)(united, installationPermissions);
    if (!Object.hasOwn(permissions, 'contents')) {
        const explanation = explainTrustPolicy(policy, claims);
        return {
            status: 'trust_policy_denied',
            explanation: { ...explanation, reason: 'contents-not-installed' },
        };
    }
    return { status: 'granted', permissions, matchedRules: matched.map((rule) => rule.index) };
}

// EXTERNAL MODULE: ./src/domain/trust-policy/permission-catalog.js
var permission_catalog = __webpack_require__(1667);
// EXTERNAL MODULE: ./src/domain/trust-policy/policy-path.js
var policy_path = __webpack_require__(9938);
// EXTERNAL MODULE: ./src/base/text.js
var base_text = __webpack_require__(1592);
;// CONCATENATED MODULE: ./src/domain/trust-policy/render-explanation.js
/** An explanation in plain words, for a person who was denied. */


/** Most rules that are listed, the closest first. */
const maxShownRules = 10;
function renderNearMiss(miss) {
    switch (miss.kind) {
        case 'case':
            return 'It would match if upper and lower case were the same. Claims are compared as they are.';
        case 'environment-subject':
            return `The job runs in the environment ${(0,base_text/* quoteText */.ol)(miss.environment)}, so its subject ends in ":environment:…", not in ":ref:…".`;
        case 'pull-request':
            return 'The run is for a pull request: its subject ends in ":pull_request", and its ref is "refs/pull/N/merge".';
        case 'other-ids':
            return 'The pattern pins ids, and the repository of that name has other ids: it was recreated or transferred.';
        case 'custom-subject':
            return 'The repository has a customized subject, which is compared as is. Match on "repository" instead.';
        case 'encoded-colon':
            return 'GitHub writes a colon in the name of an environment as "%3A" in the subject. Write "%3A" in the pattern.';
        case 'glob-in-regex':
            return 'The expression would match as a glob. In an expression "*" repeats the character before it: write ".*", or a plain string for a glob.';
        case 'other-workflow':
            return miss.claim === 'workflow_ref'
                ? 'It would match workflow_ref, the workflow file that started the run. job_workflow_ref is the reusable workflow that the job runs.'
                : 'It would match job_workflow_ref, the reusable workflow that the job runs (apiVersion v1alpha2). workflow_ref is the file that started the run.';
        case 'full-ref':
            return 'The claim is the short name of a branch, such as "main". Remove "refs/heads/" from the pattern.';
        case 'prefix':
            return 'The value starts with this text but is longer. A pattern matches the whole value. To allow any ending, append "*".';
    }
}
function renderClaim(explained) {
    const { claim, matcher, pattern, outcome, value, nearMisses } = explained;
    const written = `${matcher === 'regex' ? 'the expression ' : ''}${(0,base_text/* quoteText */.ol)(pattern)}`;
    const lines = {
        matched: `ok: ${claim} ${(0,base_text/* quoteText */.ol)(value ?? '')} matches ${written}`,
        'not-matched': `no: ${claim} ${(0,base_text/* quoteText */.ol)(value ?? '')} does not match ${written}`,
        absent: `no: ${claim} is absent from the ID token, and ${written} is asked for`,
        'too-long': `no: ${claim} is longer than 1,024 characters, which matches nothing`,
    };
    return [`  ${lines[outcome]}`, ...nearMisses.map((miss) => `      ${renderNearMiss(miss)}`)];
}
function renderRule(rule) {
    const verdict = rule.matched ? 'matched' : 'did not match';
    return [`Rule ${rule.rule + 1} (line ${rule.line}) ${verdict}:`, ...rule.claims.flatMap(renderClaim)];
}
const openings = {
    'no-rule-matched': 'has no rule that matches this caller.',
    'contents-not-installed': 'allows this caller, but the GitHub App is not allowed to read contents there. Grant it the contents permission.',
    'rule-matched': 'allows this caller.',
};
/** Several lines of plain text, no markup, at most some 30 KiB; the rules that came closest first. */
function renderExplanation(explanation) {
    const ordered = orderByDistance(explanation.rules);
    const hidden = ordered.length - maxShownRules;
    return [
        `The trust policy ${(0,base_text/* quoteText */.ol)(explanation.policyName)} ${openings[explanation.reason]}`,
        ...ordered.slice(0, maxShownRules).flatMap(renderRule),
        ...(hidden > 0 ? [`${hidden} more ${hidden === 1 ? 'rule' : 'rules'} did not come closer.`] : []),
    ].join('\n');
}

;// CONCATENATED MODULE: ./src/domain/trust-policy/callers/judge-callers.js
/** Asks each caller's policy and compares what it gets with what it must get. */




/** An installation that holds every permission that GitHub has, so that nothing is capped. */
function everyPermission() {
    return Object.fromEntries(Object.keys(permission_catalog/* permissionCatalog */.R).map((name) => [name, 'admin']));
}
/** A policy by the name or path that a caller gives, in `policies` by path. */
function findPolicy({ policy }, policies) {
    if (policy.includes('/') || !(0,policy_path/* isPolicyName */.oj)(policy))
        return policies.get(policy);
    const own = policies.get((0,policy_path/* policyPath */.k1)(policy));
    if (own !== undefined)
        return own;
    const named = [...policies].filter(([path]) => path.endsWith(`/${policy}.yaml`) || path === `${policy}.yaml`);
    return named.length === 1 ? named[0]?.[1] : undefined;
}
function sameKeys(a, b) {
    const [left, right] = [a, b].map((set) => JSON.stringify(Object.entries(set).sort()));
    return left === right;
}
function describeGrant(permissions) {
    return Object.entries(permissions)
        .map(([name, level]) => `${name}: ${level}`)
        .join(', ');
}
/** Why the decision is not the expected one; nothing when it is. */
function findMismatch(caller, decision) {
    switch (decision.status) {
        case 'no_trust_policy':
            return `There is no policy ${JSON.stringify(caller.policy)} among the files, or more than one.`;
        case 'trust_policy_invalid':
            return `The policy ${JSON.stringify(caller.policy)} is invalid, so it denies every job.`;
        case 'trust_policy_denied':
            if (caller.expect === 'denied')
                return undefined;
            return `It must be granted access, and is denied.\n${renderExplanation(decision.explanation)}`;
        case 'granted': {
            const { permissions, matchedRules } = decision;
            if (caller.expect === 'denied') {
                const rules = matchedRules.map((rule) => rule + 1).join(', ');
                return `It must be denied, and rule ${rules} allows it: ${describeGrant(permissions)}.`;
            }
            if (caller.permissions === undefined || sameKeys(permissions, caller.permissions))
                return undefined;
            return `It must be granted ${describeGrant(caller.permissions) || 'nothing'}, and gets ${describeGrant(permissions)}.`;
        }
    }
}
/** One result per caller, in their order. `policies` maps paths to policies. */
function judgeCallers(callers, policies) {
    const everything = everyPermission();
    return callers.map((caller) => {
        const decision = decideTrustPolicy({
            policy: findPolicy(caller, policies),
            claims: caller.claims,
            installationPermissions: caller.installationPermissions ?? everything,
        });
        const mismatch = findMismatch(caller, decision);
        return {
            name: caller.name,
            policy: caller.policy,
            expect: caller.expect,
            decision: decision.status,
            passed: mismatch === undefined,
            permissions: decision.status === 'granted' ? decision.permissions : undefined,
            message: mismatch,
        };
    });
}

// EXTERNAL MODULE: ./src/domain/trust-policy/callers/read-callers.js + 2 modules
var read_callers = __webpack_require__(7391);
// EXTERNAL MODULE: ./src/domain/trust-policy/report/report.js
var report = __webpack_require__(5981);
;// CONCATENATED MODULE: ./src/domain/trust-policy/report/report-callers.js
/** The file of callers as a file of the report: what is wrong with it, and who did not get what it must get. */



/** `text` is the file's; `policies` are the reports of all policies. */
function reportCallers(path, text, policies) {
    const read = (0,read_callers.readCallers)(text);
    if (read.status === 'refused') {
        const findings = read.problems.map(({ range, message }) => (0,report/* createFileFinding */.Aj)('callers-invalid', range, message));
        return { file: { path, text, findings } };
    }
    const byPath = new Map(policies.flatMap((file) => (file.policy ? [[file.path, file.policy]] : [])));
    const results = judgeCallers(read.callers, byPath);
    const findings = results.flatMap(({ name, message }, index) => {
        const range = read.callers[index]?.range;
        if (message === undefined || range === undefined)
            return [];
        return [(0,report/* createFileFinding */.Aj)('caller-outcome', range, `The caller ${JSON.stringify(name)}: ${message}`)];
    });
    return { file: { path, text, findings }, results };
}


/***/ })

};
