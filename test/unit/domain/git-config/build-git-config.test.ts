import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { basicCredential } from '../../../../src/domain/git-config/basic-credential.ts';
import { buildGitConfig } from '../../../../src/domain/git-config/build-git-config.ts';
import { appendToEnvironment } from '../../../../src/domain/git-config/environment.ts';
import type { GitConfigGrant } from '../../../../src/domain/git-config/grant.ts';
import { readUrlRules } from '../../../../src/domain/git-config/url-rules.ts';
import { createGitQuestions } from '../../../support/ask-git.ts';
import { realGit } from '../../../support/real-git.ts';

const directory = mkdtempSync(join(tmpdir(), 'git-config-'));
afterAll(() => rmSync(directory, { recursive: true }));
const { configure, askIn, ask, askArgument } = createGitQuestions(directory);

const grant: GitConfigGrant = {
  host: 'github.com',
  owner: 'acme',
  token: 'ghs_A',
  repositories: ['acme/mod'],
};
const second: GitConfigGrant = { ...grant, token: 'ghs_B', repositories: ['acme/mod-2'] };

const headerOf = (token: string) => `Authorization: Basic ${basicCredential(token)}`;

describe('spellings of a granted repository', () => {
  test.each([
    ['https', 'https://github.com/acme/mod'],
    ['https with .git', 'https://github.com/acme/mod.git'],
    ['https with a trailing slash', 'https://github.com/acme/mod/'],
    ['https with .git and a trailing slash', 'https://github.com/acme/mod.git/'],
    ['user in the address', 'https://git@github.com/acme/mod.git'],
    ['user and password in the address', 'https://x-access-token:ghs_ambient@github.com/acme/mod.git'],
    ['port 443', 'https://github.com:443/acme/mod.git'],
    ['host in capitals', 'https://GitHub.com/acme/mod.git'],
    ['www', 'https://www.github.com/acme/mod'],
    ['plain http', 'http://github.com/acme/mod'],
    ['plain http with .git', 'http://github.com/acme/mod.git'],
    ['scp', 'git@github.com:acme/mod.git'],
    ['scp without .git', 'git@github.com:acme/mod'],
    ['scp with a leading slash', 'git@github.com:/acme/mod.git'],
    ['ssh', 'ssh://git@github.com/acme/mod.git'],
    ['ssh without .git', 'ssh://git@github.com/acme/mod'],
    ['ssh with its port', 'ssh://git@github.com:22/acme/mod.git'],
    ['ssh with its port, without .git', 'ssh://git@github.com:22/acme/mod'],
    ['ssh over the HTTPS port', 'ssh://git@ssh.github.com:443/acme/mod.git'],
    ['ssh over the HTTPS port, without .git', 'ssh://git@ssh.github.com:443/acme/mod'],
    ['scp with a leading slash, without .git', 'git@github.com:/acme/mod'],
    ['git+ssh', 'git+ssh://git@github.com/acme/mod.git'],
    ['git+ssh without .git', 'git+ssh://git@github.com/acme/mod'],
    ['ssh with a trailing slash', 'ssh://git@github.com/acme/mod.git/'],
    ['large file storage', 'https://github.com/acme/mod.git/info/lfs'],
  ])('%s goes over HTTPS with the token in a header', (_name, address) => {
    const { url, header } = ask(address, [grant]);
    expect(url).toMatch(/^https:/);
    expect(url).not.toContain('ghs_A');
    expect(header).toBe(headerOf('ghs_A'));
  });

  test.each([
    ['scp', 'git@github.com:acme/mod.git'],
    ['ssh', 'ssh://git@github.com/acme/mod.git'],
    ['ssh without .git', 'ssh://git@github.com/acme/mod'],
    ['ssh with its port', 'ssh://git@github.com:22/acme/mod.git'],
    ['https', 'https://github.com/acme/mod'],
  ])('also as an argument: %s', (_name, address) => {
    expect(askArgument(address, [grant]).header).toBe(headerOf('ghs_A'));
  });

  test.each([
    ['scp', 'git@github.com:acme/mod.git'],
    ['ssh without .git', 'ssh://git@github.com/acme/mod'],
  ])('as an argument, with two repositories: %s', (_name, address) => {
    expect(askArgument(address, [grant, second]).header).toBe(headerOf('ghs_A'));
  });

  test.each([
    ['ssh', 'ssh://git@github.com/acme/mod-2.git', 'ssh://git@github.com/acme/mod-2.git'],
    ['scp', 'git@github.com:acme/mod-2.git', 'git@github.com:acme/mod-2.git'],
    ['scp without .git', 'git@github.com:acme/mod_2', 'git@github.com:acme/mod_2'],
    ['ssh with a dot', 'ssh://git@github.com/acme/mod.two', 'ssh://git@github.com/acme/mod.two'],
    ['https', 'https://github.com/acme/mod-2.git', 'https://github.com/acme/mod-2.git'],
    ['a longer word', 'git@github.com:acme/modules.git', 'git@github.com:acme/modules.git'],
    ['pages of the owner', 'git@github.com:acme/mod.github.io.git', 'git@github.com:acme/mod.github.io.git'],
    ['another owner', 'git@github.com:other/mod.git', 'git@github.com:other/mod.git'],
  ])('a similar name that was not granted is left alone: %s', (_name, address, expected) => {
    expect(ask(address, [grant])).toEqual({ url: expected, header: '' });
    expect(askArgument(address, [grant])).toEqual({ url: expected, header: '' });
  });

  test.each([
    ['the first', 'git@github.com:acme/mod.git', 'ghs_A'],
    ['the second', 'git@github.com:acme/mod-2.git', 'ghs_B'],
    ['the second without .git', 'ssh://git@github.com/acme/mod-2', 'ghs_B'],
    ['the second over https', 'https://github.com/acme/mod-2', 'ghs_B'],
  ])('two tokens for one owner: %s', (_name, address, token) => {
    expect(ask(address, [grant, second]).header).toBe(headerOf(token));
    expect(ask(address, [second, grant]).header).toBe(headerOf(token));
  });

  test.each([
    ['as GitHub spells it', 'https://github.com/Acme/Mod.git'],
    ['in lower case', 'git@github.com:acme/mod.git'],
    ['as the user wrote it', 'https://github.com/ACME/mod'],
  ])('letter case: %s', (_name, address) => {
    const spelt = {
      ...grant,
      owner: 'Acme',
      repositories: ['Acme/Mod'],
      spellings: ['ACME/mod', 'acme/other'],
    };
    expect(ask(address, [spelt]).header).toBe(headerOf('ghs_A'));
  });

  test('a spelling of another repository configures nothing', () => {
    expect(ask('https://github.com/acme/other', [{ ...grant, spellings: ['acme/other'] }]).header).toBe('');
  });
});

