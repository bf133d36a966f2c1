/** A grant with which the caller could change its policy stands only where GitHub keeps the caller from doing so. */
import { describe, expect, test } from '@jest/globals';
import { findUnownedPolicies } from '../../../../src/domain/trust-policy/owned-directory.ts';
import type { Permissions } from '../../../../src/domain/trust-policy/permissions.ts';
import {
  describeUnguarded,
  findProtectionFault,
  findWideningGrant,
  type GuardingRule,
  refuseSelfGrant,
} from '../../../../src/domain/trust-policy/policy-guard.ts';

const codeowners = (text: string, path = '.github/CODEOWNERS') => ({ path, content: Buffer.from(text) });
const allOwned = codeowners('* @acme/admins\n');

const restricting = (...paths: string[]): GuardingRule => ({
  kind: 'restricted-paths',
  appBypasses: false,
  paths,
});
const reviewed: GuardingRule = {
  kind: 'pull-request',
  appBypasses: false,
  needsCodeOwners: true,
  dismissesStaleReviews: true,
};

describe('a widening grant', () => {
  test.each<[Permissions, string | undefined]>([
    [{ contents: 'read', issues: 'write' }, undefined],
    [{ workflows: 'write', pull_requests: 'write' }, undefined],
    [{ administration: 'read' }, undefined],
    [{ repository_custom_properties: 'read' }, undefined],
    [{ repository_custom_properties: 'write' }, 'repository_custom_properties: write'],
    [{ contents: 'write', repository_custom_properties: 'write' }, 'repository_custom_properties: write'],
    [{ contents: 'write' }, 'contents: write'],
    [{ contents: 'admin' }, 'contents: admin'],
    [{ contents: 'write', administration: 'write' }, 'administration: write'],
  ])('%j: %s', (permissions, permission) => {
    expect(findWideningGrant(permissions)?.permission).toBe(permission);
  });
});

describe('a grant of contents: write', () => {
  const grant = { kind: 'files', permission: 'contents: write' } as const;

  test.each<[string, readonly GuardingRule[]]>([
    ['a restricted directory', [restricting('.atmos/pro/sts/**/*')]],
    ['its files', [restricting('.atmos/pro/sts/*')]],
    ['its policies', [restricting('a/**', '.atmos/pro/sts/*.yaml')]],
    ['a directory above', [restricting('.atmos/**/*')]],
    ['reviews of code owners', [reviewed]],
    [
      'two rulesets together',
      [
        { ...reviewed, needsCodeOwners: false },
        { ...reviewed, dismissesStaleReviews: false },
      ],
    ],
    ['one of two rulesets that the App cannot bypass', [{ ...reviewed, appBypasses: true }, reviewed]],
  ])('stands with %s', (_name, rules) => {
    expect(findProtectionFault({ rules, codeowners: allOwned })).toBeUndefined();
  });

  test.each<[string, readonly GuardingRule[], string]>([
    ['no rules', [], 'no active ruleset'],
    ['one restricted policy', [restricting('.atmos/pro/sts/default.yaml')], 'no active ruleset'],
    ['a restricted directory beside it', [restricting('.atmos/pro/*')], 'no active ruleset'],
    ['a pattern that stops above it', [restricting('.atmos/**')], 'no active ruleset'],
    [
      'an App that may bypass the restriction',
      [{ ...restricting('.atmos/**/*'), appBypasses: true }],
      'may bypass',
    ],
    ['an App that may bypass the review', [{ ...reviewed, appBypasses: true }], 'may bypass'],
    ['pull requests without code owners', [{ ...reviewed, needsCodeOwners: false }], 'no active ruleset'],
    ['reviews that stay after a push', [{ ...reviewed, dismissesStaleReviews: false }], 'not dismissed'],
  ])('is refused with %s', (_name, rules, fault) => {
    const found = describeUnguarded(grant, String(findProtectionFault({ rules, codeowners: allOwned })));
    expect(found).toContain(fault);
    expect(found).toContain('Restrict the file path ".atmos/pro/sts/**/*"');
  });

  test('is refused with reviews of code owners without a file that names them', () => {
    expect(findProtectionFault({ rules: [reviewed], codeowners: undefined })).toContain('no CODEOWNERS');
  });
});

test.each(['administration: write', 'repository_custom_properties: write'])(
  'a grant of %s is refused whatever protects the directory',
  (permission) => {
    expect(refuseSelfGrant({ kind: 'self', permission })).toContain('Remove it from the policy.');
    expect(refuseSelfGrant({ kind: 'files', permission: 'contents: write' })).toBeUndefined();
  },
);

describe('policies with owners', () => {
  const own = '/.atmos/pro/sts/ @acme/admins\n/.github/CODEOWNERS @acme/admins\n';

  test.each([
    ['all files', '* @acme/admins\n'],
    ['the directory and CODEOWNERS', own],
    ['and a later entry elsewhere without owners', `${own}docs/\n/src/**\n*.md\n/modules/a.yaml\n`],
    ['a policy with other owners', `${own}/.atmos/pro/sts/ci.yaml @acme/ci\n`],
  ])('%s', (_name, text) => {
    expect(findUnownedPolicies(codeowners(text))).toBeUndefined();
  });

  test.each([
    ['nothing', '', 'no entry'],
    ['one policy', '/.atmos/pro/sts/default.yaml @acme/admins\n/.github/ @acme/admins\n', 'no entry'],
    ['the directory, then no owners', `${own}/.atmos/\n`, 'line 3'],
    ['the directory, then no owners for one policy', `${own}/.atmos/pro/sts/ci.yaml\n`, 'line 3'],
    ['the directory, then no owners for a pattern', `${own}c*.y*l\n`, 'line 3'],
    ['the directory, then no owners for a name', `${own}ci.yaml\n`, 'line 3'],
    ['the directory, but not CODEOWNERS', '/.atmos/pro/sts/ @acme/admins\n', '.github/CODEOWNERS no owners'],
  ])('%s is not enough', (_name, text, fault) => {
    expect(findUnownedPolicies(codeowners(text))).toContain(fault);
  });

  test('a place that would replace the file needs owners, too', () => {
    const text = '/.atmos/pro/sts/ @acme/admins\n/docs/CODEOWNERS @acme/admins\n/CODEOWNERS @acme/admins\n';
    expect(findUnownedPolicies(codeowners(text, 'docs/CODEOWNERS'))).toContain(
      'gives .github/CODEOWNERS no owners',
    );
    expect(
      findUnownedPolicies(codeowners(`${text}/.github/ @acme/admins\n`, 'docs/CODEOWNERS')),
    ).toBeUndefined();
  });
});
