/** The bundled action over a checkout: annotations, summary, outputs, SARIF, verdict. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findSarifProblems } from '../support/sarif.ts';
import { callersFile, commandsOf, policyPath, runValidate, soundPolicy } from './run-validate.ts';

const sound = { [policyPath]: soundPolicy() };
const broken = { [policyPath]: soundPolicy(['ref:', 'branch:']) };
const loose = { [policyPath]: soundPolicy(['acme/infra', 'acme*']) };

describe('validate-trust-policy', () => {
  test('a sound policy passes: outputs, a table in words, and no annotation', async () => {
    const result = await runValidate({ files: sound });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toBe(`${policyPath}: ok\nno findings in 1 file\n`);
    const { report, ...others } = result.outputs;
    expect(others).toEqual({ valid: 'true', errors: '0', mistakes: '0', warnings: '0', 'sarif-file': '' });
    expect(JSON.parse(report ?? '')).toMatchObject({
      valid: true,
      files: [{ path: policyPath, findings: [] }],
    });
    expect(result.summary).toContain(
      '| 1 (line 8) | jobs of acme/infra, on branch main | read contents, metadata |',
    );
  });

  test('an error fails the step, at its line and column', async () => {
    const result = await runValidate({ files: broken });
    expect(result.exitCode).toBe(1);
    expect(commandsOf(result, 'error')).toEqual([
      expect.stringMatching(
        /^::error file=\.atmos\/pro\/sts\/default\.yaml,line=10,endLine=10,col=9,endColumn=15,title=Trust policy%3A unknown-claim::Unknown claim "branch"/,
      ),
      '::error title=INPUT_POLICY_INVALID::Trust policies: 1 error in 1 file.%0AFix the findings in the annotations and the job summary.',
    ]);
    expect(result.outputs).toMatchObject({ valid: 'false', errors: '1' });
    expect(result.summary).toContain('| 10:9 | ❌ error | <code>unknown-claim</code> |');
  });

  test.each<[string, Readonly<Record<string, string>>, string, number]>([
    ['error', broken, 'error', 1],
    ['error', loose, 'warning', 0],
    ['warning', broken, 'error', 1],
    ['warning', loose, 'warning', 1],
    ['warning', sound, 'notice', 0],
    ['never', broken, 'error', 0],
  ])('fail-on %s, case %#', async (failOn, files, kind, exitCode) => {
    const result = await runValidate({ files, inputs: { 'fail-on': failOn } });
    expect(result.exitCode).toBe(exitCode);
    expect(commandsOf(result, kind).length > 0).toBe(files !== sound);
    expect(result.outputs['valid']).toBe(String(files !== broken));
  });

  test('a mistake fails the step by default: the policy is valid, and its rule never matches', async () => {
    const files = { [policyPath]: soundPolicy(['refs/heads/main', 'main']) };
    const result = await runValidate({ files });
    expect(result.exitCode).toBe(1);
    expect(commandsOf(result, 'error')[0]).toContain('unmatchable');
    expect(result.outputs).toMatchObject({ valid: 'true', errors: '0', mistakes: '1' });
    expect((await runValidate({ files, inputs: { 'fail-on': 'never' } })).exitCode).toBe(0);
  });

  test('SARIF for code scanning', async () => {
    const result = await runValidate({
      files: broken,
      inputs: { 'sarif-file': 'out/policies.sarif', 'fail-on': 'never' },
      inspect: (workspace) => readFile(join(workspace, 'out/policies.sarif'), 'utf8'),
    });
    const log = JSON.parse(String(result.inspected));
    expect(findSarifProblems(log)).toEqual([]);
    expect(log.runs[0].results).toMatchObject([{ ruleId: 'unknown-claim', level: 'error' }]);
    expect(result.outputs['sarif-file']).toBe('out/policies.sarif');
  });

  test('a file in .yml is an error, since the server never reads it', async () => {
    const result = await runValidate({ files: { '.atmos/pro/sts/default.yml': soundPolicy() } });
    expect(result.exitCode).toBe(1);
    expect(commandsOf(result, 'error')[0]).toContain('file=.atmos/pro/sts/default.yml');
    expect(commandsOf(result, 'error')[0]).toContain('file-name');
  });

  test('code owners are asked for by default', async () => {
    const without = await runValidate({ files: sound, inputs: { codeowners: '' } });
    expect(commandsOf(without, 'warning')[0]).toContain('codeowners');
    const files = { ...sound, '.github/CODEOWNERS': '/.atmos/pro/sts/ @acme/security\n' };
    const protectedOnes = await runValidate({ files, inputs: { codeowners: 'true' } });
    expect(protectedOnes.stdout).toContain(`${policyPath}: ok`);
  });

  test('GitHub shows ten of a kind: the worst come first, log and summary have all', async () => {
    const rules = Array.from({ length: 12 }, () => '    - match:\n        nobody: "x"\n').join('');
    const result = await runValidate({
      files: { ...loose, '.atmos/pro/sts/x.yaml': soundPolicy(['default', 'x']) + rules },
    });
    const kinds = result.stdout.match(/^::(error|warning) file/gm);
    expect(kinds).toEqual([...Array(10).fill('::error file'), '::warning file']);
    expect(result.stdout).toContain(' 2 more findings ');
    expect(result.summary.match(/unknown-claim/g)).toHaveLength(12);
    expect(result.outputs['errors']).toBe('12');
  });

  test('only what it is told to check, less what it is told to leave', async () => {
    const files = { 'a/.atmos/pro/sts/x.yaml': '', 'b/.atmos/pro/sts/y.yaml': '', ...sound };
    const { outputs } = await runValidate({
      files,
      inputs: { files: '**/.atmos/pro/sts/*.yaml\n!b/**', 'fail-on': 'never' },
    });
    const { files: checked } = JSON.parse(outputs['report'] ?? '');
    expect(checked.map(({ path }: { path: string }) => path)).toEqual([
      policyPath,
      'a/.atmos/pro/sts/x.yaml',
    ]);
  });

  test('a job without a checkout fails, and says what is missing', async () => {
    const result = await runValidate({});
    expect(result.exitCode).toBe(1);
    expect(commandsOf(result, 'error')).toEqual([
      expect.stringMatching(
        /^::error title=INPUT_INVALID::.* no trust policies .*actions\/checkout.*`allow-empty: true`/,
      ),
    ]);
    expect(result.outputs).toEqual({});
  });

  test.each([{}, { files: 'policies/*.yaml' }])(
    'without policies it passes with a warning if it may: %j',
    async (inputs) => {
      const result = await runValidate({ inputs: { 'allow-empty': 'true', ...inputs } });
      expect(result.exitCode).toBe(0);
      expect(commandsOf(result, 'warning')).toEqual([expect.stringContaining('Nothing was checked.')]);
      expect(result.outputs).toMatchObject({ valid: 'true', errors: '0' });
    },
  );

  test('reaches for no network and no token', async () => {
    const unreachable = { HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' };
    const { exitCode } = await runValidate({
      files: sound,
      environment: { ...unreachable, ACTIONS_ID_TOKEN_REQUEST_URL: undefined, GITHUB_TOKEN: undefined },
    });
    expect(exitCode).toBe(0);
  });
});

describe('callers', () => {
  const infra = 'claims: {repository: acme/infra, ref: refs/heads/main}';

  test('that get what they must pass', async () => {
    const callers = callersFile({
      infra: `${infra}, expect: granted, permissions: {contents: read, metadata: read}`,
      fork: 'claims: {repository: evil/infra, ref: refs/heads/main}, expect: denied',
    });
    const result = await runValidate({
      files: { ...sound, 'c.yaml': callers },
      inputs: { claims: 'c.yaml' },
    });
    expect(result.exitCode).toBe(0);
    expect(result.summary).toContain(
      '| ✅ | infra | <code>default</code> | granted | granted: read contents, metadata |',
    );
    expect(JSON.parse(result.outputs['report'] ?? '').callers).toMatchObject([
      { passed: true },
      { passed: true },
    ]);
  });

  test('that do not are errors at their line, with the reasons', async () => {
    const callers = callersFile({ infra: `${infra}, expect: denied` });
    const result = await runValidate({
      files: { ...sound, 'c.yaml': callers },
      inputs: { claims: 'c.yaml' },
    });
    expect(result.exitCode).toBe(1);
    expect(commandsOf(result, 'error')[0]).toBe(
      '::error file=c.yaml,line=4,endLine=4,col=12,endColumn=17,title=Trust policy%3A caller-outcome::The caller "infra": It must be denied, and rule 1 allows it: contents: read, metadata: read.',
    );
    expect(result.summary).toContain('| ❌ | infra |');
  });

  test('a file that does not fit its schema is an error at line and column', async () => {
    const callers = callersFile({ infra: `${infra}, expect: maybe` });
    const result = await runValidate({
      files: { ...sound, 'c.yaml': callers },
      inputs: { claims: 'c.yaml' },
    });
    expect(result.exitCode).toBe(1);
    expect(commandsOf(result, 'error')[0]).toMatch(
      /^::error file=c\.yaml,line=4,endLine=4,col=\d+,.*callers-invalid::callers\[0\]\.expect must be/,
    );
  });
});
