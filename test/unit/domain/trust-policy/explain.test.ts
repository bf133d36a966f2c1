import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PolicyClaims } from '../../../../src/domain/trust-policy/claims.ts';
import type { Explanation } from '../../../../src/domain/trust-policy/decision.ts';
import { renderExplanation } from '../../../../src/domain/trust-policy/render-explanation.ts';
import { decideText, matchText, policyText, pushClaims } from './samples.ts';

function explain(text: string, claims: PolicyClaims = pushClaims): Explanation {
  const decision = decideText(text, claims);
  if (decision.status !== 'trust_policy_denied') throw new Error(`expected a denial, not ${decision.status}`);
  return decision.explanation;
}

const inEnvironment = { ...pushClaims, sub: 'repo:acme/infra:environment:prod', environment: 'prod' };
const forPullRequest = {
  ...pushClaims,
  sub: 'repo:acme/infra:pull_request',
  ref: 'refs/pull/5/merge',
  event_name: 'pull_request',
};

describe('an explanation', () => {
  test('says of every claim whether it matched, and of every rule', () => {
    const text = policyText(
      [
        '    - match: {repository_owner: acme, ref: refs/heads/dev, environment: "*"}',
        '    - match: {repository_owner: "evil*"}',
      ].join('\n'),
    );
    expect(explain(text)).toEqual({
      policyName: 'default',
      reason: 'no-rule-matched',
      rules: [
        {
          rule: 0,
          line: 7,
          matched: false,
          claims: [
            {
              claim: 'repository_owner',
              matcher: 'glob',
              pattern: 'acme',
              line: 7,
              outcome: 'matched',
              value: 'acme',
              nearMisses: [],
            },
            {
              claim: 'ref',
              matcher: 'glob',
              pattern: 'refs/heads/dev',
              line: 7,
              outcome: 'not-matched',
              value: 'refs/heads/main',
              nearMisses: [],
            },
            {
              claim: 'environment',
              matcher: 'glob',
              pattern: '*',
              line: 7,
              outcome: 'absent',
              nearMisses: [],
            },
          ],
        },
        {
          rule: 1,
          line: 8,
          matched: false,
          claims: [
            {
              claim: 'repository_owner',
              matcher: 'glob',
              pattern: 'evil*',
              line: 8,
              outcome: 'not-matched',
              value: 'acme',
              nearMisses: [],
            },
          ],
        },
      ],
    });
  });

  test.each([
    ['case', { repository: 'Acme/Infra' }, pushClaims, { kind: 'case' }],
    ['case in a glob', { repository: 'ACME/*' }, pushClaims, { kind: 'case' }],
    [
      'an environment',
      { subject: 'repo:acme/infra:ref:refs/heads/main' },
      inEnvironment,
      { kind: 'environment-subject', environment: 'prod' },
    ],
    [
      'an environment, ids',
      { subject: 'repo:acme/infra:ref:refs/heads/*' },
      { ...inEnvironment, sub: 'repo:acme@7/infra@42:environment:prod' },
      { kind: 'environment-subject', environment: 'prod' },
    ],
    [
      'a pull request',
      { subject: 'repo:acme/infra:ref:refs/heads/main' },
      forPullRequest,
      { kind: 'pull-request' },
    ],
    ['the ref of a pull request', { ref: 'refs/heads/*' }, forPullRequest, { kind: 'pull-request' }],
    ['other ids', { subject: 'repo:acme@7/infra@41:ref:refs/heads/main' }, pushClaims, { kind: 'other-ids' }],
    [
      'a customized subject',
      { subject: 'repo:acme/infra:*' },
      { ...pushClaims, sub: 'job:deploy' },
      { kind: 'custom-subject' },
    ],
    ['a missing *', { ref: 'refs/heads/' }, pushClaims, { kind: 'prefix' }],
  ] as [string, object, PolicyClaims, object][])('sees the near miss: %s', (_, match, claims, miss) => {
    const [rule] = explain(matchText(match), claims).rules;
    expect(rule?.claims[0]?.nearMisses).toContainEqual(miss);
  });

  test.each([
    ['another branch', { subject: 'repo:acme/infra:ref:refs/heads/dev' }, inEnvironment],
    ['another repository', { subject: 'repo:acme/other:*' }, forPullRequest],
    ['another owner', { repository_owner: 'other' }, pushClaims],
  ] as [string, object, PolicyClaims][])('sees none in %s', (_, match, claims) => {
    expect(explain(matchText(match), claims).rules[0]?.claims[0]?.nearMisses).toEqual([]);
  });

  test('says when a claim is too long', () => {
    const { rules } = explain(matchText({ ref: '*' }), { ...pushClaims, ref: 'x'.repeat(2_000) });
    expect(rules[0]?.claims[0]).toMatchObject({ outcome: 'too-long', value: 'x'.repeat(256) });
  });

  test('in words', () => {
    const text = policyText(
      [
        '    - match: {repository_owner: other}',
        '    - match: {repository_owner: acme, subject: "repo:acme/infra:ref:refs/heads/main", sha: {regex: "[0-9a-f]{40}"}, workflow_ref: x}',
      ].join('\n'),
    );
    const { workflow_ref: _, ...claims } = inEnvironment;
    expect(renderExplanation(explain(text, claims))).toBe(
      [
        'The trust policy "default" has no rule that matches this caller.',
        'Rule 2 (line 8) did not match:',
        '  no: subject "repo:acme/infra:environment:prod" does not match "repo:acme/infra:ref:refs/heads/main"',
        '      The job runs in the environment "prod", so its subject ends in ":environment:…", not in ":ref:…".',
        '  ok: repository_owner "acme" matches "acme"',
        '  no: workflow_ref is absent from the ID token, and "x" is asked for',
        '  ok: sha "5f2c0f0d3c1c6a7b8d9e0f1a2b3c4d5e6f708192" matches the expression "[0-9a-f]{40}"',
        'Rule 1 (line 7) did not match:',
        '  no: repository_owner "acme" does not match "other"',
      ].join('\n'),
    );
  });

  test('in words about a missing installation permission', () => {
    const decision = decideText(matchText({ ref: '*' }), pushClaims, { metadata: 'read' });
    if (decision.status !== 'trust_policy_denied') throw new Error('expected a denial');
    expect(renderExplanation(decision.explanation)).toMatch(
      /^The trust policy "default" allows this caller, but .* contents/,
    );
  });

  test('in words is bounded under fifty rules and long claims', () => {
    const rules = policyText(
      '    - match: {ref: none, sha: none, actor: none, environment: none}\n'.repeat(50),
    );
    const long = 'x'.repeat(1_024);
    const text = renderExplanation(
      explain(rules, { ...pushClaims, ref: long, sha: long, actor: long, environment: long }),
    );
    expect(text.length).toBeLessThan(32_768);
    expect(text).toContain('40 more rules did not come closer.');
  });

  test('in words keeps every value on its line and inside quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (value) => {
        const lines = renderExplanation(
          explain(matchText({ ref: 'refs/heads/none' }), { ...pushClaims, ref: value }),
        ).split(/\r\n|[\n\r\u0085\u2028\u2029]/);
        expect(lines.slice(0, 2)).toEqual([
          'The trust policy "default" has no rule that matches this caller.',
          'Rule 1 (line 7) did not match:',
        ]);
        for (const line of lines.slice(2)) expect(line).toMatch(/^ {2}(?:no: ref "| {4}[A-Z])/);
      }),
    );
  });
});
