/** Patterns of CODEOWNERS mean what GitHub documents, and a policy without owners is noticed. */

import { describe, expect, test } from '@jest/globals';
import { findMissingOwners, matchesOwnersPattern } from '../../../../src/domain/trust-policy/codeowners.ts';
import { lintTrustPolicy } from '../../../../src/domain/trust-policy/lint-policy.ts';

const policy = '.atmos/pro/sts/default.yaml';

describe('a pattern', () => {
  test.each<[string, string, boolean]>([
    ['*', policy, true],
    ['/*', policy, false],
    ['/*', 'README.md', true],
    ['**', policy, true],
    ['*.yaml', policy, true],
    ['*.yml', policy, false],
    ['/.atmos/', policy, true],
    ['/.atmos', policy, true],
    ['.atmos/', policy, true],
    ['/.atmos/pro/sts/', policy, true],
    ['/.atmos/pro/sts', policy, true],
    ['.atmos/pro/sts/', policy, true],
    ['/.atmos/pro/sts/*', policy, true],
    ['/.atmos/pro/*', policy, false],
    ['/.atmos/pro/**', policy, true],
    ['/.atmos/**/*.yaml', policy, true],
    ['sts/', policy, true],
    ['/sts/', policy, false],
    ['**/sts', policy, true],
    ['**/sts/*', policy, true],
    ['/**/default.yaml', policy, true],
    ['pro/sts/', policy, false],
    ['/.atmos/pro/sts/default.yaml', policy, true],
    ['/.atmos/pro/sts/default.yaml/', policy, false],
    ['/.atmos/pro/sts/other.yaml', policy, false],
    ['/.ATMOS/', policy, false],
    ['/.atmos/p?o/', policy, true],
    ['/.atmos?pro/', policy, false],
    ['/.atmos*', policy, true],
    ['apps/', 'a/apps/x/y', true],
    ['docs/*', 'docs/getting-started.md', true],
    ['docs/*', 'docs/build-app/troubleshooting.md', false],
    ['/', policy, false],
    [`${'**/'.repeat(400)}x`, policy, false],
    [`${'**/*/'.repeat(400)}x`, policy, false],
  ])('%s means %s: %j', (pattern, path, expected) => {
    expect(matchesOwnersPattern(pattern, path)).toBe(expected);
  });
});

describe('the policy', () => {
  const file = (content: string, path = '.github/CODEOWNERS') => ({ path, content: Buffer.from(content) });

  test.each<[string, string]>([
    ['one owner', '/.atmos/ @acme/security'],
    ['a person', '* @octocat'],
    ['an address', '* security@example.com'],
    ['owners in the last entry that matches', '/.atmos/\n* @a'],
    ['a comment behind them', '* @a # all of it'],
    ['comments and blank lines', '# owners\n\n* @a\n'],
    ['line ends of Windows', '*.md\r\n* @a\r\n'],
    ['a line that GitHub skips after it', '* @a\n/.atmos/ acme/security\n!*.yaml\n/.[a]tmos/\n\\#x\n'],
    ['another place without owners after it', '* @a\n/docs/\n/with\\ space/'],
  ])('with %s is owned', (_, text) => {
    expect(findMissingOwners([file(text)], policy)).toBeUndefined();
  });

  test.each<[string, string, RegExp]>([
    ['no entry', '/docs/ @a', /No entry of .github\/CODEOWNERS matches/],
    ['an empty file', '', /No entry/],
    ['a comment in place of an entry', '# * @a', /No entry/],
    ['owners that are only a comment', '* # @a', /Line 1 .* takes the owners/],
    [
      'a later entry without owners',
      '* @a\n\n/.atmos/pro/',
      /Line 3 of .github\/CODEOWNERS takes the owners/,
    ],
    ['a team without @', '* acme/security', /No entry/],
    ['over 3 MB', `* @a\n#${'x'.repeat(3_000_000)}`, /larger than 3 MB/],
  ])('with %s is not', (_, text, expected) => {
    expect(findMissingOwners([file(text)], policy)).toMatch(expected);
  });

  test('is looked for in the first file that exists', () => {
    const [owned, none] = ['* @a', ''];
    const order = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
    expect(findMissingOwners([], policy)).toMatch(/no CODEOWNERS file/);
    expect(findMissingOwners([file(owned, 'src/CODEOWNERS')], policy)).toMatch(/no CODEOWNERS file/);
    for (const [index, first] of order.entries()) {
      const later = order.slice(index + 1).map((path) => file(none, path));
      expect(findMissingOwners([...later, file(owned, first)], policy)).toBeUndefined();
      const unowned = order.slice(index + 1).map((path) => file(owned, path));
      expect(findMissingOwners([...unowned, file(none, first)], policy)).toMatch(/No entry/);
    }
  });

  test('is asked about only in a checkout', () => {
    const lint = (codeowners?: []) =>
      lintTrustPolicy({ content: Buffer.from(''), file: policy, ...(codeowners ? { codeowners } : {}) }).map(
        ({ id }) => id,
      );
    expect(lint()).not.toContain('codeowners');
    expect(lint([])).toContain('codeowners');
  });
});
