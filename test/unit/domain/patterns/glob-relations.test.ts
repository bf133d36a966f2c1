/** What is said about two globs holds for every value. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileGlob } from '../../../../src/domain/patterns/glob.ts';
import { anyName, findCommonValue, includesGlob } from '../../../../src/domain/patterns/glob-relations.ts';

/** Few characters, so that patterns often meet. */
const glob = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 7 });
/** Narrower than most globs: a glob with other pieces in place of its wildcards. */
const filled = fc
  .tuple(glob, fc.array(glob, { minLength: 7, maxLength: 7 }))
  .map(([wide, pieces]) => ({ wide, narrow: wide.replace(/[*?]/g, () => pieces.pop() ?? '') }));
const value = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\u{1f600}'), maxLength: 7 });

describe('a common value', () => {
  test('is matched by both globs', () => {
    fc.assert(
      fc.property(glob, glob, (first, second) => {
        const common = findCommonValue(first, second);
        if (common === undefined) return;
        expect([compileGlob(first)(common), compileGlob(second)(common)]).toEqual([true, true]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is found whenever there is one', () => {
    fc.assert(
      fc.property(glob, glob, value, (first, second, sample) => {
        if (compileGlob(first)(sample) && compileGlob(second)(sample))
          expect(findCommonValue(first, second)).toBeDefined();
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['acme/*', '*/infra', 'acme/infra'],
    ['acme/*', 'beta/*', undefined],
    ['?', '\u{1f600}', '\u{1f600}'],
    ['??', '\u{1f600}', undefined],
    ['', '*', ''],
    ['repo:acme/infra:ref:refs/heads/*', `repo:${anyName}/${anyName}:pull_request`, undefined],
    ['repo:acme/infra:*', `repo:${anyName}/${anyName}:pull_request`, 'repo:acme/infra:pull_request'],
    ['a/b', anyName, undefined],
    ['?', anyName, 'x'],
  ])('of %j and %j is %j', (first, second, expected) => {
    expect(findCommonValue(first, second)).toBe(expected);
  });

  test('of two hostile patterns is found, or not, in no time', () => {
    const stars = '*a'.repeat(128);
    expect(findCommonValue(`${stars}*`, `${'*b'.repeat(128)}*`)).toBeDefined();
    expect(findCommonValue(`${stars}b`, `${stars}c`)).toBeUndefined();
  });
});

describe('a glob that includes another', () => {
  test('matches all that the other one matches', () => {
    let seen = 0;
    fc.assert(
      fc.property(filled, fc.array(value, { minLength: 9, maxLength: 9 }), ({ wide, narrow }, pieces) => {
        if (!includesGlob(wide, narrow)) return;
        const sample = narrow.replace(/[*?]/g, (wildcard) => (wildcard === '?' ? 'b' : (pieces.pop() ?? '')));
        expect(compileGlob(narrow)(sample)).toBe(true);
        expect(compileGlob(wide)(sample)).toBe(true);
        seen += 1;
      }),
      { numRuns: 2_000 },
    );
    expect(seen).toBeGreaterThan(200);
  });

  test('includes at least itself, and each value that it matches', () => {
    fc.assert(
      fc.property(glob, value, (wide, sample) => {
        expect(includesGlob(wide, wide)).toBe(true);
        expect(includesGlob(wide, sample)).toBe(compileGlob(wide)(sample));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['acme/*', 'acme/infra', true],
    ['acme/*', 'acme/infra-*', true],
    ['*', '?*?', true],
    ['?*', '*?', true],
    ['?', '*', false],
    ['acme/*', 'acme*', false],
    ['*-x', '*-?', false],
    ['a*b*c', 'a*c', false],
    ['a*c', 'a*b*c', true],
  ])('%j includes %j: %j', (wide, narrow, expected) => {
    expect(includesGlob(wide, narrow)).toBe(expected);
  });
});
