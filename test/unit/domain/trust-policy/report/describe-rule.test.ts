/** Rules in words. */
import { describe, expect, test } from '@jest/globals';
import { describeRule } from '../../../../../src/domain/trust-policy/report/describe-rule.ts';
import { reportOf } from './samples.ts';

function wordsOf(rule: string) {
  const { policy, findings } = reportOf(`- ${rule.trim().replaceAll('\n', '\n  ')}\n`);
  const first = policy?.status === 'valid' ? policy.rules[0] : undefined;
  if (first === undefined) throw new Error(JSON.stringify(findings));
  return describeRule(first);
}

describe('who', () => {
  test.each<[string, string]>([
    ['{repository: acme/infra}', 'jobs of acme/infra'],
    ['{repository: "acme/*"}', 'jobs of any repository that matches "acme/*"'],
    ['{repository: "*"}', 'jobs of any repository'],
    [
      '{repository: {regex: "acme/(a|b)"}}',
      'jobs of any repository that matches the expression "acme/(a|b)"',
    ],
    ['{repository_owner: acme}', 'jobs of repositories of acme'],
    ['{repository: a/b, ref: refs/heads/main}', 'jobs of a/b, on branch main'],
    ['{ref: "refs/heads/release/*", repository: a/b}', 'jobs of a/b, on any branch that matches "release/*"'],
    ['{repository: a/b, ref: refs/tags/v1}', 'jobs of a/b, on tag v1'],
    ['{repository: a/b, ref: "refs/heads/*"}', 'jobs of a/b, on any branch'],
    ['{repository: a/b, ref: "refs/pull/*"}', 'jobs of a/b, on any ref that matches "refs/pull/*"'],
    [
      '{repository: a/b, ref: {regex: "refs/heads/.+"}}',
      'jobs of a/b, on any ref that matches the expression "refs/heads/.+"',
    ],
    ['{repository: a/b, ref_type: tag}', 'jobs of a/b, on a tag'],
    ['{repository: a/b, environment: prod}', 'jobs of a/b, in environment prod'],
    // A value does not read as further conditions.
    ['{environment: "prod, of a/b, on branch main"}', 'jobs in environment "prod, of a/b, on branch main"'],
    ['{repository: " a/b"}', 'jobs of " a/b"'],
    ['{subject: "custom, of a/b"}', 'jobs with the subject "custom, of a/b"'],
    [
      '{repository: a/b, ref: "refs/heads/x, in environment y"}',
      'jobs of a/b, on branch "x, in environment y"',
    ],
    ['{repository: a/b, actor: "dependabot[bot]"}', 'jobs of a/b, started by dependabot[bot]'],
    ['{repository: a/b, actor: octocat}', 'jobs of a/b, started by octocat'],
    ['{repository: a/b, sha: "abc"}', 'jobs of a/b, at commit abc'],
    [
      '{repository: a/b, workflow_ref: "a/b/.github/workflows/x.yml@refs/heads/main"}',
      'jobs of a/b, in the workflow a/b/.github/workflows/x.yml@refs/heads/main',
    ],
    ['{subject: "repo:a/b:ref:refs/heads/main"}', 'jobs of a/b, on branch main'],
    ['{subject: "repo:a/b:environment:prod"}', 'jobs of a/b, in environment prod'],
    ['{subject: "repo:a/b:pull_request"}', 'jobs of a/b, for pull requests'],
    ['{subject: "repo:a/b:*"}', 'jobs of a/b, from any branch, tag or pull request'],
    [
      '{subject: "repo:a/*:ref:refs/heads/main"}',
      'jobs of any repository that matches "a/*", on branch main',
    ],
    // A star before the slash may stand for anything, so nothing is taken apart.
    ['{subject: "repo:a*:ref:x"}', 'jobs with a subject that matches "repo:a*:ref:x"'],
    ['{subject: "*"}', 'jobs with any subject'],
    ['{subject: "custom"}', 'jobs with the subject custom'],
    ['{subject: {regex: "repo:a/b:.*"}}', 'jobs with a subject that matches the expression "repo:a/b:.*"'],
  ])('%s', (match, who) => {
    expect(wordsOf(`match: ${match}`).who).toBe(who);
  });
});

describe('what', () => {
  test.each<[string, string]>([
    ['', 'read contents, metadata'],
    ['permissions: {contents: read}', 'read contents, metadata'],
    ['permissions: {contents: write}', 'read metadata; write contents'],
    [
      'permissions: {pull_requests: write, issues: write}',
      'read contents, metadata; write issues, pull_requests',
    ],
    ['permissions: {repository_projects: admin}', 'read contents, metadata; admin repository_projects'],
  ])('%s', (permissions, what) => {
    expect(wordsOf(`match: {repository: a/b}\n${permissions}`).what).toBe(what);
  });
});
