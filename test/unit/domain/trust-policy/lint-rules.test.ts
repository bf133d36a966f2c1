/** What the linter says about rules that no run meets, that add nothing, or are odd in their writing. */

import { describe, expect, test } from '@jest/globals';
import { lintFindings, lintIds, matchText, policyText } from './samples.ts';

type Patterns = Readonly<Record<string, string | { readonly regex: string }>>;

describe('no run meets', () => {
  test.each<[string, Patterns, boolean]>([
    [
      'a branch subject with an environment',
      { subject: 'repo:acme/infra:ref:refs/heads/*', environment: 'a' },
      true,
    ],
    [
      'a branch subject of any repository with an environment',
      { subject: 'repo:acme/*:ref:refs/heads/main', environment: 'a' },
      true,
    ],
    ['an environment subject with it', { subject: 'repo:acme/infra:environment:a', environment: 'a' }, false],
    [
      'an environment subject with another',
      { subject: 'repo:acme/infra:environment:a', environment: 'b' },
      true,
    ],
    ['any subject with an environment', { subject: 'repo:acme/infra:*', environment: 'a' }, false],
    [
      'a customized subject with an environment',
      { subject: 'repo:acme/infra:job:x', environment: 'a' },
      false,
    ],
    ['a subject without repo: with an environment', { subject: 'repository_id:1', environment: 'a' }, false],
    [
      'a subject on a branch with its ref',
      { subject: 'repo:acme/infra:ref:refs/heads/a', ref: 'refs/heads/a' },
      false,
    ],
    [
      'a subject on a branch with another ref',
      { subject: 'repo:acme/infra:ref:refs/heads/a', ref: 'refs/heads/b' },
      true,
    ],
    [
      'an environment subject with a ref',
      { subject: 'repo:acme/infra:environment:a', ref: 'refs/heads/b' },
      false,
    ],
    [
      'a pull request subject with a branch',
      { subject: 'repo:acme/infra:pull_request', ref: 'refs/heads/b' },
      true,
    ],
    [
      'a pull request subject with its ref',
      { subject: 'repo:acme/infra:pull_request', ref: 'refs/pull/*' },
      false,
    ],
    [
      'a subject with its repository',
      { subject: 'repo:acme/infra:ref:refs/heads/a', repository: 'acme/*' },
      false,
    ],
    [
      'a subject with another repository',
      { subject: 'repo:acme/infra:ref:refs/heads/a', repository: 'acme/app' },
      true,
    ],
    [
      'a subject with ids with its repository',
      { subject: 'repo:acme@7/infra@42:ref:refs/heads/a', repository: 'acme/infra' },
      false,
    ],
    [
      'a subject with ids with another repository',
      { subject: 'repo:acme@7/infra@42:ref:refs/heads/a', repository: 'acme/app' },
      true,
    ],
    [
      'a subject with another owner',
      { subject: 'repo:acme/infra:ref:refs/heads/a', repository_owner: 'beta' },
      true,
    ],
    ['a repository with another owner', { repository: 'acme/infra', repository_owner: 'beta' }, true],
    ['a repository with an open owner', { repository: 'acme*', repository_owner: 'acme' }, false],
    ['a branch that is a tag', { repository: 'a/b', ref: 'refs/heads/main', ref_type: 'tag' }, true],
    ['a tag that is a branch', { repository: 'a/b', ref: 'refs/tags/*', ref_type: 'branch' }, true],
    ['a tag that is a tag', { repository: 'a/b', ref: 'refs/tags/*', ref_type: 'tag' }, false],
    ['a pull request that is a branch', { repository: 'a/b', ref: 'refs/pull/*', ref_type: 'branch' }, false],
    ['a branch by a regex', { repository: 'a/b', ref: { regex: 'refs/heads/.*' }, ref_type: 'tag' }, false],
  ])('%s: %j is %s', (_, match, expected) => {
    expect(lintIds(matchText(match)).includes('unreachable-rule')).toBe(expected);
  });
});

