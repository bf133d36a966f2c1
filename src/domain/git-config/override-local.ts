/**
 * Settings that git must not take from the configuration of a checkout (`.git/config` and its includes), because they name commands that
 * git would run, or a proxy, an address or a certificate that decides who receives credentials. Configuration of the machine, of the user
 * and of the job stays in force.
 */
import { type GitConfigEntry, parseGitConfigKey } from './entry.ts';

/** For every command: no hooks, no monitor, no prompt, no signature check, no transport that is a command. */
export const withoutCommands: readonly GitConfigEntry[] = [
  { key: 'core.hooksPath', value: '/dev/null' },
  { key: 'core.fsmonitor', value: 'false' },
  { key: 'core.askPass', value: '' },
  { key: 'log.showSignature', value: 'false' },
  { key: 'protocol.ext.allow', value: 'never' },
  // Maintenance runs `gc.recentObjectsHook`, a list of commands that nothing empties.
  { key: 'gc.auto', value: '0' },
  { key: 'maintenance.auto', value: 'false' },
  // Files of a checkout can look like a bare repository with a configuration of its own. git 2.38 and later refuse it then.
  { key: 'safe.bareRepository', value: 'explicit' },
];

interface ScopedEntry extends GitConfigEntry {
  readonly scope: string;
}

/** Output of `git config --list --show-scope -z`: scope, NUL, key, line feed, value, NUL. A key without a value is true. */
export function parseScopedConfig(output: string): readonly ScopedEntry[] {
  const parts = output.split('\0');
  return Array.from({ length: Math.floor(parts.length / 2) }, (_, index) => {
    const scope = parts[2 * index] ?? '';
    const text = parts[2 * index + 1] ?? '';
    const end = text.indexOf('\n');
    return end === -1
      ? { scope, key: text, value: 'true' }
      : { scope, key: text.slice(0, end), value: text.slice(end + 1) };
  });
}

/** What `git lfs install --local` writes, as actions/checkout does with `lfs: true`. */
const lfsFilters: ReadonlySet<string> = new Set([
  'git-lfs clean -- %f',
  'git-lfs smudge -- %f',
  'git-lfs smudge --skip -- %f',
  'git-lfs filter-process',
  'git-lfs filter-process --skip',
]);
/**
 * What actions/checkout writes with `ssh-key`: the program, where systems install it and no checkout can put one, a key, and options that
 * cannot name a command.
 */
const checkoutSsh =
  /^(?:"(?:(?:\/usr(?:\/local)?)?\/bin|\/opt\/homebrew\/bin)\/ssh"|"C:\\(?:Windows\\System32\\OpenSSH|Program Files\\Git\\usr\\bin)\\ssh\.exe"|ssh)(?: -i "[^"$`\\]+"| -o (?:StrictHostKeyChecking|CheckHostIP)=(?:yes|no)| -o "UserKnownHostsFile=[^"$`\\]+")*$/;

/** Kinds of settings that name a command, or lead a request with credentials elsewhere, with the value that does neither. */
function kindOf(key: string): { readonly kind: 'single' | 'helpers'; readonly neutral: string } | undefined {
  const parts = parseGitConfigKey(key);
  const name = `${parts?.section.toLowerCase()}.${parts?.subsection === undefined ? '' : '*.'}${parts?.name.toLowerCase()}`;
  switch (name) {
    case 'core.sshcommand':
      return { kind: 'single', neutral: 'ssh' };
    case 'core.alternaterefscommand':
      return { kind: 'single', neutral: 'true' };
    case 'remote.*.uploadpack':
      return { kind: 'single', neutral: 'git-upload-pack' };
    case 'http.proxy':
    case 'http.*.proxy':
    case 'remote.*.proxy':
    case 'http.curloptresolve':
    case 'http.*.curloptresolve':
      return { kind: 'single', neutral: '' };
    case 'http.sslverify':
    case 'http.*.sslverify':
      return { kind: 'single', neutral: 'true' };
    case 'http.sslcainfo':
    case 'http.*.sslcainfo':
    case 'http.sslcapath':
    case 'http.*.sslcapath':
      return { kind: 'single', neutral: '' };
    case 'http.followredirects':
    case 'http.*.followredirects':
      return { kind: 'single', neutral: 'initial' };
    case 'filter.*.clean':
    case 'filter.*.smudge':
    case 'filter.*.process':
      return { kind: 'single', neutral: '' };
    // git-lfs runs it as a part of its own filter, and fails with this one: what it makes of a file cannot be told without it.
    case 'lfs.*.clean':
    case 'lfs.*.smudge':
      return { kind: 'single', neutral: 'false' };
    case 'credential.helper':
    case 'credential.*.helper':
      return { kind: 'helpers', neutral: '' };
    default:
      return undefined;
  }
}

function isHarmless({ key, value }: ScopedEntry): boolean {
  return key.startsWith('filter.lfs.')
    ? lfsFilters.has(value)
    : key === 'core.sshcommand' && checkoutSsh.test(value);
}

/** From 2.54 on, any configuration can name hooks, besides those of `core.hooksPath`. They are off, like those, in every scope. */
function withoutConfiguredHooks(entries: readonly ScopedEntry[]): readonly GitConfigEntry[] {
  const names = entries.flatMap(({ key }) => /^hook\.(.+)\.(?:command|event)$/s.exec(key)?.[1] ?? []);
  return [...new Set(names)].map((name) => ({ key: `hook.${name}.enabled`, value: 'false' }));
}

/** Entries to put after all others, so that no command of the checkout's own configuration is left. */
export function overrideLocal(entries: readonly ScopedEntry[]): readonly GitConfigEntry[] {
  const isLocal = ({ scope }: ScopedEntry) => scope === 'local' || scope === 'worktree';
  const hostile = entries.filter(
    (entry) => isLocal(entry) && kindOf(entry.key) !== undefined && !isHarmless(entry),
  );
  const others = entries.filter((entry) => !isLocal(entry));
  const singles = hostile.filter(({ key }) => kindOf(key)?.kind === 'single').map(({ key }) => key);
  const overrides = [...new Set(singles)].map((key) => ({
    key,
    value: others.findLast((entry) => entry.key === key)?.value ?? kindOf(key)?.neutral ?? '',
  }));
  const drivers = new Set(
    singles.filter((key) => key.startsWith('filter.')).map((key) => key.slice(0, key.lastIndexOf('.'))),
  );
  const optional = [...drivers]
    .filter((driver) => !others.some(({ key }) => key.startsWith(`${driver}.`)))
    .map((driver) => ({ key: `${driver}.required`, value: 'false' }));
  // An empty helper clears the list, for every address.
  const helpers = hostile.some(({ key }) => kindOf(key)?.kind === 'helpers')
    ? [
        ...hostile
          .filter(({ key }) => kindOf(key)?.kind === 'helpers')
          .map(({ key }) => ({ key, value: '' })),
        ...others.filter(({ key }) => kindOf(key)?.kind === 'helpers'),
      ].map(({ key, value }) => ({ key, value }))
    : [];
  // The first proxy command that fits wins, so it cannot be overridden; only git:// uses it.
  const proxy = entries.some((entry) => isLocal(entry) && entry.key === 'core.gitproxy')
    ? [{ key: 'protocol.git.allow', value: 'never' }]
    : [];
  return [...overrides, ...optional, ...helpers, ...proxy, ...withoutConfiguredHooks(entries)];
}
