/** Policies as users wrote them: what each one means, and everything that is wrong with it, in one pass. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findMissingOwners } from '../../../../src/domain/trust-policy/codeowners.ts';
import { compileTrustPolicy } from '../../../../src/domain/trust-policy/compile.ts';
import { decideTrustPolicy } from '../../../../src/domain/trust-policy/decide.ts';
import { inspectTrustPolicy } from '../../../../src/domain/trust-policy/lint-policy.ts';
import {
  decideText,
  everything,
  lintFindings,
  lintIds,
  matchText,
  policyText,
  pushClaims,
} from './samples.ts';

const policyFile = '.atmos/pro/sts/default.yaml';

function nearMisses(match: object, claims: object) {
  const decision = decideText(matchText(match), { ...pushClaims, ...claims });
  return decision.status === 'trust_policy_denied'
    ? decision.explanation.rules.flatMap((rule) => rule.claims.flatMap((claim) => claim.nearMisses))
    : decision.status;
}

describe('a colon in the name of an environment', () => {
  const environment = 'Production:V1';
  const claims = { environment, sub: 'repo:acme/infra:environment:Production%3AV1' };
  const encoded = { subject: 'repo:acme/infra:environment:Production%3AV1', environment };
  const raw = { subject: 'repo:acme/infra:environment:Production:V1', environment };

  test('encoded as GitHub writes it, is granted and has no finding', () => {
    expect(decideText(matchText(encoded), { ...pushClaims, ...claims }).status).toBe('granted');
    expect(lintIds(matchText(encoded))).toEqual([]);
    expect(lintIds(matchText({ ...encoded, environment: 'Production?V*' }))).toEqual([]);
  });

  test('written raw, never matches: the linter and the denial say so', () => {
    expect(lintIds(matchText(raw))).toEqual(['unmatchable', 'unreachable-rule']);
    expect(lintFindings(matchText({ subject: raw.subject }))).toMatchObject([
      {
        id: 'unmatchable',
        message: expect.stringContaining('"repo:acme/infra:environment:Production%3AV1"'),
      },
    ]);
    expect(nearMisses({ subject: raw.subject }, claims)).toContainEqual({ kind: 'encoded-colon' });
  });

  test('is not held against a customized subject, whose colons separate claims', () => {
    expect(lintIds(matchText({ subject: 'repo:acme/infra:environment:prod:actor:octocat' }))).toEqual([]);
    expect(lintIds(matchText({ subject: 'repo:acme/infra:environment:prod:job_workflow_ref:a/b*' }))).toEqual(
      [],
    );
  });
});

describe('a glob inside {regex: …}', () => {
  test.each([
    'repo:acme/*:ref:refs/tags/.*',
    'repo:acme/*:ref:refs/(tags|heads)/.+',
    'repo:acme/infra:*',
    '^repo:acme/infra:ref:refs/heads/*$',
  ])('%s is noticed', (regex) => {
    expect(lintIds(matchText({ subject: { regex } }))).toContain('regex-looks-like-glob');
  });

  test.each([
    'repo:acme/[^:/*]+:ref:refs/tags/.*',
    'repo:acme/infra-?a:ref:refs/heads/.*',
    'repo:acme/infra\\Q:*\\E.*',
    'repo:acme/infra:ref:refs/heads/x\\*.*',
  ])('%s is left alone', (regex) => {
    expect(lintIds(matchText({ subject: { regex } }))).not.toContain('regex-looks-like-glob');
  });

  test('is a near miss in the denial', () => {
    const tag = { sub: 'repo:acme/infra:ref:refs/tags/v1', ref: 'refs/tags/v1', ref_type: 'tag' };
    const regex = 'repo:acme/*:ref:refs/tags/.*';
    expect(nearMisses({ subject: { regex } }, tag)).toEqual([{ kind: 'glob-in-regex' }]);
    const other = { ...tag, sub: 'repo:acme/infra:ref:refs/heads/v1' };
    expect(nearMisses({ subject: { regex } }, other)).toEqual([]);
  });
});

describe('a claim that this version does not have', () => {
  test.each([
    ['job_workflow_ref', /reusable workflow.*v1alpha2/],
    ['repository_id', /number of the repository.*v1alpha2/],
    ['event_name', /v1alpha2/],
    ['workflow_sha', /no policy can match/],
    ['iss', /always enforced/],
  ])('%s is explained, and no other claim is suggested', (claim, words) => {
    const [finding, ...others] = lintFindings(matchText({ repository: 'acme/app', [claim]: 'x' }));
    expect([finding?.id, others]).toEqual(['unknown-claim', []]);
    expect(finding?.message).toMatch(words);
    expect(finding?.message).not.toMatch(/Did you mean|workflow_ref\?/);
    expect(finding?.fix).toBeUndefined();
  });
});

test.each([
  [{ repository: 'acme/app', workflow_ref: 'acme/shared/.github/workflows/plan.yml@refs/heads/main' }, true],
  [
    { repository_owner: 'acme', workflow_ref: 'beta/shared/.github/workflows/plan.yml@refs/heads/main' },
    true,
  ],
  [{ repository: 'acme/*', workflow_ref: 'acme/shared/.github/workflows/plan.yml@refs/heads/main' }, false],
  [{ repository: 'acme/app', workflow_ref: '*/plan.yml@refs/heads/main' }, false],
  [
    { repository_owner: 'acme', workflow_ref: 'acme/shared/.github/workflows/plan.yml@refs/heads/main' },
    false,
  ],
])('%j has a workflow of another repository: %j', (match, expected) => {
  expect(lintIds(matchText(match))).toEqual(expected ? ['foreign-workflow'] : []);
});