describe('a value that no run has', () => {
  const sha = '5f2c0f0d3c1c6a7b8d9e0f1a2b3c4d5e6f708192';
  test.each<[string, Patterns, boolean]>([
    ['a short ref', { repository: 'a/b', ref: 'main' }, true],
    ['a subject without repo:', { subject: 'acme/infra:ref:refs/heads/main' }, true],
    ['a customized subject', { subject: 'repository_owner:acme:*' }, false],
    ['a subject that begins with a wildcard', { subject: '*:environment:production' }, false],
    ['a repository without owner', { repository: 'infra' }, true],
    ['an owner with a slash', { repository_owner: 'acme/' }, true],
    ['a kind of ref that there is not', { repository: 'a/b', ref_type: 'Branch' }, true],
    ['a workflow without a ref', { repository: 'a/b', workflow_ref: 'a/b/.github/workflows/c.yml' }, true],
    ['a short commit', { repository: 'a/b', sha: sha.slice(0, 7) }, true],
    ['a commit in upper case', { repository: 'a/b', sha: sha.toUpperCase() }, true],
    ['a commit', { repository: 'a/b', sha }, false],
    ['commits that begin alike', { repository: 'a/b', sha: '5f2c*' }, false],
  ])('%s: %j is %s', (_, match, expected) => {
    expect(lintIds(matchText(match)).includes('unmatchable')).toBe(expected);
  });
});

describe('a second rule', () => {
  const write = ', permissions: {issues: write}';
  test.each([
    ['the same', '{match: {repository: a/b}}', '{match: {repository: a/b}}', ['duplicate-rule 8']],
    [
      'the same with the default written out',
      '{match: {repository: a/b}}',
      '{match: {repository: a/b}, permissions: {contents: read}}',
      ['duplicate-rule 8'],
    ],
    ['narrower', '{match: {repository: a/*}}', '{match: {repository: a/b}}', ['shadowed-rule 8']],
    ['wider', '{match: {repository: a/b}}', '{match: {repository: a/*}}', ['shadowed-rule 7']],
    [
      'with a claim more',
      '{match: {repository: a/b}}',
      '{match: {repository: a/b, ref: refs/heads/c}}',
      ['shadowed-rule 8'],
    ],
    ['of the owner', '{match: {repository_owner: a}}', '{match: {repository: a/b}}', ['shadowed-rule 8']],
    ['of another owner', '{match: {repository_owner: a}}', '{match: {repository: ab/b}}', []],
    [
      'of a value that a regex accepts',
      '{match: {repository: {regex: "a/(b|c)"}}}',
      '{match: {repository: a/c}}',
      ['shadowed-rule 8'],
    ],
    [
      'of a value that a regex refuses',
      '{match: {repository: {regex: "a/(b|c)"}}}',
      '{match: {repository: a/d}}',
      [],
    ],
    [
      'with the same regex',
      '{match: {repository: {regex: "a/(b|c)"}}}',
      '{match: {repository: {regex: "a/(b|c)"}}}',
      ['duplicate-rule 8'],
    ],
    ['with more permissions', '{match: {repository: a/*}}', `{match: {repository: a/b}${write}}`, []],
    [
      'with fewer permissions',
      `{match: {repository: a/*}${write}}`,
      '{match: {repository: a/b}}',
      ['shadowed-rule 8'],
    ],
    [
      'the same with more permissions',
      '{match: {repository: a/b}}',
      `{match: {repository: a/b}${write}}`,
      ['shadowed-rule 7'],
    ],
    ['that overlaps', '{match: {repository: "a/*-x"}}', '{match: {repository: "a/y-*"}}', []],
    [
      'with a claim that must be there',
      '{match: {repository: a/b, environment: "*"}}',
      '{match: {repository: a/b}}',
      ['shadowed-rule 7'],
    ],
  ])('%s', (_, first, second, expected) => {
    const found = lintFindings(policyText(`    - ${first}\n    - ${second}`));
    expect(found.map(({ id, range }) => `${id} ${range.start.line}`)).toEqual(expected);
  });

  test('is named with its line', () => {
    const [finding] = lintFindings(
      policyText('    - match: {repository: a/*}\n    - match: {repository: a/b}'),
    );
    expect(finding?.message).toContain('rule 1 (line 7)');
  });
});

