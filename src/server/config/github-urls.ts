/** Where GitHub's API and issuer are, given where GitHub is: github.com, a ghe.com subdomain, or an Enterprise Server. */

export interface GitHubUrls {
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly issuer: string;
}

export const defaultServerUrl = 'https://github.com';

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function deriveUrls(server: URL): Omit<GitHubUrls, 'serverUrl' | 'graphqlUrl'> {
  const host = server.host.toLowerCase();
  if (host === 'github.com') {
    return { apiUrl: 'https://api.github.com', issuer: 'https://token.actions.githubusercontent.com' };
  }
  if (host.endsWith('.ghe.com')) {
    return { apiUrl: `https://api.${host}`, issuer: `https://token.actions.${host}` };
  }
  return { apiUrl: `${server.origin}/api/v3`, issuer: `${server.origin}/_services/token` };
}

/** `apiUrl`: where it does not follow from the server's address. All without a trailing slash. */
export function resolveGitHubUrls(input: {
  readonly serverUrl?: string | undefined;
  readonly apiUrl?: string | undefined;
}): GitHubUrls {
  const serverUrl = trimSlash(input.serverUrl ?? defaultServerUrl);
  const derived = deriveUrls(new URL(serverUrl));
  const apiUrl = trimSlash(input.apiUrl ?? derived.apiUrl);
  const graphqlUrl = apiUrl.endsWith('/api/v3')
    ? `${apiUrl.slice(0, -'/v3'.length)}/graphql`
    : `${apiUrl}/graphql`;
  return { serverUrl, apiUrl, graphqlUrl, issuer: derived.issuer };
}