describe('a permission', () => {
  const grant = (name: string) => matchText({ repository: 'acme/infra' }, { [name]: 'write' });
  const inspect = (name: string, heldPermissions?: readonly string[]) =>
    inspectTrustPolicy({ content: Buffer.from(grant(name)), file: policyFile, heldPermissions });

  test.each([
    'actions_variables',
    'repository_advisories',
    'codespaces_secrets',
    'codespaces_lifecycle_admin',
  ])('%s is known', (name) => expect(lintIds(grant(name))).toEqual([]));

  test('that the linter does not know is an error, and a warning where the installation holds it', () => {
    const ids = (held?: readonly string[]) => inspect('brand_new', held).findings.map(({ id }) => id);
    expect(ids()).toContain('permission-unknown');
    expect(ids(['other'])).toContain('permission-unknown');
    expect(ids(['brand_new'])).toEqual(expect.arrayContaining(['permission-unlisted']));
    const policy = compileTrustPolicy({
      ...{ content: Buffer.from(grant('brand_new')), name: 'default', heldPermissions: ['brand_new'] },
    });
    const installationPermissions = { ...everything, brand_new: 'read' } as const;
    const decision = decideTrustPolicy({ policy, claims: pushClaims, installationPermissions });
    expect(decision).toMatchObject({ status: 'granted', permissions: { brand_new: 'read' } });
  });

  test.each(['members', 'organization_secrets', 'organization_brand_new', 'issue_types', 'profile'])(
    '%s, which is not of repositories, is an error even where the installation holds it',
    (name) => {
      expect(inspect(name, [name]).policy.status).toBe('invalid');
    },
  );
});

