/** Checks the answer of a server before any part of it reaches a git configuration key. */
import { ActionError } from '../../base/errors.ts';

export interface GitConfigGrant {
  /** Host of the repositories, `github.com` or `ghes.example:8443`. */
  readonly host: string;
  /** Account, spelled as GitHub spells it. */
  readonly owner: string;
  readonly token: string;
  /** `owner/name` or `name`. A grant without repositories configures nothing: an owner-wide key would capture the caller's own repository. */
  readonly repositories: readonly string[];
  /** What the user wrote in `sources`, any owner; those that differ from a repository in letter case only are configured too. */
  readonly spellings?: readonly string[] | undefined;
}

export interface GrantedRepository {
  /** `https://github.com`, without a trailing slash. */
  readonly origin: string;
  /** Host name without a port, as ssh and scp forms have it. */
  readonly hostname: string;
  readonly token: string;
  /** `owner/name` in every spelling to configure, the canonical one first. */
  readonly paths: readonly string[];
}

const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
const namePattern = /^[A-Za-z0-9_.-]{1,100}$/;

function malformed(what: string): ActionError {
  return new ActionError('REMOTE_MALFORMED', `The server granted a token with ${what}.`, {
    hint: 'Nothing of this answer was given to git. Check that base-url points to the server that you mean.',
  });
}

function resolveOrigin(host: string, serverUrl: URL): URL {
  if (!hostPattern.test(host)) {
    throw malformed(`the invalid host ${JSON.stringify(host)}`);
  }
  const lower = host.toLowerCase();
  // A server may name this job's GitHub with or without the port that GITHUB_SERVER_URL has.
  return lower === serverUrl.host || lower === serverUrl.hostname ? serverUrl : new URL(`https://${lower}`);
}

function resolvePath(repository: string, owner: string): string {
  const path = repository.includes('/') ? repository : `${owner}/${repository}`;
  const [pathOwner = '', name = '', ...more] = path.split('/');
  const wellFormed = more.length === 0 && namePattern.test(pathOwner) && namePattern.test(name);
  if (!wellFormed || name === '.' || name === '..' || pathOwner.toLowerCase() !== owner.toLowerCase()) {
    throw malformed(
      `the repository ${JSON.stringify(repository)}, which does not belong to ${JSON.stringify(owner)}`,
    );
  }
  return name.length > 4 && name.endsWith('.git') ? path.slice(0, -4) : path;
}

function spell(path: string, spellings: readonly string[]): readonly string[] {
  const lower = path.toLowerCase();
  const written = spellings
    .map((spelling) => spelling.trim().replace(/\.git$/, ''))
    .filter((spelling) => spelling.toLowerCase() === lower);
  return [...new Set([path, lower, ...written])];
}

/**
 * Flattens grants into repositories. A repository in several grants belongs to the first, as with Atmos' own rewrites.
 * @param serverUrl `GITHUB_SERVER_URL` of the job: gives scheme and port for its own host; any other host is HTTPS.
 * @throws ActionError `REMOTE_MALFORMED` for a host, owner, repository or token that cannot be one.
 */
export function resolveGrants(
  grants: readonly GitConfigGrant[],
  serverUrl: string,
): readonly GrantedRepository[] {
  const server = new URL(serverUrl);
  const repositories = new Map<string, GrantedRepository>();
  for (const { host, owner, token, repositories: names, spellings = [] } of grants) {
    const { origin, hostname } = resolveOrigin(host, server);
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw malformed('no usable value');
    }
    for (const name of names) {
      const path = resolvePath(name, owner);
      const identity = `${origin}/${path.toLowerCase()}`;
      if (!repositories.has(identity)) {
        repositories.set(identity, { origin, hostname, token, paths: spell(path, spellings) });
      }
    }
  }
  return [...repositories.values()];
}