describe('configuration that is there already', () => {
  test.each([
    [
      'an ambient header for the whole host',
      { 'http.https://github.com/.extraheader': 'AUTHORIZATION: basic AMBIENT' },
    ],
    ['a rewrite of the whole host to ssh', { 'url.ssh://git@github.com/.insteadOf': 'https://github.com/' }],
    ['a rewrite of the whole host to scp', { 'url.git@github.com:.insteadOf': 'https://github.com/' }],
    ['a rewrite with a token', { 'url.https://x:ghs_other@github.com/.insteadOf': 'https://github.com/' }],
    ['a rewrite of ssh with a token', { 'url.https://x:ghs_other@github.com/.insteadOf': 'git@github.com:' }],
    [
      'a rewrite of one owner',
      { 'url.https://x:ghs_other@github.com/acme/.insteadOf': 'https://github.com/acme/' },
    ],
  ])('%s does not shadow the token', (_name, other) => {
    for (const address of ['https://github.com/acme/mod', 'git@github.com:acme/mod.git']) {
      for (const how of [ask, askArgument]) {
        const asked = how(address, [grant], { other });
        const [, path] = /^https:\/\/(?:[^@/]*@)?github\.com\/(.*)$/.exec(asked.url) ?? [];
        expect(path).toBe(address.endsWith('.git') ? 'acme/mod.git' : 'acme/mod');
        expect(asked.header).toBe(headerOf('ghs_A'));
      }
    }
  });

  test.each([
    ['a token', 'https://github.com/acme/mod-3', 'https://x-access-token:PAT@github.com/acme/mod-3'],
    [
      'a longer word',
      'https://github.com/acme/modules.git',
      'https://x-access-token:PAT@github.com/acme/modules.git',
    ],
  ])('a neighbor that was not granted keeps the job’s rewrite with %s', (_name, address, expected) => {
    const other = { 'url.https://x-access-token:PAT@github.com/.insteadOf': 'https://github.com/' };
    expect(ask(address, [grant], { other })).toEqual({ url: expected, header: '' });
    expect(askArgument(address, [grant], { other })).toEqual({ url: expected, header: '' });
  });

  test('pushes go over HTTPS though the job pushes over SSH, and those to a neighbor do not', () => {
    const other = { 'url.git@github.com:.pushInsteadOf': 'https://github.com/' };
    const pushUrl = (address: string) => {
      const at = mkdtempSync(join(directory, 'push-'));
      realGit(['init', '-q'], { directory: at });
      realGit(['remote', 'add', 'origin', address], { directory: at });
      return askIn(configure([grant], { other }), at).git('remote', 'get-url', '--push', 'origin');
    };
    expect(pushUrl('https://github.com/acme/mod')).toBe('https://github.com/acme/mod');
    expect(pushUrl('https://github.com/acme/mod.git')).toBe('https://github.com/acme/mod.git');
    expect(pushUrl('https://github.com/acme/mod-3.git')).toBe('git@github.com:acme/mod-3.git');
    expect(pushUrl('https://github.com/acme/modules')).toBe('git@github.com:acme/modules');
  });

  test('no rule is written where the job’s own lead to the header', () => {
    const rules = readUrlRules([
      { key: 'url.https://github.com/.insteadOf', value: 'git@github.com:' },
      { key: 'url.https://github.com/.insteadOf', value: 'ssh://git@github.com/' },
    ]);
    const { rules: files } = buildGitConfig([grant], { jobRules: { everywhere: rules, workspace: rules } });
    const values = files.flatMap(({ entries }) => entries.map(({ value }) => value));
    expect(values.filter((value) => /^(?:git@github.com:acme|ssh:\/\/git@github.com\/)/.test(value))).toEqual(
      [],
    );
  });

  test('the header of the same key that came before is dropped, not doubled', () => {
    const environment = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.https://github.com/acme/mod.extraheader',
      GIT_CONFIG_VALUE_0: 'Authorization: Basic OLD',
    };
    const { variables } = appendToEnvironment(buildGitConfig([grant]).headers, environment);
    const { stdout } = realGit(['config', '--get-all', 'http.https://github.com/acme/mod.extraheader'], {
      directory,
      environment: { ...environment, ...variables },
    });
    // An empty value empties the list of headers; git reads on from there.
    expect(stdout.split('\n').slice(-3)).toEqual(['', headerOf('ghs_A'), '']);
  });

  test('the caller’s own repository keeps its header', () => {
    const other = { 'http.https://github.com/.extraheader': 'AUTHORIZATION: basic AMBIENT' };
    expect(ask('https://github.com/acme/app', [grant], { other }).header).toBe(
      'AUTHORIZATION: basic AMBIENT',
    );
  });
});

