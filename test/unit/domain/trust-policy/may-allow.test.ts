/** Which rules may allow a job of a repository, before there is one. */
import { expect, test } from '@jest/globals';
import { mayAllowRepository } from '../../../../src/domain/trust-policy/callers/may-allow.ts';
import { compileTrustPolicy } from '../../../../src/domain/trust-policy/compile.ts';
import { decideTrustPolicy } from '../../../../src/domain/trust-policy/decide.ts';

const infra = { repositoryId: '1001', ownerId: '71', canonicalName: 'acme/infra' };

function ruleOf(match: Readonly<Record<string, string>>) {
  const lines = Object.entries(match).map(
    ([claim, pattern]) => `        ${claim}: ${JSON.stringify(pattern)}`,
  );
  const text = `apiVersion: atmos-pro.com/v1alpha2\nkind: TrustPolicy\nmetadata:\n  name: default\nspec:\n  rules:\n    - match:\n${lines.join('\n')}\n`;
  const policy = compileTrustPolicy({ content: Buffer.from(text), name: 'default' });
  const rule = policy.status === 'valid' ? policy.rules[0] : undefined;
  if (rule === undefined) throw new Error(JSON.stringify(policy));
  return { policy, rule };
}

const rules: readonly { readonly match: Readonly<Record<string, string>>; readonly isPossible: boolean }[] = [
  { match: { repository: 'acme/infra' }, isPossible: true },
  { match: { repository: 'acme/*', ref: 'refs/heads/main' }, isPossible: true },
  { match: { repository: 'acme/app' }, isPossible: false },
  { match: { repository: 'Acme/infra' }, isPossible: false },
  { match: { repository_owner: 'acme', environment: 'production' }, isPossible: true },
  { match: { repository_owner: 'globex' }, isPossible: false },
  { match: { repository_id: '1001' }, isPossible: true },
  { match: { repository_id: '1002' }, isPossible: false },
  { match: { repository_owner_id: '72', repository: 'acme/infra' }, isPossible: false },
  { match: { subject: 'repo:acme/infra:ref:refs/heads/main' }, isPossible: true },
  { match: { subject: 'repo:acme/*:pull_request' }, isPossible: true },
  { match: { subject: 'repo:acme@71/infra@1001:*' }, isPossible: true },
  { match: { subject: 'repo:acme@71/infra@1002:*' }, isPossible: false },
  { match: { subject: 'repo:acme/app:*' }, isPossible: false },
  { match: { subject: 'repository_owner:acme:*' }, isPossible: true },
];

test.each(rules)('$match: $isPossible', ({ match, isPossible }) => {
  expect(mayAllowRepository(ruleOf(match).rule, infra)).toBe(isPossible);
});

test('a rule that allows a job of the repository is never left out', () => {
  const claims = {
    ...{
      repository: 'acme/infra',
      repository_id: '1001',
      repository_owner: 'acme',
      repository_owner_id: '71',
    },
    ...{ ref: 'refs/heads/main', sub: 'repo:acme/infra:ref:refs/heads/main', environment: 'production' },
  };
  for (const { match, isPossible } of rules) {
    const { policy } = ruleOf(match);
    const installationPermissions = { contents: 'read', metadata: 'read' } as const;
    const { status } = decideTrustPolicy({ policy, claims, installationPermissions });
    expect({ match, isMissed: status === 'granted' && !isPossible }).toEqual({ match, isMissed: false });
  }
});
