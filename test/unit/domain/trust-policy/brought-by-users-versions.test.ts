/** Every policy that users brought, in one file of each version: all findings in one pass, and the same ones. */

import { describe, expect, test } from '@jest/globals';
import { lintFindings, policyText } from './samples.ts';
import { toExtended } from './v1alpha2-samples.ts';

const workflow = 'acme/shared/.github/workflows/plan.yml@refs/heads/main';

/** Rule in flow style, and what is found at its line in both versions. */
const rules: readonly (readonly [rule: string, ids: readonly string[]])[] = [
  ['{match: {subject: "repo:acme/infra:environment:Production%3AV1", environment: "Production:V1"}}', []],
  ['{match: {subject: "repo:acme/infra:environment:Production:V1"}}', ['unmatchable']],
  ['{match: {subject: {regex: "repo:acme/*:ref:refs/tags/.*"}}}', ['regex-looks-like-glob']],
  [`{match: {repository: acme/app, workflow_ref: "${workflow}"}}`, ['foreign-workflow']],
  ['{match: {repository: acme/a}, permissions: {actions_variables: write, repository_advisories: read}}', []],
  ['{match: {repository: acme/b}, permissions: {codespaces_secrets: write}}', []],
  ['{match: {repository: "https://github.com/acme/infra"}}', ['unmatchable']],
  ['{match: {repository: "acme/infra, acme/apps"}}', ['unmatchable']],
  ['{match: {repository: acme/c, ref: refs/head/main}}', ['unmatchable']],
  ['{match: {repository: acme/d, ref: main}}', ['unmatchable']],
  ['{match: {repository: infra}}', ['unmatchable']],
  ['{match: {repository: acme/e, permissions: {issues: write}}}', ['unknown-claim']],
  ['{match: {repository: acme/f}, permissions: write-all}', ['wrong-type']],
  ['{match: {repository: acme/g, reff: x}}', ['unknown-claim']],
];
const firstLine = 7;

function findingsByRule(text: string): string[][] {
  const findings = lintFindings(text);
  return rules.map((_, index) =>
    findings.filter(({ range }) => range.start.line === firstLine + index).map(({ id }) => id),
  );
}

const text = policyText(rules.map(([rule]) => `    - ${rule}`).join('\n'));

describe('a file with what all of them wrote', () => {
  test('in v1alpha1 has every finding in one pass', () => {
    expect(findingsByRule(text)).toEqual(rules.map(([, ids]) => ids));
  });

  test('in v1alpha2 has the same ones, and the note about the version', () => {
    expect(findingsByRule(toExtended(text))).toEqual(rules.map(([, ids]) => ids));
    const others = lintFindings(toExtended(text)).filter(({ range }) => range.start.line < firstLine);
    expect(others.map(({ id }) => id)).toEqual(['extension']);
  });

  test.each([
    ['job_workflow_ref', workflow],
    ['repository_id', '42'],
  ])('%s is explained in v1alpha1, and a claim like any other in v1alpha2', (claim, value) => {
    const policy = policyText(`    - {match: {repository: acme/app, ${claim}: "${value}"}}`);
    const [finding, ...others] = lintFindings(policy);
    expect([finding?.id, others]).toEqual(['unknown-claim', []]);
    expect(finding?.message).toContain('v1alpha2 can match on it');
    expect(finding?.message).not.toContain('Did you mean');
    expect(lintFindings(toExtended(policy)).map(({ id }) => id)).toEqual(['extension']);
  });

  test('an octo-sts file with a claim of v1alpha2 is one finding', () => {
    const octo = `issuer: https://token.actions.githubusercontent.com\nclaim_pattern:\n  job_workflow_ref: ${workflow}\n`;
    expect(lintFindings(octo).map(({ id }) => id)).toEqual(['other-dialect']);
  });
});
