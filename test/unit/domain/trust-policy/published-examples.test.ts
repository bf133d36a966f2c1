/** The policies of the published documentation behave as it says. */

import { describe, expect, test } from '@jest/globals';
import type { PolicyClaims } from '../../../../src/domain/trust-policy/claims.ts';
import { decideTrustPolicy } from '../../../../src/domain/trust-policy/decide.ts';
import { compileText, everything, policyText, pushClaims } from './samples.ts';

const schemaComment =
  '# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json\n';

const policies = {
  matchAll: schemaComment + policyText('    - match:\n        subject: "*"'),
  owner: policyText('    - match:\n        repository_owner: "acme"'),
  exact: policyText('    - match:\n        subject: "repo:acme/infra:ref:refs/heads/main" # exact'),
  environment: policyText(
    '    - match:\n        repository_owner: "acme"\n        environment: "production"',
  ),
  anyOf: policyText(
    [
      '    - match:\n        subject: "repo:acme/infra:ref:refs/heads/main"',
      '    - match:\n        repository: "acme/platform-*"',
      '    - match:\n        repository_owner: "acme-labs"',
    ].join('\n'),
  ),
  permissions: policyText(
    '    - match:\n        repository_owner: "acme"\n      permissions:\n        contents: read\n        pull_requests: write # for instance',
  ),
};

const read = { contents: 'read', metadata: 'read' };
const stranger = {
  repository: 'evil/infra',
  repository_owner: 'evil',
  sub: 'repo:evil/infra:ref:refs/heads/main',
};
const platform = { repository: 'acme/platform-api', sub: 'repo:acme/platform-api:pull_request' };
const labs = {
  repository: 'acme-labs/x',
  repository_owner: 'acme-labs',
  sub: 'repo:acme-labs/x:pull_request',
};
const dev = { ref: 'refs/heads/dev', sub: 'repo:acme/infra:ref:refs/heads/dev' };
const production = { environment: 'production', sub: 'repo:acme/infra:environment:production' };
const withIds = { sub: 'repo:acme@7/infra@42:ref:refs/heads/main' };

describe('the published policy', () => {
  test.each([
    ['matchAll', 'anybody', stranger, read],
    ['owner', 'a repository of acme', {}, read],
    ['owner', 'another owner', stranger, undefined],
    ['owner', 'an owner that begins like acme', labs, undefined],
    ['exact', 'main of acme/infra', {}, read],
    ['exact', 'main of acme/infra, with ids in the subject', withIds, read],
    ['exact', 'another branch', dev, undefined],
    ['exact', 'the same branch through an environment', production, undefined],
    ['environment', 'production in acme', production, read],
    ['environment', 'a job without environment', {}, undefined],
    ['environment', 'staging', { environment: 'staging' }, undefined],
    ['anyOf', 'the first rule', {}, read],
    ['anyOf', 'the second rule', platform, read],
    ['anyOf', 'the third rule', labs, read],
    ['anyOf', 'none of them', dev, undefined],
    ['permissions', 'a repository of acme', {}, { ...read, pull_requests: 'write' }],
  ] as [keyof typeof policies, string, PolicyClaims, object | undefined][])(
    '%s: %s',
    (name, _, claims, permissions) => {
      const decision = decideTrustPolicy({
        policy: compileText(policies[name]),
        claims: { ...pushClaims, ...claims },
        installationPermissions: everything,
      });
      expect(decision).toMatchObject(
        permissions ? { status: 'granted', permissions } : { status: 'trust_policy_denied' },
      );
    },
  );

  test('called ci lies in ci.yaml', () => {
    const text = policyText('    - match:\n        repository: "acme/*"').replace(
      'name: default',
      'name: ci',
    );
    expect(compileText(text, 'ci').status).toBe('valid');
    expect(compileText(text, 'default')).toMatchObject({
      status: 'invalid',
      findings: [{ id: 'metadata-name' }],
    });
  });

  test('skeleton with empty match and permissions is not yet a policy', () => {
    const text = policyText(
      '    - match:\n        # one or more claims\n      permissions:\n        # optional',
    );
    expect(compileText(text).findings.map(({ id }) => id)).toEqual(['empty-match', 'permissions-size']);
  });
});
