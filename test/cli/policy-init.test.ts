/** `atmos-pro policy init`: what it writes passes its own linter; what it asks, and what it refuses. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { askForPolicy } from '../../src/cli/policy/ask.ts';
import { renderPolicy } from '../../src/domain/trust-policy/draft/render-draft.ts';
import { makeCliScene } from './run-cli.ts';

const path = '.atmos/pro/sts/default.yaml';
const infra = ['--repository', 'acme/infra'];

describe('policy init', () => {
  test('writes a narrow policy that the linter has nothing to say about, and the line for CODEOWNERS', async () => {
    using scene = makeCliScene();
    const { code, stdout } = await scene.run(['policy', 'init', ...infra, '--codeowner', '@acme/security']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/acme\/infra.* main.* read contents, metadata\./);
    expect(stdout.split('\n')).toContain('/.atmos/pro/sts/ @acme/security');
    expect(readFileSync(join(scene.directory, path), 'utf8')).toMatch(/^# yaml-language-server: \$schema=/);
    expect((await scene.run(['policy', 'lint'])).stdout).toMatch(
      /^\.atmos\/pro\/sts\/default\.yaml: ok\n {2}rule 1 [^\n]+ acme\/infra[^\n]+\nno findings in 1 file\n$/,
    );
    scene.write('.git/HEAD', '');
    scene.write('.github/CODEOWNERS', stdout.split('\n').find((line) => line.startsWith('/')) ?? '');
    expect((await scene.run(['policy', 'lint'])).stdout).toContain('no findings');
  });

  test('environment, branch, permissions, name and directory', async () => {
    using scene = makeCliScene();
    const args = ['--environment', 'pro duction', '--name', 'release', '--directory', 'modules'];
    const permissions = ['--permission', 'pull_requests=write', 'issues=read'];
    expect((await scene.run(['policy', 'init', ...infra, ...args, ...permissions])).stdout).toMatch(
      /acme\/infra.* "pro duction".* read contents, issues, metadata; write pull_requests\./,
    );
    const text = readFileSync(join(scene.directory, 'modules/.atmos/pro/sts/release.yaml'), 'utf8');
    expect(text).toContain('  name: "release"\n');
    expect(text).not.toContain('ref:');
  });

  test('as JSON says what it wrote, and asks nothing', async () => {
    using scene = makeCliScene();
    const args = ['policy', 'init', '--format', 'json'];
    const { code, stdout } = await scene.run([...args, ...infra, '--event', 'issue_comment']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      file: path,
      version: 'v1alpha2',
      who: expect.stringContaining('acme/infra'),
      what: expect.stringContaining('read contents'),
      warnings: [expect.stringContaining('write access')],
      codeowners: expect.stringMatching(/^\/\.atmos\/pro\/sts\/ @/),
    });
    expect((await scene.run([...args, '--name', 'other'])).stderr).toContain('Missing --repository');
  });

  test('overwrites nothing', async () => {
    using scene = makeCliScene({ [path]: 'mine' });
    const { code, stderr } = await scene.run(['policy', 'init', ...infra]);
    expect(code).toBe(2);
    expect(stderr).toContain('INPUT_FILE_UNUSABLE: .atmos/pro/sts/default.yaml ');
    expect(readFileSync(join(scene.directory, path), 'utf8')).toBe('mine');
  });

  test.each<[string, string[], string]>([
    ['no terminal to ask', [], 'INPUT_MISSING: Missing --repository'],
    ['a wildcard for a repository', ['--repository', 'acme/*'], 'Invalid repository: expected owner/name'],
    ['an address for a repository', ['--repository', 'acme/b.git'], 'expected owner/name without wildcards'],
    ['a ref for a branch', [...infra, '--branch', 'refs/heads/main'], 'the short name of one branch'],
    ['a wildcard for a branch', [...infra, '--branch', 'release/*'], 'Invalid branch: expected '],
    ['a wildcard for an environment', [...infra, '--environment', '*'], 'Invalid environment: expected '],
    ['a name that climbs', [...infra, '--name', '../x'], 'is not a policy name'],
    [
      'a permission that GitHub does not have',
      [...infra, '--permission', 'pull-requests=write'],
      'Did you mean "pull_requests"?',
    ],
    [
      'a permission without a level',
      [...infra, '--permission', 'issues'],
      'Invalid permission: expected name=level, got "issues"',
    ],
    [
      'a code owner that is none',
      [...infra, '--codeowner', 'security'],
      'Invalid codeowner: expected @user, @owner/team',
    ],
    ['a place that cannot be', [...infra, '--directory', 'file'], 'INPUT_FILE_UNUSABLE'],
  ])('%s: exit code 2, and nothing is written', async (_name, args, words) => {
    using scene = makeCliScene({ file: '' });
    const { code, stdout, stderr } = await scene.run(['policy', 'init', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});

describe('a claim that only v1alpha2 has', () => {
  const ids = ['--repository-id', '42', '--repository-owner-id', '7'];
  const read = (directory: string) => readFileSync(join(directory, path), 'utf8');

  test('makes the policy v1alpha2, says so, and passes the linter', async () => {
    using scene = makeCliScene();
    const workflow = ['--job-workflow-ref', 'acme/ci/.github/workflows/plan.yml@refs/heads/main'];
    const more = ['--event', 'push', '--runner-environment', 'github-hosted'];
    const { code, stdout } = await scene.run(['policy', 'init', ...infra, ...ids, ...workflow, ...more]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/id 42.*id 7.*event push.*branch main.*acme\/ci.*github-hosted|hosted Atmos Pro/);
    expect(stdout).toContain('hosted Atmos Pro does not read');
    expect(read(scene.directory)).toMatch(/schemas\/v1alpha2\/[\s\S]*apiVersion: atmos-pro.com\/v1alpha2\n/);
    const lint = await scene.run(['policy', 'lint', '--fail-on', 'warning']);
    expect({ code: lint.code, stdout: lint.stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('note extension'),
    });
  });

  test('is not in a policy without it', async () => {
    using scene = makeCliScene();
    expect((await scene.run(['policy', 'init', ...infra])).stdout).not.toContain('hosted Atmos Pro');
    expect(read(scene.directory)).toContain('atmos-pro.com/v1alpha1\n');
  });

  test('of pull requests leaves the branch open, which their ref is not', async () => {
    using scene = makeCliScene();
    expect((await scene.run(['policy', 'init', ...infra, '--event', 'pull_request'])).code).toBe(0);
    expect(read(scene.directory)).not.toContain('ref:');
  });

  test('that is risky is written, with the warning', async () => {
    using scene = makeCliScene();
    const { code, stdout } = await scene.run(['policy', 'init', ...infra, '--event', 'issue_comment']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('Warning: People without write access'),
    });
  });

  test.each<[string, string[], string]>([
    [
      'an id that is a name',
      ['--repository-id', 'acme/infra'],
      'Invalid repository-id: expected a decimal number',
    ],
    ['an id with a wildcard', ['--repository-owner-id', '4*'], 'Invalid repository-owner-id'],
    [
      'a short ref',
      ['--job-workflow-ref', 'acme/ci/.github/workflows/plan.yml@main'],
      'Invalid job-workflow-ref',
    ],
    ['several events', ['--event', 'push,schedule'], 'Invalid event'],
    ['an event that GitHub does not have', ['--event', 'pul_request'], '"pull_request"'],
    ['an event that no run has', ['--event', 'workflow_call'], 'job_workflow_ref'],
    ['a pull request on a branch', ['--event', 'pull_request', '--branch', 'main'], 'refs/pull/N/merge'],
    ['a label of runners', ['--runner-environment', 'ubuntu-latest'], 'github-hosted or self-hosted'],
  ])('%s: exit code 2, and nothing is written', async (_name, args, words) => {
    using scene = makeCliScene();
    const { code, stdout, stderr } = await scene.run(['policy', 'init', ...infra, ...args]);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
    expect(existsSync(join(scene.directory, path))).toBe(false);
  });
});

describe('the directory', () => {
  const clone = { 'package.json': '{\n  "name": "atmos-pro-actions",\n  "version": "0.1.0"\n}\n' };

  test('is the one in which `npm run` was typed', async () => {
    using scene = makeCliScene({ 'user/x': '', 'clone/package.json': '{}' });
    const [user, home] = ['user', 'clone'].map((name) => join(scene.directory, name));
    const npm = { npm_lifecycle_event: 'atmos-pro', npm_package_json: join(home ?? '', 'package.json') };
    const { code } = await scene.run(['policy', 'init', ...infra], { INIT_CWD: user ?? '', ...npm }, home);
    expect(code).toBe(0);
    expect(existsSync(join(user ?? '', path))).toBe(true);
    expect(existsSync(join(home ?? '', path))).toBe(false);
  });

  test('is not a checkout of this product, unless it is named', async () => {
    using scene = makeCliScene(clone);
    const refused = await scene.run(['policy', 'init', ...infra]);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--directory') });
    expect((await scene.run(['policy', 'init', ...infra, '--directory', '.'])).code).toBe(0);
  });
});

describe('asking', () => {
  test('asks for what is not given, and for nothing else', async () => {
    const answers = ['acme/infra', ' ', 'release', 'issues=write, checks=read', '@acme/sec'];
    const asked: string[] = [];
    const wish = await askForPolicy({}, async (question) => {
      asked.push(question);
      return answers[asked.length - 1] ?? '';
    });
    expect(asked).toHaveLength(5);
    expect(wish).toEqual({
      ...{ repository: 'acme/infra', environment: undefined, branch: 'release' },
      ...{ permission: ['issues=write', 'checks=read'], codeowner: '@acme/sec' },
    });
    const given = { repository: 'a/b', branch: 'x', environment: 'y', permission: [], codeowner: '@z' };
    expect(await askForPolicy(given, () => Promise.reject(new Error('asked')))).toEqual(given);
  });

  test('an empty answer is what its question says: any branch, any environment', async () => {
    const ask = async (question: string) => (question.includes('owner/name') ? 'a/b' : '');
    const values = await askForPolicy({}, ask);
    expect(values).toMatchObject({ repository: 'a/b', branch: undefined, environment: undefined });
    expect(renderPolicy('default', values)).not.toContain('ref:');
    expect(await askForPolicy({ repository: 'a/b' }, undefined)).toMatchObject({ branch: 'main' });
  });

  test('a wrong answer is named, and asked again', async () => {
    const answers = [
      'acme',
      '',
      'acme/infra',
      '*',
      'prod',
      'feature/*',
      'main',
      'issues',
      'isues=write',
      'issues=all',
      'issues=write',
      'sec',
      '',
    ];
    const asked: string[] = [];
    const values = await askForPolicy({}, async (question) => {
      asked.push(question);
      return answers[asked.length - 1] ?? '';
    });
    expect(values).toMatchObject({
      ...{ repository: 'acme/infra', environment: 'prod', branch: 'main', permission: ['issues=write'] },
    });
    expect(asked).toHaveLength(answers.length);
    expect(asked[1]).toMatch(/^Invalid repository: expected owner\/name.*"acme"\.\nRepository/);
    expect(asked[9]).toContain('Did you mean "issues"?');
  });

  test('an answer that cannot be is refused', async () => {
    await expect(askForPolicy({}, async () => 'a b')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
