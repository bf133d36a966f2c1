/** `atmos-pro policy convert`: the result is equivalent to the octo-sts policy, or allows no job. */
import { describe, expect, test } from '@jest/globals';
import { compileTrustPolicy } from '../../src/domain/trust-policy/compile.ts';
import { convertOctoStsPolicy } from '../../src/domain/trust-policy/convert/convert-octo-sts.ts';
import { decideTrustPolicy } from '../../src/domain/trust-policy/decide.ts';
import { makeCliScene } from './run-cli.ts';

const file = '.github/chainguard/release.sts.yaml';
const issuer = 'issuer: https://token.actions.githubusercontent.com\n';
const claims = {
  sub: 'repo:acme/infra:ref:refs/heads/main',
  ...{ repository: 'acme/infra', repository_owner: 'acme', ref: 'refs/heads/main', actor: 'octocat' },
};

function convert(text: string) {
  const conversion = convertOctoStsPolicy(Buffer.from(text), 'release');
  if (conversion.status === 'refused') throw new Error(conversion.reason);
  return conversion;
}

/** The decision of the converted policy. */
function decide(text: string, caller: Readonly<Record<string, string>> = claims) {
  const policy = compileTrustPolicy({ content: Buffer.from(convert(text).text), name: 'release' });
  const installationPermissions = { contents: 'write', metadata: 'read', pull_requests: 'write' } as const;
  return decideTrustPolicy({ policy, claims: caller, installationPermissions });
}

test('the file is printed, and the linter has nothing against it', async () => {
  using scene = makeCliScene({
    [file]: `${issuer}subject: repo:acme/infra:ref:refs/heads/main\npermissions:\n  contents: read\n  pull_requests: write\n`,
  });
  const { code, stdout, stderr } = await scene.run(['policy', 'convert', file]);
  expect(code).toBe(0);
  expect(stderr).toContain('.atmos/pro/sts/release.yaml');
  scene.write('.atmos/pro/sts/release.yaml', stdout);
  expect(await scene.run(['policy', 'lint', '--fail-on', 'warning'])).toMatchObject({ code: 0 });
  expect((await scene.run(['policy', 'lint', file])).stdout).toContain('error other-dialect');
});

