/** The forms of GitHub's access tokens. A server that answers with something else does not get it into a variable or a file. */

/**
 * `ghs_` and `ghu_` with letters and digits, `ghs_<App ID>_<JWT>`, `github_pat_…`; before prefixes, on GitHub Enterprise Server: 40 hex
 * digits, and `v1.` with 40 hex digits. 8,192 characters at most.
 */
const forms = /^(?:(?:gh[a-z]_|github_pat_)[A-Za-z0-9_.-]{16,8192}|(?:v1\.)?[0-9a-f]{40})$/;

/** Whether the text can be an access token of GitHub. It is not a check that it is valid. */
export function isGitHubToken(text: string): boolean {
  return forms.test(text);
}
