/** What a checkout makes git and atmos run gets nothing that buys credentials, and git runs none of its commands. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openHistory } from '../../../src/git/history.ts';
import { startCommitJob } from '../../actions/commit-job.ts';
import { startStacksJob } from '../../actions/stacks-job.ts';

const runnerSecrets = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://runner.example/id-token',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary-request',
  ACTIONS_RUNTIME_TOKEN: 'canary-runtime',
  ACTIONS_RESULTS_URL: 'canary-results',
  GITHUB_ENV: '/tmp/canary-env',
  SOME_SECRET: 'canary-secret',
} as const;

describe('git', () => {
  test('runs no hook, monitor, filter or helper of a hostile .git/config, and none sees the OIDC variables', async () => {
    await using job = await startCommitJob({
      'main.tf': 'a\n',
      '.gitattributes': '*.tf filter=evil diff=evil\n',
    });
    const stolen = join(job.workspace, '..', 'stolen');
    const script = join(job.workspace, '..', 'evil.sh');
    writeFileSync(script, `#!/bin/sh\necho ran "$0" "$@" >> '${stolen}'\nenv >> '${stolen}'\ncat\n`);
    chmodSync(script, 0o755);
    for (const [key, value] of [
      ['core.fsmonitor', script],
      ['core.hooksPath', join(job.workspace, '..', 'hooks')],
      ['core.askPass', script],
      ['core.sshCommand', script],
      ['core.pager', script],
      ['core.alternateRefsCommand', script],
      ['credential.helper', `!${script}`],
      ['diff.external', script],
      ['diff.evil.textconv', script],
      ['diff.evil.command', script],
      ['filter.evil.clean', script],
      ['filter.evil.smudge', script],
      ['filter.evil.required', 'true'],
      ['gpg.program', script],
      ['log.showSignature', 'true'],
    ] as const)
      job.git('config', key, value);
    mkdirSync(join(job.workspace, '..', 'hooks'));
    for (const hook of ['pre-commit', 'post-index-change', 'reference-transaction', 'post-checkout']) {
      for (const folder of [join(job.workspace, '..', 'hooks'), join(job.workspace, '.git/hooks')]) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, hook), `#!/bin/sh\nexec '${script}'\n`, { mode: 0o755 });
      }
    }
    await job.write({ 'main.tf': 'b\n' });
    const { result, body } = await job.run({}, { SOME_SECRET: runnerSecrets.SOME_SECRET });
    expect(result.exitCode).toBe(0);
    expect(body).toMatchObject({
      changes: { additions: [{ path: 'main.tf', contents: Buffer.from('b\n').toString('base64') }] },
    });
    expect(existsSync(stolen) ? readFileSync(stolen, 'utf8') : '').toBe('');
  });

  test.each([
    { where: 'a repository in the checkout', folder: 'vendor/modules' },
    { where: 'a repository in one of those', folder: 'vendor/modules/nested' },
  ])('runs no filter, hook or monitor of $where', async ({ folder }) => {
    await using job = await startCommitJob({ 'main.tf': 'a\n' });
    const stolen = join(job.workspace, '..', 'stolen');
    for (const at of ['vendor/modules', 'vendor/modules/nested']) {
      const within = (...args: readonly string[]) => job.git('-C', at, ...args);
      job.git('init', '-q', '--template=', at);
      await job.write({ [`${at}/x.tf`]: 'a\n' });
      within('add', '--all');
      within('commit', '-q', '-m', 'x');
    }
    job.git('-C', 'vendor/modules', 'add', 'nested');
    job.git('-C', 'vendor/modules', 'commit', '-q', '-m', 'nested');
    job.git('add', 'vendor/modules');
    job.git('commit', '-q', '-m', 'modules');
    const evil = `touch '${stolen}'; cat`;
    for (const key of ['filter.evil.clean', 'core.fsmonitor', 'core.hooksPath'])
      job.git('-C', folder, 'config', key, evil);
    const attributes = join(job.workspace, folder, '.git/info');
    mkdirSync(attributes, { recursive: true });
    writeFileSync(join(attributes, 'attributes'), '* filter=evil\n');
    // As large as before: git has to compare what is in it.
    await job.write({ 'main.tf': 'b\n', [`${folder}/x.tf`]: 'b\n' });
    const { result, body } = await job.run();
    expect(result).toMatchObject({ exitCode: 0 });
    expect(body).toMatchObject({ changes: { additions: [{ path: 'main.tf' }] } });
    expect(existsSync(stolen)).toBe(false);
  });

  test('looks into no folder that a repository in the checkout names as its own', async () => {
    await using job = await startCommitJob({ 'main.tf': 'a\n' });
    job.git('init', '-q', '--template=', 'sub');
    job.git('-C', 'sub', 'commit', '-q', '--allow-empty', '-m', 'x');
    job.git('add', 'sub');
    job.git('commit', '-q', '-m', 'sub');
    job.git('-C', 'sub', 'config', 'core.worktree', '../..');
    await job.write({ 'main.tf': 'b\n' });
    const { result, journal } = await job.run();
    expect(result.stdout).toMatch(/^::error title=INPUT_GIT_CONFIG_INVALID::.*sub/m);
    expect(journal).toEqual([]);
  });

  test('takes the filter of the user instead of one that .git/config puts in its place', async () => {
    await using job = await startCommitJob({ 'a.txt': 'a\n', '.gitattributes': '*.txt filter=upper\n' });
    const home = join(job.workspace, '..');
    writeFileSync(join(home, '.gitconfig'), '[filter "upper"]\n\tclean = tr a-z A-Z\n');
    job.git('config', 'filter.upper.clean', 'cat /etc/passwd');
    await job.write({ 'a.txt': 'b\n' });
    expect((await job.run({}, { HOME: home })).body).toMatchObject({
      changes: { additions: [{ path: 'a.txt', contents: Buffer.from('B\n').toString('base64') }] },
    });
  });
});

test('git runs no command of a folder that a checkout makes look like a bare repository', async () => {
  await using job = await startCommitJob({ 'main.tf': 'a\n' });
  const folder = join(job.workspace, 'infra');
  for (const name of ['objects', 'refs', 'tools']) mkdirSync(join(folder, name), { recursive: true });
  const stolen = join(job.workspace, '..', 'stolen');
  writeFileSync(join(folder, 'tools/ssh'), `#!/bin/sh\nenv > '${stolen}'\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(
    join(folder, 'config'),
    '[core]\n\tbare = true\n\tsshCommand = "\\"./tools/ssh\\""\n[remote "origin"]\n\turl = git@github.com:acme/infra.git\n',
  );
  expect(await openHistory(folder, process.env).ensure('a'.repeat(40))).toBeUndefined();
  expect(existsSync(stolen)).toBe(false);
});

describe('an older git', () => {
  const path = process.env['PATH'] ?? '';
  const real = `PATH='${path}'; export PATH`;
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'older-git-'));
  });
  afterEach(() => {
    process.env['PATH'] = path;
    rmSync(directory, { recursive: true });
  });

  /** The git of this machine, with what the lines change about it. */
  function installGit(...lines: readonly string[]): string {
    const script = ['#!/bin/sh', real, ...lines, 'exec git "$@"'].join('\n');
    writeFileSync(join(directory, 'git'), script, { mode: 0o755 });
    return `${directory}:${path}`;
  }

  test.each([
    {
      version: '2.25.1',
      lacks: ['unset GIT_CONFIG_COUNT', 'case "$*" in *--show-scope*) exit 129;; esac'],
    },
    { version: '2.30.2', lacks: ['unset GIT_CONFIG_COUNT'] },
  ])('git $version, which ignores the overrides, is not used', async ({ version, lacks }) => {
    await using job = await startCommitJob({ 'main.tf': 'a\n' });
    const stolen = join(job.workspace, '..', 'stolen');
    job.git('config', 'filter.evil.clean', `touch '${stolen}'; cat`);
    await job.write({ 'main.tf': 'b\n', '.gitattributes': '*.tf filter=evil\n' });
    const says = `[ "$1" = --version ] && echo 'git version ${version}' && exit`;
    const { result, journal } = await job.run({}, { PATH: installGit(says, ...lacks) });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(/^::error title=INPUT_GIT_TOO_OLD::git 2\.(25|30) does not/m);
    expect(journal).toEqual([]);
    expect(existsSync(stolen)).toBe(false);
  });

  test('git refuses its configuration: the step says so and sends nothing', async () => {
    await using job = await startCommitJob({ 'main.tf': 'a\n' });
    await job.write({ 'main.tf': 'b\n' });
    writeFileSync(join(job.workspace, '.git/config'), '[core\n');
    const { result, journal } = await job.run();
    expect(result.stdout).toMatch(/^::error title=INPUT_GIT_CONFIG_INVALID::.*bad config line 1/m);
    expect(journal).toEqual([]);
  });

  test('git before 2.38 takes no folder of a checkout for a bare repository', async () => {
    const allowsAll =
      'for one; do shift; case $one in safe.bareRepository=*) one=safe.bareRepository=all;; esac; set -- "$@" "$one"; done';
    await using job = await startCommitJob({ 'main.tf': 'a\n' });
    job.git('clone', '-q', '--bare', '.', 'vendor/infra');
    const within = join(job.workspace, 'vendor/infra/modules');
    mkdirSync(within);
    process.env['PATH'] = installGit(allowsAll);
    const find = (at: string) => openHistory(at, process.env).find('HEAD');
    expect(await find(job.workspace)).toBe(job.git('rev-parse', 'HEAD'));
    expect(await find(join(job.workspace, 'vendor'))).toBe(job.git('rev-parse', 'HEAD'));
    expect([await find(join(within, '..')), await find(within)]).toEqual([undefined, undefined]);
  });
});

