/** Which spellings of granted repositories are covered, by the number of repositories: the table of docs/git-configuration.md. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { createGitQuestions } from '../../../support/ask-git.ts';
import { realGit } from '../../../support/real-git.ts';

const directory = mkdtempSync(join(tmpdir(), 'spellings-'));
afterAll(() => rmSync(directory, { recursive: true }));
const { configure, askIn } = createGitQuestions(directory);

/** Of each spelling the counts of repositories with which it is covered, out of these. */
const counts = [1, 2, 3, 4, 5, 8, 9, 200, 500];
const many = [9, 200, 500];
const spellings: readonly {
  readonly address: string;
  readonly argument: readonly number[];
  /** As a remote; the same unless given. */
  readonly remote?: readonly number[];
}[] = [
  { address: 'git@github.com:acme/m0.git', argument: counts },
  { address: 'ssh://git@github.com/acme/m0.git', argument: counts },
  { address: 'ssh://git@github.com/acme/m0', argument: [1, 2, 3, 4, 5] },
  { address: 'git@github.com:acme/m0', argument: [], remote: [1, 2, 3, 4] },
  { address: 'ssh://git@github.com:22/acme/m0.git', argument: [1, 2, 3, ...many] },
  { address: 'ssh://git@github.com:22/acme/m0', argument: [1, 2] },
  { address: 'git+ssh://git@github.com/acme/m0.git', argument: [1, 2, ...many] },
  { address: 'git@github.com:/acme/m0.git', argument: [1, 2, 9, 200] },
  { address: 'ssh://git@ssh.github.com:443/acme/m0.git', argument: [1, 9, 200] },
  { address: 'http://github.com/acme/m0', argument: [1] },
  { address: 'git@github.com:/acme/m0', argument: [], remote: [1] },
  { address: 'https://www.github.com/acme/m0', argument: [1] },
];

/** Those that git leads to the URL that has the header, in one repository that has all of them as remotes. */
function listCovered(count: number) {
  const repositories = Array.from({ length: count }, (_, index) => `acme/m${index}`);
  const variables = configure([{ host: 'github.com', owner: 'acme', token: 'ghs_A', repositories }], {});
  const at = mkdtempSync(join(directory, 'clone-'));
  realGit(['init', '-q'], { directory: at });
  spellings.forEach(({ address }, index) => {
    appendFileSync(join(at, '.git/config'), `[remote "r${index}"]\n\turl = ${address}\n`);
  });
  const isCovered = (url = '') => /^https:\/\/github\.com\/acme\/m0(\.git)?$/.test(url);
  const remotes = askIn(variables, at).git('remote', '-v').split('\n');
  const remoteUrl = (index: number) =>
    remotes.find((line) => line.startsWith(`r${index}\t`) && line.endsWith(' (fetch)'))?.split(/[\t ]/)[1];
  const { git } = askIn(variables, directory);
  return {
    argument: spellings.map(({ address }) => isCovered(git('ls-remote', '--get-url', address))),
    remote: spellings.map((_, index) => isCovered(remoteUrl(index))),
  };
}

test('each spelling is covered with as many repositories as the page says', () => {
  const covered = counts.map((count) => ({ count, ...listCovered(count) }));
  const countsOf = (how: 'argument' | 'remote', index: number) =>
    covered.filter((one) => one[how][index]).map(({ count }) => count);
  expect(
    spellings.map(({ address }, index) => ({
      address,
      argument: countsOf('argument', index),
      remote: countsOf('remote', index),
    })),
  ).toEqual(spellings.map(({ address, argument, remote = argument }) => ({ address, argument, remote })));
});
