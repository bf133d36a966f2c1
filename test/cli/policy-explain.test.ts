/** `atmos-pro policy explain` as a process: decision, reasons, exit codes. */
import { describe, expect, test } from '@jest/globals';
import { makeCliScene, soundPolicy } from './run-cli.ts';

const path = '.atmos/pro/sts/default.yaml';
const infra = ['--repository', 'acme/infra'];
const main = [...infra, '--ref', 'refs/heads/main'];

describe('policy explain', () => {
  test('granted: exit code 0, permissions and the claims that matched', async () => {
    using scene = makeCliScene({ [path]: soundPolicy() });
    const { code, stdout } = await scene.run(['policy', 'explain', 'default', ...main]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'granted: read contents, metadata',
        '',
        'The trust policy "default" allows this caller.',
        'Rule 1 (line 8) matched:',
        '  ok: repository "acme/infra" matches "acme/infra"',
        '  ok: ref "refs/heads/main" matches "refs/heads/main"',
        '',
      ].join('\n'),
    );
  });

  test('denied: exit code 3, near misses and what would have to change', async () => {
    using scene = makeCliScene({ [path]: soundPolicy() });
    const { code, stdout } = await scene.run([
      'policy',
      'explain',
      path,
      ...infra,
      '--ref',
      'refs/heads/Main',
    ]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^denied\n\n/);
    expect(stdout).toContain('It would match if upper and lower case were the same.');
    expect(stdout).toContain('line 10: expected ref to match "refs/heads/main", got "refs/heads/Main".');
    expect(stdout).toContain('- match:\n    repository: "acme/infra"\n    ref: "refs/heads/Main"');
  });

  test('a pull request is not advised to add a rule of its own', async () => {
    using scene = makeCliScene({ [path]: soundPolicy() });
    const args = [...infra, '--ref', 'refs/pull/7/merge', '--event', 'pull_request'];
    const { code, stdout } = await scene.run(['policy', 'explain', 'default', ...args]);
    expect(code).toBe(3);
    expect(stdout).toContain('The run is for a pull request');
    expect(stdout).not.toContain('To allow only jobs like this one');
  });

  test('a branch in place of a ref: exit code 2, and how to write it', async () => {
    using scene = makeCliScene({ [path]: soundPolicy() });
    const { code, stderr } = await scene.run(['policy', 'explain', 'default', ...infra, '--ref', 'main']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/INPUT_INVALID: .*--ref.*\n.*refs\/heads\/main/);
  });

  test('a claim that was not said is asked for, not given up', async () => {
    using scene = makeCliScene({ [path]: soundPolicy() });
    const { stdout } = await scene.run(['policy', 'explain', 'default', ...infra]);
    expect(stdout).toContain('line 10: say which ref the caller has');
    expect(stdout).not.toContain('out of the rule');
  });

  test('not valid: exit code 2 and the findings', async () => {
    using scene = makeCliScene({ [path]: soundPolicy('repository:', 'repo:') });
    const { code, stdout } = await scene.run(['policy', 'explain', 'default', ...main]);
    expect(code).toBe(2);
    expect(stdout).toContain(`${path}:9:9 error unknown-claim`);
  });

  test.each<[string, string, string[], number, object]>([
    [
      'granted',
      soundPolicy(),
      main,
      0,
      {
        decision: 'granted',
        permissions: { contents: 'read', metadata: 'read' },
        matchedRules: [0],
        findings: [],
        explanation: { reason: 'rule-matched' },
      },
    ],
    [
      'denied',
      soundPolicy(),
      infra,
      3,
      {
        decision: 'trust_policy_denied',
        permissions: {},
        matchedRules: [],
        explanation: {
          reason: 'no-rule-matched',
          rules: [{ claims: [{ outcome: 'matched' }, { outcome: 'absent' }] }],
        },
      },
    ],
    [
      'not valid',
      'x',
      infra,
      2,
      {
        decision: 'trust_policy_invalid',
        permissions: {},
        findings: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]),
        explanation: null,
      },
    ],
  ])('JSON: %s', async (_name, policy, args, code, document) => {
    using scene = makeCliScene({ [path]: policy });
    const result = await scene.run(['policy', 'explain', 'default', ...args, '--format', 'json']);
    expect(result.code).toBe(code);
    expect(JSON.parse(result.stdout)).toMatchObject(document);
  });

  test('claims of a file, with options over them, and both forms of a subject', async () => {
    using scene = makeCliScene({
      [path]: soundPolicy().replace(
        / {8}repository:[\s\S]*/,
        '        subject: "repo:acme/infra:ref:refs/heads/main"\n',
      ),
      'token.json': JSON.stringify({
        ...{ repository: 'acme/infra', repository_id: '2', repository_owner_id: '1', iat: 1_700_000_000 },
        sub: 'repo:acme@1/infra@2:ref:refs/heads/main',
      }),
    });
    const explain = (...args: string[]) =>
      scene.run(['policy', 'explain', 'default', '--claims', 'token.json', ...args]);
    expect((await explain()).code).toBe(0);
    expect((await explain('--subject', 'repo:acme@1/infra@3:ref:refs/heads/main')).code).toBe(3);
    expect((await explain('--repository-id', '3')).code).toBe(3);
  });

  test('every option is a claim', async () => {
    using scene = makeCliScene({ [path]: soundPolicy() });
    const options = {
      ...{ repository: 'r/r', 'repository-owner': 'o', 'repository-id': '1', 'repository-owner-id': '2' },
      ...{ ref: 'refs/x', 'ref-type': 't', event: 'e', environment: 'v', actor: 'a', sha: 's', subject: 'u' },
      'workflow-ref': 'w',
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const { stdout } = await scene.run(['policy', 'explain', 'default', ...args, '--format', 'json']);
    expect(JSON.parse(stdout).claims).toEqual({
      ...{
        repository: 'r/r',
        repository_owner: 'o',
        repository_id: '1',
        repository_owner_id: '2',
        ref: 'refs/x',
      },
      ...{
        ref_type: 't',
        event_name: 'e',
        environment: 'v',
        actor: 'a',
        sha: 's',
        sub: 'u',
        workflow_ref: 'w',
      },
    });
  });

  test('a grant is capped at what the installation holds', async () => {
    const writing = `${soundPolicy()}      permissions:\n        issues: "write"\n        contents: "write"\n`;
    using scene = makeCliScene({
      [path]: writing,
      'app.yaml': 'contents: read\nissues: write\n',
      'less.yaml': 'issues: write\n',
    });
    const explain = (file: string) =>
      scene.run(['policy', 'explain', 'default', ...main, '--installation-permissions', file]);
    expect((await explain('app.yaml')).stdout).toContain('granted: read contents; write issues');
    const without = await explain('less.yaml');
    expect(without.code).toBe(3);
    expect(without.stdout).toContain('Grant it the contents permission.');
    expect(without.stdout).not.toContain('A rule for jobs');
  });

  test.each<[string, string[], string]>([
    ['no such policy', ['nope', ...infra], 'INPUT_INVALID: Policy not found: "nope"'],
    ['a name that climbs', ['../x', ...infra], 'INPUT_INVALID: Policy not found: "../x"'],
    ['nothing about the caller', ['default'], 'INPUT_MISSING'],
    ['no policy', [], 'missing required argument'],
    ['claims that do not exist', ['default', '--claims', 'nope'], 'The file nope does not exist.'],
    [
      'a misspelled claim, at its place',
      ['default', '--claims', 'typo.yaml'],
      'typo.yaml:2:1: Unknown claim "repositry"',
    ],
    [
      'a permission that does not exist',
      ['default', ...infra, '--installation-permissions', 'typo.yaml'],
      'typo.yaml:1:1',
    ],
  ])('%s: exit code 2', async (_name, args, words) => {
    using scene = makeCliScene({ [path]: soundPolicy(), 'typo.yaml': 'actor: x\nrepositry: a/b\n' });
    const { code, stdout, stderr } = await scene.run(['policy', 'explain', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});
