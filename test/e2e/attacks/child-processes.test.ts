/** What a checkout makes git and atmos run gets nothing that buys credentials, and git runs none of its commands. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
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
