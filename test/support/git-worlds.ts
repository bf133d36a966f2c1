/**
 * Worlds for the property of the git configuration: the rules that a job has, what it was granted, and addresses that it uses. In each, git
 * must treat an address that was not granted as it does without our configuration.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildGitConfig, type GitConfig } from '../../src/domain/git-config/build-git-config.ts';
import type { GitConfigEntry } from '../../src/domain/git-config/entry.ts';
import { appendToEnvironment } from '../../src/domain/git-config/environment.ts';
import type { GitConfigGrant } from '../../src/domain/git-config/grant.ts';
import {
  includeGitConfigFile,
  renderGitConfigFile,
} from '../../src/domain/git-config/render-git-config-file.ts';
import { mainRuleFile } from '../../src/domain/git-config/rule-files.ts';
import { readScopedUrlRules, readUrlRules, type UrlRules } from '../../src/domain/git-config/url-rules.ts';

export interface GitWorld {
  readonly serverUrl: string;
  /** `owner/name` */
  readonly granted: readonly string[];
  /** In the user's configuration file, or in that of the checkout. */
  readonly jobEntries: readonly GitConfigEntry[];
  readonly localEntries: readonly GitConfigEntry[];
  /** In a file that the user's configuration includes in the checkout alone: `includeIf "gitdir:…"`. */
  readonly conditionalEntries: readonly GitConfigEntry[];
  /** Addresses of repositories that were not granted. */
  readonly foreign: readonly string[];
  /** Addresses of granted ones. */
  readonly own: readonly string[];
}

const tokens = ['ghs_one', 'ghs_two'];
const names = ['mod', 'mod-2', 'mod.gi', 'modules', 'app', 'a', 'infra.git2'];
/** What makes the name of a neighbor of a granted one. */
const continuations = [
  '-3',
  's',
  'ules',
  'X',
  '9',
  '_a',
  '.github.io',
  '.git-x',
  '.git2',
  '.gi',
  '.wiki',
  '%2d3',
  '.',
  '0.git.x',
];

function listPrefixes(serverUrl: string): readonly string[] {
  const { hostname } = new URL(serverUrl);
  const user = /^([a-z0-9-]+)\.ghe\.com$/.exec(hostname)?.[1] ?? 'git';
  return [
    `${serverUrl}/`,
    `git@${hostname}:`,
    `${user}@${hostname}:`,
    `ssh://git@${hostname}/`,
    `ssh://${user}@${hostname}:22/`,
    `git@${hostname}:/`,
    `git+ssh://git@${hostname}/`,
    'ssh://git@ssh.github.com:443/',
    `http://${hostname}/`,
    'https://www.github.com/',
    `https://x-access-token:PAT@${hostname}/`,
    `ssh://git@${hostname}:2222/`,
    'https://mirror.example/',
  ];
}

/** Forms that belong to a granted repository: the others stay as they are. */
function listOwnPrefixes(serverUrl: string): readonly string[] {
  return listPrefixes(serverUrl).slice(0, 7);
}

/** With more repositories than get exceptions: then names such as `mod.github.io` may follow the rule for `mod.git`. */
const maxWithExceptions = 8;
const manyNames = Array.from({ length: 12 }, (_, index) => `r${index}`);

const pick = <Item>(items: readonly Item[]) => fc.constantFrom(...items);

function makeRule(serverUrl: string, granted: readonly string[]): fc.Arbitrary<GitConfigEntry> {
  const prefixes = listPrefixes(serverUrl);
  const [owner = ''] = granted[0]?.split('/') ?? [];
  const depth = pick([
    '',
    `${owner}/`,
    ...granted,
    ...granted.map((name) => `${name}.git`),
    `${granted[0]}-`,
    `${granted[0]}.g`,
  ]);
  return fc
    .record({
      base: pick(prefixes),
      from: pick(prefixes),
      depth: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 3, arbitrary: depth }),
      keeps: fc.boolean(),
      name: pick(['insteadOf', 'insteadOf', 'pushInsteadOf']),
    })
    .map(({ base, from, depth: path, keeps, name }) => ({
      key: `url.${base}${keeps ? path : ''}.${name}`,
      value: `${from}${path}`,
    }));
}

function makeAddresses(serverUrl: string, granted: readonly string[], isConditional: boolean) {
  const prefixes = listPrefixes(serverUrl);
  const suffix = pick(['', '.git', '/', '.git/']);
  const neighbor = fc
    .tuple(
      pick(granted),
      pick(
        granted.length > maxWithExceptions || isConditional
          ? continuations.filter((more) => !more.includes('.git'))
          : continuations,
      ),
    )
    .map(([name, more]) => name + more)
    .filter((name) => !granted.includes(name));
  const stranger = pick(['acme/zebra', 'other/mod', 'acme/mo', 'Acme/mod']).filter(
    (name) => !granted.includes(name),
  );
  const foreign = fc
    .tuple(pick(prefixes), fc.oneof({ weight: 4, arbitrary: neighbor }, stranger), suffix)
    .map((parts) => parts.join(''));
  const own = fc
    .tuple(pick(listOwnPrefixes(serverUrl)), pick(granted), suffix)
    .map((parts) => parts.join(''));
  return {
    foreign: fc.uniqueArray(foreign, { minLength: 3, maxLength: 10 }),
    own: fc.array(own, { maxLength: 2 }),
  };
}

