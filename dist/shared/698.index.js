export const id = 698;
export const ids = [698];
export const modules = {

/***/ 4317:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   chooseProfiles: () => (/* binding */ chooseProfiles)
/* harmony export */ });
/* harmony import */ var _find_atmos_config_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3437);
/** Decides which profiles of a configuration count. Apart from what finds them: most jobs have none. */

/** Names from the step, else `ATMOS_PROFILE`, else that variable in the `env:` of the configuration, else `profiles.default`. */
function chooseProfiles(around, values) {
    const variable = around.environment['ATMOS_PROFILE'];
    // A variable that is set, even to nothing, beats the one of the configuration.
    const declared = variable === undefined ? values.text(['env', 'ATMOS_PROFILE']) : undefined;
    const choices = [
        { source: 'profile', names: around.profiles ?? [] },
        { source: 'ATMOS_PROFILE', names: (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_0__/* .splitItems */ .b9)(variable) },
        { source: 'env.ATMOS_PROFILE', names: (0,_find_atmos_config_js__WEBPACK_IMPORTED_MODULE_0__/* .splitItems */ .b9)(declared) },
    ];
    const chosen = choices.find(({ names }) => names.length > 0);
    if (chosen !== undefined)
        return chosen;
    const name = values.text(['profiles', 'default'])?.trim();
    return { source: 'profiles.default', names: name ? [name] : [] };
}


/***/ })

};
