/** Limits of a token request that actions and the server share. */

/** Most source repositories of one request. */
export const maxSources = 200;
