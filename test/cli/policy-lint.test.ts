/** `atmos-pro policy lint` as a process: formats, exit codes, which files. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findSarifProblems } from '../support/sarif.ts';
import { makeCliScene, soundPolicy } from './run-cli.ts';

const path = '.atmos/pro/sts/default.yaml';
const broken = soundPolicy('        ref:', '        branch:');
const loose = soundPolicy('"acme/infra"', '"acme*"');

describe('policy lint', () => {
  test('a sound policy: exit code 0, and says so', async () => {
    using scene = makeCliScene({ [path]: soundPolicy() });
    expect(await scene.run(['policy', 'lint'])).toEqual({
      code: 0,
      stderr: '',
      stdout: `${path}: ok\n  rule 1 (line 8) allows jobs of acme/infra, on branch main to read contents, metadata\nno findings in 1 file\n`,
    });
  });

  test('an error: exit code 1, at the line, without colors if there is no terminal', async () => {
    using scene = makeCliScene({ [path]: broken });
    const { code, stdout } = await scene.run(['policy', 'lint']);
    expect(code).toBe(1);
    expect(stdout).toContain(`${path}:10:9 error unknown-claim\n`);
    expect(stdout).toContain('  10 |         branch: "refs/heads/main"\n     |         ^^^^^^\n');
    expect(stdout).toContain('1 error in 1 file');
  });

  test('colors on demand, and never with NO_COLOR', async () => {
    using scene = makeCliScene({ [path]: broken });
    const forced = await scene.run(['policy', 'lint'], { FORCE_COLOR: '1' });
    expect(forced.stdout).toContain('\u001b[31merror');
    const none = await scene.run(['policy', 'lint'], { FORCE_COLOR: '1', NO_COLOR: '1' });
    expect(none.stdout).not.toContain('\u001b');
  });

  test.each<[string, string[], number]>([
    ['a warning passes', [], 0],
    ['unless asked to fail', ['--fail-on', 'warning'], 1],
    ['or never', ['--fail-on', 'never'], 0],
  ])('%s', async (_name, args, code) => {
    using scene = makeCliScene({ [path]: loose });
    const result = await scene.run(['policy', 'lint', ...args]);
    expect(result.stdout).toContain('warning wildcard-before-slash');
    expect(result.code).toBe(code);
  });

  test('--fail-on never passes errors too', async () => {
    using scene = makeCliScene({ [path]: broken });
    expect((await scene.run(['policy', 'lint', '--fail-on', 'never'])).code).toBe(0);
  });

  test('JSON', async () => {
    using scene = makeCliScene({ [path]: broken });
    const { code, stdout } = await scene.run(['policy', 'lint', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      errors: 1,
      files: [{ path, findings: [{ id: 'unknown-claim', range: { start: { line: 10, column: 9 } } }] }],
    });
  });

  test('SARIF that fits the schema', async () => {
    using scene = makeCliScene({ [path]: broken });
    const { code, stdout } = await scene.run(['policy', 'lint', '--format', 'sarif']);
    expect(code).toBe(1);
    expect(findSarifProblems(JSON.parse(stdout))).toEqual([]);
    expect(JSON.parse(stdout).runs[0].results).toMatchObject([{ ruleId: 'unknown-claim', level: 'error' }]);
  });

  test('commands for GitHub, one line each and nothing else', async () => {
    using scene = makeCliScene({ [path]: broken });
    const { stdout } = await scene.run(['policy', 'lint', '--format', 'github']);
    expect(stdout).toMatch(
      /^::error file=\.atmos\/pro\/sts\/default\.yaml,line=10,endLine=10,col=9,endColumn=15,title=Trust policy%3A unknown-claim::Unknown claim "branch"[^\n]+\n$/,
    );
  });

  test('files, directories and globs', async () => {
    using scene = makeCliScene({ 'a/x.yaml': soundPolicy('default', 'x'), 'a/y.yml': '', 'b/z.yaml': '' });
    const paths = async (...args: string[]) => {
      const { stdout } = await scene.run(['policy', 'lint', '--format', 'json', ...args]);
      return (JSON.parse(stdout).files as { path: string }[]).map((file) => file.path);
    };
    expect(await paths('a')).toEqual(['a/x.yaml', 'a/y.yml']);
    expect(await paths('b/z.yaml', './b/z.yaml', `${scene.directory}/a/x.yaml`)).toEqual([
      'b/z.yaml',
      'a/x.yaml',
    ]);
    expect(await paths('*/*.yaml')).toEqual(['a/x.yaml', 'b/z.yaml']);
  });

  test('callers that do not get what they must', async () => {
    using scene = makeCliScene({
      [path]: soundPolicy(),
      'callers.yaml':
        'apiVersion: atmos-pro.com/v1alpha1\nkind: PolicyCallers\ncallers:\n  - name: dev\n    claims: {repository: acme/infra, ref: refs/heads/dev}\n    expect: granted\n',
    });
    const { code, stdout } = await scene.run(['policy', 'lint', '--callers', 'callers.yaml']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'callers.yaml:4:11 error caller-outcome\n  The caller "dev": It must be granted access',
    );
  });

  test('code owners are asked for in a checkout, unless they are not wanted', async () => {
    using scene = makeCliScene({ [path]: soundPolicy(), '.git/HEAD': '' });
    expect((await scene.run(['policy', 'lint'])).stdout).toContain('warning codeowners');
    expect((await scene.run(['policy', 'lint', '--no-codeowners'])).stdout).not.toContain('codeowners');
    scene.write('.github/CODEOWNERS', '/.atmos/pro/sts/ @acme/security\n');
    expect((await scene.run(['policy', 'lint'])).stdout).not.toContain('codeowners');
  });

  test('code owners are those of the checkout that the policy is in', async () => {
    using scene = makeCliScene({
      [`other/${path}`]: soundPolicy(),
      ...{ 'other/.git/HEAD': '', 'other/.github/CODEOWNERS': '/.atmos/pro/sts/ @acme/security\n' },
      ...{ 'here/.git/HEAD': '', 'here/x': '', [`nowhere/${path}`]: soundPolicy() },
    });
    const lint = async (file: string) => {
      const { stdout } = await scene.run(
        ['policy', 'lint', join(scene.directory, file)],
        {},
        join(scene.directory, 'here'),
      );
      return stdout.includes('warning codeowners');
    };
    expect(await lint(`other/${path}`)).toBe(false);
    expect(await lint(`nowhere/${path}`)).toBe(false);
    scene.write('other/.github/CODEOWNERS', '');
    expect(await lint(`other/${path}`)).toBe(true);
  });

  test('a mistake fails by default, and the policy stays valid', async () => {
    using scene = makeCliScene({ [path]: soundPolicy('refs/heads/main', 'main') });
    const { code, stdout } = await scene.run(['policy', 'lint', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, errors: 0, mistakes: 1 });
    expect((await scene.run(['policy', 'lint'])).stdout).toContain('mistake unmatchable');
    expect((await scene.run(['policy', 'lint', '--fail-on', 'never'])).code).toBe(0);
  });

  test.each<[string, string[], string]>([
    ['no policies', [], 'INPUT_INVALID: No policies found in .atmos/pro/sts'],
    ['a file that does not exist', ['nope.yaml'], 'INPUT_INVALID: No policy found at "nope.yaml"'],
    ['a glob that leads out', ['../*.yaml'], 'is outside of the workspace'],
    ['an unknown format', ['--format', 'xml'], 'Allowed choices are text, json, sarif, github'],
    ['a callers file that does not exist', ['x.yaml', '--callers', 'nope.yaml'], 'does not exist'],
    ['callers elsewhere', ['x.yaml', '--callers', '../nope.yaml'], 'is outside of the workspace'],
  ])('%s: exit code 2', async (_name, args, words) => {
    using scene = makeCliScene({ 'x.yaml': '' });
    const { code, stdout, stderr } = await scene.run(['policy', 'lint', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});
