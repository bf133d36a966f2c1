/** What setup-sts does to the git of a job: it leaves alone what is not its own. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { envelope, startApiPeer } from '../support/api-peer.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';
import { annotationOf, requestLines, runAgainst } from './run-setup-sts.ts';
import { acmeToken, basicOf } from './sts-samples.ts';

const own = { ...acmeToken, repositories: ['acme/app', 'acme/terraform-modules'] };
const job = { GITHUB_REPOSITORY: 'acme/App', GITHUB_SERVER_URL: 'https://github.com' };
const keysOf = (environmentFile: Readonly<Record<string, string>>) =>
  Object.entries(environmentFile).flatMap(([name, value]) => (/^GIT_CONFIG_KEY_/.test(name) ? [value] : []));

describe('the repository of the job', () => {
  test('keeps its own credential if `sources` does not list it', async () => {
    const { environmentFile, stdout } = await runAgainst({ sts: [envelope({ tokens: [own] })] }, {}, job);
    expect(keysOf(environmentFile)).toContain('http.https://github.com/acme/terraform-modules.extraheader');
    expect(keysOf(environmentFile).filter((key) => key.includes('acme/app'))).toEqual([]);
    expect(stdout).toContain('acme/app');
  });

  test('gets the token if `sources` lists it', async () => {
    const sources = 'acme/app,acme/terraform-modules';
    const { environmentFile } = await runAgainst({ sts: [envelope({ tokens: [own] })] }, { sources }, job);
    expect(keysOf(environmentFile)).toContain('http.https://github.com/acme/app.extraheader');
  });

  test('of another host is another repository', async () => {
    const { environmentFile } = await runAgainst(
      { sts: [envelope({ tokens: [own] })] },
      {},
      {
        ...job,
        GITHUB_SERVER_URL: 'https://ghes.example',
      },
    );
    expect(keysOf(environmentFile)).toContain('http.https://github.com/acme/app.extraheader');
  });
});

describe('a git that does not work', () => {
  test.each([
    ['a value that it refuses', 'core.bare', 'perhaps', 'core.bare'],
    ['an include that it cannot read', 'include.path', '~nobody-of-that-name/x', 'include path'],
  ])('fails the step before anything is minted: %s', async (_name, key, value, named) => {
    const broken = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: key, GIT_CONFIG_VALUE_0: value };
    const { exitCode, stdout, journal } = await runAgainst({}, {}, broken);
    expect(exitCode).toBe(1);
    expect(annotationOf(stdout)).toContain('title=INPUT_GIT_CONFIG_INVALID');
    expect(annotationOf(stdout)).toContain(named);
    expect(journal).toEqual([]);
  });

  test('does not matter with `git-config: none`', async () => {
    const broken = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.bare', GIT_CONFIG_VALUE_0: 'perhaps' };
    const { exitCode, journal } = await runAgainst({}, { 'git-config': 'none' }, broken);
    expect(exitCode).toBe(0);
    expect(journal).toContain(requestLines.sts);
  });
});

test('the environment is kept above 50 repositories if it is asked for', async () => {
  const repositories = Array.from({ length: 51 }, (_, index) => `acme/module-${index}`);
  const { environmentFile } = await runAgainst(
    { sts: [envelope({ tokens: [{ ...acmeToken, repositories }] })] },
    { 'git-config': 'env' },
  );
  expect(keysOf(environmentFile)).toContain('http.https://github.com/acme/module-50.extraheader');
});

/** Runs git as another user of the machine, who inherits the environment of the job. */
async function runAsOther(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const home = await mkdtemp(join(tmpdir(), 'other-'));
  await chmod(home, 0o777);
  try {
    return await promisify(execFile)('git', args, {
      cwd: home,
      env: { PATH: process.env['PATH'] ?? '', HOME: home, ...environment },
      uid: 65_534,
      gid: 65_534,
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

// Only root can run git as another user; elsewhere the test is skipped.
const isRoot = process.getuid?.() === 0;
(isRoot ? test : test.skip)('git of another user of the machine works, and reads the rules', async () => {
  await using peer = await startApiPeer({ sts: [envelope({ tokens: [acmeToken] })] });
  await using scene = await makeJobDirectory();
  const options = { directory: scene.directory, environment: { ...peer.environment, ...job } };
  const main = await runAction('setup-sts', 'main', options);
  const asked = await runAsOther(
    ['ls-remote', '--get-url', 'git@github.com:acme/terraform-modules.git'],
    main.environmentFile,
  );
  expect(asked.stdout.trim()).toBe('https://github.com/acme/terraform-modules.git');
  const neighbor = await runAsOther(
    ['ls-remote', '--get-url', 'git@github.com:acme/terraform-modules-2.git'],
    main.environmentFile,
  );
  expect(neighbor.stdout.trim()).toBe('git@github.com:acme/terraform-modules-2.git');
  await runAction('setup-sts', 'post', { ...options, state: main.state });
});

test('the rules are in no file with a token, and the post step removes them', async () => {
  await using peer = await startApiPeer({ sts: [envelope({ tokens: [acmeToken] })] });
  await using scene = await makeJobDirectory();
  const options = { directory: scene.directory, environment: { ...peer.environment, ...job } };
  const main = await runAction('setup-sts', 'main', options);
  const included = Object.values(main.environmentFile).find((value) => value.endsWith('/main.config')) ?? '';
  const directory = included.slice(0, -'/main.config'.length);
  expect((await readdir(directory)).length).toBeGreaterThan(1);
  const { stdout } = await promisify(execFile)('grep', ['-rlF', basicOf(acmeToken.token), directory]).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe('');
  await runAction('setup-sts', 'post', {
    ...options,
    state: main.state,
    environment: { ...options.environment, ...main.environmentFile },
  });
  await expect(readdir(directory)).rejects.toThrow('ENOENT');
});
