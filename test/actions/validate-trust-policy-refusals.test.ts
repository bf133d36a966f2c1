/** Files that are not policies, paths that lead outside, and invalid inputs. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { makeJobDirectory } from '../support/run-action.ts';
import { annotationOf } from './run-setup-sts.ts';
import { callersFile, commandsOf, policyPath, runValidate, soundPolicy } from './run-validate.ts';

const sound = { [policyPath]: soundPolicy() };
const directory = '.atmos/pro/sts';

async function place(workspace: string): Promise<string> {
  await mkdir(join(workspace, directory), { recursive: true });
  return join(workspace, policyPath);
}

describe('what stands at the path of a policy', () => {
  test.each<[string, (workspace: string) => Promise<unknown>, string, string]>([
    [
      'a link to a good policy',
      async (workspace) => {
        await writeFile(join(workspace, 'good.yaml'), soundPolicy());
        await symlink('../../../good.yaml', await place(workspace));
      },
      'file-unusable',
      'is a symbolic link; it must be a regular file',
    ],
    [
      'a link out of the checkout',
      async (workspace) => {
        await writeFile(join(workspace, '../secret'), 'top-secret: 1');
        await symlink('../../../../secret', await place(workspace));
      },
      'file-unusable',
      'is a symbolic link',
    ],
    ['a directory', async (workspace) => mkdir(await place(workspace)), 'file-unusable', 'is a directory'],
    [
      'a pipe',
      async (workspace) => spawnSync('mkfifo', [await place(workspace)]),
      'file-unusable',
      'is not a regular file',
    ],
    [
      'a huge file',
      async (workspace) => {
        const path = await place(workspace);
        await writeFile(path, '');
        await truncate(path, 4 * 2 ** 30);
      },
      'file-unusable',
      '4294967296 bytes',
    ],
    [
      'a large file',
      async (workspace) => writeFile(await place(workspace), `${soundPolicy()}#${'x'.repeat(33_000)}`),
      'file-too-large',
      '32 KiB',
    ],
    [
      'a file that is not UTF-8',
      async (workspace) =>
        writeFile(await place(workspace), Buffer.from(`${soundPolicy()}# \xe9\n`, 'latin1')),
      'not-utf8',
      'not UTF-8',
    ],
    ['an empty file', async (workspace) => writeFile(await place(workspace), ''), 'wrong-type', 'empty'],
  ])('%s is an error', async (_name, prepare, id, words) => {
    const result = await runValidate({ prepare });
    expect(result.exitCode).toBe(1);
    const [error] = commandsOf(result, 'error');
    expect(error).toContain(`file=${policyPath},line=1,`);
    expect(error).toContain(`title=Trust policy%3A ${id}::`);
    expect(error).toContain(words);
    expect(result.stdout + result.summary).not.toContain('top-secret');
    expect(result.outputs['valid']).toBe('false');
  });

  test('text of a policy neither runs commands of the runner nor is markup', async () => {
    const evil = '"x ::error::owned ##[error]owned <img src=x> `a` %0A::warning::b"';
    const result = await runValidate({ files: { [policyPath]: soundPolicy(['ref: ', `${evil}: `]) } });
    const commands = result.stdout.split('\n').filter((line) => /^\s*::|##\[/.test(line));
    expect(
      commands.every((line) => /^::(error (file=\.atmos|title=INPUT)|notice|warning file)/.test(line)),
    ).toBe(true);
    expect(commandsOf(result, 'error').every((line) => !/(?<!%25)%0A::/.test(line))).toBe(true);
    expect(result.summary).not.toMatch(/<img|`/);
  });
});

describe('inputs that cannot be', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'an unknown fail-on',
      { 'fail-on': 'note' },
      'Input "fail-on" must be one of error, warning, never, got "note".',
    ],
    ['a flag that is none', { codeowners: 'yes' }, 'Input "codeowners" must be true or false, got "yes".'],
    ['files that climb', { files: '../*.yaml' }, 'The pattern "../*.yaml" is outside of the workspace.'],
    ['absolute files', { files: '/etc/*.yaml' }, 'is outside of the workspace'],
    [
      'files that nothing matches',
      { files: 'policies/*.yaml' },
      'No file matches the input "files": policies/*.yaml.',
    ],
    [
      'too many patterns',
      { files: Array.from({ length: 101 }, (_, index) => `p${index}`).join() },
      'the limit is 100',
    ],
    ['claims elsewhere', { claims: '../c.yaml' }, 'Input "claims" is outside of the workspace'],
    [
      'claims that do not exist',
      { claims: 'c.yaml' },
      'Input "claims" names a file that does not exist: "c.yaml".',
    ],
    [
      'a SARIF file elsewhere',
      { 'sarif-file': '../x.sarif' },
      'Input "sarif-file" is outside of the workspace',
    ],
    [
      'an absolute SARIF file',
      { 'sarif-file': '/tmp/x.sarif' },
      'Input "sarif-file" is outside of the workspace',
    ],
  ])('%s', async (_name, inputs, says) => {
    const result = await runValidate({ files: sound, inputs });
    expect(result.exitCode).toBe(1);
    expect(annotationOf(result.stdout)).toMatch(/^::error title=INPUT_INVALID::/);
    expect(annotationOf(result.stdout)).toContain(says);
  });

  test('a SARIF file behind a link that the checkout brings is not written', async () => {
    const result = await runValidate({
      files: sound,
      inputs: { 'sarif-file': 'out/x.sarif' },
      prepare: async (workspace) => {
        await mkdir(join(workspace, '../elsewhere'));
        await symlink('../elsewhere', join(workspace, 'out'));
      },
      inspect: (workspace) => existsSync(join(workspace, '../elsewhere/x.sarif')),
    });
    expect(annotationOf(result.stdout)).toContain('goes through a symbolic link');
    expect(result.inspected).toBe(false);
  });

  test('a SARIF file in the temporary directory of the job is', async () => {
    await using job = await makeJobDirectory();
    const file = join(job.directory, 'temp/x.sarif');
    const { exitCode } = await runValidate({
      files: sound,
      inputs: { 'sarif-file': file },
      environment: { RUNNER_TEMP: join(job.directory, 'temp') },
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  test('a file of callers that is a link is not read', async () => {
    const result = await runValidate({
      files: sound,
      inputs: { claims: 'c.yaml' },
      prepare: async (workspace) => {
        await writeFile(join(workspace, '../c.yaml'), callersFile({ a: 'claims: {ref: x}, expect: denied' }));
        await symlink('../c.yaml', join(workspace, 'c.yaml'));
      },
    });
    expect(result.exitCode).toBe(1);
    expect(commandsOf(result, 'error')[0]).toContain('file-unusable::The file is a symbolic link');
  });
});
