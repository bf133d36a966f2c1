/**
 * Decides the git configuration that makes granted repositories readable, whatever spelling of their address is used.
 *
 * Tokens travel as per-repository headers and never inside an address: a header beats credentials in an address, a more
 * specific `http.<url>` beats a less specific one in any file, and an address ends up in `git remote -v`, in traces and
 * in the arguments of child processes.
 */
import { basicCredential } from './basic-credential.ts';
import type { GitConfigEntry } from './entry.ts';
import { type GitConfigGrant, type GrantedRepository, resolveGrants } from './grant.ts';

/** What may follow a repository's name in that of another one, apart from letters and digits. */
const nameSeparators = ['-', '_', '.'] as const;

function buildHeader(url: string, credential: string): readonly GitConfigEntry[] {
  const key = `http.${url}.extraheader`;
  // Values of equal keys accumulate, and two Authorization headers are an error: the empty value drops what came before.
  return [
    { key, value: '' },
    { key, value: `Authorization: Basic ${credential}` },
  ];
}

function rewrite(base: string, spellings: readonly string[]): readonly GitConfigEntry[] {
  return spellings.map((value) => ({ key: `url.${base}.insteadOf`, value }));
}

/**
 * `insteadOf` is a plain prefix, so a form without `.git` also captures `acme/mod-2`, which a workflow may reach with an
 * SSH key. Longer prefixes win: mapping `acme/mod-`, `acme/mod_` and `acme/mod.` to themselves leaves those alone.
 */
function guardSiblings(prefix: string): readonly GitConfigEntry[] {
  return nameSeparators.flatMap((separator) => rewrite(`${prefix}${separator}`, [`${prefix}${separator}`]));
}

/** At `example.ghe.com` the user of SSH addresses is `example`, everywhere else it is `git`. */
function sshUsersOf(hostname: string): readonly string[] {
  const enterprise = /^([a-z0-9-]+)\.ghe\.com$/.exec(hostname)?.[1];
  return enterprise === undefined ? ['git'] : [enterprise, 'git'];
}

function rewriteSsh({ origin, hostname }: GrantedRepository, path: string): readonly GitConfigEntry[] {
  const url = `${origin}/${path}`;
  return sshUsersOf(hostname).flatMap((user) => {
    const scp = `${user}@${hostname}:${path}`;
    const ssh = `ssh://${user}@${hostname}/${path}`;
    const suffixed = [
      `${scp}.git`,
      `${user}@${hostname}:/${path}.git`,
      `${ssh}.git`,
      `ssh://${user}@${hostname}:22/${path}.git`,
    ];
    if (hostname === 'github.com') {
      // GitHub's documented SSH over the HTTPS port.
      suffixed.push(`ssh://git@ssh.github.com:443/${path}.git`);
    }
    return [
      ...rewrite(`${url}.git`, suffixed),
      ...rewrite(url, [scp, ssh]),
      ...guardSiblings(scp),
      ...guardSiblings(ssh),
    ];
  });
}

function rewriteHttp({ origin, hostname }: GrantedRepository, path: string): readonly GitConfigEntry[] {
  // The identity is longer than, and so beats, a whole-host rewrite to SSH or to an address with a token.
  const spellings = [`${origin}/${path}`];
  if (origin.startsWith('https:')) {
    // The header's key is HTTPS; a redirect would not make git look it up again.
    spellings.push(`http:${origin.slice('https:'.length)}/${path}`);
  }
  if (hostname === 'github.com') {
    spellings.push(`https://www.github.com/${path}`);
  }
  return rewrite(`${origin}/${path}`, spellings);
}

function buildRepository(repository: GrantedRepository): readonly GitConfigEntry[] {
  const credential = basicCredential(repository.token);
  return repository.paths.flatMap((path) => {
    const url = `${repository.origin}/${path}`;
    return [
      // Keys match whole path segments: `acme/mod` does not cover `acme/mod.git`.
      ...buildHeader(url, credential),
      ...buildHeader(`${url}.git`, credential),
      ...rewriteSsh(repository, path),
      ...rewriteHttp(repository, path),
    ];
  });
}

/**
 * Entries for all grants, in the order in which git has to see them.
 * @throws ActionError `REMOTE_MALFORMED` for a grant that cannot be one; nothing is configured then.
 */
export function buildGitConfig(
  grants: readonly GitConfigGrant[],
  options: {
    /** `GITHUB_SERVER_URL` of the job: scheme and port of its own host. Default `https://github.com`. */
    readonly serverUrl?: string | undefined;
  } = {},
): readonly GitConfigEntry[] {
  return resolveGrants(grants, options.serverUrl ?? 'https://github.com').flatMap(buildRepository);
}
