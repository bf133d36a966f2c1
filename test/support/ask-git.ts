/** Asks git what it makes of an address, with the configuration that setup-sts writes for grants. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGitConfig } from '../../src/domain/git-config/build-git-config.ts';
import { appendToEnvironment } from '../../src/domain/git-config/environment.ts';
import type { GitConfigGrant } from '../../src/domain/git-config/grant.ts';
import {
  includeGitConfigFile,
  renderGitConfigFile,
} from '../../src/domain/git-config/render-git-config-file.ts';
import { mainRuleFile } from '../../src/domain/git-config/rule-files.ts';
import { readUrlRules } from '../../src/domain/git-config/url-rules.ts';
import { realGit } from './real-git.ts';

export interface AskOptions {
  readonly serverUrl?: string;
  /** Configuration that the job has, by key. */
  readonly other?: Readonly<Record<string, string>>;
}

/** `directory`: for clones and files. */
export function createGitQuestions(directory: string) {
  /** Environment with the configuration of `grants`, as setup-sts carries it. */
  function configure(grants: readonly GitConfigGrant[], { serverUrl, other = {} }: AskOptions) {
    const job = readUrlRules(Object.entries(other).map(([key, value]) => ({ key, value })));
    const { headers, rules } = buildGitConfig(grants, {
      serverUrl,
      jobRules: { everywhere: job, workspace: job },
    });
    const at = mkdtempSync(join(directory, 'rules-'));
    for (const { name, entries } of rules) writeFileSync(join(at, name), renderGitConfigFile(entries));
    const included = rules.length === 0 ? [] : includeGitConfigFile(join(at, mainRuleFile), undefined);
    const jobEntries = Object.entries(other).map(([key, value]) => ({ key, value }));
    return appendToEnvironment([...jobEntries, ...headers, ...included], {}).variables;
  }

  function askIn(variables: Readonly<Record<string, string>>, at: string) {
    const git = (...args: string[]) =>
      realGit(args, { directory: at, environment: { ...variables } }).stdout.trim();
    const headerFor = (url: string) =>
      /^https?:/.test(url) ? git('config', '--get-urlmatch', 'http.extraheader', url) : '';
    return { git, headerFor };
  }

  /** What git makes of the address of a remote: where it fetches from, and the header that it would send there. */
  function ask(address: string, grants: readonly GitConfigGrant[], options: AskOptions = {}) {
    const at = mkdtempSync(join(directory, 'clone-'));
    realGit(['init', '-q'], { directory: at });
    realGit(['remote', 'add', 'origin', address], { directory: at });
    const { git, headerFor } = askIn(configure(grants, options), at);
    const url = git('remote', 'get-url', 'origin');
    return { url, header: headerFor(url) };
  }

  /** The same of an address that is an argument. */
  function askArgument(address: string, grants: readonly GitConfigGrant[], options: AskOptions = {}) {
    const { git, headerFor } = askIn(configure(grants, options), directory);
    const url = git('ls-remote', '--get-url', address);
    return { url, header: headerFor(url) };
  }

  return { configure, askIn, ask, askArgument };
}
