/** v1alpha2: nine more claims, and nothing else: its decisions, its schema and its explanations. */

import { describe, expect, test } from '@jest/globals';
import { completeClaims } from '../../../../src/domain/trust-policy/callers/complete-claims.ts';
import {
  laterClaims,
  matchableClaims,
  type PolicyClaims,
  policyClaims,
} from '../../../../src/domain/trust-policy/claims.ts';
import { compileTrustPolicy } from '../../../../src/domain/trust-policy/compile.ts';
import { outsiderEvents } from '../../../../src/domain/trust-policy/lint/events.ts';
import { apiVersionOf, policyVersions } from '../../../../src/domain/trust-policy/policy-version.ts';
import { describeRule } from '../../../../src/domain/trust-policy/report/describe-rule.ts';
import { adviseOnDenial } from '../../../../src/domain/trust-policy/suggest-change.ts';
import { readProjectFile } from '../../../support/source-files.ts';
import { compileText, decideText, lintFindings, matchText, policyText } from './samples.ts';
import {
  extendedClaims,
  extendedMatch,
  extendedText,
  lintExtended,
  pullRequestClaims,
  toExtended,
} from './v1alpha2-samples.ts';

const later = Object.keys(laterClaims) as (keyof typeof laterClaims)[];
const complete = { ...pullRequestClaims, environment: 'production' };

function statusOf(match: object, claims: PolicyClaims): string {
  return decideText(extendedMatch(match), claims).status;
}

describe('a claim of v1alpha2', () => {
  test.each(later)('%s is compared as it is in the token', (claim) => {
    const value = complete[claim];
    expect(statusOf({ [claim]: value }, complete)).toBe('granted');
    expect(statusOf({ [claim]: `${value}x` }, complete)).toBe('trust_policy_denied');
    expect(statusOf({ [claim]: `${value.slice(0, 1)}*` }, complete)).toBe('granted');
    expect(statusOf({ [claim]: { regex: `${value.slice(0, 1)}.*` } }, complete)).toBe('granted');
    expect(statusOf({ [claim]: { regex: value.slice(0, 1) } }, { ...complete, [claim]: value })).toBe(
      value.length === 1 ? 'granted' : 'trust_policy_denied',
    );
  });

  test.each(
    later.flatMap((claim) =>
      ['*', { regex: '.*' }].flatMap((pattern) =>
        [undefined, ''].map((absent) => [claim, pattern, absent] as const),
      ),
    ),
  )('%s: %j matches no claim that is %j', (claim, pattern, absent) => {
    expect(statusOf({ [claim]: pattern }, { ...complete, [claim]: absent })).toBe('trust_policy_denied');
  });

  test.each(later)('%s over 1,024 characters matches nothing', (claim) => {
    expect(statusOf({ [claim]: '*' }, { ...complete, [claim]: '1'.repeat(1_024) })).toBe('granted');
    expect(statusOf({ [claim]: '*' }, { ...complete, [claim]: '1'.repeat(1_025) })).toBe(
      'trust_policy_denied',
    );
  });

  test.each(later)('%s makes a file of v1alpha1 invalid, which says where it is known', (claim) => {
    const text = matchText({ repository: 'acme/infra', [claim]: '*' });
    expect(compileText(text)).toMatchObject({ status: 'invalid', findings: [{ id: 'unknown-claim' }] });
    expect(lintFindings(text)[0]?.message).toContain('v1alpha2 can match on it');
    expect(compileText(toExtended(text)).status).toBe('valid');
  });

  test.each(['repository_id', 'repository_owner_id', 'actor_id'])(
    '%s is decimal text: a number without quotes is an error with its fix',
    (claim) => {
      const [finding] = lintFindings(extendedText(`    - match: {${claim}: 42}`)).filter(
        ({ severity }) => severity === 'error',
      );
      expect(finding).toMatchObject({ id: 'not-a-string', fix: { text: '"42"' } });
    },
  );

  test('is one more condition: all claims of a rule must match', () => {
    const rule = { repository: 'acme/infra', repository_id: '42', event_name: 'push' };
    expect(statusOf(rule, extendedClaims)).toBe('granted');
    expect(statusOf(rule, { ...extendedClaims, event_name: 'pull_request_target' })).toBe(
      'trust_policy_denied',
    );
    expect(statusOf(rule, { ...extendedClaims, repository_id: '43' })).toBe('trust_policy_denied');
  });

  test('does not replace another: an id is not a name, and the reusable workflow is not the file of the caller', () => {
    expect(statusOf({ repository_id: '7' }, extendedClaims)).toBe('trust_policy_denied');
    expect(statusOf({ actor_id: '42' }, extendedClaims)).toBe('trust_policy_denied');
    expect(statusOf({ job_workflow_ref: 'acme/infra/*' }, extendedClaims)).toBe('trust_policy_denied');
    expect(statusOf({ workflow_ref: 'acme/workflows/*' }, extendedClaims)).toBe('trust_policy_denied');
    expect(statusOf({ base_ref: 'feature' }, pullRequestClaims)).toBe('trust_policy_denied');
    expect(statusOf({ head_ref: 'main' }, pullRequestClaims)).toBe('trust_policy_denied');
  });
});

