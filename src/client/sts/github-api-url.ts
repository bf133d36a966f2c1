/** Which REST API answers for a host of repositories: github.com, a subdomain of ghe.com, or a GitHub Enterprise Server. */

/** The GitHub that runs the job, as the runner names it; both absent outside a runner. */
export interface OwnGitHub {
  readonly serverUrl?: string | undefined;
  readonly apiUrl?: string | undefined;
}

/**
 * Address of the REST API for `host` (a port included where there is one, empty for the job's own), without a slash at its end. The job's own GitHub
 * is trusted about its address, all others follow GitHub's documented scheme over https.
 */
export function githubApiUrl(host: string, own: OwnGitHub): string {
  const { serverUrl, apiUrl } = own;
  const name = host.toLowerCase();
  if (serverUrl !== undefined && apiUrl !== undefined && URL.canParse(serverUrl)) {
    const ownHosts = ['', new URL(serverUrl).host, new URL(serverUrl).hostname];
    if (ownHosts.includes(name)) return apiUrl.replace(/\/+$/, '');
  }
  if (name === '' || name === 'github.com') return 'https://api.github.com';
  if (name.endsWith('.ghe.com')) return `https://api.${name}`;
  return `https://${name}/api/v3`;
}