describe('a value that no run can have', () => {
  test.each([
    [{ repository: 'https://github.com/acme/infra' }, 'write "acme/infra"'],
    [{ repository: 'git@github.com:acme/infra.git' }, 'write "acme/infra"'],
    [{ repository: 'acme/infra, acme/apps' }, 'a rule for each'],
    [{ repository: 'infra' }, 'owner/name'],
    [{ repository: 'acme/infra.git' }, '.git'],
    [{ repository: 'acme.inc/infra' }, 'owner'],
    [{ repository: 'acme/infra/modules' }, 'one slash'],
    [{ repository: { regex: 'infra' } }, 'owner/name'],
    [{ repository: 'acme/infra', ref: 'refs/head/main' }, 'refs/heads/main'],
    [{ repository: 'acme/infra', ref: 'main' }, 'refs/heads/main'],
    [{ repository: 'acme/infra', ref: 'heads/main' }, 'refs/heads/main'],
    [{ repository: 'acme/infra', ref: 'refs/heads/*, refs/tags/*' }, 'spaces'],
    [{ repository_owner: 'acme inc' }, 'owner'],
    [{ repository: 'acme/infra', actor: '@octocat' }, 'without @'],
    [{ subject: 'repo:acme/infra:ref:main' }, 'refs/heads/main'],
    [{ subject: 'repo:acme/*:ref:main' }, 'refs/heads/main'],
    [{ subject: 'repo:acme/infra:refs/heads/main' }, 'ref:REF'],
    [{ subject: 'repo:infra:ref:refs/heads/main' }, 'owner/name'],
    [
      { repository: 'acme/infra', workflow_ref: 'acme/infra/.github/workflows/a.yml@main' },
      'refs/heads/main',
    ],
  ])('%j is a mistake: the file stays valid, and the check fails', (match, words) => {
    const content = Buffer.from(matchText(match));
    const { findings, policy } = inspectTrustPolicy({ content, file: policyFile });
    expect(policy.status).toBe('valid');
    expect(findings).toContainEqual(
      expect.objectContaining({
        id: 'unmatchable',
        severity: 'mistake',
        message: expect.stringContaining(words),
      }),
    );
  });

  test.each([
    { repository: 'acme*' },
    { repository: '*' },
    { repository: '?cme/infra' },
    { repository: 'acme_inc/.github' },
    { repository_owner: 'a*' },
    { repository: 'acme/infra', ref: '*' },
    { repository: 'acme/infra', ref: 'r*main' },
    { repository: 'acme/infra', ref: '*/main' },
    { repository: 'acme/infra', ref: 'refs/heads/a,b' },
    { repository: 'acme/infra', ref: 'refs/pull/*/merge' },
    { repository: 'acme/infra', actor: 'dependabot[bot]' },
    { subject: 'repo:acme@7/infra@42:ref:refs/heads/main' },
    { subject: 'repo:acme/infra' },
    { subject: 'repo:acme/infra:pull_request' },
    { subject: '*:environment:production' },
    { subject: 'job_workflow_ref:acme/shared/.github/workflows/a.yml@refs/heads/main' },
    { repository: 'acme/infra', workflow_ref: `acme/infra/.github/workflows/a.yml@${'a'.repeat(40)}` },
    { repository: 'acme/infra', workflow_ref: '*@refs/heads/main' },
    { repository: { regex: '[a-z]+/infra' } },
  ])('%j may be one', (match) => {
    expect(lintIds(matchText(match))).not.toContain('unmatchable');
  });
});

