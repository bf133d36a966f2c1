import { describe, expect, test } from '@jest/globals';
import { compilePattern } from '../../../../src/domain/patterns/permission-pattern.ts';

function matches(pattern: string, value: string): boolean {
  const compiled = compilePattern(pattern);
  if (compiled.status === 'invalid') throw new Error(compiled.message);
  return compiled.matches(value);
}

describe('a pattern', () => {
  test.each([
    ['*', '', true],
    ['*', 'anything/at all', true],
    ['main', 'main', true],
    ['main', 'Main', false],
    ['main', 'main2', false],
    ['release-1.0', 'release-1x0', false],
    ['', '', true],
    ['', 'production', false],
    ['release/.+', 'release/1', true],
    ['release/.+', 'x/release/1', false],
    ['main|release/.+', 'main', true],
    ['main|release/.+', 'main-evil', false],
    ['main|release/.+', 'evil-release/1', false],
    ['^main$', 'main', true],
    ['main.*', 'main\nevil', false],
    ['(?i)MAIN', 'main', true],
    ['feature\\.x', 'feature.x', true],
  ])('%j against %j: %j', (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  test.each([
    ['an open group', '(main'],
    ['a look-ahead', '(?=main)'],
    ['a back reference', '(a)\\1'],
    ['too long', `${'a'.repeat(256)}*`],
    ['more steps than a trust policy may take', '(?:.*x){60}'],
    ['a program of many instructions', '(?:\\pL{0,40}){20}'],
  ])('is refused with a reason: %s', (_name, pattern) => {
    expect(compilePattern(pattern)).toEqual({ status: 'invalid', message: expect.any(String) });
  });
});

test('a value longer than any claim matches `*` and no expression', () => {
  const value = 'a'.repeat(1_025);
  expect([matches('*', value), matches('a+', value), matches('a+', 'a'.repeat(1_024))]).toEqual([
    true,
    false,
    true,
  ]);
});
