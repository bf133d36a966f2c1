/** A drafted rule becomes a file: a new policy, or one more rule of a policy that exists, in the style of its author. */
import { expect, test } from '@jest/globals';
import {
  renderProposalBody,
  renderProposalMessage,
  renderProposalTitle,
} from '../../../../src/domain/trust-policy/draft/proposal-text.ts';
import type { PolicyDraft } from '../../../../src/domain/trust-policy/draft/proposed-file.ts';
import { proposeFile } from '../../../../src/domain/trust-policy/draft/proposed-file.ts';
import { readPolicyValue } from '../../../../src/domain/trust-policy/draft/values.ts';
import { inspectTrustPolicy } from '../../../../src/domain/trust-policy/lint-policy.ts';

const values = { repository: 'acme/app', branch: 'main', permission: ['issues=write'], codeowner: '@a/b' };
const draft: PolicyDraft = { name: 'default', values };
const head = 'apiVersion: atmos-pro.com/v1alpha1\nkind: TrustPolicy\nmetadata:\n  name: default\n';
const rule = (name: string, indent: string) =>
  `${indent}- match:\n${indent}    repository: acme/${name}\n${indent}    ref: refs/heads/main\n`;

function propose(existing: string | undefined, of: PolicyDraft = draft) {
  const proposed = proposeFile(of, existing === undefined ? undefined : Buffer.from(existing));
  if (proposed.status === 'refused') throw new Error(`refused: ${proposed.refusal.message}`);
  return proposed.value;
}

function refusalOf(existing: string, of: PolicyDraft = draft): string {
  const proposed = proposeFile(of, Buffer.from(existing));
  return proposed.status === 'refused' ? proposed.refusal.tag : 'ok';
}

function countRules(text: string): number {
  const { policy } = inspectTrustPolicy({ content: Buffer.from(text), file: 'default.yaml' });
  return policy.status === 'valid' ? policy.rules.length : -1;
}

test('a new policy is the draft, and each line of it is new', () => {
  const file = propose(undefined);
  expect(file).toMatchObject({ path: '.atmos/pro/sts/default.yaml', isNew: true, rule: { rule: 1 } });
  expect(countRules(file.text)).toBe(1);
  expect(file.diff.split('\n').every((line) => line.startsWith('+'))).toBe(true);
});

const spec = `spec:\n  rules:\n`;
test.each([
  ['indented', `${head}${spec}${rule('a', '    ')}`],
  ['not indented', `${head}${spec}${rule('a', '  ')}`],
  [
    'several rules with comments',
    `${head}${spec}    # one\n${rule('a', '    ')}    # two\n${rule('b', '    ')}# end\n`,
  ],
  ['without a newline at its end', `${head}${spec}${rule('a', '    ')}`.trimEnd()],
  ['with a remark behind the last value', `${head}${spec}${rule('a', '    ').trimEnd()} # why\n`],
  ['with lines of Windows', `${head}${spec}${rule('a', '    ')}`.replaceAll('\n', '\r\n')],
  ['rules before the rest', `${spec}${rule('a', '    ')}${head}`],
  ['a last rule in braces', `${head}${spec}    - { match: { repository: acme/a, ref: refs/heads/main } }\n`],
])('a policy that exists, %s, keeps every line and gets the rule', (_name, existing) => {
  const file = propose(existing);
  expect(file.isNew).toBe(false);
  const lines = file.text.split(/\r?\n/);
  const before = existing.split(/\r?\n/).filter((line) => line !== '');
  expect(lines.filter((line) => before.includes(line))).toEqual(expect.arrayContaining(before));
  expect(countRules(file.text)).toBe(countRules(existing) + 1);
  expect(file.rule).toMatchObject({
    rule: countRules(existing) + 1,
    who: 'jobs of acme/app, on branch main',
  });
  expect(file.text.split(/\r?\n/)[file.rule.line - 1]).toContain('- match:');
  expect(file.diff.split('\n').filter((line) => line.startsWith('+'))).toHaveLength(5);
});

test.each([
  ['invalid', 'kind: TrustPolicy\nspec: {}\n'],
  ['unfit', `${head}spec: { rules: [{ match: { repository: acme/a, ref: refs/heads/main } }] }\n`],
  ['unfit', `${head}${spec}${Array.from({ length: 50 }, (_, index) => rule(`r${index}`, '    ')).join('')}`],
  ['present', propose(`${head}${spec}${rule('a', '    ')}`).text],
])('is refused as %s', (tag, existing) => {
  expect(refusalOf(existing)).toBe(tag);
});

test('a rule with claims of a later version does not go into an older policy', () => {
  const later = { name: 'default', values: { ...values, runnerEnvironment: 'self-hosted' } };
  expect(refusalOf(`${head}${spec}${rule('a', '    ')}`, later)).toBe('unfit');
});

test('the branch is named after path and content', () => {
  const other = { name: 'default', values: { ...values, branch: 'next' } };
  expect(propose(undefined).branch).toMatch(/^atmos-pro\/policy-default-[0-9a-f]{16}$/);
  expect(propose(undefined).branch).toBe(propose(undefined).branch);
  expect(propose(undefined, other).branch).not.toBe(propose(undefined).branch);
});

test('the message of the commit has no value of the form: GitHub reads commands and mentions in it', () => {
  const environment = 'x [skip ci] fixes acme/app#1 @acme/all';
  const file = propose(undefined, { name: 'default', values: { ...values, environment } });
  const proposer = { login: 'adam', id: '502', workspace: 'Acme', publicUrl: 'https://pro.example.com' };
  expect(renderProposalMessage(file, proposer)).not.toContain('skip ci');
});

test.each(['\u202e', '\u200b', '\u0085', '\u2028', '\u0001', '\t'])(
  'a value with the hidden character %j is refused',
  (hidden) => {
    for (const name of ['branch', 'environment', 'jobWorkflowRef'] as const) {
      const visible =
        name === 'jobWorkflowRef' ? 'acme/app/.github/workflows/ci.yaml@refs/heads/main' : 'main';
      expect(readPolicyValue(name)(visible)).toBe(visible);
      expect(() => readPolicyValue(name)(`${visible}${hidden}x`)).toThrow(/Invalid /);
    }
  },
);

test('the pull request says who asked and what is allowed, and nothing in it is markup of another', () => {
  const hostile = { name: 'default', values: { ...values, environment: '@acme/everyone <img src=x>' } };
  const file = propose(undefined, hostile);
  const proposer = {
    login: 'adam',
    id: '502',
    workspace: '<b>Acme</b>',
    publicUrl: 'https://pro.example.com',
  };
  const body = renderProposalBody(file, proposer);
  expect(renderProposalTitle(file)).toBe('Add the trust policy default');
  expect(renderProposalMessage(file, proposer)).toContain('Proposed by adam (user ID 502).');
  expect(body).toContain('jobs of acme/app');
  expect(body).toContain('read contents, metadata; write issues');
  expect(body).toContain('<code>502</code>');
  for (const markup of ['<img', '<b>', '@acme/everyone']) expect(body).not.toContain(markup);
});