describe('atmos', () => {
  const dump = '/usr/bin/env > "$HOME/environment" 2>/dev/null || env > "$HOME/environment"';

  test('gets its own variables and no variable that buys credentials', async () => {
    await using job = await startStacksJob({ described: '{}', script: dump });
    const given = { ATMOS_BASE_PATH: '.', AWS_PROFILE: 'ci', TF_VAR_x: '1', GITHUB_SHA: 'a'.repeat(40) };
    const result = await job.run(
      'upload-instances',
      { upload: 'false', 'workspace-id': 'canary-input' },
      { ...runnerSecrets, ...given },
    );
    expect(result).toMatchObject({ exitCode: 0 });
    const seen = readFileSync(join(job.directory, 'environment'), 'utf8');
    for (const [name, value] of Object.entries(given)) expect(seen).toContain(`${name}=${value}\n`);
    expect(seen).not.toMatch(/canary|ACTIONS_|INPUT_|STATE_|GITHUB_OUTPUT|GITHUB_STEP_SUMMARY/);
  });

  test('gets what the workflow passes by name', async () => {
    await using job = await startStacksJob({ described: '{}', script: dump });
    const inputs = { upload: 'false', 'pass-environment': 'SOME_SECRET, ACTIONS_ID_TOKEN_REQUEST_*' };
    expect(await job.run('upload-instances', inputs, runnerSecrets)).toMatchObject({ exitCode: 0 });
    const seen = readFileSync(join(job.directory, 'environment'), 'utf8');
    expect(seen).toMatch(/^SOME_SECRET=canary-secret$/m);
    expect(seen).toMatch(/^ACTIONS_ID_TOKEN_REQUEST_TOKEN=canary-request$/m);
    expect(seen).not.toContain('canary-runtime');
  });
});
