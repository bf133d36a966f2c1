export const id = 556;
export const ids = [556];
export const modules = {

/***/ 1556:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/runner/run-action.js + 6 modules
var run_action = __webpack_require__(6568);
// EXTERNAL MODULE: ./src/git/git-config-file.js
var git_config_file = __webpack_require__(6480);
// EXTERNAL MODULE: ./src/git-config/environment.js
var environment = __webpack_require__(8414);
// EXTERNAL MODULE: ./src/runner/environment.js
var runner_environment = __webpack_require__(3677);
// EXTERNAL MODULE: ./src/errors.js
var errors = __webpack_require__(6986);
// EXTERNAL MODULE: ./src/retry.js
var retry = __webpack_require__(6147);
;// CONCATENATED MODULE: ./src/sts/github-api-url.js
/** Which REST API answers for a host of repositories: github.com, a subdomain of ghe.com, or a GitHub Enterprise Server. */
/**
 * Address of the REST API for `host` (a port included where there is one, empty for the job's own), without a slash at its end. The job's own GitHub
 * is believed about its address, all others follow GitHub's documented scheme over https.
 */
function githubApiUrl(host, own) {
    const { serverUrl, apiUrl } = own;
    const name = host.toLowerCase();
    if (serverUrl !== undefined && apiUrl !== undefined && URL.canParse(serverUrl)) {
        const ownHosts = ['', new URL(serverUrl).host, new URL(serverUrl).hostname];
        if (ownHosts.includes(name))
            return apiUrl.replace(/\/+$/, '');
    }
    if (name === '' || name === 'github.com')
        return 'https://api.github.com';
    if (name.endsWith('.ghe.com'))
        return `https://api.${name}`;
    return `https://${name}/api/v3`;
}

;// CONCATENATED MODULE: ./src/sts/revoke-tokens.js
/** Ends minted tokens at GitHub before they expire by themselves: `DELETE /installation/token` with each token. */



/** One request, in milliseconds; with two repetitions a dead GitHub holds a job up for about half a minute. */
const requestTimeoutMs = 10_000;
const retryOptions = {
    attempts: 3,
    baseDelayMs: 500,
    maxDelayMs: 5_000,
    isRetryable: (error) => error instanceof errors/* ActionError */.l && error.retry !== undefined,
};
/** Answers that mean GitHub no longer accepts the token. */
const deadStatuses = new Set([401, 404]);
async function deleteToken(url, token, ports) {
    const response = await ports.fetch({
        method: 'DELETE',
        url,
        headers: {
            accept: 'application/vnd.github+json',
            authorization: `Bearer ${token}`,
            'user-agent': 'atmos-pro-actions',
            'x-github-api-version': '2022-11-28',
        },
        timeoutMs: requestTimeoutMs,
    });
    const { status } = response;
    if (status === 204 || deadStatuses.has(status))
        return response;
    const transient = status >= 500 || status === 429 || status === 403;
    throw new errors/* ActionError */.l('REMOTE_REFUSED', `GitHub answered ${status}.`, transient ? { retry: {} } : {});
}
async function revokeToken(token, own, ports) {
    const { host, owner } = token;
    const url = `${githubApiUrl(host, own)}/installation/token`;
    try {
        const { status } = await (0,retry/* retry */.L)(() => deleteToken(url, token.token, ports), retryOptions, ports);
        return { status: deadStatuses.has(status) ? 'dead' : 'revoked', owner, host };
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.l))
            throw error;
        return { status: 'failed', owner, host, reason: error.message };
    }
}
/** Revokes all at once; one result per token in the same order. A failure is a result: the others still go. */
async function revokeTokens(tokens, own, ports) {
    return Promise.all(tokens.map((token) => revokeToken(token, own, ports)));
}

// EXTERNAL MODULE: ./actions/setup-sts/state.js
var state = __webpack_require__(3054);
;// CONCATENATED MODULE: ./actions/setup-sts/cleanup.js
/** The post step: takes the changes back and revokes the tokens. Warns about what it could not do, never more. */





/** The post steps of earlier actions still run: none of them should meet a revoked token. */
async function takeBackChanges(runner) {
    const { gitConfig, file, tokenVariables } = (0,state/* readChanges */.St)(runner);
    const restored = gitConfig === undefined ? {} : (0,environment/* restoreEnvironment */.k)(gitConfig, runner.environment);
    const cleared = Object.fromEntries(tokenVariables.map((name) => [name, '']));
    await runner.exportVariables({ ...restored, ...cleared });
    if (file !== undefined)
        await (0,git_config_file/* removeGitConfigFile */.j)(file);
}
async function revokeAll(runner) {
    const tokens = (0,state/* readTokens */.He)(runner);
    const serverUrl = (0,runner_environment/* readVariable */.n)('GITHUB_SERVER_URL', runner.environment);
    const apiUrl = (0,runner_environment/* readVariable */.n)('GITHUB_API_URL', runner.environment);
    const own = {
        ...(serverUrl === undefined ? {} : { serverUrl }),
        ...(apiUrl === undefined ? {} : { apiUrl }),
    };
    for (const result of await revokeTokens(tokens, own, runner)) {
        const name = `The token for ${result.owner} on ${result.host}`;
        if (result.status === 'failed') {
            const text = `${name} could not be revoked and lives until it expires: ${result.reason}`;
            await runner.warning(text, 'REMOTE_REFUSED');
        }
        else {
            runner.logger.info(result.status === 'revoked' ? `${name} is revoked.` : `${name} was no longer valid.`);
        }
    }
}
/** Both parts are tried whatever becomes of the other; the first failure is thrown at the end. */
async function cleanUp(runner) {
    const results = await Promise.allSettled([takeBackChanges(runner), revokeAll(runner)]);
    for (const result of results)
        if (result.status === 'rejected')
            throw result.reason;
}

;// CONCATENATED MODULE: ./actions/setup-sts/post.js
/** Post step of `setup-sts`: runs always, after a failed or cancelled job too. */


async function run() {
    await (0,run_action/* runAction */.C)(cleanUp, { onFailure: 'warn' });
}


/***/ })

};