describe('the version', () => {
  test.each(['iss', 'run_id', 'ref_protected', 'workflow_sha', 'sub', 'constructor', '__proto__'])(
    'has no claim %s',
    (claim) => {
      expect(compileText(extendedText(`    - match: {${claim}: "*"}`))).toMatchObject({
        status: 'invalid',
        findings: [{ id: 'unknown-claim' }],
      });
    },
  );

  test.each([
    'atmos-pro.com/v1alpha3',
    'v1alpha2',
    'atmos-pro.com/V1alpha2',
    ' atmos-pro.com/v1alpha2',
    'atmos-pro.com/v1alpha2 ',
  ])('%j is unknown, and the file invalid', (version) => {
    const text = extendedMatch({ repository_id: '42' }).replace(
      'atmos-pro.com/v1alpha2',
      JSON.stringify(version),
    );
    expect(compileText(text)).toMatchObject({
      status: 'invalid',
      findings: [{ id: 'api-version', fix: { text: 'atmos-pro.com/v1alpha2' } }],
    });
  });

  test('that is corrected is the oldest that has the claims', () => {
    const text = matchText({ repository: 'acme/infra' }).replace('atmos-pro.com/v1alpha1', 'v1');
    expect(compileText(text).findings).toMatchObject([
      { id: 'api-version', fix: { text: apiVersionOf('v1alpha1') } },
    ]);
  });

  test.each(policyVersions)('%s of two that a file names is not the one that counts', (version) => {
    const text = extendedMatch({ repository_id: '42' });
    expect(compileText(`apiVersion: ${apiVersionOf(version)}\n${text}`).status).toBe('invalid');
    expect(compileText(`${text}apiVersion: ${apiVersionOf(version)}\n`).status).toBe('invalid');
  });

  test('is not a key of a rule: one file has one version', () => {
    expect(
      compileText(policyText('    - {apiVersion: atmos-pro.com/v1alpha2, match: {repository_id: "42"}}'))
        .status,
    ).toBe('invalid');
  });
});

describe('the schema', () => {
  const read = (version: string) => JSON.parse(readProjectFile(`schemas/${version}/trust-policy.json`));

  test('is that of v1alpha1 with nine more claims, and nothing else', () => {
    const { $defs, ...extended } = JSON.parse(
      JSON.stringify(read('v1alpha2')).replaceAll('v1alpha2', 'v1alpha1'),
    );
    for (const claim of later) delete $defs.match.properties[claim];
    expect({ ...extended, $defs }).toEqual(read('v1alpha1'));
  });

  test('knows the claims that the engine knows', () => {
    const { properties } = read('v1alpha2').$defs.match;
    expect(Object.keys(properties)).toEqual(Object.keys(matchableClaims));
    expect(Object.keys(matchableClaims)).toEqual([...Object.keys(policyClaims), ...later]);
    for (const claim of later)
      expect(properties[claim]).toMatchObject({
        title: expect.stringMatching(/\S/),
        description: expect.stringMatching(/\.$/),
        examples: [
          expect.anything(),
          ...new Array(properties[claim].examples.length - 1).fill(expect.anything()),
        ],
        $ref: '#/$defs/pattern',
      });
  });

  test('has examples that the linter accepts', () => {
    const { properties } = read('v1alpha2').$defs.match;
    const found = later.flatMap((claim) =>
      properties[claim].examples.flatMap((pattern: unknown) =>
        lintExtended({ repository: 'acme/infra', environment: 'x', [claim]: pattern }).map(({ id }) => [
          claim,
          id,
        ]),
      ),
    );
    expect(found).toEqual([]);
  });
});