describe('hosts', () => {
  test.each([
    ['its host and port', '127.0.0.1:8443', 'https://127.0.0.1:8443'],
    ['its host alone', '127.0.0.1', 'https://127.0.0.1:8443'],
    ['a plain server', '127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['a name in capitals', 'GHES.example', 'https://ghes.example'],
    ['an IPv6 address', '[::1]:8443', 'https://[::1]:8443'],
  ])('the job’s own server, named by %s', (_name, host, serverUrl) => {
    const asked = ask(`${serverUrl}/acme/mod`, [{ ...grant, host }], { serverUrl });
    expect(asked).toEqual({ url: `${serverUrl}/acme/mod`, header: headerOf('ghs_A') });
    const hostname = new URL(serverUrl).hostname;
    expect(ask(`ssh://git@${hostname}/acme/mod.git`, [{ ...grant, host }], { serverUrl }).url).toBe(
      `${serverUrl}/acme/mod.git`,
    );
  });

  test.each([
    ['its own user', 'octocorp@octocorp.ghe.com:acme/mod.git'],
    ['its own user, by ssh', 'ssh://octocorp@octocorp.ghe.com/acme/mod'],
    ['git', 'git@octocorp.ghe.com:acme/mod'],
  ])('GHE.com with %s', (_name, address) => {
    const asked = ask(address, [{ ...grant, host: 'octocorp.ghe.com' }], {
      serverUrl: 'https://octocorp.ghe.com',
    });
    expect(asked.url).toMatch(/^https:\/\/octocorp\.ghe\.com\/acme\/mod(\.git)?$/);
    expect(asked.header).toBe(headerOf('ghs_A'));
  });

  test('another host is always HTTPS', () => {
    const asked = ask('git@ghes.example:acme/mod.git', [{ ...grant, host: 'ghes.example' }], {
      serverUrl: 'http://127.0.0.1:1',
    });
    expect(asked).toEqual({ url: 'https://ghes.example/acme/mod.git', header: headerOf('ghs_A') });
  });
});

describe('grants that cannot be one', () => {
  test.each([
    ['a host with a path', { host: 'github.com/evil' }],
    ['a host with a user', { host: 'x@github.com' }],
    ['a host with a line break', { host: 'github.com\n[core]' }],
    ['an empty host', { host: '' }],
    ['a repository of another owner', { repositories: ['other/mod'] }],
    ['a repository with a line break', { repositories: ['acme/mod\n'] }],
    ['a repository with a path', { repositories: ['acme/mod/x'] }],
    ['a repository named ..', { repositories: ['acme/..'] }],
    ['a repository with a quote', { repositories: ['acme/"'] }],
    ['an empty token', { token: '' }],
    ['a token with a line break', { token: 'ghs_A\nX: y' }],
  ])('%s is refused', (_name, change) => {
    expect(() => buildGitConfig([{ ...grant, ...change }])).toThrow(
      expect.objectContaining({ code: 'REMOTE_MALFORMED' }),
    );
  });

  test('a token never appears in the refusal', () => {
    expect(() => buildGitConfig([{ ...grant, token: 'ghs_se cret' }])).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('cret') }),
    );
  });

  test('a grant without repositories configures nothing', () => {
    expect(buildGitConfig([{ ...grant, repositories: [] }])).toEqual({ headers: [], rules: [] });
  });

  test('names without an owner and with .git are understood', () => {
    expect(buildGitConfig([{ ...grant, repositories: ['mod.git', 'acme/mod'] }])).toEqual(
      buildGitConfig([grant]),
    );
  });

  test('a repository in two grants belongs to the first', () => {
    const entries = buildGitConfig([grant, { ...grant, token: 'ghs_later' }]);
    expect(entries).toEqual(buildGitConfig([grant]));
  });

  test('a token is never part of a key, nor of a rewrite', () => {
    const { headers, rules } = buildGitConfig([grant, second]);
    for (const { key, value } of [...headers, ...rules.flatMap(({ entries }) => entries)]) {
      expect(key).not.toMatch(/ghs_/);
      expect(value).not.toMatch(/ghs_/);
      expect(value.includes(basicCredential('ghs_A')) && !key.endsWith('.extraheader')).toBe(false);
    }
  });
});
