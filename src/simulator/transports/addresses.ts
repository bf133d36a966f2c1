/** Where each of GitHub's services lives, for the two shapes of a simulator: one origin, or GitHub's own host names. */
import type { Surface } from '../api/handler.ts';
import type { WorldUrls } from '../world/world.ts';

/** `enterprise`: everything below one origin, as a GitHub Enterprise Server. `github.com`: a host name per service. */
export type Shape = 'enterprise' | 'github.com';

export const gitHubHosts = {
  server: 'github.com',
  api: 'api.github.com',
  issuer: 'token.actions.githubusercontent.com',
  runner: 'run-actions-1-simulator.actions.githubusercontent.com',
} as const;

/** The prefixes of an enterprise host. The longest match wins. */
const enterprisePrefixes: readonly (readonly [prefix: string, surface: Surface])[] = [
  ['/api/v3', 'api'],
  ['/api/graphql', 'graphql'],
  ['/_services/token', 'issuer'],
  ['/_services/runner', 'runner'],
];

/** `origin` is the listener's own, without a trailing slash; GitHub's shape does not need it. */
export function worldUrls(shape: Shape, origin: string): WorldUrls {
  if (shape === 'github.com') {
    return {
      server: `https://${gitHubHosts.server}`,
      api: `https://${gitHubHosts.api}`,
      graphql: `https://${gitHubHosts.api}/graphql`,
      issuer: `https://${gitHubHosts.issuer}`,
      runner: `https://${gitHubHosts.runner}`,
    };
  }
  return {
    server: origin,
    api: `${origin}/api/v3`,
    graphql: `${origin}/api/graphql`,
    issuer: `${origin}/_services/token`,
    runner: `${origin}/_services/runner`,
  };
}

export interface ServicePlace {
  readonly surface: Surface;
  /** Below the surface's prefix: empty, or with a leading slash. */
  readonly path: string;
}

/** GitHub's names, and not names that merely end with them. */
export function isGitHubHost(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return Object.values<string>(gitHubHosts).includes(name) || name.endsWith('.actions.githubusercontent.com');
}

function placeEnterprise(path: string): ServicePlace {
  for (const [prefix, surface] of enterprisePrefixes) {
    if (path === prefix || path.startsWith(`${prefix}/`)) return { surface, path: path.slice(prefix.length) };
  }
  return { surface: 'git', path };
}

/** Which service a request is for; `undefined` when no service has that host name. */
export function locate(shape: Shape, url: URL): ServicePlace | undefined {
  const path = url.pathname;
  if (shape === 'enterprise') return placeEnterprise(path);
  switch (url.hostname.toLowerCase()) {
    case gitHubHosts.server:
      return { surface: 'git', path };
    case gitHubHosts.api:
      return path === '/graphql' ? { surface: 'graphql', path: '' } : { surface: 'api', path };
    case gitHubHosts.issuer:
      return { surface: 'issuer', path };
    default:
      return isGitHubHost(url.hostname) ? { surface: 'runner', path } : undefined;
  }
}