describe('a misspelled claim', () => {
  test.each([
    ['job_workflow-ref', 'job_workflow_ref'],
    ['jobWorkflowRef', 'job_workflow_ref'],
    ['job_workflow', 'job_workflow_ref'],
    ['repo_id', 'repository_id'],
    ['owner_id', 'repository_owner_id'],
    ['event', 'event_name'],
    ['visibility', 'repository_visibility'],
    ['target_branch', 'base_ref'],
    ['workflow', 'workflow_ref'],
    ['repositoryowner', 'repository_owner'],
  ])('%s in v1alpha2 is meant to be %s', (written, meant) => {
    const [finding] = lintExtended({ repository: 'acme/infra', [written]: '1' });
    expect(finding).toMatchObject({ id: 'unknown-claim', message: expect.stringContaining(`"${meant}"?`) });
    expect(finding?.message).not.toContain('v1alpha1 cannot');
  });

  test.each(['job_workflow-ref', 'jobWorkflowRef', 'job_workflow_reff'])(
    '%s in v1alpha1 is never taken for workflow_ref',
    (written) => {
      const [finding] = lintFindings(matchText({ repository: 'acme/infra', [written]: '1' }));
      expect(finding?.message).toMatch(/"job_workflow_ref".*v1alpha2/);
      expect(finding?.message).not.toContain('"workflow_ref"');
      expect(finding?.fix).toBeUndefined();
    },
  );
});

test.each([
  [matchText, Object.keys(policyClaims)],
  [extendedMatch, Object.keys(matchableClaims)],
])('an unknown claim is told the claims of the version, and no others', (render, claims) => {
  const findings = lintFindings(render({ zzzzzz: 'x' })).filter(({ id }) => id === 'unknown-claim');
  expect(findings).toMatchObject([{ message: `Unknown claim "zzzzzz". Use one of ${claims.join(', ')}.` }]);
});

