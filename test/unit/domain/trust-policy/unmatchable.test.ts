/** Patterns that no run can meet: names that git does not allow, alternatives of an expression, and alternatives in a glob. */

import { describe, expect, test } from '@jest/globals';
import { lintFindings, lintIds, matchText } from './samples.ts';

describe('alternatives in a glob', () => {
  test.each([
    { repository: 'acme/infra', environment: 'staging|production' },
    { repository: 'acme/infra', ref: 'refs/heads/main|refs/heads/dev' },
  ])('%j are noticed', (match) => {
    expect(lintIds(matchText(match))).toEqual(['glob-looks-like-regex']);
  });
});

describe('a name that git allows for no ref', () => {
  test.each([
    ['refs/heads/feature/', '"refs/heads/feature/*"'],
    ['refs/heads/.hidden', 'git allows no such name'],
    ['refs/heads/main.lock', 'git allows no such name'],
    ['refs/heads/@{upstream}', 'git allows no such name'],
    ['refs/heads/refs/heads/main', 'write "refs/heads/main"'],
    ['refs/heads/v1.', 'git allows no such name'],
  ])('%s is a mistake', (ref, words) => {
    expect(lintFindings(matchText({ repository: 'acme/infra', ref }))).toMatchObject([
      { id: 'unmatchable', message: expect.stringContaining(words) },
    ]);
  });

  test.each([
    'refs/heads/feature/*',
    'refs/heads/a.b',
    'refs/heads/*.x',
    'refs/heads/@',
    'refs/heads/x.locked',
  ])('%s may be one', (ref) => {
    expect(lintIds(matchText({ repository: 'acme/infra', ref }))).toEqual([]);
  });
});

describe('an alternative of an expression that no run can meet', () => {
  test.each<[string, string, string]>([
    ['ref', 'refs/heads/main|dev', '"dev"'],
    ['ref', 'v.*', '"v.*"'],
    ['ref', 'main|dev', '"main"'],
    ['sha', '[0-9a-f]{7}', 'whole commit'],
    ['actor', 'octocat|acme/bots', '"acme/bots"'],
    ['workflow_ref', '.*@main', 'refs/heads/main'],
  ])('%s %s is a mistake', (claim, regex, words) => {
    expect(lintFindings(matchText({ repository: 'acme/infra', [claim]: { regex } }))).toMatchObject([
      { id: 'unmatchable', message: expect.stringContaining(words) },
    ]);
  });

  test.each<[string, string]>([
    ['ref', 'refs/heads/(main|dev)'],
    ['ref', 'refs/heads/main|refs/tags/v.*'],
    ['ref', '(?:refs/heads/)?main'],
    ['ref', '(?i)REFS/heads/main|refs/heads/DEV'],
    ['ref', '[a-z]+/heads/main|refs/heads/[^/]+'],
    ['sha', '[0-9a-f]+'],
    ['actor', 'octocat|dependabot\\[bot\\]'],
    ['workflow_ref', 'acme/infra/\\.github/workflows/[a-z]+\\.ya?ml@refs/(heads/main|tags/v.*)'],
  ])('%s %s may be met', (claim, regex) => {
    expect(lintIds(matchText({ repository: 'acme/infra', [claim]: { regex } }))).not.toContain('unmatchable');
  });
});
