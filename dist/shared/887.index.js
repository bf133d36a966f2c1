export const id = 887;
export const ids = [887];
export const modules = {

/***/ 999:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ version)
/* harmony export */ });
/** Version of this project, as servers see it in `User-Agent`; a test holds it equal to `package.json`. */
const version = '0.1.0';


/***/ }),

/***/ 6887:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  renderSarif: () => (/* binding */ renderSarif)
});

// UNUSED EXPORTS: maxSarifResults, toSarif

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./src/base/version.js
var version = __webpack_require__(999);
// EXTERNAL MODULE: ./src/domain/trust-policy/findings.js + 5 modules
var findings = __webpack_require__(2840);
// EXTERNAL MODULE: ./src/domain/trust-policy/report/report-rules.js
var report_rules = __webpack_require__(6207);
;// CONCATENATED MODULE: ./src/domain/trust-policy/report/sarif-rules.js
/** The rules of a SARIF run: what code scanning shows beside a finding. */


/** The project that defines the policy language. */
const informationUri = 'https://atmos-pro.com';
/** Code scanning sorts by this; 0 to 10, and 7.0 and above is `high`. Findings that widen access count as security. */
const securitySeverities = {
    'match-all': '9.0',
    'wildcard-before-slash': '8.5',
    'no-caller-anchor': '8.0',
    'admin-grant': '7.5',
    'broad-write': '7.5',
    'write-covers-policy': '7.0',
    'pull-request-reachable': '7.0',
    'workflow-any-ref': '6.0',
    'actor-without-repository': '5.0',
    codeowners: '5.0',
};
const problemSeverities = {
    error: 'error',
    mistake: 'error',
    warning: 'warning',
    note: 'recommendation',
};
/** SARIF levels by severity. */
const sarifLevels = {
    error: 'error',
    mistake: 'error',
    warning: 'warning',
    note: 'note',
};
/** `match-all` → `MatchAll`, as SARIF wants names. */
function nameOf(id) {
    return id.replace(/(?:^|-)([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
/** Plain text for viewers without Markdown. */
function plain(markdown) {
    return markdown.replaceAll('`', '');
}
function renderExamples(id) {
    if (!isFindingId(id))
        return '';
    const { failing, passing } = findings/* findingRules */.BW[id];
    const blocks = [failing, passing].map((example) => example.rules).filter((rules) => rules !== undefined);
    if (blocks.length < 2)
        return '';
    const [bad, good] = blocks.map((rules) => `\`\`\`yaml\n${rules?.trimEnd()}\n\`\`\``);
    return `\n\nFound in\n\n${bad}\n\nand not in\n\n${good}`;
}
function isFindingId(id) {
    return Object.hasOwn(findings/* findingRules */.BW, id);
}
function listSarifRules() {
    return Object.entries(report_rules/* reportRules */.U).map(([id, { severity, summary, description }]) => {
        const securitySeverity = securitySeverities[id];
        return {
            id,
            name: nameOf(id),
            shortDescription: { text: plain(summary) },
            fullDescription: { text: plain(description) },
            help: {
                text: plain(`${summary} ${description}`),
                markdown: `${summary}\n\n${description}${renderExamples(id)}`,
            },
            defaultConfiguration: { level: sarifLevels[severity] },
            properties: {
                tags: securitySeverity === undefined ? ['trust-policy'] : ['trust-policy', 'security'],
                precision: 'high',
                'problem.severity': problemSeverities[severity],
                'security-severity': securitySeverity,
            },
        };
    });
}

;// CONCATENATED MODULE: ./src/domain/trust-policy/report/sarif.js
/** Findings as SARIF 2.1.0, for code scanning. */



/** What code scanning takes of one run; more is dropped there without a word. */
const maxSarifResults = 5_000;
/** A path as a relative URI reference. */
function uriOf(path) {
    return path.split('/').map(encodeURIComponent).join('/');
}
function regionOf({ start, end }) {
    return {
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
    };
}
/**
 * Stays the same when lines are added above: rule, path, and the text of the line without its blanks. `occurrence` tells
 * apart findings of one rule on equal lines.
 */
function fingerprint(file, finding, seen) {
    const line = file.text?.split(/\r\n?|\n/)[finding.range.start.line - 1] ?? '';
    const key = JSON.stringify([finding.id, file.path, line.replace(/\s+/g, '')]);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return `${(0,external_node_crypto_.createHash)('sha256').update(key).digest('hex').slice(0, 32)}:${occurrence}`;
}
function fixesOf({ path }, { fix }) {
    if (fix === undefined)
        return {};
    const replacement = { deletedRegion: regionOf(fix.range), insertedContent: { text: fix.text } };
    return {
        fixes: [
            {
                description: { text: fix.text.trim() === '' ? 'Remove it.' : `Write ${fix.text.trim()}` },
                artifactChanges: [{ artifactLocation: locate(path), replacements: [replacement] }],
            },
        ],
    };
}
function locate(path) {
    return { uri: uriOf(path), uriBaseId: '%SRCROOT%' };
}
/**
 * One run with all rules, also those that found nothing, so that code scanning closes fixed alerts. Paths are relative to
 * the checkout; columns are in UTF-16 code units, as `columnKind` says. Plain data for `JSON.stringify`.
 */
function toSarif(files) {
    const rules = listSarifRules();
    const seen = new Map();
    const results = files.flatMap((file) => file.findings.map((finding) => ({
        ruleId: finding.id,
        ruleIndex: rules.findIndex(({ id }) => id === finding.id),
        level: sarifLevels[finding.severity],
        message: { text: finding.message },
        locations: [
            { physicalLocation: { artifactLocation: locate(file.path), region: regionOf(finding.range) } },
        ],
        partialFingerprints: { 'atmosProFinding/v1': fingerprint(file, finding, seen) },
        ...fixesOf(file, finding),
    })));
    return {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [
            {
                tool: {
                    driver: { name: 'atmos-pro policy lint', semanticVersion: version/* version */.r, informationUri: informationUri, rules },
                },
                automationDetails: { id: 'atmos-pro/trust-policies/' },
                originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the checkout.' } } },
                columnKind: 'utf16CodeUnits',
                results: results.slice(0, maxSarifResults),
            },
        ],
    };
}
/** The SARIF file's text. */
function renderSarif(files) {
    return `${JSON.stringify(toSarif(files), undefined, 2)}\n`;
}


/***/ })

};