describe('a pattern', () => {
  test.each<[string, Patterns, string[]]>([
    ['regex like a glob', { repository: 'a/b', ref: { regex: 'refs/heads/*' } }, ['regex-looks-like-glob']],
    ['regex like a subject glob', { subject: { regex: 'repo:a/b:*' } }, ['regex-looks-like-glob']],
    ['regex with a repeated letter', { repository: { regex: 'a/bo*' } }, []],
    ['regex with a run', { repository: 'a/b', ref: { regex: 'refs/heads/.*' } }, []],
    ['regex with groups', { repository: { regex: 'a/(b-)*c' } }, []],
    ['anchored regex', { repository: { regex: '^a/b$' } }, ['redundant-anchor']],
    ['half anchored regex', { repository: { regex: 'a/(b|c)$' } }, ['redundant-anchor']],
    ['regex that ends in a dollar sign', { repository: 'a/b', environment: { regex: 'a\\$' } }, []],
    ['regex that quotes a dollar sign', { repository: 'a/b', environment: { regex: '\\Qa$' } }, []],
    [
      'anchored regex like a glob',
      { repository: 'a/b', ref: { regex: '^refs/heads/*$' } },
      ['redundant-anchor', 'regex-looks-like-glob'],
    ],
    ['glob with anchors', { repository: 'a/b', environment: '^a$' }, ['glob-looks-like-regex']],
    ['glob with alternatives', { repository: 'a/(b|c)' }, ['glob-looks-like-regex', 'unmatchable']],
    [
      'glob with a class',
      { repository: 'a/b', ref: 'refs/tags/v[0-9]' },
      ['glob-looks-like-regex', 'unmatchable'],
    ],
    ['glob with a run', { repository: 'a/.*' }, ['glob-looks-like-regex']],
    ['glob with an escaped dot', { repository: 'a/b\\.c' }, ['glob-looks-like-regex', 'unmatchable']],
    ['glob of versions', { repository: 'a/b', ref: 'refs/tags/v1.*' }, []],
    ['glob of a bot', { repository: 'a/b', actor: 'dependabot[bot]' }, []],
    ['glob of a hidden repository', { repository: 'a/.github' }, []],
  ])('%s', (_, match, expected) => {
    expect(lintIds(matchText(match))).toEqual(expected);
  });

  test.each([
    ['double quotes', '"^a/(b|c)$"', '"a/(b|c)"'],
    ['single quotes', "'^a/(b|c)$'", "'a/(b|c)'"],
    ['no quotes', '^[ab]/c$', "'[ab]/c'"],
  ])('in %s loses its anchors', (_, written, fixed) => {
    const [finding] = lintFindings(
      policyText(`    - match:\n        repository:\n          regex: ${written}`),
    );
    expect(finding).toMatchObject({
      id: 'redundant-anchor',
      fix: {
        text: fixed,
        range: { start: { line: 9, column: 18 }, end: { line: 9, column: 18 + written.length } },
      },
    });
  });
});

describe('a plain value', () => {
  test.each([
    'yes',
    'No',
    'ON',
    'y',
    '1_000',
    '12:30',
    '2026-01-01',
    '2026-1-1 10:00:00',
    '0b11',
    '1_0.5',
    '=',
  ])('%s is ambiguous, and quoted it is not', (value) => {
    const text = (written: string) =>
      policyText(`    - match:\n        repository: a/b\n        environment: ${written}`);
    expect(lintFindings(text(value))).toMatchObject([
      { id: 'ambiguous-scalar', fix: { text: `"${value}"` } },
    ]);
    expect(lintIds(text(`"${value}"`))).toEqual([]);
  });

  test.each(['production', 'a:b', 'v1.0', '2026-01', 'onn', '12:3x', '_', '.'])('%s is not', (value) => {
    expect(
      lintIds(policyText(`    - match:\n        repository: a/b\n        environment: ${value}`)),
    ).toEqual([]);
  });
});