export const gitWorlds: fc.Arbitrary<GitWorld> = fc
  .record({
    isConditional: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
    serverUrl: pick([
      'https://github.com',
      'https://github.com',
      'https://ghes.example:8443',
      'https://octo.ghe.com',
    ]),
    granted: fc
      .oneof(
        { weight: 3, arbitrary: fc.uniqueArray(pick(names), { minLength: 1, maxLength: 6 }) },
        { weight: 1, arbitrary: fc.uniqueArray(pick(manyNames), { minLength: 9, maxLength: 12 }) },
      )
      .map((list) => list.map((name) => `acme/${name}`)),
  })
  .chain(({ serverUrl, granted, isConditional }) =>
    fc.record({
      serverUrl: fc.constant(serverUrl),
      granted: fc.constant(granted),
      jobEntries: fc.array(makeRule(serverUrl, granted), { maxLength: 4 }),
      localEntries: fc.array(makeRule(serverUrl, granted), { maxLength: 1 }),
      conditionalEntries: isConditional
        ? fc.array(makeRule(serverUrl, granted), { minLength: 1, maxLength: 2 })
        : fc.constant([]),
      ...makeAddresses(serverUrl, granted, isConditional),
    }),
  );

/** What setup-sts would configure. */
export function configureWorld(world: GitWorld): GitConfig {
  const { serverUrl, granted, jobEntries, localEntries, conditionalEntries } = world;
  const grants = granted.map(
    (repository, index): GitConfigGrant => ({
      host: new URL(serverUrl).host,
      owner: 'acme',
      token: tokens[index % tokens.length] ?? '',
      repositories: [repository],
    }),
  );
  const condition =
    conditionalEntries.length === 0 ? [] : [{ key: 'includeif.gitdir:repository/.path', value: 'work' }];
  const scoped = (scope: string, entries: readonly GitConfigEntry[]) =>
    entries.map(({ key, value }) => `${scope}\0${key}\n${value}\0`).join('');
  // Git lists what it includes at its place, in the scope of the file that includes it.
  const jobRules = readScopedUrlRules(
    scoped('global', [...jobEntries, ...condition, ...conditionalEntries]) + scoped('local', localEntries),
  );
  return buildGitConfig(grants, { serverUrl, jobRules });
}

/** Whether a condition on remotes holds, for the two kinds of pattern that we write. */
function matchesRemote(pattern: string, remotes: readonly string[]): boolean {
  const text = pattern.replace(/\\(.)/g, '$1');
  return text.endsWith('*/**')
    ? remotes.some((url) => url.startsWith(text.slice(0, -4)) && url.slice(text.length - 4).includes('/'))
    : remotes.includes(text);
}

/** The rules that git has from the files in a repository with `remotes`. */
function expandRules(config: GitConfig, remotes: readonly string[]): readonly GitConfigEntry[] {
  const files = new Map(config.rules.map(({ name, entries }) => [name, entries]));
  const expand = (name: string): readonly GitConfigEntry[] =>
    (files.get(name) ?? []).flatMap((entry) => {
      const condition = /^includeIf\.hasconfig:remote\.\*\.url:(.*)\.path$/.exec(entry.key)?.[1];
      if (condition === undefined) return [entry];
      return matchesRemote(condition, remotes) ? expand(entry.value) : [];
    });
  return expand(mainRuleFile);
}

/** Rules of the job in the checkout, and with ours behind them. */
export function rulesOf(
  world: GitWorld,
  config: GitConfig,
  remotes: readonly string[],
): { without: UrlRules; with: UrlRules } {
  const job = [...world.jobEntries, ...world.conditionalEntries, ...world.localEntries];
  return { without: readUrlRules(job), with: readUrlRules([...job, ...expandRules(config, remotes)]) };
}

/** A repository with the addresses as remotes, and environments for git without and with our configuration. */
export function layOutWorld(world: GitWorld, config: GitConfig, directory: string) {
  const repository = join(directory, 'repository');
  const rules = join(directory, 'rules');
  for (const path of [join(repository, '.git', 'objects'), join(repository, '.git', 'refs'), rules]) {
    mkdirSync(path, { recursive: true });
  }
  writeFileSync(join(repository, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  const remotes = [...world.foreign, ...world.own].map((url, index) => ({
    key: `remote.r${index}.url`,
    value: url,
  }));
  writeFileSync(
    join(repository, '.git', 'config'),
    `[core]\n\trepositoryformatversion = 0\n${renderGitConfigFile([...world.localEntries, ...remotes])}`,
  );
  const condition = { key: `includeIf.gitdir:${repository}/.path`, value: 'work.gitconfig' };
  writeFileSync(join(directory, 'work.gitconfig'), renderGitConfigFile(world.conditionalEntries));
  writeFileSync(
    join(directory, '.gitconfig'),
    renderGitConfigFile([...world.jobEntries, ...(world.conditionalEntries.length === 0 ? [] : [condition])]),
  );
  for (const { name, entries } of config.rules) {
    writeFileSync(join(rules, name), renderGitConfigFile(entries));
  }
  const included =
    config.rules.length === 0 ? [] : includeGitConfigFile(join(rules, mainRuleFile), undefined);
  const { variables } = appendToEnvironment([...config.headers, ...included], {});
  return { repository, variables };
}
