export const id = 791;
export const ids = [791];
export const modules = {

/***/ 2791:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   renderHeld: () => (/* binding */ renderHeld),
/* harmony export */   renderLocksSummary: () => (/* binding */ renderLocksSummary)
/* harmony export */ });
/* harmony import */ var _src_base_markup_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8879);
/** The job summary of `lock-stack`: the locks of the step, or who holds the lock. */

/** `term`: how long the locks last, for people. */
function renderLocksSummary(grants, term) {
    const rows = grants.map(({ key, fencingToken }) => [
        (0,_src_base_markup_js__WEBPACK_IMPORTED_MODULE_0__/* .markupCode */ .EX)(key),
        fencingToken === undefined ? '' : String(fencingToken),
        (0,_src_base_markup_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeMarkup */ .My)(term),
    ]);
    return `## Locks\n\n${(0,_src_base_markup_js__WEBPACK_IMPORTED_MODULE_0__/* .markupTable */ .VP)(['Lock', 'Fencing token', 'Held'], rows)}`;
}
/** `message`: the server's, with who holds the lock. */
function renderHeld(keys, message) {
    return `## Not locked\n\n${keys.map(_src_base_markup_js__WEBPACK_IMPORTED_MODULE_0__/* .markupCode */ .EX).join('<br>')}\n\n${(0,_src_base_markup_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeMarkup */ .My)(message)}`;
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


/***/ })

};