describe('a denial', () => {
  function explain(match: object, claims: PolicyClaims) {
    const decision = decideText(extendedMatch(match), claims);
    if (decision.status !== 'trust_policy_denied') throw new Error(decision.status);
    const [rule] = decision.explanation.rules;
    return { claims: rule?.claims ?? [], advice: adviseOnDenial(decision.explanation, claims) };
  }
  const missesOf = (match: object, claims: PolicyClaims) =>
    explain(match, claims).claims.flatMap(({ nearMisses }) => nearMisses);

  test('tells the two workflows apart', () => {
    expect(missesOf({ job_workflow_ref: extendedClaims.workflow_ref }, extendedClaims)).toContainEqual({
      kind: 'other-workflow',
      claim: 'workflow_ref',
    });
    expect(missesOf({ workflow_ref: extendedClaims.job_workflow_ref }, extendedClaims)).toContainEqual({
      kind: 'other-workflow',
      claim: 'job_workflow_ref',
    });
  });

  test('knows that a base is a short name', () => {
    expect(missesOf({ base_ref: 'refs/heads/main' }, pullRequestClaims)).toContainEqual({ kind: 'full-ref' });
    expect(missesOf({ base_ref: 'release' }, pullRequestClaims)).toEqual([]);
  });

  test('never advises to append a wildcard to an id', () => {
    expect(missesOf({ repository_id: '4' }, extendedClaims)).toEqual([]);
    expect(missesOf({ actor_id: '583' }, extendedClaims)).toEqual([]);
  });

  test('knows a repository that has the name of another one, and does not advise a rule by name', () => {
    const other = { ...extendedClaims, repository_id: '43', repository_owner_id: '8' };
    for (const rule of [
      { repository: 'acme/infra', repository_id: '42' },
      { repository_owner: 'acme', repository_owner_id: '7' },
    ]) {
      expect(missesOf(rule, other)).toContainEqual({ kind: 'other-ids' });
      expect(explain(rule, other).advice).not.toContain('- match:');
    }
    expect(missesOf({ repository: 'acme/app', repository_id: '42' }, other)).not.toContainEqual({
      kind: 'other-ids',
    });
  });

  test('advises a rule with the id and the event if the policy names them, and none where they are not known', () => {
    const pinned = {
      repository: 'acme/infra',
      repository_id: '42',
      event_name: 'push',
      ref: 'refs/heads/dev',
    };
    const { advice } = explain(pinned, extendedClaims);
    expect(advice).toContain('    repository_id: "42"\n    event_name: "push"\n    ref: "refs/heads/main"');
    expect(explain(pinned, { ...extendedClaims, repository_id: undefined }).advice).not.toContain('- match:');
    expect(explain({ repository: 'acme/app' }, extendedClaims).advice).not.toContain('repository_id');
  });

  test.each(outsiderEvents)(
    'does not advise a rule for %s, which people without write access can cause',
    (event) => {
      const claims = { ...extendedClaims, event_name: event };
      expect(explain({ event_name: 'push' }, claims).advice).not.toContain('- match:');
      expect(explain({ event_name: 'schedule' }, extendedClaims).advice).toContain('- match:');
    },
  );

  test.each(['base_ref', 'head_ref'] as const)('says that only runs for pull requests have %s', (claim) => {
    const { claims, advice } = explain({ [claim]: 'main' }, extendedClaims);
    expect(claims).toMatchObject([{ claim, outcome: 'absent' }]);
    expect(advice).toContain('for a pull request');
    expect(advice).not.toContain('every ID token');
  });
});

test('a caller in a file of callers gets no claim of v1alpha2 that it does not name', () => {
  const given = {
    repository: 'acme/infra',
    ref: 'refs/heads/main',
    workflow_ref: 'acme/infra/.github/workflows/a.yml@refs/heads/main',
  };
  expect(Object.keys(completeClaims(given))).toEqual(expect.not.arrayContaining(later));
});

test.each<[object, string]>([
  [{ repository_id: '42' }, 'jobs of the repository with the id 42'],
  [{ repository_owner_id: '7' }, 'jobs of the owner with the id 7'],
  [{ repository_id: { regex: '42|43' } }, 'jobs of any repository id that matches the expression "42|43"'],
  [{ repository: 'a/b', repository_visibility: 'private' }, 'jobs of a/b, of a repository that is private'],
  [
    { repository: 'a/b', event_name: 'push', ref: 'refs/heads/main' },
    'jobs of a/b, for the event push, on branch main',
  ],
  [
    { repository: 'a/b', job_workflow_ref: 'a/ci/.github/workflows/x.yml@refs/tags/v1' },
    'jobs of a/b, running the reusable workflow a/ci/.github/workflows/x.yml@refs/tags/v1',
  ],
  [
    { repository: 'a/b', base_ref: 'main', head_ref: 'x/*' },
    'jobs of a/b, for pull requests into branch main, for pull requests from any branch that matches "x/*"',
  ],
  [{ repository: 'a/b', actor_id: '5' }, 'jobs of a/b, started by the account with the id 5'],
  [{ repository: 'a/b', runner_environment: 'github-hosted' }, 'jobs of a/b, on a github-hosted runner'],
])('%j in words: %s', (match, who) => {
  const policy = compileTrustPolicy({ content: Buffer.from(extendedMatch(match)), name: 'default' });
  const [rule] = policy.status === 'valid' ? policy.rules : [];
  expect(rule && describeRule(rule).who).toBe(who);
});