describe('the policy', () => {
  test('grants what it granted, to the same jobs', () => {
    const text = `${issuer}subject_pattern: ^repo:acme/.*:ref:refs/heads/(main|dev)$\nclaim_pattern:\n  actor: octo.*\npermissions:\n  pull_requests: write\n`;
    expect(decide(text)).toMatchObject({ status: 'granted', permissions: { pull_requests: 'write' } });
    expect(decide(text, { ...claims, actor: 'mallory' }).status).toBe('trust_policy_denied');
    expect(decide(text, { ...claims, sub: 'repo:acme/infra:ref:refs/heads/x' }).status).toBe(
      'trust_policy_denied',
    );
  });

  test('takes a wildcard in a subject for itself, as octo-sts does', () => {
    const text = `${issuer}subject: repo:acme/*:ref:refs/heads/main\n`;
    expect(decide(text).status).toBe('trust_policy_denied');
    expect(decide(text, { ...claims, sub: 'repo:acme/*:ref:refs/heads/main' }).status).toBe('granted');
  });

  test.each([
    ['another issuer', 'issuer: https://accounts.google.com\nsubject: "123"\n', /issuer.*not GitHub Actions/],
    [
      'an issuer pattern that leaves GitHub out',
      'issuer_pattern: https://.*\\.google\\.com\nsubject: "1"\n',
      /issuer/,
    ],
    ['a claim that must be empty', `${issuer}subject: a\nclaim_pattern: {head_ref: ^$}\n`, /empty head_ref/],
    ['an unknown claim', `${issuer}subject: a\nclaim_pattern: {email: a@b}\n`, /"email"/],
    ['every subject', `${issuer}subject_pattern: .*\n`, /which jobs/],
  ])('for %s allows no job, and says why', (_, text, reason) => {
    const { complete, remarks, text: converted } = convert(text);
    expect({ complete, remarks: remarks.join('\n') }).toEqual({
      complete: false,
      remarks: expect.stringMatching(reason),
    });
    expect(converted).toMatch(/^# {3}- match:|^#/m);
    expect(decide(text).status).toBe('trust_policy_invalid');
  });

  test.each([
    ['repositories: [infra, modules]', /infra, modules/],
    ['repositories: []', /organization/],
    ['audience: acme.example', /audience/],
    ['permissions: {members: read, issues: write}', /"members: read"/],
  ])('notes what has no equivalent: %s', (line, remark) => {
    const { complete, text, remarks } = convert(`${issuer}subject: repo:acme/infra:pull_request\n${line}\n`);
    expect({ complete, remarks: remarks.join('\n') }).toEqual({
      complete: true,
      remarks: expect.stringMatching(remark),
    });
    expect(text).toMatch(remark);
  });
});

describe('a claim that only v1alpha2 has', () => {
  const reusable = 'acme/shared/.github/workflows/plan.yml@refs/heads/main';
  const text = `${issuer}subject_pattern: repo:acme/.*:ref:refs/heads/main\nclaim_pattern:\n  job_workflow_ref: ^acme/shared/\\.github/workflows/plan\\.yml@refs/heads/(main|dev)$\n  repository_owner_id: "7"\npermissions:\n  pull_requests: write\n`;
  const caller = { ...claims, job_workflow_ref: reusable, repository_owner_id: '7' };

  test('makes the result v1alpha2, which allows the same jobs', () => {
    const { text: converted, complete, remarks } = convert(text);
    expect(converted).toContain('apiVersion: atmos-pro.com/v1alpha2\n');
    expect(converted).toContain('/schemas/v1alpha2/trust-policy.json\n');
    expect({ complete, remarks: remarks.join('\n') }).toEqual({
      complete: true,
      remarks: expect.stringMatching(/job_workflow_ref, repository_owner_id.*hosted Atmos Pro/),
    });
    expect(decide(text, caller)).toMatchObject({
      status: 'granted',
      permissions: { pull_requests: 'write' },
    });
    expect(decide(text, { ...caller, repository_owner_id: '77' }).status).toBe('trust_policy_denied');
    expect(decide(text, { ...caller, job_workflow_ref: `${reusable}-evil` }).status).toBe(
      'trust_policy_denied',
    );
    expect(decide(text).status).toBe('trust_policy_denied');
  });

  test('is in the file that the command prints, and the linter finds no more than notes', async () => {
    using scene = makeCliScene({ [file]: text });
    const { code, stdout, stderr } = await scene.run(['policy', 'convert', file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('v1alpha2') });
    scene.write('.atmos/pro/sts/release.yaml', stdout);
    const lint = await scene.run(['policy', 'lint', '--fail-on', 'warning']);
    expect({ code: lint.code, stdout: lint.stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('note extension'),
    });
  });

  test('is not the version of a policy without such a claim', () => {
    expect(convert(`${issuer}subject: repo:acme/infra:pull_request\n`).text).toContain(
      'atmos-pro.com/v1alpha1\n',
    );
  });

  test('that may be empty says who is denied now', () => {
    const { remarks } = convert(
      `${issuer}subject: repo:acme/infra:pull_request\nclaim_pattern: {base_ref: .*}\n`,
    );
    expect(remarks.join('\n')).toMatch(/base_ref.*absent claim matches nothing/);
  });
});

test.each([
  ['a pattern that is too long', `ref: "refs/heads/(${'release|'.repeat(40)}main)"`, /256 characters/],
  ['a pattern that RE2 does not have', 'ref: "refs/heads/(?!dev).*"', /lookahead/],
  ['a pattern that is not text', 'repository_id: 42', /The pattern of repository_id is not text/],
])('%s is an obstacle: the rule is a comment', (_, pattern, words) => {
  const { complete, remarks, text } = convert(
    `${issuer}subject: repo:acme/infra:pull_request\nclaim_pattern:\n  ${pattern}\n`,
  );
  expect({ complete, remarks: remarks.join('\n') }).toEqual({
    complete: false,
    remarks: expect.stringMatching(words),
  });
  expect(text).toContain('#   - match:');
});

test('a permission without that level is an obstacle', () => {
  const { complete } = convert(
    `${issuer}subject: repo:acme/infra:pull_request\npermissions: {workflows: read}\n`,
  );
  expect(complete).toBe(false);
});

test('as JSON has the policy and what a person has to finish, and says nothing elsewhere', async () => {
  const text = `${issuer}subject: repo:acme/infra:pull_request\nclaim_pattern:\n  ref: "refs/heads/(?!dev).*"\n`;
  using scene = makeCliScene({ [file]: text });
  const { code, stdout, stderr } = await scene.run(['policy', 'convert', file, '--format', 'json']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    file: '.atmos/pro/sts/release.yaml',
    policy: convert(text).text,
    remarks: convert(text).remarks,
    complete: false,
  });
});

test('a trust policy that is to become v1alpha2 is told how', async () => {
  using scene = makeCliScene({ [file]: 'apiVersion: atmos-pro.com/v1alpha1\nkind: TrustPolicy\n' });
  expect((await scene.run(['policy', 'convert', file])).stderr).toContain(
    'change apiVersion to atmos-pro.com/v1alpha2',
  );
});

test.each([
  ['a trust policy', 'apiVersion: atmos-pro.com/v1alpha1\nkind: TrustPolicy\n', 'not an octo-sts policy'],
  ['no YAML', 'issuer: [', 'not valid YAML'],
  ['an anchor', 'issuer: &a x\nsubject: *a\n', 'Anchors'],
])('%s is refused', async (_, text, words) => {
  using scene = makeCliScene({ [file]: text });
  const { code, stdout, stderr } = await scene.run(['policy', 'convert', file]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(words);
});
