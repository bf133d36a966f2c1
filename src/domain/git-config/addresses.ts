/** The addresses of a granted repository that git does not map to its HTTPS URL by itself. */
import type { GrantedRepository } from './grant.ts';

/** One way to write addresses of a host: everything before `owner/name`. */
export interface AddressForm {
  /** Forms that differ in the user only share it. */
  readonly name: string;
  readonly prefix: string;
  /**
   * False for the forms that actions/checkout rewrites itself while it fetches submodules. An exception for a sibling
   * would be longer than its rule and win.
   */
  readonly allowsExceptions: boolean;
}

/** At `example.ghe.com` the user of SSH addresses is `example`, everywhere else it is `git`. */
function sshUsersOf(hostname: string): readonly string[] {
  const enterprise = /^([a-z0-9-]+)\.ghe\.com$/.exec(hostname)?.[1];
  return enterprise === undefined ? ['git'] : ['git', enterprise];
}

function listSshForms(hostname: string, user: string): readonly AddressForm[] {
  const form = (name: string, prefix: string, allowsExceptions = true) => ({
    name,
    prefix,
    allowsExceptions,
  });
  return [
    form('scp', `${user}@${hostname}:`, false),
    form('ssh', `ssh://${user}@${hostname}/`),
    form('ssh-port', `ssh://${user}@${hostname}:22/`),
    // GitHub's documented SSH over the HTTPS port.
    ...(hostname === 'github.com' ? [form('ssh-https-port', 'ssh://git@ssh.github.com:443/')] : []),
    form('git-ssh', `git+ssh://${user}@${hostname}/`),
    form('scp-slash', `${user}@${hostname}:/`, false),
    form('ssh-git', `ssh+git://${user}@${hostname}/`),
  ];
}

/** Forms of addresses at the host of `repository`, the most common ones first. */
export function listAddressForms({ origin, hostname }: GrantedRepository): readonly AddressForm[] {
  const web = (name: string, prefix: string) => ({ name, prefix, allowsExceptions: true });
  const isHttps = origin.startsWith('https:');
  return [
    web('https', `${origin}/`),
    ...sshUsersOf(hostname).flatMap((user) => listSshForms(hostname, user)),
    // The header belongs to the HTTPS URL. After a redirect git does not look it up again.
    ...(isHttps ? [web('http', `http:${origin.slice('https:'.length)}/`)] : []),
    ...(hostname === 'github.com' ? [web('www', 'https://www.github.com/')] : []),
  ];
}

/** Whether git asks `repository` at its own HTTPS URL when it is given `url`: then the header goes with the request. */
export function isServedByHeader(url: string, repository: GrantedRepository, path: string): boolean {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return false;
  const parsed = new URL(url);
  const wanted = new URL(`${repository.origin}/${path}`).pathname;
  const asked = parsed.pathname.replace(/\/$/, '').replace(/\.git$/, '');
  return `${parsed.protocol}//${parsed.host}` === repository.origin && asked === wanted;
}
