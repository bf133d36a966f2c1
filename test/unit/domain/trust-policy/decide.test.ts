import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type PolicyClaim,
  type PolicyClaims,
  policyClaims,
} from '../../../../src/domain/trust-policy/claims.ts';
import { decideTrustPolicy } from '../../../../src/domain/trust-policy/decide.ts';
import type { Permissions } from '../../../../src/domain/trust-policy/permissions.ts';
import { compileText, decideText, everything, matchText, policyText, pushClaims } from './samples.ts';

const claimNames = Object.keys(policyClaims) as PolicyClaim[];

describe('a decision', () => {
  test('without a policy is no_trust_policy', () => {
    expect(
      decideTrustPolicy({ policy: undefined, claims: pushClaims, installationPermissions: everything }),
    ).toEqual({ status: 'no_trust_policy' });
  });

  test('over an invalid policy fails closed, although one of its rules would match', () => {
    const text = policyText('    - match: {ref: "*"}\n    - match: {sha: 1}');
    expect(decideText(text)).toMatchObject({
      status: 'trust_policy_invalid',
      findings: [{ id: 'not-a-string' }],
    });
  });

  test.each(claimNames)('by %s compares the claim of the token', (claim) => {
    const value = pushClaims[policyClaims[claim] as keyof typeof pushClaims] ?? 'production';
    const claims = { ...pushClaims, environment: 'production' };
    expect(decideText(matchText({ [claim]: value }), claims)).toMatchObject({ status: 'granted' });
    expect(decideText(matchText({ [claim]: `${value}x` }), claims)).toMatchObject({
      status: 'trust_policy_denied',
    });
  });

  test.each(
    claimNames.flatMap((claim) =>
      (['*', '?*', { regex: '.*' }] as const).flatMap((pattern) =>
        ([undefined, ''] as const).map((absent) => [claim, pattern, absent] as const),
      ),
    ),
  )('by %s: %j matches no claim that is %j', (claim, pattern, absent) => {
    const { [policyClaims[claim]]: _, ...others }: Record<string, string> = { ...pushClaims };
    const claims: PolicyClaims = absent === undefined ? others : { ...others, [policyClaims[claim]]: absent };
    expect(decideText(matchText({ [claim]: pattern }), claims)).toMatchObject({
      status: 'trust_policy_denied',
    });
  });

  test.each([
    ['1,024 characters', 1024, 'granted'],
    ['1,025 characters', 1025, 'trust_policy_denied'],
  ])('over a claim of %s', (_, length, status) => {
    const claims = { ...pushClaims, ref: 'a'.repeat(length) };
    expect(decideText(matchText({ ref: '*' }), claims)).toMatchObject({ status });
  });

  test('needs every claim of a rule', () => {
    expect(decideText(matchText({ repository_owner: 'acme', ref: 'refs/heads/dev' }))).toMatchObject({
      status: 'trust_policy_denied',
    });
  });

  test('needs any one rule, and says which', () => {
    const text = policyText('    - match: {ref: a}\n    - match: {ref: "*"}\n    - match: {actor: octocat}');
    expect(decideText(text)).toEqual({
      status: 'granted',
      permissions: { contents: 'read', metadata: 'read' },
      matchedRules: [1, 2],
    });
  });

  test('by a rule without claims allows no job, even if one were compiled', () => {
    const policy = compileText(matchText({ ref: '*' }));
    if (policy.status === 'invalid') throw new Error('expected a valid policy');
    const hollow = { ...policy, rules: policy.rules.map((rule) => ({ ...rule, matchers: [] })) };
    expect(
      decideTrustPolicy({ policy: hollow, claims: pushClaims, installationPermissions: everything }),
    ).toMatchObject({ status: 'trust_policy_denied' });
  });
});

describe('permissions', () => {
  const granted = (permissions: object, installation: Permissions = everything) =>
    decideText(matchText({ ref: '*' }, permissions), pushClaims, installation);

  test.each([
    [
      'start from reading',
      { issues: 'read' },
      { contents: 'read', metadata: 'read', issues: 'write' },
      { contents: 'read', issues: 'read', metadata: 'read' },
    ],
    ['may raise contents', { contents: 'write' }, everything, { contents: 'write', metadata: 'read' }],
    [
      'are capped at the installation',
      { pull_requests: 'write' },
      { contents: 'write', metadata: 'read', pull_requests: 'read' },
      { contents: 'read', metadata: 'read', pull_requests: 'read' },
    ],
    [
      'are dropped where the installation has none',
      { pull_requests: 'write' },
      { contents: 'read', metadata: 'read' },
      { contents: 'read', metadata: 'read' },
    ],
    ['come down from admin', { contents: 'admin' }, everything, { contents: 'write', metadata: 'read' }],
    [
      'keep admin where it is held',
      { repository_projects: 'admin' },
      everything,
      { contents: 'read', metadata: 'read', repository_projects: 'admin' },
    ],
  ] as [string, object, Permissions, Permissions][])('%s', (_, permissions, installation, expected) => {
    expect(granted(permissions, installation)).toEqual({
      status: 'granted',
      permissions: expected,
      matchedRules: [0],
    });
  });

  test('are the union over all rules that match, and of no other', () => {
    const text = policyText(
      [
        '    - match: {ref: "*"}\n      permissions: {pull_requests: read, administration: write}',
        '    - match: {actor: "*"}\n      permissions: {pull_requests: write}',
        '    - match: {actor: mallory}\n      permissions: {contents: write}',
      ].join('\n'),
    );
    expect(decideText(text)).toMatchObject({
      permissions: { administration: 'write', contents: 'read', metadata: 'read', pull_requests: 'write' },
    });
  });

  test.each([
    ['none at all', {}],
    ['everything but contents', { metadata: 'read', pull_requests: 'write' }],
  ] as [string, Permissions][])('of an installation with %s: denied, and says why', (_, installation) => {
    expect(granted({ pull_requests: 'write' }, installation)).toMatchObject({
      status: 'trust_policy_denied',
      explanation: { reason: 'contents-not-installed', rules: [{ matched: true }] },
    });
  });

  test('do not depend on the order of rules', () => {
    const names = ['contents', 'pull_requests', 'repository_projects', 'administration'];
    const rules = fc.array(
      fc.tuple(
        fc.constantFrom('*', 'none'),
        fc.constantFrom(...names),
        fc.constantFrom('read', 'write', 'admin'),
      ),
      { minLength: 1, maxLength: 6 },
    );
    const render = (all: readonly (readonly [string, string, string])[]) =>
      policyText(
        all
          .map(([ref, name, level]) => `    - match: {ref: "${ref}"}\n      permissions: {${name}: ${level}}`)
          .join('\n'),
      );
    fc.assert(
      fc.property(rules, (all) => {
        const forwards = decideText(render(all));
        const backwards = decideText(render(all.toReversed()));
        expect(forwards.status).toBe(backwards.status);
        if (forwards.status !== 'granted' || backwards.status !== 'granted') return;
        expect(forwards.permissions).toEqual(backwards.permissions);
        for (const name of Object.keys(forwards.permissions)) expect(everything).toHaveProperty(name);
      }),
      { numRuns: 200 },
    );
  });
});