test('what is called unmatchable matches no value that GitHub issues', () => {
  const values = {
    subject: [
      'repo:acme/infra:ref:refs/heads/main',
      'repo:a@1/b.c@2:environment:Qa%3A1',
      'repo:a/b:pull_request',
      'repo:a/b:actor:x',
    ],
    repository: ['acme/infra', 'a-b/c.d_e', 'Acme_inc/.github'],
    repository_owner: ['acme', 'a-b', 'Acme_inc'],
    ref: ['refs/heads/main', 'refs/tags/v1.0', 'refs/pull/7/merge', 'refs/heads/a(b)|c,d'],
    ref_type: ['branch', 'tag'],
    actor: ['octocat', 'dependabot[bot]', 'a_inc'],
    workflow_ref: ['acme/infra/.github/workflows/a b.yml@refs/heads/main', 'a/b/dynamic/x/y@refs/heads/m'],
    sha: ['5f2c0f0d3c1c6a7b8d9e0f1a2b3c4d5e6f708192'],
  };
  const drawn = fc.constantFrom(...Object.entries(values)).chain(([claim, of]) =>
    fc.record({
      claim: fc.constant(claim),
      value: fc.constantFrom(...of),
      holes: fc.array(fc.tuple(fc.nat(60), fc.nat(12), fc.constantFrom('*', '?', '**')), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  );
  fc.assert(
    fc.property(drawn, ({ claim, value, holes }) => {
      const pattern = holes.reduce((text, [at, length, wildcard]) => {
        const end = at + (wildcard === '?' ? 1 : length);
        // One character in place of any run would match less than what was there.
        const hole = wildcard === '?' && text.charAt(at) === '*' ? '*' : wildcard;
        return at >= text.length ? text : text.slice(0, at) + hole + text.slice(end);
      }, value);
      expect([pattern, lintIds(matchText({ [claim]: pattern })).includes('unmatchable')]).toEqual([
        pattern,
        false,
      ]);
    }),
    { numRuns: 500 },
  );
});

test('an owner of the policies whom a later, general line replaces is not an owner', () => {
  const judge = (text: string) =>
    findMissingOwners([{ path: '.github/CODEOWNERS', content: Buffer.from(text) }], policyFile);
  expect(judge('/.atmos/pro/sts/ @acme/security\n* @acme/devs\n')).toMatch(
    /Line 1 .*@acme\/security.*line 2.*@acme\/devs/,
  );
  expect(judge('* @acme/devs\n/.atmos/pro/sts/ @acme/security\n')).toBeUndefined();
  expect(judge('/.atmos/ @acme/security\n* @ACME/security\n')).toBeUndefined();
  expect(judge('* @acme/devs\n')).toBeUndefined();
});

test('an octo-sts file is one finding that names the command', () => {
  const octo = `issuer: https://token.actions.githubusercontent.com
subject_pattern: repo:acme/.*:ref:refs/heads/main
claim_pattern:
  job_workflow_ref: acme/shared/.github/workflows/plan.yaml@.*
permissions:
  contents: read
  pull_requests: write
repositories: []
`;
  expect(lintFindings(octo)).toMatchObject([
    { id: 'other-dialect', message: expect.stringContaining('atmos-pro policy convert') },
  ]);
});

describe('a key in the wrong place', () => {
  const find = (rules: string) =>
    lintFindings(policyText(rules)).map(({ id, message }) => `${id}: ${message}`);

  test('permissions inside match are told to go one level up', () => {
    expect(
      find('    - match:\n        repository: acme/infra\n        permissions: {issues: write}'),
    ).toEqual([expect.stringMatching(/^unknown-claim: permissions belongs one level up/)]);
  });

  test('a claim beside match is told to go into it', () => {
    expect(find('    - match: {ref: refs/heads/main}\n      repository: acme/infra')).toContainEqual(
      expect.stringMatching(/^unknown-key: repository belongs one level down/),
    );
  });

  test('permissions: write-all shows how a permission is written', () => {
    expect(find('    - match: {repository: acme/infra}\n      permissions: write-all')).toEqual([
      expect.stringMatching(/^wrong-type: .*pull_requests: write/),
    ]);
  });
});

test('all mistakes of a file are told in one pass, whatever their kinds', () => {
  const text = `apiVersion: atmos-pro.com/v1
kind: TrustPolicy
kind: TrustPolicy
metadata:
  name: other
spec:
  rules:
    - match: &anchor
        repository: infra
        ref: {regex: "a("}
        branch: main
      permissions:
        pull-requests: write
        contents: write
    - match: *anchor
    - match:
        actor: 42
        environment: !secret on
`;
  expect(lintIds(text).toSorted()).toEqual([
    ...['alias', 'alias', 'ambiguous-scalar', 'api-version', 'custom-tag', 'duplicate-key', 'metadata-name'],
    ...[
      'not-a-string',
      'permission-unknown',
      'regex-invalid',
      'unknown-claim',
      'unmatchable',
      'write-covers-policy',
    ],
  ]);
});
